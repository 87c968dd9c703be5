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

// told adds to events what may be read of them. They are neighbours in the
// order of their numbers.
func (tx *Tx) told(events []scheme.Event, day scheme.Date) ([]registry.Change, error) {
	if len(events) == 0 {
		return nil, nil
	}
	first, last := events[0].Seq, events[len(events)-1].Seq
	openings, err := list(tx, openingRecord, "WHERE event IN (SELECT id FROM event WHERE seq BETWEEN $1 AND $2) ORDER BY event, field",
		min(first, last), max(first, last))
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
	n, err := scalar[int](tx, "event", "SELECT COUNT(*) FROM event WHERE label = $1 AND seq IS NULL AND public_from <= $2", number, day)
	if err != nil {
		return nil, false, err
	}
	events, err := list(tx, numberedRecord, "WHERE label = $1 AND seq IS NOT NULL ORDER BY seq", number)
	if err != nil {
		return nil, false, err
	}
	openings, err := list(tx, openingRecord, "WHERE event IN (SELECT id FROM event WHERE label = $1 AND seq IS NOT NULL) ORDER BY event, field", number)
	if err != nil {
		return nil, false, err
	}
	all, err = tx.opened(events, openings, day)
	return all, n > 0, err
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
