package surveillance

import (
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// annulled returns the annulment of the revocation that the case ended with;
// the zero one while that stands. A label is revoked again only after the
// revocation before was annulled: of one day, the n-th case goes with the n-th
// annulment.
func annulled(w *desk.Work, c scheme.Case, l scheme.Label) (scheme.Annulment, error) {
	if c.State != scheme.CaseRevoked || len(l.Annulled) == 0 {
		return scheme.Annulment{}, nil
	}
	day := w.Scheme.Day(c.Closed)
	some := slices.DeleteFunc(slices.Clone(l.Annulled), func(a scheme.Annulment) bool { return a.Revoked != day })
	all, err := w.Cases(store.CaseFilter{Label: l.Number, Over: true})
	if err != nil {
		return scheme.Annulment{}, labeldesk.Wrap("list cases", err)
	}
	before := 0
	for _, one := range all {
		if one.State == scheme.CaseRevoked && w.Scheme.Day(one.Closed) == day && one.Closed.Before(c.Closed) {
			before++
		}
	}
	if before < len(some) {
		return some[before], nil
	}
	return scheme.Annulment{}, nil
}

// aftermath reads what became of the revocation after the case was over. The
// objection is named to officers and to the side that lodged it.
func (f *File) aftermath(w *desk.Work) (err error) {
	if f.Annulled, err = annulled(w, f.Case, f.Label); err != nil || f.Annulled.Basis != scheme.ByObjection {
		return err
	}
	all, err := w.Objections(store.ObjectionFilter{Against: scheme.AgainstRevocation, Subject: string(f.Label.Number)})
	for _, o := range all {
		if o.State == scheme.ObjectionUpheld && o.Decided.Equal(f.Case.Closed) && (f.Office || sideOf(w.Who, o.By)) {
			f.Objection = o.ID
		}
	}
	return labeldesk.Wrap("list objections", err)
}
