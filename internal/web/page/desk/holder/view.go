// Package holder is the pages of those who hold labels: their list, the hub of
// one label, the forms of what they may tell and ask, and the office's pages
// about that. It knows how they look, and nothing of labels.
package holder

import (
	"maps"
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Part is one section of a hub or of another page that shows something.
type Part struct {
	ID    string // of the section, for addresses that lead to it
	Title string
	Text  []string // paragraphs
	Rows  []page.Row
	Items []Item
	Links []page.Link
	Empty string // said when there are neither rows nor items
}

// An Item is one thing of a list.
type Item struct {
	Title  string
	Href   string // "" when it leads nowhere
	Tag    string
	Status scheme.Status // of a label
	Text   []string
	Facts  []page.Row
	Ways   []page.Link // to what may be done about it elsewhere
	Deeds  []Deed
	Late   string // said when its day has passed
}

// A Deed is a button that posts.
type Deed struct {
	Kind, Text, Action string
	Of                 string // said to who cannot see what it stands beside
}

// A Hub is all of one label, or of one matter, on one page.
type Hub struct {
	Frame   page.Frame
	Eyebrow string // number
	Saved   string
	Errors  page.Errors
	Status  scheme.Status
	State   string // of a matter that is no label
	Lead    string
	Notice  *Notice
	Rows    []page.Row
	Next    []string // what comes, with days
	Deeds   []page.Link
	Parts   []Part
	Forms   []Form // posted from the same page
}

// A Notice stands out of a page.
type Notice struct {
	Kind, Title string
	Lines       []string
}

// InputKind says how a field is asked for.
type InputKind string

// The ways in which a form asks.
const (
	Text     InputKind = "text"
	Area     InputKind = "area"
	Day      InputKind = "day"
	Choice   InputKind = "choice"
	Several  InputKind = "several"
	Tick     InputKind = "tick"
	Heading  InputKind = "heading"
	Examples InputKind = "examples"
)

// An Input is one field of a form, or what stands between fields.
type Input struct {
	Kind    InputKind
	Field   page.Field
	Options []page.Option
	Chosen  []string
	Lines   []string // of examples
}

// A Form asks for what a deed needs.
type Form struct {
	Frame   page.Frame
	ID      string
	Title   string // when it stands on a page with others
	Action  string // "" posts to the page itself
	Errors  page.Errors
	Lead    []string
	Notice  *Notice
	StepUp  string // address at which the passkey is shown again; "" when that is not needed
	Facts   []page.Row
	Hidden  map[string]string
	Inputs  []Input
	Kind    string // of the button
	Button  string
	Back    string
	BackSay string
}

// A List is a page of things.
type List struct {
	Frame page.Frame
	Lead  string
	Parts []Part
}

// with is a field with what is wrong with it.
func (f Form) with(field page.Field) page.Field {
	field.Error = f.Errors.On(field.Name)
	return field
}

// hidden lists the names of the values that are not asked for, in their order.
func (f Form) hidden() []string { return slices.Sorted(maps.Keys(f.Hidden)) }
