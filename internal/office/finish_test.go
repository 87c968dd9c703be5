//go:build unix

package office_test

import (
	"bytes"
	"io"
	"os"
	"syscall"
	"testing"

	"shirushi/internal/scheme"
)

// A slow is a file of one part whose checking stands still in the middle: its
// part has been exchanged for a pipe.
type slow struct {
	*strongroom
	file  scheme.EvidenceFile
	part  string // where the part lies
	aside string // where it lies meanwhile
	pipe  *os.File
	ended chan error // of the checking
}

func slowly(t *testing.T) *slow {
	t.Helper()
	s := &slow{strongroom: jcstar(t).strongroom(), ended: make(chan error, 1)}
	ctx := t.Context()
	b := content(1, 200_000)
	f, err := s.StartUpload(ctx, s.anna, s.draft(s.anna, "", 1), announce("a", b))
	s.ok(err)
	s.file = f
	_, err = s.TakePart(ctx, s.anna, f.ID, 0, bytes.NewReader(b))
	s.ok(err)
	s.part = s.left("incoming")[0]
	s.aside = s.part + ".aside"
	s.ok(os.Rename(s.part, s.aside))
	s.ok(syscall.Mkfifo(s.part, 0o600))
	go func() {
		_, err := s.FinishUpload(ctx, s.anna, f.ID)
		s.ended <- err
	}()
	s.pipe, err = os.OpenFile(s.part, os.O_WRONLY, 0) // waits until it is being read
	s.ok(err)
	return s
}

// Of two who finish at once the slower finds the parts gone; the file is
// sealed all the same, and both are told so.
func TestFinish_theSlowerOfTwoFindsItSealed(t *testing.T) {
	t.Parallel()
	s := slowly(t)
	s.ok(os.Rename(s.aside, s.part))
	f, err := s.FinishUpload(t.Context(), s.anna, s.file.ID)
	s.ok(err)
	if f.State != scheme.FileSealed {
		t.Fatal(f.State)
	}
	s.ok(s.pipe.Close())
	s.ok(<-s.ended)
	if got, err := readAll(s.FetchOwn(t.Context(), s.anna, f.ID)); err != nil || len(got) != 200_000 {
		t.Error(len(got), err)
	}
}

// What is given up while it is being checked leaves nothing in the folder
// that only grows.
func TestFinish_whatIsGivenUpMeanwhileLeavesNothing(t *testing.T) {
	t.Parallel()
	s := slowly(t)
	s.ok(s.DropUpload(t.Context(), s.anna, s.file.ID))
	whole, err := os.Open(s.aside)
	s.ok(err)
	defer whole.Close()
	_, err = io.Copy(s.pipe, whole)
	s.ok(err)
	s.ok(s.pipe.Close())
	s.no(<-s.ended, scheme.Missing, "refusal.missing")
	s.ok(os.Remove(s.aside))
	if left := s.left("."); len(left) != 0 {
		t.Error(left)
	}
}
