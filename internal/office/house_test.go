package office_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/mail"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

// A house is an office with people around it. Two makers, an agency that
// holds a power of attorney of the first, the office's own people, and a
// ministry that is asked of itself. A college of reviewers comes in on demand.
type house struct {
	t       testing.TB
	store   *store.Store
	desk    *desk.Desk
	office  *office.Office
	clock   *testkit.Clock
	scheme  *scheme.Scheme
	catHash string

	maker, rival, agency, bureau, ministry, college                           scheme.Organisation
	anna, manager, stranger, agent, one, two, three, admin, reviewer, scholar scheme.Actor
}

// schemes runs fn under two schemes that have little in common.
func schemes(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	for name, files := range map[string]fs.FS{"jc-star": catalogtest.JCStarFiles(), "other": catalogtest.OtherFiles(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, newHouse(t, storetest.SQLite(t), files))
		})
	}
}

// jcstar is a house under the scheme that the software ships with.
func jcstar(t *testing.T) *house { return newHouse(t, storetest.SQLite(t), catalogtest.JCStarFiles()) }

func newHouse(t testing.TB, s *store.Store, files fs.FS) *house {
	t.Helper()
	h := &house{t: t, store: s, clock: testkit.NewClock()}
	h.desk, h.office = rooms(t, s, h.clock.Now)
	h.maker, h.rival, h.agency, h.bureau = testkit.Maker(0), testkit.Maker(1), testkit.Agency(0), testkit.Office()
	h.ministry, h.college = testkit.Authority(0), testkit.Authority(2)
	for _, o := range []*scheme.Organisation{&h.maker, &h.rival, &h.agency, &h.bureau, &h.ministry} {
		h.put(func(tx *store.Tx) error { return tx.PutOrganisation(o) })
	}
	h.anna = h.person(h.maker, 1, scheme.RoleApplicant)
	h.manager = h.person(h.maker, 2, scheme.RoleManager)
	h.stranger = h.person(h.rival, 1, scheme.RoleApplicant, scheme.RoleManager)
	h.agent = h.person(h.agency, 1, scheme.RoleAgent)
	h.one, h.two, h.three = h.person(h.bureau, 1, scheme.RoleOfficer), h.person(h.bureau, 2, scheme.RoleOfficer), h.person(h.bureau, 3, scheme.RoleOfficer)
	h.admin = h.person(h.bureau, 4, scheme.RoleAdministrator)
	h.reviewer = h.person(h.ministry, 1, scheme.RoleReviewer)
	if _, problems, err := governance.New(h.desk).LoadCatalog(t.Context(), h.admin, files); err != nil {
		t.Fatal(err, problems)
	}
	var err error
	if h.scheme, h.catHash, err = h.desk.Scheme(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.power(scheme.Power{Agent: h.agency.ID, Applicant: h.maker.ID, From: h.today().AddDays(-30)})
	return h
}

// load puts the scheme that the software ships with into use anew, with new
// for old in one of its files, and with what more there is.
func (h *house) load(path, old, new string, more fstest.MapFS) {
	h.t.Helper()
	files := maps.Clone(more)
	if files == nil {
		files = fstest.MapFS{}
	}
	h.ok(fs.WalkDir(catalogtest.JCStarFiles(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(catalogtest.JCStarFiles(), p)
		if p == path {
			if strings.Count(string(b), old) != 1 {
				h.t.Fatalf("%s: %q stands there %d times", path, old, strings.Count(string(b), old))
			}
			b = []byte(strings.Replace(string(b), old, new, 1))
		}
		files[p] = &fstest.MapFile{Data: b}
		return err
	}))
	if _, problems, err := governance.New(h.desk).LoadCatalog(h.t.Context(), h.admin, files); err != nil {
		h.t.Fatal(err, problems)
	}
}

func rooms(t testing.TB, s *store.Store, now func() time.Time) (*desk.Desk, *office.Office) {
	t.Helper()
	post, err := mail.NewPost(make([]byte, 32), "office@label.example")
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(s, now)
	return d, office.New(d, post, "https://label.example/")
}

func (h *house) put(fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.store.Update(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) person(o scheme.Organisation, n int, roles ...scheme.Role) scheme.Actor {
	h.t.Helper()
	p := testkit.Person(o, n, roles...)
	h.put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
	return testkit.Actor(p, o)
}

func (h *house) power(p scheme.Power) {
	h.t.Helper()
	h.put(func(tx *store.Tx) error { return tx.PutPower(p) })
}

func (h *house) today() scheme.Date { return h.scheme.Day(h.clock.Now()) }

// fresh is the actor with a passkey shown just now.
func (h *house) fresh(a scheme.Actor) scheme.Actor {
	a.SteppedUp = h.clock.Now()
	return a
}

// product is a complete one, told apart by n.
func product(n int) scheme.Product {
	return scheme.Product{
		Name: scheme.Text{Ja: fmt.Sprintf("見本カメラ%d", n), En: fmt.Sprintf("Sample Camera %d", n)}, Models: []string{fmt.Sprintf("SC-%d", n)},
		Manufacturer: "架空電機", Country: "JP", Firmware: "1.0.0", SupportFrom: "2026-01-01", Summary: scheme.Text{Ja: "見本", En: "A sample"},
		HomePage: "https://maker.example/", Enquiry: "help@maker.example", VulnerabilityDesk: "psirt@maker.example", DisclosurePolicy: "https://maker.example/policy",
		SuppliedBy: []string{"秘密の供給元"},
	}
}

// kind is what the sample applications apply for: the first level of
// self-declaration that has an edition open today.
func (h *house) kind() office.StartRequest {
	h.t.Helper()
	for _, level := range h.scheme.Levels {
		open := h.scheme.EditionsOpenOn(level.ID, h.today())
		if !level.Certified && len(open) > 0 {
			return office.StartRequest{Level: level.ID, Category: open[0].Category}
		}
	}
	h.t.Fatal("no level can be applied for")
	return office.StartRequest{}
}

func (h *house) edition(id scheme.ApplicationID) scheme.Edition {
	return h.file(h.anna, id).Edition
}

// answer is a complete answer to an item.
func (h *house) answer(c scheme.Criterion) scheme.Answer {
	return scheme.Answer{Criterion: c.ID, Verdict: scheme.Conforms, Method: c.Methods[0], PublicNote: "確認済み", Rationale: "設計書と実機で確認した",
		Evidence: []scheme.Evidence{{Title: "試験記録"}}, Assessor: "見本 花子", AssessedOn: h.today()}
}

// draft starts an application and fills all of it. The maker lets its agent
// in, so that tests of roles meet one who may.
func (h *house) draft(who scheme.Actor, applicant scheme.OrganisationID, n int) scheme.ApplicationID {
	h.t.Helper()
	r := h.kind()
	r.Applicant = applicant
	id, err := h.office.Start(h.t.Context(), who, r)
	h.ok(err)
	if who.Organisation.ID == h.maker.ID {
		h.ok(h.office.OpenTo(h.t.Context(), who, id, []scheme.OrganisationID{h.agency.ID}))
	}
	h.fill(who, id, n)
	return id
}

func (h *house) fill(who scheme.Actor, id scheme.ApplicationID, n int) {
	h.t.Helper()
	ctx := h.t.Context()
	f := h.file(who, id)
	a, err := h.office.SaveProduct(ctx, who, id, f.Application.Revision, product(n))
	h.ok(err)
	var scope []scheme.ScopeAnswer
	for _, q := range h.scheme.Questions {
		scope = append(scope, scheme.ScopeAnswer{Question: q.ID, Yes: q.Wanted, Answered: true, Reason: "仕様書のとおり"})
	}
	a, err = h.office.SaveScope(ctx, who, id, a.Revision, scope)
	h.ok(err)
	class, _ := firstOf(h.scheme.Evaluators, func(c scheme.EvaluatorClass) bool { return c.May(a.Level) })
	_, err = h.office.SaveEvaluator(ctx, who, id, a.Revision, scheme.Evaluator{Class: class.ID, Name: "品質部", Entitlement: "N-1"})
	h.ok(err)
	for _, item := range f.Edition.Items {
		_, err := h.office.SaveAnswer(ctx, who, id, h.answer(item))
		h.ok(err)
	}
}

func firstOf[T any](all []T, match func(T) bool) (T, bool) {
	var none T
	if i := slices.IndexFunc(all, match); i >= 0 {
		return all[i], true
	}
	return none, false
}

// withTerms returns the keys where the scheme has terms to accept.
func (h *house) withTerms(keys ...string) []string {
	if h.scheme.Terms.IsZero() {
		return nil
	}
	return keys
}

// declaration is what the person who has read the application says.
func (h *house) declaration(who scheme.Actor, id scheme.ApplicationID) office.SubmitRequest {
	h.t.Helper()
	r := office.SubmitRequest{Revision: h.file(who, id).Application.Revision, Name: "責任 太郎", Title: "品質保証部長", Language: "ja", Terms: true, TermsBy: "見本 花子"}
	for _, s := range h.scheme.Statements {
		r.Affirmed = append(r.Affirmed, s.ID)
	}
	return r
}

func (h *house) submitted(n int) scheme.ApplicationID {
	h.t.Helper()
	id := h.draft(h.anna, "", n)
	h.ok(h.office.Submit(h.t.Context(), h.anna, id, h.declaration(h.anna, id)))
	return id
}

func (h *house) returned(n int) scheme.ApplicationID {
	h.t.Helper()
	id := h.submitted(n)
	h.ok(h.office.Return(h.t.Context(), h.one, id, "証拠を足してください"))
	return id
}

func (h *house) accepted(n int) scheme.ApplicationID {
	h.t.Helper()
	id := h.submitted(n)
	h.ok(h.office.Accept(h.t.Context(), h.one, id))
	return id
}

func (h *house) payment(id scheme.ApplicationID) office.PaymentRequest {
	h.t.Helper()
	return office.PaymentRequest{Day: h.today(), Yen: h.file(h.one, id).Application.FeeYen, Reference: "振込"}
}

// consent answers the ministry's inquiry with no objection.
func (h *house) consent(id scheme.ApplicationID) error {
	return h.say(id, office.AnswerRequest{View: scheme.NoObjection})
}

// say answers the ministry's inquiry.
func (h *house) say(id scheme.ApplicationID, r office.AnswerRequest) error {
	h.t.Helper()
	i := h.inquiry(id, h.ministry)
	r.Revision = i.Revision
	return h.office.AnswerInquiry(h.t.Context(), h.fresh(h.reviewer), i.ID, r)
}

// inquiry is the one to this authority; zero when it was not asked.
func (h *house) inquiry(id scheme.ApplicationID, authority scheme.Organisation) scheme.Inquiry {
	h.t.Helper()
	i, _ := firstOf(onRecord(h, id).Inquiries, func(i scheme.Inquiry) bool { return i.Authority == authority.ID })
	return i
}

func (h *house) settled(n int) scheme.ApplicationID {
	h.t.Helper()
	id := h.accepted(n)
	h.ok(h.office.EnterPayment(h.t.Context(), h.one, id, h.payment(id)))
	h.ok(h.consent(id))
	return id
}

func (h *house) issued(n int) scheme.LabelNumber {
	h.t.Helper()
	number, err := h.office.Issue(h.t.Context(), h.fresh(h.two), h.settled(n))
	h.ok(err)
	return number
}

// inState brings a new application of the maker into a state.
func (h *house) inState(state scheme.ApplicationState, n int) scheme.ApplicationID {
	h.t.Helper()
	ctx := h.t.Context()
	switch state {
	case scheme.Draft:
		return h.draft(h.anna, "", n)
	case scheme.Submitted:
		return h.submitted(n)
	case scheme.Returned:
		return h.returned(n)
	case scheme.Accepted:
		return h.settled(n)
	case scheme.Issued:
		id := h.settled(n)
		_, err := h.office.Issue(ctx, h.fresh(h.two), id)
		h.ok(err)
		return id
	case scheme.Refused:
		id := h.settled(n)
		h.ok(h.office.Refuse(ctx, h.fresh(h.two), id, "付与できません"))
		return id
	case scheme.Rejected:
		id := h.submitted(n)
		h.ok(h.office.Reject(ctx, h.one, id, "対象外です"))
		return id
	case scheme.GivenUp:
		id := h.submitted(n)
		h.ok(h.office.GiveUp(ctx, h.anna, id))
		return id
	}
	h.t.Fatalf("no way into state %s", state)
	return ""
}

func (h *house) file(who scheme.Actor, id scheme.ApplicationID) office.File {
	h.t.Helper()
	f, err := h.office.File(h.t.Context(), who, id)
	h.ok(err)
	return f
}

func (h *house) label(n scheme.LabelNumber) office.LabelFile {
	h.t.Helper()
	f, err := h.office.Label(h.t.Context(), h.one, n)
	h.ok(err)
	return f
}

func (h *house) ground(ends scheme.Deed) scheme.GroundID {
	g, ok := firstOf(h.scheme.Grounds, func(g scheme.Ground) bool { return g.Ends == ends })
	if !ok {
		h.t.Fatalf("the scheme has no ground to %s", ends)
	}
	return g.ID
}

// events numbers what is unnumbered and returns all events.
func (h *house) events() []scheme.Event {
	h.t.Helper()
	if _, err := h.store.Sequence(h.t.Context(), h.today()); err != nil {
		h.t.Fatal(err)
	}
	var all []scheme.Event
	h.view(func(tx *store.Tx) error {
		for {
			since := int64(len(all))
			more, err := tx.Events(since, 0)
			if err != nil || len(more) == 0 {
				return err
			}
			for i, e := range more {
				if e.Seq != since+int64(i)+1 {
					return fmt.Errorf("event %s has number %d, want %d", e.ID, e.Seq, since+int64(i)+1)
				}
			}
			all = append(all, more...)
		}
	})
	return all
}

// letters returns the kinds of the letters that wait, in no certain order.
func (h *house) letters() []string {
	h.t.Helper()
	var kinds []string
	h.view(func(tx *store.Tx) error {
		due, err := tx.DueLetters(h.clock.Now().Add(time.Hour), 0)
		for _, l := range due {
			kinds = append(kinds, l.Kind)
		}
		return err
	})
	slices.Sort(kinds)
	return kinds
}

func (h *house) view(fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.store.View(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) audit(subject string) []store.AuditLine {
	h.t.Helper()
	var lines []store.AuditLine
	h.view(func(tx *store.Tx) (err error) {
		lines, err = tx.AuditOf(subject, 0)
		return err
	})
	return lines
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// no fails unless err is of this kind with exactly these keys.
func (h *house) no(err error, kind scheme.RefusalKind, keys ...string) {
	h.t.Helper()
	refuses(h.t, err, kind, keys...)
}

func refuses(t testing.TB, err error, kind scheme.RefusalKind, keys ...string) {
	t.Helper()
	if !scheme.IsRefusal(err, kind) {
		t.Fatalf("got %v, want a refusal: %s %v", err, kind, keys)
	}
	var got []string
	for _, r := range scheme.RefusalsOf(err) {
		got = append(got, r.Key)
	}
	if d := cmp.Diff(keys, got); d != "" {
		t.Fatalf("refusals (-want +got):\n%s", d)
	}
}

func clashOf(err error) (*office.Clash, bool) {
	var c *office.Clash
	return c, errors.As(err, &c)
}
