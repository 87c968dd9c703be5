package portal

import (
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officerevoke"
)

// revokeAsk shows the form of a revocation, once the passkey is fresh.
func (p *Portal) revokeAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if who.Fresh(p.site.Now()) != nil {
		if _, err := p.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number"))); err != nil {
			return err
		}
		return toStepUp(w, r, r.URL.Path)
	}
	return p.showRevoke(w, r, who, officerevoke.View{}, nil)
}

// revoke goes from the form over the page that says what follows to the deed.
func (p *Portal) revoke(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	number := scheme.LabelNumber(r.PathValue("number"))
	typed := officerevoke.View{Ground: scheme.GroundID(text(r, "ground")), Reason: text(r, "reason")}
	switch text(r, "confirmed") {
	case "no":
		return p.showRevoke(w, r, who, typed, nil)
	case "":
		err := p.office.MayRevoke(r.Context(), who, number, typed.Ground, typed.Reason)
		switch {
		case err == nil:
			typed.Confirm = true
			return p.showRevoke(w, r, who, typed, nil)
		case cannotShow(err):
			return err
		}
		return p.showRevoke(w, r, who, typed, onForm(err, "", "ground", "reason"))
	}
	err := p.office.Revoke(r.Context(), who, number, typed.Ground, typed.Reason)
	switch {
	case err == nil:
		return web.Redirect(w, r, officeHome(r, "labels", string(number))+"?done=revoke")
	case cannotShow(err):
		return err
	case web.RefusedFor(err, "refusal.step_up"): // what was typed must not be lost on the way
		typed.Confirm = true
		typed.StepUp = stepUpHref(r, officeHome(r, "labels", string(number)))
	}
	return p.showRevoke(w, r, who, typed, onForm(err, "", "ground", "reason"))
}

func (p *Portal) showRevoke(w http.ResponseWriter, r *http.Request, who scheme.Actor, v officerevoke.View, refused error) error {
	f, err := p.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number")))
	if err != nil {
		return err
	}
	if !contains(f.Deeds, scheme.DeedRevoke) {
		return scheme.Refuse(scheme.Conflict, "refusal.state").With(scheme.Code("deed.revoke"), scheme.Code("status."+string(f.Status)))
	}
	number := string(f.Label.Number)
	v.Frame = p.officeFrame(r, who, "")
	v.Title = v.P.T("officer.revoke.title")
	v.Here = officeHome(r, "labels", number)
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.labels"), Href: officeHome(r, "labels")}, {Text: number, Href: v.Here}}
	v.Label, v.Holder, v.Scheme = f.Label, f.Holder.Name, f.Scheme
	v.Errors = page.ErrorsOf(v.P, refused)
	return p.site.Render(w, r, web.StatusOf(refused), officerevoke.Page(v))
}
