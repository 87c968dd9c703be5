// Package authority is the desk of the people who answer for reviewing
// authorities: what they were asked, and what they have answered. It can show
// nothing else: what it reads has no field for it.
package authority

import (
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/inquiries"
	"shirushi/internal/web/portal"
)

// A Desk serves /ja/desk/authority/ and /en/desk/authority/.
type Desk struct {
	*portal.Portal
	office *office.Office
}

// New opens the authorities' desk.
func New(p *portal.Portal, o *office.Office) *Desk { return &Desk{Portal: p, office: o} }

// Routes adds the desk's addresses to mux: its table of contents. To all who
// answer for no authority they do not exist.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(reviewerOnly(h))) }
	on("GET /desk/authority/{$}", d.list)
	on("GET /desk/authority/no-objection", d.home)
	on("POST /desk/authority/no-objection", d.together)
	on("GET /desk/authority/inquiries.csv", d.export)
	on("GET /desk/authority/{inquiry}", d.inquiry)
	on("POST /desk/authority/{inquiry}", d.answer)
	on("GET /desk/authority/{inquiry}/take-back", d.inquiry)
	on("POST /desk/authority/{inquiry}/take-back", d.takeBack)
}

func reviewerOnly(h web.DeskHandler) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if !who.Is(scheme.RoleReviewer) {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		return h(w, r, who)
	}
}

// frame is the frame of the desk's pages.
func (d *Desk) frame(r *http.Request, who scheme.Actor, title string) page.Frame {
	f := d.Frame(r, who, title)
	f.Styles = append(f.Styles, inquiries.Style)
	return f
}

// here is the address of the list, or of one inquiry below it.
func here(r *http.Request, id scheme.InquiryID) string {
	return "/" + web.Lang(r) + "/desk/authority/" + string(id)
}

// home leads back to the list those who come from the door.
func (d *Desk) home(w http.ResponseWriter, r *http.Request, _ scheme.Actor) error {
	return web.Redirect(w, r, here(r, ""))
}
