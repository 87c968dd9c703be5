package public_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	view "shirushi/internal/web/page/public"
	"shirushi/internal/web/webtest"
)

func TestCheck_everyLineOfAListIsAnswered(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	day := scheme.DateOf(webtest.Now)
	first, last := all[0], all[len(all)-1]
	list := strings.ToLower(first.Product.Models[0]) + "\r\n\r\nNO-SUCH-1\tanother cell\n\t " + string(last.Number) + "\n"
	for _, lang := range i18n.Languages {
		w := webtest.Ask(h, "GET", "/"+lang+"/check?list="+url.QueryEscape(list))
		body := w.Body.String()
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", lang, w.Code)
		}
		for _, want := range []string{`href="/` + lang + "/labels/" + string(first.Number) + `"`, `href="/` + lang + "/labels/" + string(last.Number) + `"`,
			">NO-SUCH-1<", i18n.For(lang).T("check.none"), i18n.For(lang).T("status." + string(first.StatusOn(day)))} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the answer lacks %q", lang, want)
			}
		}
		w = webtest.Ask(h, "GET", "/"+lang+"/check/labels.csv?list="+url.QueryEscape(list))
		if rows := strings.Split(strings.TrimSpace(w.Body.String()), "\r\n"); w.Code != http.StatusOK || len(rows) < 4 || !strings.Contains(w.Body.String(), string(first.Number)) {
			t.Errorf("%s: the file is %d %q", lang, w.Code, rows)
		}
	}
	if w := webtest.Ask(h, "GET", "/ja/check"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "field-error") {
		t.Errorf("without a list: %d", w.Code)
	}
}

func TestCheck_whatIsNoListIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	p := i18n.For("ja")
	for list, want := range map[string]string{
		"":           p.T("refusal.check.empty"),
		" \n\t\r\n　": p.T("refusal.check.empty"),
		"A\u2028B":   p.T("refusal.text.unseen", "U+2028"),
		"=1+1\nz":    "",
		strings.Repeat("A-1\n", view.CheckAtMost+1): p.T("refusal.check.many", view.CheckAtMost, view.CheckAtMost+1),
		strings.Repeat("Z", view.ModelAtMost+1):     p.T("refusal.check.line", strings.Repeat("Z", 40)+"…", view.ModelAtMost),
	} {
		status := http.StatusBadRequest
		if want == "" {
			status = http.StatusOK
		}
		for _, path := range []string{"/ja/check", "/ja/check/labels.csv"} {
			w := webtest.Ask(h, "GET", path+"?list="+url.QueryEscape(list))
			if w.Code != status || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s %q: %d, want %d with %q", path, list, w.Code, status, want)
			}
			if strings.HasSuffix(path, ".csv") && status == http.StatusOK && strings.Contains(w.Body.String(), "\r\n=1") {
				t.Errorf("%s gives a formula", path)
			}
		}
	}
	if w := webtest.Ask(h, "GET", "/ja/check?list="+strings.Repeat("A", 30<<10)); w.Code < 400 || w.Code > 499 {
		t.Errorf("a whole page of text is answered with %d", w.Code)
	}
}

func TestCheck_whatIsNotListedYetIsNotTold(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 5))
	e.Listed = scheme.DateOf(webtest.Now).AddDays(30)
	h := front(t, webtest.Registry(t, e), nil)
	w := webtest.Ask(h, "GET", "/ja/check?list="+url.QueryEscape(string(e.Number)+"\n"+e.Product.Models[0]))
	if strings.Contains(w.Body.String(), "/labels/"+string(e.Number)) || strings.Count(w.Body.String(), i18n.For("ja").T("check.none")) != 2 {
		t.Errorf("%d tells of a label that is not listed", w.Code)
	}
}
