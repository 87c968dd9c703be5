package store_test

import (
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestWorkbook_isKeptUntilConfirmedOrOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&app) })
		u := filled[scheme.Workbook](t)
		u.Application = "A"
		for i := range u.Items { // what JSON of an answer leaves out
			a := &u.Items[i].Answer
			a.Revision, a.Saved, a.SavedBy = 0, time.Time{}, ""
		}
		there := func(want scheme.Workbook) {
			t.Helper()
			look(t, s, func(tx *store.Tx) error {
				got, err := tx.Workbook("A", u.By)
				same(t, got, want)
				return err
			})
		}
		gone := func() {
			t.Helper()
			look(t, s, func(tx *store.Tx) error {
				_, err := tx.Workbook("A", u.By)
				refuses(t, err, scheme.Missing, "refusal.missing")
				return nil
			})
		}
		gone()
		change(t, s, func(tx *store.Tx) error { return tx.PutWorkbook(u) })
		there(u)
		again := u
		again.File, again.Items, again.At = "again.xlsx", u.Items[:1], u.At.Add(time.Hour)
		change(t, s, func(tx *store.Tx) error { return tx.PutWorkbook(again) })
		there(again)
		look(t, s, func(tx *store.Tx) error {
			_, err := tx.Workbook("A", "someone else")
			refuses(t, err, scheme.Missing, "refusal.missing")
			return nil
		})
		change(t, s, func(tx *store.Tx) error { return tx.DeleteWorkbooksBefore(again.At) })
		there(again)
		change(t, s, func(tx *store.Tx) error { return tx.DeleteWorkbooksBefore(again.At.Add(time.Second)) })
		gone()
		change(t, s, func(tx *store.Tx) error { return tx.PutWorkbook(u) })
		change(t, s, func(tx *store.Tx) error { return tx.DeleteWorkbook("A", u.By) })
		gone()
	})
}
