// Package officelist is the officer's first page: the applications at the
// office by whose move it is, with the day by which it is to be made.
package officelist

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/waiting"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Saved  string // what was done just now; "" for nothing
	Errors page.Errors
	Here   string // address of the list, without a query
	Tab    string // message key part of the tab that is open
	Tabs   []Tab
	Filter Filter
	Groups []Group
	Total  int    // on the tab, under the filters
	First  int    // number of the first row shown
	Query  string // of this page, to come back to after a deed
	Pages  int
	Page   int
	Before string // address of the page before; "" for none
	After  string // of the next

	Waiting waiting.Part // besides applications

	Recoveries     int    // colleagues who wait to be let in again
	RecoveriesHref string // where the reader does so
}

// A Group is applications that belong together, in one table.
type Group struct {
	Title string // "" when the tab has but one
	Lead  string
	None  string // said when it is empty
	Rows  []Row
}

// A Tab is one way of looking at the applications.
type Tab struct {
	page.Link
	Count int
}

// A Filter is what the list is restricted to, and the choices there are.
type Filter struct {
	Text, State, Level, Kind, Officer, Order string

	States, Levels, Kinds, Officers, Orders []page.Option

	Set   bool   // something is restricted
	Clear string // address without any restriction
}

// A Row is one application.
type Row struct {
	Href      string
	Numbers   []scheme.GivenNumber // the current one first
	Product   scheme.Text
	Applicant scheme.Text
	Level     string
	State     scheme.ApplicationState
	Kind      string             // in words, of one about a label; "" of one for a new label
	Of        scheme.LabelNumber // that it is about
	Moves     []Move
	Closed    scheme.Date
	Late      int // days
	Officer   string
	Mine      bool
	Away      bool
	Stead     bool
	Recused   bool
	Objected  bool   // an authority objects
	Decide    bool   // the decision is open to the reader
	Else      bool   // the decision is another officer's
	Take      string // address that gives it to the reader; "" when that makes no sense
	Seen      scheme.PersonID
}

// A Move says what someone has to do, and by when.
type Move struct {
	Text string
	Due  scheme.Date
}

func (v View) heads() []string {
	p := v.P
	due := p.T("docket.col.due")
	if v.closed() {
		due = p.T("docket.col.closed")
	}
	return []string{p.T("docket.col.number"), p.T("docket.col.product"), p.T("docket.col.state"), p.T("docket.col.move"), due, p.T("docket.col.officer")}
}

func (v View) closed() bool { return v.Tab == "closed" }

func (v View) name(t scheme.Text) string {
	if t.IsZero() {
		return v.P.T("officer.product.unnamed")
	}
	return t.In(v.P.Lang)
}

func (v View) field(name, value string) page.Field {
	return page.Field{Name: name, Label: v.P.T("docket.filter." + name), Value: value}
}

// number is the one by which the application goes now.
func (v View) number(r Row) string {
	if len(r.Numbers) == 0 {
		return v.P.T("docket.no_number")
	}
	return r.Numbers[0].Number
}

// earlier are the numbers by which it went before.
func (r Row) earlier() []scheme.GivenNumber { return r.Numbers[min(1, len(r.Numbers)):] }

func (v View) late(r Row) string {
	if r.Late == 1 {
		return v.P.T("docket.late.one")
	}
	return v.P.T("docket.late.days", r.Late)
}

func (v View) caption(g Group) string {
	if g.Title != "" {
		return g.Title
	}
	return v.P.T("docket.tab." + v.Tab)
}

func (v View) rows() int {
	n := 0
	for _, g := range v.Groups {
		n += len(g.Rows)
	}
	return n
}

func (v View) empty() bool { return v.rows() == 0 }

// shown says which of the cases stand on this page.
func (v View) shown() string {
	return v.P.T("docket.shown", v.Total, v.First, v.First+v.rows()-1)
}
