package store

import (
	"context"
	"errors"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// entryRecord is an entry with what its queries ask, but without what places
// it in the index: indexedRecord has that, too.
func entryRecord(e *registry.Entry, t registry.Terms) record {
	return record{table: "entry", keys: 1, columns: []column{
		{"number", derived{e.Number}}, {"number_key", derived{registry.ModelKey(string(e.Number))}}, {"level", derived{e.Level}},
		{"category", derived{e.Category}}, {"edition", derived{e.Edition}}, {"evaluator", derived{e.Evaluator}},
		{"holder_names", derived{t.Holder}}, {"product_names", derived{t.Product}},
		{"holder_key", derived{registry.Key(t.Holder)}}, {"product_key", derived{registry.Key(t.Product)}},
		{"first_issued", derived{e.FirstIssued}}, {"valid_from", derived{e.ValidFrom}}, {"valid_until", derived{e.ValidUntil}},
		{"extension_applied", derived{e.ExtensionApplied}}, {"extension_refused", derived{e.ExtensionRefused}},
		{"withdrawn", derived{e.Withdrawn}}, {"revoked", derived{e.Revoked}},
		{"listed", derived{e.Listed}}, {"models", derived{len(e.Product.Models)}}, {"body", facts{e}},
	}}
}

func entryBody(e *registry.Entry) record {
	return record{table: "entry", columns: []column{{"body", facts{e}}}}
}

// PutEntry writes what the public may know of a label.
func (tx *Tx) PutEntry(e registry.Entry) error { return tx.PutEntries([]registry.Entry{e}) }

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
