package public_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/shelf"
	"shirushi/internal/store"
	"shirushi/internal/web"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

// A readied site keeps pages, on a clock that the test sets.
type readied struct {
	http.Handler
	now   time.Time
	store *store.Store
	pages *public.Pages
	shelf *shelf.Shelf
}

func ready(t *testing.T, entries ...registry.Entry) *readied {
	t.Helper()
	r := &readied{now: webtest.Now, store: webtest.Registry(t, entries...)}
	var err error
	if r.shelf, err = shelf.Open(t.TempDir(), 1<<26); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.shelf.Close() })
	r.pages = public.NewPages(r.shelf)
	site := webtest.Site(t, func(c *web.Config) {
		c.Now = func() time.Time { return r.now }
		c.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})) // says why a page is not kept
	})
	mux := http.NewServeMux()
	site.Routes(mux)
	public.Routes(mux, site, r.store, webtest.Stating(t), r.pages)
	r.Handler = site.Wrap(mux)
	s, err := site.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.pages.Confirm(s, time.Now()); err != nil {
		t.Fatal(err)
	}
	r.store.OnWritten(func(w store.Written) { r.pages.Written(w.Entries) })
	return r
}

func (r *readied) put(t *testing.T, e registry.Entry) {
	t.Helper()
	if err := r.store.Update(t.Context(), func(tx *store.Tx) error { return tx.PutEntry(e) }); err != nil {
		t.Fatal(err)
	}
}

func (r *readied) page(t *testing.T, path string) string {
	t.Helper()
	w := webtest.Ask(r, "GET", path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	return w.Body.String()
}

func TestPages_theSecondReaderGetsTheSameBytes(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	r := ready(t, all...)
	for _, e := range all {
		for _, lang := range []string{"ja", "en"} {
			path := "/" + lang + "/labels/" + string(e.Number)
			first, second := webtest.Ask(r, "GET", path), webtest.Ask(r, "GET", path)
			if first.Body.String() != second.Body.String() || first.Code != 200 {
				t.Errorf("%s: %d, and not the same page again", path, first.Code)
			}
			for name, values := range first.Result().Header {
				if fmt.Sprint(second.Result().Header[name]) != fmt.Sprint(values) {
					t.Errorf("%s: header %s is %v, then %v", path, name, values, second.Result().Header[name])
				}
			}
		}
	}
	if m := r.shelf.Measure(); m.Pages != 2*len(all) {
		t.Errorf("%d pages are kept of %d", m.Pages, 2*len(all))
	}
}

func TestPages_askAgainWithTheirTag(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	r := ready(t, e)
	path := "/en/labels/" + string(e.Number)
	for range 2 { // made, then ready
		for _, how := range []string{"", "gzip"} {
			w := webtest.Ask(r, "GET", path, "Accept-Encoding", how)
			etag := w.Header().Get("Etag")
			if !strings.HasPrefix(etag, `"`) || !strings.Contains(etag, "-20260401") || strings.HasSuffix(etag, `-gzip"`) != (how == "gzip") {
				t.Errorf("taking %q: ETag %s", how, etag)
			}
			if w.Header().Get("Cache-Control") != "public, max-age=60" || w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("Content-Encoding") != how {
				t.Errorf("taking %q: %v", how, w.Header())
			}
			for given, want := range map[string]int{etag: 304, "W/" + etag: 304, `"x", ` + etag: 304, "*": 304, `"x"`: 200, "": 200} {
				w := webtest.Ask(r, "GET", path, "If-None-Match", given, "Accept-Encoding", how)
				if w.Code != want || w.Header().Get("Etag") != etag || w.Header().Get("Vary") != "Accept-Encoding" || want == 304 && (w.Body.Len() > 0 || w.Header().Get("Content-Encoding") != "") {
					t.Errorf("If-None-Match %s: %d with %d bytes, %v", given, w.Code, w.Body.Len(), w.Header())
				}
			}
			if head := webtest.Ask(r, "HEAD", path, "Accept-Encoding", how); head.Code != 200 || fmt.Sprint(head.Header()) != fmt.Sprint(w.Header()) || head.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
				t.Errorf("HEAD: %d %v, GET %v", head.Code, head.Header(), w.Header())
			}
		}
	}
}

