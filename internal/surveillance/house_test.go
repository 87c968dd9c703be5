package surveillance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/surveillance"
	"shirushi/internal/testkit"
)

// A house is the room of cases with a holder, its agent, another maker, three
// officers, and one label that stands.
type house struct {
	*testing.T
	store  *store.Store
	desk   *desk.Desk
	room   *surveillance.Room
	clock  *testkit.Clock
	scheme *scheme.Scheme
	post   *letters
	maker  scheme.Organisation
	label  scheme.LabelNumber

	anna, agent, stranger, one, two, three, admin scheme.Actor
}

// letters counts what is sent, and sends it as the office does.
type letters struct {
	*mail.Post
	sent []string
	to   []string // whom it was sent to
}

func (l *letters) Send(tx *store.Tx, to, lang, kind string, args map[string]string, now time.Time) error {
	l.sent, l.to = append(l.sent, kind), append(l.to, to)
	return l.Post.Send(tx, to, lang, kind, args, now)
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { fn(newHouse(t, s)) })
}

func newHouse(t *testing.T, s *store.Store) *house {
	t.Helper()
	post, err := mail.NewPost(make([]byte, 32), "office@label.example")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, store: s, clock: testkit.NewClock(), post: &letters{Post: post}, maker: testkit.Maker(0), label: "2026000000000018"}
	h.desk = desk.New(s, h.clock.Now)
	h.room = surveillance.New(h.desk, h.post, "https://label.example")
	rival, agency, office := testkit.Maker(1), testkit.Agency(0), testkit.Office()
	for _, o := range []*scheme.Organisation{&h.maker, &rival, &agency, &office} {
		h.put(func(tx *store.Tx) error { return tx.PutOrganisation(o) })
	}
	person := func(o scheme.Organisation, n int, roles ...scheme.Role) scheme.Actor {
		p := testkit.Person(o, n, roles...)
		p.Enrolled = h.clock.Now()
		h.put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
		return testkit.Actor(p, o)
	}
	h.anna, h.stranger, h.agent = person(h.maker, 1, scheme.RoleApplicant), person(rival, 1, scheme.RoleApplicant), person(agency, 1, scheme.RoleAgent)
	h.one, h.two, h.three = person(office, 1, scheme.RoleOfficer), person(office, 2, scheme.RoleOfficer), person(office, 3, scheme.RoleOfficer)
	h.admin = person(office, 4, scheme.RoleAdministrator)
	if _, problems, err := governance.New(h.desk).LoadCatalog(t.Context(), h.admin, catalogtest.JCStarFiles()); err != nil {
		t.Fatal(err, problems)
	}
	sch, hash, err := h.desk.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.scheme = sch
	h.put(func(tx *store.Tx) error {
		return tx.PutPower(scheme.Power{Agent: agency.ID, Applicant: h.maker.ID, From: h.today().AddDays(-30)})
	})
	h.issue(hash)
	return h
}

// issue writes a label that stands, with the application by which it came.
func (h *house) issue(hash string) {
	h.Helper()
	edition := h.scheme.Editions[0]
	a := scheme.Application{ID: "APP", Applicant: h.maker.ID, State: scheme.Issued, Level: edition.Level, Edition: edition.ID, Catalog: hash,
		Started: h.clock.Now(), Received: h.today().AddDays(-60), Label: h.label}
	h.put(func(tx *store.Tx) error { return tx.PutApplication(&a) })
	answer := scheme.Answer{Criterion: edition.Items[0].ID, Verdict: scheme.Conforms, Evidence: []scheme.Evidence{{Title: "試験の記録", SHA256: sum("b")}}}
	h.put(func(tx *store.Tx) error { return tx.PutAnswer("APP", &answer) })
	l := scheme.Label{Number: h.label, Application: "APP", Holder: h.maker.ID, HolderName: h.maker.Name, Level: edition.Level, Edition: edition.ID, Catalog: hash,
		Product: scheme.Product{Name: scheme.Text{Ja: "見守りカメラ", En: "Watching camera"}, Models: []string{"WC-1"}}, Issued: h.clock.Now().AddDate(0, -1, 0),
		FirstIssued: h.today().AddDays(-30), Listed: h.today().AddDays(-30),
		Standing:    scheme.Standing{ValidFrom: h.today().AddDays(-30), ValidUntil: h.today().AddDays(700)},
		Assessments: []scheme.Assessment{{Application: "APP", Edition: edition.ID, Evaluator: "applicant"}}}
	h.put(func(tx *store.Tx) error { return tx.PutLabel(&l) })
}

