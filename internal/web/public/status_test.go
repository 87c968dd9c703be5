package public_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

func TestStatusFile_isVerifiedByItself(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for i, status := range scheme.LabelStatuses {
		n := string(all[i].Number)
		w := webtest.Ask(h, "GET", "/labels/"+n+"/status.json")
		r := statement.Verify(w.Body.Bytes(), statement.Options{Number: all[i].Number, Day: "2026-04-01"})
		if w.Code != 200 || r.Statement.Status != status || r.Of(statement.CheckpointSound).Reason != statement.KeyUnknown || r.Result() != statement.NotProved || r.Names["name_ja"] != all[i].Product.Name.Ja {
			t.Errorf("%s: %d %+v", status, w.Code, r.Findings)
		}
		if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="`+n+`-2026-04-01.status.json"` || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("ETag") == "" {
			t.Errorf("%v", w.Header())
		}
	}
	n := string(all[0].Number)
	for path, want := range map[string]int{
		n + "/status.json?on=2026-03-01": 200, n + "/status.json?on=2026-04-02": 400, n + "/status.json?on=x": 400, n + "/status.json?known=2026-03-01": 400,
		"x/status.json": 400, string(webtest.Number(t, 999)) + "/status.json": 404,
	} {
		if w := webtest.Ask(h, "GET", "/labels/"+path); w.Code != want || want != 200 && strings.Contains(w.Body.String(), `"signature"`) {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// Without the key that signs statements nobody is told that something broke:
// the reader is told to come again, and the operator what is missing.
func TestStatusFile_withoutItsKeyIsPutOff(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	all := webtest.Samples(t)
	stating := webtest.Stating(t, all...)
	stating.LoseKeys()
	mux := http.NewServeMux()
	site := webtest.Site(t, func(c *web.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	public.Routes(mux, site, webtest.Registry(t, all...), stating, public.NewPages(nil))
	h := site.Wrap(mux)
	for _, lang := range i18n.Languages {
		words := i18n.For(lang).T("refusal.statement.no_key")
		for _, path := range []string{"/labels/" + string(all[0].Number) + "/status.json", "/" + lang + "/labels/" + string(all[0].Number) + "/status.pdf"} {
			log.Reset()
			w := webtest.Ask(h, "GET", path, "Accept-Language", lang)
			if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), words) || strings.Contains(w.Body.String(), ".key") {
				t.Errorf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
			}
			if !strings.Contains(log.String(), "a signing key is missing") || !strings.Contains(log.String(), "statements-") {
				t.Errorf("%s: the operator is told %q", path, log.String())
			}
		}
	}
}

// The form of the status sheet: a day that is none comes back to its field, and
// the other button leads to the file alone.
func TestStatusPaper_aBadDayComesBackToItsField(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	at := "/ja/labels/" + string(all[0].Number) + "/status.pdf"
	p := i18n.For("ja")
	for query, want := range map[string]string{
		"on=2026-02-30&known=2026-04-01":      p.Refusal(scheme.NotADate("2026-02-30")),
		"on=2026-04-02&known=2026-04-01":      p.T("refusal.statement.day_ahead", scheme.Date("2026-04-01")),
		"on=2026-04-01&known=2026-03-31":      p.T("refusal.statement.known_early", scheme.Date("2026-04-01")),
		"on=2020-01-01&known=&file=yes":       p.T("refusal.statement.before_label", all[0].ValidFrom),
		"on=%3Cb%3E&known=2026-04-01&file=no": "&lt;b&gt;",
	} {
		w := webtest.Ask(h, "GET", at+"?"+query)
		body := w.Body.String()
		if w.Code != 400 || !strings.Contains(body, want) || !strings.Contains(body, "field-error") || !strings.Contains(body, `name="known"`) {
			t.Errorf("%s: %d without %q at its field", query, w.Code, want)
		}
	}
	w := webtest.Ask(h, "GET", at+"?on=2026-03-31&known=&file=yes")
	if to := w.Header().Get("Location"); w.Code != 303 || to != "/labels/"+string(all[0].Number)+"/status.json?known=2026-04-01&on=2026-03-31" {
		t.Errorf("the file: %d %q", w.Code, to)
	}
}
