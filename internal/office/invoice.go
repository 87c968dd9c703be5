package office

import (
	"context"
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// Deeds about money, as the audit names them.
const (
	deedBilling  = "choose_payer"
	deedReissue  = "reissue_invoice"
	deedPayment  = "enter_payment"
	deedImport   = "import_payments"
	deedAssign   = "assign_payment"
	deedUnassign = "unassign_payment"
	deedStrike   = "strike_payment"
	deedRefund   = "enter_refund"
	deedUnrefund = "strike_refund"
	deedRemind   = "remind_payer"
)

// bill opens the ledger of an application that has just been accepted and
// makes the invoice. Where the scheme makes no invoices the fee is owed all
// the same; a fee of nothing is paid at once.
func (o *Office) bill(w *desk.Work, a *scheme.Application) error {
	l := scheme.Ledger{Application: a.ID, Applicant: a.Applicant, Payer: payerOf(*a), Reference: a.Numbers.Acceptance,
		Fee: a.FeeYen, Owed: a.FeeYen, Opened: w.Today, Due: w.Scheme.PaymentDue(w.Today)}
	if a.FeeYen == 0 {
		l.Settled = w.Today
		a.Fee = scheme.FeeNote{Paid: w.Today, At: w.Now, By: w.Who.Person.ID}
		return keepLedger(w, nil, &l)
	}
	if w.Scheme.Invoicing.Made() {
		v, err := o.invoice(w, *a, l)
		if err != nil {
			return err
		}
		l.Invoice = v.Number
	}
	if err := keepLedger(w, nil, &l); err != nil {
		return err
	}
	return o.tellOfMoney(w, *a, l, "invoice_made", map[string]string{"number": orDash(string(l.Invoice)), "yen": strconv.Itoa(l.Owed), "due": string(l.Due)})
}

// payerOf is whom the invoice goes to: the agent when the application says
// so, otherwise the applicant.
func payerOf(a scheme.Application) scheme.OrganisationID {
	if a.BillAgent && a.Agent != "" {
		return a.Agent
	}
	return a.Applicant
}

// orDash stands for what there is not, in a letter.
func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// invoice makes the invoice of a ledger and keeps it. The tax is that of the
// day on which the fee was charged, also in an invoice made anew later.
func (o *Office) invoice(w *desk.Work, a scheme.Application, l scheme.Ledger) (scheme.Voucher, error) {
	i := w.Scheme.Invoicing
	tax, err := i.TaxOn(l.Opened)
	if err != nil {
		return scheme.Voucher{}, err
	}
	to, err := addressee(w, a)
	if err != nil {
		return scheme.Voucher{}, err
	}
	v := scheme.Voucher{Kind: scheme.VoucherInvoice, Application: a.ID, Day: w.Today, Made: w.Now, By: w.Who.Person.ID,
		Issuer: i.Issuer, To: to, Reference: l.Reference, Rounding: i.Rounding, Due: l.Due, Bank: i.Bank,
		Lines: []scheme.VoucherLine{{Text: i.Description, Product: a.Product.Name, Number: a.Numbers.Application, Yen: l.Owed, Points: tax.Points}}}
	v.Taxes, v.Total = scheme.Charge(v.Lines, map[int]scheme.Text{tax.Points: tax.Name}, i.Rounding)
	return v, keepVoucher(w, &v, "invoice", i.Invoice)
}

// addressee is whom the invoice of an application is made out to, as on
// record today.
func addressee(w *desk.Work, a scheme.Application) (scheme.Addressee, error) {
	org, err := w.Organisation(payerOf(a))
	if err != nil {
		return scheme.Addressee{}, wrap("read whom the invoice goes to", err)
	}
	return scheme.Addressee{Organisation: org.ID, Name: org.Name, Address: org.Address, Corporate: org.CorporateNumber,
		Agent: org.ID != a.Applicant}, nil
}

// keepVoucher numbers a voucher and keeps it.
func keepVoucher(w *desk.Work, v *scheme.Voucher, serial string, form scheme.Numbering) error {
	n, err := number(w, "voucher_"+serial, form)
	if err != nil {
		return err
	}
	place, err := w.NextSerial("voucher")
	if err != nil {
		return wrap("take a place", err)
	}
	v.Number, v.Place = scheme.VoucherNumber(n), int(place)
	return wrap("keep a document about money", w.AddVoucher(v))
}

// takeBack keeps the voucher that takes another one back, with the reason.
func takeBack(w *desk.Work, n scheme.VoucherNumber, reason string) error {
	v, err := w.Voucher(n)
	if err != nil {
		return wrap("read the document to take back", err)
	}
	back, err := v.TakeBack("", w.Today, w.Now, w.Who.Person.ID, reason)
	if err != nil {
		return err
	}
	if v.Kind == scheme.VoucherReceipt {
		return keepVoucher(w, &back, "receipt", w.Scheme.Invoicing.Receipt)
	}
	return keepVoucher(w, &back, "credit", w.Scheme.Invoicing.Credit)
}

// receipt makes the receipt of a ledger that is paid in full. It stands for
// the invoice: issuer, addressee, lines and tax are the invoice's.
func receipt(w *desk.Work, l *scheme.Ledger, payments []scheme.Payment, refunds []scheme.Refund) error {
	if l.Invoice == "" || l.Receipt != "" {
		return nil
	}
	v, err := w.Voucher(l.Invoice)
	if err != nil {
		return wrap("read the invoice", err)
	}
	v.Kind, v.For, v.Due, v.Bank, v.By = scheme.VoucherReceipt, v.Number, "", scheme.Bank{}, w.Who.Person.ID
	v.Day, v.Made, v.Paid = w.Today, w.Now, l.PaidFor(payments, refunds)
	if err := keepVoucher(w, &v, "receipt", w.Scheme.Invoicing.Receipt); err != nil {
		return err
	}
	l.Receipt = v.Number
	return nil
}

// ChoosePayer says whether the agent gets the invoice and pays, for as long
// as the applicant has the application in hand. It refuses without an agent.
func (o *Office) ChoosePayer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, agent bool) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(_ *desk.Work, a *scheme.Application) error {
		if agent && a.Agent == "" {
			return scheme.Refuse(scheme.Conflict, "refusal.money.no_agent").On("payer")
		}
		a.BillAgent = agent
		return nil
	})
}

