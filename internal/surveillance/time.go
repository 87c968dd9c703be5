package surveillance

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// AskTime asks, for the holder, for a later day by which to show evidence or
// to put something right, and says why. The day that was set stands until the
// office grants it. It refuses a second request while one waits, and more than
// the scheme takes.
func (r *Room) AskTime(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string, wish scheme.Date) error {
	return r.change(ctx, who, id, scheme.DeedCaseAskTime, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		rules := w.Scheme.Surveillance
		if err := rules.CheckMoreTime(c, wish, w.Today); err != nil {
			return err
		}
		s := scheme.CaseStep{Deed: scheme.DeedCaseAskTime, Text: text, Wish: wish, Due: working(w, max(rules.MoreTimeAnswerDays, 1))}
		if err := step(w, c, s); err != nil {
			return err
		}
		return r.tellOfficer(w, *c)
	})
}

// DenyTime answers the holder's request for more time with no, by letter and
// with a reason. Extend answers it with yes.
func (r *Room) DenyTime(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string) error {
	return r.change(ctx, who, id, scheme.DeedCaseDenyTime, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		if err := step(w, c, scheme.CaseStep{Deed: scheme.DeedCaseDenyTime, Text: text}); err != nil {
			return err
		}
		return r.tellHolder(w, *c, l, "case_time_denied", map[string]string{"reason": text, "due": string(c.Due)})
	})
}

// least is how many days a demand or an order gives the holder at least.
func least(w *desk.Work) int {
	return max(1, w.Today.DaysUntil(w.Scheme.Calendar.After(w.Today, w.Scheme.Surveillance.LeastDays)))
}
