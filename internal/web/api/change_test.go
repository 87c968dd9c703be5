package api_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web"
	"shirushi/internal/web/api"
	"shirushi/internal/web/webtest"
)

// record keeps an event about a label with one text, public from a day on.
func record(t *testing.T, s *store.Store, i int, from scheme.Date) scheme.Event {
	t.Helper()
	id := scheme.EventID(fmt.Sprintf("EVENT%d", i))
	o := scheme.Opening{Event: id, Field: "holder_ja", Salt: strings.Repeat("0f", 32), Text: fmt.Sprintf("架空無線工業%d", i)}
	e := scheme.Event{ID: id, Kind: scheme.LabelIssued, Recorded: webtest.Now.Add(time.Duration(i) * time.Second), Day: "2026-04-01",
		Label: webtest.Number(t, int64(i)), Facts: map[string]string{"level": "1"}, Commitments: map[string]string{o.Field: o.Commit()}}
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEventFrom(from, e, []scheme.Opening{o}) }); err != nil {
		t.Fatal(err)
	}
	return e
}

func sequence(t *testing.T, s *store.Store) {
	t.Helper()
	if _, err := s.Sequence(t.Context(), "2026-04-01"); err != nil {
		t.Fatal(err)
	}
}

func TestChanges_tellFactsWithWhatOpensThem(t *testing.T) {
	t.Parallel()
	reg := webtest.Registry(t)
	e := record(t, reg, 1, "")
	sequence(t, reg)
	got := read[api.Changes](t, webtest.Ask(front(t, reg, nil), "GET", "/api/v1/changes"))
	if len(got.Items) != 1 || got.Next != 1 || got.Head != 1 {
		t.Fatalf("%+v", got)
	}
	c := got.Items[0]
	if c.Number != 1 || c.Leaf != string(e.Leaf()) || c.Kind != "label_issued" || c.Day != "2026-04-01" || *c.Label != string(e.Label) || *c.Page != webtest.Base+"/l/"+string(e.Label) {
		t.Errorf("%+v", c)
	}
	o := scheme.Opening{Event: e.ID, Field: "holder_ja", Salt: c.Openings["holder_ja"].Salt, Text: c.Openings["holder_ja"].Text}
	if o.Text != "架空無線工業1" || o.Commit() != c.Commitments["holder_ja"] || len(c.Withheld) != 0 {
		t.Errorf("%+v opens nothing of %+v", o, c)
	}
}

func TestChanges_saysErasedTextsAreWithheld(t *testing.T) {
	t.Parallel()
	reg := webtest.Registry(t)
	id := scheme.EventID("ERASED")
	o := scheme.Opening{Event: id, Field: "holder_ja", Salt: "00", Text: "消える名前"}
	e := scheme.Event{ID: id, Kind: scheme.LabelIssued, Recorded: webtest.Now, Day: "2026-04-01", Label: webtest.Number(t, 1), Commitments: map[string]string{o.Field: o.Commit()}}
	if err := reg.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvent(e, nil) }); err != nil { // as it is after the erasure
		t.Fatal(err)
	}
	sequence(t, reg)
	c := read[api.Changes](t, webtest.Ask(front(t, reg, nil), "GET", "/api/v1/changes")).Items[0]
	if d := cmp.Diff([]string{"holder_ja"}, c.Withheld); d != "" || len(c.Openings) != 0 || c.Commitments["holder_ja"] != o.Commit() {
		t.Errorf("%s %+v", d, c)
	}
}

func TestChanges_pageByPageMissesNone(t *testing.T) {
	t.Parallel()
	reg := webtest.Registry(t)
	for i := range 7 {
		record(t, reg, i+1, "")
	}
	sequence(t, reg)
	h := front(t, reg, nil)
	next, seen := int64(0), []int64{}
	for range 10 {
		page := read[api.Changes](t, webtest.Ask(h, "GET", fmt.Sprintf("/api/v1/changes?since=%d&limit=3", next)))
		for _, c := range page.Items {
			seen = append(seen, c.Number)
		}
		if next = page.Next; next == page.Head {
			break
		}
	}
	if d := cmp.Diff([]int64{1, 2, 3, 4, 5, 6, 7}, seen); d != "" {
		t.Error(d)
	}
	last := read[api.Changes](t, webtest.Ask(h, "GET", "/api/v1/changes?since=7"))
	if len(last.Items) != 0 || last.Next != 7 {
		t.Errorf("at the end: %+v", last)
	}
}

