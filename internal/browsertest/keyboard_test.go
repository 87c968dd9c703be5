package browsertest

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A place is where the keyboard is.
type place struct {
	Field string // name of the field
	Value string
	Words string // on a button or link
	Seen  bool   // visible, with a ring around it
}

// keys presses keys one after the other, as a keyboard does.
func (p *person) keys(keys string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must("press keys", chromedp.Do(ctx, chromedp.KeyEvent(keys)))
}

var keyNames = map[string]string{kb.Tab: "Tab", kb.Enter: "Enter", " ": "Space", kb.ArrowDown: "arrows", kb.ArrowUp: "arrows"}

// hit presses one key that moves about or presses something.
func (p *person) hit(key string) {
	p.t.Helper()
	p.keys(key)
	p.tally.key(keyNames[key])
}

// say types text into the field in which the keyboard is.
func (p *person) say(text string) {
	p.t.Helper()
	p.keys(text)
	p.tally.letters(utf8.RuneCountInString(text))
}

func (p *person) focused() place {
	p.t.Helper()
	at, err := hand[place](p, "focused")
	p.must("look where the keyboard is", err)
	return at
}

// tab presses Tab until the keyboard is where it should be. Every stop on
// the way must be visible, or a person would not know where they are.
func (p *person) tab(what string, there func(place) bool) {
	p.t.Helper()
	for range 300 {
		p.hit(kb.Tab)
		at := p.focused()
		if there(at) {
			if !at.Seen {
				p.must("tab to "+what, fmt.Errorf("the keyboard is there, but nothing shows it: %+v", at))
			}
			return
		}
	}
	p.must("tab to "+what, errors.New("the keyboard never gets there"))
}

// skip goes past the head of the page, as its first link offers. Who skipped
// it on the page before, with a form, begins there.
func (p *person) skip() {
	p.t.Helper()
	hash, err := look[string](p, "location.hash")
	p.must("read the address", err)
	if hash == "#main" {
		return
	}
	p.hit(kb.Tab)
	if at := p.focused(); at.Words != p.T("shell.skip") {
		p.must("skip the head of the page", fmt.Errorf("the first stop is %+v", at))
	}
	p.hit(kb.Enter)
}

// write tabs to a text field and types into it.
func (p *person) write(field, text string) {
	p.t.Helper()
	p.tab(field, func(at place) bool { return at.Field == field })
	p.say(text)
}

// pick tabs to a group of radio buttons and moves to the choice.
func (p *person) pick(field, value string) {
	p.t.Helper()
	p.tab(field, func(at place) bool { return at.Field == field })
	p.hit(" ")
	for range 20 {
		if p.focused().Value == value {
			return
		}
		p.hit(kb.ArrowDown)
	}
	p.must("pick "+value, errors.New("the arrow keys never get there"))
}

// date tabs to a day and types it. In English Chromium asks for month, day
// and year in this order.
func (p *person) date(field, day string) {
	p.t.Helper()
	p.tab(field, func(at place) bool { return at.Field == field })
	p.say(day[5:7] + day[8:10] + day[0:4])
}

// selects tabs to a list of choices and types the beginning of one.
func (p *person) selects(field, beginning, value string) {
	p.t.Helper()
	p.tab(field, func(at place) bool { return at.Field == field })
	p.say(beginning)
	if at := p.focused(); at.Value != value {
		p.must("choose "+value, fmt.Errorf("after typing %q the choice is %q", beginning, at.Value))
	}
}

// tick tabs to a check box and sets it.
func (p *person) tick(field, value string) {
	p.t.Helper()
	p.tab(field+" "+value, func(at place) bool { return at.Field == field && at.Value == value })
	p.hit(" ")
}

// enter tabs to a link or button and presses Enter; another page comes.
func (p *person) enter(words string) {
	p.t.Helper()
	p.tab(words, func(at place) bool { return at.Words == words })
	p.leave("press Enter on "+words, func() { p.hit(kb.Enter) })
}
