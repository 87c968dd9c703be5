package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/demo"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/workload"
)

// TestFigures_agreeWithASlowCount reads every record of the demo whole and
// counts by hand what the office's figures and the published ones say.
func TestFigures_agreeWithASlowCount(t *testing.T) {
	t.Parallel()
	c := played(t, new(demo.Clock), t.TempDir())
	seats, err := demo.Seats(t.Context(), c.p.store)
	if err != nil {
		t.Fatal(err)
	}
	room := workload.New(c.p.desk)
	sch, _, err := c.p.desk.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var admin scheme.Actor
	for _, s := range seats {
		if s.Person.Has(scheme.RoleAdministrator) {
			admin.Person = s.Person
		}
	}
	today := sch.Day(c.p.now())
	from := string(today.AddDays(-1000)[:7])
	got, err := room.Figures(t.Context(), admin, workload.Period{From: from})
	if err != nil {
		t.Fatal(err)
	}

	open, works := map[workload.Sort]int{}, map[scheme.PersonID]int{}
	var decided workload.Decision
	returns, remarks, revoked, topics := 0, 0, 0, map[scheme.TopicID]int{}
	within := func(day scheme.Date) bool { return string(day) >= from }
	err = c.p.store.View(t.Context(), func(tx *store.Tx) error {
		apps, err := tx.Applications(store.ApplicationFilter{})
		for _, a := range apps {
			if a.Open() {
				open[workload.SortApplication]++
				works[a.Officer]++
			}
			if a.Kind == scheme.New && !a.Closed.IsZero() && within(sch.Day(a.Closed)) {
				switch a.State {
				case scheme.Issued:
					decided.Issued++
				case scheme.Refused:
					decided.Refused++
				case scheme.Rejected:
					decided.Rejected++
				case scheme.GivenUp:
					if a.Received != "" {
						decided.GivenUp++
					}
				}
			}
			for _, r := range a.Reopened {
				if a.Kind == scheme.New && within(sch.Day(r.Decided)) && r.Decision == string(scheme.Refused) {
					decided.Refused++
				} else if a.Kind == scheme.New && within(sch.Day(r.Decided)) {
					decided.Rejected++
				}
			}
			for _, r := range a.Returns {
				if within(sch.Day(r.At)) {
					returns++
				}
			}
			comments, err := tx.Comments(a.ID)
			if err != nil {
				return err
			}
			for _, one := range comments {
				if !one.Delivered.IsZero() && within(sch.Day(one.Delivered)) {
					remarks++
				}
			}
		}
		cases, err2 := tx.Cases(store.CaseFilter{})
		for _, one := range cases {
			if !one.Over() {
				open[workload.SortCase]++
				works[one.Officer]++
			} else if one.Outcome == scheme.OutcomeRevoked && within(sch.Day(one.Closed)) {
				revoked++
			}
		}
		doubts, err3 := tx.Doubts(store.DoubtFilter{})
		for _, one := range doubts {
			if one.Closed.IsZero() {
				open[workload.SortDoubt]++
			}
			if within(sch.Day(one.Received)) {
				topics[one.Topic]++
			}
		}
		objections, err4 := tx.Objections(store.ObjectionFilter{Open: true})
		for _, one := range objections {
			open[workload.SortObjection]++
			works[one.Officer]++
		}
		for _, err := range []error{err, err2, err3, err4} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}

	for _, one := range got.Open {
		switch one.Sort {
		case workload.SortApplication, workload.SortCase, workload.SortDoubt, workload.SortObjection:
			if one.All != open[one.Sort] || one.ByAge[0]+one.ByAge[1]+one.ByAge[2]+one.ByAge[3] != one.All {
				t.Errorf("%+v, counted slowly %d", one, open[one.Sort])
			}
		}
	}
	for _, l := range got.Loads {
		if l.All() != works[l.Officer] {
			t.Errorf("%+v, counted slowly %d", l, works[l.Officer])
		}
	}
	decided.Kind = scheme.New
	for _, d := range got.Decisions {
		if diff := cmp.Diff(decided, d); d.Kind == scheme.New && diff != "" {
			t.Error(diff)
		}
	}
	said := 0
	for _, p := range got.Returns.Places {
		said += p.Comments
	}
	grounds := 0
	for _, g := range got.Grounds {
		grounds += g.Revoked
	}
	for _, d := range got.Doubts {
		if d.All != topics[d.Topic] {
			t.Errorf("%+v, counted slowly %d", d, topics[d.Topic])
		}
	}
	if got.Returns.Returns != returns || said != remarks || grounds != revoked || len(got.Doubts) != len(topics) {
		t.Errorf("%+v, %d revoked: counted slowly %d returns, %d comments, %d revoked", got.Returns, grounds, returns, remarks, revoked)
	}
	if returns == 0 || open[workload.SortCase] == 0 || revoked == 0 || len(topics) == 0 || decided.Issued == 0 {
		t.Error("the demo has nothing to count")
	}
	told, err := c.p.store.Oversight(t.Context(), nil, 1)
	if err != nil || told.OpenCases.N != open[workload.SortCase] {
		t.Errorf("published: %+v (%v), counted slowly %d cases", told, err, open[workload.SortCase])
	}
}
