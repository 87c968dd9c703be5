package keeper_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// withMemory is a process with this folder.
func withMemory(t *testing.T, dsn, folder string) house {
	t.Helper()
	h := open(t, openStore(t, dsn), folder)
	h.Keeper = keeperIn(h.desk, h.store, folder)
	return h
}

// patient turns until the database answers again: connections were broken.
func (h house) patient() error {
	h.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		err := h.tryTurn()
		if err == nil || errors.Is(err, store.ErrAltered) || time.Now().After(end) {
			return err
		}
	}
}

// An older backup is put back beneath a running process: it signs nothing
// more, until the newer state is back, or the operator has its memory removed.
// Then the log has two pasts, which everybody sees who has a checkpoint of both.
func TestVouch_noticesAnOlderBackupBeneathIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		folder := t.TempDir()
		h := withMemory(t, dsn, folder)
		h.begin()
		h.say(5)
		h.turn()
		older := storetest.Copy(t, dsn)
		if err := h.patient(); err != nil {
			t.Fatal(err)
		}
		h.say(3)
		h.turn()
		before, _ := h.opened()
		newer := storetest.Copy(t, dsn)
		for _, again := range []bool{false, true} {
			storetest.PutBack(t, dsn, older)
			if err := h.patient(); !errors.Is(err, store.ErrAltered) || !strings.Contains(err.Error(), filepath.Join(folder, "last")) {
				t.Errorf("after an older backup was put back: %v", err)
			}
			h.say(3)
			if err := h.tryTurn(); !errors.Is(err, store.ErrAltered) {
				t.Errorf("with as many events as before: %v", err)
			}
			if c, _ := h.opened(); c.Size != before.Size-3 {
				t.Errorf("signed %d", c.Size)
			}
			if again {
				break
			}
			storetest.PutBack(t, dsn, newer)
			if err := h.patient(); err != nil {
				t.Errorf("after the newer state was put back: %v", err)
			}
		}
		if err := os.Remove(filepath.Join(folder, "last")); err != nil {
			t.Fatal(err)
		}
		h.say(1)
		h.turn()
		after, _ := h.opened()
		err := h.store.View(t.Context(), func(tx *store.Tx) error { return goesOn(tx.LogTiles(), before.Head, after.Head) })
		if after.Size <= before.Size || err == nil {
			t.Errorf("%d events seem to go on from %d others", after.Size, before.Size)
		}
	})
}

// Two processes serve copies of one database. With one folder only the one
// that was first goes on. With copies of the folder as well neither can know
// of the other: that is what witnesses and monitors are for.
func TestVouch_aCopiedDatabaseWithTwoWriters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		folder, copied := t.TempDir(), filepath.Join(t.TempDir(), "copied")
		one := withMemory(t, dsn, folder)
		one.begin()
		one.say(5)
		one.turn()
		two := withMemory(t, storetest.Copy(t, dsn), folder)
		if err := one.patient(); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(copied, os.DirFS(folder)); err != nil {
			t.Fatal(err)
		}
		ownFiles(t, copied)
		one.say(2)
		one.turn()
		two.say(3)
		if err := two.tryTurn(); !errors.Is(err, store.ErrAltered) {
			t.Errorf("the other went on in the same folder: %v", err)
		}
		two.Keeper = keeperIn(two.desk, two.store, copied)
		two.turn()
		mine, _ := one.opened()
		theirs, _ := two.opened()
		err := two.store.View(t.Context(), func(tx *store.Tx) error { return goesOn(tx.LogTiles(), mine.Head, theirs.Head) })
		if err == nil {
			t.Error("two writers made one history")
		}
	})
}

// ownFiles keeps files from others, as the keeper made them.
func ownFiles(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "signing", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if err := os.Chmod(f, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRemember_holdsWhatIsSigned(t *testing.T) {
	t.Parallel()
	dsn, folder := storetest.SQLiteDSN(t), t.TempDir()
	file := filepath.Join(folder, "last")
	holds := func(want publog.Checkpoint) {
		t.Helper()
		b, err := os.ReadFile(file)
		if err != nil || string(b) != want.Text() {
			t.Errorf("remembers %q, want %q: %v", b, want.Text(), err)
		}
	}
	h := withMemory(t, dsn, folder)
	if err := h.Vouch(t.Context()); err != nil { // nothing is there yet
		t.Fatal(err)
	}
	h.begin()
	h.turn()
	first, _ := h.opened()
	holds(first)

	other := withMemory(t, dsn, folder) // another process, with a memory of its own
	other.Keeper = keeper.New(other.desk, other.store, keeper.In(filepath.Join(folder, "signing")), "labels.example", func() time.Time { return now })
	other.say(4)
	other.turn()
	holds(first)
	h.turn()
	second, _ := h.opened()
	holds(second)

	// A process that was killed before the checkpoint came into the database
	// remembers one that nobody has seen.
	h.say(1)
	if _, err := h.store.Sequence(t.Context(), "2999-12-31"); err != nil {
		t.Fatal(err)
	}
	err := h.store.View(t.Context(), func(tx *store.Tx) error {
		head, err := tx.LogHead()
		return errors.Join(err, os.WriteFile(file, []byte(publog.Checkpoint{Origin: second.Origin, Head: head}.Text()), 0o600))
	})
	if err != nil {
		t.Fatal(err)
	}
	h.turn()
	if third, _ := h.opened(); third.Size != second.Size+1 {
		t.Errorf("signed %d after %d", third.Size, second.Size)
	}

	for what, text := range map[string]string{
		"another log":  strings.Replace(second.Text(), "labels.example", "other.example", 1),
		"another tree": publog.Checkpoint{Origin: second.Origin, Head: publog.Head{Size: second.Size}}.Text(),
		"more events":  publog.Checkpoint{Origin: second.Origin, Head: publog.Head{Size: 999}}.Text(),
		"cut short":    second.Text()[:20],
		"empty":        "",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := h.Vouch(t.Context()); err == nil {
			t.Errorf("%s: vouched", what)
		}
	}
}
