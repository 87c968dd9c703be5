package store

import "shirushi/internal/scheme"

func labelRecord(l *scheme.Label) record {
	return record{table: "label", keys: 1, revision: &l.Revision, columns: []column{
		{"number", &l.Number}, {"revision", &l.Revision}, {"application", orNone{(*string)(&l.Application)}},
		{"holder", &l.Holder}, {"holder_name", facts{&l.HolderName}},
		{"level", &l.Level}, {"category", &l.Category}, {"edition", &l.Edition}, {"catalog", &l.Catalog},
		{"product", facts{&l.Product}}, {"issued", instant{&l.Issued}}, {"first_issued", &l.FirstIssued}, {"listed", &l.Listed},
		{"valid_from", &l.ValidFrom}, {"valid_until", &l.ValidUntil},
		{"extension_applied", &l.ExtensionApplied}, {"extension_refused", &l.ExtensionRefused},
		{"withdrawn", &l.Withdrawn}, {"revoked", &l.Revoked},
		{"end_ground", &l.EndGround}, {"end_reason", &l.EndReason},
		{"assessments", facts{&l.Assessments}}, {"corrections", facts{&l.Corrections}}, {"successor", &l.Successor}, {"news", facts{&l.News}}, {"erasures", facts{&l.Erasures}},
		{"gaps", facts{&l.Gaps}}, {"warnings", facts{&l.Warnings}}, {"annulled", facts{&l.Annulled}}, {"past_holders", facts{&l.PastHolders}},
		{"reissued", facts{&l.Reissued}}, {"extensions", facts{&l.Extensions}}, {"announced", facts{&l.Announced}}, {"updated", instant{&l.Updated}},
		{"correction_by", derived{string(openCorrection(l))}}, {"erasure_by", derived{string(openErasure(l))}},
	}}
}

// openCorrection is who proposed the correction that waits; "" when none does.
func openCorrection(l *scheme.Label) scheme.PersonID {
	c, _ := l.Open()
	return c.ProposedBy
}

// openErasure is who proposed the erasure that waits; "" when none does.
func openErasure(l *scheme.Label) scheme.PersonID {
	e, _ := l.OpenErasure()
	return e.ProposedBy
}

// Label reads one label. It refuses an unknown number with Missing.
func (tx *Tx) Label(number scheme.LabelNumber) (scheme.Label, error) {
	return read(tx, labelRecord, "WHERE number = $1", number)
}

// A LabelFilter restricts a list of labels.
type LabelFilter struct {
	Holders []scheme.OrganisationID // nil: all; empty but not nil: none
	Limit   int                     // at most 500, which is also what 0 means
	After   scheme.LabelNumber      // the last of the page before; "" for the first page

	UntilFrom, UntilTo scheme.Date // last day of validity: not before, not after; "": all
}

// Labels lists labels, the highest number first.
func (tx *Tx) Labels(f LabelFilter) ([]scheme.Label, error) {
	var w where
	if f.Holders != nil {
		in(&w, "holder", f.Holders)
	}
	if f.UntilFrom != "" {
		w.and("valid_until >= " + w.mark(f.UntilFrom))
	}
	if f.UntilTo != "" {
		w.and("valid_until <= " + w.mark(f.UntilTo))
	}
	if f.After != "" {
		w.and("number < " + w.mark(f.After))
	}
	return list(tx, labelRecord, w.String()+" ORDER BY number DESC LIMIT "+w.mark(rows(f.Limit)), w.args...)
}

// PutLabel writes a label. It refuses with Conflict when the label has been
// written since it was read, and a second label for one application.
func (tx *Tx) PutLabel(l *scheme.Label) error { return tx.put(labelRecord(l)) }

// LabelsWithErasures lists the labels of which texts were taken back or are
// to be, the one that was written last first; at most 500.
func (tx *Tx) LabelsWithErasures() ([]scheme.Label, error) {
	return list(tx, labelRecord, "WHERE erasures <> 'null' AND erasures <> '[]' ORDER BY updated DESC, number DESC LIMIT $1", rows(0))
}
