package scheme

import (
	"slices"
	"time"
)

// A CaseWarning is a warning to the public on its way: one officer proposes
// it, another confirms it. What the public reads is the label's Warning.
type CaseWarning struct {
	ID          string    `json:"id"`
	Text        Text      `json:"text"`
	Proposed    time.Time `json:"proposed"`
	ProposedBy  PersonID  `json:"proposed_by"`
	Confirmed   time.Time `json:"confirmed,omitzero"` // zero while it waits for the second officer
	ConfirmedBy PersonID  `json:"confirmed_by,omitempty"`
	Review      Date      `json:"review,omitempty"` // by which it is looked at anew
	Ended       time.Time `json:"ended,omitzero"`   // taken back, or dropped when it was never confirmed
	EndedBy     PersonID  `json:"ended_by,omitempty"`
}

// Stands reports whether the public reads the warning.
func (w CaseWarning) Stands() bool { return !w.Confirmed.IsZero() && w.Ended.IsZero() }

// Waits reports whether the warning waits for its second officer.
func (w CaseWarning) Waits() bool { return w.Confirmed.IsZero() && w.Ended.IsZero() }

// AnnouncementCause says why a revocation is announced.
type AnnouncementCause string

const (
	AnnounceBadFaith   AnnouncementCause = "bad_faith"
	AnnounceWideImpact AnnouncementCause = "wide_impact"
)

// AnnouncementCauses are all of them.
var AnnouncementCauses = []AnnouncementCause{AnnounceBadFaith, AnnounceWideImpact}

// A CaseAnnouncement is an announcement of a revocation on its way: one
// officer proposes it, another confirms it.
type CaseAnnouncement struct {
	Cause       AnnouncementCause `json:"cause"`
	Text        Text              `json:"text"`
	Proposed    time.Time         `json:"proposed"`
	ProposedBy  PersonID          `json:"proposed_by"`
	Confirmed   time.Time         `json:"confirmed,omitzero"`
	ConfirmedBy PersonID          `json:"confirmed_by,omitempty"`
	Dropped     time.Time         `json:"dropped,omitzero"`
}

// Waits reports whether the announcement waits for its second officer.
func (a CaseAnnouncement) Waits() bool { return a.Confirmed.IsZero() && a.Dropped.IsZero() }

const (
	maxPublicText   = 1000 // characters of a warning or an announcement
	maxCaseWarnings = 50
)

// checkBoth refuses a text for the public without one of its languages.
func checkBoth(t Text) error {
	var no Refusals
	for _, one := range []struct{ field, text string }{{"text_ja", t.Ja}, {"text_en", t.En}} {
		if blank(one.text) {
			no.Add(Refuse(Invalid, "refusal.case.both_languages").On(one.field))
		}
		no.Add(CheckText(one.field, one.text, maxPublicText))
	}
	return no.Err()
}

// ProposeWarning notes a warning for a second officer. It refuses a second
// one while one waits or stands: the public reads one at a time.
func (c *Case) ProposeWarning(w CaseWarning) error {
	if slices.ContainsFunc(c.Warnings, func(w CaseWarning) bool { return w.Waits() || w.Stands() }) {
		return Refuse(Conflict, "refusal.case.warning_there")
	}
	if len(c.Warnings) >= maxCaseWarnings {
		return Refuse(Conflict, "refusal.case.full").With(maxCaseWarnings)
	}
	if err := checkBoth(w.Text); err != nil {
		return err
	}
	c.Warnings = append(slices.Clip(c.Warnings), w)
	return nil
}

// Waiting returns the warning that waits for its second officer.
func (c *Case) Waiting() (CaseWarning, bool) { return find(c.Warnings, CaseWarning.Waits) }

// SecondBy returns who proposed the warning or the announcement that waits for
// a second officer; "" when none does.
func (c *Case) SecondBy() PersonID {
	if w, waits := c.Waiting(); waits {
		return w.ProposedBy
	}
	a, _ := find(c.Announced, CaseAnnouncement.Waits)
	return a.ProposedBy
}

