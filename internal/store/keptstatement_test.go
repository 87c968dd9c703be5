package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// threeKept returns a connection to SQLite with a table of the numbers 1 to 3.
func threeKept(t *testing.T) *sql.Conn {
	t.Helper()
	c, err := storetest.SQLite(t).Raw().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	for _, query := range []string{"CREATE TABLE n (n INTEGER PRIMARY KEY)", "INSERT INTO n VALUES (1), (2), (3)"} {
		if _, err := c.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// keptBy returns how many statements the connection keeps.
func keptBy(t *testing.T, c *sql.Conn) (n int) {
	t.Helper()
	if err := c.Raw(func(c any) error { n = store.KeptBy(c); return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

const threeNumbers = "SELECT n FROM n WHERE n <= $1 ORDER BY n"

func numbersOf(t *testing.T, rows *sql.Rows, err error) (all []int) {
	t.Helper()
	for err == nil && rows.Next() {
		var n int
		err = rows.Scan(&n)
		all = append(all, n)
	}
	if err == nil {
		err = errors.Join(rows.Err(), rows.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestKeptStatement_isRunWithinItself(t *testing.T) {
	t.Parallel()
	c := threeKept(t)
	outer, err := c.QueryContext(t.Context(), threeNumbers, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	seen := 0
	for outer.Next() {
		var n int
		if err := outer.Scan(&n); err != nil {
			t.Fatal(err)
		}
		seen++
		rows, err := c.QueryContext(t.Context(), threeNumbers, n)
		if got := numbersOf(t, rows, err); n != seen || len(got) != n {
			t.Errorf("at %d: %v", n, got)
		}
	}
	if err := outer.Err(); err != nil || seen != 3 {
		t.Errorf("%d numbers, %v", seen, err)
	}
}

// However many texts there are, a connection keeps a bounded number, and one
// that is given up while its rows are read is read to its end.
func TestKeptStatement_givesUpWhatWasNotRunForLong(t *testing.T) {
	t.Parallel()
	c := threeKept(t)
	outer, err := c.QueryContext(t.Context(), threeNumbers, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		rows, err := c.QueryContext(t.Context(), fmt.Sprintf("SELECT n + %d FROM n WHERE n < $1", i), 2)
		if got := numbersOf(t, rows, err); len(got) != 1 || got[0] != 1+i {
			t.Fatalf("%d: %v", i, got)
		}
	}
	if n := keptBy(t, c); n > store.MostKept {
		t.Errorf("%d statements are kept", n)
	}
	if got := numbersOf(t, outer, nil); len(got) != 3 {
		t.Errorf("given up while it was read: %v", got)
	}
	before := keptBy(t, c)
	for range 10 {
		rows, err := c.QueryContext(t.Context(), threeNumbers, 2)
		if got := numbersOf(t, rows, err); len(got) != 2 {
			t.Errorf("run again: %v", got)
		}
	}
	if n := keptBy(t, c); n > before+1 {
		t.Errorf("the same text is kept %d times", n-before)
	}
}

func TestKeptStatement_runsAgainAfterAFailureAndAnotherForm(t *testing.T) {
	t.Parallel()
	c := threeKept(t)
	insert := func(ctx context.Context, n int) error {
		_, err := c.ExecContext(ctx, "INSERT INTO n (n) VALUES ($1)", n)
		return err
	}
	if insert(t.Context(), 1) == nil {
		t.Error("a number is there twice")
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if err := insert(ended, 4); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := insert(t.Context(), 4); err != nil {
		t.Error(err)
	}
	rows, err := c.QueryContext(t.Context(), "SELECT * FROM n WHERE n = $1", 4)
	numbersOf(t, rows, err)
	if _, err := c.ExecContext(t.Context(), "ALTER TABLE n ADD COLUMN more INTEGER NOT NULL DEFAULT 7"); err != nil {
		t.Fatal(err)
	}
	var n, more int
	if err := c.QueryRowContext(t.Context(), "SELECT * FROM n WHERE n = $1", 4).Scan(&n, &more); err != nil || more != 7 {
		t.Errorf("after the table has another column: %d, %v", more, err)
	}
}
