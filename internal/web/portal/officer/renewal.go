package officer

import (
	"crypto/rand"
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/entry"
	"shirushi/internal/web/portal"
)

// renewals are what a holder may ask for about its label on paper.
var renewals = []scheme.ApplicationKind{scheme.Extension, scheme.Maintenance}

// renewalForm asks for the paper by which a holder asks for something about
// its label.
func (d *Desk) renewalForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showRenewal(w, r, who, entry.Typed{}, nil)
}

func (d *Desk) showRenewal(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed entry.Typed, refused error) error {
	number, kind := scheme.LabelNumber(r.PathValue("number")), scheme.ApplicationKind(r.PathValue("kind"))
	may := d.office.MayEnterAbout(r.Context(), who, number, kind)
	if may != nil && portal.CannotShow(may) || scheme.IsRefusal(may, scheme.Denied) {
		return may
	}
	if refused == nil {
		refused = may
	}
	f, err := d.office.Label(r.Context(), who, number)
	if err != nil {
		return err
	}
	show := d.entryPage(r, who, f.Scheme, "submission.entry."+string(kind), typed, portal.OnForm(refused, "", "channel", "received", "reference", "sha256", "kept_at").Err())
	p := show.Frame.P
	show.About, show.Form, show.Back = true, rand.Text(), portal.OfficeHome(r, "labels", string(number))
	show.Lead, show.Button = p.T("submission.entry.about.lead"), p.T("submission.entry.button")
	show.Frame.Crumbs = []page.Link{{Text: p.T("officer.nav.labels"), Href: portal.OfficeHome(r, "labels")}, {Text: string(number), Href: show.Back}}
	show.Rows = []page.Row{{Key: p.T("officer.label.number"), Text: string(number)}, {Key: p.T("officer.label.product"), Text: f.Label.Product.Name.In(p.Lang)},
		{Key: p.T("officer.label.holder"), Text: f.Holder.Name.In(p.Lang)}, {Key: p.T("renewal.until.now"), Text: p.Date(f.Label.ValidUntil)}}
	if kind == scheme.Extension && !f.Label.Pending() {
		show.Note = p.T("submission.entry.extension.note", f.Label.ValidUntil)
		if f.Label.ValidUntil < show.Today {
			show.Note = p.T("submission.entry.extension.over", f.Label.ValidUntil)
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), entry.Show(show))
}

// enterRenewal begins the application and leads to its forms.
func (d *Desk) enterRenewal(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed, form := typedEntry(r), portal.Text(r, "form")
	if form == "" { // without its mark nobody could tell a second press from a second application
		return d.showRenewal(w, r, who, typed, scheme.Refuse(scheme.Invalid, "refusal.start.form"))
	}
	id, err := d.office.EnterAbout(r.Context(), who, office.AboutEntry{Label: scheme.LabelNumber(r.PathValue("number")), Kind: scheme.ApplicationKind(r.PathValue("kind")),
		Channel: scheme.Channel(typed.Channel), Paper: paperOf(typed), Form: form})
	switch {
	case err == nil:
		return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/applications/"+string(id))
	case portal.CannotShow(err), scheme.IsRefusal(err, scheme.Denied):
		return err
	}
	return d.showRenewal(w, r, who, typed, err)
}

// onPaper are the ways to what a holder asks for about its label on paper.
func (d *Desk) onPaper(r *http.Request, who scheme.Actor, f page.Frame, n scheme.LabelNumber) (links []page.Link, err error) {
	for _, kind := range renewals {
		switch err := d.office.MayEnterAbout(r.Context(), who, n, kind); {
		case err == nil:
			links = append(links, page.Link{Text: f.P.T("submission.entry." + string(kind)), Href: portal.OfficeHome(r, "labels", string(n), "entry", string(kind))})
		case len(scheme.RefusalsOf(err)) == 0:
			return nil, err
		}
	}
	return links, nil
}
