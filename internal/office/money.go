package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A MoneyRow is a ledger in a list, with what people know it by. Of an
// application that the reader keeps off it holds nothing but that it is one.
type MoneyRow struct {
	Recused   bool
	Ledger    scheme.Ledger
	Number    string // of the application
	Product   scheme.Text
	Applicant scheme.Text
	Payer     scheme.Text
}

// An UnassignedRow is a payment of which nobody knows what it is for.
type UnassignedRow struct {
	Payment  scheme.Payment
	Refunded int
}

// A MoneyPage says after which row each list goes on; "" for its beginning.
type MoneyPage struct {
	Owing, Over scheme.ApplicationID
	Unassigned  scheme.PaymentID
}

// Money is what the office still has to see to, a page of each list.
type Money struct {
	Today      scheme.Date
	Invoicing  bool       // the scheme makes invoices
	Owing      []MoneyRow // something is to come; the first due first
	Over       []MoneyRow // something is to be sent back
	Unassigned []UnassignedRow
	Totals     MoneyTotals
	Next       MoneyPage // where each list goes on; "" when it ends here
}

// MoneyTotals say how much there is in all.
type MoneyTotals struct{ Owing, Over, Unassigned int }

// MoneyAtOnce is how many rows of each list stand on one page.
const MoneyAtOnce = 50

// Money lists what is open: what is to come, what is to be sent back, and
// what came in for nobody knows what. Of applications that the officer keeps
// off it says only that they are there. For officers.
func (o *Office) Money(ctx context.Context, who scheme.Actor, from MoneyPage) (m Money, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := mustBeOfficer(w, deedPayment); err != nil {
			return err
		}
		m = Money{Today: w.Today, Invoicing: w.Scheme.Invoicing.Made()}
		if m.Owing, m.Next.Owing, m.Totals.Owing, err = moneyPage(w, store.LedgerFilter{Owing: true, After: from.Owing}); err != nil {
			return err
		}
		if m.Over, m.Next.Over, m.Totals.Over, err = moneyPage(w, store.LedgerFilter{Over: true, After: from.Over}); err != nil {
			return err
		}
		return unassigned(w, from.Unassigned, &m)
	})
	return m, err
}

// moneyPage reads one page of ledgers; next is where the list goes on.
func moneyPage(w *desk.Work, f store.LedgerFilter) (rows []MoneyRow, next scheme.ApplicationID, total int, err error) {
	if f.After != "" {
		if _, err := w.Ledger(f.After); err != nil {
			return nil, "", 0, wrap("read where the list goes on", err)
		}
	}
	f.Limit = MoneyAtOnce + 1
	ledgers, err := w.Ledgers(f)
	if err != nil {
		return nil, "", 0, wrap("list open ledgers", err)
	}
	if len(ledgers) > MoneyAtOnce {
		ledgers = ledgers[:MoneyAtOnce]
		next = ledgers[MoneyAtOnce-1].Application
	}
	off, err := labeldesk.Recusals(w, w.Who.Person)
	if err != nil {
		return nil, "", 0, err
	}
	for _, l := range ledgers {
		row, err := moneyRow(w, l, off)
		if err != nil {
			return nil, "", 0, err
		}
		rows = append(rows, row)
	}
	total, err = w.CountLedgers(f)
	return rows, next, total, wrap("count open ledgers", err)
}

// unassigned lists the payments for nobody knows what, but for those that
// were sent back whole.
func unassigned(w *desk.Work, after scheme.PaymentID, m *Money) error {
	if after != "" {
		if _, err := w.Payment(after); err != nil {
			return wrap("read where the list goes on", err)
		}
	}
	payments, err := w.UnassignedPayments(after, MoneyAtOnce+1)
	if err != nil {
		return wrap("list unassigned payments", err)
	}
	if len(payments) > MoneyAtOnce {
		payments = payments[:MoneyAtOnce]
		m.Next.Unassigned = payments[MoneyAtOnce-1].ID
	}
	for _, p := range payments {
		refunds, err := w.RefundsOfPayment(p.ID)
		if err != nil {
			return wrap("read refunds", err)
		}
		m.Unassigned = append(m.Unassigned, UnassignedRow{p, scheme.RefundedOf(p, refunds)})
	}
	m.Totals.Unassigned, err = w.CountUnassignedPayments()
	return wrap("count unassigned payments", err)
}

func moneyRowOf(w *desk.Work, id scheme.ApplicationID, off []scheme.Recusal) (MoneyRow, error) {
	l, err := w.Ledger(id)
	if err != nil {
		return MoneyRow{}, wrap("read the ledger", err)
	}
	return moneyRow(w, l, off)
}

// moneyRow fills in what people know a ledger by; off are the recusals of the
// reader.
func moneyRow(w *desk.Work, l scheme.Ledger, off []scheme.Recusal) (MoneyRow, error) {
	a, err := w.Application(l.Application)
	if err != nil {
		return MoneyRow{}, wrap("read application", err)
	}
	if slices.ContainsFunc(off, func(r scheme.Recusal) bool { return r.Covers(&a) }) {
		return MoneyRow{Recused: true}, nil
	}
	applicant, err := w.Organisation(l.Applicant)
	if err != nil {
		return MoneyRow{}, wrap("read the applicant", err)
	}
	payer, err := w.Organisation(l.Payer)
	return MoneyRow{Ledger: l, Number: a.Numbers.Application, Product: a.Product.Name, Applicant: applicant.Name, Payer: payer.Name}, wrap("read who pays", err)
}