// ReissueInvoice makes a new invoice as everything is on record today, and a
// credit note that takes the old one back; both stay side by side. A receipt
// that stood for the old invoice is replaced likewise. Amount, tax and due day are
// those of the old one. It refuses a fee that has lapsed.
func (o *Office) ReissueInvoice(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, agent bool, reason string) error {
	return o.money(ctx, who, id, deedReissue, func(w *desk.Work, a *scheme.Application, l *scheme.Ledger) error {
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		switch {
		case l.Lapsed != "" || l.Owed == 0:
			return scheme.Refuse(scheme.Conflict, "refusal.money.lapsed")
		case !w.Scheme.Invoicing.Made():
			return scheme.Refuse(scheme.Conflict, "refusal.money.no_invoicing")
		case agent && a.Agent == "":
			return scheme.Refuse(scheme.Conflict, "refusal.money.no_agent").On("payer")
		}
		for _, old := range []scheme.VoucherNumber{l.Receipt, l.Invoice} {
			if old == "" {
				continue
			}
			if err := takeBack(w, old, reason); err != nil {
				return err
			}
		}
		a.BillAgent = agent
		l.Payer, l.Receipt = payerOf(*a), ""
		v, err := o.invoice(w, *a, *l)
		if err != nil {
			return err
		}
		l.Invoice = v.Number
		return o.tellOfMoney(w, *a, *l, "invoice_made", map[string]string{"number": string(v.Number), "yen": strconv.Itoa(l.Owed), "due": string(l.Due)})
	})
}

// endLedger notes that an application has ended. Where the scheme lets a fee
// that was not settled lapse, nothing of it is owed any more, and a credit
// note takes the invoice back.
func endLedger(w *desk.Work, a scheme.Application) error {
	l, err := w.Ledger(a.ID)
	if scheme.IsRefusal(err, scheme.Missing) {
		return nil // never accepted: nothing was ever owed
	}
	if err != nil {
		return wrap("read the ledger", err)
	}
	before := l
	l.Closed = w.Today
	if lapses(w.Scheme.Invoicing, a) && l.Owed > 0 {
		l.Owed, l.Lapsed = 0, w.Today
		if l.Invoice != "" {
			if err := takeBack(w, l.Invoice, string(a.State)); err != nil {
				return err
			}
			l.Invoice = ""
		}
	}
	return keepLedger(w, before, &l)
}

func lapses(i scheme.Invoicing, a scheme.Application) bool {
	for _, state := range i.Lapses {
		if state == a.State && !a.FeeSettled() {
			return true
		}
	}
	return false
}

// keepLedger writes a ledger as changed by a deed, with its audit line.
func keepLedger(w *desk.Work, before any, l *scheme.Ledger) error {
	if err := w.PutLedger(l); err != nil {
		return wrap("write the ledger", err)
	}
	w.Audit("ledger:"+string(l.Application), before, *l)
	return nil
}

// tellOfMoney queues a letter to whoever pays for an application.
func (o *Office) tellOfMoney(w *desk.Work, a scheme.Application, l scheme.Ledger, kind string, args map[string]string) error {
	org, err := w.Organisation(l.Payer)
	if err != nil {
		return wrap("read who pays", err)
	}
	args["product"] = a.Product.Name.In(labeldesk.Lang(org))
	args["link"] = o.base + "/" + labeldesk.Lang(org) + "/desk/applications/" + string(a.ID) + "/money"
	return o.labels.Tell(w, l.Payer, kind, args)
}
