// Package portaltest puts the whole site up on a database of its own, with a
// maker and the office's people, for the tests of the desks.
package portaltest

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
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/account"
	"shirushi/internal/agenda"
	"shirushi/internal/blob"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/doubt"
	"shirushi/internal/governance"
	"shirushi/internal/holding"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/misuse"
	"shirushi/internal/office"
	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/surveillance"
	"shirushi/internal/testkit"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
	"shirushi/internal/web/portal/admin"
	agendadesk "shirushi/internal/web/portal/agenda"
	"shirushi/internal/web/portal/applicant"
	"shirushi/internal/web/portal/authority"
	holderdesk "shirushi/internal/web/portal/holding"
	"shirushi/internal/web/portal/money"
	"shirushi/internal/web/portal/officer"
	remedydesk "shirushi/internal/web/portal/remedy"
	"shirushi/internal/web/portal/report"
	casedesk "shirushi/internal/web/portal/surveillance"
	"shirushi/internal/web/portal/vault"
	workloaddesk "shirushi/internal/web/portal/workload"
	"shirushi/internal/workload"
)

// A Bureau is the whole site on a database of its own, with a maker and the
// office's people. Its sessions come from the demo's way in, which counts as
// a fresh passkey until the clock has moved on.
type Bureau struct {
	t       testing.TB
	Store   *store.Store
	Clock   *testkit.Clock
	Desk    *desk.Desk
	Office  *office.Office
	Cases   *surveillance.Room
	Remedy  *remedy.Room
	Agenda  *agenda.Room
	Account *account.Account
	Vault   *office.Vault // with a key
	Doubts  *doubt.Inbox
	Misuse  *misuse.Register
	Dir     string // of the files in the vault
	Holding *holding.Holding
	Site    http.Handler

	Maker, Ministry        scheme.Organisation
	Anna, One, Two, Admin  scheme.Actor // of the maker; two officers; an administrator
	Rei                    scheme.Actor // of the ministry, which answers inquiries
	AsOne, AsTwo           string       // their sessions
	AsAdmin, AsMaker, AsNo string       // the last is of nobody
	AsRei                  string
}

// Base is the address of the site.
const Base = "http://localhost:8080"

// New opens a bureau on the scheme of the repository at noon of 2026-04-01.
func New(t testing.TB) *Bureau {
	t.Helper()
	return On(t, storetest.SQLite(t))
}

// On opens a bureau on a database that is empty.
func On(t testing.TB, s *store.Store) *Bureau {
	t.Helper()
	b := &Bureau{t: t, Store: s, Clock: testkit.NewClock()}
	b.Desk = desk.New(b.Store, b.Clock.Now)
	post, err := mail.NewPost(make([]byte, 32), "office@label.example")
	b.OK(err)
	b.Office = office.New(b.Desk, post, Base)
	b.Cases = surveillance.New(b.Desk, post, Base)
	b.Holding = holding.New(b.Desk, post, Base)
	b.Remedy = remedy.New(b.Desk, post, Base, b.Office)
	b.Agenda = agenda.New(b.Desk, post, Base)
	b.openVault()
	labels := labeldesk.New(b.Desk, post, Base)
	b.Misuse = misuse.New(labels)
	b.Doubts, err = doubt.New(labels, b.Misuse, b.Cases, make([]byte, doubt.KeyLength), b.Clock.Now)
	b.OK(err)
	b.Remedy.GuardWith(b.Doubts.GuardLabel)
	b.Account, err = account.New(b.Store, post, b.Clock.Now,
		account.Config{RPID: "localhost", RPName: "Labels", Origins: []string{Base}, BaseURL: Base, Demo: true}, b.Desk.Day)
	b.OK(err)
	b.Maker = testkit.Maker(0)
	center := testkit.Office()
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&b.Maker) })
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&center) })
	b.Anna = b.Person(b.Maker, 1, scheme.RoleApplicant, scheme.RoleManager)
	b.One, b.Two = b.Person(center, 1, scheme.RoleOfficer), b.Person(center, 2, scheme.RoleOfficer)
	b.Admin = b.Person(center, 3, scheme.RoleAdministrator)
	b.Ministry = testkit.Authority(0)
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&b.Ministry) })
	b.Rei = b.Person(b.Ministry, 1, scheme.RoleReviewer)
	law := governance.New(b.Desk)
	_, problems, err := law.LoadCatalog(t.Context(), b.Admin, catalogtest.JCStarFiles())
	if err != nil {
		t.Fatal(err, problems)
	}
	b.build(law)
	b.AsMaker, b.AsOne, b.AsTwo, b.AsAdmin, b.AsRei = b.Sign(b.Anna), b.Sign(b.One), b.Sign(b.Two), b.Sign(b.Admin), b.Sign(b.Rei)
	return b
}

