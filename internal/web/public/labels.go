package public

import (
	"net/http"
	"net/url"
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public"
)

const (
	longestQuery = 200 // characters
	pageLength   = 20
)

// labels searches by number, model, product or company. A number that is on
// record leads straight to its page.
func (f front) labels(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	query, cursor := strings.TrimSpace(r.URL.Query().Get("q")), r.URL.Query().Get("cursor")
	p := f.site.Printer(r)
	v := view.Labels{Frame: f.site.Frame(r, p.T("public.search.title")), Scheme: s, Day: s.Day(f.site.Now()), Query: query, Searched: query != ""}
	if len([]rune(query)) > longestQuery {
		v.Query, v.Error = string([]rune(query)[:longestQuery]), p.T("public.search.too_long", longestQuery)
		return f.site.Render(w, r, http.StatusBadRequest, view.LabelsPage(v))
	}
	number, wrong := s.Numbering.Registration.Parse(query)
	if wrong == nil {
		if _, err := f.entry(r, scheme.LabelNumber(number), v.Day); err == nil {
			return web.Redirect(w, r, "/"+p.Lang+"/labels/"+number)
		} else if !scheme.IsRefusal(err, scheme.Missing) {
			return err
		}
	}
	v.Result, err = f.registry.Entries(r.Context(), registry.Query{Text: query, Day: v.Day, Limit: pageLength, Cursor: cursor})
	if err != nil {
		return err
	}
	if v.Result.Total == 0 && looksLikeNumber(query) && wrong != nil {
		v.Error = p.Refusal(scheme.RefusalsOf(wrong)[0])
	}
	v.First, v.Next = pages(p.Lang, query, cursor, v.Result.Next)
	f.keep(w, s)
	return f.site.Render(w, r, http.StatusOK, view.LabelsPage(v))
}

// pages returns the addresses of the first and the next page of results.
func pages(lang, query, cursor, next string) (first, following string) {
	address := func(cursor string) string {
		v := url.Values{}
		if query != "" {
			v.Set("q", query)
		}
		if cursor != "" {
			v.Set("cursor", cursor)
		}
		if len(v) == 0 {
			return "/" + lang + "/labels"
		}
		return "/" + lang + "/labels?" + v.Encode()
	}
	if cursor != "" {
		first = address("")
	}
	if next != "" {
		following = address(next)
	}
	return first, following
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
