package registry

import (
	"maps"
	"slices"

	"shirushi/internal/scheme"
)

// A Change is one numbered public event with the texts that the public may
// read of it.
type Change struct {
	scheme.Event
	Openings map[string]scheme.Opening // by field; what stands in Withheld is not there
	Withheld []string                  // fields whose text was erased or is hidden by now, sorted
	Erased   []Erasure                 // why and when those were, as far as they were erased
}

// Changes are numbered events in the order of their numbers.
type Changes struct {
	Items []Change
	Head  int64 // the highest number given so far; 0 before the first
}

// Tell returns what the public may read of an event. openings are those on
// record; erased ones have no text. shown is the label's entry as it is now,
// nil when there is none: it says why and when a text was erased, and the words of a correction are told only while the
// label's own page tells them, since its holder may have hidden that part.
func Tell(e scheme.Event, openings []scheme.Opening, shown *Entry) Change {
	c := Change{Event: e, Openings: map[string]scheme.Opening{}}
	for _, o := range openings {
		if o.Text != "" {
			c.Openings[o.Field] = o
		}
	}
	if e.Kind == scheme.LabelCorrected && !showsCorrection(shown, c) {
		clear(c.Openings)
	}
	if shown != nil {
		for _, one := range shown.Erasures {
			if one.Event == e.Seq {
				c.Erased = append(c.Erased, one)
			}
		}
	}
	for _, field := range slices.Sorted(maps.Keys(e.Commitments)) {
		if _, told := c.Openings[field]; !told {
			c.Withheld = append(c.Withheld, field)
		}
	}
	return c
}

// showsCorrection compares the texts that were not erased.
func showsCorrection(e *Entry, c Change) bool {
	same := func(field, shown string) bool {
		o, told := c.Openings[field]
		return !told || o.Text == shown
	}
	return e != nil && slices.ContainsFunc(e.Corrections, func(shown Correction) bool {
		return shown.Field == c.Facts["field"] && same("from", shown.From) && same("to", shown.To)
	})
}

// Heads say how far the records have got that the public may read.
type Heads struct {
	Changes int64 // the highest number of a public event
	Entries int64 // the highest place of a written entry
}
