package money

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/payment"
)

// says is the state in a sentence.
func (p Page) says() string {
	l := p.Part.Ledger
	switch {
	case l.Surplus() > 0:
		return p.P.T("money.maker.surplus", payment.Yen(p.P, l.Surplus()))
	case l.Late(p.Part.Today):
		return p.P.T("money.maker.late", payment.Yen(p.P, l.Remaining()), l.Due)
	case l.State() == scheme.Lapsed:
		return p.P.T("money.maker.lapsed")
	case l.Remaining() == 0:
		return p.P.T("money.maker.paid")
	case l.Due == "":
		return p.P.T("money.maker.open_undated", payment.Yen(p.P, l.Remaining()))
	}
	return p.P.T("money.maker.open", payment.Yen(p.P, l.Remaining()), l.Due)
}

// refunded says what was paid too much and has been refunded, and what is
// still to be.
func (p Page) refunded() string {
	l := p.Part.Ledger
	if l.Surplus() > 0 {
		return p.P.T("money.maker.refunded_part", payment.Yen(p.P, l.Refunded), payment.Yen(p.P, l.Surplus()))
	}
	return p.P.T("money.maker.refunded", payment.Yen(p.P, l.Refunded))
}

func (p Page) payerField() page.Field {
	f := page.Field{Name: "payer", Label: p.P.T("money.payer.ask"), Hint: p.P.T("money.payer.hint"), Error: p.Errors.On("payer"), Value: "applicant"}
	if p.ByAgent {
		f.Value = "agent"
	}
	return f
}

func (p Page) payerOptions() []page.Option {
	return []page.Option{{Value: "applicant", Label: p.P.T("money.payer.applicant", p.Maker)}, {Value: "agent", Label: p.P.T("money.payer.agent", p.Agent)}}
}
