package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"

	"shirushi/internal/scheme"
)

func eventRecord(e *scheme.Event, written int64, from scheme.Date) record {
	return record{table: "event", keys: 1, columns: []column{
		{"id", derived{e.ID}}, {"kind", derived{e.Kind}}, {"recorded", instant{&e.Recorded}}, {"written", derived{written}},
		{"day", derived{e.Day}}, {"label", derived{e.Label}}, {"leaf", leaf{e}}, {"public_from", derived{from}},
	}}
}

// leaf is the codec of an event's canonical bytes. All of an event but its
// number is read back from them.
type leaf struct{ at *scheme.Event }

func (c leaf) Value() (driver.Value, error) { return string(c.at.Leaf()), nil }

func (c leaf) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	*c.at, err = scheme.ParseLeaf([]byte(text))
	return err
}

func numberedRecord(e *scheme.Event) record {
	return record{table: "event", columns: []column{{"leaf", leaf{e}}, {"seq", &e.Seq}}}
}

func openingRecord(o *scheme.Opening) record {
	return record{table: "opening", keys: 2, columns: []column{
		{"event", &o.Event}, {"field", &o.Field}, {"salt", &o.Salt}, {"text", &o.Text},
	}}
}

// AddEvent keeps an event and what its commitments stand for. The event must
// not have a number yet, and every opening must open one of its commitments.
func (tx *Tx) AddEvent(e scheme.Event, openings []scheme.Opening) error {
	return tx.AddEventFrom("", e, openings)
}

// AddEventFrom is AddEvent for a fact that becomes public on a later day: it
// has no number, and so is in no list of events, before that day.
func (tx *Tx) AddEventFrom(day scheme.Date, e scheme.Event, openings []scheme.Opening) error {
	return tx.AddEvents([]Fact{{Event: e, Openings: openings, From: day}})
}

// Events lists the numbered events after since, in the order of their
// numbers; at most limit, and at most 500, which is also what 0 means.
func (tx *Tx) Events(since int64, limit int) ([]scheme.Event, error) {
	return list(tx, numberedRecord, "WHERE seq > $1 ORDER BY seq LIMIT $2", since, rows(limit))
}

// Opening reads what a commitment of an event stands for. Erased ones have
// neither salt nor text. It refuses an unknown one with Missing.
func (tx *Tx) Opening(event scheme.EventID, field string) (scheme.Opening, error) {
	return read(tx, openingRecord, "WHERE event = $1 AND field = $2", event, field)
}

// EventsOf lists the numbered events about a label, in the order of their
// numbers, and what opens their commitments; erased openings are not among
// them.
func (tx *Tx) EventsOf(number scheme.LabelNumber) (events []scheme.Event, openings []scheme.Opening, err error) {
	if events, err = list(tx, numberedRecord, "WHERE label = $1 AND seq IS NOT NULL ORDER BY seq", number); err != nil {
		return nil, nil, err
	}
	openings, err = tx.openingsOf(events)
	return events, slices.DeleteFunc(openings, erased), err
}

// EraseOpening takes back what a commitment of an event stands for. It refuses
// with Conflict one that is not there or was taken back already.
func (tx *Tx) EraseOpening(event scheme.EventID, field string) error {
	return tx.one(scheme.Refuse(scheme.Conflict, "refusal.stale"), "opening",
		"UPDATE opening SET salt = '', text = '' WHERE event = $1 AND field = $2 AND salt <> ''", event, field)
}

// mostNumbered bounds how many events one transaction numbers.
const mostNumbered = 1024

// Sequence numbers the events that have no number yet and are public on
// today, in the order in which they were recorded, puts them into the tree of
// the public log, and returns how many it has numbered. Any number of
// processes may call it at any time: numbers run from 1 without gap or
// repeat, and a number once given stays. It fails with ErrAltered on a log
// that is not as it was left.
func (s *Store) Sequence(ctx context.Context, today scheme.Date) (total int, err error) {
	for more := true; more && err == nil; {
		n := 0
		n, more, err = s.SequenceSome(ctx, today)
		total += n
	}
	return total, err
}

// SequenceSome is Sequence of at most 1,024 events. It reports whether more
// were waiting when it began.
func (s *Store) SequenceSome(ctx context.Context, today scheme.Date) (n int, more bool, err error) {
	waiting := false
	err = s.View(ctx, func(tx *Tx) (err error) {
		waiting, err = tx.waiting(today)
		return err
	})
	if err != nil || !waiting { // the writer is left alone when there is nothing to do
		return 0, false, err
	}
	behind := int64(0)
	err = s.updateAt(ctx, s.dialect.numbering, func(tx *Tx) (err error) {
		if n, err = tx.sequence(today); err != nil {
			return err
		}
		if err := tx.integrate(); err != nil {
			return err
		}
		behind, err = tx.behind()
		return err
	})
	if err != nil {
		return 0, false, err
	}
	return n, n == mostNumbered || behind > 0, nil
}

// waiting reports whether an event could be numbered, or is not in the tree.
func (tx *Tx) waiting(today scheme.Date) (bool, error) {
	if n, err := tx.behind(); err != nil || n > 0 {
		return err == nil, err
	}
	n, err := scalar[int](tx, "event", "SELECT COUNT(*) FROM (SELECT id FROM event WHERE seq IS NULL AND public_from <= $1 LIMIT 1) AS first", today)
	return n > 0, err
}

// nextWaiting reads from an index, in its order: a million may wait.
const nextWaiting = "SELECT id, recorded, written FROM event WHERE seq IS NULL AND public_from <= $3 ORDER BY recorded, written, id LIMIT $2"

// sequence numbers one batch, which is cut off before it is numbered: many
// may wait after an import. The head says the last number given. It is moved
// first: of two who number at once the second waits there, and begins anew.
func (tx *Tx) sequence(today scheme.Date) (int, error) {
	head, err := scalar[int64](tx, "sequence", "SELECT head FROM sequence WHERE name = 'event'")
	if err != nil {
		return 0, err
	}
	n, err := scalar[int](tx, "event", "SELECT COUNT(*) FROM (SELECT id FROM event WHERE seq IS NULL AND public_from <= $1 LIMIT $2) AS first", today, mostNumbered)
	if err != nil || n == 0 {
		return 0, err
	}
	stale := scheme.Refuse(scheme.Conflict, "refusal.stale")
	if err := tx.one(stale, "sequence", "UPDATE sequence SET head = $1 WHERE name = 'event' AND head = $2", head+int64(n), head); err != nil {
		return 0, err
	}
	numbered, err := tx.exec("event", `UPDATE event SET seq = $1 + next.place
		FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY recorded, written, id) AS place
			FROM (`+nextWaiting+`) AS first) AS next
		WHERE event.id = next.id`, head, n, today)
	if err == nil && numbered != n {
		err = tx.fail("event", "number", fmt.Errorf("%d of %d", numbered, n))
	}
	return n, err
}
