// Package officelist is the officer's first page: the applications at the
// office by whose move it is, with the day by which it is to be made.
package officelist

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
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
	Rows   []Row
	Total  int    // on the tab, under the filters
	First  int    // number of the first row shown
	Query  string // of this page, to come back to after a deed
	Pages  int
	Page   int
	Before string // address of the page before; "" for none
	After  string // of the next
}

// A Tab is one way of looking at the applications.
type Tab struct {
	page.Link
	Count int
}

// A Filter is what the list is restricted to, and the choices there are.
type Filter struct {
	Text, State, Level, Officer, Order string

	States, Levels, Officers, Orders []page.Option

	Set   bool   // something is restricted
	Clear string // address without any restriction
}

// A Row is one application.
type Row struct {
	Href      string
	Number    string
	Product   scheme.Text
	Applicant scheme.Text
	Level     string
	State     scheme.ApplicationState
	Moves     []Move
	Closed    scheme.Date
	Late      int // days
	Officer   string
	Mine      bool
	Away      bool
	Stead     bool
	Recused   bool
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

// shown says which of the cases stand on this page.
func (v View) shown() string {
	return v.P.T("docket.shown", v.Total, v.First, v.First+len(v.Rows)-1)
}
