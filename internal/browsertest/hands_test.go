package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"
)

// The hands and eyes are tried on a page of their own first: a walk is worth
// nothing when they would not notice.
func TestPerson_seesAndNotices(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width"></head><body><main>
<h1>%s</h1><p>said: %s</p>
<form method="post" action="/next"><label for="a">Name</label> <input id="a" name="name" maxlength="10">
<fieldset><legend>Which</legend><label><input type="radio" name="which" value="one"> One</label> <label><input type="radio" name="which" value="two"> Two</label></fieldset>
<button>Send</button></form></main></body></html>`, r.URL.Path, r.PostFormValue("name")+" "+r.PostFormValue("which"))
	}))
	defer server.Close()
	p := newPerson(t, browser(t), &house{t: t, base: server.URL}, "anybody", "en")
	p.open("/first")
	p.fill("name", "山田 花子")
	p.choose("which", "two")
	if got := p.value("name") + p.value("which"); got != "山田 花子two" {
		t.Errorf("the fields hold %q", got)
	}
	p.press("Send")
	p.sees("said: 山田 花子 two")
	if p.path() != "/next" {
		t.Errorf("on %s after sending", p.path())
	}
	for _, tt := range []struct{ deed, a, b string }{
		{"fill", "absent", "x"}, {"fill", "name", "longer than ten"}, {"choose", "which", "three"}, {"press", "Not there", ""},
	} {
		if err := p.try(tt.deed, tt.a, tt.b); err == nil {
			t.Errorf("%s %s %s went unnoticed", tt.deed, tt.a, tt.b)
		}
	}
}

func TestPerson_worksByKeyboardAlone(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width"></head><body><main><h1>Page</h1>
<p>said: %s %s %s %s</p>
<form method="post"><label>Name <input name="name"></label> <label>Day <input type="date" name="day"></label>
<fieldset><legend>Which</legend><label><input type="radio" name="which" value="one"> One</label> <label><input type="radio" name="which" value="two"> Two</label></fieldset>
<label><input type="checkbox" name="sure" value="yes"> Sure</label> <button>Send</button></form></main></body></html>`,
			r.PostFormValue("name"), r.PostFormValue("day"), r.PostFormValue("which"), r.PostFormValue("sure"))
	}))
	defer server.Close()
	p := newPerson(t, browser(t), &house{t: t, base: server.URL}, "anybody", "en")
	p.open("/")
	p.write("name", "Hanako")
	p.date("day", "2026-04-01")
	p.pick("which", "two")
	p.tick("sure", "yes")
	p.enter("Send")
	p.sees("said: Hanako 2026-04-01 two yes")
}

func TestPerson_noticesBadPages(t *testing.T) {
	t.Parallel()
	page := `<!doctype html><html lang="en"><head><title>A page</title><meta name="viewport" content="width=device-width"></head><body><main><h1>Page</h1>%s</main></body></html>`
	bad := map[string]string{
		"/unlabelled": `<input name="name">`,
		"/faint":      `<p style="color: #ccc; background: #fff">hard to read</p>`,
		"/wide":       `<p style="width: 900px">wide</p>`,
		"/unsaid":     `<p>refusal.no_words</p>`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, page, bad[r.URL.Path])
	}))
	defer server.Close()
	p := newPerson(t, browser(t), &house{t: t, base: server.URL}, "anybody", "en")
	p.open("/good")
	for path := range bad {
		if err := chromedp.Do(p.ctx, chromedp.Navigate(server.URL+path)); err != nil {
			t.Fatal(err)
		}
		if len(p.violations(allRules))+len(p.tooWide())+len(p.unsaid()) == 0 {
			t.Errorf("nothing is found wrong with %s", path)
		}
	}
}
