package applicant

import (
	"context"
	"crypto/rand"
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/compare"
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
				Value: string(e.ID), Label: e.Title.In(f.P.Lang) + " " + string(e.ID), Hint: hint,
			})
		}
	}
	return options
}

// categories lists the product categories of the scheme. Where the criteria
// are common to all of them none need be chosen.
func categories(s *scheme.Scheme, f page.Frame) []page.Option {
	options := []page.Option{{Value: "", Label: f.P.T("applicant.category.none")}}
	for _, c := range s.Categories {
		options = append(options, page.Option{Value: string(c.ID), Label: c.Name.In(f.P.Lang)})
	}
	return options
}

// starting is what is typed on the page that starts an application.
type starting struct {
	applicant, edition, category string
	form                         string // its mark
}

func (d *Desk) startForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showStart(w, r, who, starting{form: rand.Text()}, nil)
}

func (d *Desk) showStart(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed starting, refused error) error {
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("applicant.start.title"))
	f.Crumbs = []page.Link{{Text: f.P.T("applicant.nav.applications"), Href: f.To("/desk/applications")}}
	show := kind.Page{
		Frame: f, Errors: page.ErrorsOf(f.P, refused), Lead: f.P.T("applicant.start.lead"), Applicant: typed.applicant,
		Editions: d.editions(s, f), Edition: typed.edition, Categories: categories(s, f), Category: typed.category, Form: typed.form,
		Button: f.P.T("applicant.start.button"), Back: f.To("/desk/applications"),
	}
	if len(show.Editions) == 1 {
		show.Edition = show.Editions[0].Value
	}
	if edition, ok := s.Edition(scheme.EditionID(show.Edition)); ok {
		fee, _ := s.FeeOn(scheme.New, edition.Level, s.Day(d.Site.Now())) // none set: the table says so
		show.Fee, show.Ahead = feeAhead(f, fee, ""), stepsAhead(f, s, scheme.Application{State: scheme.Draft}, fee)
	}
	if who.Is(scheme.RoleAgent) {
		if show.Applicants, err = d.clients(r.Context(), who, f); err != nil {
			return err
		}
	}
	if show.Earlier, err = d.copyable(r, who, f); err != nil {
		return err
	}
	return d.Site.Render(w, r, web.StatusOf(refused), kind.Show(show))
}

// offeredToCopy is how many applications the start page offers to copy; the
// page of every other one has the link as well.
const offeredToCopy = 5

// copyable lists applications that could be copied instead of starting an
// empty one: those with a label first, then the last started.
func (d *Desk) copyable(r *http.Request, who scheme.Actor, f page.Frame) ([]kind.Earlier, error) {
	labelled, err := d.office.Own(r.Context(), who, office.OwnFilter{States: []scheme.ApplicationState{scheme.Issued}, Limit: offeredToCopy})
	if err != nil {
		return nil, err
	}
	own, err := d.office.Own(r.Context(), who, office.OwnFilter{Limit: offeredToCopy})
	if err != nil {
		return nil, err
	}
	var all []kind.Earlier
	seen := map[scheme.ApplicationID]bool{}
	for _, row := range append(labelled.Rows, own.Rows...) {
		a := row.Application
		if seen[a.ID] || len(all) == offeredToCopy {
			continue
		}
		seen[a.ID] = true
		all = append(all, kind.Earlier{Product: called(f, a.Product.Name), Number: a.Numbers.Application, State: a.State,
			Filled: f.P.T("applicant.filled", row.Filled, row.Items), Copy: at(r, a.ID, "/copy")})
	}
	return all, nil
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
	typed := starting{applicant: portal.Text(r, "applicant"), edition: portal.Text(r, "edition"), category: portal.Text(r, "category"), form: portal.Text(r, "form")}
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	if typed.form == "" { // without its mark nobody could tell a second press from a second application
		typed.form = rand.Text()
		return d.showStart(w, r, who, typed, scheme.Refuse(scheme.Invalid, "refusal.start.form"))
	}
	edition, ok := s.Edition(scheme.EditionID(typed.edition))
	if !ok {
		return d.showStart(w, r, who, typed, scheme.Refuse(scheme.Invalid, "refusal.edition.unknown").On("edition"))
	}
	id, err := d.office.Start(r.Context(), who, office.StartRequest{
		Applicant: scheme.OrganisationID(typed.applicant), Level: edition.Level, Category: categoryFor(edition, typed.category), Edition: edition.ID, Form: typed.form,
	})
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		typed.form = rand.Text()
		return d.showStart(w, r, who, typed, err)
	}
	return web.Redirect(w, r, at(r, id, "/scope"))
}