func TestChanges_saysNothingBeforeTheListingDay(t *testing.T) {
	t.Parallel()
	reg := webtest.Registry(t)
	record(t, reg, 1, "2026-04-02")
	sequence(t, reg)
	w := webtest.Ask(front(t, reg, nil), "GET", "/api/v1/changes")
	if got := read[api.Changes](t, w); len(got.Items) != 0 || got.Head != 0 || strings.Contains(w.Body.String(), string(webtest.Number(t, 1))) {
		t.Errorf("%s", w.Body)
	}
}

func TestChanges_badParametersAreRefusedAndNamed(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), nil)
	for query, field := range map[string]string{"since=-1": "since", "since=x": "since", "since=1.5": "since", "since=99999999999999999999": "since",
		"since=1": "since", "limit=0": "limit", "limit=201": "limit", "sinc=0": "sinc"} {
		w := webtest.Ask(h, "GET", "/api/v1/changes?"+query, "Accept-Language", "en")
		p := read[web.Problem](t, w)
		if w.Code != 400 || len(p.Errors) != 1 || p.Errors[0].Field != field {
			t.Errorf("%s: %d %+v", query, w.Code, p)
		}
	}
}

func TestScheme_keepsDraftEditionsBack(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), func(c *web.Config) {
		s := *webtest.Scheme(t)
		for _, state := range []scheme.EditionState{scheme.EditionDraft, scheme.EditionInCommittee} {
			e := s.Editions[0]
			e.ID, e.State = scheme.EditionID("hidden-"+string(state)), state
			s.Editions = append(slices.Clone(s.Editions), e)
		}
		c.Scheme = func(context.Context) (*scheme.Scheme, error) { return &s, nil }
	})
	if w := webtest.Ask(h, "GET", "/api/v1/scheme"); w.Code != 200 || strings.Contains(w.Body.String(), "hidden-") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestScheme_saysWhatTheCodesStandFor(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), nil)
	got := read[api.Scheme](t, webtest.Ask(h, "GET", "/api/v1/scheme"))
	s := webtest.Scheme(t)
	if got.ID != s.ID || got.Official != s.Official || got.ZoneOffset != 540 || len(got.Levels) != len(s.Levels) || len(got.Fees) != len(s.Fees) || got.AsOf != "2026-04-01" {
		t.Errorf("%+v", got)
	}
	if len(got.Editions) != len(s.Editions) || len(got.Editions[0].Criteria) != len(s.Editions[0].Items) || got.Editions[0].Category != nil {
		t.Errorf("editions %+v", got.Editions)
	}
}

func TestAPI_asksAgainCheaply(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for _, path := range []string{"/api/v1/labels", "/api/v1/labels/" + string(all[0].Number), "/api/v1/changes", "/api/v1/scheme", "/api/v1/openapi.json"} {
		first := webtest.Ask(h, "GET", path)
		tag := first.Header().Get("ETag")
		again := webtest.Ask(h, "GET", path, "If-None-Match", `"other", W/`+tag)
		if tag == "" || again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("%s: %q, again %d %q", path, tag, again.Code, again.Body)
		}
		if w := webtest.Ask(h, "GET", path, "If-None-Match", `"other"`); w.Code != 200 || w.Body.String() != first.Body.String() {
			t.Errorf("%s: other tag: %d", path, w.Code)
		}
		if w := webtest.Ask(h, "HEAD", path); w.Code != 200 || w.Header().Get("ETag") != tag || w.Header().Get("Content-Length") != fmt.Sprint(first.Body.Len()) {
			t.Errorf("HEAD %s: %d %v", path, w.Code, w.Header())
		}
	}
	if w := webtest.Ask(h, "GET", "/api/v1/labels/abc", "If-None-Match", "*"); w.Code != 400 || w.Header().Get("ETag") != "" {
		t.Errorf("a problem is tagged: %d %v", w.Code, w.Header())
	}
}
