package shelf

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// recovers checks that the shelf keeps pages again once its rest is over.
func recovers(t *testing.T, s *Shelf) {
	t.Helper()
	if kept, err := s.Put(s.Begin("a"), page("one")); kept || err != nil {
		t.Errorf("kept %v while it rests: %v", kept, err)
	}
	s.quiet.Store(0)
	if kept, err := s.Put(s.Begin("a"), page("one")); kept || err != nil { // what was begun without a file is not kept
		t.Errorf("kept %v: %v", kept, err)
	}
	put(t, s, "a", page("two"))
	if got := onShelf(s, "a", 20260401); got != "two" {
		t.Errorf("%q", got)
	}
}

func TestShelf_leavesRoomOnTheDiskToOthers(t *testing.T) {
	t.Parallel()
	s := open(t, 1<<20)
	s.spare = 1 << 62
	file := s.now.Load().file
	if kept, err := s.Put(s.Begin("a"), page("one")); kept || !errors.Is(err, errShort) {
		t.Errorf("kept %v: %v", kept, err)
	}
	if _, err := file.Stat(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the file is not given back: %v", err)
	}
	s.spare = 0
	recovers(t, s)
}

func TestShelf_givesItsFileBackWhenItCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := open(t, 1<<20)
	put(t, s, "b", page("one"))
	v := s.now.Load()
	v.file.Close()
	file, err := os.Open(os.DevNull) // takes no writing
	if err != nil {
		t.Fatal(err)
	}
	v.file = file
	if kept, err := s.Put(s.Begin("a"), page("one")); kept || err == nil {
		t.Errorf("kept %v", kept)
	}
	recovers(t, s)
}

func TestShelf_keepsPagesAgainAfterNoFileCouldBeMade(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "shelf")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := Open(folder, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if err := s.DropAll(); err == nil {
		t.Error("dropped without a folder")
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	recovers(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.DropAll(); err != nil || s.now.Load() != nil {
		t.Errorf("a closed shelf takes a file: %v", err)
	}
}

func TestShelf_keepsNoMoreThanOneFileOpen(t *testing.T) {
	s := open(t, 1<<20)
	count := func() int {
		all, err := os.ReadDir("/dev/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := count()
	for range 100 {
		if err := s.DropAll(); err != nil {
			t.Fatal(err)
		}
		put(t, s, "a", page("one"))
	}
	if after := count(); after > before {
		t.Errorf("%d files are open, then %d", before, after)
	}
}
