package public

import (
	"net/http"

	"shirushi/internal/registry"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public"
	"shirushi/internal/web/page/public/figures"
)

// newestShown is how many labels stand on the start page.
const newestShown = 5

// choose leads to the start page in the reader's language.
func (f front) choose(w http.ResponseWriter, r *http.Request) error {
	return f.lead(w, r, "/")
}

// lead sends the reader to rest in the language of the browser, which caches
// must not decide for others.
func (f front) lead(w http.ResponseWriter, r *http.Request, rest string) error {
	w.Header().Set("Vary", "Accept-Language, Cookie")
	w.Header().Set("Cache-Control", "private, no-cache")
	http.Redirect(w, r, "/"+web.Lang(r)+rest, http.StatusFound)
	return nil
}

func (f front) home(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	day := s.Day(f.site.Now())
	newest, err := f.registry.Entries(r.Context(), registry.Query{Day: day, Limit: newestShown})
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	h := view.Home{Frame: f.site.Frame(r, p.T("public.home.title")), Scheme: s, Newest: newest.Items, Day: day}
	h.Figures = figures.Page{Frame: h.Frame, Scheme: s, Figures: f.glimpsed(r.Context(), s)}
	h.Styles = append(h.Styles, "about.css", "figures.css")
	h.Description = p.T("public.home.lead", s.ShortName)
	f.site.Keep(w, s, day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, view.HomePage(h))
}
