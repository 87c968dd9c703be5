package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// Every table is moved or made anew: whoever adds one says which.
func TestMove_forgetsNoTable(t *testing.T) {
	t.Parallel()
	rows, err := storetest.SQLite(t).Raw().Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'goose_db_version'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var there []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		there = append(there, name)
		if !slices.Contains(store.MovedTables, name) && !slices.Contains(store.MadeAnew, name) {
			t.Errorf("table %s would be left behind by a move: name it in internal/store/move.go", name)
		}
	}
	for _, name := range slices.Concat(store.MovedTables, store.MadeAnew) {
		if !slices.Contains(there, name) {
			t.Errorf("table %s is to be moved, and is not there", name)
		}
	}
}

// stocked is a database with one of several things, and awkward values.
func stocked(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		o := scheme.Organisation{ID: "o", Kind: scheme.Maker, Name: scheme.Text{Ja: "𠮷野家電 \\ ' \" ; --", En: "Yoshino\tKaden"}, Country: "JP", Made: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
		if err := tx.PutOrganisation(&o); err != nil {
			return err
		}
		if err := tx.AddCatalog(store.CatalogVersion{Hash: "h", Loaded: o.Made}, []store.CatalogFile{{Path: "a", Content: []byte{0, 1, 0xff}}, {Path: "b"}}); err != nil {
			return err
		}
		for i := range 300 {
			l := scheme.Label{Number: scheme.LabelNumber(rune('A'+i%26)) + scheme.LabelNumber(time.Duration(i).String()), Holder: "o", HolderName: o.Name, Level: "1", Listed: "2026-04-01",
				Product: scheme.Product{Name: scheme.Text{Ja: "電球"}, Models: []string{"A-1", "Ａ２"}}, Standing: scheme.Standing{ValidFrom: "2026-04-01", ValidUntil: "2028-03-31"}, Issued: o.Made, FirstIssued: "2026-04-01"}
			if err := tx.PutLabel(&l); err != nil {
				return err
			}
			if err := tx.PutEntry(registry.Of(l, func(time.Time) scheme.Date { return "2026-04-01" })); err != nil {
				return err
			}
			if err := tx.AddEvent(scheme.Event{ID: scheme.EventID(l.Number), Kind: scheme.LabelIssued, Recorded: o.Made, Day: "2026-04-01", Label: l.Number}, nil); err != nil {
				return err
			}
		}
		_, err := tx.NextSerial("registration")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Sequence(t.Context(), "2026-04-02"); err != nil {
		t.Fatal(err)
	}
}

// quietly is told how far a move is, and keeps it to itself.
func quietly(string, int64, int64) {}

func TestMove_bothWaysKeepsEverything(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
	first, second, third := storetest.SQLite(t), storetest.Postgres(t), storetest.SQLite(t)
	stocked(t, first)
	tallies := map[string]store.Tally{}
	move := func(from, to *store.Store) error {
		return store.Move(t.Context(), from, to, now, quietly, func(tally store.Tally) {
			if before, ok := tallies[tally.Table]; ok && before != tally {
				t.Errorf("%+v, and before %+v", tally, before)
			}
			tallies[tally.Table] = tally
		})
	}
	if err := errors.Join(move(first, second), move(second, third)); err != nil {
		t.Fatal(err)
	}
	if tallies["label"].Rows != 300 || tallies["entry"].Rows != 300 || tallies["catalog_file"].Rows != 2 || len(tallies) != len(store.MovedTables)+1 {
		t.Errorf("%+v", tallies)
	}
	for _, s := range []*store.Store{second, third} {
		page, err := s.Entries(t.Context(), registry.Query{Text: "A-1", Day: "2026-04-02", Limit: 1})
		if err != nil || page.Total != 300 {
			t.Errorf("%s finds %d, %v", s.Engine(), page.Total, err)
		}
		err = s.Update(t.Context(), func(tx *store.Tx) error { // numbers go on
			if n, err := tx.NextSerial("registration"); n != 2 || err != nil {
				t.Errorf("%s: serial %d, %v", s.Engine(), n, err)
			}
			return tx.AddEvent(scheme.Event{ID: "next", Kind: scheme.LabelIssued, Recorded: now, Day: "2026-04-02"}, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.Sequence(t.Context(), "2026-04-02"); n != 1 || err != nil {
			t.Errorf("%s: numbered %d, %v", s.Engine(), n, err)
		}
	}
}

func TestMove_refusesATargetThatIsNotEmptyAndASourceThatIsServed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
		stocked(t, s)
		nobody := func(store.Tally) {}
		if err := store.Move(t.Context(), storetest.SQLite(t), s, now, quietly, nobody); !scheme.IsRefusal(err, scheme.Conflict) {
			t.Errorf("into one that is full: %v", err)
		}
		to := storetest.SQLite(t)
		if held, err := s.Lease(t.Context(), store.Serving, "a process", now.Add(time.Minute), now); err != nil || !held {
			t.Fatal(held, err)
		}
		if err := store.Move(t.Context(), s, to, now, quietly, nobody); !scheme.IsRefusal(err, scheme.Conflict) {
			t.Errorf("while it is served: %v", err)
		}
		if err := store.Move(t.Context(), s, to, now.Add(2*time.Minute), quietly, nobody); err != nil {
			t.Errorf("after it was served: %v", err)
		}
	})
}

// What is written to the source while it is moved is noticed.
func TestMove_noticesAWriterMeanwhile(t *testing.T) {
	t.Parallel()
	from, to := storetest.SQLite(t), storetest.SQLite(t)
	stocked(t, from)
	err := store.MoveWith(t.Context(), from, to, func() {
		err := from.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.NextSerial("registration")
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(err, store.ErrDiffers) {
		t.Errorf("%v", err)
	}
}

// A move that breaks off leaves to empty, and can be begun anew.
func TestMove_brokenOffLeavesNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
	from := storetest.SQLite(t)
	stocked(t, from)
	storetest.Each(t, func(t *testing.T, to *store.Store) {
		ctx, stop := context.WithCancel(t.Context())
		told := map[string]int64{}
		err := store.Move(ctx, from, to, now, func(table string, rows, of int64) {
			if rows < 1 || rows > of || rows <= told[table] {
				t.Errorf("%d of %d rows of %s", rows, of, table)
			}
			if told[table] = rows; table == "event" {
				stop()
			}
		}, func(tally store.Tally) { t.Errorf("%s is said to be there", tally.Table) })
		if !errors.Is(err, context.Canceled) || told["label"] != 300 {
			t.Fatalf("%v, %v", err, told)
		}
		tables := 0
		if err := store.Move(t.Context(), from, to, now, quietly, func(store.Tally) { tables++ }); err != nil || tables != len(store.MovedTables)+1 {
			t.Errorf("begun anew: %d tables, %v", tables, err)
		}
	})
}
