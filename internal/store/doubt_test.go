package store_test

import (
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestDoubt_isKeptWholeAndFoundByItsReceipt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := filled[scheme.Doubt](t)
		kept(t, s, d, func(d *scheme.Doubt) *int { return &d.Revision }, (*store.Tx).PutDoubt,
			func(tx *store.Tx) (scheme.Doubt, error) { return tx.Doubt(d.ID) },
			func(d *scheme.Doubt) { d.State, d.Sealed, d.Digest = scheme.DoubtClosed, nil, "" })
		look(t, s, func(tx *store.Tx) error {
			got, err := tx.DoubtOf(d.Token)
			if err == nil && got.ID != d.ID {
				t.Errorf("found %s", got.ID)
			}
			_, none := tx.DoubtOf("another")
			refuses(t, none, scheme.Missing, "refusal.missing")
			return err
		})
	})
}

func TestDoubts_thoseDueFirstStandFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		at := func(h int) time.Time { return noon.Add(time.Duration(h) * time.Hour) }
		change(t, s, func(tx *store.Tx) error {
			for _, d := range []scheme.Doubt{
				{ID: "closed", State: scheme.DoubtClosed, Received: at(9), Closed: at(10), Token: "1", Digest: "x"},
				{ID: "asked", State: scheme.DoubtAsked, Received: at(8), Token: "2", Digest: "x"},
				{ID: "late", State: scheme.DoubtReceived, Received: at(2), Due: "2026-04-02", Token: "3", Digest: "y"},
				{ID: "soon", State: scheme.DoubtReceived, Received: at(1), Due: "2026-04-09", Token: "4", Label: "1"},
			} {
				if err := tx.PutDoubt(&d); err != nil {
					return err
				}
			}
			return nil
		})
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Doubts(store.DoubtFilter{})
			if err != nil {
				return err
			}
			got := ""
			for _, d := range all {
				got += string(d.ID) + " "
			}
			if got != "late soon asked closed " {
				t.Error(got)
			}
			open, err := tx.Doubts(store.DoubtFilter{Open: true, Label: "1"})
			if err != nil || len(open) != 1 || open[0].ID != "soon" {
				t.Error(open, err)
			}
			due, err := tx.DoubtsDue("2026-04-05")
			if err != nil || len(due) != 1 || due[0].ID != "late" {
				t.Error(due, err)
			}
			forget, err := tx.DoubtsToForget()
			if err != nil || len(forget) != 1 || forget[0].ID != "closed" {
				t.Error(forget, err)
			}
			since, err := tx.CountDoubts(at(2), "")
			alike, err2 := tx.CountDoubts(at(9), "x")
			ever, err3 := tx.DoubtsAlike("x")
			if since != 3 || alike != 1 || ever != 2 || err != nil || err2 != nil || err3 != nil {
				t.Error(since, alike, ever, err, err2, err3)
			}
			return nil
		})
	})
}

func TestMisuse_isKeptWholeAndFoundByItsNumber(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		m := filled[scheme.Misuse](t)
		kept(t, s, m, func(m *scheme.Misuse) *int { return &m.Revision }, (*store.Tx).PutMisuse,
			func(tx *store.Tx) (scheme.Misuse, error) { return tx.Misuse(m.ID) },
			func(m *scheme.Misuse) { m.State, m.Reviewed = scheme.MisuseStanding, nil })
		draft := scheme.Misuse{ID: "draft", State: scheme.MisuseDraft, Entered: noon}
		change(t, s, func(tx *store.Tx) error { return tx.PutMisuse(&draft) })
		look(t, s, func(tx *store.Tx) error {
			got, err := tx.MisuseNumbered(m.Number)
			if err != nil || got.ID != m.ID {
				t.Error(got.ID, err)
			}
			_, none := tx.MisuseNumbered(0)
			refuses(t, none, scheme.Missing, "refusal.missing")
			standing, err := tx.Misuses(scheme.MisuseStanding)
			if err != nil || len(standing) != 1 {
				t.Error(standing, err)
			}
			nothing, err := tx.Misuses()
			if len(nothing) != 0 {
				t.Error(nothing)
			}
			return err
		})
	})
}
