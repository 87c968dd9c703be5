// Package payment holds what pages about money share: how an application's
// money stands, how it is paid, its documents, and what came in.
package payment

import (
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Part is the money of one application as pages show it.
type Part struct {
	P         *i18n.Printer
	Opened    bool // accepted, so that something is owed
	Ended     bool // before it was accepted: nothing was ever owed
	Expected  int  // the fee that will be owed, before that; 0 when none is set
	Ledger    scheme.Ledger
	Bank      scheme.Bank
	Documents []Document
	Today     scheme.Date
}

// A Document is one document about money.
type Document struct {
	scheme.Voucher
	Path      string               // of its address, without the language
	TakenBack scheme.VoucherNumber // by this one; "" while it holds
	Why       string               // it takes another one back
}

// Yen says an amount of money; the sign of one below nothing comes first.
func Yen(p *i18n.Printer, yen int) string {
	if yen < 0 {
		return p.T("money.yen.less", -yen)
	}
	return p.T("money.yen", yen)
}

// State says how the ledger stands, and whether it is late.
func (m Part) State() string {
	if m.Ledger.Late(m.Today) {
		return m.P.T("money.state.late")
	}
	return m.P.T("money.state." + string(m.Ledger.State()))
}

// kind is the class by which a state is coloured.
func (m Part) kind() string {
	switch {
	case m.Ledger.Late(m.Today):
		return "money-late"
	case m.Ledger.State() == scheme.Over:
		return "money-over"
	case m.Ledger.State() == scheme.PaidUp:
		return "money-paid"
	}
	return "money-open"
}

// Facts are the sums, as lines of a summary.
func (m Part) Facts() []page.Row {
	l := m.Ledger
	rows := []page.Row{{Key: m.P.T("money.owed"), Text: Yen(m.P, l.Owed)}}
	if l.Lapsed != "" {
		rows[0].Text = m.P.T("money.owed.lapsed", Yen(m.P, l.Fee), l.Lapsed)
	}
	add := func(key, text string) {
		rows = append(rows, page.Row{Key: m.P.T(key), Text: text, Empty: m.P.T("money.none")})
	}
	add("money.due", m.P.Date(l.Due))
	add("money.received", Yen(m.P, l.Received))
	if l.Refunded > 0 {
		add("money.refunded", Yen(m.P, l.Refunded))
	}
	if l.Surplus() > 0 {
		add("money.surplus", Yen(m.P, l.Surplus()))
	} else {
		add("money.remaining", Yen(m.P, l.Remaining()))
	}
	if l.Settled != "" {
		add("money.settled", m.P.Date(l.Settled))
	}
	return rows
}

// bank is how to pay, as lines of a summary.
func (m Part) bank() []page.Row {
	var rows []page.Row
	for _, one := range m.Bank.Lines() {
		rows = append(rows, page.Row{Key: m.P.T(one.Key), Text: one.Text.In(m.P.Lang)})
	}
	return rows
}
