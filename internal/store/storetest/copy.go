package storetest

import (
	"path/filepath"
	"testing"
)

// Copied returns a copy of a SQLite database as it is now, as a backup is one.
func Copied(t testing.TB, dsn string) (copied string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "copy.db")
	Exec(t, dsn, "VACUUM INTO '"+file+"'")
	return "sqlite:" + file
}
