package store

import (
	"time"

	"shirushi/internal/scheme"
)

func doubtRecord(d *scheme.Doubt) record {
	return record{table: "doubt", keys: 1, revision: &d.Revision, columns: []column{
		{"id", &d.ID}, {"revision", &d.Revision}, {"state", &d.State}, {"label", &d.Label}, {"received", instant{&d.Received}},
		{"closed", instant{&d.Closed}}, {"forgotten", instant{&d.Forgotten}}, {"due", &d.Due}, {"token", &d.Token}, {"digest", &d.Digest},
		{"body", facts{d}}, {"sealed", &d.Sealed}, {"unread", derived{asNumber(d.Unread)}},
	}}
}

// asNumber is 1 for what is so, and 0 for what is not.
func asNumber(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// Doubt reads one doubt. It refuses an unknown id with Missing.
func (tx *Tx) Doubt(id scheme.DoubtID) (scheme.Doubt, error) {
	return read(tx, doubtRecord, "WHERE id = $1", id)
}

// DoubtOf reads the doubt to which a receipt with this hash was given. It
// refuses an unknown one with Missing.
func (tx *Tx) DoubtOf(token string) (scheme.Doubt, error) {
	return read(tx, doubtRecord, "WHERE token = $1", token)
}

// PutDoubt writes a doubt. It refuses with Conflict when the doubt has been
// written since it was read.
func (tx *Tx) PutDoubt(d *scheme.Doubt) error { return tx.put(doubtRecord(d)) }

// A DoubtFilter restricts a list of doubts.
type DoubtFilter struct {
	Open  bool // only those that wait for something
	Label scheme.LabelNumber
	Limit int // at most 500, which is also what 0 means
}

// doubtOrder puts first what is due first, then the newest.
const doubtOrder = "CASE WHEN closed <> '' THEN '~' WHEN due = '' THEN '9999' ELSE due END, received DESC, id"

// Doubts lists doubts: those on which the office is to move first, by their
// day; then those that wait for others; then the closed ones, the newest first.
func (tx *Tx) Doubts(f DoubtFilter) ([]scheme.Doubt, error) {
	var w where
	if f.Open {
		w.and("closed = ''")
	}
	if f.Label != "" {
		w.and("label = " + w.mark(f.Label))
	}
	all, err := list(tx, doubtRecord, w.String()+" ORDER BY "+doubtOrder+" LIMIT "+w.mark(rows(f.Limit)), w.args...)
	return all, err
}

// CountDoubts counts the doubts received since a moment; with a digest only
// those of that text.
func (tx *Tx) CountDoubts(since time.Time, digest string) (int, error) {
	var w where
	w.and("received >= " + w.mark(instant{&since}))
	if digest != "" {
		w.and("digest = " + w.mark(digest))
	}
	return scalar[int](tx, "doubt", "SELECT COUNT(*) FROM doubt "+w.String(), w.args...)
}

// DoubtsAlike counts the doubts with this text, whenever they came.
func (tx *Tx) DoubtsAlike(digest string) (int, error) {
	return scalar[int](tx, "doubt", "SELECT COUNT(*) FROM doubt WHERE digest = $1", digest)
}

// DoubtsToForget lists closed doubts of which something is still kept, those
// closed first at first; at most 500.
func (tx *Tx) DoubtsToForget() ([]scheme.Doubt, error) {
	return list(tx, doubtRecord, "WHERE closed <> '' AND forgotten = '' ORDER BY closed, id LIMIT $1", mostRows)
}

// DoubtsDue lists the doubts on which the office was to move before day; at
// most 500.
func (tx *Tx) DoubtsDue(day scheme.Date) ([]scheme.Doubt, error) {
	return list(tx, doubtRecord, "WHERE closed = '' AND due <> '' AND due < $1 ORDER BY due, received, id LIMIT $2", day, mostRows)
}
