package door_test

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
	"shirushi/internal/web"
	"shirushi/internal/web/door"
)

// letters is a post that keeps the last link for each address.
type letters map[string]string

func (l letters) Send(_ *store.Tx, to, _, _ string, args map[string]string, _ time.Time) error {
	if link := args["link"]; strings.Contains(link, "/door/link/") {
		l[to] = link
	}
	return nil
}

// A house is the door on a database of its own, with an office.
type house struct {
	t       *testing.T
	account *account.Account
	clock   *testkit.Clock
	letters letters
	site    http.Handler
	base    string
	token   string // of the first officer's link
}

func newHouse(t *testing.T, base string, demo *door.Demo) *house {
	t.Helper()
	h := &house{t: t, clock: testkit.NewClock(), letters: letters{}, base: base}
	u, err := url.Parse(base)
	h.ok(err)
	day := func(at time.Time) scheme.Date { return scheme.DateOf(at.Add(9 * time.Hour)) }
	h.account, err = account.New(storetest.SQLite(t), h.letters, h.clock.Now,
		account.Config{RPID: u.Hostname(), RPName: "Labels", Origins: []string{base}, BaseURL: base, Demo: demo != nil}, day)
	h.ok(err)
	h.token, err = h.account.FirstOfficer(t.Context(), testkit.Office(), testkit.Person(testkit.Office(), 0))
	h.ok(err)
	site, err := web.New(web.Config{
		BaseURL: base, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: h.clock.Now, Limits: web.Limits{PerMinute: -1},
		Actor: func(ctx context.Context, session string) (scheme.Actor, error) {
			who, _, err := h.account.Actor(ctx, session)
			return who, err
		},
	})
	h.ok(err)
	mux := http.NewServeMux()
	door.New(site, h.account, demo).Routes(mux)
	h.site = site.Wrap(mux)
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// A browser keeps its cookies.
type browser struct {
	*house
	cookies map[string]string
	last    *http.Cookie // set by the last answer
}

func (h *house) browser() *browser { return &browser{house: h, cookies: map[string]string{}} }

func (b *browser) do(method, path, kind, body string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	b.last = nil
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name], b.last = c.Value, c
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder { return b.do("GET", path, "", "") }

func (b *browser) post(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.do("POST", path, "application/x-www-form-urlencoded", form.Encode())
}

// ceremony runs begin and finish as passkey.js does; it returns the status
// and where to go, or what was said.
func (b *browser) ceremony(at string, answer func([]byte) ([]byte, error), more map[string]string) (int, string) {
	b.t.Helper()
	begun := b.do("POST", at+"/begin", "application/json", "{}")
	if begun.Code != http.StatusOK {
		return begun.Code, begun.Body.String()
	}
	response, err := answer(begun.Body.Bytes())
	b.ok(err)
	sent := map[string]any{"credential": json.RawMessage(response)}
	for k, v := range more {
		sent[k] = v
	}
	body, err := json.Marshal(sent)
	b.ok(err)
	done := b.do("POST", at+"/finish", "application/json", string(body))
	var said struct{ Next, Message string }
	b.ok(json.Unmarshal(done.Body.Bytes(), &said))
	return done.Code, said.Next + said.Message
}

// enrolled takes the first officer's link and makes a passkey.
func (h *house) enrolled() (*browser, *testkit.Passkey) {
	h.t.Helper()
	b, key := h.browser(), testkit.NewPasskey("localhost", h.base)
	b.leads(b.post("/ja/door/link/"+h.token), "/ja/door/enrol")
	if status, next := b.ceremony("/ja/door/enrol", key.Create, map[string]string{"name": "鍵"}); status != 200 || next != "/ja/desk" {
		h.t.Fatalf("enrol: %d %s", status, next)
	}
	return b, key
}

func (b *browser) leads(w *httptest.ResponseRecorder, to string) {
	b.t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
		b.t.Fatalf("status %d to %q, want %q", w.Code, w.Header().Get("Location"), to)
	}
}

