package public_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

// The page of a label that is not listed yet answers exactly as that of a
// number that nobody has, to the second at which its day begins.
func TestLabel_unlistedIsAsUnknown(t *testing.T) {
	t.Parallel()
	e, unknown := webtest.Entry(t, webtest.Number(t, 1)), webtest.Number(t, 2)
	e.Listed = "2026-04-02"
	now := time.Date(2026, 4, 1, 14, 59, 59, 0, time.UTC) // one second before midnight in Japan
	h := front(t, webtest.Registry(t, e), func(c *web.Config) { c.Now = func() time.Time { return now } })
	grouped := func(n string) string { return n[:4] + " " + n[4:8] + " " + n[8:12] + " " + n[12:] }
	same := func(body string) string {
		for _, n := range []string{string(e.Number), string(unknown)} {
			body = strings.ReplaceAll(strings.ReplaceAll(body, grouped(n), "N"), n, "N")
		}
		if _, reference, ok := strings.Cut(body, "<code>"); ok { // of the answer, different each time
			reference, _, _ = strings.Cut(reference, "</code>")
			body = strings.ReplaceAll(body, reference, "R")
		}
		return body
	}
	for _, path := range []string{"/ja/labels/N", "/en/labels/N", "/ja/labels?q=N", "/en/labels?q=N", "/labels/N/label.svg", "/l/N"} {
		a, b := webtest.Ask(h, "GET", strings.ReplaceAll(path, "N", string(e.Number))), webtest.Ask(h, "GET", strings.ReplaceAll(path, "N", string(unknown)))
		if a.Code != b.Code || same(a.Body.String()) != same(b.Body.String()) || same(a.Header().Get("Location")) != same(b.Header().Get("Location")) ||
			a.Header().Get("Cache-Control") != b.Header().Get("Cache-Control") {
			t.Errorf("%s: %d and %d, or the words differ:\n%s\n%s", path, a.Code, b.Code, same(a.Body.String()), same(b.Body.String()))
		}
	}
	for _, path := range []string{"/ja/", "/ja/labels", "/ja/labels?q=MHR"} {
		if strings.Contains(webtest.Ask(h, "GET", path).Body.String(), string(e.Number)) {
			t.Errorf("%s shows it before its day", path)
		}
	}
	now = now.Add(time.Second)
	for path, want := range map[string]int{"/ja/labels/": http.StatusOK, "/labels/": http.StatusOK} {
		to := path + string(e.Number)
		if path == "/labels/" {
			to += "/label.svg"
		}
		if w := webtest.Ask(h, "GET", to); w.Code != want {
			t.Errorf("%s at midnight: %d", to, w.Code)
		}
	}
	if !strings.Contains(webtest.Ask(h, "GET", "/ja/").Body.String(), e.Product.Name.Ja) {
		t.Error("the start page does not show it at midnight")
	}
}
