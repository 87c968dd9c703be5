package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

// stand builds a site with a few routes that go wrong in known ways.
func stand(t *testing.T, change func(*web.Config)) (*web.Site, http.Handler) {
	t.Helper()
	s := webtest.Site(t, change)
	mux := http.NewServeMux()
	s.Routes(mux)
	web.InBoth(mux, "GET /ok", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.WriteString(w, "fine")
		return err
	}))
	fail := func(path string, err error) {
		h := s.Handle(func(http.ResponseWriter, *http.Request) error { return err })
		web.InBoth(mux, "GET "+path, h)
		mux.Handle("GET /api/v1"+path, h)
	}
	fail("/failure", fmt.Errorf("read secret table: %w", errors.New("password is hunter2")))
	fail("/slow", context.DeadlineExceeded)
	for _, kind := range []scheme.RefusalKind{scheme.Invalid, scheme.Denied, scheme.Missing, scheme.Conflict, scheme.TooOften, scheme.NotReady} {
		fail("/"+string(kind), scheme.Refuse(kind, "refusal.missing").On("number"))
	}
	web.InBoth(mux, "GET /panic", s.Handle(func(http.ResponseWriter, *http.Request) error { panic("secret of the house") }))
	web.InBoth(mux, "POST /form", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		return web.Redirect(w, r, "/ja/ok")
	}))
	web.InBoth(mux, "GET /desk/one", s.Desk(func(w http.ResponseWriter, _ *http.Request, who scheme.Actor) error {
		_, err := io.WriteString(w, who.Person.Name)
		return err
	}))
	web.InBoth(mux, "POST /desk/one", s.Desk(func(http.ResponseWriter, *http.Request, scheme.Actor) error { return nil }))
	return s, s.Wrap(mux)
}

func TestNew_refusesABaseAddressThatIsNotOne(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "labels.example", "ftp://labels.example", "https://labels.example/path", "https://labels.example/?a=1", "https://a:b@labels.example"} {
		if _, err := web.New(web.Config{BaseURL: base}); err == nil {
			t.Errorf("base address %q was taken", base)
		}
	}
}

func TestHandle_everyRefusalHasItsStatusAndPage(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	for path, want := range map[string]int{"/invalid": 400, "/denied": 403, "/missing": 404, "/conflict": 409, "/too_often": 429, "/not_ready": 503, "/failure": 500, "/slow": 503, "/panic": 500, "/nothing": 404} {
		for lang, word := range map[string]string{"ja": "トップページへ", "en": "Go to the start page"} {
			w := webtest.Ask(h, "GET", "/"+lang+path)
			body := w.Body.String()
			if w.Code != want || !strings.Contains(body, word) || !strings.Contains(body, `<html lang="`+lang+`">`) {
				t.Errorf("/%s%s: status %d, want %d; page in %s: %v", lang, path, w.Code, want, lang, strings.Contains(body, word))
			}
			if search := strings.Contains(body, `action="/`+lang+`/labels" role="search"`); search != (want == 404) {
				t.Errorf("/%s%s: %d, offers a search: %v", lang, path, want, search)
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("/%s%s may be kept: %q", lang, path, got)
			}
		}
	}
}

