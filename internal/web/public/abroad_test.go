package public_test

import (
	"context"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

// An importer without a label finds every recognition, the no as well as the
// yes, each with its days, caution, source and how it is known.
func TestAbroad_tellsEveryRecognitionWhole(t *testing.T) {
	t.Parallel()
	h, s := front(t, webtest.Registry(t), nil), webtest.Scheme(t)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		w := webtest.Ask(h, "GET", "/"+lang+"/abroad")
		body := html.UnescapeString(w.Body.String())
		for _, r := range s.Recognitions {
			for _, want := range []string{p.Country(r.Country), r.With.In(lang), r.Covers.In(lang), r.Instrument.In(lang), r.Caution.In(lang), r.Source.In(lang), p.Date(r.AsOf), p.Date(r.From), string(r.Edition)} {
				if !strings.Contains(body, want) {
					t.Errorf("%s: %s is told without %q", lang, r.ID, want)
				}
			}
		}
		if n := strings.Count(body, p.T("abroad.second_hand")); n != len(s.Recognitions) {
			t.Errorf("%s: %d of %d are marked as known at second hand", lang, n, len(s.Recognitions))
		}
		if !strings.Contains(body, p.T("public.as_of_day", scheme.Date("2026-04-01"))) {
			t.Errorf("%s: the page has no day", lang)
		}
	}
}

// The page tells the day: what begins tomorrow does not count today, and what
// ended yesterday no longer does.
func TestAbroad_followsTheDay(t *testing.T) {
	t.Parallel()
	s := *webtest.Scheme(t)
	r := s.Recognitions[0]
	r.Until = "2026-06-30"
	s.Recognitions = []scheme.Recognition{r}
	p := i18n.For("en")
	for at, want := range map[string]string{
		"2025-12-31T14:59:59Z": p.T("abroad.outward.not_yet", r.From, "Star 1 (★1)"),
		"2025-12-31T15:00:00Z": p.T("abroad.outward.counts_deemed_compliance", r.From, "Star 1 (★1)"), // midnight in Japan
		"2026-06-30T14:59:59Z": p.T("abroad.outward.counts_deemed_compliance", r.From, "Star 1 (★1)"),
		"2026-06-30T15:00:00Z": p.T("abroad.outward.no_longer", r.Until),
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		h := front(t, webtest.Registry(t), func(c *web.Config) {
			c.Now = func() time.Time { return now }
			c.Scheme = func(context.Context) (*scheme.Scheme, error) { return &s, nil }
		})
		body := html.UnescapeString(webtest.Ask(h, "GET", "/en/abroad").Body.String())
		if !strings.Contains(body, want) {
			t.Errorf("at %s: not %q", at, want)
		}
		if counts, leads := strings.Contains(want, "deemed"), strings.Contains(body, p.T("abroad.find")); counts != leads {
			t.Errorf("at %s: leads to labels that count: %v", at, leads)
		}
	}
}

func TestAbroad_noRecognitionIsSaid(t *testing.T) {
	t.Parallel()
	s := *webtest.Scheme(t)
	s.Recognitions = nil
	h := front(t, webtest.Registry(t), func(c *web.Config) {
		c.Scheme = func(context.Context) (*scheme.Scheme, error) { return &s, nil }
	})
	if w := webtest.Ask(h, "GET", "/ja/abroad"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), i18n.For("ja").T("abroad.none")) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
