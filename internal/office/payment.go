package office

import (
	"context"
	"crypto/rand"
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// mustBeOfficer refuses everyone but officers: any of them may deal with
// money, and who did is on record.
func mustBeOfficer(w *desk.Work, deed string) error {
	if !w.Who.Is(scheme.RoleOfficer) {
		return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + deed))
	}
	return nil
}

// mayUndo refuses everyone but officers with a fresh passkey: who refunds, or
// takes off the record what came in, is who they say they are.
func mayUndo(w *desk.Work, deed string) error {
	if err := mustBeOfficer(w, deed); err != nil {
		return err
	}
	return w.Who.Fresh(w.Now)
}

// ledgerOf reads an application with its ledger for a deed about its money.
func ledgerOf(w *desk.Work, id scheme.ApplicationID, deed string) (a scheme.Application, l scheme.Ledger, err error) {
	if a, err = open(w, id); err != nil {
		return a, l, err
	}
	if err = mustBeOfficer(w, deed); err != nil {
		return a, l, err
	}
	l, err = w.Ledger(id)
	if scheme.IsRefusal(err, scheme.Missing) {
		return a, l, scheme.Refuse(scheme.Conflict, "refusal.money.not_accepted")
	}
	return a, l, wrap("read the ledger", err)
}

// money does a deed to the money of one application and brings everything
// that follows from it up to date.
func (o *Office) money(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, deed string,
	change func(*desk.Work, *scheme.Application, *scheme.Ledger) error) error {
	return o.desk.Do(ctx, who, deed, func(w *desk.Work) error {
		a, l, err := ledgerOf(w, id, deed)
		if err != nil {
			return err
		}
		before, was := a, l
		if err := change(w, &a, &l); err != nil {
			return err
		}
		return o.book(w, before, was, a, l)
	})
}

// book adds up the ledger and draws the consequences: the fee counts as paid
// from the payment that completed the sum, the receipt is made, the payer
// hears of it; when an undone matching leaves the sum open again, all that is
// taken back. What a decision rested on does not change after it any more.
func (o *Office) book(w *desk.Work, before scheme.Application, was scheme.Ledger, a scheme.Application, l scheme.Ledger) error {
	payments, err := w.PaymentsOf(a.ID)
	if err != nil {
		return wrap("read payments", err)
	}
	refunds, err := w.RefundsOf(a.ID)
	if err != nil {
		return wrap("read refunds", err)
	}
	l.Book(payments, refunds)
	if l.Fee == 0 {
		l.Settled = l.Opened
	}
	switch {
	case a.State == scheme.Accepted:
		err = settle(w, &a, &l, payments, refunds)
	case l.Settled != "":
		err = receipt(w, &l, payments, refunds)
	default:
		err = undoReceipt(w, &l)
	}
	if err != nil {
		return err
	}
	if a.Fee != before.Fee || a.BillAgent != before.BillAgent || a.Numbers != before.Numbers {
		if err := keep(w, before, &a); err != nil {
			return err
		}
	}
	if err := keepLedger(w, was, &l); err != nil {
		return err
	}
	return o.tellOfPayment(w, a, was, l)
}

// settle brings the fee of an open application in line with its ledger.
func settle(w *desk.Work, a *scheme.Application, l *scheme.Ledger, payments []scheme.Payment, refunds []scheme.Refund) error {
	if l.Settled == "" {
		a.Fee = scheme.FeeNote{}
		return undoReceipt(w, l)
	}
	if a.Fee.Paid != l.Settled || a.Fee.Yen != l.Owed || a.Fee.Reference != l.SettledBy {
		at := w.Now
		if a.FeeSettled() {
			at = a.Fee.At // it had been settled before: only by which payment is new
		}
		a.Fee = scheme.FeeNote{Paid: l.Settled, Yen: l.Owed, Reference: l.SettledBy, At: at, By: w.Who.Person.ID}
	}
	if err := receipt(w, l, payments, refunds); err != nil {
		return err
	}
	return provide(w, a)
}

