package demo

import (
	"sync"
	"time"
)

// A Clock tells the time of the play: it stands where the story puts it, and
// runs with the world once the story is told, ahead of it by the days that
// were let pass.
type Clock struct {
	mu     sync.Mutex
	stands time.Time // zero: runs with the world
	ahead  time.Duration
}

// Now returns the play's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands.IsZero() {
		return time.Now().Add(c.ahead)
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

// RunAhead lets the clock run with the world, so many days ahead of it.
func (c *Clock) RunAhead(days int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stands, c.ahead = time.Time{}, time.Duration(days)*24*time.Hour
}
