package public

import (
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/public/about"
)

// explain shows a page that is made of the scheme's data alone.
func (f front) explain(w http.ResponseWriter, r *http.Request, key, lead string, show about.Show) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := about.Page{Frame: f.site.Frame(r, p.T(key, s.ShortName)), Scheme: s, Day: s.Day(f.site.Now())}
	v.Styles = append(v.Styles, "rows.css", "about.css")
	v.Description = p.T(lead, s.ShortName, s.Operator)
	f.site.Keep(w, s, v.Day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, show(v))
}

func (f front) about(w http.ResponseWriter, r *http.Request) error {
	return f.explain(w, r, "about.title", "about.lead", about.HowPage)
}

func (f front) makers(w http.ResponseWriter, r *http.Request) error {
	return f.explain(w, r, "menu.makers", "makers.lead", about.MakersPage)
}

func (f front) buyers(w http.ResponseWriter, r *http.Request) error {
	return f.explain(w, r, "menu.buyers", "buyers.lead", about.BuyersPage)
}

func (f front) forged(w http.ResponseWriter, r *http.Request) error {
	return f.explain(w, r, "forged.title", "forged.lead", about.ForgedPage)
}

func (f front) abroad(w http.ResponseWriter, r *http.Request) error {
	return f.explain(w, r, "abroad.title", "abroad.lead", about.AbroadPage)
}

func (f front) glossary(w http.ResponseWriter, r *http.Request) error {
	return f.explain(w, r, "glossary.title", "glossary.lead", about.GlossaryPage)
}

func (f front) criteria(w http.ResponseWriter, r *http.Request) error {
	return f.explain(w, r, "menu.criteria", "criteria.lead", about.CriteriaPage)
}

// editionAsked returns the edition that the address names; Missing for one
// that is not there, and for one that is not public.
func (f front) editionAsked(r *http.Request) (*scheme.Scheme, scheme.Edition, error) {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return nil, scheme.Edition{}, err
	}
	e, ok := s.Edition(scheme.EditionID(r.PathValue("edition")))
	if !ok || !e.Published() {
		return nil, e, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return s, e, nil
}

func (f front) edition(w http.ResponseWriter, r *http.Request) error {
	s, e, err := f.editionAsked(r)
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := about.Edition{Page: about.Page{Frame: f.site.Frame(r, e.Title.In(p.Lang)), Scheme: s, Day: s.Day(f.site.Now())}, Edition: e}
	v.Styles = append(v.Styles, "rows.css", "about.css")
	v.Description = p.T("criteria.edition_description", e.Title, string(e.ID))
	v.Crumbs = []page.Link{{Text: p.T("menu.criteria"), Href: v.To("/criteria")}}
	f.site.Keep(w, s, v.Day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, about.EditionPage(v))
}

func (f front) item(w http.ResponseWriter, r *http.Request) error {
	s, e, err := f.editionAsked(r)
	if err != nil {
		return err
	}
	item, ok := e.Item(scheme.CriterionID(r.PathValue("item")))
	if !ok {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	p := f.site.Printer(r)
	v := about.Item{Page: about.Page{Frame: f.site.Frame(r, item.Title.In(p.Lang)), Scheme: s, Day: s.Day(f.site.Now())}, Edition: e, Item: item}
	v.Styles = append(v.Styles, "rows.css", "about.css")
	v.Description = item.Guidance.Asked.In(p.Lang)
	v.Crumbs = []page.Link{{Text: p.T("menu.criteria"), Href: v.To("/criteria")}, {Text: e.Title.In(p.Lang), Href: v.To(about.EditionPath(e.ID))}}
	f.site.Keep(w, s, v.Day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, about.ItemPage(v))
}
