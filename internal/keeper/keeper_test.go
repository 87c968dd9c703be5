package keeper_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/desk"
	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

var now = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

// A house is a log with its keeper, as one process has them.
type house struct {
	*testing.T
	*keeper.Keeper
	store  *store.Store
	desk   *desk.Desk
	folder string
}

func open(t *testing.T, s *store.Store, folder string) house {
	d := desk.New(s, func() time.Time { return now })
	return house{t, keeper.New(d, s, keeper.In(folder), "labels.example", func() time.Time { return now }), s, d, folder}
}

// say records so many public events.
func (h house) say(n int) {
	h.Helper()
	for range n {
		err := h.desk.Do(h.Context(), scheme.System(), "say", func(w *desk.Work) error {
			w.Audit("x", nil, "said")
			return w.Publish(scheme.LabelIssued, "", "2026-04-01", map[string]string{"level": "1"}, map[string]string{"name_ja": "製品"})
		})
		if err != nil {
			h.Fatal(err)
		}
	}
}

// turn does what a running process does each second.
func (h house) turn() {
	h.Helper()
	if err := h.tryTurn(); err != nil {
		h.Fatal(err)
	}
}

func (h house) tryTurn() error {
	if _, err := h.store.Sequence(h.Context(), "2999-12-31"); err != nil {
		return err
	}
	return h.Vouch(h.Context())
}

func (h house) begin() {
	h.Helper()
	if err := h.Begin(h.Context()); err != nil {
		h.Fatal(err)
	}
}

// opened returns the last checkpoint and who signed it, verified by one of
// the keys that the log tells of.
func (h house) opened() (c publog.Checkpoint, by []string) {
	h.Helper()
	err := h.store.View(h.Context(), func(tx *store.Tx) error {
		last, err := tx.LastCheckpoint()
		if err != nil {
			return err
		}
		keys, err := tx.LogKeys(publog.Checkpoints)
		if err != nil {
			return err
		}
		var known []note.Verifier
		for _, k := range keys {
			v, err := note.NewVerifier(k.Verifier)
			if err != nil {
				return err
			}
			known = append(known, v)
		}
		var n *note.Note
		c, n, err = publog.OpenCheckpoint([]byte(last.Signed), "labels.example/log", known...)
		if err != nil {
			return err
		}
		for _, k := range keys {
			v, err := note.NewVerifier(k.Verifier)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(n.Sigs, func(s note.Signature) bool { return s.Hash == v.KeyHash() }) {
				by = append(by, k.Verifier)
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return c, by
}

func each(t *testing.T, fn func(t *testing.T, dsn string)) {
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(t, dsn(t))
		})
	}
}

func openStore(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestVouch_everyCheckpointGoesOnFromTheLast(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		h := open(t, openStore(t, dsn), t.TempDir())
		h.begin()
		h.begin() // another start
		h.turn()
		before, _ := h.opened()
		if before.Size != int64(len(publog.Roles)) {
			t.Errorf("the first checkpoint has %d events, want one for each key", before.Size)
		}
		for _, n := range []int{1, 0, 7, 300} {
			h.say(n)
			h.turn()
			after, _ := h.opened()
			if after.Size != before.Size+int64(n) {
				t.Fatalf("%d events and %d more are %d", before.Size, n, after.Size)
			}
			err := h.store.View(t.Context(), func(tx *store.Tx) error {
				proof, err := tlog.ProveTree(after.Size, before.Size, publog.Hashes(tx.LogTiles()))
				if err != nil {
					return err
				}
				leaves, err := tx.Leaves(after.Size, 1)
				if err != nil {
					return err
				}
				record, err := tlog.ProveRecord(after.Size, after.Size-1, publog.Hashes(tx.LogTiles()))
				if err != nil {
					return err
				}
				return errors.Join(tlog.CheckTree(proof, after.Size, after.Root, before.Size, before.Root),
					tlog.CheckRecord(record, after.Size, after.Root, after.Size-1, tlog.RecordHash(leaves[0])))
			})
			if err != nil {
				t.Error(err)
			}
			before = after
		}
	})
}

