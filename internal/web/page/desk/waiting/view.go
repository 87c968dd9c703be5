// Package waiting shows what waits for the reader: a part of the page on which
// the reader's work begins, and a page of all of it.
package waiting

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Part is what waits, above what else a page shows.
type Part struct {
	Title string
	None  string // said when nothing waits; "" shows nothing then
	Items []Item
	Total int
	All   string // address of all of it
}

// An Item is one thing that waits.
type Item struct {
	Text  string // what is to be done
	About string // what it is about
	Href  string
	Due   scheme.Date
	Said  string // what the day is, when it is not just the one by which to move
	Late  int    // days
	Mine  bool   // the reader has it, among people who all may do it
}

// A View is the page of all that waits.
type View struct {
	page.Frame
	Lead string
	Part Part
	More string // says that there is more than is shown; "" when there is not
}

// due says by when, or what happens when.
func (i Item) due(f page.Frame) string {
	if i.Due == "" {
		return ""
	}
	if i.Said != "" {
		return f.P.T(i.Said, i.Due)
	}
	return f.P.T("agenda.due", i.Due)
}

func (i Item) late(f page.Frame) string {
	if i.Late == 1 {
		return f.P.T("docket.late.one")
	}
	return f.P.T("docket.late.days", i.Late)
}
