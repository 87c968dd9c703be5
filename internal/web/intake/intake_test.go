package intake_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/catalog"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/intake"
)

// A fakeInbox takes one report whole and knows one receipt.
type fakeInbox struct {
	taken []scheme.Report
	added []string
}

const receipt = "ABCDEFGHIJKLMNOPQRSTUVWXY"

func (*fakeInbox) Form() string { return "a-form" }

func (f *fakeInbox) Report(_ context.Context, form string, r scheme.Report) (string, error) {
	switch {
	case form != "a-form":
		return "", scheme.Refuse(scheme.Invalid, "refusal.report.form")
	case r.Text == "":
		return "", scheme.Refuse(scheme.Invalid, "refusal.report.text").On("text")
	case r.Text == "break":
		return "", errors.New("the disk is full of secrets")
	}
	f.taken = append(f.taken, r)
	return receipt, nil
}

func (f *fakeInbox) Follow(_ context.Context, code string) (scheme.DoubtNews, error) {
	if code != receipt {
		return scheme.DoubtNews{}, scheme.Refuse(scheme.Missing, "refusal.receipt").On("receipt")
	}
	return scheme.DoubtNews{State: scheme.DoubtAsked, MayAdd: true, Label: "2026000000000011", Status: scheme.Active,
		Annulled: scheme.Annulment{Revoked: "2026-03-01", On: "2026-03-20"}, Messages: []scheme.DoubtMessage{{By: "office", Text: "型番は<b>どれ</b>ですか"}}}, nil
}

func (f *fakeInbox) Add(_ context.Context, _, text string) error {
	f.added = append(f.added, text)
	return nil
}

func (*fakeInbox) Standing(context.Context) ([]scheme.PublicMisuse, error) {
	return []scheme.PublicMisuse{{Number: 1, Party: scheme.Text{Ja: "架空商会"}, Said: scheme.Text{Ja: "<script>alert(1)</script>"}, Published: "2026-04-01"}}, nil
}

func (*fakeInbox) Numbered(_ context.Context, n int) (scheme.PublicMisuse, error) {
	one := scheme.PublicMisuse{Number: n, Party: scheme.Text{Ja: "架空商会"}, Published: "2026-04-01", Seen: "2026-03-30", Review: "2026-09-28"}
	switch n {
	case 1:
		return one, nil
	case 2:
		one.Ended, one.End = "2026-05-01", scheme.Text{Ja: "終わり"}
		return one, nil
	}
	return one, scheme.Refuse(scheme.Missing, "refusal.missing")
}

func site(t *testing.T) (*fakeInbox, func(method, path string, form url.Values) *httptest.ResponseRecorder) {
	t.Helper()
	s, problems, err := catalog.Read(catalogtest.JCStarFiles())
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	now := time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
	front, err := web.New(web.Config{BaseURL: "http://localhost:8080", Now: func() time.Time { return now },
		Scheme: func(context.Context) (*scheme.Scheme, error) { return s, nil }, Limits: web.Limits{PerMinute: -1}})
	if err != nil {
		t.Fatal(err)
	}
	mux, inbox := http.NewServeMux(), &fakeInbox{}
	intake.Routes(mux, front, inbox, inbox)
	all := front.Wrap(mux)
	return inbox, func(method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, "http://localhost:8080"+path, strings.NewReader(form.Encode()))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := httptest.NewRecorder()
		all.ServeHTTP(w, r)
		return w
	}
}

func shows(t *testing.T, what string, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("%s: status %d, want %d", what, w.Code, status)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s: %q is not there", what, text)
		}
	}
}

func TestVulnerability_isPointedElsewhereAndLeavesNothing(t *testing.T) {
	t.Parallel()
	inbox, ask := site(t)
	shows(t, "the first question", ask("GET", "/ja/report?label=2026", nil), 200, "/ja/report/vulnerability?label=2026", "/ja/report/write?label=2026")
	shows(t, "the way", ask("GET", "/ja/report/vulnerability?label=2026", nil), 200, "https://www.ipa.go.jp/", "vulnerability=yes")
	if len(inbox.taken) != 0 {
		t.Error("looking at the way stored something")
	}
	shows(t, "the form", ask("GET", "/en/report/write?vulnerability=yes&label=%22%3E%3Cscript%3E", nil), 200, `name="vulnerability"`, "&#34;&gt;&lt;script&gt;")
}

