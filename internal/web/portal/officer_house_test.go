package portal_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/account"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/mail"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// A bureau is the whole site on a database of its own, with a maker and the
// office's people. Its sessions come from the demo's way in, which counts as
// a fresh passkey until the clock has moved on.
type bureau struct {
	t       testing.TB
	store   *store.Store
	clock   *testkit.Clock
	desk    *desk.Desk
	office  *office.Office
	account *account.Account
	site    http.Handler

	maker                  scheme.Organisation
	anna, one, two, admin  scheme.Actor
	asOne, asTwo           string // sessions
	asAdmin, asMaker, asNo string // the last is of nobody
}

const bureauBase = "http://localhost:8080"

func newBureau(t testing.TB) *bureau {
	t.Helper()
	b := &bureau{t: t, store: storetest.SQLite(t), clock: testkit.NewClock()}
	b.desk = desk.New(b.store, b.clock.Now)
	post, err := mail.NewPost(make([]byte, 32), "office@label.example")
	b.ok(err)
	b.office = office.New(b.desk, post, bureauBase)
	b.account, err = account.New(b.store, post, b.clock.Now,
		account.Config{RPID: "localhost", RPName: "Labels", Origins: []string{bureauBase}, BaseURL: bureauBase, Demo: true}, b.desk.Day)
	b.ok(err)
	b.maker = testkit.Maker(0)
	center := testkit.Office()
	b.put(func(tx *store.Tx) error { return tx.PutOrganisation(&b.maker) })
	b.put(func(tx *store.Tx) error { return tx.PutOrganisation(&center) })
	b.anna = b.person(b.maker, 1, scheme.RoleApplicant, scheme.RoleManager)
	b.one, b.two = b.person(center, 1, scheme.RoleOfficer), b.person(center, 2, scheme.RoleOfficer)
	b.admin = b.person(center, 3, scheme.RoleAdministrator)
	law := governance.New(b.desk)
	_, problems, err := law.LoadCatalog(t.Context(), b.admin, catalogtest.JCStarFiles())
	if err != nil {
		t.Fatal(err, problems)
	}
	b.build(law)
	b.asMaker, b.asOne, b.asTwo, b.asAdmin = b.sign(b.anna), b.sign(b.one), b.sign(b.two), b.sign(b.admin)
	return b
}

// build puts the site together as the program does.
func (b *bureau) build(law *governance.Governance) {
	b.t.Helper()
	site, err := web.New(web.Config{
		BaseURL: bureauBase, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: b.clock.Now, Limits: web.Limits{PerMinute: -1},
		Scheme: func(ctx context.Context) (*scheme.Scheme, error) { s, _, err := b.desk.Scheme(ctx); return s, err },
		Actor: func(ctx context.Context, session string) (scheme.Actor, error) {
			who, _, err := b.account.Actor(ctx, session)
			return who, err
		},
	})
	b.ok(err)
	mux := http.NewServeMux()
	site.Routes(mux)
	portal.New(site, b.account, b.office, law).Routes(mux)
	b.site = site.Wrap(mux)
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) put(fn func(*store.Tx) error) { b.t.Helper(); b.ok(b.store.Update(b.t.Context(), fn)) }

func (b *bureau) person(o scheme.Organisation, n int, roles ...scheme.Role) scheme.Actor {
	b.t.Helper()
	p := testkit.Person(o, n, roles...)
	p.Enrolled = b.clock.Now()
	b.put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
	return testkit.Actor(p, o)
}

func (b *bureau) sign(who scheme.Actor) string {
	b.t.Helper()
	token, err := b.account.DemoSignIn(b.t.Context(), who.Person.ID)
	b.ok(err)
	return token
}

// product is complete; n tells it from others.
func deskProduct(n int) scheme.Product {
	return scheme.Product{
		Name: scheme.Text{Ja: fmt.Sprintf("見本カメラ %d", n), En: fmt.Sprintf("Sample Camera %d", n)}, Models: []string{fmt.Sprintf("SC-%d", n)},
		Manufacturer: "架空電機", Country: "JP", Firmware: "1.0.0", SupportFrom: "2026-01-01", Summary: scheme.Text{Ja: "見本です。", En: "A sample"},
		HomePage: "https://maker.example/", Enquiry: "help@maker.example", VulnerabilityDesk: "psirt@maker.example", DisclosurePolicy: "https://maker.example/policy",
		SuppliedBy: []string{"照会用の供給元"},
	}
}

