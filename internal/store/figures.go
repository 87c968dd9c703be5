package store

import (
	"context"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Labels are read as groups that have every day in common which their status
// may hang on, so that the rule of it stays where it is: in scheme. The
// indexes of 00022_figures.sql hold all that is read here, in this order.
func groupRecord(g *registry.Group) record {
	return record{table: "entry", columns: []column{
		{"level", &g.Level}, {"category", &g.Category}, {"first_issued", &g.FirstIssued}, {"valid_from", &g.ValidFrom}, {"valid_until", &g.ValidUntil},
		{"extension_applied", &g.ExtensionApplied}, {"extension_refused", &g.ExtensionRefused}, {"withdrawn", &g.Withdrawn}, {"revoked", &g.Revoked},
		{"COUNT(*)", &g.Labels}, {"CAST(SUM(models) AS BIGINT)", &g.Models},
	}}
}

const groups = `WHERE listed <= $1
	GROUP BY level, category, first_issued, valid_from, valid_until, extension_applied, extension_refused, withdrawn, revoked`

func holdingRecord(h *registry.Holding) record {
	return record{table: "entry", columns: []column{{"level", &h.Level}, {"category", &h.Category}, {"holder_key", &h.Holder}}}
}

const holdings = `WHERE listed <= $1 AND valid_from <= $1 GROUP BY level, category, holder_key`

func passageRecord(p *registry.Passage) record {
	return record{table: "application JOIN entry ON entry.number = application.label", columns: []column{
		{"application.received", &p.Received}, {"entry.first_issued", &p.Issued}, {"COUNT(*)", &p.Labels},
	}}
}

const passages = `WHERE application.label <> '' AND application.kind = 'new' AND entry.listed <= $1 AND entry.valid_from <= $1
	GROUP BY application.received, entry.first_issued`

// Figures counts the labels that are listed on day. Days from receipt to issue
// are told of atLeast labels or more. It reads what it counts from indexes
// alone, and yet all of them: whoever shows figures keeps them for a while.
func (s *Store) Figures(ctx context.Context, day scheme.Date, atLeast int) (registry.Figures, error) {
	if err := needsDay(day); err != nil {
		return registry.Figures{}, err
	}
	t := registry.NewTally(day)
	err := s.View(ctx, func(tx *Tx) error {
		t = registry.NewTally(day) // View may begin anew
		if err := each(tx, groupRecord, t.Add, groups, day); err != nil {
			return err
		}
		if err := each(tx, holdingRecord, t.AddHolding, holdings, day); err != nil {
			return err
		}
		if err := each(tx, passageRecord, t.AddPassage, passages, day); err != nil {
			return err
		}
		return tx.held(t, day)
	})
	if err != nil {
		return registry.Figures{}, err
	}
	return t.Figures(atLeast), nil
}

// each hands the rows that rest selects to do, one by one.
func each[T any](tx *Tx, shape func(*T) record, do func(T), rest string, args ...any) error {
	r := shape(new(T))
	values, err := valuesOf(args)
	if err != nil {
		return err
	}
	rows, err := tx.on.QueryContext(tx.ctx, r.selects(rest), values...)
	if err != nil {
		return tx.fail(r.table, "read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var one T
		if err := rows.Scan(shape(&one).places()...); err != nil {
			return tx.fail(r.table, "read", err)
		}
		do(one)
	}
	if err := rows.Err(); err != nil {
		return tx.fail(r.table, "read", err)
	}
	return nil
}