func TestReport_receiptStandsInNoAddressAndIsNotKept(t *testing.T) {
	t.Parallel()
	inbox, ask := site(t)
	form := url.Values{"form": {"a-form"}, "text": {"見た\r\nこと"}, "topic": {"other"}, "consent": {"yes"}, "contact": {"secret@example.jp"}}
	w := ask("POST", "/ja/report/write", form)
	shows(t, "receipt", w, 200, "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY")
	if w.Header().Get("Location") != "" || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), "noindex") {
		t.Errorf("%v", w.Header())
	}
	if strings.Contains(w.Body.String(), "secret@example.jp") || inbox.taken[0].Text != "見た\nこと" || inbox.taken[0].Language != "ja" {
		t.Errorf("%+v", inbox.taken)
	}
	form.Set("text", "")
	shows(t, "refused", ask("POST", "/ja/report/write", form), 400, "secret@example.jp", `href="#f-text"`)
	form.Set("form", "old")
	shows(t, "an old form is begun anew", ask("POST", "/ja/report/write", form), 400, `value="a-form"`)
	form.Set("form", "a-form")
	form.Set("text", "break")
	if w := ask("POST", "/ja/report/write", form); w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("a failure tells: %d", w.Code)
	}
}

func TestReport_anAddressMaySendSoManyAnHour(t *testing.T) {
	t.Parallel()
	_, ask := site(t)
	wrong := url.Values{"form": {"a-form"}}
	for range 20 { // what was refused was no report
		shows(t, "refused", ask("POST", "/ja/report/write", wrong), 400)
	}
	form := url.Values{"form": {"a-form"}, "text": {"x"}}
	for range 6 {
		shows(t, "taken", ask("POST", "/ja/report/write", form), 200)
	}
	last := ask("POST", "/ja/report/write", form)
	if shows(t, "one too many", last, 429, "10分後に"); last.Header().Get("Retry-After") != "600" {
		t.Errorf("again after %q seconds", last.Header().Get("Retry-After"))
	}
}

func TestFollow_guessesAreCountedAndTheOfficeIsQuotedAsText(t *testing.T) {
	t.Parallel()
	inbox, ask := site(t)
	right := url.Values{"receipt": {receipt}}
	for range 30 {
		shows(t, "the right receipt", ask("POST", "/ja/report/follow", right), 200, "&lt;b&gt;どれ",
			`href="/ja/labels/2026000000000011"`, "このラベルの取消しは、2026年3月20日に撤回されました")
	}
	right.Set("add", "yes")
	right.Set("message", "SC-1")
	if shows(t, "adding", ask("POST", "/ja/report/follow", right), 200); len(inbox.added) != 1 {
		t.Error(inbox.added)
	}
	for range 20 {
		shows(t, "a guess", ask("POST", "/ja/report/follow", url.Values{"receipt": {"AAAA"}}), 404)
	}
	shows(t, "one guess too many", ask("POST", "/ja/report/follow", url.Values{"receipt": {"AAAA"}}), 429)
	shows(t, "by address", ask("GET", "/ja/report/follow?receipt="+receipt, nil), 200)
	if strings.Contains(ask("GET", "/ja/report/follow?receipt="+receipt, nil).Body.String(), "どれ") {
		t.Error("a receipt in an address is read")
	}
}

func TestMisuse_endedLeavesSearchEngines(t *testing.T) {
	t.Parallel()
	_, ask := site(t)
	list := ask("GET", "/ja/misuse", nil)
	shows(t, "the list", list, 200, "/ja/misuse/1", "&lt;script&gt;")
	one := ask("GET", "/ja/misuse/1", nil)
	if shows(t, "one that stands", one, 200); strings.Contains(one.Body.String(), "noindex") {
		t.Error("one that stands is hidden from search engines")
	}
	over := ask("GET", "/ja/misuse/2", nil)
	if shows(t, "one that ended", over, 200, "noindex", "終わり"); over.Header().Get("X-Robots-Tag") != "noindex" {
		t.Error(over.Header())
	}
	for _, path := range []string{"/ja/misuse/3", "/ja/misuse/01", "/ja/misuse/x", "/ja/misuse/-1"} {
		shows(t, path, ask("GET", path, nil), 404)
	}
}

// A scheme that takes no reports has none of these pages, and no page and no
// list for search engines leads to them.
func TestReport_isNotThereInASchemeThatTakesNone(t *testing.T) {
	t.Parallel()
	s := catalogtest.Other(t)
	s.Doubts.Topics = nil
	if intake.Paths(s) != nil {
		t.Error("the list for search engines leads there")
	}
	front, err := web.New(web.Config{BaseURL: "http://localhost:8080", Limits: web.Limits{PerMinute: -1},
		Scheme: func(context.Context) (*scheme.Scheme, error) { return s, nil }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	front.Routes(mux)
	intake.Routes(mux, front, &fakeInbox{}, &fakeInbox{})
	w := httptest.NewRecorder()
	front.Wrap(mux).ServeHTTP(w, httptest.NewRequest("GET", "/ja/report", nil))
	if body := w.Body.String(); w.Code != http.StatusNotFound || strings.Contains(body, `href="/ja/report"`) || strings.Contains(body, `href="/ja/misuse"`) {
		t.Errorf("%d: %s", w.Code, body)
	}
}
