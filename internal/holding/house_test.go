package holding_test

import (
	"slices"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/holding"
	"shirushi/internal/mail"
	"shirushi/internal/office"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

// A house holds one label of a maker, another maker, an agent of the first,
// and two officers.
type house struct {
	*holding.Holding
	t      *testing.T
	store  *store.Store
	office *office.Office
	clock  *testkit.Clock
	scheme *scheme.Scheme
	number scheme.LabelNumber

	maker, rival, agency                      scheme.Organisation
	anna, rita, agent, one, two, admin, other scheme.Actor
}

// each runs a story on both engines.
func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) { fn(t, newHouse(t, s)) })
}

func newHouse(t *testing.T, s *store.Store) *house {
	t.Helper()
	h := &house{t: t, store: s, clock: testkit.NewClock()}
	post, err := mail.NewPost(make([]byte, 32), "office@label.example")
	h.ok(err)
	d := desk.New(s, h.clock.Now)
	h.Holding, h.office = holding.New(d, post, "https://label.example/"), office.New(d, post, "https://label.example/")
	h.maker, h.rival, h.agency = testkit.Maker(0), testkit.Maker(1), testkit.Agency(0)
	bureau, third := testkit.Office(), testkit.Maker(2)
	for _, o := range []*scheme.Organisation{&h.maker, &h.rival, &h.agency, &bureau, &third} {
		h.put(func(tx *store.Tx) error { return tx.PutOrganisation(o) })
	}
	h.anna, h.rita = h.person(h.maker, 1, scheme.RoleApplicant), h.person(h.rival, 1, scheme.RoleApplicant)
	h.agent, h.other = h.person(h.agency, 1, scheme.RoleAgent), h.person(third, 1, scheme.RoleApplicant)
	h.one, h.two, h.admin = h.person(bureau, 1, scheme.RoleOfficer), h.person(bureau, 2, scheme.RoleOfficer), h.person(bureau, 3, scheme.RoleAdministrator)
	if _, problems, err := governance.New(d).LoadCatalog(t.Context(), h.admin, catalogtest.JCStarFiles()); err != nil {
		t.Fatal(err, problems)
	}
	h.scheme, _, err = d.Scheme(t.Context())
	h.ok(err)
	h.put(func(tx *store.Tx) error {
		return tx.PutPower(scheme.Power{Agent: h.agency.ID, Applicant: h.maker.ID, From: h.today().AddDays(-30)})
	})
	h.number = h.label(1)
	return h
}

// label issues a label of the maker past all deeds.
func (h *house) label(n int64) scheme.LabelNumber {
	h.t.Helper()
	number, err := h.scheme.Numbering.Registration.Number(2026, n)
	h.ok(err)
	today := h.today()
	l := scheme.Label{Number: scheme.LabelNumber(number), Holder: h.maker.ID, HolderName: h.maker.Name, Level: "1", Edition: h.scheme.Editions[0].ID,
		Issued: h.clock.Now(), FirstIssued: today, Listed: today, Updated: h.clock.Now(),
		Standing: scheme.Standing{ValidFrom: today, ValidUntil: h.scheme.LastDay(today)},
		Product: scheme.Product{Name: scheme.Text{Ja: "見本カメラ", En: "Sample Camera"}, Models: []string{"SC-1"}, Manufacturer: "架空電機", Country: "JP", Firmware: "1.0.0",
			SupportFrom: "2026-01-01", Summary: scheme.Text{Ja: "見本です。"}, HomePage: "https://maker.example/", Enquiry: "help@maker.example",
			VulnerabilityDesk: "psirt@maker.example", DisclosurePolicy: "https://maker.example/policy"},
		Assessments: []scheme.Assessment{{Edition: h.scheme.Editions[0].ID, Evaluator: "applicant", Completed: today}}}
	h.ok(h.Do(h.t.Context(), scheme.System(), "issue", func(w *desk.Work) error {
		if err := w.PutLabel(&l); err != nil {
			return err
		}
		if err := w.PutEntry(registry.Of(l, w.Scheme.Day)); err != nil {
			return err
		}
		w.Audit("label:"+number, nil, l)
		return w.PublishFrom(l.Listed, scheme.LabelIssued, l.Number, today, l.Facts(), l.Texts())
	}))
	return l.Number
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// no fails unless err is a refusal with this key.
func (h *house) no(err error, kind scheme.RefusalKind, key string) {
	h.t.Helper()
	for _, r := range scheme.RefusalsOf(err) {
		if r.Kind == kind && r.Key == key {
			return
		}
	}
	h.t.Fatalf("got %v, want %s: %s", err, kind, key)
}

func (h *house) put(fn func(*store.Tx) error) {
	h.t.Helper()
	h.ok(h.store.Update(h.t.Context(), fn))
}

func (h *house) view(fn func(*store.Tx) error) {
	h.t.Helper()
	h.ok(h.store.View(h.t.Context(), fn))
}

func (h *house) person(o scheme.Organisation, n int, roles ...scheme.Role) scheme.Actor {
	h.t.Helper()
	p := testkit.Person(o, n, roles...)
	h.put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
	return testkit.Actor(p, o)
}

func (h *house) today() scheme.Date { return h.scheme.Day(h.clock.Now()) }

func (h *house) fresh(a scheme.Actor) scheme.Actor {
	a.SteppedUp = h.clock.Now()
	return a
}

func (h *house) days(n int) { h.clock.Advance(time.Duration(n) * 24 * time.Hour) }

// onRecord is the label as it stands.
func (h *house) onRecord() (l scheme.Label) {
	h.t.Helper()
	h.view(func(tx *store.Tx) (err error) { l, err = tx.Label(h.number); return err })
	return l
}

// events numbers and returns the events of the label, in their order.
func (h *house) events() (all []scheme.Event) {
	h.t.Helper()
	_, err := h.store.Sequence(h.t.Context(), h.today())
	h.ok(err)
	h.view(func(tx *store.Tx) (err error) { all, err = tx.Events(0, 0); return err })
	return slices.DeleteFunc(all, func(e scheme.Event) bool { return e.Label != h.number })
}

// replayed holds that what follows from the events is what the register says.
func (h *house) replayed() {
	h.t.Helper()
	told, err := scheme.Replay(h.events())
	h.ok(err)
	l := h.onRecord()
	for day := l.ValidFrom.AddDays(-1); day <= h.today().AddDays(800); day = day.AddDays(1) {
		if a, b := told.StatusOn(day), l.StatusOn(day); a != b {
			h.t.Fatalf("%s: the events say %q, the register %q", day, a, b)
		}
	}
}

// letters are the kinds of the letters queued, sorted.
func (h *house) letters() (kinds []string) {
	h.t.Helper()
	h.view(func(tx *store.Tx) error {
		all, err := tx.DueLetters(h.clock.Now().Add(time.Hour), 0)
		for _, l := range all {
			kinds = append(kinds, l.Kind)
		}
		return err
	})
	slices.Sort(kinds)
	return kinds
}

func (h *house) vow(all []scheme.Statement) holding.Vowing {
	v := holding.Vowing{Name: "責任 太郎", Title: "事業部長", Language: "ja"}
	for _, s := range all {
		v.Affirmed = append(v.Affirmed, s.ID)
	}
	return v
}

func (h *house) wish() holding.Wish {
	return holding.Wish{To: h.rival.CorporateNumber, Reason: "事業を譲渡するため", Vow: h.vow(h.scheme.Holding.Offers)}
}
