package store

import "shirushi/internal/scheme"

func applicationRecord(a *scheme.Application) record {
	return record{table: "application", keys: 1, revision: &a.Revision, columns: []column{
		{"id", &a.ID}, {"revision", &a.Revision}, {"kind", &a.Kind}, {"state", &a.State},
		{"applicant", &a.Applicant}, {"agent", &a.Agent}, {"started", instant{&a.Started}}, {"started_by", &a.StartedBy},
		{"level", &a.Level}, {"category", &a.Category}, {"edition", &a.Edition}, {"catalog", &a.Catalog},
		{"evaluator", facts{&a.Evaluator}}, {"scope", facts{&a.Scope}}, {"product", facts{&a.Product}},
		{"application_number", &a.Numbers.Application}, {"acceptance_number", &a.Numbers.Acceptance},
		{"provisional_number", &a.Numbers.Provisional}, {"declaration", facts{&a.Declaration}},
		{"received", &a.Received}, {"returns", facts{&a.Returns}},
		{"accepted_at", instant{&a.AcceptedAt}}, {"accepted_by", &a.AcceptedBy},
		{"fee_yen", &a.FeeYen}, {"fee", facts{&a.Fee}}, {"view", facts{&a.View}},
		{"closed", instant{&a.Closed}}, {"closed_by", &a.ClosedBy}, {"reason", &a.Reason}, {"label", &a.Label},
		{"listing_wish", &a.ListingWish}, {"open_to", facts{&a.OpenTo}}, {"started_with", &a.StartedWith},
		{"channel", &a.Channel}, {"entered_by", facts{&a.EnteredBy}}, {"paper", facts{&a.Paper}},
	}}
}

// Application reads one application. It refuses an unknown id with Missing.
func (tx *Tx) Application(id scheme.ApplicationID) (scheme.Application, error) {
	return read(tx, applicationRecord, "WHERE id = $1", id)
}

// ApplicationStartedWith reads the application that a form began. It refuses
// the mark of a form that began none with Missing.
func (tx *Tx) ApplicationStartedWith(mark string) (scheme.Application, error) {
	return read(tx, applicationRecord, "WHERE started_with = $1 AND started_with <> ''", mark)
}

// An ApplicationFilter restricts a list of applications.
type ApplicationFilter struct {
	Applicants []scheme.OrganisationID   // nil: all; empty but not nil: none
	States     []scheme.ApplicationState // nil: all; empty but not nil: none
	Limit      int                       // at most 500, which is also what 0 means
	Received   bool                      // only those that have come to the office: submitted, or entered by it
	Order      ApplicationOrder
	After      string // id of the last application of the page before, with LastStarted only; "" for the first page
}

// An ApplicationOrder says which applications come first in a list.
type ApplicationOrder string

const (
	LastStarted   ApplicationOrder = "started DESC, id DESC"
	FirstReceived ApplicationOrder = "received, application_number, id"
	LastClosed    ApplicationOrder = "closed DESC, id DESC"
)

// Applications lists applications, the last started first when no other
// order is asked for.
func (tx *Tx) Applications(f ApplicationFilter) ([]scheme.Application, error) {
	var w where
	if f.Applicants != nil {
		in(&w, "applicant", f.Applicants)
	}
	if f.States != nil {
		in(&w, "state", f.States)
	}
	if f.Received {
		w.and("(received <> '' OR channel IN ('paper', 'email'))")
	}
	if f.Order == "" {
		f.Order = LastStarted
	}
	if f.After != "" {
		w.and("(started, id) < (SELECT started, id FROM application WHERE id = " + w.mark(f.After) + ")")
	}
	return list(tx, applicationRecord, w.String()+" ORDER BY "+string(f.Order)+" LIMIT "+w.mark(rows(f.Limit)), w.args...)
}

// PutApplication writes an application. It refuses with Conflict when the
// application has been written since it was read.
func (tx *Tx) PutApplication(a *scheme.Application) error { return tx.put(applicationRecord(a)) }
