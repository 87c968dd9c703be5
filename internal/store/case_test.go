package store_test

import (
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func labelled(t *testing.T, s *store.Store, numbers ...scheme.LabelNumber) {
	t.Helper()
	settled(t, s)
	for _, n := range numbers {
		l := filled[scheme.Label](t)
		l.Revision, l.Number, l.Application, l.Holder = 0, n, "", maker
		change(t, s, func(tx *store.Tx) error { return tx.PutLabel(&l) })
	}
}

func TestCase_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		labelled(t, s, "1")
		c := filled[scheme.Case](t)
		c.Label, c.Holder = "1", maker
		kept(t, s, c, func(c *scheme.Case) *int { return &c.Revision }, (*store.Tx).PutCase,
			func(tx *store.Tx) (scheme.Case, error) { return tx.Case(c.ID) },
			func(c *scheme.Case) { c.Closed, c.Warnings, c.Due = time.Time{}, nil, "" })
	})
}

func TestCase_onlyOneOfALabelIsOpen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		labelled(t, s, "1")
		look(t, s, func(tx *store.Tx) error {
			_, err := tx.OpenCase("1")
			refuses(t, err, scheme.Missing, "refusal.missing")
			return nil
		})
		put := func(id scheme.CaseID, closed time.Time) error {
			return s.Update(t.Context(), func(tx *store.Tx) error {
				return tx.PutCase(&scheme.Case{ID: id, Label: "1", Holder: maker, Opened: noon, Closed: closed})
			})
		}
		if err := put("over", noon); err != nil {
			t.Fatal(err)
		}
		if err := put("open", time.Time{}); err != nil {
			t.Fatal(err)
		}
		refuses(t, put("second", time.Time{}), scheme.Conflict, "refusal.taken")
		look(t, s, func(tx *store.Tx) error {
			c, err := tx.OpenCase("1")
			if c.ID != "open" {
				t.Errorf("got %q, want the case that is open", c.ID)
			}
			return err
		})
	})
}

func TestCases_thoseOpenComeFirstAndOfThemTheOneDueFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		labelled(t, s, "1", "2", "3", "4")
		for _, c := range []scheme.Case{
			{ID: "over", Label: "1", Closed: noon, Opened: noon}, {ID: "undated", Label: "1", Opened: noon},
			{ID: "late", Label: "2", Due: "2026-05-02", Opened: noon}, {ID: "soon", Label: "3", Due: "2026-05-01", Opened: noon},
		} {
			c.Holder = maker
			change(t, s, func(tx *store.Tx) error { return tx.PutCase(&c) })
		}
		for _, one := range []struct {
			filter store.CaseFilter
			want   []scheme.CaseID
		}{
			{store.CaseFilter{}, []scheme.CaseID{"soon", "late", "undated", "over"}},
			{store.CaseFilter{Limit: 1}, []scheme.CaseID{"soon"}},
			{store.CaseFilter{Open: true, Label: "1"}, []scheme.CaseID{"undated"}},
			{store.CaseFilter{Over: true}, []scheme.CaseID{"over"}},
			{store.CaseFilter{Holders: []scheme.OrganisationID{}}, nil},
			{store.CaseFilter{Holders: []scheme.OrganisationID{maker}, Label: "4"}, nil},
		} {
			look(t, s, func(tx *store.Tx) error {
				all, err := tx.Cases(one.filter)
				var got []scheme.CaseID
				for _, c := range all {
					got = append(got, c.ID)
				}
				same(t, got, one.want)
				return err
			})
		}
	})
}
