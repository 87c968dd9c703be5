// Package testkit holds what the tests of several rooms share: a clock that
// stands still, sample organisations and people, and a passkey without a
// device. Only tests import it.
package testkit

import (
	"sync"
	"time"
)

// A Clock stands still until it is moved. It may be used by several
// goroutines.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock returns a clock that shows noon in Japan on 1 April 2026.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)} }

// Now is what the clock shows, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set makes the clock show t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t.UTC()
}

// Advance moves the clock on by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
