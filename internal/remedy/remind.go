package remedy

import (
	"context"
	"slices"
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// deedRemind is under what the audit keeps that officers were reminded of an
// objection; by it is known that they were.
const deedRemind = "remind_objection"

// A reminding is what the audit line of a reminder says.
type reminding struct {
	Due  scheme.Date `json:"Due"`
	Over bool        `json:"Over"` // the day was past
}

// Remind writes to the officers how many objections are to be decided soon or
// are overdue: of each once before its day and once when that is past. It says
// nothing else of them. It returns of how many it told, and is the software's
// own deed.
func (r *Room) Remind(ctx context.Context) (n int, err error) {
	err = r.labels.Do(ctx, scheme.System(), deedRemind, func(w *desk.Work) error {
		n = 0
		days := w.Scheme.Objections.RemindDays
		open, err := w.Objections(store.ObjectionFilter{Open: true})
		if err != nil {
			return labeldesk.Wrap("list objections", err)
		}
		for _, o := range open {
			if days == 0 || o.Due == "" || o.Due.AddDays(-days) > w.Today {
				continue
			}
			now := reminding{Due: o.Due, Over: o.Overdue(w.Today)}
			if done, err := reminded(w, o.ID, now); err != nil || done {
				if err != nil {
					return err
				}
				continue
			}
			w.Audit("objection:"+string(o.ID), nil, now)
			n++
		}
		if n == 0 {
			w.Unchanged()
			return nil
		}
		return r.labels.TellOfficers(w, "objections_due", "/desk/office/objections", map[string]string{"count": strconv.Itoa(n)})
	})
	return n, err
}

func reminded(w *desk.Work, id scheme.ObjectionID, now reminding) (bool, error) {
	told, err := labeldesk.Marks[reminding](w, deedRemind, "objection:"+string(id))
	return slices.Contains(told, now), err
}
