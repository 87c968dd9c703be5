package data_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/dump"
	"shirushi/internal/web/api"
	"shirushi/internal/web/data"
	"shirushi/internal/web/webtest"
)

var link = regexp.MustCompile(`(?:href|src)="(/(?:api|data|labels)[^"]*)"`)

// TestPage_everythingItShowsCanBeTried follows what the page leads to.
func TestPage_everythingItShowsCanBeTried(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	reg := webtest.Registry(t, all...)
	s := webtest.Site(t, nil)
	mux := http.NewServeMux()
	folder := made(t, reg)
	data.Routes(mux, s, reg, data.Options{Folder: folder})
	if _, err := api.Routes(mux, s, reg, folder, webtest.Stating(t)); err != nil {
		t.Fatal(err)
	}
	h := s.Wrap(mux)
	for _, lang := range []string{"ja", "en"} {
		w := webtest.Ask(h, "GET", "/"+lang+"/data")
		body := w.Body.String()
		if w.Code != 200 || !strings.Contains(body, string(webtest.Scheme(t).Guide.DataTerms.Text.In(lang))) {
			t.Fatalf("%s: %d", lang, w.Code)
		}
		found := link.FindAllStringSubmatch(body, -1)
		if len(found) < len(dump.Names)+len(data.Calls(all[0].Number, "MHR-1200"))+1 {
			t.Errorf("%s: only %d things to try", lang, len(found))
		}
		for _, one := range found {
			path := html.UnescapeString(one[1])
			if w := webtest.Ask(h, "GET", path); w.Code != 200 {
				t.Errorf("%s: %s answers %d: %s", lang, path, w.Code, w.Body)
			}
		}
		set, err := folder.Current()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range set.Files {
			if !strings.Contains(body, f.SHA256) {
				t.Errorf("%s: the SHA-256 of %s is not told", lang, f.Name)
			}
		}
		if code := html.EscapeString(`<img src="` + webtest.Base + "/labels/" + string(all[0].Number) + "/badge.svg?lang=" + lang + `"`); !strings.Contains(body, code) && !strings.Contains(html.UnescapeString(body), html.UnescapeString(code)) {
			t.Errorf("%s: no code for the badge", lang)
		}
	}
}

func TestPage_withoutLabelsAndFilesSaysSo(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), data.Options{Folder: dump.In(t.TempDir())})
	w := webtest.Ask(h, "GET", "/en/data")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "In preparation") || strings.Contains(w.Body.String(), "badge.svg") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
