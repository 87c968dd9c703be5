// Package officelist is the officer's first page: applications by what is to
// be done next.
package officelist

import (
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Saved  string // what was done just now; "" for nothing
	Groups []Group
	Full   int    // how many are shown when there may be more; 0 otherwise
	Closed bool   // closed applications are shown, not the open ones
	Here   string // address of the open ones
	There  string // address of the closed ones
}

// more says that there may be more applications than are shown, and which.
func (v View) more() string {
	if v.Closed {
		return v.P.T("officer.list.more.closed", v.Full)
	}
	return v.P.T("officer.list.more.open", v.Full)
}

// A Next is what has to be done next to an application.
type Next string

const (
	Check    Next = "check"
	Wait     Next = "wait"
	Decide   Next = "decide"
	Returned Next = "returned"
	Closed   Next = "closed"
)

// Open are the groups of applications under way, in the order of the page.
var Open = []Next{Check, Decide, Wait, Returned}

// A Group is the applications that wait for the same.
type Group struct {
	Next Next
	Rows []Row
}

// A Row is one application.
type Row struct {
	Href       string
	Number     string
	Applicant  scheme.Text
	Product    scheme.Text
	Level      scheme.LevelID
	Received   scheme.Date
	Days       int // since receipt; until it was closed for closed ones
	AcceptedBy string
	Mine       bool   // the reader accepted it
	Waiting    string // message key of what it waits for; "" for nothing
	State      scheme.ApplicationState
	Closed     scheme.Date
}

func (g Group) heads(v View) []string {
	p := v.P
	heads := []string{p.T("officer.col.number"), p.T("officer.col.applicant"), p.T("officer.col.product"),
		p.T("officer.col.received"), p.T("officer.col.days")}
	switch g.Next {
	case Wait:
		return append(heads, p.T("officer.col.accepted_by"), p.T("officer.col.waiting"))
	case Decide:
		return append(heads, p.T("officer.col.accepted_by"), p.T("officer.col.answer"))
	case Closed:
		return append(heads, p.T("officer.col.result"), p.T("officer.col.closed"))
	}
	return heads
}

func (g Group) id() string { return "group-" + string(g.Next) }

func (g Group) title(v View) string { return v.P.T("officer.next." + string(g.Next)) }

func product(v View, t scheme.Text) string {
	if t.IsZero() {
		return v.P.T("officer.product.unnamed")
	}
	return t.In(v.P.Lang)
}

// head returns the i-th column's heading, which stands beside each value where
// there is no room for a table.
func (g Group) head(v View, i int) string { return g.heads(v)[i] }

func days(n int) string { return strconv.Itoa(n) }
