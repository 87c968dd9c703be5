package store

import (
	"context"
	"database/sql"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Heads returns how far the records have got that the public may read. Equal
// heads mean that nothing was written in between, once PlaceWritten has run.
func (s *Store) Heads(ctx context.Context) (h registry.Heads, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		h, err = tx.heads()
		return err
	})
	return h, err
}

func (tx *Tx) heads() (h registry.Heads, err error) {
	if h.Changes, err = scalar[int64](tx, "sequence", "SELECT head FROM sequence WHERE name = 'event'"); err != nil {
		return h, err
	}
	h.Entries, err = scalar[int64](tx, "sequence", "SELECT head FROM sequence WHERE name = 'entry'")
	return h, err
}

// wholeAtOnce is how many entries Whole has in memory.
const wholeAtOnce = 200

// Whole reads all entries listed on day as they are at one moment, lowest
// number first. It calls begin once before the first, and stops at the first
// error. It may take minutes, during which others read and write as always.
func (s *Store) Whole(ctx context.Context, day scheme.Date, begin func(registry.Heads) error, each func(registry.Entry) error) error {
	if err := needsDay(day); err != nil {
		return err
	}
	options := sql.TxOptions{Isolation: s.dialect.viewing, ReadOnly: true}
	_, err := s.once(ctx, s.long, &options, func(tx *Tx) error {
		h, err := tx.heads()
		if err == nil {
			err = begin(h)
		}
		for last := scheme.LabelNumber(""); err == nil; {
			var page []registry.Entry
			if page, err = list(tx, entryBody, "WHERE listed <= $1 AND number > $2 ORDER BY number LIMIT $3", day, last, wholeAtOnce); err != nil || len(page) == 0 {
				return err
			}
			last = page[len(page)-1].Number
			err = all(page, each)
		}
		return err
	})
	return err
}

func all(page []registry.Entry, each func(registry.Entry) error) error {
	for _, e := range page {
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}
