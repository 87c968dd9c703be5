package workload_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
	"shirushi/internal/workload"
)

// A house has two makers, two officers, an administrator and the scheme's data.
type house struct {
	*testing.T
	store          *store.Store
	desk           *desk.Desk
	room           *workload.Room
	clock          *testkit.Clock
	scheme         *scheme.Scheme
	edition        scheme.Edition
	maker, rival   scheme.Organisation
	anna, one, two scheme.Actor
	admin          scheme.Actor
}

// each runs fn on both engines on 2026-04-01.
func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := &house{T: t, store: s, clock: testkit.NewClock(), maker: testkit.Maker(0), rival: testkit.Maker(1)}
		h.desk = desk.New(s, h.clock.Now)
		h.room = workload.New(h.desk)
		office := testkit.Office()
		for _, o := range []*scheme.Organisation{&h.maker, &h.rival, &office} {
			h.put(func(tx *store.Tx) error { return tx.PutOrganisation(o) })
		}
		person := func(o scheme.Organisation, n int, roles ...scheme.Role) scheme.Actor {
			p := testkit.Person(o, n, roles...)
			h.put(func(tx *store.Tx) error { return tx.PutPerson(&p) })
			return testkit.Actor(p, o)
		}
		h.anna, h.one, h.two = person(h.maker, 1, scheme.RoleApplicant), person(office, 1, scheme.RoleOfficer), person(office, 2, scheme.RoleOfficer)
		h.admin = person(office, 3, scheme.RoleAdministrator)
		h.load(strings.NewReplacer())
		var err error
		h.scheme, _, err = h.desk.Scheme(t.Context())
		h.ok(err)
		h.edition = h.scheme.Editions[0]
		fn(h)
	})
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// load puts the scheme's data into use, with some of its words replaced.
func (h *house) load(changed *strings.Replacer) {
	h.Helper()
	files := fstest.MapFS{}
	h.ok(fs.WalkDir(catalogtest.JCStarFiles(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(catalogtest.JCStarFiles(), path)
		if path == "scheme.yaml" {
			content = []byte(changed.Replace(string(content)))
		}
		files[path] = &fstest.MapFile{Data: content}
		return err
	}))
	_, problems, err := governance.New(h.desk).LoadCatalog(h.Context(), h.admin, files)
	if err != nil {
		h.Fatal(err, problems)
	}
}

func (h *house) put(fn func(*store.Tx) error) { h.Helper(); h.ok(h.store.Update(h.Context(), fn)) }

func (h *house) application(id string, of scheme.Organisation, change func(a *scheme.Application)) scheme.Application {
	h.Helper()
	a := scheme.Application{ID: scheme.ApplicationID(id), Kind: scheme.New, State: scheme.Submitted, Applicant: of.ID, Level: h.edition.Level, Edition: h.edition.ID,
		Started: noon("2026-01-05"), Received: "2026-01-05", Product: scheme.Product{Name: scheme.Text{Ja: "カメラ", En: "Camera"}, Models: []string{id}}}
	a.Numbers.Application = "A-" + id
	change(&a)
	h.put(func(tx *store.Tx) error { return tx.PutApplication(&a) })
	return a
}

func (h *house) label(n scheme.LabelNumber, of scheme.Organisation, application string, change func(l *scheme.Label)) {
	h.Helper()
	l := scheme.Label{Number: n, Application: scheme.ApplicationID(application), Holder: of.ID, HolderName: of.Name, Level: h.edition.Level, Edition: h.edition.ID,
		Product: scheme.Product{Name: scheme.Text{Ja: "カメラ", En: "Camera"}, Models: []string{"C"}}, Issued: noon("2024-02-01"), FirstIssued: "2024-02-01", Listed: "2024-02-01",
		Standing: scheme.Standing{ValidFrom: "2024-02-01", ValidUntil: "2026-01-31"}}
	change(&l)
	h.put(func(tx *store.Tx) error { return tx.PutLabel(&l) })
}

func noon(day scheme.Date) time.Time {
	t, _ := time.Parse(time.DateOnly, string(day))
	return t.Add(3 * time.Hour) // noon in Japan
}

func (h *house) figures(who scheme.Actor, from, to string) workload.Figures {
	h.Helper()
	f, err := h.room.Figures(h.Context(), who, workload.Period{From: from, To: to})
	h.ok(err)
	return f
}

func (h *house) same(got, want any) {
	h.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("(-want +got)\n%s", diff)
	}
}

func open(f workload.Figures, s workload.Sort) workload.Open {
	for _, one := range f.Open {
		if one.Sort == s {
			return one
		}
	}
	return workload.Open{}
}

