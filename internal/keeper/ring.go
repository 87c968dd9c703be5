package keeper

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"shirushi/internal/publog"
)

// A Ring is the folder in which the office's signing keys lie, a file each,
// for the program's own user only.
type Ring struct {
	folder string
	read   *sync.Map // by file: a keyRead
}

// A keyRead is a key that was read already, of a file as it was then.
type keyRead struct {
	file fs.FileInfo
	key  publog.Key
}

// In returns the ring in a folder, which is made when the first key is.
func In(folder string) Ring { return Ring{folder, &sync.Map{}} }

// name of the file of a key: what verifies it says which it is.
func (r Ring) name(verifier string) string {
	name, rest, _ := strings.Cut(verifier, "+")
	hash, _, _ := strings.Cut(rest, "+")
	return filepath.Join(r.folder, filepath.Base(name)+"-"+hash+".key")
}

// Key reads the key whose signatures this verifies. It fails with
// ErrNoKey when it does not lie here, and on a file that others may read.
func (r Ring) Key(verifier string) (publog.Key, error) {
	file := r.name(verifier)
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return publog.Key{}, fmt.Errorf("%w: %s; copy it from the machine or the backup that has it, or say that it is lost: shirushi log-key rotate -lost", ErrNoKey, file)
	}
	if err != nil {
		return publog.Key{}, fmt.Errorf("read signing key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return publog.Key{}, fmt.Errorf("signing key %s can be read by others; chmod 600 it", file)
	}
	if before, ok := r.read.Load(file); ok {
		if was, ok := before.(keyRead); ok && was.key.Verifier == verifier && os.SameFile(was.file, info) && was.file.ModTime().Equal(info.ModTime()) {
			return was.key, nil
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return publog.Key{}, fmt.Errorf("read signing key: %w", err)
	}
	k, err := publog.ParseKey(string(b))
	if err == nil && k.Verifier != verifier {
		err = errors.New("it is another key than its name says")
	}
	if err != nil {
		return publog.Key{}, fmt.Errorf("signing key %s: %w", file, err)
	}
	r.read.Store(file, keyRead{info, k})
	return k, nil
}

// ErrNoKey tells that a signing key does not lie where it must.
var ErrNoKey = errors.New("a signing key is missing")

// keep writes a key whole: a crash leaves no part of one under its name.
func (r Ring) keep(k publog.Key) error {
	if err := os.MkdirAll(r.folder, 0o700); err != nil {
		return fmt.Errorf("keep signing key: %w", err)
	}
	if err := writeWhole(r.name(k.Verifier), k.Secret()+"\n"); err != nil {
		return fmt.Errorf("keep signing key: %w", err)
	}
	return nil
}

// writeWhole writes a file for this user only, which is there afterwards,
// also after a crash, as it was before or as it is to be.
func writeWhole(name, text string) error {
	f, err := os.CreateTemp(filepath.Dir(name), "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
