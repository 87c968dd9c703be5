package store

import "shirushi/internal/scheme"

func answerRecord(app *scheme.ApplicationID, a *scheme.Answer) record {
	return record{table: "answer", keys: 2, revision: &a.Revision, columns: []column{
		{"application", app}, {"criterion", &a.Criterion}, {"revision", &a.Revision},
		{"saved", instant{&a.Saved}}, {"saved_by", &a.SavedBy}, {"body", facts{a}},
	}}
}

func anyAnswer(a *scheme.Answer) record { return answerRecord(new(scheme.ApplicationID), a) }

// Checklist reads the answers of an application, ordered by criterion. Items
// that were never saved are absent.
func (tx *Tx) Checklist(app scheme.ApplicationID) (scheme.Checklist, error) {
	return list(tx, anyAnswer, "WHERE application = $1 ORDER BY criterion", app)
}

// Answer reads one answer. It refuses one that was never saved with Missing.
func (tx *Tx) Answer(app scheme.ApplicationID, criterion scheme.CriterionID) (scheme.Answer, error) {
	return read(tx, anyAnswer, "WHERE application = $1 AND criterion = $2", app, criterion)
}

// PutAnswer writes one answer by its own revision, so that people who fill in
// different items never meet. It refuses with Conflict when this item has
// been saved since it was read.
func (tx *Tx) PutAnswer(app scheme.ApplicationID, a *scheme.Answer) error {
	return tx.put(answerRecord(&app, a))
}
