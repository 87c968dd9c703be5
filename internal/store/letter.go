package store

import "time"

// A Letter waits to be sent. Its text is sealed, because it may hold a
// one-time link, and is erased once it has gone.
type Letter struct {
	ID        string
	To        string // address
	Kind      string
	Sealed    []byte // subject and body; nil once sent
	Made      time.Time
	NextTry   time.Time // not before; zero: at once
	Sent      time.Time // zero: not yet
	Tries     int
	LastError string
}

func letterRecord(l *Letter) record {
	return record{table: "letter", keys: 1, columns: []column{
		{"id", &l.ID}, {"recipient", &l.To}, {"kind", &l.Kind}, {"sealed", &l.Sealed}, {"made", instant{&l.Made}},
		{"next_try", instant{&l.NextTry}}, {"sent", instant{&l.Sent}}, {"tries", &l.Tries}, {"last_error", &l.LastError},
	}}
}

// AddLetter keeps a letter until it is sent.
func (tx *Tx) AddLetter(l Letter) error { return tx.add(letterRecord(&l)) }

// DueLetters lists the letters not sent whose next try has come at now, the
// longest due first; at most limit, and at most 500, which is also what 0
// means.
func (tx *Tx) DueLetters(now time.Time, limit int) ([]Letter, error) {
	return list(tx, letterRecord, "WHERE sent = '' AND next_try <= $1 ORDER BY next_try, id LIMIT $2", instant{&now}, rows(limit))
}

// PutLetter writes a letter that is there. It refuses an unknown one with
// Missing.
func (tx *Tx) PutLetter(l Letter) error { return tx.replace(letterRecord(&l)) }

// GivenUpLetters counts the letters that were not sent and never will be:
// their text has been erased.
func (tx *Tx) GivenUpLetters() (int, error) {
	return scalar[int](tx, "letter", "SELECT COUNT(*) FROM letter WHERE sent = '' AND sealed IS NULL")
}