// build puts the site together as the program does.
func (b *Bureau) build(law *governance.Governance) {
	b.t.Helper()
	site, err := web.New(web.Config{
		BaseURL: Base, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: b.Clock.Now, Limits: web.Limits{PerMinute: -1},
		Scheme: func(ctx context.Context) (*scheme.Scheme, error) { s, _, err := b.Desk.Scheme(ctx); return s, err },
		Actor: func(ctx context.Context, session string) (scheme.Actor, error) {
			who, _, err := b.Account.Actor(ctx, session)
			return who, err
		},
	})
	b.OK(err)
	mux := http.NewServeMux()
	site.Routes(mux)
	counter := portal.New(site, b.Account)
	counter.Routes(mux)
	applicant.New(counter, b.Account, b.Office).Routes(mux)
	vault.New(counter, b.Vault).Routes(mux)
	casedesk.New(counter, b.Cases).Routes(mux)
	report.New(counter, b.Doubts, b.Misuse).Routes(mux)
	workloaddesk.New(counter, workload.New(b.Desk)).Routes(mux)
	holderdesk.New(counter, b.Holding, b.Office).Routes(mux)
	remedydesk.New(counter, b.Remedy).Routes(mux)
	agendadesk.New(counter, b.Agenda).Routes(mux)
	officer.New(counter, b.Office).Routes(mux)
	authority.New(counter, b.Office).Routes(mux)
	money.New(counter, b.Office).Routes(mux)
	admin.New(counter, b.Account, law, b.Office).Routes(mux)
	b.Site = site.Wrap(mux)
}

// openVault makes a folder for sealed files and a key beside it.
func (b *Bureau) openVault() {
	b.t.Helper()
	dir := b.t.TempDir()
	b.Dir = filepath.Join(dir, "files")
	files, err := blob.In(b.Dir)
	b.OK(err)
	master, err := blob.NewMaster(filepath.Join(dir, "evidence.key"), b.Clock.Now())
	b.OK(err)
	b.Vault = office.NewVault(b.Office, office.VaultConfig{Files: files, Master: master})
}