// TestPages_packedAreWhatIsNotPacked, also after their label was written and
// on another day.
func TestPages_packedAreWhatIsNotPacked(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	r := ready(t, e)
	same := func(path string) string {
		t.Helper()
		plain, packed := webtest.Ask(r, "GET", path), webtest.Ask(r, "GET", path, "Accept-Encoding", "gzip")
		if got := webtest.LaidOpen(t, packed.Body.Bytes()); got != plain.Body.String() || packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len()*2 > len(got) {
			t.Errorf("%s: %d bytes are packed into %d, which hold %d", path, plain.Body.Len(), packed.Body.Len(), len(got))
		}
		return plain.Body.String()
	}
	seen := map[string]bool{}
	for range 2 {
		for _, lang := range i18n.Languages {
			path := "/" + lang + "/labels/" + string(e.Number)
			seen[same(path)], seen[same(path)] = true, true
		}
		e.Product.Name.Ja, e.Product.Name.En = "別の製品", "Another product"
		r.put(t, e)
	}
	r.now = r.now.AddDate(0, 0, 1)
	for _, lang := range i18n.Languages {
		seen[same("/"+lang+"/labels/"+string(e.Number))] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d pages were seen of two languages, before, after and on the next day", len(seen))
	}
}

func TestPages_tellTheDayAndNoOther(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.ValidUntil = "2026-04-02"
	r := ready(t, e)
	path := "/en/labels/" + string(e.Number)
	steps := []struct {
		at          time.Time
		has, hasNot string
	}{
		{webtest.Now, "1 April 2026", "31 March 2026"},
		{time.Date(2026, 4, 1, 14, 59, 59, 0, time.UTC), "1 April 2026", "Expired"},
		{time.Date(2026, 4, 1, 15, 0, 0, 0, time.UTC), "status-active", "1 April 2026"}, // midnight in Japan: its last day
		{time.Date(2026, 4, 2, 14, 59, 59, 0, time.UTC), "status-active", "status-expired"},
		{time.Date(2026, 4, 2, 15, 0, 0, 0, time.UTC), "status-expired", "status-active"},
		{time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), "status-expired", "of 3 April 2026"},
	}
	tags := map[string]bool{}
	for _, step := range steps {
		r.now = step.at
		for range 2 {
			w := webtest.Ask(r, "GET", path)
			if body := w.Body.String(); !strings.Contains(body, step.has) || strings.Contains(body, step.hasNot) {
				t.Errorf("%s: without %q or with %q", step.at, step.has, step.hasNot)
			}
			tags[w.Header().Get("Etag")] = true
		}
	}
	if len(tags) != 4 {
		t.Errorf("%d tags for four days", len(tags))
	}
	r.now = time.Date(2026, 4, 1, 14, 59, 30, 0, time.UTC)
	if got := webtest.Ask(r, "GET", path).Header().Get("Cache-Control"); got != "public, max-age=30" {
		t.Errorf("half a minute before midnight: %s", got)
	}
}

func TestPages_followADeedAtOnce(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	r := ready(t, e)
	path := "/en/labels/" + string(e.Number)
	if body := r.page(t, path); !strings.Contains(body, "status-active") {
		t.Fatal("not active")
	}
	e.Revoked = "2026-04-01"
	r.put(t, e)
	for range 2 {
		if body := r.page(t, path); !strings.Contains(body, "status-revoked") {
			t.Error("the page of before the deed is sent after it")
		}
	}
}

func TestPages_keepOnlyWhatIsListedAndWrittenAsPagesWriteIt(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	later := webtest.Entry(t, webtest.Number(t, 2))
	later.Listed = "2026-04-02"
	r := ready(t, e, later)
	n := string(e.Number)
	for path, code := range map[string]int{
		"/ja/labels/" + string(later.Number):                           404,
		"/ja/labels/" + string(webtest.Number(t, 3)):                   404,
		"/ja/labels/1234":                                              404,
		"/ja/labels/" + n[:4] + "-" + n[4:]:                            301,
		"/ja/labels/" + n + "?utm_source=x":                            200,
		"/ja/labels/" + n + "?":                                        200,
		"/ja/labels/%" + fmt.Sprintf("%x", n[0]) + n[1:]:               200,
		"/ja/labels/" + strings.Replace(n, n[:1], "%EF%BC%9"+n[:1], 1): 301,
	} {
		if w := webtest.Ask(r, "GET", path); w.Code != code && !(code == 404 && w.Code == 400) {
			t.Errorf("%s: %d", path, w.Code)
		}
		if m := r.shelf.Measure(); m.Pages > 0 {
			t.Fatalf("%s: a page is kept", path)
		}
	}
	r.page(t, "/ja/labels/"+n)
	r.now = r.now.AddDate(0, 0, 1)
	r.page(t, "/ja/labels/"+string(later.Number))
	if m := r.shelf.Measure(); m.Pages != 2 {
		t.Errorf("%d pages are kept", m.Pages)
	}
}

