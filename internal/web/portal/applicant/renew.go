package applicant

import (
	"crypto/rand"
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/about"
	"shirushi/internal/web/page/desk/renew"
	"shirushi/internal/web/portal"
)

// renewAsk asks before an application about a label is begun, or says why it
// cannot be.
func (d *Desk) renewAsk(kind scheme.ApplicationKind) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		return d.showRenew(w, r, who, kind, nil)
	}
}

func (d *Desk) showRenew(w http.ResponseWriter, r *http.Request, who scheme.Actor, kind scheme.ApplicationKind, refused error) error {
	f, err := d.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number")))
	if err != nil {
		return err
	}
	may := d.office.MayStartAbout(r.Context(), who, f.Label.Number, kind)
	if may != nil && (len(scheme.RefusalsOf(may)) == 0 || scheme.IsRefusal(may, scheme.Denied)) {
		return may
	}
	if refused == nil {
		refused = may
	}
	frame := d.Frame(r, who, d.Site.Printer(r).T("renewal.start."+string(kind)))
	frame.Crumbs = []page.Link{{Text: frame.P.T("applicant.nav.applications"), Href: frame.To("/desk/applications")}}
	p, l := frame.P, f.Label
	show := renew.Page{Frame: frame, Kind: kind, Product: l.Product.Name.In(p.Lang), Form: rand.Text(), Back: frame.To("/desk/applications#labels"),
		Rows: []page.Row{{Key: p.T("applicant.number.registration"), Text: string(l.Number)}, {Key: p.T("renewal.until.now"), Text: p.Date(l.ValidUntil)}}}
	if kind == scheme.Extension {
		show.Rows = append(show.Rows, page.Row{Key: p.T("renewal.until.then"), Text: p.Date(f.Scheme.ExtendedUntil(l, l.Product))})
	}
	if fee, err := f.Scheme.FeeOn(kind, l.Level, f.Scheme.Day(d.Site.Now())); err == nil {
		show.Fee = feeAhead(frame, fee, "")
	}
	if no := scheme.RefusalsOf(refused); len(no) > 0 {
		show.Refused = page.Named(p, no[0])
	}
	return d.Site.Render(w, r, web.StatusOf(refused), renew.Show(show))
}

// renew begins the application and shows it.
func (d *Desk) renew(kind scheme.ApplicationKind) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		form := portal.Text(r, "form")
		if form == "" {
			return scheme.Refuse(scheme.Invalid, "refusal.start.form")
		}
		id, err := d.office.StartAbout(r.Context(), who, office.AboutRequest{Label: scheme.LabelNumber(r.PathValue("number")), Kind: kind, Form: form})
		if scheme.IsRefusal(err, scheme.Conflict) {
			return d.showRenew(w, r, who, kind, err)
		}
		if err != nil {
			return err
		}
		return web.Redirect(w, r, at(r, id, ""))
	}
}

// aboutOf tells about which label an application is; zero when about none.
func aboutOf(frame page.Frame, f office.File) about.View {
	if f.About == nil {
		return about.View{}
	}
	return about.View{Frame: frame, Kind: f.Application.Kind, Label: f.About.Label, Href: frame.To("/labels/" + string(f.About.Label.Number)),
		Status: f.About.Status, Until: f.About.Until, Open: f.Application.Closed.IsZero(), Known: f.About.Before.Application != "", Changes: f.About.Changes,
		Scheme: f.Scheme, Edition: f.Edition}
}
