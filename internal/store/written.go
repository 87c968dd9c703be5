package store

import (
	"context"

	"shirushi/internal/scheme"
)

// A Written is what a transaction has altered of what is kept elsewhere ready
// made from the records.
type Written struct {
	Entries []scheme.LabelNumber // whose public view was written
	Catalog bool                 // other scheme data is in use
}

func (c Written) isNone() bool { return len(c.Entries) == 0 && !c.Catalog }

// OnWritten has fn told of what this Store has committed, before
// Update returns. It is to be called before the Store is used by others; fn
// must be quick and must not use the Store. What other processes write is
// found with WrittenSince.
func (s *Store) OnWritten(fn func(Written)) { s.tell = fn }

func writtenRecord(number scheme.LabelNumber) record {
	return record{table: "entry_written", keys: 1, columns: []column{{"number", derived{number}}, {"place", derived{nil}}}}
}

// mostPlaced bounds how many writings one transaction numbers.
const mostPlaced = 2000

// PlaceWritten gives a place to each entry that was written since it had one,
// and returns how many it has placed. Any number of processes may call it at
// any time: places grow in the order in which they become visible.
func (s *Store) PlaceWritten(ctx context.Context) (int, error) {
	total := 0
	for {
		waiting, err := s.unplaced(ctx)
		if err != nil || !waiting { // the writer is left alone when there is nothing to do
			return total, err
		}
		n := 0
		err = s.Update(ctx, func(tx *Tx) (err error) {
			n, err = tx.placeWritten()
			return err
		})
		total += n
		if err != nil || n < mostPlaced {
			return total, err
		}
	}
}

func (s *Store) unplaced(ctx context.Context) (waiting bool, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		n, err := scalar[int](tx, "entry_written", "SELECT COUNT(*) FROM (SELECT number FROM entry_written WHERE place IS NULL LIMIT 1) AS first")
		waiting = n > 0
		return err
	})
	return waiting, err
}

// nextUnplaced reads from an index, in its order: a million may wait.
const nextUnplaced = "SELECT number, ROW_NUMBER() OVER (ORDER BY number) AS place FROM entry_written WHERE place IS NULL ORDER BY number LIMIT $2"

// placeWritten numbers one batch. Two who number at once both move the head,
// and only one of them can be kept.
func (tx *Tx) placeWritten() (int, error) {
	head, err := scalar[int64](tx, "sequence", "SELECT head FROM sequence WHERE name = 'entry'")
	if err != nil {
		return 0, err
	}
	n, err := tx.exec("entry_written", `UPDATE entry_written SET place = $1 + next.place
		FROM (`+nextUnplaced+`) AS next
		WHERE entry_written.number = next.number`, head, mostPlaced)
	if err != nil || n == 0 {
		return 0, err
	}
	stale := scheme.Refuse(scheme.Conflict, "refusal.stale")
	return n, tx.one(stale, "sequence", "UPDATE sequence SET head = $1 WHERE name = 'entry' AND head = $2", head+int64(n), head)
}

// LastWritten returns the place last given; 0 before the first.
func (s *Store) LastWritten(ctx context.Context) (last int64, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		last, err = scalar[int64](tx, "sequence", "SELECT head FROM sequence WHERE name = 'entry'")
		return err
	})
	return last, err
}

// WrittenSince lists the numbers of the entries written after the place
// since, also those that are not public yet, in the order of their places, at
// most 500, and the place of the last: since itself when there is none. None
// is ever missed that was committed before PlaceWritten was called; one that
// is written again is listed at its last place only.
func (s *Store) WrittenSince(ctx context.Context, since int64) (numbers []scheme.LabelNumber, last int64, err error) {
	last = since
	err = s.View(ctx, func(tx *Tx) error {
		all, err := list(tx, placedRecord, "WHERE place > $1 ORDER BY place LIMIT $2", since, mostRows)
		for _, c := range all {
			numbers, last = append(numbers, c.number), c.place
		}
		return err
	})
	return numbers, last, err
}

type placed struct {
	number scheme.LabelNumber
	place  int64
}

func placedRecord(p *placed) record {
	return record{table: "entry_written", columns: []column{{"number", &p.number}, {"place", &p.place}}}
}