// OK fails the test on an error.
func (b *Bureau) OK(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// Put writes to the store past all deeds.
func (b *Bureau) Put(fn func(*store.Tx) error) { b.t.Helper(); b.OK(b.Store.Update(b.t.Context(), fn)) }

// Person enters someone of an organisation.
func (b *Bureau) Person(o scheme.Organisation, n int, roles ...scheme.Role) scheme.Actor {
	b.t.Helper()
	p := testkit.Person(o, n, roles...)
	p.Enrolled = b.Clock.Now()
	b.Put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
	return testkit.Actor(p, o)
}

// Sign signs someone in with a fresh passkey and returns the session.
func (b *Bureau) Sign(who scheme.Actor) string {
	b.t.Helper()
	token, err := b.Account.DemoSignIn(b.t.Context(), who.Person.ID)
	b.OK(err)
	return token
}

// Product is complete; n tells it from others.
func Product(n int) scheme.Product {
	return scheme.Product{
		Name: scheme.Text{Ja: fmt.Sprintf("見本カメラ %d", n), En: fmt.Sprintf("Sample Camera %d", n)}, Models: []string{fmt.Sprintf("SC-%d", n)},
		Manufacturer: "架空電機", Country: "JP", Firmware: "1.0.0", SupportFrom: "2026-01-01", Summary: scheme.Text{Ja: "見本です。", En: "A sample"},
		HomePage: "https://maker.example/", Enquiry: "help@maker.example", VulnerabilityDesk: "psirt@maker.example", DisclosurePolicy: "https://maker.example/policy",
		SuppliedBy: []string{"照会用の供給元"},
	}
}

// Submitted is an application that has come to the office.
func (b *Bureau) Submitted(p scheme.Product, note func(*scheme.Answer)) scheme.ApplicationID {
	b.t.Helper()
	id, err := b.Office.Start(b.t.Context(), b.Anna, office.StartRequest{Level: "1"})
	b.OK(err)
	b.FillIn(b.Anna, id, p, note)
	b.Submit(id)
	return id
}

// FillIn fills in all of an application. notes change each answer.
func (b *Bureau) FillIn(who scheme.Actor, id scheme.ApplicationID, p scheme.Product, notes ...func(*scheme.Answer)) {
	b.t.Helper()
	ctx := b.t.Context()
	f, err := b.Office.File(ctx, who, id)
	b.OK(err)
	a, err := b.Office.SaveProduct(ctx, who, id, f.Application.Revision, p)
	b.OK(err)
	var scope []scheme.ScopeAnswer
	for _, q := range f.Scheme.Questions {
		scope = append(scope, scheme.ScopeAnswer{Question: q.ID, Yes: q.Wanted, Answered: true, Reason: "仕様書のとおりです。" + p.Summary.En})
	}
	a, err = b.Office.SaveScope(ctx, who, id, a.Revision, scope)
	b.OK(err)
	_, err = b.Office.SaveEvaluator(ctx, who, id, a.Revision, scheme.Evaluator{Class: "applicant", Name: "品質保証部" + p.Firmware})
	b.OK(err)
	for _, item := range f.Edition.Items {
		answer := scheme.Answer{Criterion: item.ID, Verdict: scheme.Conforms, Method: item.Methods[0], PublicNote: "確認しました。", Rationale: "設計書と実機で確かめました。",
			Evidence: []scheme.Evidence{{Title: "試験記録", Kind: "記録", Version: "1.0", Date: "2026-03-10", KeptAt: "品質保証部の書庫"}},
			Assessor: "見本 花子", AssessedOn: "2026-03-20", Minutes: 90}
		for _, note := range notes {
			if note != nil {
				note(&answer)
			}
		}
		_, err := b.Office.SaveAnswer(ctx, who, id, answer)
		b.OK(err)
	}
}

// Submit declares an application complete and sends it.
func (b *Bureau) Submit(id scheme.ApplicationID) {
	b.t.Helper()
	f, err := b.Office.File(b.t.Context(), b.Anna, id)
	b.OK(err)
	r := office.SubmitRequest{Revision: f.Application.Revision, Name: "責任 太郎", Title: "品質保証部長", Language: "ja", Terms: true, TermsBy: "責任 太郎"}
	for _, s := range f.Scheme.Statements {
		r.Affirmed = append(r.Affirmed, s.ID)
	}
	b.OK(b.Office.Submit(b.t.Context(), b.Anna, id, r))
}

// Settled is an application that officer one accepted and that waits for a
// decision.
func (b *Bureau) Settled(n int) scheme.ApplicationID {
	b.t.Helper()
	ctx := b.t.Context()
	id := b.Submitted(Product(n), nil)
	b.OK(b.Office.Accept(ctx, b.One, id))
	f, err := b.Office.File(ctx, b.One, id)
	b.OK(err)
	today := f.Scheme.Day(b.Clock.Now())
	b.OK(b.Office.EnterPayment(ctx, b.One, id, office.PaymentRequest{Day: today, Yen: f.Application.FeeYen, Reference: "F-1"}))
	b.Consents(id)
	return id
}

// Consents answers the ministry's inquiry with no objection.
func (b *Bureau) Consents(id scheme.ApplicationID) {
	b.t.Helper()
	i := b.Inquiry(id)
	who := b.Rei
	who.SteppedUp = b.Clock.Now()
	b.OK(b.Office.AnswerInquiry(b.t.Context(), who, i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.NoObjection}))
}

