package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// bothEngines runs fn with the address of a fresh database, which fn opens
// as often as it has processes to play.
func bothEngines(t *testing.T, fn func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, storetest.SQLiteDSN(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); fn(t, storetest.PostgresDSN(t)) })
}

func TestNextSerial_countsFromOneForEachName(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		next := func(tx *store.Tx, name string, want int64) {
			t.Helper()
			if n, err := tx.NextSerial(name); n != want || err != nil {
				t.Errorf("%s: %d, want %d (%v)", name, n, want, err)
			}
		}
		change(t, s, func(tx *store.Tx) error {
			next(tx, "a", 1)
			next(tx, "a", 2)
			next(tx, "b", 1)
			return nil
		})
		if err := s.Update(t.Context(), func(tx *store.Tx) error { next(tx, "a", 3); return errChanged }); !errors.Is(err, errChanged) {
			t.Error(err)
		}
		change(t, s, func(tx *store.Tx) error { next(tx, "a", 3); return nil })
	})
}

func TestNextSerial_hasNoGapAmongManyAtOnce(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, dsn string) {
		stores := []*store.Store{storetest.Open(t, dsn), storetest.Open(t, dsn)} // two processes
		var mu sync.Mutex
		var got []int64
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for range 50 {
					var n int64
					err := stores[i%2].Update(t.Context(), func(tx *store.Tx) (err error) {
						n, err = tx.NextSerial("application 2026")
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					got = append(got, n)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		slices.Sort(got)
		for i, n := range got {
			if n != int64(i+1) {
				t.Fatalf("place %d has the number %d", i+1, n)
			}
		}
		same(t, len(got), 400)
	})
}

// Two processes number while others still record: every event gets one
// number, there is no gap, and no number ever changes hands.
func TestSequence_hasNoGapAmongSeveralProcesses(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, dsn string) {
		const events, writers = 500, 5
		stores := []*store.Store{storetest.Open(t, dsn), storetest.Open(t, dsn)}
		var writing, numbering sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i := range events / writers {
					e, openings := happened(scheme.EventID(fmt.Sprintf("E%d-%d", w, i)), noon.Add(time.Duration(i/10)*time.Second))
					if err := stores[w%2].Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvent(e, openings) }); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		done := make(chan struct{})
		var mu sync.Mutex
		numbered, seen := 0, map[int64]scheme.EventID{}
		for _, s := range stores {
			numbering.Go(func() {
				for last := false; ; {
					n, err := s.Sequence(t.Context(), "2999-12-31")
					if err != nil {
						t.Error(err)
						return
					}
					all, err := allEvents(t, s)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					numbered += n
					for i, e := range all {
						if e.Seq != int64(i+1) {
							t.Errorf("place %d has the number %d", i+1, e.Seq)
						}
						if before, ok := seen[e.Seq]; ok && before != e.ID {
							t.Errorf("number %d went from %s to %s", e.Seq, before, e.ID)
						}
						seen[e.Seq] = e.ID
					}
					mu.Unlock()
					if last || t.Failed() {
						return
					}
					select {
					case <-done:
						last = true
					case <-time.After(2 * time.Millisecond):
					}
				}
			})
		}
		writing.Wait()
		close(done)
		numbering.Wait()
		if len(seen) != events || numbered != events {
			t.Errorf("%d events numbered, %d counted, want %d", len(seen), numbered, events)
		}
	})
}

func allEvents(t *testing.T, s *store.Store) (all []scheme.Event, err error) {
	err = s.View(t.Context(), func(tx *store.Tx) error {
		for {
			page, err := tx.Events(int64(len(all)), 200)
			if err != nil || len(page) == 0 {
				return err
			}
			all = append(all, page...)
		}
	})
	return all, err
}

func TestSequence_numbersMoreThanOneBatch(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, func(tx *store.Tx) error {
			for i := range 600 {
				if err := tx.AddEvent(scheme.Event{ID: scheme.EventID(fmt.Sprintf("%03d", 600-i)), Kind: scheme.CatalogLoaded, Recorded: noon, Day: "2026-04-01"}, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if n, err := s.Sequence(t.Context(), "2999-12-31"); n != 600 || err != nil {
			t.Fatalf("numbered %d: %v", n, err)
		}
		all, err := allEvents(t, s)
		if err != nil || len(all) != 600 {
			t.Fatalf("%d events: %v", len(all), err)
		}
		for i, e := range all {
			if e.ID != scheme.EventID(fmt.Sprintf("%03d", 600-i)) {
				t.Fatalf("number %d is %s", e.Seq, e.ID)
			}
		}
	})
}

// Two who read the same revision: one is kept, the other is told.
func TestPut_ofTwoAtOnceOneIsRefused(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, dsn string) {
		stores := []*store.Store{storetest.Open(t, dsn), storetest.Open(t, dsn)}
		o := scheme.Organisation{ID: "A"}
		change(t, stores[0], func(tx *store.Tx) error { return tx.PutOrganisation(&o) })
		for range 20 {
			mine, theirs := o, o
			mine.Address, theirs.Address = "mine", "theirs"
			var wg sync.WaitGroup
			results := make([]error, 2)
			for i, one := range []*scheme.Organisation{&mine, &theirs} {
				wg.Go(func() {
					results[i] = stores[i].Update(t.Context(), func(tx *store.Tx) error { return tx.PutOrganisation(one) })
				})
			}
			wg.Wait()
			winner, loser := mine, results[1]
			if results[0] != nil {
				winner, loser = theirs, results[0]
			}
			if (results[0] == nil) == (results[1] == nil) {
				t.Fatalf("results %v", results)
			}
			refuses(t, loser, scheme.Conflict, "refusal.stale")
			look(t, stores[0], func(tx *store.Tx) (err error) { o, err = tx.Organisation("A"); return err })
			same(t, o, winner)
		}
	})
}

