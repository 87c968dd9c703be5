package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/blob"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
	jcstar "shirushi/schemes/jc-star"
)

// sealedHouse is an installation with one sealed file, and one half there.
func sealedHouse(t *testing.T, c config, master string) (anna scheme.Actor, file scheme.EvidenceFile, content []byte) {
	t.Helper()
	c.EvidenceKeyFile = master
	p, err := openPlatform(t.Context(), c, options{migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	maker := testkit.Maker(0)
	person := testkit.Person(maker, 1, scheme.RoleApplicant)
	anna = testkit.Actor(person, maker)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(p.store.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.PutOrganisation(&maker), tx.PutPerson(&person))
	}))
	_, _, err = p.governance.LoadCatalog(t.Context(), scheme.System(), jcstar.Data)
	must(err)
	id, err := p.office.Start(t.Context(), anna, office.StartRequest{Level: "1"})
	must(err)
	content = bytes.Repeat([]byte("秘密の設計書\n"), 20_000)
	file, err = p.vault.TakeWhole(t.Context(), anna, id, office.UploadRequest{Name: "設計書.txt"}, bytes.NewReader(content))
	must(err)
	half, err := p.vault.StartUpload(t.Context(), anna, id, office.UploadRequest{Name: "half", Size: 200_000, SHA256: strings.Repeat("0", 64)})
	must(err)
	_, err = p.vault.TakePart(t.Context(), anna, half.ID, 0, bytes.NewReader(content[:100_000]))
	must(err)
	return anna, file, content
}

func fetch(ctx context.Context, t *testing.T, c config, anna scheme.Actor, id scheme.EvidenceFileID) ([]byte, error) {
	t.Helper()
	p, err := openPlatform(ctx, c, options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	o, err := p.vault.FetchOwn(ctx, anna, id)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(o)
	return b, errors.Join(err, o.Close())
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func filesBelow(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What is backed up is sealed and comes back sealed; the key is not in it and
// opens it again. After the key was changed the new one does.
func TestBackup_holdsSealedEvidenceAndNotItsKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := filepath.Join(dir, "keys-elsewhere.key")
	if _, err := blob.NewMaster(key, time.Now()); err != nil {
		t.Fatal(err)
	}
	write := func(name, data, key string) string {
		file := filepath.Join(dir, name)
		text := "listen: 127.0.0.1:0\nbase_url: https://label.example.jp\ndata: " + data + "\nmail: {from: office@label.example.jp}\nlog_level: error\n"
		if key != "" {
			text += "evidence_key_file: " + key + "\n"
		}
		writeFile(t, file, text)
		return file
	}
	name := write("c.yaml", "data", key)
	c, err := readConfig(name)
	if err != nil {
		t.Fatal(err)
	}
	anna, file, content := sealedHouse(t, c, key)
	archive := filepath.Join(dir, "b.tar.gz")
	if err := backupCommand(t.Context(), []string{"-config", name, "-to", archive}, io.Discard); err != nil {
		t.Fatal(err)
	}
	restored := write("r.yaml", "restored", key)
	if err := restoreCommand(t.Context(), []string{"-config", restored, "-from", archive}, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, one := range filesBelow(t, filepath.Join(dir, "restored")) {
		b := readFile(t, one)
		if bytes.Contains(b, []byte("秘密の設計書")) || bytes.Contains(b, []byte("AGE-SECRET-KEY")) {
			t.Errorf("%s holds what must be sealed", one)
		}
		if strings.Contains(one, "incoming") {
			t.Errorf("%s: pieces of unfinished files are in the backup", one)
		}
	}
	r, err := readConfig(restored)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fetch(t.Context(), t, r, anna, file.ID); err != nil || !bytes.Equal(got, content) {
		t.Fatal(len(got), err)
	}
	r.EvidenceKeyFile = ""
	if _, err := fetch(t.Context(), t, r, anna, file.ID); !scheme.IsRefusal(err, scheme.Conflict) {
		t.Fatal("without the key:", err)
	}

	next := filepath.Join(dir, "next.key")
	for _, args := range [][]string{{"new", next}, {"rewrap", "-config", restored, "-to", next}} {
		if err := evidenceKeyCommand(t.Context(), args, io.Discard); err != nil {
			t.Fatal(args, err)
		}
	}
	var said bytes.Buffer
	if err := evidenceKeyCommand(t.Context(), []string{"check", "-config", restored}, &said); err == nil || !strings.Contains(said.String(), "another master key") {
		t.Fatal("the old key is called right:", said.String(), err)
	}
	r.EvidenceKeyFile = next
	if got, err := fetch(t.Context(), t, r, anna, file.ID); err != nil || !bytes.Equal(got, content) {
		t.Fatal(len(got), err)
	}
}
