package public_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

// Every page about the scheme is there in both languages, for our scheme and
// for one that has little in common with it, and says no key.
func TestAbout_isWholeForEveryScheme(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]*scheme.Scheme{"ours": webtest.Scheme(t), "other": catalogtest.Other(t)} {
		h := front(t, webtest.Registry(t), func(c *web.Config) {
			c.Scheme = func(context.Context) (*scheme.Scheme, error) { return s, nil }
		})
		for _, lang := range i18n.Languages {
			for _, path := range public.Paths(s) {
				w := webtest.Ask(h, "GET", "/"+lang+path)
				body := w.Body.String()
				if w.Code != http.StatusOK || strings.Count(body, "<h1") != 1 {
					t.Errorf("%s: /%s%s: %d with %d h1", name, lang, path, w.Code, strings.Count(body, "<h1"))
				}
				for _, no := range []string{">about.", ">makers.", ">criteria.", ">menu.", ">buyers.", ">forged.", ">contact.", ">abroad.", ">crosswalk.", ">glossary.", "state.", " style=", "%!"} {
					if strings.Contains(body, no) {
						t.Errorf("%s: /%s%s holds %q", name, lang, path, no)
					}
				}
			}
		}
	}
}

// The questions of a maker who has never applied: what does it cost, how long
// does it take, what is needed, whom do I ask. One click from the start page.
func TestMakers_costAndTimeAreOneClickAway(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), nil)
	s := webtest.Scheme(t)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		if home := webtest.Ask(h, "GET", "/"+lang+"/").Body.String(); !strings.Contains(home, `href="/`+lang+`/makers"`) {
			t.Errorf("the start page in %s does not lead makers on", lang)
		}
		body := webtest.Ask(h, "GET", "/"+lang+"/makers").Body.String()
		first, _, _ := strings.Cut(body, "<h2")
		course := s.CourseFrom("2026-04-01")
		for _, want := range []string{p.T("makers.fee.yen", 198000), p.Date(course.Decided)} {
			if !strings.Contains(first, want) {
				t.Errorf("%s: %q is not said at once", lang, want)
			}
		}
		for _, want := range []string{p.T("makers.fee.yen", 110000), p.Date(course.Checked), s.Guide.FeeCovers.Text.In(lang), s.Guide.Contact.Email, s.Guide.Papers[2].Name.In(lang), s.Guide.Duties[0].Text.In(lang), s.Evaluators[1].Name.In(lang)} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page does not say %q", lang, want)
			}
		}
	}
}

// A fee that holds today is marked so on its first and last day, and not on
// the days beside them.
func TestMakers_feeOfTheDayIsMarked(t *testing.T) {
	t.Parallel()
	now := webtest.Now
	h := front(t, webtest.Registry(t), func(c *web.Config) { c.Now = func() time.Time { return now } })
	p := i18n.For("en")
	for at, yen := range map[string]int{"2025-09-30T14:59:59Z": 110000, "2025-09-30T15:00:00Z": 198000} { // midnight in Japan
		var err error
		if now, err = time.Parse(time.RFC3339, at); err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(webtest.Ask(h, "GET", "/en/makers").Body.String(), "<h2")
		if !strings.Contains(first, p.T("makers.fee.yen", yen)) {
			t.Errorf("at %s: not %d yen", at, yen)
		}
	}
}

func TestCriteria_unknownAndUnpublishedAreMissing(t *testing.T) {
	t.Parallel()
	s := *webtest.Scheme(t)
	draft := s.Editions[0]
	draft.ID, draft.State = "JST-CR-01-01-2030R1", scheme.EditionDraft
	s.Editions = append([]scheme.Edition{draft}, s.Editions...)
	h := front(t, webtest.Registry(t), func(c *web.Config) {
		c.Scheme = func(context.Context) (*scheme.Scheme, error) { return &s, nil }
	})
	for _, path := range []string{"/ja/criteria/none", "/ja/criteria/JST-CR-01-01-2030R1", "/ja/criteria/JST-CR-01-01-2030R1/S1.1-01", "/ja/criteria/JST-CR-01-01-2024R1/S9", "/ja/criteria/%2e%2e/x", "/ja/criteria/%3Cscript%3E"} {
		if w := webtest.Ask(h, "GET", path); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if body := webtest.Ask(h, "GET", "/ja/criteria").Body.String(); strings.Contains(body, "2030") {
		t.Error("a draft is named")
	}
}

// What follows after issue is told with the scheme's own days and fees, and
// what a scheme does not set is not told.
func TestAbout_tellsWhatComesAfterIssue(t *testing.T) {
	t.Parallel()
	s := webtest.Scheme(t)
	h := front(t, webtest.Registry(t), func(c *web.Config) {
		c.Scheme = func(context.Context) (*scheme.Scheme, error) { return s, nil }
	})
	level, _ := s.Level("1")
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		says := func(path string, want ...string) {
			body := webtest.Ask(h, "GET", "/"+lang+path).Body.String()
			for _, one := range want {
				if !strings.Contains(body, one) {
					t.Errorf("/%s%s does not say %q", lang, path, one)
				}
			}
		}
		says("/makers", p.T("after.extend_opens", s.Extension.OpensDays), p.T("after.extend_late", s.Extension.LateDays), p.T("after.fee", level.Name, p.T("makers.fee.yen", 99000)),
			p.T("after.succession_answer", s.Holding.OfferDays), p.T("after.object_until", s.Limits.ObjectDays), `href="#after"`)
		says("/about", p.T("after.holder_days", s.Surveillance.AnswerDays), p.T("after.doubt_hear_days", s.Surveillance.HearingDays), `href="/`+lang+`/report"`, `href="/`+lang+`/buyers#warning"`)
		says("/buyers", p.T("after.warning"), p.T("after.warning_review", s.Surveillance.ReviewDays))
	}
	s.Extension, s.Surveillance, s.Doubts = scheme.ExtensionRules{}, scheme.SurveillanceRules{}, scheme.DoubtPolicy{}
	p := i18n.For("en")
	if body := webtest.Ask(h, "GET", "/en/makers").Body.String(); !strings.Contains(body, p.T("after.extend_closed")) || strings.Contains(body, "from 0 days") {
		t.Error("extensions are offered that are not taken")
	}
	if body := webtest.Ask(h, "GET", "/en/about").Body.String(); strings.Contains(body, "/report\"") || strings.Contains(body, " 0 days") {
		t.Error("reports are asked for that are not taken, or no days are told as days")
	}
}
