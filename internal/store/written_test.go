package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func putEntry(t *testing.T, s *store.Store, number scheme.LabelNumber) {
	t.Helper()
	change(t, s, func(tx *store.Tx) error { return tx.PutEntry(registry.Entry{Number: number}) })
}

func writtenSince(t *testing.T, s *store.Store, since int64) ([]scheme.LabelNumber, int64) {
	t.Helper()
	if _, err := s.PlaceWritten(t.Context()); err != nil {
		t.Fatal(err)
	}
	numbers, last, err := s.WrittenSince(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	return numbers, last
}

func TestWrittenSince_listsWhatWasWrittenAtItsLastPlace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if all, last := writtenSince(t, s, 0); len(all) > 0 || last != 0 {
			t.Errorf("of an empty register: %v, %d", all, last)
		}
		putEntry(t, s, "a")
		all, first := writtenSince(t, s, 0)
		if diff := cmp.Diff([]scheme.LabelNumber{"a"}, all); diff != "" || first != 1 {
			t.Errorf("place %d, %s", first, diff)
		}
		putEntry(t, s, "b")
		if all, _, _ := s.WrittenSince(t.Context(), first); len(all) > 0 {
			t.Errorf("listed before it has a place: %v", all)
		}
		_, second := writtenSince(t, s, first)
		putEntry(t, s, "a")
		all, third := writtenSince(t, s, second)
		if diff := cmp.Diff([]scheme.LabelNumber{"a"}, all); diff != "" {
			t.Error(diff)
		}
		all, _ = writtenSince(t, s, 0)
		if diff := cmp.Diff([]scheme.LabelNumber{"b", "a"}, all); diff != "" {
			t.Error(diff)
		}
		if head, err := s.LastWritten(t.Context()); head != third || err != nil {
			t.Errorf("last place %d instead of %d: %v", head, third, err)
		}
	})
}

// TestWrittenSince_missesNone reads with a cursor while two processes write
// and number.
func TestWrittenSince_missesNone(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, dsn string) {
		stores := []*store.Store{storetest.Open(t, dsn), storetest.Open(t, dsn)}
		const each = 40
		var writing sync.WaitGroup
		for i := range 4 {
			writing.Go(func() {
				for n := range each {
					number := scheme.LabelNumber(string(rune('a'+i)) + string(rune('A'+n)))
					err := stores[i%2].Update(t.Context(), func(tx *store.Tx) error {
						return tx.PutEntry(registry.Entry{Number: number})
					})
					if err != nil {
						t.Error(err)
					}
					if _, err := stores[i%2].PlaceWritten(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { writing.Wait(); close(done) }()
		seen, since := map[scheme.LabelNumber]bool{}, int64(0)
		for last := false; !last; {
			select {
			case <-done:
				last = true // one look more, at all that is there
			case <-time.After(2 * time.Millisecond):
			}
			all, next := writtenSince(t, stores[1], since)
			for _, number := range all {
				seen[number] = true
			}
			since = next
		}
		if len(seen) != 4*each {
			t.Errorf("saw %d of %d", len(seen), 4*each)
		}
	})
}

func TestOnWritten_tellsWhatIsKeptAndNothingElse(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	var told []store.Written
	s.OnWritten(func(c store.Written) { told = append(told, c) })
	putEntry(t, s, "a")
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.PutEntry(registry.Entry{Number: "b"}); err != nil {
			return err
		}
		return errChanged
	})
	if !errors.Is(err, errChanged) {
		t.Error(err)
	}
	change(t, s, func(tx *store.Tx) error { return nil })
	change(t, s, func(tx *store.Tx) error {
		return tx.AddCatalog(store.CatalogVersion{Hash: "h", Loaded: time.Unix(0, 0)}, []store.CatalogFile{{Path: "p"}})
	})
	want := []store.Written{{Entries: []scheme.LabelNumber{"a"}}, {Catalog: true}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
}
