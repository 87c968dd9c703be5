package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// A reader who reads on from the last number it was given, slowly and in
// small pages, while several processes record and number, meets every event
// once, in order.
func TestChanges_slowReaderMissesNone(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, dsn string) {
		const events, writers = 200, 4
		stores := []*store.Store{storetest.Open(t, dsn), storetest.Open(t, dsn)}
		var writing sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i := range events / writers {
					e, openings := happened(scheme.EventID(fmt.Sprintf("E%d-%d", w, i)), noon.Add(time.Duration(i)*time.Second))
					if err := stores[w%2].Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvent(e, openings) }); err != nil {
						t.Error(err)
						return
					}
					if _, err := stores[w%2].Sequence(t.Context(), "2026-04-01"); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { writing.Wait(); close(done) }()
		seen, next := map[scheme.EventID]bool{}, int64(0)
		for last := false; ; {
			page, err := stores[1].Changes(t.Context(), next, 7, "2026-04-01")
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Items {
				if next++; c.Seq != next || seen[c.ID] || c.Openings["holder"].Text == "" {
					t.Fatalf("after %d comes %+v", next-1, c)
				}
				seen[c.ID] = true
			}
			if last && len(page.Items) == 0 {
				break
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
		same(t, len(seen), events)
	})
}

func TestChanges_tellACorrectionOnlyWhileTheEntryDoes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		openings := []scheme.Opening{{Event: "C", Field: "from", Salt: "1", Text: "旧工場"}, {Event: "C", Field: "to", Salt: "2", Text: "新工場"}}
		e := scheme.Event{ID: "C", Kind: scheme.LabelCorrected, Recorded: noon, Day: "2026-04-01", Label: "2026000000010001", Facts: map[string]string{"field": "manufacturer"},
			Commitments: map[string]string{"from": openings[0].Commit(), "to": openings[1].Commit()}}
		entry := registry.Entry{Number: e.Label, Standing: scheme.Standing{ValidFrom: "2026-01-01", ValidUntil: "2027-12-31"},
			Corrections: []registry.Correction{{Field: "manufacturer", From: "旧工場", To: "新工場", On: "2026-04-01"}}}
		change(t, s, func(tx *store.Tx) error {
			if err := tx.AddEvent(e, openings); err != nil {
				return err
			}
			return tx.PutEntry(entry)
		})
		if _, err := s.Sequence(t.Context(), "2026-04-01"); err != nil {
			t.Fatal(err)
		}
		told := func() registry.Change {
			t.Helper()
			page, err := s.NewestChanges(t.Context(), 50, "2026-04-01")
			if err != nil || len(page.Items) != 1 {
				t.Fatalf("%+v %v", page, err)
			}
			return page.Items[0]
		}
		same(t, len(told().Openings), 2)
		entry.Corrections = nil // its holder hides that part now
		change(t, s, func(tx *store.Tx) error { return tx.PutEntry(entry) })
		same(t, told().Withheld, []string{"from", "to"})
		same(t, len(told().Openings), 0)
	})
}

func TestNewestChanges_beginAtTheHead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i := range 5 {
			addEvent(t, s, scheme.EventID(fmt.Sprintf("E%d", i)), noon.Add(time.Duration(i)*time.Second))
		}
		if _, err := s.Sequence(t.Context(), "2026-04-01"); err != nil {
			t.Fatal(err)
		}
		addEvent(t, s, "WAITING", noon)
		page, err := s.NewestChanges(t.Context(), 2, "2026-04-01")
		if err != nil || len(page.Items) != 2 || page.Items[0].Seq != 5 || page.Items[1].Seq != 4 || page.Head != 5 {
			t.Errorf("%+v %v", page, err)
		}
		if _, err := s.Changes(t.Context(), 0, 1, ""); err == nil {
			t.Error("changes were read without the day")
		}
	})
}
