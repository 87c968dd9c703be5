package store

import (
	"context"
	"database/sql"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// StatusNumbers shows the tests which entries have a status on a day,
// whatever their listing day.
func (tx *Tx) StatusNumbers(status scheme.Status, day scheme.Date) (numbers []scheme.LabelNumber, err error) {
	s := &search{tx: tx, q: registry.Query{Status: status, Day: day, Sort: registry.ByHolder}} // by key: all are looked at
	if err := s.prepare(); err != nil {
		return nil, err
	}
	h, err := s.look(nil, 1<<20, s.spare())
	if err != nil {
		return nil, err
	}
	all, err := s.bodies(h.hits)
	for _, e := range all {
		numbers = append(numbers, e.Number)
	}
	return numbers, err
}

// Raw gives the tests the connections, to look and to try what no method does.
func (s *Store) Raw() *sql.DB { return s.write }

// Exec lets the tests run a statement of their own inside a transaction.
func (tx *Tx) Exec(query string, args ...any) error {
	_, err := tx.exec("test", query, args...)
	return err
}

// Count lets the tests read one number inside a transaction.
func (tx *Tx) Count(query string) (int, error) { return scalar[int](tx, "test", query) }

// Unnumbered shows the tests how marks lose their numbers.
var Unnumbered = unnumbered

// How many new entries have the rows counted.
const (
	FirstCounted = firstCounted
	LongCounted  = longCounted
)

// MovedTables and MadeAnew show the tests what a move does with each table.
var (
	MovedTables = moved
	MadeAnew    = madeAnew
)

// MoveWith is Move, with something that happens between copying and comparing.
func MoveWith(ctx context.Context, from, to *Store, between func()) error {
	if err := copyAll(ctx, from, to, time.Now(), func(string, int64, int64) {}); err != nil {
		return err
	}
	between()
	return compare(ctx, from, to, func(Tally) {})
}

// MostKept is how many statements a connection keeps at most.
const MostKept = mostKept

// KeptBy returns how many statements a connection to SQLite keeps.
func KeptBy(c any) int {
	conn, ok := c.(*keepingConn)
	if !ok {
		return -1
	}
	return len(conn.young) + len(conn.old)
}

// MostKeys is how many matches are sorted by keys read one by one.
const MostKeys = mostKeys

// ReadInOrder are the statements that must not sort what they read.
var ReadInOrder = []string{nextWaiting, nextUnplaced}
