package public_test

import (
	"context"
	"encoding/csv"
	"html"
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

// Wherever a mapping is shown it is said that to touch is not to meet; no page
// says that a requirement elsewhere is met.
func TestCrosswalk_saysThatToTouchIsNotToMeet(t *testing.T) {
	t.Parallel()
	h, s := front(t, webtest.Registry(t), nil), webtest.Scheme(t)
	for _, lang := range i18n.Languages {
		paths := []string{"/crosswalk", "/criteria/JST-CR-01-01-2024R1/S1.1-02"}
		for _, one := range s.Crosswalk.Standards {
			paths = append(paths, "/crosswalk?with="+string(one.ID))
		}
		for _, path := range paths {
			w := webtest.Ask(h, "GET", "/"+lang+path)
			body := html.UnescapeString(w.Body.String())
			if w.Code != http.StatusOK || strings.Count(body, "<h1") != 1 || !strings.Contains(body, s.Crosswalk.Caution.In(lang)) || strings.Contains(body, ">crosswalk.") {
				t.Errorf("/%s%s: %d, caution: %v", lang, path, w.Code, strings.Contains(body, s.Crosswalk.Caution.In(lang)))
			}
		}
	}
}

// A standard to which no criterion is mapped directly is shown with what other
// standards touch it, and with the warning that this says nothing of ours.
func TestCrosswalk_chainsNothing(t *testing.T) {
	t.Parallel()
	h, p := front(t, webtest.Registry(t), nil), i18n.For("en")
	for with, none := range map[string]bool{"nistir-8425": true, "eu-cra": true, "en-303-645-v2": false, "uk-psti": false} {
		body := html.UnescapeString(webtest.Ask(h, "GET", "/en/crosswalk?with="+with).Body.String())
		if strings.Contains(body, p.T("crosswalk.none_of_ours_text")) != none || strings.Contains(body, "S1.1-02") == none {
			t.Errorf("%s: none of ours: %v", with, !none)
		}
	}
	item := webtest.Ask(h, "GET", "/en/criteria/JST-CR-01-01-2024R1/S1.1-02").Body.String()
	if !strings.Contains(item, "UK PSTI") || !strings.Contains(item, "5.1-2") || strings.Contains(item, "NIST") {
		t.Error("the criterion does not show what it is mapped to, and that alone")
	}
}

func TestCrosswalk_fileHasOneRowForEachPair(t *testing.T) {
	t.Parallel()
	h, s := front(t, webtest.Registry(t), nil), webtest.Scheme(t)
	for _, with := range []scheme.StandardID{"", "uk-psti"} {
		want := 1
		for _, m := range s.MappingsAbout(with) {
			for _, p := range m.Pairs {
				want += len(p.With)
			}
		}
		w := webtest.Ask(h, "GET", "/ja/crosswalk.csv?with="+string(with))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != want {
			t.Errorf("%q: %d rows, want %d: %v", with, len(rows), want, err)
		}
	}
}

func TestCrosswalk_unknownStandardIsRefused(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), nil)
	for _, path := range []string{"/en/crosswalk?with=", "/en/crosswalk.csv?with="} {
		for _, with := range []string{"iso-27001", "%3Cscript%3E", strings.Repeat("x", 500), "JST-CR-01-01-2024R1"} {
			w := webtest.Ask(h, "GET", path+with)
			if body := w.Body.String(); w.Code != http.StatusBadRequest || !strings.Contains(body, "uk-psti") || strings.Contains(body, "<script>") {
				t.Errorf("%s%.20s: %d", path, with, w.Code)
			}
		}
	}
}

// Without data the pages say so, and criteria do without; a draft's mappings
// are not told.
func TestCrosswalk_emptyAndDraft(t *testing.T) {
	t.Parallel()
	s := *webtest.Scheme(t)
	h := front(t, webtest.Registry(t), func(c *web.Config) {
		c.Scheme = func(context.Context) (*scheme.Scheme, error) { return &s, nil }
	})
	full := s.Crosswalk
	s.Crosswalk = scheme.Crosswalk{}
	if w := webtest.Ask(h, "GET", "/ja/crosswalk"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), i18n.For("ja").T("crosswalk.none")) {
		t.Errorf("empty: %d", w.Code)
	}
	if w := webtest.Ask(h, "GET", "/ja/criteria/JST-CR-01-01-2024R1/S1.1-02"); strings.Contains(w.Body.String(), `id="touches"`) {
		t.Error("a criterion speaks of mappings that are not there")
	}
	s.Crosswalk = full
	draft := s.Editions[0]
	draft.State = scheme.EditionDraft
	s.Editions = []scheme.Edition{draft}
	for _, path := range []string{"/ja/crosswalk", "/ja/crosswalk.csv", "/ja/crosswalk?with=uk-psti"} {
		if w := webtest.Ask(h, "GET", path); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "S1.1-") {
			t.Errorf("%s tells of a draft, or fails: %d", path, w.Code)
		}
	}
	if paths := public.Paths(&s); len(paths) == 0 {
		t.Error("no pages")
	}
}
