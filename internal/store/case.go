package store

import "shirushi/internal/scheme"

func caseRecord(c *scheme.Case) record {
	return record{table: "label_case", keys: 1, revision: &c.Revision, columns: []column{
		{"id", &c.ID}, {"revision", &c.Revision}, {"label", &c.Label}, {"holder", &c.Holder}, {"state", &c.State}, {"officer", &c.Officer},
		{"opened", instant{&c.Opened}}, {"due", &c.Due}, {"closed", instant{&c.Closed}}, {"outcome", &c.Outcome},
		{"steps", facts{&c.Steps}}, {"warnings", facts{&c.Warnings}}, {"announced", facts{&c.Announced}}, {"reminded", facts{&c.Reminded}},
		{"second_by", derived{string(c.SecondBy())}}, {"review", derived{string(review(c))}},
		{"time_due", derived{string(timeDue(c))}},
	}}
}

// review is the day of the next look at the warning that stands; "" when none
// does.
func review(c *scheme.Case) scheme.Date {
	w, _ := c.Standing()
	return w.Review
}

// timeDue is the day by which the office answers the request for more time
// that waits; "" when none does.
func timeDue(c *scheme.Case) scheme.Date {
	asked, _ := c.TimeAsked()
	return asked.Due
}

// Case reads one case. It refuses an unknown id with Missing.
func (tx *Tx) Case(id scheme.CaseID) (scheme.Case, error) {
	return read(tx, caseRecord, "WHERE id = $1", id)
}

// OpenCase reads the case of a label that is open. It refuses with Missing
// when there is none; a label has one at most.
func (tx *Tx) OpenCase(label scheme.LabelNumber) (scheme.Case, error) {
	return read(tx, caseRecord, "WHERE label = $1 AND closed = ''", label)
}

// A CaseFilter restricts a list of cases.
type CaseFilter struct {
	Label   scheme.LabelNumber
	Holders []scheme.OrganisationID // nil: all; empty but not nil: none
	Open    bool                    // only those that are not over
	Over    bool                    // only those that are
	Limit   int                     // at most 500, which is also what 0 means
}

// caseOrder puts open cases first, of them the one due first, and then those
// that are over, the newest first.
const caseOrder = "CASE closed WHEN '' THEN 0 ELSE 1 END, CASE WHEN closed <> '' THEN '' WHEN due = '' THEN '9999' ELSE due END, opened DESC, id"

// Cases lists cases: open ones first, of them the one due first.
func (tx *Tx) Cases(f CaseFilter) ([]scheme.Case, error) {
	var w where
	if f.Label != "" {
		w.and("label = " + w.mark(f.Label))
	}
	if f.Holders != nil {
		in(&w, "holder", f.Holders)
	}
	if f.Open {
		w.and("closed = ''")
	}
	if f.Over {
		w.and("closed <> ''")
	}
	return list(tx, caseRecord, w.String()+" ORDER BY "+caseOrder+" LIMIT "+w.mark(rows(f.Limit)), w.args...)
}

// PutCase writes a case. It refuses with Conflict when the case has been
// written since it was read, and a second open one of a label.
func (tx *Tx) PutCase(c *scheme.Case) error { return tx.put(caseRecord(c)) }
