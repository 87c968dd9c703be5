package main

import (
	"math/rand/v2"
	"testing"

	"shirushi/internal/desk"
	"shirushi/internal/registry"
	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
	"shirushi/internal/walktest"
	jcstar "shirushi/schemes/jc-star"
)

// walkers are the people of a stroll, with its clock and scheme.
type walkers struct {
	clock  *testkit.Clock
	scheme *scheme.Scheme
	makers []scheme.Organisation
	people []walker
}

// A walker is somebody who tries things.
type walker struct {
	scheme.Actor
	name   string
	kind   scheme.Role             // toward labels of own; "" for who has none
	own    []scheme.OrganisationID // whose labels are meant; nil: all
	off    scheme.OrganisationID   // keeps off this holder
	absent bool                    // may do nothing at all
}

// toward says in which roles somebody stands toward a holder's things, as an
// onlooker would put it.
func (w walker) toward(holder scheme.OrganisationID) []scheme.Role {
	if w.absent || w.kind == "" || w.off == holder {
		return nil
	}
	for _, one := range w.own {
		if one == holder {
			return []scheme.Role{w.kind}
		}
	}
	if w.own == nil {
		return []scheme.Role{w.kind}
	}
	return nil
}

// openStroll opens an installation with two makers, an agency that acts for
// the first, a third firm, and an office of which one officer keeps off the
// first maker and another has left.
func openStroll(t *testing.T, dsn string, seed uint64) *stroll {
	t.Helper()
	s := &stroll{T: t, rand: rand.New(rand.NewPCG(seed, 1)), known: map[scheme.LabelNumber]*strolling{}, done: map[string]int{}, listed: map[string]bool{}, walkers: &walkers{clock: testkit.NewClock()}}
	p, err := openPlatform(t.Context(), config{Listen: "127.0.0.1:0", BaseURL: "http://localhost:1", Data: t.TempDir(), Database: dsn,
		Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "error", RateLimit: rateLimit{PerMinute: -1}, PreparedPagesMiB: -1}, options{migrate: true, now: s.clock.Now})
	s.ok("open", err)
	t.Cleanup(func() { p.Close() })
	s.p, s.remedy = p, remedy.New(p.desk, p.post, "http://localhost:1", p.office)
	if _, problems, err := p.governance.LoadCatalog(t.Context(), scheme.System(), jcstar.Data); err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	s.ok("begin the log", p.keeper.Begin(t.Context()))
	s.scheme, err = p.scheme(t.Context())
	s.ok("read the scheme", err)
	s.settleIn()
	return s
}

func (s *stroll) settleIn() {
	s.makers = []scheme.Organisation{testkit.Maker(0), testkit.Maker(1), testkit.Maker(2)}
	agency, office, ministry := testkit.Agency(0), testkit.Office(), testkit.Authority(0)
	s.write(func(tx *store.Tx) error {
		for _, o := range []*scheme.Organisation{&s.makers[0], &s.makers[1], &s.makers[2], &agency, &office, &ministry} {
			if err := tx.PutOrganisation(o); err != nil {
				return err
			}
		}
		return tx.PutPower(scheme.Power{Agent: agency.ID, Applicant: s.makers[0].ID, From: s.today().AddDays(-30)})
	})
	first := s.makers[0].ID
	for i, m := range s.makers {
		s.join("applicant", m, 1, scheme.RoleApplicant, walker{own: []scheme.OrganisationID{s.makers[i].ID}})
	}
	s.join("manager", s.makers[0], 2, scheme.RoleManager, walker{own: []scheme.OrganisationID{}})
	s.join("agent", agency, 1, scheme.RoleAgent, walker{own: []scheme.OrganisationID{first}})
	for _, n := range []int{1, 2, 3, 7, 8} {
		s.join("officer", office, n, scheme.RoleOfficer, walker{})
	}
	s.join("officer who keeps off", office, 4, scheme.RoleOfficer, walker{off: first})
	s.join("officer who has left", office, 5, scheme.RoleOfficer, walker{absent: true})
	s.join("administrator", office, 6, scheme.RoleAdministrator, walker{})
	s.join("reviewer", ministry, 1, scheme.RoleReviewer, walker{})
	s.people = append(s.people, walker{name: "nobody", absent: true})
	for _, w := range s.people {
		if w.off != "" {
			s.write(func(tx *store.Tx) error {
				return tx.AddRecusal(scheme.Recusal{ID: "off", Person: w.Person.ID, Organisation: w.off, Reason: "親族が勤めている", At: s.clock.Now(), By: w.Person.ID})
			})
		}
	}
}

