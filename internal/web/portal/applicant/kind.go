package applicant

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/kind"
	"shirushi/internal/web/portal"
)

// editions lists what may be applied for today by declaration. Level and
// category follow from the edition.
func (d *Desk) editions(s *scheme.Scheme, f page.Frame) []page.Option {
	today := s.Day(d.Site.Now())
	var options []page.Option
	for _, level := range s.Levels {
		if level.Certified {
			continue
		}
		for _, e := range s.EditionsOpenOn(level.ID, today) {
			hint := level.Meaning.In(f.P.Lang)
			if c, ok := s.Category(e.Category); ok {
				hint = c.Name.In(f.P.Lang) + " " + hint
			}
			options = append(options, page.Option{
				Value: string(e.ID), Label: level.Name.In(f.P.Lang) + "　" + e.Title.In(f.P.Lang) + "（" + string(e.ID) + "）", Hint: hint,
			})
		}
	}
	return options
}

func (d *Desk) startForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showStart(w, r, who, "", "", rand.Text(), nil)
}

func (d *Desk) showStart(w http.ResponseWriter, r *http.Request, who scheme.Actor, applicant, edition, form string, refused error) error {
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("applicant.start.title"))
	f.Crumbs = []page.Link{{Text: f.P.T("applicant.nav.applications"), Href: f.To("/desk/applications")}}
	show := kind.Page{
		Frame: f, Errors: page.ErrorsOf(f.P, refused), Lead: f.P.T("applicant.start.lead"), Applicant: applicant,
		Editions: d.editions(s, f), Edition: edition, Form: form, Button: f.P.T("applicant.start.button"), Back: f.To("/desk/applications"),
	}
	if len(show.Editions) == 1 {
		show.Edition = show.Editions[0].Value
	}
	if who.Is(scheme.RoleAgent) {
		if show.Applicants, err = d.clients(r.Context(), who, f); err != nil {
			return err
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), kind.Show(show))
}

// clients lists the makers whose power of attorney the agent holds today.
func (d *Desk) clients(ctx context.Context, who scheme.Actor, f page.Frame) ([]page.Option, error) {
	options := []page.Option{{Value: "", Label: f.P.T("applicant.start.choose")}}
	for _, id := range who.ActsFor {
		o, err := d.account.Organisation(ctx, who, id)
		if err != nil {
			return nil, err
		}
		options = append(options, page.Option{Value: string(id), Label: o.Name.In(f.P.Lang)})
	}
	return options, nil
}

func (d *Desk) start(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	applicant, chosen, form := portal.Text(r, "applicant"), portal.Text(r, "edition"), portal.Text(r, "form")
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	if form == "" { // without its mark nobody could tell a second press from a second application
		return d.showStart(w, r, who, applicant, chosen, rand.Text(), scheme.Refuse(scheme.Invalid, "refusal.start.form"))
	}
	edition, ok := s.Edition(scheme.EditionID(chosen))
	if !ok {
		return d.showStart(w, r, who, applicant, chosen, form, scheme.Refuse(scheme.Invalid, "refusal.edition.unknown").On("edition"))
	}
	id, err := d.office.Start(r.Context(), who, office.StartRequest{
		Applicant: scheme.OrganisationID(applicant), Level: edition.Level, Category: edition.Category, Edition: edition.ID, Form: form,
	})
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showStart(w, r, who, applicant, chosen, rand.Text(), err)
	}
	return web.Redirect(w, r, at(r, id, "/scope"))
}

func (d *Desk) kindForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showKind(w, r, who, f, string(f.Application.Edition), nil)
}

func (d *Desk) showKind(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, edition string, refused error) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.kind.title"))
	return d.Site.Render(w, r, web.StatusOf(refused), kind.Show(kind.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, refused), Lead: frame.P.T("applicant.kind.lead"),
		Editions: d.editions(f.Scheme, frame), Edition: edition, Revision: strconv.Itoa(f.Application.Revision),
		Button: frame.P.T("applicant.save"), Back: at(r, f.Application.ID, ""),
	}))
}

func (d *Desk) saveKind(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	chosen := portal.Text(r, "edition")
	edition, ok := f.Scheme.Edition(scheme.EditionID(chosen))
	if !ok {
		return d.showKind(w, r, who, f, chosen, scheme.Refuse(scheme.Invalid, "refusal.edition.unknown").On("edition"))
	}
	revision, err := strconv.Atoi(r.PostFormValue("revision"))
	if err != nil {
		revision = -1 // no revision ever: refused as stale
	}
	category := edition.Category
	if category == "" {
		category = f.Application.Category
	}
	_, err = d.office.SaveKind(r.Context(), who, f.Application.ID, revision, edition.Level, category, edition.ID)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showKind(w, r, who, f, chosen, err)
	}
	return web.Redirect(w, r, after(r, f.Application.ID, at(r, f.Application.ID, "")))
}
