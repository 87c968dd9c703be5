package office

import (
	"context"
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// RemindPayers sends the letters that call open fees to mind today, each
// once, and returns how many. It is the software's own deed.
func (o *Office) RemindPayers(ctx context.Context) (sent int, err error) {
	return desk.Fulfil(ctx, o.desk, desk.Duty[scheme.ApplicationID]{What: "remind of", Deed: deedRemind, Due: duePayers, Do: o.remind})
}

func duePayers(w *desk.Work) (due []scheme.ApplicationID, err error) {
	ledgers, err := w.Ledgers(store.LedgerFilter{Owing: true})
	if err != nil {
		return nil, wrap("list what is owed", err)
	}
	for _, l := range ledgers {
		if _, is := w.Scheme.Invoicing.Reminder(l, w.Today); is {
			due = append(due, l.Application)
		}
	}
	return due, nil
}

func (o *Office) remind(w *desk.Work, id scheme.ApplicationID) (did bool, err error) {
	l, err := w.Ledger(id)
	if err != nil {
		return false, wrap("read the ledger", err)
	}
	r, is := w.Scheme.Invoicing.Reminder(l, w.Today)
	if !is {
		return false, nil // paid, or reminded, a moment ago
	}
	a, err := w.Application(id)
	if err != nil {
		return false, wrap("read application", err)
	}
	before := l
	r.At = w.Now
	l.Reminded = append(l.Reminded[:len(l.Reminded):len(l.Reminded)], r)
	if err := keepLedger(w, before, &l); err != nil {
		return false, err
	}
	return true, o.tellOfMoney(w, a, l, r.Kind, map[string]string{"yen": strconv.Itoa(l.Remaining()), "due": string(l.Due)})
}