func TestPages_areNotSentWithoutTrust(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	r := ready(t, e)
	path := "/en/labels/" + string(e.Number)
	r.page(t, path)
	r.store.OnWritten(nil) // a deed of which this process hears nothing
	e.Revoked = "2026-04-01"
	r.put(t, e)
	s := webtest.Scheme(t)
	if err := r.pages.Confirm(s, time.Now().Add(-public.TrustFor-time.Second)); err != nil {
		t.Fatal(err)
	}
	if body := r.page(t, path); !strings.Contains(body, "status-revoked") {
		t.Error("a kept page is sent although nobody has vouched for it")
	}
}

func TestPages_areDroppedWithTheSchemesData(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	r := ready(t, e)
	r.page(t, "/en/labels/"+string(e.Number))
	if err := r.pages.Forget(); err != nil || r.shelf.Measure().Pages != 0 {
		t.Errorf("%v, %+v", err, r.shelf.Measure())
	}
	r.page(t, "/en/labels/"+string(e.Number))
	if r.shelf.Measure().Pages != 0 {
		t.Error("a page is kept while it is not known which data is in use")
	}
	if err := r.pages.Confirm(webtest.Scheme(t), time.Now().Add(-time.Minute)); err != nil || r.pages.Scheme() != nil {
		t.Errorf("what was asked before the other data came is taken for true: %v", err)
	}
	if err := r.pages.Confirm(webtest.Scheme(t), time.Now()); err != nil {
		t.Fatal(err)
	}
	r.page(t, "/en/labels/"+string(e.Number)) // made under other data than Confirm told of
	if r.shelf.Measure().Pages != 0 {
		t.Error("a page of other data is kept")
	}
}

// TestPages_readOnEveryDayAsIfMadeThatDay compares a kept page with one that
// is made on the day, for labels of any standing.
func TestPages_readOnEveryDayAsIfMadeThatDay(t *testing.T) {
	t.Parallel()
	first := scheme.Date("2026-03-25")
	days := rapid.Custom(func(t *rapid.T) scheme.Date {
		n := rapid.IntRange(-8, 14).Draw(t, "day")
		if n < 0 {
			return ""
		}
		return first.AddDays(n)
	})
	sample := webtest.Entry(t, webtest.Number(t, 1))
	keeping, plain := ready(t), ready(t)
	if err := plain.pages.Forget(); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*readied{keeping, plain} {
		r.put(t, sample)
		r.page(t, "/ja/labels/"+string(sample.Number))
	}
	if kept, made := keeping.shelf.Measure().Pages, plain.shelf.Measure().Pages; kept != 1 || made != 0 {
		t.Fatalf("the one keeps %d pages, the other %d", kept, made)
	}
	rapid.Check(t, func(rt *rapid.T) {
		e := sample
		e.Listed, e.ExtensionApplied, e.ExtensionRefused = days.Draw(rt, "listed"), days.Draw(rt, "applied"), days.Draw(rt, "refused")
		e.Withdrawn, e.Revoked = days.Draw(rt, "withdrawn"), days.Draw(rt, "revoked")
		e.Product.SupportFrom, e.Product.SupportUntil = days.Draw(rt, "support from"), days.Draw(rt, "support until")
		if until := days.Draw(rt, "valid until"); until != "" {
			e.ValidUntil = until
		}
		if from := days.Draw(rt, "valid from"); from != "" {
			e.ValidFrom = from
		}
		for _, r := range []*readied{keeping, plain} {
			r.put(t, e)
		}
		path := rapid.SampledFrom([]string{"/ja", "/en"}).Draw(rt, "lang") + "/labels/" + string(e.Number)
		day := rapid.IntRange(-1, 3).Draw(rt, "first look")
		for range 4 {
			day += rapid.IntRange(0, 5).Draw(rt, "days later")
			at := time.Date(2026, 3, 25+day, 3, 0, 0, 0, time.UTC)
			keeping.now, plain.now = at, at
			kept, made := webtest.Ask(keeping, "GET", path), webtest.Ask(plain, "GET", path)
			if kept.Code != made.Code || kept.Body.String() != made.Body.String() && made.Code == 200 {
				rt.Fatalf("on %s: %d, made that day %d; the pages differ", at, kept.Code, made.Code)
			}
		}
	})
	if made := plain.shelf.Measure().Pages; made > 0 {
		t.Errorf("%d pages are kept that were to be made each time", made)
	}
}
