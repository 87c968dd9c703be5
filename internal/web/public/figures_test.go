package public_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

func TestStatistics_chartsAndTablesSayTheSame(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	models := 0
	for _, e := range all {
		models += len(e.Product.Models)
	}
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		w := webtest.Ask(h, "GET", "/"+lang+"/statistics")
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Count(body, "<h1") != 1 {
			t.Fatalf("%s: %d", lang, w.Code)
		}
		for _, want := range []string{p.T("figures.by_status"), p.T("status.revoked"), p.T("figures.how_few", 5), "<title id=", "<desc id=", "<dd>5</dd>", p.Date(scheme.Date("2026-04-01"))} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page does not say %q", lang, want)
			}
		}
		if strings.Contains(body, " style=") || strings.Contains(body, ">figures.") {
			t.Errorf("%s: inline style, or a key", lang)
		}
		for _, svg := range strings.Split(body, "<svg viewBox=\"0 0 360")[1:] {
			id, _, _ := strings.Cut(strings.SplitAfter(svg, `aria-labelledby="`)[1], " ")
			if !strings.Contains(svg, `id="`+id+`"`) {
				t.Errorf("%s: the chart %s has no title", lang, id)
			}
		}
	}
}

func TestStatistics_tablesAreThereAsCSVWithTheirDay(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	rows := map[string]int{"labels-by-status": 5, "labels-by-level": 1, "labels-by-category": 1, "labels-by-month": 26, "days-to-issue": 27, "cases-and-reports": 4}
	for name, want := range rows {
		for _, lang := range i18n.Languages {
			w := webtest.Ask(h, "GET", "/"+lang+"/statistics/"+name+".csv")
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != sheet.CSVType || !strings.Contains(w.Header().Get("Content-Disposition"), name+"-2026-04-01.csv") {
				t.Fatalf("%s: %d %v", name, w.Code, w.Header())
			}
			table, err := sheet.Read(bytes.NewReader(w.Body.Bytes()), name+".csv")
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := len(table.Rows); got != want {
				t.Errorf("%s in %s: %d rows, want %d", name, lang, got, want)
			}
			for _, row := range table.Rows {
				if row.Cells[len(row.Cells)-1] != "2026-04-01" {
					t.Errorf("%s: the row %v does not say of when it is", name, row)
				}
			}
		}
	}
	if len(all) != 5 {
		t.Fatal("the samples have changed")
	}
	for _, path := range []string{"/ja/statistics/labels-by-status", "/ja/statistics/x.csv", "/ja/statistics/..%2f..%2fetc.csv", "/ja/statistics/labels-by-status.csv.csv"} {
		if w := webtest.Ask(h, "GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestStatistics_withoutLabelsSaysSo(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), nil)
	if body := webtest.Ask(h, "GET", "/en/statistics").Body.String(); !strings.Contains(body, i18n.For("en").T("figures.none")) || strings.Contains(body, "<figure") {
		t.Error("an empty register is not told as such")
	}
}

// A label counts from its listing day on: the second before, nothing of it
// shows, in no table.
func TestStatistics_unlistedDoesNotCount(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.Listed = "2026-04-02"
	now := time.Date(2026, 4, 1, 14, 59, 59, 0, time.UTC)
	h := front(t, webtest.Registry(t, e), func(c *web.Config) { c.Now = func() time.Time { return now } })
	none := i18n.For("ja").T("figures.none")
	if !strings.Contains(webtest.Ask(h, "GET", "/ja/statistics").Body.String(), none) {
		t.Error("counted before its day")
	}
	now = now.Add(time.Second)
	if strings.Contains(webtest.Ask(h, "GET", "/ja/statistics").Body.String(), none) {
		t.Error("not counted at midnight")
	}
}

// A few open cases, and none, read the same.
func TestStatistics_tellOfFewCasesOnlyThatTheyAreFew(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for lang, fewer := range map[string]string{"ja": "5件未満", "en": "fewer than 5"} {
		if body := webtest.Ask(h, "GET", "/"+lang+"/statistics").Body.String(); strings.Count(body, `<td class="figure">`+fewer) != 4 {
			t.Errorf("%s: the page tells how many cases or reports there are", lang)
		}
	}
}

// slow is a registry whose figures are counted one at a time, when it is told.
type slow struct {
	public.Registry
	counts  atomic.Int32
	permit  chan struct{}
	failing atomic.Bool
}

func (s *slow) Figures(ctx context.Context, day scheme.Date, _ int) (registry.Figures, error) {
	s.counts.Add(1)
	<-s.permit
	if s.failing.Load() {
		return registry.Figures{}, errors.New("disk on fire")
	}
	return registry.Figures{Day: day, All: registry.Count{Labels: int(s.counts.Load())}}, ctx.Err()
}

// Figures are counted at most once a minute, whoever asks, and by one at a
// time; those who come while they are counted anew are shown the last.
func TestStatistics_areCountedOnceAMinute(t *testing.T) {
	t.Parallel()
	now := webtest.Now
	reg := &slow{Registry: webtest.Registry(t), permit: make(chan struct{}, 100)}
	h := front(t, reg, func(c *web.Config) { c.Now = func() time.Time { return now } })
	reg.permit <- struct{}{}
	for range 5 {
		if w := webtest.Ask(h, "GET", "/ja/statistics"); w.Code != http.StatusOK {
			t.Fatal(w.Code)
		}
	}
	if n := reg.counts.Load(); n != 1 {
		t.Errorf("counted %d times in one minute", n)
	}
	now = now.Add(time.Minute)
	done := make(chan int)
	go func() { done <- webtest.Ask(h, "GET", "/ja/statistics").Code }()
	for reg.counts.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	if w := webtest.Ask(h, "GET", "/ja/statistics"); w.Code != http.StatusOK || reg.counts.Load() != 2 {
		t.Errorf("who comes meanwhile gets %d, %d counts", w.Code, reg.counts.Load())
	}
	reg.permit <- struct{}{}
	if code := <-done; code != http.StatusOK {
		t.Error(code)
	}
	now = now.Add(time.Minute)
	reg.failing.Store(true)
	reg.permit <- struct{}{}
	if w := webtest.Ask(h, "GET", "/ja/statistics"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "fire") {
		t.Errorf("a failing count: %d", w.Code)
	}
}

func TestStatistics_monthThatIsNotOverIsDrawnByAnotherPattern(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	said := i18n.For("en").T("figures.partly")
	for first, want := range map[scheme.Date]bool{"2026-03-31": false, "2026-04-01": true} {
		e.FirstIssued, e.ValidFrom = first, first
		body := webtest.Ask(front(t, webtest.Registry(t, e), nil), "GET", "/en/statistics").Body.String()
		if strings.Contains(body, `fill="url(#chart-labels-by-month-partly)"`) != want || strings.Contains(body, said) != want {
			t.Errorf("first issued %s: hatched %v, want %v", first, !want, want)
		}
	}
}

// The start page waits for nobody: while figures are counted it is shown
// without them, and when they cannot be counted too.
func TestHome_doesWithoutFiguresThatAreNotThere(t *testing.T) {
	t.Parallel()
	reg := &slow{Registry: webtest.Registry(t, webtest.Entry(t, webtest.Number(t, 1))), permit: make(chan struct{})}
	h := front(t, reg, nil)
	said := i18n.For("en").T("home.figures")
	if w := webtest.Ask(h, "GET", "/en/"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), said) {
		t.Errorf("while they are counted: %d", w.Code)
	}
	close(reg.permit)
	if w := webtest.Ask(h, "GET", "/en/statistics"); w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	if w := webtest.Ask(h, "GET", "/en/"); !strings.Contains(w.Body.String(), said) {
		t.Error("not shown when they are there")
	}
}
