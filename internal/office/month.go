package office

import (
	"context"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Month is what accounting needs of one month in the scheme's zone.
type Month struct {
	Month      string // "2026-04"
	From, To   scheme.Date
	AsOf       time.Time // what is changed later is not in it
	Vouchers   []MonthVoucher
	Payments   []MonthPayment // struck ones among them; they count for nothing
	Refunds    []MonthRefund
	Balances   []MonthBalance // of every application that something was open of, or moved
	Unassigned MonthSums      // what came in for nobody knows what
	Sum        MonthSums      // of all balances
}

// A MonthVoucher is a document of the month.
type MonthVoucher struct {
	scheme.Voucher
	Row MoneyRow
}

// A MonthPayment is a payment of the month; the row is zero while nobody knows
// what it is for.
type MonthPayment struct {
	scheme.Payment
	Row MoneyRow
}

// A MonthRefund is a refund of the month.
type MonthRefund struct {
	scheme.Refund
	Row MoneyRow
}

// A MonthBalance is how much was open before the month, what moved in it, and
// what is open at its end: Closing is Opening + Charged − Lapsed − Received +
// Refunded. Less than nothing is to be sent back.
type MonthBalance struct {
	MonthSums
	Row MoneyRow
}

// MonthSums are the sums of a MonthBalance.
type MonthSums struct{ Opening, Charged, Lapsed, Received, Refunded, Closing int }

func (b *MonthSums) add(o MonthSums) {
	b.Opening += o.Opening
	b.Charged += o.Charged
	b.Lapsed += o.Lapsed
	b.Received += o.Received
	b.Refunded += o.Refunded
	b.Closing += o.Closing
}

// Month reads the money of one month, written "2026-04". Of applications that
// the officer keeps off it holds days and amounts and no more, so that the
// sums are those of all. For officers.
func (o *Office) Month(ctx context.Context, who scheme.Actor, month string) (m Month, err error) {
	first, notADay := scheme.ParseDate(month + "-01")
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := mustBeOfficer(w, deedPayment); err != nil {
			return err
		}
		if notADay != nil {
			return scheme.Refuse(scheme.Invalid, "refusal.money.month").On("month").With(month)
		}
		if first > w.Today {
			return scheme.Refuse(scheme.Invalid, "refusal.money.month_future").On("month")
		}
		y, mon, _ := first.Parts()
		m = Month{Month: month, From: first, To: scheme.MakeDate(y, mon+1, 1).AddDays(-1), AsOf: w.Now}
		off, err := labeldesk.Recusals(w, w.Who.Person)
		if err != nil {
			return err
		}
		b := &monthBook{w: w, off: off, rows: map[scheme.ApplicationID]MoneyRow{}}
		if err := b.movements(&m); err != nil {
			return err
		}
		return b.balances(&m)
	})
	if err != nil {
		return Month{}, err
	}
	return m, nil
}

// A monthBook reads a month, each application once.
type monthBook struct {
	w    *desk.Work
	off  []scheme.Recusal
	rows map[scheme.ApplicationID]MoneyRow
}

func (b *monthBook) row(id scheme.ApplicationID) (MoneyRow, error) {
	if row, known := b.rows[id]; known || id == "" {
		return row, nil
	}
	row, err := moneyRowOf(b.w, id, b.off)
	b.rows[id] = row
	return row, err
}

func (b *monthBook) movements(m *Month) error {
	vouchers, err := b.w.VouchersBetween(m.From, m.To)
	if err != nil {
		return wrap("read the documents of the month", err)
	}
	for _, v := range vouchers {
		row, err := b.row(v.Application)
		if err != nil {
			return err
		}
		if row.Recused {
			v = scheme.Voucher{Kind: v.Kind, Day: v.Day, Taxes: v.Taxes, Total: v.Total}
		}
		m.Vouchers = append(m.Vouchers, MonthVoucher{v, row})
	}
	payments, err := b.w.PaymentsBetween(m.From, m.To)
	if err != nil {
		return wrap("read the payments of the month", err)
	}
	for _, p := range payments {
		row, err := b.row(p.Application)
		if err != nil {
			return err
		}
		if row.Recused {
			p = scheme.Payment{Day: p.Day, Yen: p.Yen, Source: p.Source, Struck: p.Struck}
		}
		m.Payments = append(m.Payments, MonthPayment{p, row})
	}
	refunds, err := b.w.RefundsBetween(m.From, m.To)
	if err != nil {
		return wrap("read the refunds of the month", err)
	}
	for _, r := range refunds {
		row, err := b.row(r.Application)
		if err != nil {
			return err
		}
		if row.Recused {
			r = scheme.Refund{Day: r.Day, Yen: r.Yen, Struck: r.Struck}
		}
		m.Refunds = append(m.Refunds, MonthRefund{r, row})
	}
	return nil
}

// balances adds up what was open before the month and what moved in it.
func (b *monthBook) balances(m *Month) error {
	ledgers, err := b.w.Ledgers(store.LedgerFilter{Opened: m.To})
	if err != nil {
		return wrap("list ledgers", err)
	}
	before, err := b.w.MoneyMoved("", m.From.AddDays(-1))
	if err != nil {
		return wrap("add up what moved before the month", err)
	}
	within, err := b.w.MoneyMoved(m.From, m.To)
	if err != nil {
		return wrap("add up the month", err)
	}
	early, err := b.paidEarly(m, ledgers)
	if err != nil {
		return err
	}
	for _, l := range append(ledgers, early...) {
		sums := sumsOf(l, m, before[l.Application], within[l.Application])
		if sums == (MonthSums{}) {
			continue
		}
		row, err := b.row(l.Application)
		if err != nil {
			return err
		}
		m.Balances = append(m.Balances, MonthBalance{sums, row})
		m.Sum.add(sums)
	}
	m.Unassigned = MonthSums{Opening: before[""].Refunded - before[""].Received, Received: within[""].Received, Refunded: within[""].Refunded}
	m.Unassigned.Closing = m.Unassigned.Opening - m.Unassigned.Received + m.Unassigned.Refunded
	return nil
}

// paidEarly returns the ledgers opened after the month for which a payment is
// dated in it or before: a statement's day may lie before the acceptance.
func (b *monthBook) paidEarly(m *Month, there []scheme.Ledger) (early []scheme.Ledger, err error) {
	known := map[scheme.ApplicationID]bool{"": true}
	for _, l := range there {
		known[l.Application] = true
	}
	moved, err := b.w.MoneyMoved("", m.To)
	if err != nil {
		return nil, wrap("add up what moved", err)
	}
	for id := range moved {
		if known[id] {
			continue
		}
		l, err := b.w.Ledger(id)
		if err != nil {
			return nil, wrap("read the ledger", err)
		}
		early = append(early, l)
	}
	return early, nil
}

func sumsOf(l scheme.Ledger, m *Month, before, within store.Moved) MonthSums {
	b := MonthSums{Received: within.Received, Refunded: within.Refunded, Opening: before.Refunded - before.Received}
	switch {
	case l.Opened < m.From:
		b.Opening += l.Fee
	case l.Opened <= m.To:
		b.Charged = l.Fee
	}
	switch {
	case l.Lapsed == "":
	case l.Lapsed < m.From:
		b.Opening -= l.Fee
	case l.Lapsed <= m.To:
		b.Lapsed = l.Fee
	}
	b.Closing = b.Opening + b.Charged - b.Lapsed - b.Received + b.Refunded
	return b
}
