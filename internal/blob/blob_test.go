package blob_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/blob"
)

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

type vault struct {
	*blob.Folder
	t      *testing.T
	dir    string
	master *blob.Master
	key    *blob.Key
}

func open(t *testing.T) *vault {
	t.Helper()
	dir := t.TempDir()
	f, err := blob.In(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := blob.NewMaster(filepath.Join(dir, "master.key"), noon)
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := m.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return &vault{f, t, filepath.Join(dir, "files"), m, key}
}

func sumOf(content []byte) blob.Sum {
	h := sha256.Sum256(content)
	return blob.Sum{Size: int64(len(content)), SHA256: hex.EncodeToString(h[:])}
}

// whole seals content and returns its id.
func (v *vault) whole(content []byte) blob.ID {
	v.t.Helper()
	id := blob.NewID()
	got, err := v.SealWhole(id, v.key.Recipient(), bytes.NewReader(content), int64(len(content)))
	if err != nil || got != sumOf(content) {
		v.t.Fatalf("%+v %v", got, err)
	}
	return id
}

// parts seals content in pieces of so many bytes.
func (v *vault) parts(content []byte, size int) (ids []blob.ID) {
	v.t.Helper()
	for len(content) > 0 {
		n := min(size, len(content))
		id := blob.NewID()
		if _, err := v.SealPart(id, v.key.Recipient(), bytes.NewReader(content[:n]), int64(n)); err != nil {
			v.t.Fatal(err)
		}
		ids, content = append(ids, id), content[n:]
	}
	return ids
}

func (v *vault) read(id blob.ID, want blob.Sum) ([]byte, error) {
	r, err := v.Open(id, v.key, want)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// fileOf returns where a sealed file lies.
func (v *vault) fileOf(id blob.ID) string {
	return filepath.Join(v.dir, "sealed", string(id[:2]), string(id)+".age")
}

// files lists all there is below the folder.
func (v *vault) files() (all []string) {
	v.t.Helper()
	err := filepath.WalkDir(v.dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, p)
		}
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return all
}

func random(t *testing.T, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func TestSeal_givesBackWhatItTook(t *testing.T) {
	t.Parallel()
	v := open(t)
	for _, n := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 128 << 10, 300_000} {
		content := random(t, n)
		got, err := v.read(v.whole(content), sumOf(content))
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes: got %d, %v", n, len(got), err)
		}
		joined := blob.NewID()
		if err := v.Join(joined, v.key, v.parts(content, 50_000), sumOf(content)); err != nil {
			t.Errorf("%d bytes joined: %v", n, err)
		}
		if got, err := v.read(joined, sumOf(content)); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes joined: got %d, %v", n, len(got), err)
		}
	}
}

// A reader that stops a write half way shows what lies on the disk then.
func TestSeal_leavesNothingInTheClearNotEvenOnTheWay(t *testing.T) {
	t.Parallel()
	v := open(t)
	secret := []byte(strings.Repeat("極秘の設計書 secret drawing ", 9000))
	look := func(when string) {
		for _, name := range v.files() {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte("secret")) || !bytes.HasPrefix(b, []byte("age-encryption.org/v1\n")) && len(b) > 0 {
				t.Errorf("%s: %s holds something in the clear", when, name)
			}
			info, err := os.Stat(name)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %s has mode %v %v", when, name, info.Mode(), err)
			}
		}
	}
	half := io.MultiReader(bytes.NewReader(secret), readerFunc(func([]byte) (int, error) {
		look("half way")
		return 0, errors.New("the line was cut")
	}))
	id := blob.NewID()
	if _, err := v.SealPart(id, v.key.Recipient(), half, 1<<30); err == nil || !strings.Contains(err.Error(), "line was cut") {
		t.Fatal(err)
	}
	if left := v.files(); len(left) != 0 {
		t.Fatalf("a cut line left %v", left)
	}
	if err := v.Join(blob.NewID(), v.key, v.parts(secret, 100_000), sumOf(secret)); err != nil {
		t.Fatal(err)
	}
	look("in the end")
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestSeal_takesNoMoreThanAllowed(t *testing.T) {
	t.Parallel()
	v := open(t)
	endless := readerFunc(func(b []byte) (int, error) { return len(b), nil })
	if _, err := v.SealWhole(blob.NewID(), v.key.Recipient(), endless, 100_000); !errors.Is(err, blob.ErrTooLong) {
		t.Fatal(err)
	}
	if left := v.files(); len(left) != 0 {
		t.Fatalf("left %v", left)
	}
}

