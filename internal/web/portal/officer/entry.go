package officer

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/entry"
	"shirushi/internal/web/portal"
)

// entries lists the applications on paper that are being entered.
func (d *Desk) entries(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	rows, err := d.office.Applications(r.Context(), who, []scheme.ApplicationState{scheme.Draft})
	if err != nil {
		return err
	}
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T("submission.entries"))
	f.Crumbs = []page.Link{{Text: f.P.T("officer.nav.applications"), Href: portal.OfficeHome(r)}}
	list := entry.List{Frame: f, New: portal.OfficeHome(r, "entries", "new")}
	for _, row := range rows {
		a := row.Application
		if !a.Entered() {
			continue
		}
		one := entry.Draft{Product: a.Product.Name.In(f.P.Lang), Applicant: row.Applicant.In(f.P.Lang), Channel: a.Channel,
			Received: a.Paper.Received, Reference: a.Paper.Reference, Href: f.To("/desk/applications/" + string(a.ID))}
		if one.Product == "" {
			one.Product = f.P.T("officer.product.unnamed")
		}
		list.Drafts = append(list.Drafts, one)
	}
	return d.Site.Render(w, r, http.StatusOK, entry.Drafts(list))
}

func (d *Desk) enterForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showEntry(w, r, who, entry.Typed{}, rand.Text(), nil)
}

// showEntry shows the form with which an application on paper is begun; form
// is its mark.
func (d *Desk) showEntry(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed entry.Typed, form string, refused error) error {
	makers, found, err := d.office.FindMakers(r.Context(), who, typed.Find, scheme.OrganisationID(typed.Applicant))
	if err != nil {
		return err
	}
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	show := d.entryPage(r, who, s, "submission.entry.begin", typed, refused)
	p := show.Frame.P
	show.New, show.Form = true, form
	show.Lead, show.Button, show.Back = p.T("submission.entry.lead"), p.T("submission.entry.button"), portal.OfficeHome(r, "entries")
	show.Found = found
	for _, o := range makers {
		show.Makers = append(show.Makers, page.Option{Value: string(o.ID), Label: o.Name.In(p.Lang), Hint: cmp.Or(o.CorporateNumber, p.Country(o.Country))})
	}
	if err := d.whoAdmits(r, who, &show); err != nil {
		return err
	}
	show.Editions = enteredEditions(p.Lang, s, show.Earliest, show.Today)
	if len(show.Editions) == 1 {
		show.Typed.Edition = show.Editions[0].Value
	}
	return d.Site.Render(w, r, web.StatusOf(refused), entry.Show(show))
}

// whoAdmits says who brings in an applicant that is not on record yet.
func (d *Desk) whoAdmits(r *http.Request, who scheme.Actor, show *entry.Page) error {
	if who.Is(scheme.RoleAdministrator) {
		show.Admit = portal.OfficeHome(r, "organisations", "new")
		return nil
	}
	people, err := d.office.Colleagues(r.Context(), who)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Dismissed.IsZero() && p.Has(scheme.RoleAdministrator) {
			show.Administrators = append(show.Administrators, p.Name)
		}
	}
	return nil
}

func (d *Desk) entryPage(r *http.Request, who scheme.Actor, s *scheme.Scheme, title string, typed entry.Typed, refused error) entry.Page {
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T(title))
	f.Crumbs = []page.Link{{Text: f.P.T("officer.nav.applications"), Href: portal.OfficeHome(r)}, {Text: f.P.T("submission.entries"), Href: portal.OfficeHome(r, "entries")}}
	f.Scripts, f.Styles = append(f.Scripts, "evidence.js"), append(f.Styles, "evidence.css")
	today := s.Day(d.Site.Now())
	return entry.Page{Frame: f, Errors: page.ErrorsOf(f.P, refused), Typed: typed, Today: today, Earliest: today.AddDays(-s.Limits.PaperBackDays)}
}