// Standing returns the warning that the public reads.
func (c *Case) Standing() (CaseWarning, bool) { return find(c.Warnings, CaseWarning.Stands) }

// ConfirmWarning makes the warning that waits stand. It refuses the officer
// who proposed it.
func (c *Case) ConfirmWarning(by PersonID, review Date, now time.Time) (CaseWarning, error) {
	return c.warning(CaseWarning.Waits, func(w *CaseWarning) error {
		if w.ProposedBy == by {
			return Refuse(Denied, "refusal.case.same_officer")
		}
		w.Confirmed, w.ConfirmedBy, w.Review = now, by, review
		return nil
	})
}

// DropWarning discards the warning that waits.
func (c *Case) DropWarning(by PersonID, now time.Time) (CaseWarning, error) {
	return c.warning(CaseWarning.Waits, func(w *CaseWarning) error { w.Ended, w.EndedBy = now, by; return nil })
}

// RenewWarning notes that the warning was looked at and stays.
func (c *Case) RenewWarning(review Date) (CaseWarning, error) {
	return c.warning(CaseWarning.Stands, func(w *CaseWarning) error { w.Review = review; return nil })
}

// EndWarning takes the warning back that stands.
func (c *Case) EndWarning(by PersonID, now time.Time) (CaseWarning, error) {
	return c.warning(CaseWarning.Stands, func(w *CaseWarning) error { w.Ended, w.EndedBy = now, by; return nil })
}

func (c *Case) warning(which func(CaseWarning) bool, change func(*CaseWarning) error) (CaseWarning, error) {
	i := slices.IndexFunc(c.Warnings, which)
	if i < 0 {
		return CaseWarning{}, Refuse(Conflict, "refusal.case.no_warning")
	}
	c.Warnings = slices.Clone(c.Warnings)
	err := change(&c.Warnings[i])
	return c.Warnings[i], err
}

// ProposeAnnouncement notes an announcement for a second officer. It refuses
// one while another waits or was made.
func (c *Case) ProposeAnnouncement(a CaseAnnouncement) error {
	if slices.ContainsFunc(c.Announced, func(a CaseAnnouncement) bool { return a.Dropped.IsZero() }) {
		return Refuse(Conflict, "refusal.case.announcement_there")
	}
	var no Refusals
	if !slices.Contains(AnnouncementCauses, a.Cause) {
		no.Add(Refuse(Invalid, "refusal.case.announcement_cause").On("cause"))
	}
	no.Add(checkBoth(a.Text))
	if no.Err() != nil {
		return no.Err()
	}
	c.Announced = append(slices.Clip(c.Announced), a)
	return nil
}

// ConfirmAnnouncement makes the announcement that waits public. It refuses
// the officer who proposed it.
func (c *Case) ConfirmAnnouncement(by PersonID, now time.Time) (CaseAnnouncement, error) {
	return c.announcement(func(a *CaseAnnouncement) error {
		if a.ProposedBy == by {
			return Refuse(Denied, "refusal.case.same_officer")
		}
		a.Confirmed, a.ConfirmedBy = now, by
		return nil
	})
}

// DropAnnouncement discards the announcement that waits.
func (c *Case) DropAnnouncement(now time.Time) (CaseAnnouncement, error) {
	return c.announcement(func(a *CaseAnnouncement) error { a.Dropped = now; return nil })
}

func (c *Case) announcement(change func(*CaseAnnouncement) error) (CaseAnnouncement, error) {
	i := slices.IndexFunc(c.Announced, CaseAnnouncement.Waits)
	if i < 0 {
		return CaseAnnouncement{}, Refuse(Conflict, "refusal.case.no_announcement")
	}
	c.Announced = slices.Clone(c.Announced)
	err := change(&c.Announced[i])
	return c.Announced[i], err
}
