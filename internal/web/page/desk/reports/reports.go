// Package reports is the officers' desk for what people have reported, and for
// the register of improper use.
package reports

import (
	"shirushi/internal/web/page"
)

// A List is a list of doubts or of entries.
type List struct {
	page.Frame
	Lead  string
	Saved string
	Heads []string
	Rows  []Row
	None  string
	Acts  []Act
	Other page.Link // the other of the two lists
}

// A Row is one line of a list; its first cell leads to Href.
type Row struct {
	Href   string
	Number string // of the label, in groups; stands under the first cell; "" for none
	Cells  []string
	Tags   []string
}

// A View is one doubt or one entry.
type View struct {
	page.Frame
	Number   string // of the label, in groups; "" for none
	Day      string // on which it came; "" where that is said elsewhere
	State    string
	Tags     []string
	Saved    string
	Next     page.Link // where what was just done goes on; zero for nowhere
	Errors   page.Errors
	Cautions []string
	Rows     []page.Row
	Messages []Message // nil where there are none to be had
	Talk     string    // heading of the messages; "" without
	Links    []page.Link
	Acts     []Act
}

// A Message is one word between the office and who reported.
type Message struct{ Head, Text string }

// An Act is one deed as a form that opens.
type Act struct {
	Title, Says, Action, Button string
	Kind                        string // of the button
	Open                        bool
	Parts                       []Part
}

// A Part is one question of a form.
type Part struct {
	Kind string // "area", "line", "day", "one", "yes"
	page.Field
	Options []page.Option
}
