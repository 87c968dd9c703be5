// Package surveillance is the counter of cases: the officers' list and pages,
// the holder's, and a form for each deed. It decides nothing: who may see a
// case and what may be done in it is asked of the room of that name.
package surveillance

import (
	"context"
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
	"shirushi/internal/web/portal"
)

// A Desk serves the pages about cases under /ja/desk/ and /en/desk/.
type Desk struct {
	*portal.Portal
	room *surveillance.Room
}

// New opens the counter.
func New(p *portal.Portal, room *surveillance.Room) *Desk {
	d := &Desk{Portal: p, room: room}
	p.OnCases(room.Asked)
	p.OnLabel(d.ofLabel)
	return d
}

// Routes adds the counter's addresses to mux: its table of contents.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(h)) }
	officer := func(pattern string, h web.DeskHandler) { on(pattern, portal.OfficerOnly(h)) }
	officer("GET /desk/office/cases", d.list)
	officer("GET /desk/office/cases/new", d.openAsk)
	officer("POST /desk/office/cases/new", d.open)
	officer("GET /desk/office/cases/{id}", d.show)
	officer("GET /desk/office/cases/{id}/{step}", d.ask)
	officer("POST /desk/office/cases/{id}/{step}", d.do)
	on("GET /desk/cases", d.list)
	on("GET /desk/cases/{id}", d.show)
	on("GET /desk/cases/{id}/{step}", d.ask)
	on("POST /desk/cases/{id}/{step}", d.do)
}

func caseOf(r *http.Request) scheme.CaseID { return scheme.CaseID(r.PathValue("id")) }

// home is the address of the list, or of what lies below it, on the side of
// the counter on which the request came.
func home(r *http.Request, rest ...string) string { return portal.SideHome(r, "cases", rest...) }

func (d *Desk) frame(r *http.Request, who scheme.Actor, title string) page.Frame {
	if portal.AtOffice(r) {
		return d.OfficeFrame(r, who, title)
	}
	return d.Frame(r, who, title)
}

// sided refuses an officer at the holder's address, and leaves the other way
// to OfficerOnly.
func sided(r *http.Request, f surveillance.File) error {
	if f.Office != portal.AtOffice(r) {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return nil
}

// A deed is one form: what it asks, and what it does with what was typed.
type deed struct {
	of     scheme.Deed // by the rules
	fields func(d *Desk, f surveillance.File, frame page.Frame, typed typed) []cases.Input
	kind   string // of the button
	grave  bool   // shows what follows
	fresh  bool   // takes a fresh passkey
	when   func(f surveillance.File) bool
	do     func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error
}

// typed is what was typed, by the names of the fields.
type typed map[string]string

func (t typed) text() scheme.Text { return scheme.Text{Ja: t["text_ja"], En: t["text_en"]} }
