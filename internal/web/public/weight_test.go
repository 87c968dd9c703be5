package public_test

import (
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/web/webtest"
)

// loaded are the addresses that a page makes a browser load.
var loaded = regexp.MustCompile(`<(?:link rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"`)

// A label page weighs less than 30 KB with everything it loads, as this
// program sends it, and asks for nothing but its style before it can be read.
func TestLabel_weighsLittleWithAllItLoads(t *testing.T) {
	t.Parallel()
	const most = 30_000
	h, all := samples(t)
	for _, e := range all {
		for _, lang := range i18n.Languages {
			sent := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(e.Number), "Accept-Encoding", "gzip").Body.Bytes()
			body, total := webtest.LaidOpen(t, sent), len(sent)
			told := []int{total}
			before := 0
			seen := map[string]bool{}
			for _, m := range loaded.FindAllStringSubmatch(body, -1) {
				if strings.Contains(m[0], "stylesheet") || strings.Contains(m[0], "<script") {
					before++
				}
				if seen[m[1]] {
					continue
				}
				seen[m[1]] = true
				w := webtest.Ask(h, "GET", strings.ReplaceAll(m[1], "&amp;", "&"), "Accept-Encoding", "gzip")
				if w.Code != 200 {
					t.Errorf("%s: %d", m[1], w.Code)
				}
				total += w.Body.Len()
				told = append(told, w.Body.Len())
			}
			if total > most || len(told) < 4 {
				t.Errorf("%s in %s weighs %d bytes: %v", e.Number, lang, total, told)
			}
			if before != 1 {
				t.Errorf("%d files are asked for before the page is read, want its style alone", before)
			}
			t.Logf("%s %s: page %d bytes unpacked, %v packed, %d in all", e.Number, lang, len(body), told, total)
		}
	}
}
