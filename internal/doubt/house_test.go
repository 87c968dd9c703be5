package doubt_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/doubt"
	"shirushi/internal/governance"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/misuse"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/surveillance"
	"shirushi/internal/testkit"
)

// A house is an office with an inbox, a register, and one label of a maker.
type house struct {
	t        *testing.T
	store    *store.Store
	clock    *testkit.Clock
	inbox    *doubt.Inbox
	register *misuse.Register
	cases    *surveillance.Room

	maker           scheme.Organisation
	anna            scheme.Actor // of the maker
	one, two, admin scheme.Actor
	label           scheme.LabelNumber
}

const base = "https://label.example"

// each runs a story on both engines.
func each(t *testing.T, story func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { story(t, newHouse(t, s)) })
}

func newHouse(t *testing.T, s *store.Store) *house {
	t.Helper()
	h := &house{t: t, store: s, clock: testkit.NewClock(), maker: testkit.Maker(0)}
	d := desk.New(s, h.clock.Now)
	post, err := mail.NewPost(make([]byte, mail.KeyLength), "office@label.example")
	h.ok(err)
	office := testkit.Office()
	h.put(func(tx *store.Tx) error {
		return errors.Join(tx.PutOrganisation(&h.maker), tx.PutOrganisation(&office))
	})
	h.anna = h.person(h.maker, 1, scheme.RoleApplicant)
	h.one, h.two = h.person(office, 1, scheme.RoleOfficer), h.person(office, 2, scheme.RoleOfficer)
	h.admin = h.person(office, 3, scheme.RoleAdministrator)
	_, problems, err := governance.New(d).LoadCatalog(t.Context(), h.admin, catalogtest.JCStarFiles())
	if err != nil {
		t.Fatal(err, problems)
	}
	sch, hash, err := d.Scheme(t.Context())
	h.ok(err)
	labels := labeldesk.New(d, post, base)
	h.register = misuse.New(labels)
	h.cases = surveillance.New(d, post, base)
	h.inbox, err = doubt.New(labels, h.register, h.cases, make([]byte, doubt.KeyLength), h.clock.Now)
	h.ok(err)
	number, err := sch.Numbering.Registration.Number(2026, 1)
	h.ok(err)
	h.label = scheme.LabelNumber(number)
	l := scheme.Label{Number: h.label, Holder: h.maker.ID, HolderName: h.maker.Name, Level: "1", Edition: sch.Editions[0].ID, Catalog: hash, Issued: h.clock.Now(), FirstIssued: "2026-04-01",
		Listed: "2026-04-01", Product: scheme.Product{Name: scheme.Text{Ja: "見本カメラ", En: "Sample Camera"}, Models: []string{"SC-1"}}}
	l.ValidFrom, l.ValidUntil = "2026-04-01", "2028-03-31"
	h.put(func(tx *store.Tx) error {
		return errors.Join(tx.PutLabel(&l), tx.PutEntry(registry.Of(l, sch.Day)))
	})
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) refused(what string, err error, key string) {
	h.t.Helper()
	for _, r := range scheme.RefusalsOf(err) {
		if r.Key == key {
			return
		}
	}
	h.t.Errorf("%s: got %v, want %s", what, err, key)
}

func (h *house) put(fn func(*store.Tx) error) { h.t.Helper(); h.ok(h.store.Update(h.t.Context(), fn)) }

func (h *house) look(fn func(*store.Tx) error) { h.t.Helper(); h.ok(h.store.View(h.t.Context(), fn)) }

func (h *house) person(o scheme.Organisation, n int, roles ...scheme.Role) scheme.Actor {
	h.t.Helper()
	p := testkit.Person(o, n, roles...)
	p.Enrolled = h.clock.Now()
	h.put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
	return testkit.Actor(p, o)
}

// fresh is the officer with a passkey touched just now.
func (h *house) fresh(who scheme.Actor) scheme.Actor { who.SteppedUp = h.clock.Now(); return who }

// secret words that must be nowhere but on officers' pages.
const (
	secretText    = "開封した箱の中の基板にジェイタグの端子が露出していました"
	secretContact = "匿名 太郎 tokumei@example.jp"
	secretPlace   = "架空市の秘密倉庫"
)

func (h *house) told() scheme.Report {
	return scheme.Report{Topic: "does_not_conform", About: string(h.label), Text: secretText, Where: secretPlace, Contact: secretContact, Language: "ja", Consent: true}
}

// form is one that a person has had time to fill in.
func (h *house) form() string {
	form := h.inbox.Form()
	h.clock.Advance(time.Minute)
	return form
}

// reported is a doubt with its receipt.
func (h *house) reported(r scheme.Report) (scheme.DoubtID, string) {
	h.t.Helper()
	receipt, err := h.inbox.Report(h.t.Context(), h.form(), r)
	h.ok(err)
	rows, err := h.inbox.List(h.t.Context(), h.one)
	h.ok(err)
	newest := rows[0]
	for _, row := range rows {
		if row.Doubt.Received.After(newest.Doubt.Received) {
			newest = row
		}
	}
	return newest.Doubt.ID, receipt
}

// everything is all text that the database holds outside of what is sealed:
// audit lines, events with their openings, letters, doubts and entries.
func (h *house) everything() string {
	var all strings.Builder
	h.look(func(tx *store.Tx) error {
		lines, err := tx.AuditLines(store.AuditFilter{Limit: 500})
		if err != nil {
			return err
		}
		for _, l := range lines {
			all.WriteString(l.Subject + l.Before + l.After + "\n")
		}
		doubts, err := tx.Doubts(store.DoubtFilter{})
		if err != nil {
			return err
		}
		for _, d := range doubts {
			all.WriteString(string(d.Sealed) + d.Digest + d.Token + "\n")
		}
		return nil
	})
	return all.String()
}
