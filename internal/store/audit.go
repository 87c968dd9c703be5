package store

import (
	"strings"
	"sync/atomic"
	"time"

	"shirushi/internal/scheme"
)

// An AuditLine says who did what, when, and what was different afterwards.
// No line can be changed or removed: the schema refuses it.
type AuditLine struct {
	ID           string
	At           time.Time
	Who          scheme.PersonID // "" for the software itself
	Organisation scheme.OrganisationID
	Deed         string
	Subject      string // "application:ID", "label:NUMBER", "person:ID" …
	Before       string // JSON; "" when there was nothing
	After        string // JSON; "" when there is nothing
	Request      string // id of the request, to find it in the log
}

func auditRecord(a *AuditLine, written int64) record {
	return record{table: "audit", keys: 1, columns: []column{
		{"id", &a.ID}, {"at", instant{&a.At}}, {"written", derived{written}}, {"who", &a.Who},
		{"organisation", &a.Organisation}, {"deed", &a.Deed}, {"subject", &a.Subject},
		{"before", &a.Before}, {"after", &a.After}, {"request", &a.Request},
	}}
}

// AddAudit keeps a line.
func (tx *Tx) AddAudit(line AuditLine) error { return tx.add(auditRecord(&line, written())) }

// AuditOf lists the lines about a subject, the newest first; at most limit,
// and at most 500, which is also what 0 means.
func (tx *Tx) AuditOf(subject string, limit int) ([]AuditLine, error) {
	shape := func(a *AuditLine) record { return auditRecord(a, 0) }
	return list(tx, shape, "WHERE subject = $1 ORDER BY at DESC, written DESC, id DESC LIMIT $2", subject, rows(limit))
}

// An AuditFilter restricts a list of audit lines. What is zero does not
// restrict.
type AuditFilter struct {
	Who         scheme.PersonID
	Deed        string
	Subjects    []string                // such as "application:ID"; nil: all
	Parties     []scheme.OrganisationID // they, their people, their applications and their labels; nil: all
	From, Until time.Time               // from this moment on; before this moment
	Unreceived  bool                    // also about applications that never came to the office
	After       string                  // id of the last line of the page before
	Limit       int                     // at most 500, which is also what 0 means
}

func (f AuditFilter) where() *where {
	var w where
	equal := func(column string, value string) {
		if value != "" {
			w.and(column + " = " + w.mark(value))
		}
	}
	equal("who", string(f.Who))
	equal("deed", f.Deed)
	if f.Subjects != nil {
		in(&w, "subject", f.Subjects)
	}
	if f.Parties != nil {
		w.about(f.Parties)
	}
	if !f.From.IsZero() {
		w.and("at >= " + w.mark(instant{&f.From}))
	}
	if !f.Until.IsZero() {
		w.and("at < " + w.mark(instant{&f.Until}))
	}
	if !f.Unreceived {
		w.and("subject NOT IN (SELECT 'application:' || id FROM application WHERE received = '' AND channel NOT IN ('paper', 'email'))")
	}
	if f.After != "" {
		w.and("(at, written, id) < (SELECT at, written, id FROM audit WHERE id = " + w.mark(f.After) + ")")
	}
	return &w
}

// about restricts audit lines to those about organisations or what is theirs.
func (w *where) about(parties []scheme.OrganisationID) {
	var of, orgs []string
	for _, one := range parties {
		of, orgs = append(of, w.mark("organisation:"+string(one))), append(orgs, w.mark(string(one)))
	}
	if len(parties) == 0 {
		w.and("1 = 0")
		return
	}
	org := " IN (" + strings.Join(orgs, ", ") + ")"
	w.and("(subject IN (" + strings.Join(of, ", ") + ") OR subject IN (SELECT 'application:' || id FROM application WHERE applicant" + org + " OR agent" + org +
		" UNION ALL SELECT 'ledger:' || id FROM application WHERE applicant" + org +
		" UNION ALL SELECT 'label:' || number FROM label WHERE holder" + org +
		" UNION ALL SELECT 'person:' || id FROM person WHERE organisation" + org + "))")
}

// AuditLines lists audit lines, the newest first.
func (tx *Tx) AuditLines(f AuditFilter) ([]AuditLine, error) {
	w := f.where()
	shape := func(a *AuditLine) record { return auditRecord(a, 0) }
	return list(tx, shape, w.String()+" ORDER BY at DESC, written DESC, id DESC LIMIT "+w.mark(rows(f.Limit)), w.args...)
}

// AuditDeeds lists the deeds of which there is any line, in the order of
// their names. It steps from one to the next in the index and does not read
// the lines.
func (tx *Tx) AuditDeeds() ([]string, error) {
	type deed struct{ name string }
	shape := func(d *deed) record { return record{table: auditDeeds, columns: []column{{"deed", &d.name}}} }
	all, err := list(tx, shape, "WHERE deed IS NOT NULL ORDER BY deed")
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = one.name
	}
	return names, err
}

const auditDeeds = `(WITH RECURSIVE step (deed) AS (
	SELECT MIN(deed) FROM audit
	UNION ALL
	SELECT (SELECT MIN(deed) FROM audit WHERE deed > step.deed) FROM step WHERE step.deed IS NOT NULL
) SELECT deed FROM step) AS found`

// CountAudit counts the audit lines that a filter lets through, but no more
// than most of them.
func (tx *Tx) CountAudit(f AuditFilter, most int) (int, error) {
	w := f.where()
	return scalar[int](tx, "audit", "SELECT COUNT(*) FROM (SELECT 1 FROM audit "+w.String()+" LIMIT "+w.mark(most)+") AS found", w.args...)
}

var lastWritten atomic.Int64

// written returns a number that grows with every call: nanoseconds of this
// process' clock. It orders what was written within one second; the time of
// a deed is its own and in whole seconds.
func written() int64 {
	for {
		last := lastWritten.Load()
		next := max(last+1, time.Now().UnixNano())
		if lastWritten.CompareAndSwap(last, next) {
			return next
		}
	}
}
