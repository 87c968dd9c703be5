package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"shirushi/internal/scheme"
)

// Snapshot writes the whole database, as it is at one moment, to a new file
// at path, while others go on reading and writing. It refuses PostgreSQL,
// whose own pg_dump does this, and a path where something is already.
func (s *Store) Snapshot(ctx context.Context, path string) error {
	if s.dialect.name != sqliteDialect.name {
		return scheme.Refuse(scheme.Invalid, "refusal.backup.engine")
	}
	// Made here, and empty, so that nobody else may read it.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return scheme.Refuse(scheme.Conflict, "refusal.backup.exists").With(path)
	}
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	if err := errors.Join(f.Close(), s.copyInto(ctx, path)); err != nil {
		return fmt.Errorf("write snapshot: %w", errors.Join(err, os.Remove(path)))
	}
	return errors.Join(keep(path), keep(filepath.Dir(path)))
}

// copyInto uses a connection of its own: the writer stays free for the deeds
// meanwhile.
func (s *Store) copyInto(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", s.file)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM INTO $1", path)
	return err
}

// keep brings a file, or the names in a folder, safely to the disk.
func keep(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("keep snapshot: %w", err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("keep snapshot: %w", err)
	}
	return nil
}