func (b *browser) shows(w *httptest.ResponseRecorder, status int, texts ...string) {
	b.t.Helper()
	if w.Code != status {
		b.t.Fatalf("status %d, want %d; to %q", w.Code, status, w.Header().Get("Location"))
	}
	for _, text := range texts {
		if !strings.Contains(html.UnescapeString(w.Body.String()), text) {
			b.t.Errorf("does not show %q", text)
		}
	}
}

const local = "http://localhost:8080"

func ja(key string, args ...any) string { return i18n.For("ja").T(key, args...) }

func TestLink_openingItDoesNotUseItUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	for range 3 {
		scanner := h.browser()
		scanner.shows(scanner.get("/ja/door/link/"+h.token), http.StatusOK, ja("door.link.take"), testkit.Person(testkit.Office(), 0).Name)
		if len(scanner.cookies) != 0 {
			t.Error("opening a link signs in")
		}
	}
	b, _ := h.enrolled()
	other := h.browser()
	other.shows(other.get("/ja/door/link/"+h.token), http.StatusOK, ja("door.link.used"))
	other.shows(other.post("/ja/door/link/"+h.token), http.StatusOK, ja("door.link.used"))
	if len(other.cookies) != 0 {
		t.Error("a used link signs in")
	}
	b.shows(b.get("/ja/door/account"), http.StatusOK, "鍵")
}

func TestLink_expiredOneSendsAnother(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	b := h.browser()
	h.clock.Advance(16 * time.Minute)
	b.shows(b.get("/en/door/link/"+h.token), http.StatusOK, i18n.For("en").T("door.link.renew"))
	b.shows(b.post("/en/door/link/"+h.token), http.StatusOK, i18n.For("en").T("door.link.expired"))
	b.leads(b.post("/en/door/link/"+h.token+"/renew"), "/en/door/link-sent")
	b.shows(b.get("/en/door/link-sent"), http.StatusOK, i18n.For("en").T("door.link.renewed"))
	link := h.letters[testkit.Person(testkit.Office(), 0).Email]
	b.leads(b.post(strings.TrimPrefix(link, local)), "/ja/door/enrol")
}

func TestLink_unknownOneIsNotFound(t *testing.T) {
	t.Parallel()
	b := newHouse(t, local, nil).browser()
	b.shows(b.get("/ja/door/link/nothing"), http.StatusNotFound, ja("door.link.unknown"))
	b.shows(b.post("/ja/door/link/nothing"), http.StatusNotFound, ja("door.link.unknown"))
}

func TestSignIn_givesTheBrowserANewSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	_, key := h.enrolled()
	b := h.browser()
	b.cookies["shirushi"] = "planted-by-someone"
	b.do("POST", "/ja/door/sign-in/begin", "application/json", "{}")
	before := b.cookies["shirushi"]
	status, next := b.ceremony("/ja/door/sign-in", key.Sign, map[string]string{"next": "/ja/desk/applications?x=1"})
	if status != http.StatusOK || next != "/ja/desk/applications?x=1" {
		t.Fatalf("sign-in: %d %s", status, next)
	}
	after := b.cookies["shirushi"]
	if after == before || after == "planted-by-someone" {
		t.Error("the session from before the sign-in is the one after it")
	}
	for _, old := range []string{before, "planted-by-someone"} {
		stale := h.browser()
		stale.cookies["shirushi"] = old
		if w := stale.get("/ja/door/account"); w.Code != http.StatusSeeOther {
			t.Errorf("an old session is in: %d", w.Code)
		}
	}
	b.leads(b.get("/ja/door/sign-in"), "/ja/desk")
}

func TestSignIn_wrongPasskeyIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	_, key := h.enrolled()
	for _, lang := range i18n.Languages {
		b := h.browser()
		key.Origin = "http://evil.example"
		if status, said := b.ceremony("/"+lang+"/door/sign-in", key.Sign, nil); status != http.StatusForbidden || said != i18n.For(lang).T("refusal.passkey.wrong") {
			t.Errorf("%d %s", status, said)
		}
		if w := b.get("/ja/door/account"); w.Code != http.StatusSeeOther {
			t.Errorf("signed in: %d", w.Code)
		}
	}
	b := h.browser()
	for _, body := range []string{"", "null", "[]", `{"next":"/ja/desk"}`, "{", strings.Repeat("x", 3<<20)} {
		if w := b.do("POST", "/ja/door/sign-in/finish", "application/json", body); w.Code < 400 || w.Code >= 500 {
			t.Errorf("%.20q: %d", body, w.Code)
		}
	}
}

