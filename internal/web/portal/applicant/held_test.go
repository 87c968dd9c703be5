package applicant_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

// One malformed field must not take with it what was typed in the others.
func TestTyped_aMalformedFieldHoldsBackNoOther(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	for _, one := range []struct{ path, bad, typed, good string }{
		{"/product", "home_page", "www.x", "summary_ja"},
		{"/product", "support_from", "来春", "firmware"},
		{"/checklist/S1.1-02", "S1.1-02.minutes", "九十", "S1.1-02.rationale"},
		{"/checklist/S1.1-03", "S1.1-03.assessed_on", "2026-02-30", "S1.1-03.rationale"},
	} {
		values := portaltest.TypedIn(t, b.Get(b.AsMaker, at+one.path).Body)
		values.Set(one.bad, one.typed)
		for _, word := range []string{"一", "一二"} {
			values.Set(one.good, word)
			status, got := typed(t, b, b.AsMaker, at+one.path, values)
			if status != http.StatusBadRequest || got.Revision == "" || got.Said == i18n.For("ja").T("applicant.typed.held", "") {
				t.Fatalf("%s: %d %v", one.path, status, got)
			}
			values.Set("revision", got.Revision)
		}
		stands := portaltest.TypedIn(t, b.Get(b.AsMaker, at+one.path).Body)
		if stands.Get(one.good) != "一二" || stands.Get(one.bad) != "" {
			t.Errorf("%s: %q and %q on record", one.path, stands.Get(one.good), stands.Get(one.bad))
		}
		values.Set(one.good, "一二三")
		shown := b.Send(b.AsMaker, at+one.path, values)
		b.Shows("by hand "+one.path, shown, http.StatusBadRequest, i18n.For("ja").T("applicant.held"), "data-held")
		form := portaltest.TypedIn(t, shown.Body)
		if form.Get(one.bad) != one.typed || form.Get(one.good) != "一二三" {
			t.Errorf("%s: the form came back as %v", one.path, form)
		}
		form.Set(one.bad, "")
		b.Leads("mended "+one.path, b.Send(b.AsMaker, at+one.path, form), at+one.path)
	}
}

func TestTyped_saysAllThatIsWrongAtOnce(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	p := i18n.For("ja")
	item := at + "/checklist/S1.1-02"
	values := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body)
	values.Set("S1.1-02.minutes", "半日")
	values.Set("S1.1-02.assessed_on", "昨日")
	values.Set("S1.1-02.evidence.0.title", "試験記録")
	values.Set("S1.1-02.evidence.0.date", "去年")
	_, got := typed(t, b, b.AsMaker, item, values)
	for _, want := range []string{p.T("refusal.answer.minutes_form"), p.T("refusal.date.malformed", scheme.Date("昨日")), p.T("refusal.date.malformed", scheme.Date("去年"))} {
		if !strings.Contains(got.Said, want) {
			t.Errorf("%q lacks %q", got.Said, want)
		}
	}
	b.Shows("by hand", b.Send(b.AsMaker, item, values), http.StatusBadRequest, `href="#f-S1-1-02-minutes"`, `href="#f-S1-1-02-assessed_on"`, `href="#f-S1-1-02-evidence-0-date"`)
	if stands := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body); stands.Get("S1.1-02.evidence.0.title") != "試験記録" || stands.Get("S1.1-02.evidence.0.date") != "" {
		t.Errorf("on record: %v", stands)
	}
}

func TestItem_timeIsReadAsTheWorkbookReadsIt(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	item := at + "/checklist/S1.1-01"
	for in, minutes := range map[string]string{"４５": "45", "１：３０": "90", "0:40": "40", "45分": "45", "": ""} {
		b.Leads(in, b.Fill(b.AsMaker, item, "S1.1-01.minutes", in), item)
		if got := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body).Get("S1.1-01.minutes"); got != minutes {
			t.Errorf("%q is read as %q, want %q", in, got, minutes)
		}
	}
}

func TestTyped_listingAndKindAreSavedAsChosen(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, at := b.Started("ja")
	b.Shows("what holds before anything is chosen", b.Get(b.AsMaker, at), http.StatusOK, i18n.For("ja").T("apply.listing.open"))
	listing := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/listing").Body)
	listing.Set("listing_wish", "2026-05-01")
	if status, got := typed(t, b, b.AsMaker, at+"/listing", listing); status != http.StatusOK || got.Revision == "" {
		t.Errorf("listing: %d %v", status, got)
	}
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	kind := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/kind").Body)
	kind.Set("category", string(s.Categories[0].ID))
	if status, got := typed(t, b, b.AsMaker, at+"/kind", kind); status != http.StatusOK || got.Revision == "" {
		t.Errorf("kind: %d %v", status, got)
	}
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if f.Application.ListingWish != "2026-05-01" || f.Application.Category != s.Categories[0].ID {
		t.Errorf("saved: %q and %q", f.Application.ListingWish, f.Application.Category)
	}
	listing.Set("listing_wish", "2026-02-31")
	if status, _ := typed(t, b, b.AsMaker, at+"/listing", listing); status == http.StatusOK {
		t.Error("a day that there is not was taken")
	}
	stranger := b.Stranger()
	for _, path := range []string{"/listing/typed", "/kind/typed"} {
		if got := b.Send(stranger, at+path, kind); got.Status != http.StatusNotFound {
			t.Errorf("%s: a stranger is answered %d", path, got.Status)
		}
	}
}

func TestKind_twoEditorsLoseNothing(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	mine := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/kind").Body)
	mine.Set("category", string(s.Categories[0].ID))
	b.Leads("they save", b.Fill(b.Colleague(), at+"/kind", "category", string(s.Categories[1].ID)), at)
	b.Shows("both", b.Send(b.AsMaker, at+"/kind", mine), http.StatusConflict, string(s.Categories[0].ID), i18n.For("ja").T("applicant.clash.title"), "data-guard")
}

func TestModels_whatWasPastedIsAskedAboutOnLeaving(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	b.Shows("paste box", b.Get(b.AsMaker, at+"/models"), http.StatusOK, "data-guard", "autosave.js", i18n.For("ja").T("applicant.leave.discard"))
}
