package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var made = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

// sample writes a small data folder and returns it.
func sample(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"shirushi.db": "rows", "keys/mail.key": "secret", "files/ab/cd": "evidence"} {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func pack1(t *testing.T) (archive string) {
	t.Helper()
	dir := sample(t)
	archive = filepath.Join(t.TempDir(), "b.tar.gz")
	err := Write(archive, []Source{
		{filepath.Join(dir, "shirushi.db"), "shirushi.db"}, {filepath.Join(dir, "keys"), "keys"},
		{filepath.Join(dir, "files"), "files"}, {filepath.Join(dir, "absent"), "absent"},
	}, made)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

func TestRestore_bringsEverythingBack(t *testing.T) {
	t.Parallel()
	archive := pack1(t)
	to := filepath.Join(t.TempDir(), "new")
	if err := Restore(archive, to); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"shirushi.db": "rows", "keys/mail.key": "secret", "files/ab/cd": "evidence"} {
		got, err := os.ReadFile(filepath.Join(to, name))
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
	info, err := os.Stat(archive)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("archive mode %v, %v; only the owner may read keys", info.Mode(), err)
	}
}

func TestWrite_neverOverwrites(t *testing.T) {
	t.Parallel()
	archive := pack1(t)
	if err := Write(archive, nil, made); err == nil {
		t.Error("an existing backup was overwritten")
	}
}

func TestRestore_refusesAFolderWithSomethingInIt(t *testing.T) {
	t.Parallel()
	to := sample(t)
	if err := Restore(pack1(t), to); err == nil {
		t.Error("restored over existing data")
	}
}

func TestRestore_ofACutArchiveLeavesNothing(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(pack1(t))
	if err != nil {
		t.Fatal(err)
	}
	for cut := 0; cut < len(whole); cut += 7 {
		refuses(t, fmt.Sprintf("cut at %d", cut), whole[:cut])
	}
}

func TestRestore_ofAnAlteredArchiveLeavesNothing(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(pack1(t))
	if err != nil {
		t.Fatal(err)
	}
	plain := gunzip(t, whole)
	at := bytes.Index(plain, []byte("evidence"))
	at = at + bytes.Index(plain[at+1:], []byte("evidence")) + 1 // the content, not the manifest
	for i, b := range [][]byte{bytes.Replace(plain, []byte("secret"), []byte("sEcret"), 1), flip(plain, at)} {
		refuses(t, fmt.Sprint("altered ", i), gz(b))
	}
}

func TestRestore_refusesPathsThatLeadOut(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../out", "/etc/out", "a/../../out", `..\out`} {
		var b bytes.Buffer
		tw := tar.NewWriter(&b)
		head := fmt.Sprintf(`{"format":1,"files":[{"path":%q,"size":1,"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}]}`, name)
		tw.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(head))})
		tw.Write([]byte(head))
		tw.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: 1})
		tw.Write([]byte("a"))
		tw.Close()
		refuses(t, name, gz(b.Bytes()))
	}
}

func refuses(t *testing.T, what string, archive []byte) {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "b")
	if err := os.WriteFile(name, archive, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(name, filepath.Join(dir, "to")); err == nil {
		t.Errorf("%s: restored", what)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%s: left %v behind, %v", what, left, err)
	}
}

func flip(b []byte, at int) []byte {
	c := bytes.Clone(b)
	c[at] ^= 1
	return c
}

func gz(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func gunzip(t *testing.T, b []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := out.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