func TestCeremony_tooLargeAnAnswerIsSaidPlainly(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	w := h.browser().do("POST", "/ja/door/sign-in/finish", "application/json", `{"name":"`+strings.Repeat("x", 3<<20)+`"}`)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", w.Code)
	}
}

func TestCeremony_tooManyAreRefusedInWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	b := h.browser()
	for range 100 {
		w := b.do("POST", "/ja/door/sign-in/begin", "application/json", "{}")
		if w.Code == http.StatusOK {
			continue
		}
		var said struct{ Message string }
		h.ok(json.Unmarshal(w.Body.Bytes(), &said))
		if w.Code != http.StatusTooManyRequests || said.Message != ja("error.too_often", time.Second) || w.Header().Get("Retry-After") != "1" {
			t.Errorf("status %d, %q", w.Code, said.Message)
		}
		return
	}
	t.Error("a hundred at once are let in")
}

// Style sheets and pictures of the link's page are asked for by an address
// that must not be in anybody's log.
func TestLink_itsAddressIsToldToNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	if got := h.browser().get("/ja/door/link/" + h.token).Header().Get("Referrer-Policy"); got != "strict-origin" {
		t.Errorf("Referrer-Policy %q", got)
	}
}

func TestNext_neverLeadsAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	in, key := h.enrolled()
	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/ja/\\evil", "/ja//evil.example/../..", "javascript:alert(1)",
		"/ja/desk\nSet-Cookie:x=1", "/static/x", "http:/ja/desk", "/ja/door/sign-in?next=/ja/door/sign-in", " /ja/desk", "%2F%2Fevil.example"} {
		q := "?next=" + url.QueryEscape(to)
		if w := h.browser().get("/ja/door/sign-in" + q); w.Code == http.StatusOK && to != "/ja//evil.example/../.." && strings.Contains(w.Body.String(), html.EscapeString(to)) {
			t.Errorf("the form goes on to %q", to)
		}
		if w := in.get("/ja/door/step-up" + q); w.Code == http.StatusOK && to != "/ja//evil.example/../.." && strings.Contains(w.Body.String(), `href="`+html.EscapeString(to)+`"`) {
			t.Errorf("the way back goes to %q", to)
		}
		_, next := h.browser().ceremony("/ja/door/sign-in", key.Sign, map[string]string{"next": to})
		if !strings.HasPrefix(next, "/ja/") || strings.ContainsAny(next, "\\\n ") {
			t.Errorf("%q leads to %q", to, next)
		}
	}
}

func TestStepUp_freshPasskeyThenBackToTheDeed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	b, key := h.enrolled()
	h.clock.Advance(6 * time.Minute)
	b.leads(b.post("/ja/door/account/passkeys"), "/ja/door/step-up?next=/ja/door/account")
	b.shows(b.get("/ja/door/step-up?next=/ja/door/account"), http.StatusOK, ja("door.stepup.button"), `value="/ja/door/account"`)
	if status, next := b.ceremony("/ja/door/step-up", key.Sign, map[string]string{"next": "/ja/door/account"}); status != 200 || next != "/ja/door/account" {
		t.Fatalf("step-up: %d %s", status, next)
	}
	b.leads(b.post("/ja/door/account/passkeys"), "/ja/door/account?done=key_asked")
	stranger := h.browser()
	if status, _ := stranger.ceremony("/ja/door/step-up", key.Sign, nil); status != http.StatusForbidden {
		t.Errorf("step-up without a session: %d", status)
	}
}