func TestHandle_failureSaysANumberToThePersonAndTheRestToTheLogOnly(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/en/failure", "/en/panic"} {
		var log bytes.Buffer
		_, h := stand(t, func(c *web.Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
		body := webtest.Ask(h, "GET", path).Body.String()
		if strings.Contains(body, "secret") || strings.Contains(body, "hunter2") {
			t.Errorf("%s tells the person what failed", path)
		}
		_, rest, found := strings.Cut(body, "Reference number: ")
		if !found {
			t.Fatalf("%s says no reference number", path)
		}
		number := rest[:12]
		if got := strings.Count(log.String(), `"msg":"failure"`); got != 1 {
			t.Errorf("%s is logged as failure %d times, want once", path, got)
		}
		if !strings.Contains(log.String(), number) || !strings.Contains(log.String(), "secret") {
			t.Errorf("the log does not have what failed under the number %s: %s", number, log.String())
		}
	}
}

func TestWrap_logsTheRouteAndNeverTheAddress(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := webtest.Site(t, func(c *web.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	mux := http.NewServeMux()
	web.InBoth(mux, "GET /door/link/{token}", s.Handle(func(http.ResponseWriter, *http.Request) error { return nil }))
	h := s.Wrap(mux)
	webtest.Ask(h, "GET", "/ja/door/link/TOPSECRET?next=TOPSECRET", "Cookie", "shirushi=TOPSECRET")
	webtest.Ask(h, "GET", "/ja/nothing/TOPSECRET")
	if strings.Contains(log.String(), "TOPSECRET") {
		t.Errorf("a token stands in the log: %s", log.String())
	}
	if !strings.Contains(log.String(), "/door/link/{token}") {
		t.Errorf("the route does not stand in the log: %s", log.String())
	}
}

func TestHandle_underTheAPIErrorsAreProblemDocuments(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	for path, want := range map[string]int{"/missing": 404, "/failure": 500, "/nothing": 404} {
		w := webtest.Ask(h, "GET", "/api/v1"+path, "Accept-Language", "en")
		var p web.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatalf("%s: %v: %s", path, err, w.Body)
		}
		if w.Code != want || p.Status != want || p.Title == "" || p.Detail == "" || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %+v", path, w.Code, w.Header().Get("Content-Type"), p)
		}
		if path == "/missing" && (len(p.Errors) != 1 || p.Errors[0].Field != "number" || p.Errors[0].Code != "refusal.missing") {
			t.Errorf("the field is not named: %+v", p.Errors)
		}
		if (p.Instance != "") != (want == 500) {
			t.Errorf("%s: reference %q with status %d", path, p.Instance, want)
		}
		if strings.Contains(w.Body.String(), "hunter2") {
			t.Error("the failure is told")
		}
	}
}

func TestWrap_securityHeadersStandOnEveryAnswer(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	for _, path := range []string{"/ja/ok", "/ja/panic", "/ja/nothing", "/healthz", "/static/site.css", "/api/v1/missing"} {
		head := webtest.Ask(h, "GET", path).Header()
		csp := head.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: policy lacks %q", path, part)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
			t.Errorf("%s: policy is loose: %s", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := head.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if head.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: http only, and yet https is promised", path)
		}
	}
	_, secure := stand(t, func(c *web.Config) { c.BaseURL = "https://labels.example" })
	if webtest.Ask(secure, "GET", "/ja/ok").Header().Get("Strict-Transport-Security") == "" {
		t.Error("a site on https does not promise it")
	}
}

func TestWrap_wrongMethodIsSaidWithTheRightOnes(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	for _, method := range []string{"DELETE", "PUT", "PATCH", "OPTIONS", "POST"} {
		w := webtest.Ask(h, method, "/ja/ok")
		if w.Code != http.StatusMethodNotAllowed || !strings.Contains(w.Header().Get("Allow"), "GET") {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	if w := webtest.Ask(h, "HEAD", "/ja/ok"); w.Code != http.StatusOK {
		t.Errorf("HEAD: %d", w.Code)
	}
}

func TestWrap_textThatNoDatabaseTakesIsRefused(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	for _, target := range []string{"/ja/ok?q=%00", "/ja/ok?q=%ff", "/ja/ok?%01=1", "/ja/%00", "/ja/ok?q=%zz", "/ja/ok?q=" + strings.Repeat("x", 9000), "/ja/" + strings.Repeat("x", 3000)} {
		if w := webtest.Ask(h, "GET", target); w.Code != http.StatusBadRequest {
			t.Errorf("%.40s: %d, want 400", target, w.Code)
		}
	}
	if w := webtest.Post(h, "/ja/form", "a=%00"); w.Code != http.StatusBadRequest {
		t.Errorf("form with a zero byte: %d, want 400", w.Code)
	}
	if w := webtest.Post(h, "/ja/form", "a=%zz"); w.Code != http.StatusBadRequest {
		t.Errorf("broken form: %d, want 400", w.Code)
	}
	if w := webtest.Post(h, "/ja/form", "a=one%0D%0Atwo"); w.Code != http.StatusSeeOther {
		t.Errorf("form with lines: %d, want 303", w.Code)
	}
}

func TestWrap_tooLargeAFormIsRefused(t *testing.T) {
	t.Parallel()
	_, h := stand(t, func(c *web.Config) { c.Limits.Body = 100 })
	if w := webtest.Post(h, "/en/form", "a="+strings.Repeat("x", 200)); w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "Too much") {
		t.Errorf("status %d, want 413", w.Code)
	}
}

func TestWrap_writesFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		if w := webtest.Post(h, "/ja/form", "a=1", header[0], header[1]); w.Code != http.StatusForbidden {
			t.Errorf("%v: %d, want 403", header, w.Code)
		}
	}
	for _, header := range [][2]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", webtest.Base}} {
		if w := webtest.Post(h, "/ja/form", "a=1", header[0], header[1]); w.Code != http.StatusSeeOther {
			t.Errorf("%v: %d, want 303", header, w.Code)
		}
	}
}