// categoryFor is the category of an application under an edition: the
// edition's own, or the one that was chosen where it holds for all.
func categoryFor(e scheme.Edition, chosen string) scheme.CategoryID {
	if e.Category != "" {
		return e.Category
	}
	return scheme.CategoryID(chosen)
}

func (d *Desk) kindForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showKind(w, r, who, f, kindOf(f.Application), nil, nil)
}

// chosenKind is what is applied for.
type chosenKind struct {
	Edition  scheme.EditionID
	Category scheme.CategoryID
}

func kindOf(a scheme.Application) chosenKind { return chosenKind{a.Edition, a.Category} }

// readKind reads what was chosen, with the edition's own category if it has one.
func readKind(r *http.Request, f office.File) chosenKind {
	mine := chosenKind{scheme.EditionID(portal.Text(r, "edition")), scheme.CategoryID(portal.Text(r, "category"))}
	if edition, ok := f.Scheme.Edition(mine.Edition); ok {
		mine.Category = categoryFor(edition, string(mine.Category))
	}
	return mine
}

func (d *Desk) showKind(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, mine chosenKind, clash []compare.Part, refused error) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.kind.title"))
	frame.Scripts = []string{"autosave.js"}
	here := at(r, f.Application.ID, "/kind")
	save := here + "/typed"
	if clash != nil {
		save = ""
	}
	return d.Site.Render(w, r, statusOf(clash, refused), kind.Show(kind.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, refused), Lead: frame.P.T("applicant.kind.lead"),
		Editions: d.editions(f.Scheme, frame), Edition: string(mine.Edition), Categories: categories(f.Scheme, frame), Category: string(mine.Category), Revision: portal.Fingerprint(kindOf(f.Application)),
		Button: frame.P.T("applicant.save"), Back: at(r, f.Application.ID, ""), Carried: carried(f, frame, scheme.PartKind), Here: here, Save: save, Clash: clash, Held: refused != nil, Said: d.saidOf(r, frame, f.Scheme, refused),
	}))
}

func (d *Desk) saveKind(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	mine := readKind(r, f)
	s := d.kindSection(r, who, mine)
	clash, err := d.saveSection(r, who, s)
	if clash == nil && err == nil {
		clash, err = d.confirmSection(r, who, scheme.PartKind, s)
	}
	switch {
	case clash != nil:
		return d.showKind(w, r, who, clash.file, mine, clash.parts, nil)
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showKind(w, r, who, f, mine, nil, err)
	}
	return web.Redirect(w, r, after(r, f.Application.ID, at(r, f.Application.ID, "")))
}

func (d *Desk) typedKind(r *http.Request, who scheme.Actor, f office.File) (typedSaved, error) {
	return d.typedSection(r, who, d.kindSection(r, who, readKind(r, f)))
}

func (d *Desk) kindSection(r *http.Request, who scheme.Actor, mine chosenKind) section {
	return section{
		seen: r.PostFormValue("revision"),
		part: func(a scheme.Application) any { return kindOf(a) },
		differ: func(frame page.Frame, theirs scheme.Application) []compare.Part {
			return differing(frame, "field.edition", string(theirs.Edition), string(mine.Edition), "field.category", string(theirs.Category), string(mine.Category))
		},
		save: func(f office.File) (scheme.Refusals, error) {
			edition, ok := f.Scheme.Edition(mine.Edition)
			if !ok {
				return nil, scheme.Refuse(scheme.Invalid, "refusal.edition.unknown").On("edition")
			}
			_, err := d.office.SaveKind(r.Context(), who, f.Application.ID, f.Application.Revision, edition.Level, mine.Category, edition.ID)
			return nil, err
		},
	}
}