func TestAccount_passkeysLanguageAndOtherDevices(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	b, key := h.enrolled()
	b.shows(b.get("/ja/door/account"), http.StatusOK, ja("door.account.key_last"))
	b.shows(b.post("/ja/door/account/passkeys/remove", "id", key.ID()), http.StatusConflict, ja("refusal.passkey.last"))
	b.leads(b.post("/ja/door/account/passkeys"), "/ja/door/account?done=key_asked")
	second, phone := testkit.NewPasskey("localhost", local), h.browser()
	link := strings.TrimPrefix(h.letters[testkit.Person(testkit.Office(), 0).Email], local)
	phone.shows(phone.get(link), http.StatusOK, "パスキーを追加するため")
	phone.leads(phone.post(link), "/ja/door/enrol")
	phone.shows(phone.get("/ja/door/enrol"), http.StatusOK, ja("door.enrol.button"), `data-passkey="create"`)
	if status, said := phone.ceremony("/ja/door/enrol", second.Create, map[string]string{"name": "電話<b>"}); status != http.StatusOK {
		t.Fatal(status, said)
	}
	page := b.get("/ja/door/account")
	b.shows(page, http.StatusOK, "鍵", "電話<b>")
	if strings.Contains(page.Body.String(), "電話<b>") {
		t.Error("a passkey's name is markup")
	}
	b.leads(b.post("/ja/door/account/sessions/end"), "/ja/door/account?done=sessions_ended")
	if w := phone.get("/ja/door/account"); w.Code != http.StatusSeeOther {
		t.Errorf("the phone is still in: %d", w.Code)
	}
	b.leads(b.post("/ja/door/account/passkeys/remove", "id", second.ID()), "/ja/door/account?done=key_removed")
	b.leads(b.post("/ja/door/account/language", "language", "en"), "/ja/door/account?done=language_saved")
	b.shows(b.get("/ja/door/account?done=language_saved"), http.StatusOK, ja("door.account.language_saved"))
	b.shows(b.post("/ja/door/account/language", "language", "fr"), http.StatusBadRequest, ja("refusal.person.language"))
}

func TestSignOut_endsTheSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	b, _ := h.enrolled()
	stolen := h.browser()
	stolen.cookies["shirushi"] = b.cookies["shirushi"]
	b.leads(b.post("/en/door/sign-out"), "/en/door/signed-out")
	if len(b.cookies) != 0 {
		t.Errorf("cookies left: %v", b.cookies)
	}
	b.shows(b.get("/en/door/signed-out"), http.StatusOK, i18n.For("en").T("door.signed_out.title"))
	if w := stolen.get("/ja/door/account"); w.Code != http.StatusSeeOther {
		t.Errorf("a copy of the cookie is still in: %d", w.Code)
	}
}

func TestRecovery_saysTheSameForKnownAndUnknown(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	h.enrolled()
	b := h.browser()
	var said []string
	for _, email := range []string{testkit.Person(testkit.Office(), 0).Email, "nobody@nowhere.example"} {
		b.leads(b.post("/ja/door/recover", "email", email), "/ja/door/recover/asked")
		said = append(said, b.get("/ja/door/recover/asked").Body.String())
	}
	if said[0] != said[1] {
		t.Error("the page tells who is known")
	}
	b.shows(b.post("/ja/door/recover", "email", "not an address"), http.StatusBadRequest, "not an address", ja("refusal.email"))
	for range 10 {
		b.post("/ja/door/recover", "email", "nobody@nowhere.example")
	}
	b.shows(b.post("/ja/door/recover", "email", "nobody@nowhere.example"), http.StatusTooManyRequests)
}

func TestCookie_isBoundToTheHostOverHTTPS(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "https://localhost", nil)
	b := h.browser()
	b.post("/ja/door/link/" + h.token)
	if c := b.last; c == nil || c.Name != "__Host-shirushi" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %v", c)
	}
	plain := newHouse(t, local, nil)
	b = plain.browser()
	b.post("/ja/door/link/" + plain.token)
	if c := b.last; c == nil || c.Name != "shirushi" || c.Secure || !c.HttpOnly {
		t.Errorf("cookie %v", c)
	}
}

