// Package probe looks at devices: one file for each family of questions. Every
// probe says which items it informs and what it would send, and reaches devices
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

// The items of the criteria common to all products at level 1, by what they
// ask.
const (
	ItemAccess      scheme.CriterionID = "S1.1-01"
	ItemDefaults    scheme.CriterionID = "S1.1-02"
	ItemChange      scheme.CriterionID = "S1.1-03"
	ItemBruteForce  scheme.CriterionID = "S1.1-04"
	ItemDisclosure  scheme.CriterionID = "S1.1-05"
	ItemUpdatable   scheme.CriterionID = "S1.1-06"
	ItemUpdateEasy  scheme.CriterionID = "S1.1-07"
	ItemIntegrity   scheme.CriterionID = "S1.1-08"
	ItemPriority    scheme.CriterionID = "S1.1-09"
	ItemModel       scheme.CriterionID = "S1.1-10"
	ItemStored      scheme.CriterionID = "S1.1-11"
	ItemSent        scheme.CriterionID = "S1.1-12"
	ItemInterfaces  scheme.CriterionID = "S1.1-13"
	ItemResilience  scheme.CriterionID = "S1.1-14"
	ItemErasure     scheme.CriterionID = "S1.1-15"
	ItemInformation scheme.CriterionID = "S1.1-16"
)

// A Probe is one family of questions.
type Probe struct {
	ID    string               // "access"
	Items []scheme.CriterionID // that it informs
	Harms bool                 // changes the device: left out until asked for
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
// counted first, for others ask what was found.
func Probes() []Probe {
	return []Probe{ports, access, transport}
}
