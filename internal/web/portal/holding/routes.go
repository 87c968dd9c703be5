// Package holding is the desk of those who hold labels: the hub of each label
// and the forms for what may be told and asked about it; and the office's pages
// about the same.
//
// It decides nothing: who may do what is asked of the rooms of deeds on every
// request.
package holding

import (
	"shirushi/internal/holding"
	"shirushi/internal/office"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// A Desk serves the pages about labels after their issue under /ja/desk/ and
// /en/desk/.
type Desk struct {
	*portal.Portal
	holding *holding.Holding
	office  *office.Office
}

// New opens the desk.
func New(p *portal.Portal, h *holding.Holding, o *office.Office) *Desk {
	return &Desk{Portal: p, holding: h, office: o}
}

// Routes adds the desk's addresses to mux: its table of contents.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(h)) }
	const one = "/desk/labels/{number}"
	on("GET /desk/labels", d.labels)
	on("GET "+one, d.label)
	on("GET "+one+"/news", d.newsForm)
	on("POST "+one+"/news", d.tellNews)
	on("POST "+one+"/news/{news}/drop", d.heldDeed(d.holding.Drop, "dropped"))
	on("POST "+one+"/news/{news}/release", d.heldDeed(d.holding.ReleaseNow, "news"))
	on("GET "+one+"/change", d.changeForm)
	on("POST "+one+"/change", d.change)
	on("GET "+one+"/change/page", d.pageForm)
	on("POST "+one+"/change/page", d.savePage)
	on("GET "+one+"/change/end", d.endForm)
	on("POST "+one+"/change/end", d.end)
	on("GET "+one+"/contacts", d.contactsForm)
	on("POST "+one+"/contacts", d.saveContacts)
	on("GET "+one+"/successor", d.successorForm)
	on("POST "+one+"/successor", d.nameSuccessor)
	on("GET "+one+"/offer", d.offerForm)
	on("POST "+one+"/offer", d.offer)
	on("GET "+one+"/reissue", d.reissueForm)
	on("POST "+one+"/reissue", d.askReissue)
	on("POST /desk/reissues/{reissue}/take-back", d.takeBackReissue)
	const handover = "/desk/successions/{succession}"
	on("GET "+handover, d.succession)
	on("GET "+handover+"/accept", d.acceptForm)
	on("POST "+handover+"/accept", d.accept)
	on("GET "+handover+"/decline", d.stepBackForm("decline"))
	on("POST "+handover+"/decline", d.stepBack("decline", d.holding.Decline))
	on("GET "+handover+"/take-back", d.stepBackForm("take-back"))
	on("POST "+handover+"/take-back", d.stepBack("take-back", d.holding.TakeBack))

	officer := func(pattern string, h web.DeskHandler) { on(pattern, portal.OfficerOnly(h)) }
	officer("GET /desk/office/holders", d.tasks)
	officer("GET /desk/office/news/{news}", d.news)
	officer("POST /desk/office/news/{news}", d.lookAt)
	officer("GET /desk/office/successions/{succession}", d.decision)
	officer("POST /desk/office/successions/{succession}/approve", d.approve)
	officer("POST /desk/office/successions/{succession}/refuse", d.refuse)
	officer("GET /desk/office/reissues/{reissue}", d.reissueDecision)
	officer("POST /desk/office/reissues/{reissue}/approve", d.reissue)
	officer("POST /desk/office/reissues/{reissue}/refuse", d.refuseReissue)
}
