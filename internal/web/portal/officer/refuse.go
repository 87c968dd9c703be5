package officer

import (
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officerefuse"
	"shirushi/internal/web/portal"
)

// refuse goes from the reason over the page that says what will be sent to
// the decision against the label.
func (d *Desk) refuse(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	typed := readDeed(r, scheme.DeedRefuse)
	var err error
	switch portal.Text(r, "confirmed") {
	case "no": // back to the form, with what was typed
		return d.showFile(w, r, who, typed, nil)
	case "yes":
		err = d.office.Refuse(r.Context(), who, id, typed.Reason)
		if err == nil {
			return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done="+string(scheme.DeedRefuse))
		}
		if web.RefusedFor(err, "refusal.step_up") { // what was typed must not be lost on the way
			return d.showRefuse(w, r, who, typed.Reason, portal.OnForm(err, ""))
		}
	default:
		if err = d.office.MayRefuse(r.Context(), who, id, typed.Reason); err == nil {
			return d.showRefuse(w, r, who, typed.Reason, nil)
		}
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.showFile(w, r, who, typed, portal.OnForm(err, string(scheme.DeedRefuse)+".", fileFields...))
}

// showRefuse shows what the applicant would be told.
func (d *Desk) showRefuse(w http.ResponseWriter, r *http.Request, who scheme.Actor, reason string, refused error) error {
	f, err := d.office.File(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	s, err := d.Site.Scheme(r.Context()) // the letter names the way to object that holds now
	if err != nil {
		return err
	}
	v := officerefuse.View{Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "applications", string(f.Application.ID)),
		Application: f.Application, Applicant: f.Applicant.Name, Reason: reason}
	v.Objection = portal.Objection(v.Frame, s, f.Today)
	v.Title = v.P.T("officer.refuse.confirm.title")
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.applications"), Href: portal.OfficeHome(r)}, {Text: currentNumber(f.Application), Href: v.Here}}
	v.Errors = page.ErrorsOf(v.P, refused)
	if who.Fresh(d.Site.Now()) != nil {
		v.StepUp = portal.StepUpHref(r, v.Here)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officerefuse.Page(v))
}
