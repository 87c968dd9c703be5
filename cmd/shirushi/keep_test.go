package main

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/web/webtest"
	jcstar "shirushi/schemes/jc-star"
)

// keptOtherwise are public answers that tell of no label's status today, and
// for how many seconds they may be kept; -1: by nobody.
var keptOtherwise = map[string]int{
	"/data/labels.csv": -1, "/data/labels.ndjson.gz": -1, "/data/labels.xlsx": -1, "/data/models.csv": -1, "/api/v1/dumps": -1, // not made yet: 503
	"/sitemap.xml": 3600, "/robots.txt": 86400, "/api/v1/openapi.json": 3600, "/opensearch-ja.xml": 86400, "/opensearch-en.xml": 86400,
	"/log/checkpoint":           -1,                          // none is signed yet: 503
	"/log/key":                  60,                          // keys, with their days
	"/.well-known/security.txt": -1,                          // none is given: 404
	"/":                         -1, "/log": -1, "/log/": -1, // lead to the reader's language
	"/healthz": -1, "/readyz": -1,
	"/ja/report": -1, "/ja/report/vulnerability": -1, "/ja/report/write": -1, "/ja/report/follow": -1, "/ja/misuse": -1, // forms of reports, and what ends any day
	"/en/report": -1, "/en/report/vulnerability": -1, "/en/report/write": -1, "/en/report/follow": -1, "/en/misuse": -1,
	"/ja/language": -1, "/en/language": -1, // set a cookie
	"/ja/check/labels.csv": -1, "/en/check/labels.csv": -1, "/ja/check/labels.xlsx": -1, "/en/check/labels.xlsx": -1, // nothing asked: 400
}

// TestKeep_isWhatTheOperatorChoseOnEveryPublicAnswer: whatever tells of a
// status may be kept so long and no longer, says so where it is explained,
// and is kept by nobody past midnight.
func TestKeep_isWhatTheOperatorChoseOnEveryPublicAnswer(t *testing.T) {
	t.Parallel()
	now := webtest.Now
	p := keeping(t, 600, func() time.Time { return now })
	e := webtest.Entry(t, webtest.Number(t, 1))
	if err := p.store.Update(t.Context(), func(tx *store.Tx) error { return tx.PutEntry(e) }); err != nil {
		t.Fatal(err)
	}
	label := "/labels/" + string(e.Number)
	all := []string{"/ja" + label, "/en" + label + "/models", "/ja/labels?q=router", label + "/label.svg", label + "/badge.svg", "/api/v1" + label, "/ja/statistics/labels-by-level.csv"}
	for _, one := range p.addresses {
		path, get := strings.CutPrefix(one, "GET ")
		path = strings.TrimSuffix(path, "{$}")
		if get && isPublic(path) && !strings.Contains(path, "{") && !strings.HasPrefix(path, "/static/") {
			all = append(all, path)
		}
	}
	for _, path := range all {
		want, otherwise := keptOtherwise[path]
		if !otherwise {
			want = 600
		}
		w := webtest.Ask(p.handler, "GET", path)
		if got := kept(t, w.Header()); got != want {
			t.Errorf("%s: %d, kept for %d seconds, want %d", path, w.Code, got, want)
		}
	}
	for path, text := range map[string]string{"/ja" + label: "最大10分", "/en" + label: "up to 10 minutes", "/ja/data": "最大10分保存", "/en/data": "for 10 minutes at most", "/api/v1/openapi.json": "for 600 seconds at most"} {
		if !strings.Contains(webtest.Ask(p.handler, "GET", path).Body.String(), text) {
			t.Errorf("%s does not say %q", path, text)
		}
	}
	s, err := p.scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now = s.Midnight(s.Day(now).AddDays(1)).Add(-40 * time.Second)
	for _, path := range all {
		if _, otherwise := keptOtherwise[path]; otherwise {
			continue
		}
		if got := kept(t, webtest.Ask(p.handler, "GET", path).Header()); got != 40 {
			t.Errorf("%s, 40 seconds before midnight: kept for %d", path, got)
		}
	}
}

// keeping opens an installation whose answers may be kept for so many seconds.
func keeping(t *testing.T, seconds int, now func() time.Time) *platform {
	t.Helper()
	p, err := openPlatform(t.Context(), config{Listen: "127.0.0.1:0", BaseURL: "http://localhost:1", Data: t.TempDir(), Database: storetest.SQLiteDSN(t),
		Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "error", RateLimit: rateLimit{PerMinute: -1}, CacheSeconds: seconds}, options{migrate: true, now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	if _, problems, err := p.governance.LoadCatalog(t.Context(), scheme.System(), jcstar.Data); err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return p
}

// kept returns for how many seconds an answer may be kept; -1 when nobody may
// keep it.
func kept(t *testing.T, h http.Header) int {
	t.Helper()
	said, is := strings.CutPrefix(h.Get("Cache-Control"), "public, max-age=")
	if !is {
		return -1
	}
	n, err := strconv.Atoi(said)
	if err != nil {
		t.Error(h.Get("Cache-Control"))
	}
	return n
}
