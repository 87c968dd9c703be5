package storetest

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"
	"time"
)

// victim is the name by which PostgreSQL knows a process that is to be killed.
const victim = "shirushi-test-victim"

// patience is how long a server may take to finish with a killed process.
const patience = time.Minute

// ForVictim returns the address dsn for a process that will be killed.
func ForVictim(t testing.TB, dsn string) string {
	t.Helper()
	if strings.HasPrefix(dsn, "sqlite:") {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	asked := u.Query()
	asked.Set("application_name", victim)
	u.RawQuery = asked.Encode()
	return u.String()
}

// Settled waits until the server has finished with the killed process. A
// commit that was on its way when its process died is still made, and a test
// that looks before it is made sees one half of it with one question and the
// other half with the next. SQLite works within the process and dies with it.
func Settled(t testing.TB, dsn string) {
	t.Helper()
	if strings.HasPrefix(dsn, "sqlite:") {
		return
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for began := time.Now(); time.Since(began) < patience; time.Sleep(5 * time.Millisecond) {
		var left int
		if err := db.QueryRow("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1", victim).Scan(&left); err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
	t.Fatalf("the server has not finished with the killed process after %s", patience)
}
