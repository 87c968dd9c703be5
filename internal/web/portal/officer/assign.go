package officer

import (
	"net/http"
	"net/url"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/assigned"
	"shirushi/internal/web/page/desk/officefile"
	"shirushi/internal/web/page/desk/officestub"
	"shirushi/internal/web/portal"
)

// assign gives an application to someone, from the list or from its page, and
// leads to the page: who takes something wants to work on it.
func (d *Desk) assign(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	to := scheme.PersonID(portal.Text(r, "to"))
	if to == "me" {
		to = who.Person.ID
	}
	back, err := url.ParseQuery(portal.Text(r, "list"))
	fromList := err == nil && len(back) > 0
	err = d.office.Assign(r.Context(), who, id, office.AssignRequest{To: to, Seen: scheme.PersonID(portal.Text(r, "seen"))})
	switch {
	case err == nil && to == who.Person.ID:
		return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done=take")
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done=assign#assigned")
	case portal.CannotShow(err):
		return err
	case fromList:
		return d.showList(w, r, who, back, portal.OnForm(err, ""))
	case web.RefusedFor(err, "refusal.recused"):
		return d.showStub(w, r, who)
	}
	return d.showFile(w, r, who, officefile.Typed{}, portal.OnForm(err, "", "to"))
}

// assignedOf fills the part of an application's page that says who works on
// it.
func (d *Desk) assignedOf(r *http.Request, who scheme.Actor, f page.Frame, id scheme.ApplicationID) (assigned.View, error) {
	stub, err := d.office.Stub(r.Context(), who, id)
	if err != nil {
		return assigned.View{}, err
	}
	staff, err := d.office.Staff(r.Context(), who)
	if err != nil {
		return assigned.View{}, err
	}
	a := stub.Application
	at := portal.OfficeHome(r, "applications", string(id))
	v := assigned.View{
		Post: at + "/assign", Recuse: at + "/recuse", Officer: stub.Officer, Seen: a.Officer, Mine: a.Officer == who.Person.ID, Open: a.Open(),
	}
	if a.Numbers.Application != "" {
		v.History = portal.OfficeHome(r, "audit") + "?about=" + url.QueryEscape(a.Numbers.Application)
	}
	if away, is := staff.Away(a.Officer); is {
		v.Away = away.Until
	}
	off := map[scheme.PersonID]bool{who.Person.ID: true, a.Officer: true}
	for _, one := range stub.Recusals {
		off[one.Person] = true
		if p, ok := staff.Officer(one.Person); ok {
			v.Recused = append(v.Recused, p.Name)
		}
	}
	v.Else = stub.Else
	keepsOff := map[scheme.PersonID]bool{}
	for _, one := range stub.Recusals {
		keepsOff[one.Person] = true
	}
	for _, p := range staff.Officers {
		if v.Else && a.DecisionOpenTo(p.ID) && !keepsOff[p.ID] {
			v.Deciders = append(v.Deciders, p.Name)
		}
		if !off[p.ID] && staff.Here(p.ID) {
			v.Others = append(v.Others, page.Option{Value: string(p.ID), Label: f.P.T("docket.assigned.option", p.Name, staff.Works[p.ID])})
		}
	}
	return v, nil
}

// showStub shows an officer who keeps off an application that it is there.
func (d *Desk) showStub(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	v, err := d.stub(r, who)
	if err != nil {
		return err
	}
	v.Title = v.P.T("officer.file.title", v.Number)
	v.Back = portal.OfficeHome(r)
	return d.Site.Render(w, r, http.StatusForbidden, officestub.Page(v))
}

func (d *Desk) stub(r *http.Request, who scheme.Actor) (officestub.View, error) {
	stub, err := d.office.Stub(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if err != nil {
		return officestub.View{}, err
	}
	v := officestub.View{Frame: d.OfficeFrame(r, who, ""), Number: stub.Application.Numbers.Application, Product: stub.Application.Product.Name, State: stub.Application.State}
	v.Holder = stub.Applicant.In(v.P.Lang)
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.applications"), Href: portal.OfficeHome(r)}}
	return v, nil
}