// undoReceipt takes the receipt back of a sum that is open again.
func undoReceipt(w *desk.Work, l *scheme.Ledger) error {
	if l.Receipt == "" {
		return nil
	}
	err := takeBack(w, l.Receipt, "undone")
	l.Receipt = ""
	return err
}

// tellOfPayment writes to the payer when something came in.
func (o *Office) tellOfPayment(w *desk.Work, a scheme.Application, was, l scheme.Ledger) error {
	came := l.Received - was.Received
	if came <= 0 {
		return nil
	}
	args := map[string]string{"yen": strconv.Itoa(came)}
	switch {
	case l.Surplus() > 0:
		args["surplus"] = strconv.Itoa(l.Surplus())
		return o.tellOfMoney(w, a, l, "payment_over", args)
	case l.Remaining() > 0:
		args["remaining"], args["due"] = strconv.Itoa(l.Remaining()), string(l.Due)
		return o.tellOfMoney(w, a, l, "payment_part", args)
	}
	return o.tellOfMoney(w, a, l, "payment_received", args)
}

// A PaymentRequest is what the office saw on its account.
type PaymentRequest struct {
	Day       scheme.Date
	Yen       int
	Payer     string
	Memo      string
	Reference string
	Again     bool // there is one of this day and amount already, and this is another
}

// EnterPayment records a payment for an application by hand: in part, in
// full or beyond, in time or late, and also when the application has ended.
// It refuses a second one of the same day and amount unless told that it is
// one.
func (o *Office) EnterPayment(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r PaymentRequest) error {
	return o.money(ctx, who, id, deedPayment, func(w *desk.Work, a *scheme.Application, l *scheme.Ledger) error {
		p := scheme.Payment{ID: scheme.PaymentID(rand.Text()), Application: id, Day: r.Day, Yen: r.Yen, Payer: r.Payer, Memo: r.Memo,
			Reference: r.Reference, Source: scheme.ByHand, Why: scheme.MatchByHand, Entered: w.Now, EnteredBy: w.Who.Person.ID}
		no := scheme.RefusalsOf(p.Check(w.Today))
		if len(no) == 0 && p.Day < l.Opened {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.fee.before_acceptance").On("day").With(l.Opened))
		}
		if err := no.Err(); err != nil {
			return err
		}
		there, err := w.PaymentsOf(id)
		if err != nil {
			return wrap("read payments", err)
		}
		if hasTwin(there, p.Day, p.Yen) && !r.Again {
			return scheme.Refuse(scheme.Conflict, "refusal.money.twin").On("again").With(p.Day, p.Yen)
		}
		return keepPayment(w, nil, &p)
	})
}

func hasTwin(payments []scheme.Payment, day scheme.Date, yen int) bool {
	for _, p := range payments {
		if p.Counts() && p.Day == day && p.Yen == yen {
			return true
		}
	}
	return false
}

// keepPayment writes a payment as changed by a deed. Its audit line stands
// with the ledger it belongs to, or with the payment while there is none.
func keepPayment(w *desk.Work, before any, p *scheme.Payment) error {
	if err := w.PutPayment(p); err != nil {
		return wrap("write payment", err)
	}
	subject := "payment:" + string(p.ID)
	if p.Application != "" {
		subject = "ledger:" + string(p.Application)
	}
	w.Audit(subject, before, *p)
	return nil
}

// AssignPayment counts a payment of which nobody knew what it was for toward
// the application with this payment reference.
func (o *Office) AssignPayment(ctx context.Context, who scheme.Actor, id scheme.PaymentID, reference string) error {
	return o.desk.Do(ctx, who, deedAssign, func(w *desk.Work) error {
		if err := mustBeOfficer(w, deedAssign); err != nil {
			return err
		}
		p, err := w.Payment(id)
		if err != nil {
			return wrap("read payment", err)
		}
		if p.Application != "" || !p.Counts() {
			return scheme.Refuse(scheme.Conflict, "refusal.money.assigned")
		}
		if err := notRefunded(w, p); err != nil {
			return err
		}
		app, err := byReference(w, reference, "reference")
		if err != nil {
			return err
		}
		return o.assign(w, p, p, app, scheme.MatchByHand)
	})
}