func step(f workload.Figures, task scheme.Task) workload.Step {
	for _, one := range f.Steps {
		if one.Task == task {
			return one
		}
	}
	return workload.Step{}
}

func TestFigures_ofApplications(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		item := string(h.edition.Items[0].ID)
		h.application("OPEN", h.maker, func(a *scheme.Application) { a.Officer = h.one.Person.ID })
		h.application("BACK", h.maker, func(a *scheme.Application) {
			a.State, a.Received, a.Returns = scheme.Returned, "2026-03-25", []scheme.Return{{At: noon("2026-03-30"), By: h.two.Person.ID, Reason: "…"}}
		})
		h.application("DRAFT", h.maker, func(a *scheme.Application) { a.State, a.Received = scheme.Draft, "" })
		h.application("DONE", h.maker, func(a *scheme.Application) {
			a.State, a.Closed, a.Returns = scheme.Issued, noon("2026-02-04"), []scheme.Return{{At: noon("2026-01-08"), Back: noon("2026-01-15"), Reason: "…"}}
			a.AcceptedAt, a.Fee = noon("2026-01-16"), scheme.FeeNote{Paid: "2026-01-20", At: noon("2026-01-20")}
			a.Inquiries = []scheme.Inquiry{{ID: "I", Asked: noon("2026-01-16"), Due: "2026-01-20",
				Answer: scheme.AuthorityAnswer{View: scheme.NoObjection, Counts: scheme.NoObjection, Answered: "2026-01-30", At: noon("2026-01-30")}}}
		})
		h.application("NO", h.rival, func(a *scheme.Application) { a.State, a.Closed = scheme.Rejected, noon("2026-03-31") })
		h.application("OLD", h.rival, func(a *scheme.Application) {
			a.State, a.Received, a.Closed = scheme.GivenUp, "2025-01-06", noon("2025-12-31")
		})
		for i, place := range []string{item, item, "product.summary_ja"} {
			c := scheme.Comment{ID: scheme.CommentID(rune('a' + i)), Application: "DONE", Round: 1, Place: place, Text: "…", By: h.two.Person.ID, At: noon("2026-01-07"), Delivered: noon("2026-01-08")}
			h.put(func(tx *store.Tx) error { return tx.PutComment(&c) })
		}
		waits := scheme.Comment{ID: "w", Application: "OPEN", Round: 1, Place: item, Text: "…", By: h.two.Person.ID, At: noon("2026-03-07")}
		h.put(func(tx *store.Tx) error { return tx.PutComment(&waits) })

		f := h.figures(h.one, "2026-01", "2026-03")
		h.same(open(f, workload.SortApplication), workload.Open{Sort: workload.SortApplication, All: 2, Ours: 1, Late: 1, ByAge: [4]int{1, 0, 1, 0}, Oldest: 86})
		h.same(f.Loads, []workload.Load{{Officer: h.one.Person.ID, Applications: 1, Ours: 1, Late: 1}, {Officer: h.two.Person.ID}, {Applications: 1}})
		h.same(f.Decisions[0], workload.Decision{Kind: scheme.New, Issued: 1, Rejected: 1})
		h.same(f.Returns, workload.Returns{Returns: 2, Applications: 2, Places: []workload.Place{
			{Place: item, Edition: h.edition.ID, Comments: 2, Applications: 1}, {Place: "product.summary_ja", Comments: 1, Applications: 1}}})
		h.same(step(f, scheme.TaskFee).Months, []workload.Spread{{Of: 1, Median: 4, Ninth: 4}, {}, {}})
		h.same(step(f, workload.TaskWhole).Whole, workload.Spread{Of: 2, Median: 30, Ninth: 85})
		h.same(step(f, scheme.TaskInquiry).Whole, workload.Spread{Of: 1, Median: 14, Ninth: 14})
		for _, d := range f.Deadlines {
			if d.Task == scheme.TaskInquiry {
				h.same(d, workload.Deadline{Of: scheme.PartyAuthority, Task: scheme.TaskInquiry, Ended: 1, Late: 1})
			}
			if d.Task == scheme.TaskCheck && (d.Now != 1 || d.Late != 1) { // OPEN is late, NO was
				h.Errorf("%+v", d)
			}
		}
		h.same(h.figures(h.admin, "2025-12", "2025-12").Decisions[0], workload.Decision{Kind: scheme.New, GivenUp: 1})
	})
}

