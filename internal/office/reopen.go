package office

import (
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// ReopenIn takes the refusal or rejection of an application back, inside the
// deed of an officer who upheld an objection to it: the application stands
// where it stood, for a fresh decision by another officer. A fee that had
// lapsed is owed again. The extension of a label counts as applied for from
// today on: what the public was told of the days before stays true.
//
// It refuses an application about a label that could not be granted any more.
func (o *Office) ReopenIn(w *desk.Work, id scheme.ApplicationID, by scheme.ObjectionID) error {
	a, to, err := take(w, id, scheme.DeedReopen)
	if err != nil {
		return err
	}
	if err := pendAgain(w, a); err != nil {
		return err
	}
	before := a
	a.Reopen(to, by, w.Now)
	if err := o.billAgain(w, a); err != nil {
		return err
	}
	return keep(w, before, &a)
}

// billAgain opens the ledger again that ended with the application.
func (o *Office) billAgain(w *desk.Work, a scheme.Application) error {
	l, err := w.Ledger(a.ID)
	if scheme.IsRefusal(err, scheme.Missing) {
		return nil // never accepted: nothing was ever owed
	}
	if err != nil {
		return wrap("read the ledger", err)
	}
	before, lapsed := l, l.Lapsed != ""
	l.Closed = ""
	if lapsed {
		l.Owed, l.Lapsed, l.Due, l.Reminded = l.Fee, "", w.Scheme.PaymentDue(w.Today), nil
		if w.Scheme.Invoicing.Made() {
			v, err := o.invoice(w, a, l)
			if err != nil {
				return err
			}
			l.Invoice = v.Number
		}
	}
	if err := keepLedger(w, before, &l); err != nil || !lapsed {
		return err
	}
	return o.tellOfMoney(w, a, l, "invoice_made", map[string]string{"number": orDash(string(l.Invoice)), "yen": strconv.Itoa(l.Owed), "due": string(l.Due)})
}

// pendAgain lets the extension be pending again that an application asked for.
func pendAgain(w *desk.Work, a scheme.Application) error {
	if a.Of == "" {
		return nil
	}
	l, err := w.Label(a.Of)
	if err != nil {
		return wrap("read the label", err)
	}
	if err := l.CanPendAgain(a, w.Scheme.Day(a.Closed)); err != nil || a.Kind != scheme.Extension {
		return err
	}
	before := l
	l.ApplyForExtension(w.Today)
	l.Updated = w.Now
	if err := labeldesk.Keep(w, before, &l); err != nil {
		return err
	}
	return w.PublishFrom(l.Listed, scheme.ExtensionApplied, l.Number, w.Today, nil, nil)
}
