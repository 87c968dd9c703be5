package store

import (
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
