package blob

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
)

// ErrWrongKey says that something was sealed for another key than the one
// given.
var ErrWrongKey = errors.New("sealed for another key")

// A Key opens what was sealed for its recipient. It exists in the clear only
// in memory.
type Key struct{ identity *age.X25519Identity }

// Recipient returns the public half, for which anybody may seal.
func (k *Key) Recipient() string { return k.identity.Recipient().String() }

// String never shows the secret half.
func (k *Key) String() string { return "key of " + k.Recipient() }

// A Master is the key that opens all others. It stands in a file outside the
// data that it protects.
type Master struct{ key Key }

// Name tells one master key from another. It is public.
func (m *Master) Name() string { return m.key.Recipient() }

// String never shows the secret half.
func (m *Master) String() string { return "master key " + m.Name() }

// NewMaster makes a master key and writes it to a new file, readable by its
// owner only, in the form of the age tools. It refuses a name that is taken.
func NewMaster(path string, now time.Time) (*Master, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("make evidence key: %w", err)
	}
	m := &Master{Key{identity}}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make evidence key: %w", err)
	}
	_, err = fmt.Fprintf(file, "# Shirushi evidence key, made %s. Keep a copy apart from the data and its backups.\n# public key: %s\n%s\n",
		now.UTC().Format(time.RFC3339), m.Name(), identity)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("make evidence key: %w", errors.Join(err, os.Remove(path)))
	}
	if err := keepNames(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("make evidence key: %w", err)
	}
	return m, nil
}

// maxMaster bounds the file of a master key, in bytes.
const maxMaster = 4096

// ReadMaster reads a master key from its file. It refuses a file that others
// on the machine may read, and one that holds anything but one key.
func ReadMaster(path string) (*Master, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read evidence key: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("read evidence key: %w", err)
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("evidence key %s is not a file", path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("evidence key %s can be read by others; chmod 600 it", path)
	}
	b, err := io.ReadAll(io.LimitReader(file, maxMaster))
	if err != nil {
		return nil, fmt.Errorf("read evidence key: %w", err)
	}
	all, err := age.ParseIdentities(bytes.NewReader(b))
	if err != nil { // never shown: the error may repeat the line
		return nil, fmt.Errorf("evidence key %s is not one; make one with shirushi evidence-key new FILE", path)
	}
	identity, ok := all[0].(*age.X25519Identity)
	if len(all) != 1 || !ok {
		return nil, fmt.Errorf("evidence key %s must hold exactly one key that begins with AGE-SECRET-KEY-1", path)
	}
	return &Master{Key{identity}}, nil
}

// IsInside reports whether path leads into folder, also by way of links.
// What is not there yet is judged by the folder that it would stand in.
func IsInside(folder, path string) (bool, error) {
	dir, err := real(folder)
	if err != nil {
		return false, err
	}
	at, err := real(path)
	if err != nil {
		return false, err
	}
	rel, err := filepath.Rel(dir, at)
	return err == nil && filepath.IsLocal(rel), nil
}

// real follows the links of as much of a path as is there.
func real(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	found, err := filepath.EvalSymlinks(abs)
	if !errors.Is(err, fs.ErrNotExist) || abs == filepath.Dir(abs) {
		return found, err
	}
	parent, err := real(filepath.Dir(abs))
	return filepath.Join(parent, filepath.Base(abs)), err
}

// NewKey makes a key and returns it wrapped: sealed for the master alone.
func (m *Master) NewKey() (key *Key, wrapped []byte, err error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	key = &Key{identity}
	wrapped, err = m.wrap(key)
	return key, wrapped, err
}

func (m *Master) wrap(key *Key) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, m.key.identity.Recipient())
	if err == nil {
		_, err = io.WriteString(w, key.identity.String())
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("wrap a key: %w", err)
	}
	return b.Bytes(), nil
}

// Unwrap returns a key that was wrapped for this master. It fails with
// ErrWrongKey when it was wrapped for another or has been altered.
func (m *Master) Unwrap(wrapped []byte) (*Key, error) {
	r, err := age.Decrypt(bytes.NewReader(wrapped), m.key.identity)
	if err != nil {
		return nil, fmt.Errorf("unwrap a key: %w: %w", ErrWrongKey, err)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxMaster))
	if err != nil {
		return nil, fmt.Errorf("unwrap a key: %w: %w", ErrWrongKey, err)
	}
	identity, err := age.ParseX25519Identity(string(b))
	if err != nil { // never shown: it may repeat what was read
		return nil, fmt.Errorf("unwrap a key: %w", ErrWrongKey)
	}
	return &Key{identity}, nil
}

// Rewrap wraps for another master what was wrapped for this one.
func (m *Master) Rewrap(wrapped []byte, to *Master) ([]byte, error) {
	key, err := m.Unwrap(wrapped)
	if err != nil {
		return nil, err
	}
	return to.wrap(key)
}
