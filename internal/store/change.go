package store

import (
	"context"
	"slices"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Changes lists the numbered events after since, in the order of their
// numbers, with what the public may read of them on day; at most limit, and
// at most 500, which is also what 0 means. Events numbered later come after
// these: who reads on from the last number misses none.
func (s *Store) Changes(ctx context.Context, since int64, limit int, day scheme.Date) (registry.Changes, error) {
	return s.changes(ctx, day, func(tx *Tx) ([]scheme.Event, error) { return tx.Events(since, limit) })
}

// NewestChanges lists the events with the highest numbers, the highest
// first; bounds and all else as of Changes.
func (s *Store) NewestChanges(ctx context.Context, limit int, day scheme.Date) (registry.Changes, error) {
	return s.changes(ctx, day, func(tx *Tx) ([]scheme.Event, error) {
		return list(tx, numberedRecord, "WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT $1", rows(limit))
	})
}

func (s *Store) changes(ctx context.Context, day scheme.Date, events func(*Tx) ([]scheme.Event, error)) (c registry.Changes, err error) {
	if err := needsDay(day); err != nil {
		return c, err
	}
	err = s.View(ctx, func(tx *Tx) error {
		if c.Head, err = scalar[int64](tx, "sequence", "SELECT head FROM sequence WHERE name = 'event'"); err != nil {
			return err
		}
		all, err := events(tx)
		if err != nil {
			return err
		}
		c.Items, err = tx.told(all, day)
		return err
	})
	return c, err
}

// told adds to events what may be read of them.
func (tx *Tx) told(events []scheme.Event, day scheme.Date) ([]registry.Change, error) {
	if len(events) == 0 {
		return nil, nil
	}
	openings, err := tx.openingsOf(events)
	if err != nil {
		return nil, err
	}
	return tx.opened(events, openings, day)
}

// ChangesOf lists the numbered events about one label, in the order of their
// numbers, with what the public may read of them on day, and says whether
// another is public already and waits for its number.
func (tx *Tx) ChangesOf(number scheme.LabelNumber, day scheme.Date) (all []registry.Change, waiting bool, err error) {
	if err := needsDay(day); err != nil {
		return nil, false, err
	}
	events, err := list(tx, publicRecord, "WHERE label = $1 AND (seq IS NOT NULL OR public_from <= $2) ORDER BY seq", number, day)
	if err != nil {
		return nil, false, err
	}
	numbered := slices.DeleteFunc(events, func(e scheme.Event) bool { return e.Seq == 0 })
	all, err = tx.told(numbered, day)
	return all, len(numbered) < len(events), err
}

// publicRecord is numberedRecord of events that may have no number yet: 0.
func publicRecord(e *scheme.Event) record {
	return record{table: "event", columns: []column{{"leaf", leaf{e}}, {"COALESCE(seq, 0)", &e.Seq}}}
}

// openingsOf lists what the commitments of events stand for. The events are
// named one by one: by a condition on them PostgreSQL, while it has not counted
// the rows, reads all openings there are.
func (tx *Tx) openingsOf(events []scheme.Event) (all []scheme.Opening, err error) {
	for len(events) > 0 {
		n := min(len(events), mostMarks)
		ids := make([]scheme.EventID, n)
		for i, e := range events[:n] {
			ids[i] = e.ID
		}
		var w where
		in(&w, "event", ids)
		some, err := list(tx, openingRecord, w.String()+" ORDER BY event, field", w.args...)
		if err != nil {
			return nil, err
		}
		all, events = append(all, some...), events[n:]
	}
	return all, nil
}

// opened joins events with their openings.
func (tx *Tx) opened(events []scheme.Event, openings []scheme.Opening, day scheme.Date) ([]registry.Change, error) {
	of := map[scheme.EventID][]scheme.Opening{}
	for _, o := range openings {
		of[o.Event] = append(of[o.Event], o)
	}
	out := make([]registry.Change, len(events))
	for i, e := range events {
		var shown *registry.Entry
		if e.Kind == scheme.LabelCorrected || slices.ContainsFunc(of[e.ID], erased) { // rare; all else is told whatever the entry says now
			entry, err := tx.Entry(e.Label, day)
			if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
				return nil, err
			}
			if err == nil {
				shown = &entry
			}
		}
		out[i] = registry.Tell(e, of[e.ID], shown)
	}
	return out, nil
}

func erased(o scheme.Opening) bool { return o.Salt == "" }