func TestWrap_eachAddressHasItsLimitAndHealthHasNone(t *testing.T) {
	t.Parallel()
	now := webtest.Now
	_, h := stand(t, func(c *web.Config) {
		c.Limits = web.Limits{PerMinute: 60, Burst: 3}
		c.Now = func() time.Time { return now }
	})
	ask := func(addr, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = addr
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for i := range 5 {
		want := http.StatusOK
		if i >= 3 {
			want = http.StatusTooManyRequests
		}
		if w := ask("192.0.2.1:1", "/ja/ok"); w.Code != want {
			t.Errorf("request %d: %d, want %d", i+1, w.Code, want)
		}
	}
	if w := ask("192.0.2.1:1", "/en/ok"); w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), "in 1 second.") {
		t.Errorf("the page does not say when to try again: %q", w.Header().Get("Retry-After"))
	}
	if w := ask("192.0.2.2:1", "/ja/ok"); w.Code != http.StatusOK {
		t.Errorf("another address is refused: %d", w.Code)
	}
	if w := ask("192.0.2.1:1", "/healthz"); w.Code != http.StatusOK {
		t.Errorf("health is refused: %d", w.Code)
	}
	for i := range 4 {
		w := ask(fmt.Sprintf("[2001:db8::%d]:1", i+1), "/ja/ok")
		if (w.Code == http.StatusOK) != (i < 3) {
			t.Errorf("address %d of one IPv6 line: %d", i+1, w.Code)
		}
	}
	now = now.Add(2 * time.Second)
	if w := ask("192.0.2.1:1", "/ja/ok"); w.Code != http.StatusOK {
		t.Errorf("after a wait: %d", w.Code)
	}
}

func TestLang_addressThenChoiceThenBrowser(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, cookie, accept, want string }{
		{"/en/labels", "ja", "ja", "en"}, {"/ja/", "en", "en", "ja"}, {"/", "en", "ja", "en"}, {"/", "fr", "en", "en"},
		{"/", "", "fr,en;q=0.4,ja;q=0.7", "ja"}, {"/", "", "en-GB,en;q=0.9", "en"}, {"/", "", "", "ja"}, {"/", "", "fr", "ja"},
		{"/", "", "en;q=0,ja;q=0.1", "ja"}, {"/", "", "en;q=x", "ja"}, {"/enormous", "", "ja", "ja"}, {"/en", "", "ja", "en"},
		{"/", "", strings.Repeat("x,", 100) + "en", "ja"},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Header.Set("Accept-Language", c.accept)
		if c.cookie != "" {
			r.AddCookie(&http.Cookie{Name: "lang", Value: c.cookie})
		}
		if got := web.Lang(r); got != c.want {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}

func TestLanguage_keepsThePageAndNeverLeavesTheSite(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	for to, want := range map[string]string{
		"/ja/labels?q=%E3%83%AB":           "/en/labels?q=%E3%83%AB",
		"/ja/":                             "/en/",
		"":                                 "/en/",
		"https://evil.example/ja":          "/en/",
		"//evil.example/ja/":               "/en/",
		"/ja//evil.example":                "/en/evil.example", // a path of this site
		"/\\evil.example":                  "/en/",
		"/ja/\\evil.example":               "/en/",
		"/ja/x\r\nSet-Cookie:a=b":          "/en/",
		"/jaevil.example/":                 "/en/",
		"javascript:alert(1)":              "/en/",
		"/ja/" + strings.Repeat("x", 3000): "/en/",
	} {
		w := webtest.Ask(h, "GET", "/en/language?to="+url.QueryEscape(to))
		got := w.Header().Get("Location")
		if u, err := url.Parse(got); w.Code != http.StatusSeeOther || err != nil || u.Host != "" || got != want {
			t.Errorf("to %.40q: %d %q, want %q", to, w.Code, got, want)
		}
		if c := w.Result().Cookies(); len(c) != 1 || c[0].Name != "lang" || c[0].Value != "en" || !c[0].HttpOnly {
			t.Errorf("to %.40q: the choice is not kept: %v", to, c)
		}
	}
}

func TestDesk_whoHasNotSignedInIsLedToTheDoorAndBack(t *testing.T) {
	t.Parallel()
	_, h := stand(t, func(c *web.Config) {
		c.Actor = func(_ context.Context, session string) (scheme.Actor, error) {
			if session != "good" {
				return scheme.Actor{}, scheme.Refuse(scheme.Denied, "refusal.signed_out")
			}
			return scheme.Actor{Person: scheme.Person{Name: "Hanako"}}, nil
		}
	})
	w := webtest.Ask(h, "GET", "/ja/desk/one?a=1")
	if got, want := w.Header().Get("Location"), "/ja/door/sign-in?next=%2Fja%2Fdesk%2Fone%3Fa%3D1"; w.Code != http.StatusSeeOther || got != want {
		t.Errorf("%d %q, want 303 %q", w.Code, got, want)
	}
	if w := webtest.Post(h, "/ja/desk/one", ""); w.Code != http.StatusForbidden {
		t.Errorf("a write without session: %d, want 403", w.Code)
	}
	w = webtest.Ask(h, "GET", "/ja/desk/one", "Cookie", "shirushi=good")
	if w.Body.String() != "Hanako" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %q %q", w.Code, w.Body, w.Header().Get("Cache-Control"))
	}
}

