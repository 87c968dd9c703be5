package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// grown is a log of so many events, signed as far as signed.
func grown(t *testing.T, s *store.Store, signed, size int) (leaves [][]byte) {
	t.Helper()
	add := func(upTo int) {
		var facts []store.Fact
		for i := len(leaves); i < upTo; i++ {
			e := scheme.Event{ID: scheme.EventID(fmt.Sprintf("%026d", i)), Kind: scheme.CatalogLoaded, Recorded: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Day: "2026-04-01"}
			facts, leaves = append(facts, store.Fact{Event: e}), append(leaves, e.Leaf())
		}
		if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvents(facts) }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Sequence(t.Context(), "2026-04-01"); err != nil {
			t.Fatal(err)
		}
	}
	add(signed)
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		head, err := tx.LogHead()
		if err != nil {
			return err
		}
		return tx.AddCheckpoint(store.LogCheckpoint{Head: head, At: time.Date(2026, 4, 1, 0, 0, 1, 0, time.UTC), Signed: fmt.Sprint("signed ", head.Size)})
	})
	if err != nil {
		t.Fatal(err)
	}
	add(size)
	return leaves
}

func TestLogTile_isWhatWasSignedAndNoMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, _, err := s.NewestCheckpoint(t.Context(), time.Date(2026, 4, 1, 0, 1, 0, 0, time.UTC)); !scheme.IsRefusal(err, scheme.NotYetMade) {
			t.Errorf("a checkpoint before the first: %v", err)
		}
		leaves := grown(t, s, 300, 310)
		signed, at, err := s.NewestCheckpoint(t.Context(), time.Date(2026, 4, 1, 0, 1, 0, 0, time.UTC))
		if err != nil || signed != "signed 300" || !at.Equal(time.Date(2026, 4, 1, 0, 0, 1, 0, time.UTC)) {
			t.Errorf("%q %v %v", signed, at, err)
		}
		for _, name := range []publog.TileName{{N: 0, Width: 256}, {N: 0, Width: 3}, {N: 1, Width: 44}, {N: 1, Width: 1}} {
			hashes, err := s.LogTile(t.Context(), name)
			if err != nil {
				t.Fatal(name, err)
			}
			var want []byte
			for _, leaf := range leaves[name.N*256:][:name.Width] {
				h := tlog.RecordHash(leaf)
				want = append(want, h[:]...)
			}
			if !bytes.Equal(hashes, want) {
				t.Errorf("%s: other hashes than those of its events", name)
			}
			entries := name
			entries.Level = publog.EntriesLevel
			bundle, err := s.LogTile(t.Context(), entries)
			if err != nil {
				t.Fatal(entries, err)
			}
			if want, _ := publog.Entries(leaves[name.N*256:][:name.Width]); !bytes.Equal(bundle, want) {
				t.Errorf("%s: other entries than its events", entries)
			}
		}
		for _, name := range []publog.TileName{{N: 1, Width: 45}, {N: 1, Width: 256}, {N: 2, Width: 1}, {Level: 1, Width: 2}, {Level: 6, Width: 1}, {Level: publog.EntriesLevel, N: 1, Width: 45}, {N: 1 << 59, Width: 1}} {
			if _, err := s.LogTile(t.Context(), name); !scheme.IsRefusal(err, scheme.Missing) {
				t.Errorf("%s is there: %v", name, err)
			}
		}
	})
}

// Who writes past the program into what was signed is not served as if it
// were the log.
func TestLogTile_failsWhenWhatWasSignedIsGone(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLiteDSN(t)
	s := storetest.Open(t, dsn)
	grown(t, s, 300, 300)
	storetest.Exec(t, dsn, "DROP TRIGGER log_tile_no_update", "UPDATE log_tile SET hashes = substr(hashes, 1, 320) WHERE level = 0 AND n = 1")
	if _, err := s.LogTile(t.Context(), publog.TileName{N: 1, Width: 44}); !errors.Is(err, store.ErrAltered) {
		t.Errorf("a tile that was cut short: %v", err)
	}
	if _, err := s.LogTile(t.Context(), publog.TileName{N: 1, Width: 10}); err != nil {
		t.Errorf("what is left of it: %v", err)
	}
}
