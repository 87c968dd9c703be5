package store

import (
	"context"
	"errors"
	"strings"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// indexForm is raised when the columns for searching are made in another
// way. Migrate makes those of an older form anew.
const indexForm = 2

func entryRecord(e *registry.Entry) record {
	return record{table: "entry", keys: 1, columns: []column{
		{"number", derived{e.Number}}, {"number_key", derived{numberKey(string(e.Number))}}, {"level", derived{e.Level}},
		{"category", derived{e.Category}}, {"edition", derived{e.Edition}}, {"evaluator", derived{e.Evaluator}},
		{"holder_ja", derived{fold.Text(e.Holder.Ja)}}, {"holder_en", derived{fold.Text(e.Holder.En)}},
		{"holder_key", derived{sortKey(e.Holder)}}, {"product_key", derived{sortKey(e.Product.Name)}},
		{"first_issued", derived{e.FirstIssued}}, {"valid_from", derived{e.ValidFrom}}, {"valid_until", derived{e.ValidUntil}},
		{"extension_applied", derived{e.ExtensionApplied}}, {"extension_refused", derived{e.ExtensionRefused}},
		{"withdrawn", derived{e.Withdrawn}}, {"revoked", derived{e.Revoked}},
		{"listed", derived{e.Listed}}, {"models", derived{len(e.Product.Models)}}, {"terms", derived{e.Terms()}}, {"indexed", derived{indexForm}}, {"body", facts{e}},
	}}
}

func entryBody(e *registry.Entry) record {
	return record{table: "entry", columns: []column{{"body", facts{e}}}}
}

// numberKey is a number without the spaces and hyphens that people put into
// it, folded.
func numberKey(number string) string {
	return strings.NewReplacer(" ", "", "-", "", "\n", "").Replace(fold.Text(number))
}

// sortKey is the name by which a list is sorted: the Japanese one, or the
// English one where there is no other; folded.
func sortKey(name scheme.Text) string {
	if name.Ja != "" {
		return fold.Text(name.Ja)
	}
	return fold.Text(name.En)
}

// PutEntry writes what the public may know of a label.
func (tx *Tx) PutEntry(e registry.Entry) error {
	if err := tx.writes(e.Number); err != nil {
		return err
	}
	return tx.upsert(entryRecord(&e))
}

// reindexed bounds how many entries one transaction makes anew.
const reindexed = 200

// reindex fills the columns for searching of entries that were written
// before there were such, or in another form.
func (s *Store) reindex(ctx context.Context) error {
	for {
		n := 0
		err := s.Update(ctx, func(tx *Tx) error {
			old, err := list(tx, entryBody, "WHERE indexed <> $1 LIMIT $2", indexForm, reindexed)
			for i := range old {
				if err := tx.PutEntry(old[i]); err != nil {
					return err
				}
			}
			n = len(old)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// Entry reads what the public may know of a label on day. It refuses with
// Missing an unknown number, and in the same words that of a label whose
// listing day has not come.
func (tx *Tx) Entry(number scheme.LabelNumber, day scheme.Date) (registry.Entry, error) {
	if err := needsDay(day); err != nil {
		return registry.Entry{}, err
	}
	return read(tx, entryBody, "WHERE number = $1 AND listed <= $2", number, day)
}

// needsDay fails a public reading that does not say for which day it is: it
// would show what is not listed yet.
func needsDay(day scheme.Date) error {
	if day == "" {
		return errors.New("read entries: without the day")
	}
	return nil
}

// Entry is Tx.Entry in a reading transaction of its own.
func (s *Store) Entry(ctx context.Context, number scheme.LabelNumber, day scheme.Date) (registry.Entry, error) {
	tx := &Tx{ctx: ctx, on: s.read, dialect: &s.dialect}
	return tx.Entry(number, day)
}
