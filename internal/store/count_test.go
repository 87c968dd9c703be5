package store_test

import (
	"fmt"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// A register that was empty a moment ago is not planned for as empty: its
// rows are counted as it fills, by several transactions or by one.
func TestPutEntries_haveTheRowsCounted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ inOne, at, least int }{
		"several transactions": {600, store.FirstCounted, 1000},
		"one transaction":      {store.LongCounted, store.LongCounted, store.LongCounted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storetest.Postgres(t)
			for from := 0; from < c.at; from += c.inOne {
				err := s.Update(t.Context(), func(tx *store.Tx) error {
					if err := tx.PutEntries(bareEntries(from, c.inOne)); err != nil {
						return err
					}
					if c.inOne >= store.LongCounted {
						return rowsBelieved(tx, c.least)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			err := s.View(t.Context(), func(tx *store.Tx) error { return rowsBelieved(tx, c.least) })
			if err != nil {
				t.Error(err)
			}
			if err := s.Settle(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func bareEntries(from, n int) []registry.Entry {
	all := make([]registry.Entry, n)
	for i := range all {
		all[i] = registry.Entry{Number: scheme.LabelNumber(fmt.Sprintf("2026%010d", from+i)), Level: "1", Listed: "2026-04-01"}
	}
	return all
}

func rowsBelieved(tx *store.Tx, least int) error {
	n, err := tx.Count("SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = 'entry'::regclass")
	if err == nil && n < least {
		err = fmt.Errorf("the engine believes in %d rows, and there are %d", n, least)
	}
	return err
}

func TestUnnumbered_onlyMarksThatStandOnceAndInOrder(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"VALUES ($1, $2), ($3, $4)": "VALUES (?, ?), (?, ?)",
		"a = $2 AND b = $1":         "a = $2 AND b = $1",
		"a = $1 OR b = $1":          "a = $1 OR b = $1",
		"a = $2":                    "a = $2",
		"a = 1":                     "a = 1",
	} {
		if got := store.Unnumbered(query); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}
