package office

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// RemindPayers sends the letters that call open fees to mind today, each
// once, and returns how many. It is the software's own deed.
func (o *Office) RemindPayers(ctx context.Context) (sent int, err error) {
	var due []scheme.ApplicationID
	err = o.desk.Look(ctx, scheme.System(), func(w *desk.Work) error {
		due = nil
		ledgers, err := w.Ledgers(store.LedgerFilter{Owing: true})
		if err != nil {
			return wrap("list what is owed", err)
		}
		for _, l := range ledgers {
			if _, is := w.Scheme.Invoicing.Reminder(l, w.Today); is {
				due = append(due, l.Application)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, id := range due { // one letter that cannot be written does not stop the others
		did, err := o.remind(ctx, id)
		if err != nil {
			failed = append(failed, fmt.Errorf("remind of %s: %w", id, err))
		}
		if did {
			sent++
		}
	}
	return sent, errors.Join(failed...)
}

func (o *Office) remind(ctx context.Context, id scheme.ApplicationID) (did bool, err error) {
	err = o.desk.Do(ctx, scheme.System(), deedRemind, func(w *desk.Work) error {
		did = false
		l, err := w.Ledger(id)
		if err != nil {
			return wrap("read the ledger", err)
		}
		r, is := w.Scheme.Invoicing.Reminder(l, w.Today)
		if !is {
			w.Unchanged() // paid, or reminded, a moment ago
			return nil
		}
		a, err := w.Application(id)
		if err != nil {
			return wrap("read application", err)
		}
		before := l
		r.At = w.Now
		l.Reminded = append(l.Reminded[:len(l.Reminded):len(l.Reminded)], r)
		if err := keepLedger(w, before, &l); err != nil {
			return err
		}
		did = true
		return o.tellOfMoney(w, a, l, r.Kind, map[string]string{"yen": strconv.Itoa(l.Remaining()), "due": string(l.Due)})
	})
	return did && err == nil, err
}
