// Package askedlist is the authority's list of inquiries, and the page that
// names each of those ticked before they are answered together.
package askedlist

import (
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/asked"
)

// A Tab is one part of the list.
type Tab struct {
	page.Link
	Count int
}

// A View is what the list shows.
type View struct {
	page.Frame
	Errors   page.Errors
	Saved    string
	Here     string // address of the desk
	Tabs     []Tab
	Tab      string
	Search   string
	SearchIn string // the tab that a search looks in: all inquiries
	Clear    string // address without the search; "" when there is none
	Rows     []asked.Inquiry
	Ticked   []string
	Late     int
	Next     string
	Export   string
}

// A Confirm is what the page shows that asks for the last word.
type Confirm struct {
	page.Frame
	Errors page.Errors
	Here   string
	Rows   []asked.Inquiry
	StepUp string
}

func (v View) ticks() bool {
	for _, r := range v.Rows {
		if r.Tick != "" {
			return true
		}
	}
	return false
}

func (v View) ticked(r asked.Inquiry) bool {
	for _, one := range v.Ticked {
		if one == r.Tick {
			return true
		}
	}
	return false
}

func (v View) searchField() page.Field {
	return page.Field{Name: "q", Label: v.P.T("inquiry.search"), Hint: v.P.T("inquiry.search.hint"), Value: v.Search, Type: "search", Width: "medium"}
}
