package store

import (
	"time"

	"shirushi/internal/scheme"
)

// A Recovery is the wish of a person of the office to get in again without a
// passkey. A second one settles it.
type Recovery struct {
	ID         string
	Person     scheme.PersonID
	Asked      time.Time
	ApprovedBy scheme.PersonID
	Settled    time.Time // zero: open
	Refused    bool
}

func recoveryRecord(r *Recovery) record {
	return record{table: "recovery", keys: 1, columns: []column{
		{"id", &r.ID}, {"person", &r.Person}, {"asked", instant{&r.Asked}},
		{"approved_by", &r.ApprovedBy}, {"settled", instant{&r.Settled}}, {"refused", flag{&r.Refused}},
	}}
}

// AddRecovery keeps a new recovery.
func (tx *Tx) AddRecovery(r Recovery) error { return tx.add(recoveryRecord(&r)) }

// Recovery reads one recovery. It refuses an unknown id with Missing.
func (tx *Tx) Recovery(id string) (Recovery, error) {
	return read(tx, recoveryRecord, "WHERE id = $1", id)
}

// OpenRecoveries lists the recoveries asked for after a moment that nobody
// has settled, the longest waiting first; at most 500. Those that ran out
// unsettled stay on record, and must not crowd out the others.
func (tx *Tx) OpenRecoveries(after time.Time) ([]Recovery, error) {
	return list(tx, recoveryRecord, "WHERE settled = '' AND asked > $1 ORDER BY asked, id LIMIT $2", instant{&after}, mostRows)
}

// PutRecovery writes a recovery that is there. It refuses an unknown one with
// Missing.
func (tx *Tx) PutRecovery(r Recovery) error { return tx.replace(recoveryRecord(&r)) }
