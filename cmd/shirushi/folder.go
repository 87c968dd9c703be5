package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const keySize = 32 // bytes, AES-256

// prepareFolder makes the data folder and its parts, for this user only.
func prepareFolder(data string) error {
	for _, part := range []string{"", "keys", "files", "letters"} {
		if err := os.MkdirAll(filepath.Join(data, part), 0o700); err != nil {
			return fmt.Errorf("prepare data folder: %w", err)
		}
	}
	return nil
}

// key reads the named key of the data folder, and makes it when it is not
// there yet. It refuses a key file of another size and one that others on
// the machine may read.
func key(data, name string) ([]byte, error) {
	file := filepath.Join(data, "keys", name)
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(data, name)
	}
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key %s can be read by others; chmod 600 it", file)
	}
	if len(b) != keySize {
		return nil, fmt.Errorf("key %s has %d bytes instead of %d; restore it from a backup", file, len(b), keySize)
	}
	return b, nil
}

// makeKey makes a key and puts it in its place whole: a crash leaves no part
// of one there, and of several processes that begin at once all take the key
// of the first.
func makeKey(data, name string) ([]byte, error) {
	b := make([]byte, keySize)
	rand.Read(b) // never fails: the program ends if the system has no randomness
	folder := filepath.Join(data, "keys")
	f, err := os.CreateTemp(folder, name+".new-*") // for this user only
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	err = os.Link(f.Name(), filepath.Join(folder, name))
	if errors.Is(err, fs.ErrExist) {
		return key(data, name)
	}
	if err == nil {
		err = syncFolder(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return b, nil
}

// syncFolder makes the names in a folder outlast a loss of power.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
