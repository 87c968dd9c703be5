// Package probe looks at devices: one file for each family of questions. Every
// probe says which items it informs, by their subjects, and what it would send, and reaches devices
// through a Wire alone, which knows no address that a person has not confirmed.
//
// A probe never claims more than it saw. Most can show that an item is not met,
// and few that it is: each measurement says which.
package probe

import (
	"context"

	"shirushi/internal/device"
	"shirushi/internal/scheme"
)

// A Probe is one family of questions.
type Probe struct {
	ID    string           // "access"
	About []scheme.Subject // of the items that it informs
	Harms bool             // changes the device: left out until asked for
	Sends func(b *Bench, unit device.Unit) []Sending
	Look  func(ctx context.Context, b *Bench, unit device.Unit) error
}

// A Sending is one kind of packet that a probe would send, for a person to read
// before anything is sent.
type Sending struct {
	Target string // "1-65535/tcp", "443/tcp"
	What   string // message key
	Most   int    // how often, at most
}

// Probes are all there are, in the order in which they run: what is open is
// counted first, for others ask what was found; what may lock accounts comes
// last.
func Probes() []Probe {
	return []Probe{ports, access, transport, passwords, change, bruteforce}
}
