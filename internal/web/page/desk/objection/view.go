// Package objection shows objections to decisions, to officers and to the side
// that lodged them: the list and one objection. The forms are those of
// package cases.
package objection

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A List is what the list shows.
type List struct {
	page.Frame
	Office bool
	Open   []Row
	Over   []Row
}

// A Row is one objection of the list.
type Row struct {
	Href    string
	Number  string // of the label or the application
	Product scheme.Text
	Against string
	State   scheme.ObjectionState
	Side    scheme.Text // who objects
	Due     scheme.Date
	Overdue bool
	Officer string
	Mine    bool
}

func (v List) heads() []string {
	p := v.P
	heads := []string{p.T("objection.col.number"), p.T("officer.col.product"), p.T("objection.col.against"), p.T("case.col.state"), p.T("case.col.due")}
	if v.Office {
		heads = append(heads, p.T("case.col.officer"))
	}
	return heads
}

// A View is what the page of one objection shows.
type View struct {
	page.Frame
	Saved    string
	Number   string
	Product  string
	State    scheme.ObjectionState
	Next     string // what comes next
	NextKind string // of the notice: info, warning
	NextSays string
	Deeds    []Link
	Posts    []Link // deeds that need nothing typed
	Errors   page.Errors
	Facts    []page.Row
	Decision string // reason of the decision that it is against
	Reasons  string // of the objection
	Outcome  string // reason of the decision on it
}

// A Link is a deed that may be done now.
type Link struct {
	Text, Href, Kind string
}

// A Waits is the page of a judgment that waits for its second officer.
type Waits struct {
	page.Frame
	Errors  page.Errors
	Says    string
	Facts   []page.Row
	Confirm string // address; "" when the reader may not
	Drop    string
	StepUp  string // address of the passkey check when it has lapsed; "" otherwise
	Back    string
}