// enteredEditions are those that were open on any day on which the paper may
// have come, of levels that an applicant declares itself.
func enteredEditions(lang string, s *scheme.Scheme, from, to scheme.Date) []page.Option {
	var options []page.Option
	for _, e := range s.Editions {
		level, _ := s.Level(e.Level)
		if !level.Certified && (e.OpenOn(from) || e.OpenOn(to)) {
			options = append(options, page.Option{Value: string(e.ID), Label: e.Title.In(lang), Hint: string(e.ID)})
		}
	}
	return options
}

func typedEntry(r *http.Request) entry.Typed {
	return entry.Typed{
		Find: portal.Tidy(portal.Text(r, "find")), Applicant: portal.Text(r, "applicant"), Edition: portal.Text(r, "edition"), Channel: portal.Text(r, "channel"),
		Received: portal.Text(r, "received"), Reference: portal.Text(r, "reference"), SHA256: portal.Hash(r, "sha256"), KeptAt: portal.Text(r, "kept_at"),
		Reason: portal.Text(r, "reason"),
	}
}

func paperOf(t entry.Typed) scheme.Paper {
	return scheme.Paper{Received: scheme.Date(t.Received), Reference: t.Reference, SHA256: t.SHA256, KeptAt: t.KeptAt}
}

// enter begins an application from paper and leads to its forms.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed, form := typedEntry(r), portal.Text(r, "form")
	if portal.Text(r, "again") != "" { // look for the applicant; nothing typed is lost
		return d.showEntry(w, r, who, typed, rand.Text(), nil)
	}
	if form == "" { // without its mark nobody could tell a second press from a second application
		return d.showEntry(w, r, who, typed, rand.Text(), scheme.Refuse(scheme.Invalid, "refusal.start.form"))
	}
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	edition, known := s.Edition(scheme.EditionID(typed.Edition))
	id, err := d.office.Enter(r.Context(), who, office.EntryRequest{
		Applicant: scheme.OrganisationID(typed.Applicant), Channel: scheme.Channel(typed.Channel), Paper: paperOf(typed),
		Level: edition.Level, Category: edition.Category, Edition: edition.ID, Form: form,
	})
	switch {
	case err == nil:
		return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/applications/"+string(id))
	case portal.CannotShow(err):
		return err
	}
	for _, one := range scheme.RefusalsOf(err) {
		if one.Field == "level" {
			one.Field = "edition" // the form asks for both at once
			if !known {
				one.Key = "refusal.edition.unknown"
			}
		}
	}
	return d.showEntry(w, r, who, typed, rand.Text(), err)
}

func (d *Desk) paperForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showPaper(w, r, who, nil, nil)
}

// showPaper shows the paper from which the next submission is entered.
func (d *Desk) showPaper(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed *entry.Typed, refused error) error {
	f, err := d.office.File(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	a := f.Application
	if !a.Entered() {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if typed == nil {
		typed = &entry.Typed{Received: string(a.Paper.Received), Reference: a.Paper.Reference, SHA256: a.Paper.SHA256, KeptAt: a.Paper.KeptAt}
	}
	show := d.entryPage(r, who, f.Scheme, "submission.entry.paper", *typed, refused)
	p := show.Frame.P
	show.Lead, show.Button, show.Back = p.T("submission.entry.paper.lead"), p.T("submission.entry.paper.button"), show.Frame.To("/desk/applications/"+string(a.ID))
	show.Revision = strconv.Itoa(a.Revision)
	return d.Site.Render(w, r, web.StatusOf(refused), entry.Show(show))
}

func (d *Desk) savePaper(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed := typedEntry(r)
	revision, err := strconv.Atoi(portal.Text(r, "revision"))
	if err != nil {
		revision = -1 // no revision ever: refused as stale
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	_, err = d.office.SavePaper(r.Context(), who, id, revision, paperOf(typed))
	switch {
	case err == nil:
		return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/applications/"+string(id))
	case portal.CannotShow(err):
		return err
	}
	return d.showPaper(w, r, who, &typed, err)
}