// Inquiry is the one to the ministry.
func (b *Bureau) Inquiry(id scheme.ApplicationID) scheme.Inquiry {
	b.t.Helper()
	f, err := b.Office.File(b.t.Context(), b.One, id)
	b.OK(err)
	for _, i := range f.Application.Inquiries {
		if i.Authority == b.Ministry.ID {
			return i
		}
	}
	b.t.Fatal("the ministry was not asked")
	return scheme.Inquiry{}
}

// Issued is a label.
func (b *Bureau) Issued(n int) scheme.LabelNumber {
	b.t.Helper()
	id := b.Settled(n)
	two := b.Two
	two.SteppedUp = b.Clock.Now()
	number, err := b.Office.Issue(b.t.Context(), two, id)
	b.OK(err)
	return number
}

// An answer is what the site answered.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

// To is where a redirect leads.
func (a Answer) To() string { return a.Header.Get("Location") }

// Ask sends a request as the one whose session it is; "" is nobody's.
func (b *Bureau) Ask(r *http.Request, session string) Answer {
	b.t.Helper()
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "shirushi", Value: session})
	}
	w := httptest.NewRecorder()
	b.Site.ServeHTTP(w, r)
	return Answer{w.Code, w.Body.String(), w.Header()}
}

// Get asks for a page.
func (b *Bureau) Get(session, path string) Answer {
	b.t.Helper()
	return b.Ask(httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, Base+path, nil), session)
}

// Post sends a form; pairs are names and values.
func (b *Bureau) Post(session, path string, pairs ...string) Answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, Base+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Ask(r, session)
}

// Upload sends a file as a form does.
func (b *Bureau) Upload(session, path string, content []byte) Answer {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w, err := m.CreateFormFile("file", "scheme.zip")
	b.OK(err)
	_, err = w.Write(content)
	b.OK(err)
	b.OK(m.Close())
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, Base+path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return b.Ask(r, session)
}

// Shows fails unless the page came with this status and all of the texts.
func (b *Bureau) Shows(what string, a Answer, status int, texts ...string) {
	b.t.Helper()
	if a.Status != status {
		b.t.Fatalf("%s: status %d, want %d; goes to %q\n%s", what, a.Status, status, a.To(), Plain(a.Body))
	}
	for _, text := range texts {
		if !strings.Contains(a.Body, text) && !strings.Contains(html.UnescapeString(a.Body), text) {
			b.t.Errorf("%s: does not show %q\n%s", what, text, Plain(a.Body))
		}
	}
	if key := wordless.FindString(Plain(a.Body)); key != "" {
		b.t.Errorf("%s: the message %s has no words", what, key)
	}
}

// wordless finds message keys that are shown because nobody has worded them.
var wordless = regexp.MustCompile(`\b(officer|admin|deed|field|state|status|refusal|verdict|method|role|organisation)\.[a-z_.]+`)

// Leads fails unless the answer is a redirect to an address of this beginning.
func (b *Bureau) Leads(what string, a Answer, to string) {
	b.t.Helper()
	if a.Status != http.StatusSeeOther || !strings.HasPrefix(a.To(), to) {
		b.t.Fatalf("%s: status %d to %q, want 303 to %q\n%s", what, a.Status, a.To(), to, Plain(a.Body))
	}
}

// Plain is the text of a page's main part, for messages of tests.
func Plain(body string) string {
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