// submitted is an application that has come to the office.
func (b *bureau) submitted(p scheme.Product, note func(*scheme.Answer)) scheme.ApplicationID {
	b.t.Helper()
	ctx := b.t.Context()
	id, err := b.office.Start(ctx, b.anna, office.StartRequest{Level: "1"})
	b.ok(err)
	f, err := b.office.File(ctx, b.anna, id)
	b.ok(err)
	a, err := b.office.SaveProduct(ctx, b.anna, id, f.Application.Revision, p)
	b.ok(err)
	var scope []scheme.ScopeAnswer
	for _, q := range f.Scheme.Questions {
		scope = append(scope, scheme.ScopeAnswer{Question: q.ID, Yes: q.Wanted, Answered: true, Reason: "仕様書のとおりです。" + p.Summary.En})
	}
	a, err = b.office.SaveScope(ctx, b.anna, id, a.Revision, scope)
	b.ok(err)
	_, err = b.office.SaveEvaluator(ctx, b.anna, id, a.Revision, scheme.Evaluator{Class: "applicant", Name: "品質保証部" + p.Firmware})
	b.ok(err)
	for _, item := range f.Edition.Items {
		answer := scheme.Answer{Criterion: item.ID, Verdict: scheme.Conforms, Method: item.Methods[0], PublicNote: "確認しました。", Rationale: "設計書と実機で確かめました。",
			Evidence: []scheme.Evidence{{Title: "試験記録", Kind: "記録", Version: "1.0", Date: "2026-03-10", KeptAt: "品質保証部の書庫"}},
			Assessor: "見本 花子", AssessedOn: "2026-03-20", Minutes: 90}
		if note != nil {
			note(&answer)
		}
		_, err := b.office.SaveAnswer(ctx, b.anna, id, answer)
		b.ok(err)
	}
	b.submit(id)
	return id
}

func (b *bureau) submit(id scheme.ApplicationID) {
	b.t.Helper()
	f, err := b.office.File(b.t.Context(), b.anna, id)
	b.ok(err)
	r := office.SubmitRequest{Revision: f.Application.Revision, Name: "責任 太郎", Title: "品質保証部長", Language: "ja"}
	for _, s := range f.Scheme.Statements {
		r.Affirmed = append(r.Affirmed, s.ID)
	}
	b.ok(b.office.Submit(b.t.Context(), b.anna, id, r))
}

// settled is an application that officer one accepted and that waits for a
// decision.
func (b *bureau) settled(n int) scheme.ApplicationID {
	b.t.Helper()
	ctx := b.t.Context()
	id := b.submitted(deskProduct(n), nil)
	b.ok(b.office.Accept(ctx, b.one, id))
	f, err := b.office.File(ctx, b.one, id)
	b.ok(err)
	today := f.Scheme.Day(b.clock.Now())
	b.ok(b.office.NoteFee(ctx, b.one, id, office.FeeRequest{Paid: today, Yen: f.Application.FeeYen, Reference: "F-1"}))
	b.ok(b.office.NoteView(ctx, b.one, id, office.ViewRequest{View: scheme.NoObjection, Authority: "見本省", Answered: today, Reference: "A-1"}))
	return id
}

// issued is a label.
func (b *bureau) issued(n int) scheme.LabelNumber {
	b.t.Helper()
	id := b.settled(n)
	two := b.two
	two.SteppedUp = b.clock.Now()
	number, err := b.office.Issue(b.t.Context(), two, id)
	b.ok(err)
	return number
}

// An answer is what the site answered.
type answer struct {
	status int
	body   string
	header http.Header
}

func (a answer) to() string { return a.header.Get("Location") }

func (b *bureau) ask(r *http.Request, session string) answer {
	b.t.Helper()
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "shirushi", Value: session})
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header()}
}

func (b *bureau) get(session, path string) answer {
	b.t.Helper()
	return b.ask(httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, bureauBase+path, nil), session)
}

// post sends a form; pairs are names and values.
func (b *bureau) post(session, path string, pairs ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, bureauBase+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.ask(r, session)
}

// upload sends a file as a form does.
func (b *bureau) upload(session, path string, content []byte) answer {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w, err := m.CreateFormFile("file", "scheme.zip")
	b.ok(err)
	_, err = w.Write(content)
	b.ok(err)
	b.ok(m.Close())
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, bureauBase+path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return b.ask(r, session)
}

// shows fails unless the page came with this status and all of the texts.
func (b *bureau) shows(what string, a answer, status int, texts ...string) {
	b.t.Helper()
	if a.status != status {
		b.t.Fatalf("%s: status %d, want %d; goes to %q\n%s", what, a.status, status, a.to(), plain(a.body))
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) && !strings.Contains(html.UnescapeString(a.body), text) {
			b.t.Errorf("%s: does not show %q\n%s", what, text, plain(a.body))
		}
	}
	if key := wordless.FindString(plain(a.body)); key != "" {
		b.t.Errorf("%s: the message %s has no words", what, key)
	}
}

// wordless finds message keys that are shown because nobody has worded them.
var wordless = regexp.MustCompile(`\b(officer|admin|deed|field|state|status|refusal|verdict|method|role|organisation)\.[a-z_.]+`)

// leads fails unless the answer is a redirect to an address of this beginning.
func (b *bureau) leads(what string, a answer, to string) {
	b.t.Helper()
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.to(), to) {
		b.t.Fatalf("%s: status %d to %q, want 303 to %q\n%s", what, a.status, a.to(), to, plain(a.body))
	}
}

// plain is the text of a page's main part, for messages of tests.
func plain(body string) string {
	if _, rest, ok := strings.Cut(body, "<main"); ok {
		body, _, _ = strings.Cut(rest, "</main>")
	}
	var out strings.Builder
	inside := true
	for _, r := range body {
		switch {
		case r == '<':
			inside = true
		case r == '>':
			inside = false
			out.WriteByte(' ')
		case !inside:
			out.WriteRune(r)
		}
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	return text
}
