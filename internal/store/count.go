package store

import (
	"context"
	"fmt"
	"sync"
)

// PostgreSQL plans by how many rows it believes a table to have. It counts
// them by itself, up to a minute late and never within a transaction; until
// then a register that is being filled counts as empty, and plans made for that,
// which read whole tables, are kept with the prepared statements. So the rows
// are counted each time that there are twice as many.
const (
	firstCounted = 1000   // entries that are new, in all transactions of a Store
	longCounted  = 20_000 // in one transaction, which must then count itself
)

// growing are the tables that grow with the labels; of these the first are also
// read while they are filled.
const (
	readMeanwhile = "label, entry, entry_written, entry_set, entry_model"
	growing       = readMeanwhile + ", event, opening, audit, organisation"
)

// A growth is how many entries a Store has added since it was opened.
type growth struct {
	mu        sync.Mutex
	now, next int
}

// add notes that entries were added, and reports whether to count.
func (g *growth) add(n int) bool {
	if n == 0 {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now += n
	if g.now < max(g.next, firstCounted) {
		return false
	}
	g.next = 2 * g.now
	return true
}

// counted has the rows counted after a transaction was kept that added
// entries. That it fails is no failure of what was kept: the engine counts by
// itself later.
func (s *Store) counted(ctx context.Context, added int) {
	if s.dialect.counts && s.grown.add(added) {
		_, _ = s.write.ExecContext(ctx, "ANALYZE "+growing)
	}
}

// added notes that this transaction has added entries, and counts in its
// midst when there are very many.
func (tx *Tx) added(n int) error {
	tx.grown += n
	if !tx.dialect.counts || tx.grown < max(tx.toCount, longCounted) {
		return nil
	}
	tx.toCount = 2 * tx.grown
	_, err := tx.exec("statistics", "ANALYZE "+readMeanwhile)
	return err
}

// Settle is to be called after very many rows were written at once: it has an
// engine that does so by itself only later count all rows, and note which pages
// of tables need not be looked at beside an index. It changes nothing that is
// read, and may take a minute; others read and write meanwhile.
func (s *Store) Settle(ctx context.Context) error {
	if !s.dialect.counts {
		return nil
	}
	if _, err := s.write.ExecContext(ctx, "VACUUM (ANALYZE)"); err != nil {
		return fmt.Errorf("count the rows: %w", err)
	}
	return nil
}
