package office

import (
	"context"
	"crypto/rand"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A RefundRequest is what the office sent back, and when.
type RefundRequest struct {
	Day       scheme.Date
	Yen       int
	Reference string
	Reason    string
}

// EnterRefund records that the office has sent back a payment or a part of
// it. It takes an officer with a fresh passkey, and refuses more than was
// paid, and what the application still needs.
func (o *Office) EnterRefund(ctx context.Context, who scheme.Actor, id scheme.PaymentID, r RefundRequest) error {
	return o.desk.Do(ctx, who, deedRefund, func(w *desk.Work) error {
		if err := mayUndo(w, deedRefund); err != nil {
			return err
		}
		p, err := w.Payment(id)
		if err != nil {
			return wrap("read payment", err)
		}
		if !p.Counts() {
			return scheme.Refuse(scheme.Conflict, "refusal.money.struck")
		}
		before, err := w.RefundsOfPayment(id)
		if err != nil {
			return wrap("read refunds", err)
		}
		var l scheme.Ledger
		var a scheme.Application
		if p.Application != "" {
			if a, l, err = ledgerOf(w, p.Application, deedRefund); err != nil {
				return err
			}
		}
		if err := checkRefund(w, p, r, scheme.RefundedOf(p, before), l.Surplus()); err != nil {
			return err
		}
		one := scheme.Refund{ID: scheme.RefundID(rand.Text()), Application: p.Application, Payment: id, Day: r.Day, Yen: r.Yen,
			Reference: r.Reference, Reason: r.Reason, Entered: w.Now, EnteredBy: w.Who.Person.ID}
		return o.keepRefund(w, nil, &one, a, l)
	})
}

func checkRefund(w *desk.Work, p scheme.Payment, r RefundRequest, refunded, surplus int) error {
	var no scheme.Refusals
	no.Add(p.CanBeRefunded(r.Yen, refunded, surplus))
	dayError := scheme.CheckDay("day", r.Day, w.Today)
	no.Add(dayError)
	if dayError == nil && r.Day < p.Day {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.refund_before").On("day").With(p.Day))
	}
	if r.Reference == "" {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.refund_reference").On("reference"))
	}
	no.Add(checkShort("reference", r.Reference))
	if r.Reason != "" {
		no.Add(labeldesk.CheckReason(r.Reason))
	}
	return no.Err()
}

// keepRefund writes a refund as changed by a deed and brings the ledger up to
// date.
func (o *Office) keepRefund(w *desk.Work, before any, r *scheme.Refund, a scheme.Application, l scheme.Ledger) error {
	if err := w.PutRefund(r); err != nil {
		return wrap("write refund", err)
	}
	if r.Application == "" {
		w.Audit("payment:"+string(r.Payment), before, *r)
		return nil
	}
	w.Audit("ledger:"+string(r.Application), before, *r)
	return o.book(w, a, l, a, l)
}

// StrikeRefund says that a refund was never made: a slip in entering it. It
// takes an officer with a fresh passkey.
func (o *Office) StrikeRefund(ctx context.Context, who scheme.Actor, id scheme.RefundID, reason string) error {
	return o.desk.Do(ctx, who, deedUnrefund, func(w *desk.Work) error {
		if err := mayUndo(w, deedUnrefund); err != nil {
			return err
		}
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		r, err := w.Refund(id)
		if err != nil {
			return wrap("read refund", err)
		}
		if !r.Counts() {
			return scheme.Refuse(scheme.Conflict, "refusal.money.struck")
		}
		before := r
		r.Struck, r.StruckBy, r.StruckFor = w.Now, w.Who.Person.ID, reason
		var l scheme.Ledger
		var a scheme.Application
		if r.Application != "" {
			if a, l, err = ledgerOf(w, r.Application, deedUnrefund); err != nil {
				return err
			}
		}
		return o.keepRefund(w, before, &r, a, l)
	})
}
