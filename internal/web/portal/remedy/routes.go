// Package remedy is the counter of objections and of judgments that annul a
// revocation: the officers' list, pages and forms, and those of the side that
// objects. It decides nothing: who may do what is asked of the room of that
// name.
package remedy

import (
	"net/http"

	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/portal"
)

// A Desk serves the pages about objections under /ja/desk/ and /en/desk/.
type Desk struct {
	*portal.Portal
	room *remedy.Room
}

// New opens the counter.
func New(p *portal.Portal, room *remedy.Room) *Desk { return &Desk{Portal: p, room: room} }

// Routes adds the counter's addresses to mux: its table of contents.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(h)) }
	officer := func(pattern string, h web.DeskHandler) { on(pattern, portal.OfficerOnly(h)) }
	on("GET /desk/objections", d.list)
	on("GET /desk/objections/new", d.lodgeForm)
	on("POST /desk/objections/new", d.lodge)
	on("GET /desk/objections/{id}", d.show)
	on("POST /desk/objections/{id}/withdraw", d.withdraw)
	officer("GET /desk/office/objections", d.list)
	officer("GET /desk/office/objections/{id}", d.show)
	officer("POST /desk/office/objections/{id}/take", d.take)
	officer("POST /desk/office/objections/{id}/withdraw", d.withdraw)
	officer("GET /desk/office/objections/{id}/{step}", d.decideForm)
	officer("POST /desk/office/objections/{id}/{step}", d.decide)
	officer("GET /desk/office/labels/{number}/judgment", d.judgment)
	officer("POST /desk/office/labels/{number}/judgment", d.enterJudgment)
	officer("POST /desk/office/labels/{number}/judgment/confirm", d.confirmJudgment)
	officer("POST /desk/office/labels/{number}/judgment/drop", d.dropJudgment)
}

func objectionOf(r *http.Request) scheme.ObjectionID {
	return scheme.ObjectionID(r.PathValue("id"))
}

// home is the address of the list, or of what lies below it, on the side of
// the counter on which the request came.
func home(r *http.Request, rest ...string) string { return portal.SideHome(r, "objections", rest...) }

// homeOf is home on the side of the counter of who: officers, who enter what
// came on paper, find it at the office's desk.
func homeOf(r *http.Request, who scheme.Actor, rest ...string) string {
	if who.Is(scheme.RoleOfficer) {
		return portal.OfficeHome(r, append([]string{"objections"}, rest...)...)
	}
	return home(r, rest...)
}

func (d *Desk) frame(r *http.Request, who scheme.Actor) page.Frame {
	if portal.AtOffice(r) {
		return d.OfficeFrame(r, who, "")
	}
	return d.Frame(r, who, "")
}
