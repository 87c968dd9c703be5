package store

import (
	"database/sql/driver"
	"encoding/json"

	"shirushi/internal/scheme"
)

// whole is the codec of a submission: the bytes over which its hash was made.
type whole struct{ at *scheme.Submission }

func (c whole) Value() (driver.Value, error) { return string(c.at.Canonical()), nil }

func (c whole) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	hash := c.at.Hash // a column of its own, read already
	*c.at = scheme.Submission{}
	err = json.Unmarshal([]byte(text), c.at)
	c.at.Hash = hash
	return err
}

func submissionRecord(s *scheme.Submission) record {
	return record{table: "submission", keys: 2, columns: []column{
		{"application", &s.Application}, {"round", &s.Round}, {"hash", &s.Hash}, {"body", whole{s}},
	}}
}

// AddSubmission keeps what was handed in. No submission can be changed or
// removed: the schema refuses it.
func (tx *Tx) AddSubmission(s scheme.Submission) error { return tx.add(submissionRecord(&s)) }

// Submissions lists what was handed in for an application, the first round
// first.
func (tx *Tx) Submissions(id scheme.ApplicationID) ([]scheme.Submission, error) {
	return list(tx, submissionRecord, "WHERE application = $1 ORDER BY round", id)
}

// Submission reads what was handed in in one round. It refuses a round that
// there was not with Missing.
func (tx *Tx) Submission(id scheme.ApplicationID, round int) (scheme.Submission, error) {
	return read(tx, submissionRecord, "WHERE application = $1 AND round = $2", id, round)
}