func TestJoin_refusesWhatWasNotAnnounced(t *testing.T) {
	t.Parallel()
	v := open(t)
	content := random(t, 200_000)
	parts := v.parts(content, 70_000)
	other := sumOf(random(t, 200_000))
	longer, shorter := sumOf(content), sumOf(content)
	longer.Size++
	shorter.Size--
	for name, want := range map[string]blob.Sum{"another hash": other, "longer": longer, "shorter": shorter} {
		id := blob.NewID()
		if err := v.Join(id, v.key, parts, want); !errors.Is(err, blob.ErrMismatch) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(v.fileOf(id)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a file was left", name)
		}
	}
	swapped := []blob.ID{parts[1], parts[0], parts[2]}
	if err := v.Join(blob.NewID(), v.key, swapped, sumOf(content)); !errors.Is(err, blob.ErrMismatch) {
		t.Errorf("parts in another order: %v", err)
	}
	if err := v.RemoveParts(parts[1]); err != nil {
		t.Fatal(err)
	}
	if err := v.Join(blob.NewID(), v.key, parts, sumOf(content)); !errors.Is(err, blob.ErrBroken) {
		t.Errorf("a part gone: %v", err)
	}
}

func TestJoin_twiceAtOnceIsOnce(t *testing.T) {
	t.Parallel()
	v := open(t)
	content := random(t, 500_000)
	parts, id := v.parts(content, 100_000), blob.NewID()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := v.Join(id, v.key, parts, sumOf(content)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got, err := v.read(id, sumOf(content)); err != nil || !bytes.Equal(got, content) {
		t.Fatal(len(got), err)
	}
	if err := v.RemoveParts(parts...); err != nil || len(v.files()) != 1 {
		t.Fatal(err, v.files())
	}
	if err := v.Join(id, v.key, parts, sumOf(content)); err != nil {
		t.Fatalf("joined before, asked again: %v", err)
	}
}

// Whoever has counted all bytes has the true file: of a damaged one the last
// bytes never come.
func TestOpen_neverGivesADamagedFileToTheEnd(t *testing.T) {
	t.Parallel()
	content := random(t, 1<<20)
	alter := func(at func(len int) int) func(v *vault, id blob.ID) {
		return func(v *vault, id blob.ID) {
			b, err := os.ReadFile(v.fileOf(id))
			if err == nil {
				b[at(len(b))] ^= 1
				err = os.WriteFile(v.fileOf(id), b, 0o600)
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
	cut := func(to func(int64) int64) func(v *vault, id blob.ID) {
		return func(v *vault, id blob.ID) {
			info, err := os.Stat(v.fileOf(id))
			if err == nil {
				err = os.Truncate(v.fileOf(id), to(info.Size()))
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
	for name, harm := range map[string]func(v *vault, id blob.ID){
		"first byte":     alter(func(int) int { return 0 }),
		"header":         alter(func(int) int { return 60 }),
		"middle":         alter(func(n int) int { return n / 2 }),
		"last byte":      alter(func(n int) int { return n - 1 }),
		"cut by a byte":  cut(func(n int64) int64 { return n - 1 }),
		"cut by a chunk": cut(func(n int64) int64 { return n - (64<<10 + 16) }),
		"empty":          cut(func(int64) int64 { return 0 }),
		"gone":           func(v *vault, id blob.ID) { _ = v.Remove(id) },
		"another of the same size and key": func(v *vault, id blob.ID) {
			if err := os.Rename(v.fileOf(v.whole(random(t, 1<<20))), v.fileOf(id)); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := open(t)
			id := v.whole(content)
			harm(v, id)
			got, err := v.read(id, sumOf(content))
			if !errors.Is(err, blob.ErrBroken) || len(got) >= len(content) {
				t.Errorf("%d of %d bytes, %v", len(got), len(content), err)
			}
		})
	}
}

func TestOpen_isForItsKeyOnly(t *testing.T) {
	t.Parallel()
	v := open(t)
	content := random(t, 1000)
	id := v.whole(content)
	other, _, err := v.master.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(id, other, sumOf(content)); !errors.Is(err, blob.ErrBroken) {
		t.Fatal(err)
	}
}

func TestIDs_leadNowhereElse(t *testing.T) {
	t.Parallel()
	v := open(t)
	for _, id := range []blob.ID{"", ".", "..", "../../etc/passwd", "A", "/etc/passwd", blob.ID(strings.Repeat("../", 8) + "AB"), blob.ID(strings.Repeat("a", 26)), blob.NewID() + "/"} {
		_, err := v.Open(id, v.key, blob.Sum{})
		_, sealing := v.SealWhole(id, v.key.Recipient(), strings.NewReader("x"), 9)
		if err == nil || sealing == nil || v.Join(id, v.key, nil, blob.Sum{}) == nil {
			t.Errorf("%q was taken for an id", id)
		}
		if v.Remove(id) != nil || v.RemoveParts(id) != nil {
			t.Errorf("%q: removing nothing failed", id)
		}
	}
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("plain"), 0o600); err != nil {
		t.Fatal(err)
	}
	id := blob.NewID()
	if err := errors.Join(os.MkdirAll(filepath.Dir(v.fileOf(id)), 0o700), os.Symlink(outside, v.fileOf(id))); err != nil {
		t.Fatal(err)
	}
	if _, err := v.SealWhole(id, v.key.Recipient(), strings.NewReader("x"), 9); err == nil {
		t.Error("sealed through a link")
	}
	if b, err := os.ReadFile(outside); err != nil || string(b) != "plain" {
		t.Errorf("%q %v", b, err)
	}
	if _, err := v.Open(id, v.key, blob.Sum{Size: 5}); !errors.Is(err, blob.ErrBroken) {
		t.Errorf("opened what was never sealed: %v", err)
	}
}

func TestSweepParts_takesWhatADeadProcessLeft(t *testing.T) {
	t.Parallel()
	v := open(t)
	ids := v.parts(random(t, 30), 10)
	half := filepath.Join(v.dir, "incoming", ".new-LEFTBYACRASH")
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	known := func(id blob.ID) bool { return id == ids[0] }
	if n, err := v.SweepParts(time.Now().Add(-time.Hour), known); n != 0 || err != nil {
		t.Fatalf("swept %d young ones, %v", n, err)
	}
	if n, err := v.SweepParts(time.Now().Add(time.Hour), known); n != 3 || err != nil {
		t.Fatalf("swept %d, %v", n, err)
	}
	if left := v.files(); len(left) != 1 || !strings.Contains(left[0], string(ids[0])) {
		t.Fatal(left)
	}
}

func TestMaster_opensOnlyItsOwn(t *testing.T) {
	t.Parallel()
	v := open(t)
	dir := t.TempDir()
	next, err := blob.NewMaster(filepath.Join(dir, "next.key"), noon)
	if err != nil {
		t.Fatal(err)
	}
	key, wrapped, err := v.master.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next.Unwrap(wrapped); !errors.Is(err, blob.ErrWrongKey) {
		t.Fatalf("another master opened it: %v", err)
	}
	again, err := v.master.Rewrap(wrapped, next)
	if err != nil {
		t.Fatal(err)
	}
	got, err := next.Unwrap(again)
	if err != nil || got.Recipient() != key.Recipient() {
		t.Fatal(err)
	}
	if _, err := v.master.Unwrap(again); !errors.Is(err, blob.ErrWrongKey) {
		t.Fatalf("the old master still opens it: %v", err)
	}
	if _, err := next.Rewrap(wrapped, v.master); !errors.Is(err, blob.ErrWrongKey) {
		t.Fatal(err)
	}
	wrapped[len(wrapped)/2] ^= 1
	if _, err := v.master.Unwrap(wrapped); !errors.Is(err, blob.ErrWrongKey) {
		t.Fatal(err)
	}
}

func TestMaster_isReadBackAndNeverShown(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "master.key")
	m, err := blob.NewMaster(file, noon)
	if err != nil {
		t.Fatal(err)
	}
	same, err := blob.ReadMaster(file)
	if err != nil || same.Name() != m.Name() {
		t.Fatal(err)
	}
	if _, err := blob.NewMaster(file, noon); err == nil {
		t.Fatal("a key was overwritten")
	}
	key, _, err := m.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{fmt.Sprint(m, key), fmt.Sprintf("%v %+v %#v %s", m, m, m, m), fmt.Sprintf("%v %+v %#v", key, key, *key)} {
		if strings.Contains(strings.ToUpper(said), "SECRET") {
			t.Errorf("%s shows the secret", said)
		}
	}
}

func TestReadMaster_refuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good.key")
	if _, err := blob.NewMaster(good, noon); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		content string
		mode    fs.FileMode
		want    string
	}{
		"open to others": {string(b), 0o644, "chmod 600"},
		"open to group":  {string(b), 0o640, "chmod 600"},
		"empty":          {"", 0o600, "make one with"},
		"another text":   {"AGE-SECRET-KEY-1NOTREALLY", 0o600, "make one with"},
		"two keys":       {string(b) + string(b), 0o600, "exactly one"},
	} {
		file := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := errors.Join(os.WriteFile(file, []byte(tt.content), 0o600), os.Chmod(file, tt.mode)); err != nil {
			t.Fatal(err)
		}
		_, err := blob.ReadMaster(file)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "SECRET-KEY-1NOT") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := blob.ReadMaster(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := blob.ReadMaster(dir); err == nil {
		t.Error("read a folder")
	}
}

func TestIsInside_followsLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, beside := filepath.Join(dir, "data"), filepath.Join(dir, "beside")
	link := filepath.Join(beside, "link")
	if err := errors.Join(os.MkdirAll(data, 0o700), os.MkdirAll(beside, 0o700), os.Symlink(data, link)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		filepath.Join(data, "k"):                       true,
		data:                                           true,
		filepath.Join(data, "deep", "er", "k"):         true,
		filepath.Join(beside, "k"):                     false,
		filepath.Join(link, "k"):                       true,
		filepath.Join(data, "..", "beside", "k"):       false,
		filepath.Join(dir, "data-but-not-really", "k"): false,
	} {
		if got, err := blob.IsInside(data, path); got != want || err != nil {
			t.Errorf("%s: %v %v", path, got, err)
		}
	}
}
