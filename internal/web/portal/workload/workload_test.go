package workload_test

import (
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/portal/portaltest"
)

const here = "/ja/desk/office/figures"

func TestFigures_areForTheOfficeAlone(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	for _, at := range []string{here, here + "/open.csv", here + "/officers.csv?from=2026-01&to=2026-04"} {
		for _, session := range []string{b.AsMaker, b.AsRei} {
			if got := b.Get(session, at); got.Status != 404 {
				t.Errorf("%s for somebody outside: %d", at, got.Status)
			}
		}
		if got := b.Get(b.AsNo, at); got.Status != 303 || !strings.Contains(got.To(), "/door/sign-in") {
			t.Errorf("%s for nobody: %d %s", at, got.Status, got.To())
		}
		for _, session := range []string{b.AsOne, b.AsAdmin} {
			if got := b.Get(session, at); got.Status != 200 {
				t.Errorf("%s for the office: %d", at, got.Status)
			}
		}
	}
	for _, at := range []string{"/none.csv", "/open", "/open.xlsx"} {
		if got := b.Get(b.AsOne, here+at); got.Status != 404 {
			t.Errorf("%s: %d", at, got.Status)
		}
	}
}

func TestFigures_everyTableIsThereAsCSV(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	b.Issued(1)
	for _, lang := range []string{"ja", "en"} {
		page := b.Get(b.AsOne, "/"+lang+"/desk/office/figures?from=2026-02&to=2026-04")
		b.Shows("page", page, 200, `value="2026-02"`, `aria-current`)
		n := 0
		for _, part := range strings.Split(page.Body, `href="`)[1:] {
			href, _, _ := strings.Cut(part, `"`)
			if href = strings.ReplaceAll(href, "&amp;", "&"); !strings.Contains(href, ".csv") {
				continue
			}
			n++
			if got := b.Get(b.AsOne, href); got.Status != 200 || !strings.HasPrefix(got.Body, "\ufeff") || strings.Count(got.Body, "\n") < 2 || strings.Contains(got.Body, "workload.") {
				t.Errorf("%s: %d\n%s", href, got.Status, got.Body)
			}
		}
		if n < 8 || strings.Contains(page.Body, "workload.") {
			t.Errorf("%d tables are given, or a word is missing", n)
		}
	}
}

// A name is what a person typed. A spreadsheet must not run it.
func TestFigures_aNameIsNoFormula(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := b.One.Person
	p.Name = "=HYPERLINK(\"http://example.com\")"
	b.Put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
	got := b.Get(b.AsTwo, here+"/officers.csv")
	if got.Status != 200 || !strings.Contains(got.Body, "HYPERLINK") {
		t.Fatalf("%d\n%s", got.Status, got.Body)
	}
	for _, line := range strings.Split(strings.TrimPrefix(got.Body, "\ufeff"), "\n") {
		if strings.HasPrefix(strings.TrimPrefix(line, `"`), "=") {
			t.Errorf("a cell is a formula: %s", line)
		}
	}
}

func TestFigures_aPeriodThatCannotBeShownIsRefused(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	for query, says := range map[string]string{"from=2026-99": "2026-99", "to=2027-01": "先の月", "from=2026-03&to=2026-01": "より前です", "from=2001-01&to=2026-01": "36か月"} {
		b.Shows(query, b.Get(b.AsOne, here+"?"+query), 400, says, "error-summary")
		if got := b.Get(b.AsOne, here+"/open.csv?"+query); got.Status != 400 || strings.Contains(got.Body, "\ufeff") {
			t.Errorf("%s as CSV: %d", query, got.Status)
		}
	}
}

// A count would tell an officer that there is something about whom they keep
// off, when nothing else does.
func TestFigures_tellNothingOfWhatOneKeepsOff(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	number := b.Issued(1)
	b.Put(func(tx *store.Tx) error {
		return tx.AddRecusal(scheme.Recusal{ID: "R", Person: b.One.Person.ID, Organisation: b.Maker.ID, Reason: "…", At: b.Clock.Now(), By: b.One.Person.ID})
	})
	csv := func(name string) string { return b.Get(b.AsOne, here+"/"+name+".csv").Body }
	before, steps := csv("open"), csv("steps")
	if strings.Count(steps, "\n") > 1 {
		t.Errorf("steps of an application that the officer keeps off:\n%s", steps)
	}
	_, err := b.Cases.Open(t.Context(), b.Two, surveillance.OpenRequest{Label: number, Cause: scheme.CauseOffice, Text: "…"})
	b.OK(err)
	if after := csv("open"); after != before {
		t.Errorf("the figures tell of a case:\n%s", after)
	}
	if after := b.Get(b.AsTwo, here+"/open.csv").Body; after == before {
		t.Error("nobody is told of the case")
	}
}
