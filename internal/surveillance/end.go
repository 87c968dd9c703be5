package surveillance

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// revoking checks a revocation and adds it to the case.
func revoking(w *desk.Work, c *scheme.Case, l scheme.Label, text string) (scheme.GroundID, error) {
	if _, err := scheme.Next(scheme.CaseRules, c.State, scheme.DeedCaseRevoke, w.Who.RolesToward(c.Holder)); err != nil {
		return "", err
	}
	if err := stands(w, l); err != nil {
		return "", err
	}
	if err := checkUninvolved(w, c, l); err != nil {
		return "", err
	}
	if err := labeldesk.CheckReason(text); err != nil {
		var no scheme.Refusals
		no.Add(err)
		return "", onText(no)
	}
	notice, _ := c.Last(scheme.DeedCaseNotify)
	return notice.Ground, step(w, c, scheme.CaseStep{Deed: scheme.DeedCaseRevoke, Text: text, Ground: notice.Ground, Outcome: scheme.OutcomeRevoked})
}

// Revoke ends the label, from today on, on the ground of which the holder was
// given notice, and ends the case. It takes a fresh passkey, and refuses an
// officer who investigated. The letter says why, and how to object.
func (r *Room) Revoke(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string) error {
	return r.change(ctx, who, id, scheme.DeedCaseRevoke, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		ground, err := revoking(w, c, l, text)
		if err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		if _, err := scheme.Next(scheme.LabelRules, l.StatusOn(w.Today), scheme.DeedRevoke, w.Who.RolesToward(l.Holder)); err != nil {
			return err
		}
		before := l
		if err := l.Revoke(ground, text, w.Today, w.Now); err != nil {
			return err
		}
		if err := w.PublishFrom(l.Listed, scheme.LabelRevoked, l.Number, w.Today, map[string]string{"ground": string(ground)}, nil); err != nil {
			return err
		}
		if err := end(w, c, &l, scheme.OutcomeRevoked); err != nil {
			return err
		}
		if err := labeldesk.Keep(w, before, &l); err != nil {
			return err
		}
		return r.tellHolder(w, *c, l, "case_revoked", map[string]string{"ground": groundText(w, c, ground), "reason": text,
			"objection": mail.Objection(w.Scheme.Objections.Address, w.Scheme.ObjectDue(w.Today))})
	})
}

// Close ends the case without a revocation. After a hearing it refuses an
// officer who investigated; it refuses an outcome that does not follow from
// what happened. A holder who knows of the case is told.
func (r *Room) Close(ctx context.Context, who scheme.Actor, id scheme.CaseID, outcome scheme.CaseOutcome, text string) error {
	return r.change(ctx, who, id, scheme.DeedCaseClose, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		if c.State == scheme.CaseHeard {
			if err := checkUninvolved(w, c, l); err != nil {
				return err
			}
		}
		if outcome == scheme.OutcomeLabelEnded && stands(w, l) == nil {
			return scheme.Refuse(scheme.Conflict, "refusal.case.label_stands").On("outcome")
		}
		if err := step(w, c, scheme.CaseStep{Deed: scheme.DeedCaseClose, Text: text, Outcome: outcome}); err != nil {
			return err
		}
		before := l
		told := c.Told()
		if err := end(w, c, &l, outcome); err != nil {
			return err
		}
		if !slices.Equal(before.Warnings, l.Warnings) {
			if err := labeldesk.Keep(w, before, &l); err != nil {
				return err
			}
		}
		if !told {
			return nil
		}
		return r.tellHolder(w, *c, l, "case_closed", map[string]string{"reason": text})
	})
}

// end closes the case with all that ends with it: the demands and the warning
// to the public. The label is changed and not yet written.
func end(w *desk.Work, c *scheme.Case, l *scheme.Label, outcome scheme.CaseOutcome) error {
	if err := closeDemands(w, evidenceOf(*l), func(d scheme.Demand) bool { return d.Case == c.ID }); err != nil {
		return err
	}
	if _, waits := c.Waiting(); waits {
		if _, err := c.DropWarning(w.Who.Person.ID, w.Now); err != nil {
			return err
		}
	}
	if _, there := c.Standing(); there {
		if err := endWarning(w, c, l); err != nil {
			return err
		}
	}
	c.End(outcome, w.Now)
	return awaitAnswers(w, *c)
}

// awaitAnswers sets the day by which who reported what began the case, or
// joined it, is to be answered now that it is over.
func awaitAnswers(w *desk.Work, c scheme.Case) error {
	all, err := w.Doubts(store.DoubtFilter{Label: c.Label, Open: true})
	if err != nil {
		return labeldesk.Wrap("list reports", err)
	}
	for _, d := range all {
		if d.Case != c.ID {
			continue
		}
		before := d
		d.Due = working(w, w.Scheme.Doubts.ExamineDays)
		if err := w.PutDoubt(&d); err != nil {
			return labeldesk.Wrap("write doubt", err)
		}
		w.Audit("doubt:"+string(d.ID), before, d)
	}
	return nil
}
