package browsertest

import (
	"fmt"
	"strings"
)

// A tally counts what a person does with mouse and keyboard, as far as it was
// switched on: what nobody asked for is not counted.
type tally struct {
	on     bool
	clicks []string // what was clicked or chosen, in order
	fields []string // what was typed into with the mouse in the other hand
	keys   map[string]int
	typed  int // letters typed into fields
}

func (t *tally) start() { *t = tally{on: true, keys: map[string]int{}} }

func (t *tally) click(what string) {
	if t.on {
		t.clicks = append(t.clicks, what)
	}
}

func (t *tally) fill(field string) {
	if t.on {
		t.fields = append(t.fields, field)
	}
}

func (t *tally) key(name string) {
	if t.on {
		t.keys[name]++
	}
}

func (t *tally) letters(n int) {
	if t.on {
		t.typed += n
	}
}

// strokes counts the keys that moved about or pressed something.
func (t *tally) strokes() int {
	n := 0
	for _, times := range t.keys {
		n += times
	}
	return n
}

func (t *tally) String() string {
	said := fmt.Sprintf("%d clicks (%s)", len(t.clicks), strings.Join(t.clicks, "; "))
	if len(t.fields) > 0 {
		said += fmt.Sprintf(", %d fields typed into (%s)", len(t.fields), strings.Join(t.fields, "; "))
	}
	return said
}
