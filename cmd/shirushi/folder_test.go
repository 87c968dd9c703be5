package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func newFolder(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := prepareFolder(data); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestKey_thoseWhoBeginAtOnceHaveTheSame(t *testing.T) {
	t.Parallel()
	for range 50 {
		data := newFolder(t)
		keys, begin, all := make([][]byte, 8), make(chan struct{}), sync.WaitGroup{}
		for i := range keys {
			all.Go(func() {
				<-begin
				var err error
				if keys[i], err = key(data, "mail.key"); err != nil {
					t.Error(err)
				}
			})
		}
		close(begin)
		all.Wait()
		kept, err := key(data, "mail.key")
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range keys {
			if !bytes.Equal(one, kept) {
				t.Fatalf("one process has key %x, the folder %x", one, kept)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(data, "keys", "*")); len(left) != 1 {
			t.Fatalf("left behind: %v", left)
		}
	}
}

// A crash while a key was made must not stand in the way of the next start,
// and a key that is there is never made anew.
func TestKey_brokenOffIsMadeAgainAndKeptStays(t *testing.T) {
	t.Parallel()
	data := newFolder(t)
	if err := os.WriteFile(filepath.Join(data, "keys", "mail.key.new-1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := key(data, "mail.key")
	if err != nil || len(first) != keySize {
		t.Fatalf("key %x: %v", first, err)
	}
	second, err := key(data, "mail.key")
	if err != nil || !bytes.Equal(first, second) {
		t.Fatalf("key %x, then %x: %v", first, second, err)
	}
}

func TestKey_shortOrOpenToOthersIsRefused(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		bytes int
		mode  os.FileMode
		says  string
	}{
		"empty": {0, 0o600, "restore it from a backup"},
		"short": {keySize - 1, 0o600, "restore it from a backup"},
		"open":  {keySize, 0o640, "chmod 600"},
	} {
		data := newFolder(t)
		file := filepath.Join(data, "keys", "mail.key")
		if err := os.WriteFile(file, make([]byte, one.bytes), one.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, one.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := key(data, "mail.key"); err == nil || !strings.Contains(err.Error(), one.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
