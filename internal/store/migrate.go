package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed schema/sqlite/*.sql schema/postgres/*.sql
var schema embed.FS

func (s *Store) migrations() (*goose.Provider, error) {
	folder, err := fs.Sub(schema, "schema/"+s.dialect.name)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	p, err := goose.NewProvider(s.dialect.goose, s.write, folder, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// Migrate brings the schema up to this program, and fails with ErrNewer when
// it is further already. There is no way down: a
// mistake is mended by a further migration. Two processes must not migrate
// one database at once.
func (s *Store) Migrate(ctx context.Context) error {
	if _, err := s.Pending(ctx); err != nil {
		return err
	}
	p, err := s.migrations()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if err := s.reindex(ctx); err != nil {
		return fmt.Errorf("migrate: fill the columns for searching: %w", err)
	}
	return nil
}

// ErrNewer is the failure of a database that a later version of this program
// has migrated. There is no way back but the backup made before.
var ErrNewer = errors.New("the database is of a newer version than this program")

// Pending returns how many migrations are still to be applied. A program
// must not serve while there are any, and not at all on a database that is
// newer than itself, for which Pending fails with ErrNewer.
func (s *Store) Pending(ctx context.Context) (int, error) {
	p, err := s.migrations()
	if err != nil {
		return 0, err
	}
	all, err := p.Status(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the state of the schema: %w", err)
	}
	current, last, err := p.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the state of the schema: %w", err)
	}
	if current > last {
		return 0, fmt.Errorf("read the state of the schema: %w: %d, and here %d is the last", ErrNewer, current, last)
	}
	n := 0
	for _, m := range all {
		if m.State == goose.StatePending {
			n++
		}
	}
	return n, nil
}

// SchemaHash identifies the migrations of an engine, "sqlite" or "postgres":
// twelve hexadecimal digits. A database made by others of the same hash has
// the same schema.
func SchemaHash(engine string) string {
	sum := sha256.New()
	names, _ := fs.Glob(schema, "schema/"+engine+"/*.sql") // the pattern is well formed
	for _, name := range names {
		content, err := schema.ReadFile(name)
		if err != nil {
			panic("store: embedded file cannot be read: " + err.Error())
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(content), content)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}
