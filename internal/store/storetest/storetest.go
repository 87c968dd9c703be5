// Package storetest gives a test a fresh, migrated database of its own, on
// SQLite and on PostgreSQL. It is for tests only.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"shirushi/internal/store"
)

// Server is the environment variable with the address of a PostgreSQL server
// on which tests may create databases.
const Server = "SHIRUSHI_TEST_POSTGRES"

// Each runs fn on a fresh database of either engine. Without a PostgreSQL
// server the test fails: what was only tried on one engine was not tried.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, Postgres(t))
	})
}

// SQLite returns a fresh database in a file of the test.
func SQLite(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, SQLiteDSN(t))
}

// Postgres returns a fresh database on the server for tests.
func Postgres(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, PostgresDSN(t))
}

// Open opens a database until the test ends, as a further process would.
func Open(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Watch looks at an SQLite file from outside and returns a function that tells
// whether anybody has written to it since the last time it was asked.
func Watch(t testing.TB, file string) (written func() bool) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // the version is as one connection sees it
	t.Cleanup(func() { db.Close() })
	var last int64
	return func() bool {
		t.Helper()
		var now int64
		if err := db.QueryRow("PRAGMA data_version").Scan(&now); err != nil {
			t.Fatal(err)
		}
		was := last
		last = now
		return now != was
	}
}

// migratedFile is the content of a migrated SQLite file, made once.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "storetest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "migrated.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// SQLiteDSN makes a fresh database and returns its address.
func SQLiteDSN(t testing.TB) string {
	t.Helper()
	content, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// migrate makes a database ready. Its context is no test's: the database
// serves all of them.
func migrate(dsn string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Migrate(ctx)
}

// PostgresDSN makes a fresh database, which goes when the test ends, and
// returns its address.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Server)
	if server == "" {
		t.Fatalf("%s is not set: give the address of a PostgreSQL server for tests, or run make test, which starts one", Server)
	}
	template, err := migratedTemplate()
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	if err := onServer(server, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := onServer(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return database(server, name)
}

// migratedTemplate makes a migrated database, once for all processes that
// test the same schema, and returns its name.
var migratedTemplate = sync.OnceValues(func() (name string, err error) {
	server := os.Getenv(Server)
	name = "template_" + store.SchemaHash("postgres")
	err = guarded(server, func(db *sql.Conn) error {
		ctx := context.Background()
		var there int
		if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM pg_database WHERE datname = $1", name).Scan(&there); err != nil || there == 1 {
			return err
		}
		// The name comes last: a run that was ended half way leaves no template.
		unfinished := "unfinished_" + strings.ToLower(rand.Text())
		if _, err := db.ExecContext(ctx, "CREATE DATABASE "+unfinished+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
			return err
		}
		if err := migrate(database(server, unfinished)); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, "ALTER DATABASE "+unfinished+" RENAME TO "+name)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make a template of the schema on the server of %s: %w", Server, err)
	}
	return name, nil
})

// guarded runs fn while no other process does.
func guarded(server string, fn func(*sql.Conn) error) error {
	const key = 7_446_840_153 // any number that nobody else uses
	ctx := context.Background()
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // ends the lock with the connection
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", key); err != nil {
		return err
	}
	return fn(conn)
}

func onServer(server, statement string) error {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(strings.Fields(statement)[:2], " "), err)
	}
	return nil
}

// database returns the address of another database on the server.
func database(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server // opening it has failed before
	}
	u.Path = "/" + name
	return u.String()
}
