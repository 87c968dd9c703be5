package store

import (
	"database/sql"

	"shirushi/internal/scheme"
)

// StatusOn shows the tests the condition of a status.
func StatusOn(status scheme.Status, mark string) (string, bool) { return statusOn(status, mark) }

// Raw gives the tests the connections, to look and to try what no method does.
func (s *Store) Raw() *sql.DB { return s.write }

// Exec lets the tests run a statement of their own inside a transaction.
func (tx *Tx) Exec(query string, args ...any) error {
	_, err := tx.exec("test", query, args...)
	return err
}
