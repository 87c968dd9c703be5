package main

import (
	"sync"
	"time"

	"shirushi/internal/scheme"
)

// A fact is what every answer about a label must agree with.
type fact struct {
	status   scheme.Status
	firmware string
}

// A spell is the time during which a fact could be read. The exact moment at
// which a deed takes hold lies between its begin and its return.
type spell struct {
	fact
	begun    time.Time // the deed that brought it began
	returned time.Time // and came back; zero while it is under way
}

// A book is all labels and what became of each, kept by the one who does the
// deeds. It is the oracle of the readers.
type book struct {
	numbers []scheme.LabelNumber // never changes

	mu     sync.Mutex
	spells map[scheme.LabelNumber][]spell
	models map[scheme.LabelNumber]string
	deeds  int
}

// begin notes that a deed that brings next is under way.
func (b *book) begin(n scheme.LabelNumber, next fact) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spells[n] = append(b.spells[n], spell{fact: next, begun: time.Now()})
}

// end notes that the last deed has come back. One that was refused or failed
// leaves no spell behind.
func (b *book) end(n scheme.LabelNumber, done bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.spells[n]
	if !done {
		b.spells[n] = all[:len(all)-1]
		return
	}
	all[len(all)-1].returned = time.Now()
	b.deeds++
}

// now returns the fact that holds.
func (b *book) now(n scheme.LabelNumber) fact {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.spells[n]
	return all[len(all)-1].fact
}

// may returns the facts that an answer may tell that was asked for at asked
// and had come at answered, when what was before a deed may be told for
// outlives after it.
func (b *book) may(n scheme.LabelNumber, asked, answered time.Time, outlives time.Duration) []fact {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []fact
	spells := b.spells[n]
	for i, s := range spells {
		if s.begun.After(answered) {
			break
		}
		if i+1 < len(spells) {
			next := spells[i+1].returned
			if !next.IsZero() && next.Add(outlives).Before(asked) {
				continue // over before the question
			}
		}
		all = append(all, s.fact)
	}
	return all
}
