package storetest

import (
	"database/sql"
	"strings"
	"testing"
)

// Exec writes to a database past the program, as whoever has its file or its
// password can.
func Exec(t testing.TB, dsn string, statements ...string) {
	t.Helper()
	driver, address := "pgx", dsn
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, address = "sqlite", file
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(s, err)
		}
	}
}

// LogAltered are ways to rewrite the public log in a SQLite database, each of
// which must be noticed before anything more is signed.
var LogAltered = map[string][]string{
	"a tile":              {"DROP TRIGGER log_tile_no_update", "UPDATE log_tile SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB) WHERE level = 0 AND n = 0"},
	"a tile cut":          {"DROP TRIGGER log_tile_no_update", "UPDATE log_tile SET hashes = substr(hashes, 33) WHERE level = 0 AND n = 0"},
	"a tile gone":         {"DROP TRIGGER log_tile_no_delete", "DELETE FROM log_tile"},
	"the head put back":   {"DROP TRIGGER log_head_no_update", "UPDATE log_head SET size = size - 1"},
	"the root":            {"DROP TRIGGER log_head_no_update", "UPDATE log_head SET root = zeroblob(32)"},
	"the last checkpoint": {"DROP TRIGGER log_checkpoint_no_update", "UPDATE log_checkpoint SET root = zeroblob(32)"},
	"numbers put back":    {"UPDATE sequence SET head = head - 2 WHERE name = 'event'"},
}
