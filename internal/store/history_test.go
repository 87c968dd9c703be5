package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// happened returns an event with one commitment and its opening.
func happened(id scheme.EventID, at time.Time) (scheme.Event, []scheme.Opening) {
	o := scheme.Opening{Event: id, Field: "holder", Salt: "00ff", Text: "みほん電機 <&> \u2028"}
	return scheme.Event{
		ID: id, Kind: scheme.LabelIssued, Recorded: at, Day: "2026-04-01", Label: "2026000000010001",
		Facts: map[string]string{"level": "1"}, Commitments: map[string]string{"holder": o.Commit()},
	}, []scheme.Opening{o}
}

func addEvent(t *testing.T, s *store.Store, id scheme.EventID, at time.Time) scheme.Event {
	t.Helper()
	e, openings := happened(id, at)
	change(t, s, func(tx *store.Tx) error { return tx.AddEvent(e, openings) })
	return e
}

func TestAudit_isListedNewestFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var want []store.AuditLine
		for i := range 9 { // all in one second, with ids in no order
			line := filled[store.AuditLine](t)
			line.ID, line.At, line.Subject = fmt.Sprint((i*5)%9), noon, "label:1"
			want = append([]store.AuditLine{line}, want...)
			change(t, s, func(tx *store.Tx) error { return tx.AddAudit(line) })
		}
		change(t, s, func(tx *store.Tx) error {
			return tx.AddAudit(store.AuditLine{ID: "other", At: noon, Subject: "label:11"})
		})
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.AuditOf("label:1", 0)
			same(t, all, want)
			three, err2 := tx.AuditOf("label:1", 3)
			same(t, three, want[:3])
			none, err3 := tx.AuditOf("label:", 3)
			same(t, len(none), 0)
			return errors.Join(err, err2, err3)
		})
		err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddAudit(want[0]) })
		refuses(t, err, scheme.Conflict, "refusal.taken")
	})
}

func TestHistory_cannotBeChangedByAnybody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		addEvent(t, s, "E", noon)
		addEvent(t, s, "F", noon)
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.AddAudit(store.AuditLine{ID: "A", At: noon}),
				tx.AddCatalog(store.CatalogVersion{Hash: "h", Loaded: noon}, []store.CatalogFile{{Path: "scheme.yaml", Content: []byte("x")}}))
		})
		forbidden := []string{
			"UPDATE audit SET who = 'x'", "UPDATE audit SET at = at", "DELETE FROM audit",
			"UPDATE event SET kind = 'x'", "UPDATE event SET leaf = leaf", "UPDATE event SET seq = NULL",
			"UPDATE event SET seq = 5, day = '2027-01-01' WHERE id = 'F'", "DELETE FROM event",
			"UPDATE opening SET text = 'x'", "UPDATE opening SET text = ''", "UPDATE opening SET salt = '', text = '', field = 'x'",
			"UPDATE catalog SET hash = 'x'", "DELETE FROM catalog", "UPDATE catalog_file SET path = 'x'", "DELETE FROM catalog_file",
			"INSERT INTO catalog_file (hash, path, content) SELECT hash, path, content FROM catalog_file",
		}
		if s.Engine() == "postgres" {
			forbidden = append(forbidden, "TRUNCATE audit", "TRUNCATE event CASCADE", "TRUNCATE catalog", "TRUNCATE catalog_file")
		} else {
			forbidden = append(forbidden, "REPLACE INTO catalog_file (hash, path, content) SELECT hash, path, content FROM catalog_file",
				"REPLACE INTO audit SELECT * FROM audit")
		}
		refuse := func(statement string) {
			t.Helper()
			if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.Exec(statement) }); err == nil {
				t.Errorf("the database took %q", statement)
			}
		}
		for _, statement := range forbidden {
			refuse(statement)
		}
		if n, err := s.Sequence(t.Context(), "2999-12-31"); n != 2 || err != nil {
			t.Fatalf("numbered %d: %v", n, err)
		}
		for _, statement := range []string{"UPDATE event SET seq = 9 WHERE id = 'E'", "UPDATE event SET seq = NULL", "UPDATE event SET seq = seq"} {
			refuse(statement)
		}
	})
}

func TestOpening_canBeErasedAndTheEventStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		e, openings := happened("E", noon)
		change(t, s, func(tx *store.Tx) error { return tx.AddEvent(e, openings) })
		opening := func() (o scheme.Opening, err error) {
			err = s.View(t.Context(), func(tx *store.Tx) error { o, err = tx.Opening("E", "holder"); return err })
			return o, err
		}
		got, err := opening()
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, openings[0])
		change(t, s, func(tx *store.Tx) error { return tx.Exec("UPDATE opening SET salt = '', text = '' WHERE event = 'E'") })
		if got, err = opening(); err != nil || got.Text != "" || got.Salt != "" {
			t.Errorf("erased: %+v, %v", got, err)
		}
		change(t, s, func(tx *store.Tx) error { return tx.Exec("DELETE FROM opening WHERE event = 'E'") })
		_, err = opening()
		refuses(t, err, scheme.Missing, "refusal.missing")
		if n, err := s.Sequence(t.Context(), "2999-12-31"); n != 1 || err != nil {
			t.Errorf("numbered %d: %v", n, err)
		}
	})
}

func TestAddEvent_refusesOpeningsThatOpenNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for name, spoil := range map[string]func(*scheme.Event, []scheme.Opening){
			"other event": func(_ *scheme.Event, o []scheme.Opening) { o[0].Event = "F" },
			"other text":  func(_ *scheme.Event, o []scheme.Opening) { o[0].Text = "別の会社" },
			"other field": func(_ *scheme.Event, o []scheme.Opening) { o[0].Field = "name" },
			"numbered":    func(e *scheme.Event, _ []scheme.Opening) { e.Seq = 1 },
		} {
			e, openings := happened("E", noon)
			spoil(&e, openings)
			if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvent(e, openings) }); err == nil {
				t.Errorf("%s: taken", name)
			}
		}
		addEvent(t, s, "E", noon)
		e, openings := happened("E", noon)
		err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvent(e, openings) })
		refuses(t, err, scheme.Conflict, "refusal.taken")
	})
}

func TestSequence_followsTheOrderOfRecording(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		// Within one second the one written first comes first, whatever its id.
		for i, id := range []scheme.EventID{"M", "Z", "A", "K"} {
			addEvent(t, s, id, noon.Add(-time.Duration(i/3)*time.Second))
		}
		want := []scheme.EventID{"K", "M", "Z", "A"}
		look(t, s, func(tx *store.Tx) error {
			none, err := tx.Events(0, 0)
			if len(none) != 0 {
				t.Errorf("events without a number are listed: %v", none)
			}
			return err
		})
		for _, count := range []int{4, 0} {
			if n, err := s.Sequence(t.Context(), "2999-12-31"); n != count || err != nil {
				t.Fatalf("numbered %d, want %d: %v", n, count, err)
			}
		}
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Events(0, 0)
			if err != nil || len(all) != 4 {
				t.Fatalf("%d events: %v", len(all), err)
			}
			for i, e := range all {
				full, _ := happened(want[i], e.Recorded)
				full.Seq = int64(i + 1)
				same(t, e, full)
			}
			two, err := tx.Events(2, 1)
			if len(two) != 1 || two[0].Seq != 3 {
				t.Errorf("after 2: %v", two)
			}
			return err
		})
	})
}

func TestCatalog_theLastLoadedIsInUse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		look(t, s, func(tx *store.Tx) error {
			_, err := tx.CurrentCatalog()
			refuses(t, err, scheme.Missing, "refusal.missing")
			_, err = tx.CatalogFiles("a")
			refuses(t, err, scheme.Missing, "refusal.missing")
			return nil
		})
		files := []store.CatalogFile{{Path: "a.yaml", Content: []byte("甲\x00\xff")}, {Path: "b/c.yaml", Content: []byte{}}}
		loads := []store.CatalogVersion{{"a", noon, kato}, {"b", noon, kato}, {"a", noon.Add(time.Hour), sato}}
		for _, v := range loads {
			change(t, s, func(tx *store.Tx) error { return tx.AddCatalog(v, []store.CatalogFile{files[1], files[0]}) })
			look(t, s, func(tx *store.Tx) error {
				current, err := tx.CurrentCatalog()
				same(t, current, v)
				got, err2 := tx.CatalogFiles(v.Hash)
				same(t, got, files)
				return errors.Join(err, err2)
			})
		}
		change(t, s, func(tx *store.Tx) error {
			return tx.AddCatalog(store.CatalogVersion{Hash: "n", Loaded: noon}, []store.CatalogFile{{Path: "nil"}})
		})
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Catalogs()
			same(t, all[1:], []store.CatalogVersion{loads[2], loads[1], loads[0]})
			return err
		})
	})
}
