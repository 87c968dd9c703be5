package demo

import (
	"sync"
	"time"
)

// A Clock tells the time of the play: it stands where the story puts it, and
// runs with the world once the story is told.
type Clock struct {
	mu     sync.Mutex
	stands time.Time // zero: runs with the world
}

// Now returns the play's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands.IsZero() {
		return time.Now()
	}
	return c.stands
}

// Set puts the clock at t and stops it there.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stands = t
}

// Run lets the clock run with the world.
func (c *Clock) Run() { c.Set(time.Time{}) }
