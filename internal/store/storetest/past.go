package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modernc.org/sqlite"
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
	"numbers put forward": {"UPDATE sequence SET head = head + 2 WHERE name = 'event'"},
	"the last event gone": {"DROP TRIGGER event_no_delete", "DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)",
		"DROP TRIGGER log_head_no_delete", "DELETE FROM log_head", "DROP TRIGGER log_tile_no_delete", "DELETE FROM log_tile"},
}

// Copy copies a database as it stands and returns the copy's address. On
// PostgreSQL it breaks the connections of those who have it open.
func Copy(t testing.TB, dsn string) string {
	t.Helper()
	if strings.HasPrefix(dsn, "sqlite:") {
		path := filepath.Join(t.TempDir(), "copy.db")
		Exec(t, dsn, "VACUUM INTO '"+path+"'")
		return "sqlite:" + path
	}
	name := "test_" + strings.ToLower(rand.Text())
	alone(t, dsn, func(this string) []string { return []string{"CREATE DATABASE " + name + " TEMPLATE " + this} })
	t.Cleanup(func() {
		if err := onServer(os.Getenv(Server), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return database(os.Getenv(Server), name)
}

// PutBack puts a copy in place of a database, beneath those who have it open.
func PutBack(t testing.TB, dsn, copied string) {
	t.Helper()
	if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		if err := restore(file, strings.TrimPrefix(copied, "sqlite:")); err != nil {
			t.Fatal(err)
		}
		return
	}
	alone(t, copied, func(from string) []string {
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		this := strings.TrimPrefix(u.Path, "/")
		return []string{"DROP DATABASE " + this + " WITH (FORCE)", "CREATE DATABASE " + this + " TEMPLATE " + from}
	})
}

// alone runs statements on the server while nobody has the database open, as
// making a copy of it needs.
func alone(t testing.TB, dsn string, statements func(name string) []string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	server := os.Getenv(Server)
	closed := "ALTER DATABASE " + name + " ALLOW_CONNECTIONS "
	gone := "DO $$ BEGIN PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '" + name + "'; END $$"
	all := append([]string{closed + "false", gone}, statements(name)...)
	for _, s := range append(all, closed+"true") {
		if err := onServer(server, s); err != nil {
			t.Fatal(err)
		}
	}
}

// restore copies a SQLite file over another as sqlite3's .restore does: those
// who have it open go on with what is in it then.
func restore(file, from string) error {
	ctx := context.Background()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		to, ok := c.(interface {
			NewRestore(from string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the driver cannot restore")
		}
		b, err := to.NewRestore(from)
		if err != nil {
			return err
		}
		_, err = b.Step(-1)
		return errors.Join(err, b.Finish())
	})
}

// AlterRegister changes a SQLite database past the program: it hides that one
// label was revoked, gives another three years more, takes a third away, makes
// one that was never issued, alters event 5 and swaps events 6 and 7.
func AlterRegister(t testing.TB, dsn, revoked, longer, gone, invented string) {
	t.Helper()
	Exec(t, dsn,
		"UPDATE entry SET revoked = '', body = json_remove(body, '$.revoked') WHERE number = '"+revoked+"'",
		"UPDATE entry SET valid_until = '2031-01-01', body = json_set(body, '$.valid_until', '2031-01-01') WHERE number = '"+longer+"'",
		`CREATE TABLE one AS SELECT * FROM entry WHERE number = '`+gone+`';
		UPDATE one SET number = '`+invented+`', number_key = '`+invented+`', body = json_set(body, '$.number', '`+invented+`');
		DELETE FROM entry WHERE number = '`+gone+`';
		INSERT INTO entry SELECT * FROM one; DROP TABLE one`,
		"DROP TRIGGER event_no_update",
		"UPDATE event SET leaf = replace(leaf, '\"level\":\"1\"', '\"level\":\"3\"') WHERE seq = 5",
		"UPDATE event SET seq = -6 WHERE seq = 6", "UPDATE event SET seq = 6 WHERE seq = 7", "UPDATE event SET seq = 7 WHERE seq = -6")
}
