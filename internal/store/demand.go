package store

import "shirushi/internal/scheme"

func demandRecord(d *scheme.Demand) record {
	return record{table: "demand", keys: 1, revision: &d.Revision, columns: []column{
		{"id", &d.ID}, {"revision", &d.Revision}, {"application", &d.Application}, {"label", &d.Label}, {"of_case", &d.Case}, {"reason", &d.Reason},
		{"opened", instant{&d.Opened}}, {"opened_by", &d.By}, {"due", &d.Due}, {"closed", instant{&d.Closed}}, {"closed_by", &d.ClosedBy},
	}}
}

// Demand reads one demand for evidence. It refuses an unknown id with Missing.
func (tx *Tx) Demand(id scheme.DemandID) (scheme.Demand, error) {
	return read(tx, demandRecord, "WHERE id = $1", id)
}

// Demands lists the demands about an application, the newest first.
func (tx *Tx) Demands(app scheme.ApplicationID) ([]scheme.Demand, error) {
	return list(tx, demandRecord, "WHERE application = $1 ORDER BY opened DESC, id DESC LIMIT $2", app, mostRows)
}

// PutDemand writes a demand. It refuses with Conflict when the demand has
// been written since it was read.
func (tx *Tx) PutDemand(d *scheme.Demand) error { return tx.put(demandRecord(d)) }
