package officer

import (
	"net/http"
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officerevoke"
	"shirushi/internal/web/portal"
)

// revokeAsk shows the form of a revocation, once the passkey is fresh.
func (d *Desk) revokeAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if who.Fresh(d.Site.Now()) != nil {
		if _, err := d.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number"))); err != nil {
			return err
		}
		return portal.ToStepUp(w, r, r.URL.Path)
	}
	return d.showRevoke(w, r, who, officerevoke.View{}, nil)
}

// revoke goes from the form over the page that says what follows to the deed.
func (d *Desk) revoke(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	number := scheme.LabelNumber(r.PathValue("number"))
	typed := officerevoke.View{Ground: scheme.GroundID(portal.Text(r, "ground")), Reason: portal.Text(r, "reason")}
	switch portal.Text(r, "confirmed") {
	case "no":
		return d.showRevoke(w, r, who, typed, nil)
	case "":
		err := d.office.MayRevoke(r.Context(), who, number, typed.Ground, typed.Reason)
		switch {
		case err == nil:
			typed.Confirm = true
			return d.showRevoke(w, r, who, typed, nil)
		case portal.CannotShow(err):
			return err
		}
		return d.showRevoke(w, r, who, typed, portal.OnForm(err, "", "ground", "reason"))
	}
	err := d.office.Revoke(r.Context(), who, number, typed.Ground, typed.Reason)
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "labels", string(number))+"?done=revoke")
	case portal.CannotShow(err):
		return err
	case web.RefusedFor(err, "refusal.step_up"): // what was typed must not be lost on the way
		typed.Confirm = true
		typed.StepUp = portal.StepUpHref(r, portal.OfficeHome(r, "labels", string(number)))
	}
	return d.showRevoke(w, r, who, typed, portal.OnForm(err, "", "ground", "reason"))
}

func (d *Desk) showRevoke(w http.ResponseWriter, r *http.Request, who scheme.Actor, v officerevoke.View, refused error) error {
	f, err := d.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number")))
	if err != nil {
		return err
	}
	if !slices.Contains(f.Deeds, scheme.DeedRevoke) {
		return scheme.Refuse(scheme.Conflict, "refusal.state").With(scheme.Code("deed.revoke"), scheme.Code("status."+string(f.Status)))
	}
	number := string(f.Label.Number)
	v.Frame = d.OfficeFrame(r, who, "")
	v.Title = v.P.T("officer.revoke.title")
	v.Here = portal.OfficeHome(r, "labels", number)
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.labels"), Href: portal.OfficeHome(r, "labels")}, {Text: number, Href: v.Here}}
	v.Label, v.Holder, v.Scheme = f.Label, f.Holder.Name, f.Scheme
	v.Errors = page.ErrorsOf(v.P, refused)
	return d.Site.Render(w, r, web.StatusOf(refused), officerevoke.Page(v))
}
