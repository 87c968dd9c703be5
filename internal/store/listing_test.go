package store_test

import (
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// A label is in no public reading before its day: not by number, not in any
// list, not in any count.
func TestEntries_nothingIsReadBeforeItsListingDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		early, late, old := entry("0001", "甲", "製品", ""), entry("0002", "甲", "製品", ""), entry("0003", "甲", "製品", "")
		early.Listed, late.Listed, late.Withdrawn = "2026-04-01", "2026-05-01", "2026-04-20"
		shelf(t, s, early, late, old) // the last was made before there were listing days
		for _, tt := range []struct {
			day       scheme.Date
			all, left string
			there     bool
		}{
			{"2026-04-30", "0003 0001", "", false},
			{"2026-05-01", "0003 0002 0001", "0002", true},
			{"2026-05-02", "0003 0002 0001", "0002", true},
		} {
			for _, q := range []registry.Query{{}, {Text: "製品"}, {Level: "1"}, {Text: "製品 甲", Level: "1"}} {
				q.Day = tt.day
				if got := found(t, s, q); got != tt.all {
					t.Errorf("%s %+v: found %q, want %q", tt.day, q, got, tt.all)
				}
			}
			if got := found(t, s, registry.Query{Day: tt.day, Status: scheme.Withdrawn}); got != tt.left {
				t.Errorf("%s: withdrawn %q, want %q", tt.day, got, tt.left)
			}
			if got := found(t, s, registry.Query{Day: tt.day, Text: "0002"}); (got == "0002") != tt.there {
				t.Errorf("%s: searched by number: %q", tt.day, got)
			}
			e, err := s.Entry(t.Context(), "0002", tt.day)
			if tt.there {
				same(t, e, late)
				continue
			}
			_, unknown := s.Entry(t.Context(), "9999", tt.day)
			refuses(t, err, scheme.Missing, "refusal.missing")
			same(t, err.Error(), unknown.Error())
		}
	})
}

func TestEntries_areReadForADayOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s, entry("0001", "甲", "製品", ""))
		if _, err := s.Entries(t.Context(), registry.Query{}); err == nil || len(scheme.RefusalsOf(err)) > 0 {
			t.Errorf("a list of no day: %v, want a failure", err)
		}
		if _, err := s.Entry(t.Context(), "0001", ""); err == nil || len(scheme.RefusalsOf(err)) > 0 {
			t.Errorf("an entry of no day: %v, want a failure", err)
		}
	})
}

// What is not public yet has no number and so is in no list of events; others
// do not wait for it.
func TestSequence_holdsBackWhatIsNotPublicYet(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		add := func(id scheme.EventID, from scheme.Date) {
			e := scheme.Event{ID: id, Kind: scheme.LabelIssued, Recorded: noon, Day: "2026-04-01", Label: "1"}
			change(t, s, func(tx *store.Tx) error { return tx.AddEventFrom(from, e, nil) })
		}
		add("held", "2026-05-01")
		add("free", "")
		add("today", "2026-04-30")
		numbered := func(day scheme.Date) string {
			if _, err := s.Sequence(t.Context(), day); err != nil {
				t.Fatal(err)
			}
			order := ""
			look(t, s, func(tx *store.Tx) error {
				events, err := tx.Events(0, 0)
				for _, e := range events {
					order += string(e.ID) + " "
				}
				return err
			})
			return order
		}
		same(t, numbered("2026-04-30"), "free today ")
		add("later", "")
		same(t, numbered("2026-04-30"), "free today later ")
		same(t, numbered("2026-05-01"), "free today later held ")
		if n, err := s.Sequence(t.Context(), "2999-12-31"); n != 0 || err != nil {
			t.Errorf("numbered again: %d, %v", n, err)
		}
	})
}

func TestApplicationStartedWith_findsTheOneThatTheFormBegan(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		a, b, c := started("A", noon), started("B", noon), started("C", noon)
		a.StartedWith = "form-1"
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&a) })
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&b) }) // those begun by no form do not meet
		c.StartedWith = "form-1"
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutApplication(&c) }), scheme.Conflict, "refusal.taken")
		look(t, s, func(tx *store.Tx) error {
			got, err := tx.ApplicationStartedWith("form-1")
			same(t, got.ID, a.ID)
			for _, unknown := range []string{"", "form-2"} {
				_, err := tx.ApplicationStartedWith(unknown)
				refuses(t, err, scheme.Missing, "refusal.missing")
			}
			return err
		})
	})
}
