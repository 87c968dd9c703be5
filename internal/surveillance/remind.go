package surveillance

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Remind sends the letters that are due today about the days by which holders
// are to move, each once, and returns how many. Once such a day is past the
// officer is told as well. It is the software's own deed.
func (r *Room) Remind(ctx context.Context) (sent int, err error) {
	return desk.Fulfil(ctx, r.labels.Desk, desk.Duty[scheme.CaseID]{What: "remind of case", Deed: "case_remind", Due: dueCases, Do: r.remind})
}

func dueCases(w *desk.Work) (due []scheme.CaseID, err error) {
	all, err := w.Cases(store.CaseFilter{Open: true})
	if err != nil {
		return nil, labeldesk.Wrap("list open cases", err)
	}
	for _, c := range all {
		if _, is := w.Scheme.Surveillance.Reminder(c, w.Today); is {
			due = append(due, c.ID)
		}
	}
	return due, nil
}

func (r *Room) remind(w *desk.Work, id scheme.CaseID) (did bool, err error) {
	c, l, err := take(w, id)
	if err != nil {
		return false, err
	}
	one, is := w.Scheme.Surveillance.Reminder(c, w.Today)
	if !is {
		return false, nil // answered, or reminded, a moment ago
	}
	before := c
	one.At = w.Now
	c.Reminded = append(c.Reminded[:len(c.Reminded):len(c.Reminded)], one)
	if err := keep(w, before, &c); err != nil {
		return false, err
	}
	kind := "case_due"
	if one.Days < 0 {
		kind = "case_overdue"
		if err := r.tellHearers(w, c, l); err != nil || c.Spoke() {
			return true, err
		}
	}
	return true, r.tellHolder(w, c, l, kind, map[string]string{"day": string(c.Due)})
}