func TestSession_cookieIsKeptFromScriptsAndOtherSites(t *testing.T) {
	t.Parallel()
	for base, name := range map[string]string{"https://labels.example": "__Host-shirushi", webtest.Base: "shirushi"} {
		s, _ := stand(t, func(c *web.Config) { c.BaseURL = base })
		w := httptest.NewRecorder()
		s.SetSession(w, "token")
		c := w.Result().Cookies()[0]
		if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != strings.HasPrefix(base, "https") {
			t.Errorf("%s: %v", base, c)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.AddCookie(c)
		if got := s.Session(r); got != "token" {
			t.Errorf("session reads as %q", got)
		}
		w = httptest.NewRecorder()
		s.EndSession(w)
		if c := w.Result().Cookies()[0]; c.MaxAge >= 0 || c.Value != "" {
			t.Errorf("the session is not taken: %v", c)
		}
	}
}

func TestHealth_saysReadyOnlyWhenItIs(t *testing.T) {
	t.Parallel()
	down := errors.New("no route to 10.0.0.7")
	_, h := stand(t, func(c *web.Config) { c.Ready = func(context.Context) error { return down } })
	if w := webtest.Ask(h, "GET", "/healthz"); w.Code != 200 {
		t.Errorf("healthz: %d", w.Code)
	}
	if w := webtest.Ask(h, "GET", "/readyz"); w.Code != 503 || strings.Contains(w.Body.String(), "10.0.0.7") {
		t.Errorf("readyz: %d %q", w.Code, w.Body)
	}
	down = nil
	if w := webtest.Ask(h, "GET", "/readyz"); w.Code != 200 {
		t.Errorf("readyz: %d", w.Code)
	}
}

func TestStatic_namedByVersionIsKeptAndFoldersAreNotListed(t *testing.T) {
	t.Parallel()
	_, h := stand(t, nil)
	page := webtest.Ask(h, "GET", "/ja/nothing").Body.String()
	_, rest, _ := strings.Cut(page, `href="/static/site.css?v=`)
	version, _, _ := strings.Cut(rest, `"`)
	if got := webtest.Ask(h, "GET", "/static/site.css?v="+version).Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("current version: %q", got)
	}
	if got := webtest.Ask(h, "GET", "/static/site.css?v=old").Header().Get("Cache-Control"); strings.Contains(got, "immutable") {
		t.Errorf("old version: %q", got)
	}
	for _, path := range []string{"/static/", "/static/..%2fstatic.go", "/static/nothing"} {
		if w := webtest.Ask(h, "GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
}
