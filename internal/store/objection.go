package store

import "shirushi/internal/scheme"

func objectionRecord(o *scheme.Objection) record {
	return record{table: "objection", keys: 1, revision: &o.Revision, columns: []column{
		{"id", &o.ID}, {"revision", &o.Revision}, {"against", &o.Against}, {"subject", &o.Subject}, {"label", &o.Label}, {"lodged_for", &o.By},
		{"state", &o.State}, {"reasons", &o.Text}, {"lodged", instant{&o.Lodged}}, {"lodged_by", &o.LodgedBy},
		{"decided", instant{&o.Decided}}, {"decided_by", &o.DecidedBy}, {"reason", &o.Reason}, {"ground", &o.Ground}, {"officer", &o.Officer}, {"due", &o.Due},
		{"closed", instant{&o.Closed}}, {"closed_by", &o.ClosedBy}, {"outcome", &o.Outcome},
	}}
}

// Objection reads one objection. It refuses an unknown id with Missing.
func (tx *Tx) Objection(id scheme.ObjectionID) (scheme.Objection, error) {
	return read(tx, objectionRecord, "WHERE id = $1", id)
}

// An ObjectionFilter restricts a list of objections.
type ObjectionFilter struct {
	Against scheme.ObjectionAgainst // "": all
	Subject string                  // id of what was decided; "": all
	For     []scheme.OrganisationID // for which they were lodged; nil: all; empty but not nil: none
	Open    bool                    // only those that are undecided
	Limit   int                     // at most 500, which is also what 0 means
}

// Objections lists objections: undecided ones first, of them the one due
// first, then the others, the one decided last first.
func (tx *Tx) Objections(f ObjectionFilter) ([]scheme.Objection, error) {
	var w where
	if f.Against != "" {
		w.and("against = " + w.mark(f.Against))
	}
	if f.Subject != "" {
		w.and("subject = " + w.mark(f.Subject))
	}
	if f.For != nil {
		in(&w, "lodged_for", f.For)
	}
	if f.Open {
		w.and("closed = ''")
	}
	return list(tx, objectionRecord, w.String()+" ORDER BY CASE closed WHEN '' THEN 0 ELSE 1 END, CASE WHEN closed <> '' THEN '' WHEN due = '' THEN '9999' ELSE due END, "+
		"closed DESC, lodged DESC, id LIMIT "+w.mark(rows(f.Limit)), w.args...)
}

// PutObjection writes an objection. It refuses with Conflict when it has been
// written since it was read, and a second one to the same decision for the
// same organisation, unless the first was withdrawn.
func (tx *Tx) PutObjection(o *scheme.Objection) error { return tx.put(objectionRecord(o)) }

func judgmentRecord(j *scheme.Judgment) record {
	return record{table: "judgment", keys: 1, revision: &j.Revision, columns: []column{
		{"id", &j.ID}, {"revision", &j.Revision}, {"label", &j.Label}, {"court", &j.Court}, {"number", &j.Number}, {"day", &j.Day},
		{"entered", instant{&j.Entered}}, {"entered_by", &j.EnteredBy}, {"closed", instant{&j.Closed}}, {"closed_by", &j.ClosedBy},
		{"dropped", flag{&j.Dropped}}, {"revoked_from", &j.RevokedFrom},
	}}
}

// Judgments lists the judgments entered about a label, the newest first.
func (tx *Tx) Judgments(label scheme.LabelNumber) ([]scheme.Judgment, error) {
	return list(tx, judgmentRecord, "WHERE label = $1 ORDER BY entered DESC, id DESC LIMIT $2", label, mostRows)
}

// PutJudgment writes a judgment. It refuses with Conflict when it has been
// written since it was read, and a second one that waits about a label.
func (tx *Tx) PutJudgment(j *scheme.Judgment) error { return tx.put(judgmentRecord(j)) }