func (s *stroll) write(fn func(*store.Tx) error) {
	s.Helper()
	s.ok("write", s.p.store.Update(s.Context(), fn))
}

// join takes somebody in. Who has left keeps the session of before.
func (s *stroll) join(name string, o scheme.Organisation, n int, role scheme.Role, w walker) {
	p := testkit.Person(o, n, role)
	w.Actor, w.name, w.kind = testkit.Actor(p, o), name, role
	if w.absent {
		p.Dismissed = s.clock.Now()
	}
	s.write(func(tx *store.Tx) error { return tx.PutPerson(&p) })
	s.people = append(s.people, w)
}

// walker finds somebody by chance, with a fresh passkey more often than not.
func (s *stroll) somebody() walker {
	w := s.people[s.rand.IntN(len(s.people))]
	if s.rand.IntN(4) > 0 {
		w.SteppedUp = s.clock.Now()
	}
	return w
}

// fit finds somebody in one of these roles toward a holder; anybody when
// there is none.
func (s *stroll) fit(who []scheme.Role, holder scheme.OrganisationID) walker {
	for range 100 {
		w := s.somebody()
		for _, role := range w.toward(holder) {
			for _, one := range who {
				if role == one {
					return w
				}
			}
		}
	}
	return s.somebody()
}

// born takes a label over that stands for some weeks more, of any maker.
func (s *stroll) born() {
	s.Helper()
	s.serial++
	number, err := s.scheme.Numbering.Registration.Number(2025, s.serial)
	s.ok("make a number", err)
	today, maker := s.today(), s.makers[s.rand.IntN(2)]
	from := today.AddDays(-500)
	l := scheme.Label{Number: scheme.LabelNumber(number), Holder: maker.ID, HolderName: maker.Name, Level: "1", Edition: s.scheme.EditionsOpenOn("1", today)[0].ID,
		Issued: s.clock.Now(), FirstIssued: from, Listed: from, Updated: s.clock.Now(), EndReason: "", Standing: scheme.Standing{ValidFrom: from, ValidUntil: today.AddDays(s.rand.IntN(90))},
		Product: scheme.Product{Name: scheme.Text{Ja: "見本カメラ", En: "Sample Camera"}, Models: []string{"SC-1"}, Manufacturer: "架空電機", Country: "JP", Firmware: "1.0.0",
			SupportFrom: "2024-01-01", Summary: scheme.Text{Ja: "見本です。"}, HomePage: "https://maker.example/", Enquiry: "help@maker.example",
			VulnerabilityDesk: "psirt@maker.example", DisclosurePolicy: "https://maker.example/policy", SuppliedBy: []string{untold}},
		Assessments: []scheme.Assessment{{Edition: s.scheme.EditionsOpenOn("1", today)[0].ID, Evaluator: "applicant", Completed: from}}}
	s.ok("take a label over", s.p.desk.Do(s.Context(), scheme.System(), "import", func(w *desk.Work) error {
		if err := w.PutLabel(&l); err != nil {
			return err
		}
		if err := w.PutEntry(registry.Of(l, w.Scheme.Day)); err != nil {
			return err
		}
		w.Audit("label:"+number, nil, l)
		return w.PublishFrom(l.Listed, scheme.LabelImported, l.Number, from, l.Facts(), l.Texts())
	}))
	one := &strolling{number: l.Number, first: today, left: walkSteps, hears: walktest.Onlooker{}}
	s.alive, s.known[l.Number] = append(s.alive, one), one
	s.listen()
	s.agree(one, "its beginning")
}
