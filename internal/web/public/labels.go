package public

import (
	"net/http"
	"net/url"
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	view "shirushi/internal/web/page/public"
)

// longestQuery bounds the query of the search's address, in bytes. It is more
// than anything that is found: who pastes a whole page into the box is told so
// beside the box.
const longestQuery = 24 << 10

// labels searches by number, model, product or company, narrowed by what the
// address says. A number that is on record leads straight to its page.
func (f front) labels(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := view.Labels{Frame: f.site.Frame(r, p.T("public.search.title")), Scheme: s, Day: s.Day(f.site.Now())}
	v.Query, v.Back = asked(r.URL.Query(), v.Day)
	v.Unlisted, v.Styles = r.URL.RawQuery != "", []string{"find.css"}
	v.Description = p.T("public.search.description")
	if v.Query.Text != "" {
		v.Title = p.T("public.search.title_of", brief(v.Query.Text))
	}
	if err := v.Query.Check(s); err != nil {
		return f.refused(w, r, v, err)
	}
	number, wrong := s.Numbering.Registration.Parse(numberIn(v.Query.Text))
	if wrong == nil {
		if _, err := f.entry(r, scheme.LabelNumber(number), v.Day); err == nil {
			return web.Redirect(w, r, "/"+p.Lang+"/labels/"+number)
		} else if !scheme.IsRefusal(err, scheme.Missing) {
			return err
		}
	}
	v.Result, err = f.registry.Entries(r.Context(), v.Query)
	if scheme.IsRefusal(err, scheme.Invalid) {
		return f.refused(w, r, v, err)
	}
	if err != nil {
		return err
	}
	v.Asked = true
	if (len(v.Result.Items) == 0 || v.Result.Near) && looksLikeNumber(numberIn(v.Query.Text)) {
		if wrong != nil {
			v.Wrong = p.Refusal(scheme.RefusalsOf(wrong)[0])
		}
		v.Nobodys = wrong == nil || scheme.RefusalsOf(wrong)[0].Key == "refusal.number.check_digit"
	}
	f.site.Keep(w, s, v.Day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, view.LabelsPage(v))
}

// refused shows the search with what is wrong in it, and everything that was
// asked for as it was.
func (f front) refused(w http.ResponseWriter, r *http.Request, v view.Labels, err error) error {
	p := f.site.Printer(r)
	var rest scheme.Refusals
	for _, no := range scheme.RefusalsOf(err) {
		switch no.Field {
		case "q":
			v.Wrong = p.Refusal(no)
		case "cursor":
			rest.Add(no.On("")) // it has no field on the page to which a link could lead
		default:
			rest.Add(no)
		}
	}
	v.Errors = page.ErrorsOf(p, rest.Err())
	return f.site.Render(w, r, web.StatusOf(err), view.LabelsPage(v))
}

// asked reads the query of an address. Parameters without a value do not
// restrict: browsers send those of fields that were left alone.
func asked(v url.Values, day scheme.Date) (q registry.Query, back []string) {
	get := func(name string) string { return registry.Typed(v.Get(name)) }
	q = registry.Query{
		Text: get("q"), Level: scheme.LevelID(get("level")), Category: scheme.CategoryID(get("category")), Edition: scheme.EditionID(get("edition")),
		Evaluator: scheme.EvaluatorClassID(get("evaluator_class")), Holder: get("holder"), Status: scheme.Status(get("status")),
		IssuedFrom: scheme.Date(get("issued_from")), IssuedUntil: scheme.Date(get("issued_until")), Sort: registry.Order(get("sort")),
		Day: day, Limit: view.PageLength, Cursor: get("cursor"),
	}
	return q, v["back"]
}

// brief is as much of a text as a title has room for.
func brief(text string) string {
	if all := []rune(text); len(all) > 40 {
		return string(all[:40]) + "…"
	}
	return text
}

// numberIn returns the number in the address of a label, as the 2-D code or
// its page has it; anything else is returned as it is.
func numberIn(typed string) string {
	u, err := url.Parse(typed)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return typed
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, part := range parts[:len(parts)-1] {
		if part == "l" || part == "labels" {
			return parts[i+1]
		}
	}
	return typed
}

// looksLikeNumber reports whether a reader who typed this meant a number: it
// has at least ten digits and nothing but digits, spaces and dashes.
func looksLikeNumber(typed string) bool {
	digits := 0
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9', r >= '０' && r <= '９':
			digits++
		case strings.ContainsRune(" \u3000-‐–—−ー", r):
		default:
			return false
		}
	}
	return digits >= 10
}
