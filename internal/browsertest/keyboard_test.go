package browsertest

import (
	"context"
	"errors"
	"fmt"

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
		p.keys(kb.Tab)
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

// write tabs to a text field and types into it.
func (p *person) write(field, text string) {
	p.t.Helper()
	p.tab(field, func(at place) bool { return at.Field == field })
	p.keys(text)
}

// pick tabs to a group of radio buttons and moves to the choice.
func (p *person) pick(field, value string) {
	p.t.Helper()
	p.tab(field, func(at place) bool { return at.Field == field })
	p.keys(" ")
	for range 20 {
		if p.focused().Value == value {
			return
		}
		p.keys(kb.ArrowDown)
	}
	p.must("pick "+value, errors.New("the arrow keys never get there"))
}

// date tabs to a day and types it. In English Chromium asks for month, day
// and year in this order.
func (p *person) date(field, day string) {
	p.t.Helper()
	p.tab(field, func(at place) bool { return at.Field == field })
	p.keys(day[5:7] + day[8:10] + day[0:4])
}

// tick tabs to a check box and sets it.
func (p *person) tick(field, value string) {
	p.t.Helper()
	p.tab(field+" "+value, func(at place) bool { return at.Field == field && at.Value == value })
	p.keys(" ")
}

// enter tabs to a link or button and presses Enter; another page comes.
func (p *person) enter(words string) {
	p.t.Helper()
	p.tab(words, func(at place) bool { return at.Words == words })
	p.leave("press Enter on "+words, func() { p.keys(kb.Enter) })
}
