package store

import (
	"time"

	"shirushi/internal/scheme"
)

func workbookRecord(u *scheme.Workbook) record {
	return record{table: "workbook", keys: 2, columns: []column{
		{"application", &u.Application}, {"person", &u.By}, {"file", &u.File}, {"at", instant{&u.At}}, {"items", facts{&u.Items}},
	}}
}

// Workbook reads the checklist that a person has sent for an application and
// not yet confirmed. It refuses with Missing when there is none.
func (tx *Tx) Workbook(app scheme.ApplicationID, person scheme.PersonID) (scheme.Workbook, error) {
	return read(tx, workbookRecord, "WHERE application = $1 AND person = $2", app, person)
}

// PutWorkbook keeps a workbook in place of the person's earlier one for the
// same application.
func (tx *Tx) PutWorkbook(u scheme.Workbook) error { return tx.upsert(workbookRecord(&u)) }

// DeleteWorkbook forgets a person's workbook; it need not be there.
func (tx *Tx) DeleteWorkbook(app scheme.ApplicationID, person scheme.PersonID) error {
	_, err := tx.exec("workbook", "DELETE FROM workbook WHERE application = $1 AND person = $2", app, person)
	return err
}

// DeleteWorkbooksBefore forgets workbooks that nobody confirmed.
func (tx *Tx) DeleteWorkbooksBefore(at time.Time) error {
	_, err := tx.exec("workbook", "DELETE FROM workbook WHERE at < $1", instant{&at})
	return err
}