// FindMoney returns the application with this payment reference. For
// officers.
func (o *Office) FindMoney(ctx context.Context, who scheme.Actor, reference string) (id scheme.ApplicationID, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := mustBeOfficer(w, deedPayment); err != nil {
			return err
		}
		id, err = byReference(w, reference, "find")
		return err
	})
	return id, err
}

// An Account is the money of one application, with all that its page needs.
// To whoever is no officer it says nothing of how the office works.
type Account struct {
	Application scheme.Application
	Applicant   scheme.Organisation
	Agent       scheme.Organisation // zero without one
	Opened      bool                // accepted, so that there is a ledger
	Ledger      scheme.Ledger
	Fee         scheme.Fee // that will be owed, before the acceptance; zero when none is set
	Bank        scheme.Bank
	Invoicing   bool // the scheme makes invoices
	Payments    []scheme.Payment
	Refunds     []scheme.Refund
	Vouchers    []scheme.Voucher
	Today       scheme.Date
	Officer     bool
	MayChoose   bool              // who pays can be chosen now
	Audit       []store.AuditLine // newest first; for officers only
}

// Account reads the money of an application. It says Missing of one that the
// person may not know of.
func (o *Office) Account(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (c Account, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		c, err = accountOf(w, id)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return c, nil
}

func accountOf(w *desk.Work, id scheme.ApplicationID) (c Account, err error) {
	if c.Application, err = open(w, id); err != nil {
		return c, err
	}
	a := c.Application
	c.Today, c.Invoicing, c.Bank = w.Today, w.Scheme.Invoicing.Made(), w.Scheme.Invoicing.Bank
	c.Officer = w.Who.Is(scheme.RoleOfficer)
	if !c.Officer {
		c.Application = veiled(a)
	}
	_, notNow := scheme.Next(scheme.ApplicationRules, a.State, scheme.DeedEdit, a.RolesOf(w.Who))
	c.MayChoose = notNow == nil && a.Agent != ""
	if c.Applicant, err = w.Organisation(a.Applicant); err != nil {
		return c, wrap("read the applicant", err)
	}
	if a.Agent != "" {
		if c.Agent, err = w.Organisation(a.Agent); err != nil {
			return c, wrap("read the agent", err)
		}
	}
	c.Ledger, err = w.Ledger(id)
	if scheme.IsRefusal(err, scheme.Missing) {
		return c, expected(w, &c)
	}
	if err != nil {
		return c, wrap("read the ledger", err)
	}
	c.Opened = true
	return c, movements(w, &c)
}

// expected fills in the fee that an application not yet accepted will owe.
func expected(w *desk.Work, c *Account) error {
	s, err := w.Judging(&c.Application)
	if err != nil {
		return err
	}
	day := c.Application.Received
	if day == "" {
		day = w.Today
	}
	c.Fee, _ = s.FeeOn(c.Application.Kind, c.Application.Level, day) // none set: the formal check says so
	return nil
}

func movements(w *desk.Work, c *Account) (err error) {
	id := c.Application.ID
	if c.Payments, err = w.PaymentsOf(id); err != nil {
		return wrap("read payments", err)
	}
	if c.Refunds, err = w.RefundsOf(id); err != nil {
		return wrap("read refunds", err)
	}
	if c.Vouchers, err = w.VouchersOf(id); err != nil {
		return wrap("read documents", err)
	}
	if v, found := c.Voucher(c.Ledger.Invoice); found {
		c.Bank = v.Bank // as the payer was told
	}
	if !c.Officer {
		c.hideWork()
		return nil
	}
	c.Audit, err = w.AuditOf("ledger:"+string(id), auditShown)
	return wrap("read audit", err)
}

// hideWork leaves out what is the office's own business.
func (c *Account) hideWork() {
	payments := c.Payments
	c.Payments = nil
	for _, p := range payments {
		if p.Counts() {
			p.Memo, p.Reference, p.Statement, p.EnteredBy, p.Why = "", "", "", "", ""
			c.Payments = append(c.Payments, p)
		}
	}
	refunds := c.Refunds
	c.Refunds = nil
	for _, r := range refunds {
		if r.Counts() {
			r.EnteredBy = ""
			c.Refunds = append(c.Refunds, r)
		}
	}
	for i := range c.Vouchers {
		c.Vouchers[i].By = ""
	}
	c.Ledger.Reminded = nil
}

// Voucher returns a document of the account by its number.
func (c Account) Voucher(n scheme.VoucherNumber) (scheme.Voucher, bool) {
	for _, v := range c.Vouchers {
		if v.Number == n {
			return v, true
		}
	}
	return scheme.Voucher{}, false
}

// TakenBackBy returns the document that takes n back; false when it holds.
func (c Account) TakenBackBy(n scheme.VoucherNumber) (scheme.Voucher, bool) {
	for _, v := range c.Vouchers {
		if v.Cancels == n {
			return v, true
		}
	}
	return scheme.Voucher{}, false
}

// Voucher reads one document about money. It says Missing of one of an
// application that the person may not know of.
func (o *Office) Voucher(ctx context.Context, who scheme.Actor, n scheme.VoucherNumber) (v scheme.Voucher, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if v, err = w.Voucher(n); err != nil {
			return wrap("read a document about money", err)
		}
		_, err = open(w, v.Application)
		return err
	})
	if err != nil {
		return scheme.Voucher{}, err
	}
	return v, nil
}
