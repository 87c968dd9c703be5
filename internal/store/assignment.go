package store

import "shirushi/internal/scheme"

func absenceRecord(a *scheme.Absence) record {
	return record{table: "absence", keys: 1, columns: []column{
		{"id", &a.ID}, {"person", &a.Person}, {"first_day", &a.From}, {"last_day", &a.Until}, {"deputy", &a.Deputy},
		{"noted", instant{&a.Noted}}, {"noted_by", &a.NotedBy}, {"ended", instant{&a.Ended}}, {"ended_by", &a.EndedBy},
	}}
}

// AddAbsence keeps a new absence.
func (tx *Tx) AddAbsence(a scheme.Absence) error { return tx.add(absenceRecord(&a)) }

// PutAbsence writes an absence that is there. It refuses an unknown one with
// Missing.
func (tx *Tx) PutAbsence(a scheme.Absence) error { return tx.replace(absenceRecord(&a)) }

// Absence reads one absence. It refuses an unknown id with Missing.
func (tx *Tx) Absence(id string) (scheme.Absence, error) {
	return read(tx, absenceRecord, "WHERE id = $1", id)
}

// Absences lists the absences that have not been called off and are not over
// before day, the first to begin first; at most 500.
func (tx *Tx) Absences(day scheme.Date) ([]scheme.Absence, error) {
	return list(tx, absenceRecord, "WHERE ended = '' AND last_day >= $1 ORDER BY first_day, last_day, id LIMIT $2", day, mostRows)
}

func recusalRecord(r *scheme.Recusal) record {
	return record{table: "recusal", keys: 1, columns: []column{
		{"id", &r.ID}, {"person", &r.Person}, {"application", &r.Application}, {"organisation", &r.Organisation}, {"reason", &r.Reason},
		{"made", instant{&r.At}}, {"made_by", &r.By}, {"lifted", instant{&r.Lifted}}, {"lifted_by", &r.LiftedBy}, {"lift_reason", &r.LiftReason},
	}}
}

// AddRecusal keeps a new recusal. It refuses with Conflict one that holds
// already.
func (tx *Tx) AddRecusal(r scheme.Recusal) error { return tx.add(recusalRecord(&r)) }

// PutRecusal writes a recusal that is there. It refuses an unknown one with
// Missing.
func (tx *Tx) PutRecusal(r scheme.Recusal) error { return tx.replace(recusalRecord(&r)) }

// Recusal reads one recusal. It refuses an unknown id with Missing.
func (tx *Tx) Recusal(id string) (scheme.Recusal, error) {
	return read(tx, recusalRecord, "WHERE id = $1", id)
}

// RecusalsOf lists the recusals of a person that hold; all of them, because
// each keeps the person off something.
func (tx *Tx) RecusalsOf(person scheme.PersonID) ([]scheme.Recusal, error) {
	return list(tx, recusalRecord, "WHERE person = $1 AND lifted = '' ORDER BY made, id", person)
}

// RecusalsFrom lists the recusals that hold and keep someone off an
// application, or off one of the organisations.
func (tx *Tx) RecusalsFrom(id scheme.ApplicationID, of ...scheme.OrganisationID) ([]scheme.Recusal, error) {
	var w where
	about := "application = " + w.mark(id)
	for _, o := range of {
		if o != "" {
			about += " OR organisation = " + w.mark(o)
		}
	}
	w.and("lifted = ''")
	w.and("(" + about + ")")
	return list(tx, recusalRecord, w.String()+" ORDER BY made, id", w.args...)
}

// Recusals lists the recusals there ever were, the last made first; at most
// limit after the first skip, and at most 500, which is also what 0 means.
func (tx *Tx) Recusals(limit, skip int) ([]scheme.Recusal, error) {
	return list(tx, recusalRecord, "ORDER BY made DESC, id DESC LIMIT $1 OFFSET $2", rows(limit), max(skip, 0))
}