func TestFigures_ofWhatHappensToLabels(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		h.application("FIRST", h.maker, func(a *scheme.Application) {
			a.State, a.Received, a.Closed = scheme.Issued, "2024-01-05", noon("2024-02-01")
		})
		h.label("2024000000000016", h.maker, "FIRST", func(*scheme.Label) {})
		h.label("2024000000000024", h.rival, "", func(*scheme.Label) {})
		about := func(id, received string, state scheme.ApplicationState) {
			h.application(id, h.maker, func(a *scheme.Application) {
				a.Kind, a.Of, a.State, a.Received = scheme.Extension, "2024000000000016", state, scheme.Date(received)
				if state != scheme.Submitted {
					a.Closed = noon("2026-03-01")
				}
			})
		}
		about("X1", "2026-01-20", scheme.GivenUp)
		about("X2", "2026-02-03", scheme.Refused)
		about("X3", "2026-02-04", scheme.Submitted)

		step := func(deed scheme.Deed, day, due scheme.Date) scheme.CaseStep {
			return scheme.CaseStep{Deed: deed, At: noon(day), Due: due, Ground: "ground_x"}
		}
		cases := []scheme.Case{
			{ID: "C1", Label: "2024000000000016", Holder: h.maker.ID, State: scheme.CaseDemanded, Officer: h.two.Person.ID, Opened: noon("2026-02-01"), Due: "2026-03-01",
				Steps: []scheme.CaseStep{step(scheme.DeedCaseOpen, "2026-02-01", ""), step(scheme.DeedCaseDemand, "2026-02-02", "2026-03-01")}},
			{ID: "C2", Label: "2024000000000024", Holder: h.rival.ID, State: scheme.CaseRevoked, Opened: noon("2026-01-01"), Closed: noon("2026-02-10"), Outcome: scheme.OutcomeRevoked,
				Steps: []scheme.CaseStep{step(scheme.DeedCaseOpen, "2026-01-01", ""), step(scheme.DeedCaseRevoke, "2026-02-10", "")}},
		}
		for i := range cases {
			h.put(func(tx *store.Tx) error { return tx.PutCase(&cases[i]) })
		}
		doubts := []scheme.Doubt{
			{ID: "D1", State: scheme.DoubtReceived, Topic: "t", Label: "2024000000000016", Received: noon("2026-03-30"), Due: "2026-03-31", Token: "1"},
			{ID: "D2", State: scheme.DoubtClosed, Topic: "t", Received: noon("2026-01-30"), Closed: noon("2026-02-01"), Token: "2"},
			{ID: "D3", State: scheme.DoubtInCase, Topic: "t", Case: "C1", Label: "2024000000000016", Received: noon("2026-01-30"), Token: "3"},
			{ID: "D4", State: scheme.DoubtSpam, Topic: "t", Received: noon("2025-01-30"), Closed: noon("2026-02-01"), Token: "4"},
		}
		for i := range doubts {
			h.put(func(tx *store.Tx) error { return tx.PutDoubt(&doubts[i]) })
		}
		o := scheme.Objection{ID: "O", Against: scheme.AgainstApplication, Subject: "X2", By: h.maker.ID, State: scheme.ObjectionTaken, Lodged: noon("2026-03-02"), Officer: h.one.Person.ID, Due: "2026-03-20"}
		h.put(func(tx *store.Tx) error { return tx.PutObjection(&o) })
		b := scheme.Bulletin{ID: "B", Label: "2024000000000016", Serious: true, Told: noon("2026-03-31")}
		h.put(func(tx *store.Tx) error { return tx.PutBulletin(&b) })
		m := scheme.Misuse{ID: "M", State: scheme.MisuseDraft, Entered: noon("2026-03-31"), Organisation: h.maker.ID}
		h.put(func(tx *store.Tx) error { return tx.PutMisuse(&m) })

		f := h.figures(h.one, "2026-01", "2026-03")
		h.same(f.Extensions, []workload.Extensions{{All: 1, Ended: 1}, {Late: true, All: 2, Open: 1, Refused: 1}})
		h.same(open(f, workload.SortCase), workload.Open{Sort: workload.SortCase, All: 1, Late: 1, ByAge: [4]int{0, 0, 1, 0}, Oldest: 59})
		h.same(open(f, workload.SortDoubt), workload.Open{Sort: workload.SortDoubt, All: 2, Ours: 1, Late: 1, ByAge: [4]int{1, 0, 1, 0}, Oldest: 61})
		h.same(f.Doubts, []workload.Doubts{{Topic: "t", All: 3, Open: 1, Cases: 1, Answered: 1}})
		h.same(f.Grounds, []workload.Ground{{Ground: "ground_x", Revoked: 1}})
		h.same(f.Objections[0], workload.Objections{Against: scheme.AgainstApplication, All: 1, Open: 1})
		h.same([]int{open(f, workload.SortMisuse).All, open(f, workload.SortNews).All, open(f, workload.SortObjection).Late}, []int{1, 1, 1})
		for _, c := range f.Outcomes {
			if (c.N == 1) != (c.Of == string(scheme.OutcomeRevoked)) {
				h.Errorf("outcome %s: %d", c.Of, c.N)
			}
		}

		// Whoever keeps off the maker is told nothing of it by any figure.
		h.put(func(tx *store.Tx) error {
			return tx.AddRecusal(scheme.Recusal{ID: "R", Person: h.one.Person.ID, Organisation: h.maker.ID, Reason: "…", At: h.clock.Now(), By: h.one.Person.ID})
		})
		f = h.figures(h.one, "2026-01", "2026-03")
		for _, one := range f.Open {
			if one.All > 0 {
				h.Errorf("one officer keeps off the maker and sees %+v", one)
			}
		}
		h.same(f.Extensions, []workload.Extensions{{}, {Late: true}})
		h.same(f.Doubts, []workload.Doubts{{Topic: "t", All: 1, Answered: 1}})
		if len(f.Grounds) != 1 || !f.Partial || h.figures(h.two, "", "").Partial {
			h.Errorf("%+v", f)
		}
	})
}