// assign counts a payment toward an application. before is the payment as it
// was on record; nil when it was not.
func (o *Office) assign(w *desk.Work, before any, p scheme.Payment, id scheme.ApplicationID, why scheme.MatchReason) error {
	a, l, err := ledgerOf(w, id, deedAssign)
	if err != nil {
		return err
	}
	p.Application, p.Why = id, why
	if err := keepPayment(w, before, &p); err != nil {
		return err
	}
	return o.book(w, a, l, a, l)
}

// byReference finds the application with a payment reference as a person
// types it.
func byReference(w *desk.Work, typed, field string) (scheme.ApplicationID, error) {
	unknown := scheme.Refuse(scheme.Invalid, "refusal.money.reference").On(field).With(typed)
	n, err := w.Scheme.Numbering.Acceptance.Parse(typed)
	if err != nil {
		return "", unknown
	}
	found, err := w.LedgersByReference([]string{n})
	if err != nil {
		return "", wrap("find the ledger", err)
	}
	if len(found) != 1 {
		return "", unknown
	}
	return found[0].Application, nil
}

// notRefunded refuses to move or strike a payment of which something was
// sent back.
func notRefunded(w *desk.Work, p scheme.Payment) error {
	refunds, err := w.RefundsOfPayment(p.ID)
	if err != nil {
		return wrap("read refunds", err)
	}
	if scheme.RefundedOf(p, refunds) > 0 {
		return scheme.Refuse(scheme.Conflict, "refusal.money.refunded")
	}
	return nil
}

// UnassignPayment undoes a matching: the payment stays on record and waits
// for the application that it is for. It refuses after the decision that
// rested on it.
func (o *Office) UnassignPayment(ctx context.Context, who scheme.Actor, id scheme.PaymentID) error {
	return o.takeOff(ctx, who, id, deedUnassign, func(w *desk.Work, p *scheme.Payment) error {
		if p.Application == "" {
			return scheme.Refuse(scheme.Conflict, "refusal.money.unassigned")
		}
		p.Application, p.Why = "", scheme.MatchUnassigned
		return nil
	})
}

// StrikePayment says that a payment was never made: a slip in entering it.
// It stays visible, struck, and counts no more.
func (o *Office) StrikePayment(ctx context.Context, who scheme.Actor, id scheme.PaymentID, reason string) error {
	return o.takeOff(ctx, who, id, deedStrike, func(w *desk.Work, p *scheme.Payment) error {
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		p.Struck, p.StruckBy, p.StruckFor = w.Now, w.Who.Person.ID, reason
		return nil
	})
}

// takeOff changes a payment so that it counts no more where it did. It takes
// an officer with a fresh passkey.
func (o *Office) takeOff(ctx context.Context, who scheme.Actor, id scheme.PaymentID, deed string, change func(*desk.Work, *scheme.Payment) error) error {
	return o.desk.Do(ctx, who, deed, func(w *desk.Work) error {
		if err := mayUndo(w, deed); err != nil {
			return err
		}
		p, err := w.Payment(id)
		if err != nil {
			return wrap("read payment", err)
		}
		if !p.Counts() {
			return scheme.Refuse(scheme.Conflict, "refusal.money.struck")
		}
		if err := notRefunded(w, p); err != nil {
			return err
		}
		before := p
		if err := change(w, &p); err != nil {
			return err
		}
		if before.Application == "" {
			return keepPayment(w, before, &p)
		}
		a, l, err := ledgerOf(w, before.Application, deed)
		if err != nil {
			return err
		}
		if err := l.CanBeTakenOff(before, a.FeeSettled()); err != nil {
			return err
		}
		if err := w.PutPayment(&p); err != nil {
			return wrap("write payment", err)
		}
		w.Audit("ledger:"+string(before.Application), before, p)
		return o.book(w, a, l, a, l)
	})
}
