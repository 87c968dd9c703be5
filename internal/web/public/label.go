package public

import (
	"net/http"
	"net/url"
	"strings"

	"shirushi/internal/art"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	view "shirushi/internal/web/page/public"
)

// scanned answers the address that the 2-D code holds.
func (f front) scanned(w http.ResponseWriter, r *http.Request) error {
	return f.lead(w, r, "/labels/"+url.PathEscape(r.PathValue("number")))
}

// view is what the pages of a label show of it, without a frame.
func (f front) view(r *http.Request, s *scheme.Scheme, e registry.Entry, day scheme.Date) view.Label {
	return view.Label{Frame: f.site.Frame(r, ""), Scheme: s, Entry: e, Status: e.StatusOn(day), Day: day,
		Art: "/labels/" + string(e.Number) + "/label.svg", Grouped: art.Grouped(string(e.Number)), Keep: f.site.KeepStatus}
}

// models shows all models of a label, and whether the one asked for is there.
func (f front) models(w http.ResponseWriter, r *http.Request) error {
	s, e, day, err := f.onRecord(r)
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := view.Models{Frame: f.site.Frame(r, p.T("public.models.title", e.Product.Name.In(p.Lang))), Label: f.view(r, s, e, day),
		Typed: strings.TrimSpace(r.URL.Query().Get("model"))}
	v.Unlisted = true
	status := http.StatusOK
	if err := scheme.CheckText("model", v.Typed, view.ModelAtMost); err != nil {
		v.Error, v.Typed, status = p.Refusal(scheme.RefusalsOf(err)[0]), "", http.StatusBadRequest
	} else {
		v.Box = e.OnBox(v.Typed, s.Invoicing.Statement.LegalForms)
		f.site.Keep(w, s, day, f.site.KeepStatus)
	}
	return f.site.Render(w, r, status, view.ModelsPage(v))
}

// sheet shows how a label stands at this moment, to be printed. It is kept by
// nobody: its time is to the minute.
func (f front) sheet(w http.ResponseWriter, r *http.Request) error {
	return f.sheetWith(w, r, nil)
}

// sheetWith shows the same, with what is wrong with the days of which the
// status was asked; nil for nothing.
func (f front) sheetWith(w http.ResponseWriter, r *http.Request, wrong error) error {
	now := f.site.Now()
	s, e, day, err := f.onRecord(r)
	if err != nil {
		return err
	}
	p, asked, status := f.site.Printer(r), r.URL.Query(), http.StatusOK
	v := view.Sheet{Frame: f.site.Frame(r, p.T("public.sheet.title_of", art.Grouped(string(e.Number)))), Label: f.view(r, s, e, day), AsOf: now}
	v.Unlisted, v.Styles = true, []string{"sheet.css"}
	if v.Recorded, err = f.statements.FirstRecorded(r.Context(), s, e.Number); err != nil && !scheme.IsRefusal(err, scheme.NotYetMade) {
		return err
	}
	if wrong != nil {
		v.On, v.Known, v.Errors, status = asked.Get("on"), asked.Get("known"), page.ErrorsOf(p, wrong), http.StatusBadRequest
	}
	return f.site.Render(w, r, status, view.StatusSheet(v))
}

// entry reads a label that has one of the public statuses on day.
func (f front) entry(r *http.Request, number scheme.LabelNumber, day scheme.Date) (registry.Entry, error) {
	e, err := f.registry.Entry(r.Context(), number, day)
	if err != nil {
		return e, err
	}
	if e.StatusOn(day) == scheme.NoLabel {
		return registry.Entry{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return e, nil
}

// notFound says that no label has a number, and offers the search again: for
// one that is mistyped with what is wrong with it and the labels it may be.
func (f front) notFound(w http.ResponseWriter, r *http.Request, s *scheme.Scheme, typed string, err error) error {
	p := f.site.Printer(r)
	typed = registry.Typed(typed)
	v := view.Unknown{Scheme: s, Day: s.Day(f.site.Now()), Typed: typed}
	switch {
	case scheme.IsRefusal(err, scheme.Invalid):
		v.Frame, v.Wrong = f.site.Frame(r, p.T("public.wrong.title")), p.Refusal(scheme.RefusalsOf(err)[0])
		near, failed := f.near(r, typed, v.Day)
		if failed != nil {
			return failed
		}
		v.Near = near
	case scheme.IsRefusal(err, scheme.Missing):
		v.Frame, v.Wrong = f.site.Frame(r, p.T("public.unknown.title")), p.T("public.search.unknown_number", art.Grouped(typed))
	default:
		return err
	}
	v.Unlisted, v.Styles = true, []string{"find.css"}
	return f.site.Render(w, r, web.StatusOf(err), view.UnknownPage(v))
}

// near returns the labels whose number is one slip away from what looks like
// a number.
func (f front) near(r *http.Request, typed string, day scheme.Date) ([]registry.Entry, error) {
	if !looksLikeNumber(typed) {
		return nil, nil
	}
	found, err := f.registry.Entries(r.Context(), registry.Query{Text: typed, Day: day, Limit: view.PageLength})
	if scheme.IsRefusal(err, scheme.Invalid) {
		return nil, nil // nothing that can be searched for
	}
	return found.Items, err
}