// Last days that are past are those that held then: whoever changes a period
// changes no figure of what is done.
func TestFigures_pastDaysAreThoseOfTheirTime(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		_, then, err := h.desk.Scheme(h.Context())
		h.ok(err)
		h.application("DONE", h.maker, func(a *scheme.Application) {
			a.State, a.Catalog, a.Received, a.AcceptedAt, a.Closed = scheme.Issued, then, "2026-03-02", noon("2026-03-04"), noon("2026-03-06")
		})
		h.label("2024000000000016", h.maker, "DONE", func(*scheme.Label) {})
		r := scheme.Reissue{ID: "R", Label: "2024000000000016", Holder: h.maker.ID, State: scheme.ReissueRefused, Asked: noon("2026-01-05"), Due: "2026-01-20", Closed: noon("2026-01-21")}
		r.Reopen(scheme.ReissueAsked, "O", "2026-04-10", noon("2026-03-31"))
		h.put(func(tx *store.Tx) error { return tx.PutReissue(&r) })
		c := scheme.Case{ID: "C", Label: "2024000000000016", Holder: h.maker.ID, State: scheme.CaseClosed, Opened: noon("2026-03-02"), Closed: noon("2026-03-06"), Outcome: scheme.OutcomeNoCase,
			Steps: []scheme.CaseStep{{Deed: scheme.DeedCaseOpen, At: noon("2026-03-02"), Ours: "2026-03-05"}, {Deed: scheme.DeedCaseClose, At: noon("2026-03-06")}}}
		h.put(func(tx *store.Tx) error { return tx.PutCase(&c) })
		before := h.figures(h.one, "2026-01", "2026-03")
		h.same(open(before, workload.SortReissue), workload.Open{Sort: workload.SortReissue, All: 1, Ours: 1, ByAge: [4]int{1, 0, 0, 0}, Oldest: 1})
		h.same(before.Deadlines, []workload.Deadline{
			{Of: scheme.PartyOffice, Task: scheme.TaskCheck, Ended: 1}, {Of: scheme.PartyOffice, Task: scheme.TaskFirstStep, Ended: 1, Late: 1},
			{Of: scheme.PartyOffice, Task: scheme.TaskReissue, Ended: 1, Late: 1}})

		h.load(strings.NewReplacer("check_days: 10", "check_days: 1", "decide_days: 10", "decide_days: 1", "triage_days: 10", "triage_days: 20"))
		h.same(h.figures(h.one, "2026-01", "2026-03").Deadlines, before.Deadlines)
	})
}

func TestFigures_refusals(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		for _, c := range []struct{ from, to, key, field string }{
			{"2026-13", "", "refusal.workload.month", "from"}, {"", "soon", "refusal.workload.month", "to"}, {"2026-05", "2026-05", "refusal.workload.future", "from"},
			{"2026-03", "2026-02", "refusal.workload.order", "to"}, {"2020-01", "2026-02", "refusal.workload.long", "from"},
		} {
			_, err := h.room.Figures(h.Context(), h.one, workload.Period{From: c.from, To: c.to})
			all := scheme.RefusalsOf(err)
			if len(all) == 0 || all[0].Key != c.key || all[0].Field != c.field {
				h.Errorf("%s to %s: %v", c.from, c.to, err)
			}
		}
		if _, err := h.room.Figures(h.Context(), h.anna, workload.Period{}); !scheme.IsRefusal(err, scheme.Missing) {
			h.Errorf("a maker is told of the figures: %v", err)
		}
		f := h.figures(h.admin, "", "")
		h.same([]any{f.Period, len(f.Months), len(f.Open), len(f.Steps)}, []any{workload.Period{From: "2025-05", To: "2026-04"}, 12, len(workload.Sorts), 0})
	})
}
