package surveillance

import (
	"context"
	"errors"
	"fmt"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Remind sends the letters that are due today about the days by which holders
// are to move, each once, and returns how many. Once such a day is past the
// officer is told as well. It is the software's own deed.
func (r *Room) Remind(ctx context.Context) (sent int, err error) {
	var due []scheme.CaseID
	err = r.labels.Look(ctx, scheme.System(), func(w *desk.Work) error {
		due = nil
		all, err := w.Cases(store.CaseFilter{Open: true})
		if err != nil {
			return labeldesk.Wrap("list open cases", err)
		}
		for _, c := range all {
			if _, is := w.Scheme.Surveillance.Reminder(c, w.Today); is {
				due = append(due, c.ID)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, id := range due { // one letter that cannot be written does not stop the others
		did, err := r.remind(ctx, id)
		if err != nil {
			failed = append(failed, fmt.Errorf("remind of case %s: %w", id, err))
		}
		if did {
			sent++
		}
	}
	return sent, errors.Join(failed...)
}

func (r *Room) remind(ctx context.Context, id scheme.CaseID) (did bool, err error) {
	err = r.labels.Do(ctx, scheme.System(), "case_remind", func(w *desk.Work) error {
		did = false
		c, l, err := take(w, id)
		if err != nil {
			return err
		}
		one, is := w.Scheme.Surveillance.Reminder(c, w.Today)
		if !is {
			w.Unchanged() // answered, or reminded, a moment ago
			return nil
		}
		before := c
		one.At = w.Now
		c.Reminded = append(c.Reminded[:len(c.Reminded):len(c.Reminded)], one)
		if err := keep(w, before, &c); err != nil {
			return err
		}
		did = true
		kind := "case_due"
		if one.Days < 0 {
			kind = "case_overdue"
			if err := r.tellHearers(w, c, l); err != nil || c.Spoke() {
				return err
			}
		}
		return r.tellHolder(w, c, l, kind, map[string]string{"day": string(c.Due)})
	})
	return did && err == nil, err
}
