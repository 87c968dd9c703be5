package store

import "shirushi/internal/scheme"

func misuseRecord(m *scheme.Misuse) record {
	return record{table: "misuse", keys: 1, revision: &m.Revision, columns: []column{
		{"id", &m.ID}, {"revision", &m.Revision}, {"number", &m.Number}, {"state", &m.State}, {"entered", instant{&m.Entered}},
		{"review", &m.Review}, {"body", facts{m}},
		{"organisation", derived{string(m.Organisation)}}, {"entered_by", derived{string(m.EnteredBy)}}, {"due", derived{string(answerDue(m))}},
	}}
}

// answerDue is the last day for the answer of whom the entry is about; "" when
// it has come, or nobody was asked.
func answerDue(m *scheme.Misuse) scheme.Date {
	if m.Answer != "" {
		return ""
	}
	return m.Due
}

// Misuse reads one entry of the register of improper use. It refuses an unknown
// id with Missing.
func (tx *Tx) Misuse(id scheme.MisuseID) (scheme.Misuse, error) {
	return read(tx, misuseRecord, "WHERE id = $1", id)
}

// MisuseNumbered reads the published entry with this number. It refuses an
// unknown one with Missing.
func (tx *Tx) MisuseNumbered(number int) (scheme.Misuse, error) {
	return read(tx, misuseRecord, "WHERE number = $1 AND number > 0", number)
}

// PutMisuse writes an entry. It refuses with Conflict when it has been written
// since it was read.
func (tx *Tx) PutMisuse(m *scheme.Misuse) error { return tx.put(misuseRecord(m)) }

// Misuses lists the entries in one of these states, the newest first; at most
// 500.
func (tx *Tx) Misuses(states ...scheme.MisuseState) ([]scheme.Misuse, error) {
	var w where
	in(&w, "state", states)
	return list(tx, misuseRecord, w.String()+" ORDER BY entered DESC, id LIMIT "+w.mark(mostRows), w.args...)
}
