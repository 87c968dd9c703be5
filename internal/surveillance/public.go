package surveillance

import (
	"context"
	"crypto/rand"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// ProposeWarning notes a warning to the public for a second officer.
func (r *Room) ProposeWarning(ctx context.Context, who scheme.Actor, id scheme.CaseID, text scheme.Text) error {
	return r.change(ctx, who, id, scheme.DeedCaseWarn, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		return c.ProposeWarning(scheme.CaseWarning{ID: rand.Text(), Text: text, Proposed: w.Now, ProposedBy: w.Who.Person.ID})
	})
}

// DropWarning discards the warning that waits.
func (r *Room) DropWarning(ctx context.Context, who scheme.Actor, id scheme.CaseID) error {
	return r.change(ctx, who, id, scheme.DeedCaseWarn, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		_, err := c.DropWarning(w.Who.Person.ID, w.Now)
		return err
	})
}

// ConfirmWarning publishes the warning that waits. The label's status stays.
// It takes a fresh passkey, and refuses the officer who proposed it.
func (r *Room) ConfirmWarning(ctx context.Context, who scheme.Actor, id scheme.CaseID) error {
	return r.change(ctx, who, id, scheme.DeedCaseWarn, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		one, err := c.ConfirmWarning(w.Who.Person.ID, review(w), w.Now)
		if err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		before := l
		l.Warnings = append(slices.Clip(l.Warnings), scheme.Warning{ID: one.ID, Case: c.ID, Text: one.Text, From: w.Today})
		l.Updated = w.Now
		if err := w.PublishFrom(l.Listed, scheme.WarningPublished, l.Number, w.Today, map[string]string{"warning": one.ID},
			map[string]string{"text_ja": one.Text.Ja, "text_en": one.Text.En}); err != nil {
			return err
		}
		if err := labeldesk.Keep(w, before, &l); err != nil {
			return err
		}
		return r.tellHolder(w, *c, l, "warning_published", map[string]string{"reason": one.Text.Ja + "\n\n" + one.Text.En})
	})
}

// review is the day by which a warning of today is looked at anew; "" when
// the scheme sets none.
func review(w *desk.Work) scheme.Date {
	if days := w.Scheme.Surveillance.ReviewDays; days > 0 {
		return w.Scheme.Calendar.OnOrAfter(w.Today.AddDays(days))
	}
	return ""
}

// RenewWarning notes that the warning was looked at and stays.
func (r *Room) RenewWarning(ctx context.Context, who scheme.Actor, id scheme.CaseID) error {
	return r.change(ctx, who, id, scheme.DeedCaseWarn, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		_, err := c.RenewWarning(review(w))
		return err
	})
}

// EndWarning takes the warning back that stands. That there was one stays to
// be read.
func (r *Room) EndWarning(ctx context.Context, who scheme.Actor, id scheme.CaseID) error {
	return r.change(ctx, who, id, scheme.DeedCaseWarn, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		before := l
		if err := endWarning(w, c, &l); err != nil {
			return err
		}
		if err := labeldesk.Keep(w, before, &l); err != nil {
			return err
		}
		return r.tellHolder(w, *c, l, "warning_ended", nil)
	})
}

// endWarning ends the warning that stands, in the case, on the label and in
// public. The label is not yet written.
func endWarning(w *desk.Work, c *scheme.Case, l *scheme.Label) error {
	one, err := c.EndWarning(w.Who.Person.ID, w.Now)
	if err != nil {
		return err
	}
	l.Warnings, l.Updated = slices.Clone(l.Warnings), w.Now
	for i := range l.Warnings {
		if l.Warnings[i].ID == one.ID {
			l.Warnings[i].Ended = w.Today
		}
	}
	return w.PublishFrom(l.Listed, scheme.WarningEnded, l.Number, w.Today, map[string]string{"warning": one.ID}, nil)
}

// ProposeAnnouncement notes an announcement of the revocation for a second
// officer, because of bad faith or of a wide impact. It refuses a revocation
// that was annulled.
func (r *Room) ProposeAnnouncement(ctx context.Context, who scheme.Actor, id scheme.CaseID, cause scheme.AnnouncementCause, text scheme.Text) error {
	return r.change(ctx, who, id, scheme.DeedCaseAnnounce, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		if err := notAnnulled(w, *c, l); err != nil {
			return err
		}
		return c.ProposeAnnouncement(scheme.CaseAnnouncement{Cause: cause, Text: text, Proposed: w.Now, ProposedBy: w.Who.Person.ID})
	})
}

// DropAnnouncement discards the announcement that waits.
func (r *Room) DropAnnouncement(ctx context.Context, who scheme.Actor, id scheme.CaseID) error {
	return r.change(ctx, who, id, scheme.DeedCaseAnnounce, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		_, err := c.DropAnnouncement(w.Now)
		return err
	})
}

// ConfirmAnnouncement makes the announcement that waits. It takes a fresh
// passkey, refuses the officer who proposed it, and a label whose revocation
// was annulled.
func (r *Room) ConfirmAnnouncement(ctx context.Context, who scheme.Actor, id scheme.CaseID) error {
	return r.change(ctx, who, id, scheme.DeedCaseAnnounce, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		one, err := c.ConfirmAnnouncement(w.Who.Person.ID, w.Now)
		if err != nil {
			return err
		}
		if err := notAnnulled(w, *c, l); err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		before := l
		l.Announced = append(slices.Clip(l.Announced), scheme.Announcement{On: w.Today, Text: one.Text})
		l.Updated = w.Now
		if err := w.PublishFrom(l.Listed, scheme.AnnouncementMade, l.Number, w.Today, nil,
			map[string]string{"text_ja": one.Text.Ja, "text_en": one.Text.En}); err != nil {
			return err
		}
		if err := labeldesk.Keep(w, before, &l); err != nil {
			return err
		}
		return r.tellHolder(w, *c, l, "announcement_made", map[string]string{"reason": one.Text.Ja + "\n\n" + one.Text.En})
	})
}

// notAnnulled refuses a case whose revocation was annulled.
func notAnnulled(w *desk.Work, c scheme.Case, l scheme.Label) error {
	gone, err := annulled(w, c, l)
	if err == nil && gone.On != "" {
		err = scheme.Refuse(scheme.Conflict, "refusal.case.annulled")
	}
	return err
}
