package public_test

import (
	"bytes"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/art"
	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

func TestPapers_areGivenInBothLanguages(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for _, lang := range i18n.Languages {
		for i, status := range scheme.LabelStatuses {
			n := string(all[i].Number)
			at := "/" + lang + "/labels/" + n
			page := webtest.Ask(h, "GET", at).Body.String()
			for path, name := range map[string]string{at + "/certificate.pdf": "certificate-" + lang, at + "/checklist/1.pdf": "checklist-1-" + lang} {
				w := webtest.Ask(h, "GET", path)
				if w.Code != 200 || w.Header().Get("Content-Type") != "application/pdf" || w.Header().Get("Content-Disposition") != `attachment; filename="label-`+n+"-"+name+`.pdf"` {
					t.Fatalf("%s: %d %v", path, w.Code, w.Header())
				}
				papertest.Check(t, w.Body.Bytes())
				papertest.Says(t, w.Body.Bytes(), n[:4]+" "+n[4:8])
				if strings.Contains(path, "certificate") {
					papertest.Says(t, w.Body.Bytes(), i18n.For(lang).T("status."+string(status)))
				}
				if !strings.Contains(page, `href="`+path+`"`) {
					t.Errorf("the page of the label does not lead to %s", path)
				}
			}
		}
	}
}

func TestPapers_areAskedForAgainByTheirHash(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.ValidUntil = "2026-04-01"
	now := time.Date(2026, 4, 1, 14, 59, 30, 0, time.UTC) // half a minute before midnight in Japan
	h := front(t, webtest.Registry(t, e), func(c *web.Config) { c.Now = func() time.Time { return now } })
	for _, path := range []string{"/ja/labels/" + string(e.Number) + "/certificate.pdf", "/labels/" + string(e.Number) + "/label.svg"} {
		now = time.Date(2026, 4, 1, 14, 59, 30, 0, time.UTC)
		w := webtest.Ask(h, "GET", path)
		tag := w.Header().Get("ETag")
		if tag == "" || w.Header().Get("Cache-Control") != "public, max-age=30" {
			t.Fatalf("%s may be kept past midnight: %v", path, w.Header())
		}
		if again := webtest.Ask(h, "GET", path, "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s: the same is sent twice: %d", path, again.Code)
		}
		now = now.Add(30 * time.Second)
		if turned := webtest.Ask(h, "GET", path, "If-None-Match", tag); turned.Code != 200 || turned.Header().Get("ETag") == tag {
			t.Errorf("%s: the label lapsed at midnight and the file stays: %d", path, turned.Code)
		}
	}
}

