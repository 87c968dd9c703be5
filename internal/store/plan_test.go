package store_test

import (
	"strings"
	"testing"

	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// What an import leaves waiting is numbered a batch at a time. If each batch
// sorted all that waits, a million would take hours.
func TestNumbering_readsFromAnIndexInItsOrder(t *testing.T) {
	s := storetest.SQLite(t)
	for _, statement := range store.ReadInOrder {
		steps, err := s.Raw().Query("EXPLAIN QUERY PLAN "+statement, 1, 10, "2026-01-05")
		if err != nil {
			t.Fatal(err)
		}
		defer steps.Close()
		read := false
		for steps.Next() {
			var id, parent, unused int
			var step string
			if err := steps.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			read = read || strings.Contains(step, "INDEX")
			if strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s: %s", statement, step)
			}
		}
		if err := steps.Err(); err != nil || !read {
			t.Errorf("%s: no index is read (%v)", statement, err)
		}
	}
}