func TestRotate_theCheckpointThatTellsOfItIsSignedWithBoth(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		h := open(t, openStore(t, dsn), t.TempDir())
		h.begin()
		h.turn()
		_, first := h.opened()
		rotate := func(lost bool) string {
			t.Helper()
			v, err := h.Rotate(t.Context(), scheme.System(), publog.Checkpoints, lost)
			if err != nil {
				t.Fatal(err)
			}
			h.turn()
			return v
		}
		second := rotate(false)
		if _, by := h.opened(); !slices.Equal(by, []string{first[0], second}) {
			t.Errorf("signed by %q, want the old and the new", by)
		}
		h.say(1)
		h.turn()
		if _, by := h.opened(); !slices.Equal(by, []string{second}) {
			t.Errorf("afterwards signed by %q, want %q", by, second)
		}
		if err := os.RemoveAll(h.folder); err != nil {
			t.Fatal(err)
		}
		h.say(1)
		if err := h.tryTurn(); !errors.Is(err, keeper.ErrNoKey) {
			t.Errorf("without the key: %v", err)
		}
		third := rotate(true)
		if _, by := h.opened(); !slices.Equal(by, []string{third}) {
			t.Errorf("after a loss signed by %q, want %q", by, third)
		}
		if _, err := h.Rotate(t.Context(), scheme.Actor{}, publog.Checkpoints, false); err == nil {
			t.Error("nobody may add a key")
		}
	})
}

// TestVouch_refusesALogThatWasAltered writes past the program, as whoever has
// the database could: nothing is signed then.
func TestVouch_refusesALogThatWasAltered(t *testing.T) {
	t.Parallel()
	for name, statements := range storetest.LogAltered {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := storetest.SQLiteDSN(t)
			h := open(t, openStore(t, dsn), t.TempDir())
			h.begin()
			h.say(5)
			h.turn()
			before, _ := h.opened()
			storetest.Exec(t, dsn, statements...)
			h.say(1)
			if err := h.tryTurn(); !errors.Is(err, store.ErrAltered) {
				t.Errorf("went on: %v", err)
			}
			if after, _ := h.opened(); after != before {
				t.Errorf("signed %+v after %+v", after, before)
			}
		})
	}
}

// TestVouch_twoProcesses has two processes number and sign at once.
func TestVouch_twoProcesses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		folder := t.TempDir()
		var all sync.WaitGroup
		for range 2 {
			h := open(t, openStore(t, dsn), folder)
			all.Go(func() {
				if err := h.Begin(t.Context()); err != nil {
					t.Error(err)
					return
				}
				for range 20 {
					err := h.desk.Do(t.Context(), scheme.System(), "say", func(w *desk.Work) error {
						w.Audit("x", nil, "said")
						return w.Publish(scheme.LabelIssued, "", "2026-04-01", nil, nil)
					})
					if err := errors.Join(err, h.tryTurn()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		h := open(t, openStore(t, dsn), folder)
		h.turn()
		if c, _ := h.opened(); c.Size != int64(len(publog.Roles))+40 {
			t.Errorf("%d events are signed", c.Size)
		}
	})
}

func TestRing_refusesAKeyThatOthersMayRead(t *testing.T) {
	t.Parallel()
	h := open(t, openStore(t, storetest.SQLiteDSN(t)), filepath.Join(t.TempDir(), "signing"))
	h.begin()
	keys, err := h.Keys(context.Background(), publog.Checkpoints)
	if err != nil {
		t.Fatal(err)
	}
	ring := keeper.In(h.folder)
	if _, err := ring.Key(keys[0].Verifier); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(h.folder, "*.key"))
	if err != nil || len(files) != len(publog.Roles) {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if err := os.Chmod(f, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ring.Key(keys[0].Verifier); err == nil || errors.Is(err, keeper.ErrNoKey) {
		t.Errorf("a key that others may read: %v", err)
	}
}