func TestPapers_whatIsNotThereIsMissing(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n, unknown := string(all[0].Number), string(webtest.Number(t, 999))
	for path, want := range map[string]int{
		"/ja/labels/" + unknown + "/certificate.pdf": 404, "/ja/labels/" + unknown + "/checklist/1.pdf": 404, "/ja/labels/123/certificate.pdf": 400,
		"/ja/labels/" + n + "/checklist/2.pdf": 404, "/ja/labels/" + n + "/checklist/0.pdf": 404, "/ja/labels/" + n + "/checklist/01.pdf": 404,
		"/ja/labels/" + n + "/checklist/1": 404, "/ja/labels/" + n + "/checklist/x.pdf": 404, "/ja/labels/" + n + "/checklist/99999999999999999999.pdf": 404,
		"/labels/" + n + "/label.png": 400, "/labels/" + n + "/label.png?width=21": 400, "/labels/" + n + "/label.pdf?width=-1": 400, "/labels/" + n + "/label.png?width=99999": 400,
		"/labels/" + unknown + "/label.png?width=20": 404, "/ja/label-use/x.svg": 404, "/ja/label-use/altered.png": 404,
	} {
		if w := webtest.Ask(h, "GET", path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	if w := webtest.Ask(h, "GET", "/labels/"+n+"/label.png?width=21", "Accept-Language", "en"); !strings.Contains(w.Body.String(), "20, 30, 50") && !strings.Contains(w.Body.String(), "20、30、50") {
		t.Errorf("the refusal does not tell the widths: %s", w.Body.String())
	}
	e := webtest.Entry(t, webtest.Number(t, 7))
	e.ValidFrom = "2026-04-02"
	h = front(t, webtest.Registry(t, e), nil)
	for _, path := range []string{"/ja/labels/" + string(e.Number) + "/certificate.pdf", "/ja/labels/" + string(e.Number) + "/checklist/1.pdf", "/labels/" + string(e.Number) + "/label.png?width=20"} {
		if w := webtest.Ask(h, "GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%s before its first day: %d", path, w.Code)
		}
	}
}

func TestArtwork_forPrintReadsAsThePage(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	page := webtest.Ask(h, "GET", "/ja/labels/"+n).Body.String()
	for _, width := range []string{"20", "30", "50"} {
		for _, form := range []string{"png", "pdf"} {
			path := "/labels/" + n + "/label." + form + "?width=" + width
			w := webtest.Ask(h, "GET", path)
			if w.Code != 200 || !strings.Contains(page, `href="`+path+`"`) || !strings.Contains(w.Header().Get("Content-Disposition"), width+"mm."+form) {
				t.Fatalf("%s: %d %v", path, w.Code, w.Header())
			}
			if got := scanned(t, w, form); got != webtest.Base+"/l/"+n {
				t.Errorf("%s: the code reads %q", path, got)
			}
		}
	}
	if ended := webtest.Ask(h, "GET", "/en/labels/"+string(all[4].Number)).Body.String(); strings.Contains(ended, "label.png") || !strings.Contains(ended, i18n.For("en").T("paper.artwork_ended")) {
		t.Error("the artwork of a revoked label is offered for print")
	}
}

func scanned(t *testing.T, w *httptest.ResponseRecorder, form string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "label.png")
	if form == "pdf" {
		papertest.Check(t, w.Body.Bytes())
		name = papertest.Picture(t, w.Body.Bytes(), "300")
	} else if err := os.WriteFile(name, w.Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.Command("zbarimg", "--nodbus", "-q", "--raw", name)
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("zbarimg (Debian package zbar-tools): %v", err)
	}
	return strings.TrimSpace(said.String())
}

func TestLabelUse_showsRightAndWrongInBothLanguages(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		w := webtest.Ask(h, "GET", "/"+lang+"/label-use")
		body := w.Body.String()
		if w.Code != 200 || strings.Count(body, "<h1") != 1 || strings.Contains(body, "paper.") {
			t.Fatalf("%d, %d h1, keys %v", w.Code, strings.Count(body, "<h1"), strings.Contains(body, "paper."))
		}
		for _, e := range append(append(append([]art.Example{}, art.Right...), art.Wrong...), art.Space) {
			src := "/" + lang + "/label-use/" + string(e) + ".svg"
			if !strings.Contains(body, `src="`+src+`"`) || e != art.Space && !strings.Contains(body, html.EscapeString(p.T("paper.use."+string(e)))) {
				t.Errorf("the guide does not show %s in %s", e, lang)
			}
			if got := webtest.Ask(h, "GET", src); got.Code != 200 || !strings.HasPrefix(got.Header().Get("Content-Type"), "image/svg+xml") {
				t.Errorf("%s: %d", src, got.Code)
			}
		}
		a := webtest.Scheme(t).Artwork
		for _, want := range []string{p.T("paper.use.size_print_text", a.Narrowest), p.T("paper.use.size_screen_text", a.Pixels), p.T("paper.use.clear_text", a.Clear)} {
			if !strings.Contains(body, html.EscapeString(want)) {
				t.Errorf("the guide in %s does not say %q", lang, want)
			}
		}
		if page := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(all[0].Number)).Body.String(); !strings.Contains(page, `href="/`+lang+`/label-use"`) {
			t.Error("the page of a label does not lead to the guide")
		}
	}
}