// The same wish from many at once: one record, and a Conflict for the others.
func TestAdd_ofManyAtOnceOneIsKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		var wg sync.WaitGroup
		results := make([]error, 10)
		for i := range results {
			wg.Go(func() {
				results[i] = s.Update(t.Context(), func(tx *store.Tx) error {
					return tx.PutPerson(&scheme.Person{ID: scheme.PersonID(fmt.Sprint(i)), Organisation: maker, Email: "one@example.jp"})
				})
			})
		}
		wg.Wait()
		kept := 0
		for _, err := range results {
			if err == nil {
				kept++
				continue
			}
			refuses(t, err, scheme.Conflict, "refusal.taken")
		}
		same(t, kept, 1)
	})
}

func TestLease_isHeldByOneAtATime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		lease := func(name, holder string, now time.Time, want bool) {
			t.Helper()
			got, err := s.Lease(t.Context(), name, holder, now.Add(time.Minute), now)
			if got != want || err != nil {
				t.Errorf("%s for %s at %s: %t, want %t (%v)", name, holder, now, got, want, err)
			}
		}
		lease("letters", "a", noon, true)
		lease("letters", "b", noon, false)
		lease("sequence", "b", noon, true)
		lease("letters", "a", noon.Add(30*time.Second), true) // prolonged
		lease("letters", "b", noon.Add(89*time.Second), false)
		lease("letters", "b", noon.Add(90*time.Second), true) // run out
		lease("letters", "a", noon.Add(91*time.Second), false)
		lease("half", "a", noon.Add(500*time.Millisecond), true)
		lease("half", "b", noon.Add(60*time.Second), false) // a still counts on half a second
	})
}

func TestLease_ofManyAtOnceOneGetsIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		holders := 0
		for i := range 10 {
			wg.Go(func() {
				got, err := s.Lease(t.Context(), "letters", fmt.Sprint(i), noon.Add(time.Minute), noon)
				if err != nil {
					t.Error(err)
				}
				if got {
					mu.Lock()
					holders++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		same(t, holders, 1)
	})
}

func TestSnapshot_isAWholeDatabase(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	settled(t, s)
	addEvent(t, s, "E", noon)
	if _, err := s.Sequence(t.Context(), "2999-12-31"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "it's a copy.db")
	var wg sync.WaitGroup
	wg.Go(func() { // others go on writing
		for i := range 50 {
			change(t, s, func(tx *store.Tx) error { return putOffice(tx, scheme.OrganisationID(fmt.Sprint("O", i))) })
		}
	})
	if err := s.Snapshot(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	change(t, s, func(tx *store.Tx) error { return putOffice(tx, "AFTER") })
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy may be read by others: %v, %v", info.Mode(), err)
	}

	restored := storetest.Open(t, "sqlite:"+path)
	if n, err := restored.Pending(t.Context()); n != 0 || err != nil {
		t.Errorf("%d pending in the copy: %v", n, err)
	}
	if !isThere(t, restored, maker) || isThere(t, restored, "AFTER") {
		t.Error("the copy is not the database at the time of the snapshot")
	}
	addEvent(t, restored, "F", noon)
	if n, err := restored.Sequence(t.Context(), "2999-12-31"); n != 1 || err != nil {
		t.Errorf("numbered %d in the copy: %v", n, err)
	}
	all, err := allEvents(t, restored)
	if err != nil || len(all) != 2 || all[1].Seq != 2 {
		t.Errorf("events of the copy: %v, %v", all, err)
	}
	if err := restored.Update(t.Context(), func(tx *store.Tx) error { return tx.Exec("DELETE FROM event") }); err == nil {
		t.Error("history can be changed in the copy")
	}
	refuses(t, s.Snapshot(t.Context(), path), scheme.Conflict, "refusal.backup.exists")
	if err := s.Snapshot(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a snapshot went nowhere")
	}
}

func TestSnapshot_isNotForPostgres(t *testing.T) {
	t.Parallel()
	s := storetest.Postgres(t)
	refuses(t, s.Snapshot(t.Context(), filepath.Join(t.TempDir(), "x")), scheme.Invalid, "refusal.backup.engine")
}

// Deeds go on and on while events are numbered: the sequencer is not turned
// back by them, however many there are.
func TestSequence_comesThroughWhileDeedsGoOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const enough = 300
		done := make(chan struct{})
		var writing sync.WaitGroup
		for w := range 8 {
			writing.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-done:
						return
					default:
					}
					e, openings := happened(scheme.EventID(fmt.Sprintf("E%d-%d", w, i)), noon)
					if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvent(e, openings) }); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		numbered, turns := 0, 0
		for end := time.Now().Add(time.Minute); numbered < enough && time.Now().Before(end); turns++ {
			n, _, err := s.SequenceSome(t.Context(), "2999-12-31")
			if err != nil {
				t.Error(err)
				break
			}
			numbered += n
		}
		close(done)
		writing.Wait()
		if numbered < enough {
			t.Errorf("%d events numbered in %d turns", numbered, turns)
		}
	})
}
