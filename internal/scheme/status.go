package scheme

import "slices"

// A Status is what the public is told of a label on a day: exactly these
// five. The zero Status means that there was no label on that day yet.
type Status string

// Ended reports whether a label of this status is not valid any more.
func (s Status) Ended() bool { return s == Expired || s == Withdrawn || s == Revoked }

const (
	NoLabel     Status = ""
	Active      Status = "active"
	InExtension Status = "extension_in_progress"
	Expired     Status = "expired"
	Withdrawn   Status = "withdrawn"
	Revoked     Status = "revoked"
)

// Stands reports whether a label with the status has not ended: its validity
// runs, or an extension that was applied for in time is undecided.
func (s Status) Stands() bool { return s == Active || s == InExtension }

// A Standing is the facts from which a label's status follows. All days are
// days of the scheme's zone.
type Standing struct {
	ValidFrom        Date  `json:"valid_from"`
	ValidUntil       Date  `json:"valid_until"`                 // last day of validity
	ExtensionApplied Date  `json:"extension_applied,omitempty"` // day of receipt of the extension, while undecided or refused
	ExtensionRefused Date  `json:"extension_refused,omitempty"`
	Withdrawn        Date  `json:"withdrawn,omitempty"`
	Revoked          Date  `json:"revoked,omitempty"`
	Gaps             []Gap `json:"gaps,omitempty"` // before today, in their order

	Extensions []PastExtension `json:"extensions,omitempty"` // that are decided, in the order of their decision
}

// A PastExtension is an extension that was applied for and is decided. It is
// history: no status hangs on it.
type PastExtension struct {
	Applied Date `json:"applied"`
	Ended   Date `json:"ended"`           // day of the decision, or on which the application ended without one
	Until   Date `json:"until,omitempty"` // last day of validity since then; "" when there was no extension
}

// A Gap is a run of days after a last day of validity on which the label did
// not stand as Active, although its validity runs over them since an extension
// was granted. What the public was told on those days stays true.
type Gap struct {
	From   Date   `json:"from"`   // first day
	To     Date   `json:"to"`     // last day
	Status Status `json:"status"` // InExtension or Expired
}

// ExtensionWindow returns the first and the last day on which an application
// for an extension is taken.
func (s Standing) ExtensionWindow(r ExtensionRules) (first, last Date) {
	return s.ValidUntil.AddDays(1 - r.OpensDays), s.ValidUntil.AddDays(r.LateDays)
}

// CanBeExtended refuses an application for an extension on day: before the
// window opens, later after the last day of validity than the rules let it,
// while one is pending, and of a label that was withdrawn or revoked.
func (s Standing) CanBeExtended(day Date, r ExtensionRules) error {
	opens, last := s.ExtensionWindow(r)
	switch {
	case s.Withdrawn != "" || s.Revoked != "":
		return Refuse(Conflict, "refusal.extension.ended")
	case s.Pending():
		return Refuse(Conflict, "refusal.extension.pending").With(s.ExtensionApplied)
	case r.OpensDays == 0:
		return Refuse(Conflict, "refusal.extension.none")
	case day < opens:
		return Refuse(Conflict, "refusal.extension.early").With(opens)
	case day > last:
		return Refuse(Conflict, "refusal.extension.late").With(s.ValidUntil, last)
	}
	return nil
}

// ApplyForExtension notes that an extension was applied for on day. An earlier
// application that was refused is over; the days on which it was pending stay
// on record.
func (s *Standing) ApplyForExtension(day Date) {
	s.keepPending(day)
	s.ExtensionApplied, s.ExtensionRefused = day, ""
}

// Pending reports whether an extension was applied for, in time or late, and
// is not decided.
func (s Standing) Pending() bool { return s.ExtensionApplied != "" && s.ExtensionRefused == "" }

// EndExtension notes that the extension applied for was refused, rejected or
// withdrawn on day.
func (s *Standing) EndExtension(day Date) {
	s.Extensions = append(slices.Clip(s.Extensions), PastExtension{Applied: s.ExtensionApplied, Ended: day})
	s.ExtensionRefused = day
}

// Extend lets validity run on to until, from day on. The days between the old
// end and day keep the status that they had.
func (s *Standing) Extend(until, day Date) {
	s.keepPending(day)
	s.keepGap(Gap{From: s.ungapped(), To: day.AddDays(-1), Status: Expired})
	s.Extensions = append(slices.Clip(s.Extensions), PastExtension{Applied: s.ExtensionApplied, Ended: day, Until: until})
	s.ValidUntil, s.ExtensionApplied, s.ExtensionRefused = until, "", ""
}

// keepPending puts on record the days after the last day of validity and
// before day on which an extension was pending. They come first: what is
// expired once is never pending again.
func (s *Standing) keepPending(day Date) {
	last := day.AddDays(-1)
	if s.ExtensionRefused != "" && s.ExtensionRefused <= last {
		last = s.ExtensionRefused.AddDays(-1)
	}
	if s.ExtensionApplied != "" && s.ExtensionApplied <= s.ValidUntil {
		s.keepGap(Gap{From: s.ungapped(), To: last, Status: InExtension})
	}
}

// ungapped returns the first day after the last of validity that is in no gap.
func (s *Standing) ungapped() Date {
	first := s.ValidUntil.AddDays(1)
	for _, g := range s.Gaps {
		if g.From == first {
			first = g.To.AddDays(1)
		}
	}
	return first
}

func (s *Standing) keepGap(g Gap) {
	if g.From <= g.To {
		s.Gaps = append(slices.Clip(s.Gaps), g)
	}
}

// gapOn returns the status that is on record for a day in a gap; "" outside.
func (s Standing) gapOn(day Date) Status {
	for _, g := range s.Gaps {
		if g.From <= day && day <= g.To {
			return g.Status
		}
	}
	return ""
}

// StatusOn derives the status on a day. When several facts hold, Revoked
// goes before Withdrawn, that before an extension in progress, that before
// Expired. A withdrawal or revocation holds from its own day on.
//
// The same rule stands as SQL in package store; a test compares the two for
// every combination of facts.
func (s Standing) StatusOn(day Date) Status {
	switch {
	case day < s.ValidFrom:
		return NoLabel
	case s.Revoked != "" && s.Revoked <= day:
		return Revoked
	case s.Withdrawn != "" && s.Withdrawn <= day:
		return Withdrawn
	case s.gapOn(day) != "":
		return s.gapOn(day)
	case day <= s.ValidUntil:
		return Active
	case s.extensionPendingOn(day):
		return InExtension
	}
	return Expired
}

// extensionPendingOn reports whether an extension that was applied for in
// time is still undecided on day. The day of the refusal counts as decided.
func (s Standing) extensionPendingOn(day Date) bool {
	return s.ExtensionApplied != "" && s.ExtensionApplied <= s.ValidUntil &&
		(s.ExtensionRefused == "" || day < s.ExtensionRefused)
}
