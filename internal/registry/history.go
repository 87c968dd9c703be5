package registry

import (
	"cmp"
	"slices"

	"shirushi/internal/scheme"
)

// A Happening is one dated line of a label's history. What it does not need is
// empty.
type Happening struct {
	On    scheme.Date
	What  string           // ends the message key "history."
	Day   scheme.Date      // that it speaks of besides its own
	From  scheme.Text      // past holder
	To    scheme.Text      // holder after it
	Basis string           // of an annulment
	Field string           // that was corrected
	ID    string           // of a warning
	By    scheme.EditionID // of an assessment
}

// History returns what has happened to the label up to day, newest first. It
// tells what the entry holds, in one list; news stands apart, as it is of the
// product.
func (e Entry) History(day scheme.Date) []Happening {
	return slices.DeleteFunc(e.happenings(), func(h Happening) bool { return h.On > day || h.On == "" })
}

// happenings are all, also those of days to come.
func (e Entry) happenings() []Happening {
	all := append(e.endings(), e.extensions()...) // of one day, what comes later stands first
	for i, h := range e.PastHolders {
		all = append(all, Happening{On: h.Until.AddDays(1), What: "transferred", From: h.Name, To: e.heldBy(i + 1)})
	}
	for i, a := range e.Assessments {
		if i < len(e.Assessments)-1 { // the first stands in the issue
			all = append(all, Happening{On: a.Completed, What: "assessed", By: a.Edition})
		}
	}
	for _, d := range e.Reissued {
		all = append(all, Happening{On: d, What: "reissued"})
	}
	for _, w := range e.Warnings {
		all = append(all, Happening{On: w.From, What: "warning", ID: w.ID})
		if w.Ended != "" {
			all = append(all, Happening{On: w.Ended, What: "warning_ended", Day: w.From})
		}
	}
	for _, a := range e.Announced {
		all = append(all, Happening{On: a.On, What: "announced"})
	}
	for _, c := range e.Corrections {
		all = append(all, Happening{On: c.On, What: "corrected", Field: c.Field})
	}
	all = append(all, Happening{On: e.FirstIssued, What: "issued", To: e.heldBy(0)})
	slices.SortStableFunc(all, func(a, b Happening) int { return cmp.Compare(b.On, a.On) })
	return all
}

// heldBy returns who held the label after so many transfers.
func (e Entry) heldBy(transfers int) scheme.Text {
	if transfers < len(e.PastHolders) {
		return e.PastHolders[transfers].Name
	}
	return e.Holder
}

// extensions tells of each extension that was applied for, and of the days on
// which validity ended meanwhile.
func (e Entry) extensions() (all []Happening) {
	for _, x := range e.Extensions {
		if x.Until != "" {
			all = append(all, Happening{On: x.Ended, What: "extended", Day: x.Until})
		} else {
			all = append(all, Happening{On: x.Ended, What: "extension_ended", Day: x.Applied})
		}
		all = append(all, Happening{On: x.Applied, What: "extension_applied"})
	}
	last := scheme.PastExtension{}
	if n := len(e.Extensions); n > 0 {
		last = e.Extensions[n-1]
	}
	if e.ExtensionApplied != "" && (last.Applied != e.ExtensionApplied || last.Ended != e.ExtensionRefused) { // pending, or of an earlier register
		if e.ExtensionRefused != "" {
			all = append(all, Happening{On: e.ExtensionRefused, What: "extension_ended", Day: e.ExtensionApplied})
		}
		all = append(all, Happening{On: e.ExtensionApplied, What: "extension_applied"})
	}
	for _, g := range e.Gaps {
		all = append(all, Happening{On: g.From, What: string(g.Status)})
	}
	if e.ValidUntil != "" && e.stoodOn(e.ValidUntil.AddDays(1)) {
		over := e.ValidUntil.AddDays(1)
		all = append(all, Happening{On: over, What: string(e.StatusOn(over))})
	}
	return all
}

// stoodOn reports whether nobody had ended the label by a day.
func (e Entry) stoodOn(day scheme.Date) bool {
	return (e.Withdrawn == "" || e.Withdrawn > day) && (e.Revoked == "" || e.Revoked > day)
}

// endings tells of withdrawal and revocations, also of those annulled.
func (e Entry) endings() (all []Happening) {
	for _, a := range e.Annulled {
		all = append(all, Happening{On: a.On, What: "annulled", Day: a.Revoked, Basis: string(a.Basis)}, Happening{On: a.Revoked, What: "revoked"})
	}
	if e.Revoked != "" {
		all = append(all, Happening{On: e.Revoked, What: "revoked"})
	}
	if e.Withdrawn != "" {
		all = append(all, Happening{On: e.Withdrawn, What: "withdrawn"})
	}
	return all
}