func TestDemo_signsInWithOneClickOnItsOwnHostOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, &door.Demo{Hosts: []string{"localhost:8080"}})
	in, _ := h.enrolled()
	who, err := h.account.ActorOf(t.Context(), testkit.Person(testkit.Office(), 0).Email)
	h.ok(err)
	id := string(who.Person.ID)
	b := h.browser()
	b.shows(b.get("/ja/door/demo/"+id), http.StatusOK, ja("door.demo.button"))
	b.leads(b.post("/ja/door/demo", "person", id, "next", "//evil.example"), "/ja/desk")
	b.shows(b.get("/ja/door/account"), http.StatusOK, who.Person.Name)
	b.shows(b.post("/ja/door/demo", "person", "nobody"), http.StatusNotFound)
	for _, host := range []string{"labels.example", "localhost", "localhost:80", "localhost:8080.evil.example", "127.0.0.1:8080", ""} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/ja/door/demo", strings.NewReader("person="+id))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Host = host
		w := httptest.NewRecorder()
		h.site.ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", host, w.Code)
		}
	}
	earnest := newHouse(t, local, nil).browser()
	earnest.shows(earnest.get("/ja/door/demo/"+id), http.StatusNotFound)
	earnest.shows(earnest.post("/ja/door/demo", "person", id), http.StatusNotFound)
	_ = in
}

// Days pass at the demo's door only, and only where the demo lets them.
func TestDemo_letsDaysPass(t *testing.T) {
	t.Parallel()
	passed, today := []int(nil), scheme.Date("2026-04-01")
	days := &door.Days{Today: func() scheme.Date { return today }, LetPass: func(_ context.Context, n int) error {
		passed, today = append(passed, n), today.AddDays(n)
		return nil
	}}
	b := newHouse(t, local, &door.Demo{Hosts: []string{"localhost:8080"}, Days: days}).browser()
	b.shows(b.get("/ja/door/demo/somebody"), http.StatusOK, ja("door.demo.today", today), ja("door.demo.days_hint", door.DaysAtMost))
	for _, wrong := range []string{"", "0", "-1", "61", "1.5", "二", "1 1", "99999999999999999999"} {
		b.shows(b.post("/ja/door/demo/days", "person", "somebody", "days", wrong), http.StatusBadRequest, ja("refusal.demo.days", door.DaysAtMost), `href="#f-days"`)
	}
	b.leads(b.post("/ja/door/demo/days", "person", "some/body", "days", " 14 ", "next", "/ja/desk/labels"), "/ja/door/demo/some%2Fbody?next=%2Fja%2Fdesk%2Flabels")
	b.shows(b.get("/ja/door/demo/somebody"), http.StatusOK, ja("door.demo.today", scheme.Date("2026-04-15")))
	if !slices.Equal(passed, []int{14}) {
		t.Errorf("passed %v", passed)
	}
	still := newHouse(t, local, &door.Demo{Hosts: []string{"localhost:8080"}}).browser()
	still.shows(still.post("/ja/door/demo/days", "days", "1"), http.StatusMethodNotAllowed) // the page of a person called days is only read
	earnest := newHouse(t, local, nil).browser()
	earnest.shows(earnest.post("/ja/door/demo/days", "days", "1"), http.StatusNotFound)
}

func TestPages_sayPlainlyThatPasskeysNeedScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t, local, nil)
	for _, lang := range i18n.Languages {
		b := h.browser()
		p := i18n.For(lang)
		w := b.get("/" + lang + "/door/sign-in?next=%2Fja%2Fdesk%2Fpeople")
		b.shows(w, http.StatusOK, p.T("door.noscript"), p.T("door.signin.next"), `lang="`+lang+`"`)
		if body := w.Body.String(); strings.Contains(body, "<script>") || strings.Contains(body, " style=") || strings.Contains(body, " onclick") {
			t.Error("the page holds script or style of its own")
		}
		b.shows(b.get("/"+lang+"/door/recover"), http.StatusOK, p.T("door.recover.lead"))
		b.leads(b.get("/"+lang+"/door/enrol"), "/"+lang+"/door/sign-in")
		b.leads(b.get("/"+lang+"/door/step-up?next=/"+lang+"/desk"), "/"+lang+"/door/sign-in?next="+url.QueryEscape("/"+lang+"/door/step-up?next=/"+lang+"/desk"))
	}
}