func sum(digit string) string {
	out := ""
	for range 64 {
		out += digit
	}
	return out
}

func (h *house) put(fn func(*store.Tx) error) {
	h.Helper()
	h.ok(h.store.Update(h.Context(), fn))
}

func (h *house) today() scheme.Date {
	if h.scheme == nil {
		return scheme.DateOf(h.clock.Now())
	}
	return h.scheme.Day(h.clock.Now())
}

func (h *house) days(n int) { h.clock.Advance(time.Duration(n) * 24 * time.Hour) }

func (h *house) fresh(a scheme.Actor) scheme.Actor {
	a.SteppedUp = h.clock.Now()
	return a
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) no(err error, kind scheme.RefusalKind, key string) {
	h.Helper()
	for _, r := range scheme.RefusalsOf(err) {
		if r.Kind == kind && r.Key == key {
			return
		}
	}
	h.Errorf("got %v, want %s: %s", err, kind, key)
}

func (h *house) open() scheme.CaseID {
	h.Helper()
	id, err := h.room.Open(h.Context(), h.one, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseDoubt, Text: "初期パスワードが全機で同じとの指摘がある。", Doubt: "DOUBT-1"})
	h.ok(err)
	return id
}

func (h *house) file(who scheme.Actor, id scheme.CaseID) surveillance.File {
	h.Helper()
	f, err := h.room.Case(h.Context(), who, id)
	h.ok(err)
	return f
}

func (h *house) stands(id scheme.CaseID, want scheme.CaseState) {
	h.Helper()
	if got := h.file(h.three, id).Case.State; got != want {
		h.Errorf("the case is at %s, want %s", got, want)
	}
}

func (h *house) read() (l scheme.Label) {
	h.Helper()
	h.ok(h.store.View(h.Context(), func(tx *store.Tx) (err error) { l, err = tx.Label(h.label); return err }))
	return l
}

// events lists the kinds of public events in their order.
func (h *house) events() (kinds []scheme.EventKind) {
	h.Helper()
	_, err := h.store.Sequence(h.Context(), h.today())
	h.ok(err)
	h.ok(h.store.View(h.Context(), func(tx *store.Tx) error {
		all, err := tx.Events(0, 100)
		for _, e := range all {
			if e.Label == h.label {
				kinds = append(kinds, e.Kind)
			}
		}
		return err
	}))
	return kinds
}

// told takes the kinds of letters since it was asked last.
func (h *house) told(want ...string) {
	h.Helper()
	if diff := cmp.Diff(want, slices.Clone(h.post.sent)); diff != "" {
		h.Errorf("letters (-want +got):\n%s", diff)
	}
	h.post.sent, h.post.to = nil, nil
}

// waits holds how many requests for more time wait for an officer.
func (h *house) waits(who scheme.Actor, want int) {
	h.Helper()
	n := 0
	h.ok(h.store.View(h.Context(), func(tx *store.Tx) error {
		n = 0
		all, err := tx.Waiting(store.WaitingFilter{Person: who.Person.ID, Today: h.today(), CaseReview: h.today(), MisuseReview: h.today()})
		for _, one := range all {
			if one.Sort == scheme.AgendaMoreTime {
				n++
			}
		}
		return err
	}))
	if n != want {
		h.Errorf("%d requests for more time wait, want %d", n, want)
	}
}
