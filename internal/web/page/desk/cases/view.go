// Package cases shows cases of surveillance to officers and to the holder
// whose label it is: the list, one case, and the form of one deed.
package cases

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A List is what the list shows.
type List struct {
	page.Frame
	Office bool
	New    string // address at which an officer opens a case
	Open   []Row
	Over   []Row
}

// A Row is one case of the list.
type Row struct {
	Href    string
	Number  scheme.LabelNumber
	Product scheme.Text
	Holder  scheme.Text
	State   string      // in words
	Due     scheme.Date // or on which it ended
	Overdue bool
	Asks    bool // the holder has asked for more time and waits
	Spoke   bool // the holder has made a statement in the hearing
	Second  bool // something for the public waits for a second officer
	Turn    bool // the reader's side is to move
	Officer string
	Review  scheme.Date // by which the warning to the public is looked at anew
}

// heads are those of a list; day says what its day is.
func (v List) heads(day string) []string {
	p := v.P
	heads := []string{p.T("officer.labels.number"), p.T("officer.col.product"), p.T("case.col.state"), p.T(day)}
	if v.Office {
		heads = append(heads, p.T("case.col.officer"))
	}
	return heads
}

// A View is what the page of one case shows.
type View struct {
	page.Frame
	Saved     string
	Office    bool
	Number    scheme.LabelNumber
	Product   string
	State     string      // in words
	Next      string      // whose move it is, and by when
	NextKind  string      // of the notice: info or warning
	NextSays  string      // what follows
	Links     []page.Link // to what followed after the end
	Deeds     []Link
	More      []Link // deeds of another time
	Facts     []page.Row
	Warnings  []Panel
	Findings  []page.Row
	Evidence  []Evidence
	Files     string // address of the files; "" where there are none
	FilesText string
	Missing   []string
	Mismatch  bool
	Openings  []string
	Steps     []Step
	Back      string
}

// A Link is a deed that may be done now.
type Link struct {
	Text, Href, Kind string
}

// A Panel is a text for the public with what may be done about it.
type Panel struct {
	Title string
	Rows  []page.Row
	Deeds []Link
}

// Evidence is a file that was handed over, held against the declaration.
type Evidence struct {
	Item, Title, SHA256, Match string
	Wrong                      bool
}

// A Step is one thing that happened.
type Step struct {
	When, Who, What string
	Tags            []string
	Rows            []page.Row
	Text            string
}

// A Form is what the page of one deed shows.
type Form struct {
	page.Frame
	Errors  page.Errors
	Here    string // address of the form
	Back    string // address of the case
	Lead    string
	Facts   []page.Row
	Parts   []Part   // what is to be weighed before it is done
	Follows []string // what happens when it is done
	Inputs  []Input
	Button  string
	Kind    string // of the button
	StepUp  string // address of the passkey check when it has lapsed; "" otherwise

	StepUpSays string // why it is asked for; "" says that it has lapsed
}

// A Part is something that is shown above a form.
type Part struct {
	Title string
	Rows  []page.Row
	None  string // said when there are no rows
}

// An Input is one control of a form.
type Input struct {
	page.Field
	Kind    string // text, area, select, radios, date, check, hidden
	Options []page.Option
}
