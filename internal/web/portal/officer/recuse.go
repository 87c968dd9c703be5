package officer

import (
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officestub"
	"shirushi/internal/web/portal"
)

// recuseAsk shows the form by which one keeps off an application or its
// applicant.
func (d *Desk) recuseAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showRecuse(w, r, who, "application", nil)
}

func (d *Desk) showRecuse(w http.ResponseWriter, r *http.Request, who scheme.Actor, about string, refused error) error {
	v, err := d.stub(r, who)
	if err != nil {
		return err
	}
	v.Ask, v.About, v.Reason, v.Person = true, about, portal.Text(r, "reason"), portal.Text(r, "person")
	v.Title = v.P.T("staff.recuse.title")
	v.Back = portal.OfficeHome(r, "applications", r.PathValue("id"))
	v.Errors = page.ErrorsOf(v.P, refused)
	if who.Is(scheme.RoleAdministrator) {
		if v.People, err = d.people(r, who); err != nil {
			return err
		}
		if !who.Is(scheme.RoleOfficer) {
			v.Back = portal.OfficeHome(r, "staff")
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officestub.Page(v))
}

// people are the officers to choose from.
func (d *Desk) people(r *http.Request, who scheme.Actor) ([]page.Option, error) {
	staff, err := d.office.Staff(r.Context(), who)
	var options []page.Option
	for _, p := range staff.Officers {
		options = append(options, page.Option{Value: string(p.ID), Label: p.Name})
	}
	return options, err
}

// recuse keeps an officer off an application, or off all of its applicant.
func (d *Desk) recuse(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	about := portal.Text(r, "about")
	request := office.RecuseRequest{Person: scheme.PersonID(portal.Text(r, "person")), Reason: portal.Text(r, "reason")}
	stub, err := d.office.Stub(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	switch about {
	case "organisation":
		request.Organisation = stub.Application.Applicant
	case "application":
		request.Application = stub.Application.ID
	}
	err = d.office.Recuse(r.Context(), who, request)
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "staff")+"?done=recuse#recusals")
	case portal.CannotShow(err):
		return err
	}
	return d.showRecuse(w, r, who, about, onAbout(err))
}

// onAbout puts the refusals to the form's fields; what it is about is one of
// two choices there.
func onAbout(err error) scheme.Refusals {
	refusals := portal.OnForm(err, "", "person", "reason", "organisation")
	for _, r := range refusals {
		if r.Field == "organisation" {
			r.Field = "about"
		}
	}
	return refusals
}

// lift ends a recusal.
func (d *Desk) lift(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := r.PathValue("recusal")
	field := liftField(id)
	err := d.office.LiftRecusal(r.Context(), who, id, portal.Text(r, field))
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "staff")+"?done=lift#recusals")
	case portal.CannotShow(err):
		return err
	}
	refusals := portal.OnForm(err, "", "reason")
	for _, one := range refusals {
		if one.Field == "reason" {
			one.Field = field
		}
	}
	return d.showStaff(w, r, who, refusals)
}

// liftField names the field of the reason for lifting a recusal; several
// stand on one page.
func liftField(id string) string { return "lift." + id }
