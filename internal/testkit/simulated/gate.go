package simulated

import (
	"sync"
	"time"
)

// A Gate takes names and passwords for the services of a device, and holds
// guessing back or does not. Its zero value lets nobody in and never holds.
type Gate struct {
	Accounts map[string]string // passwords by name
	Any      bool              // takes every password
	After    int               // wrong ones in a row after which it holds; 0: never
	For      time.Duration     // how long it holds
	Hidden   bool              // while it holds it answers as to wrong ones
	Through  bool              // while it holds it takes right ones all the same
	Mute     bool              // while it holds it hangs up
	Delay    time.Duration     // of the answer to a wrong one
	Grows    bool              // the delay doubles with each
	Serial   bool              // one answer after the other, however many ask

	mu    sync.Mutex
	wrong int
	until time.Time
	tried int // sign-ins so far
}

// A Verdict is what a gate says.
type Verdict string

const (
	In   Verdict = "in"
	No   Verdict = "no"
	Held Verdict = "held"
	Mute Verdict = "mute"
)

// Try signs in, and takes as long as the gate does.
func (g *Gate) Try(name, password string) Verdict {
	verdict, delay := g.try(name, password)
	if g.Serial && delay > 0 {
		g.mu.Lock()
		defer g.mu.Unlock()
	}
	time.Sleep(delay)
	return verdict
}

func (g *Gate) try(name, password string) (Verdict, time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tried++
	want, known := g.Accounts[name]
	right := g.Any || known && want == password
	if time.Now().Before(g.until) && !(g.Through && right) {
		switch {
		case g.Hidden:
			return No, 0
		case g.Mute:
			return Mute, 0
		}
		return Held, 0
	}
	if right {
		g.wrong = 0
		return In, 0
	}
	delay := g.Delay
	if g.Grows {
		delay <<= min(g.wrong, 5)
	}
	if g.wrong++; g.After > 0 && g.wrong >= g.After {
		g.wrong, g.until = 0, time.Now().Add(g.For)
	}
	return No, delay
}

// Set changes the password of an account.
func (g *Gate) Set(name, password string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.Accounts[name] = password
}

// Count returns how often somebody signed in or tried to.
func (g *Gate) Count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.tried
}
