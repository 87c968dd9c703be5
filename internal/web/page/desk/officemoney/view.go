package officemoney

import (
	"github.com/a-h/templ"

	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/payment"
)

func (v View) part(r Row) payment.Part {
	return payment.Part{P: v.P, Opened: true, Ledger: r.Ledger, Today: v.Today}
}

// amount is what is open of a row, in words.
func (v View) amount(r Row) string {
	if r.Ledger.Surplus() > 0 {
		return v.P.T("money.row.surplus", payment.Yen(v.P, r.Ledger.Surplus()))
	}
	return v.P.T("money.row.remaining", payment.Yen(v.P, r.Ledger.Remaining()))
}

// who names the applicant, and who gets the invoice where that is another.
func (v View) who(r Row) string {
	if r.Payer != r.Applicant {
		return v.P.T("money.both_are", r.Applicant, r.Payer)
	}
	return v.P.T("money.applicant_is", r.Applicant)
}

// field is a field of a form about one payment.
func (v View) field(l Loose, deed, name string) page.Field {
	id := deed + "." + string(l.ID) + "." + name
	return page.Field{Name: id, Label: v.P.T("money." + deed + "." + name), Value: v.Typed[id], Error: v.Errors.On(id), Width: "medium"}
}

func (v View) deeds(l Loose) templ.Component {
	return payment.Deeds(payment.DeedsView{P: v.P, Here: v.Here + "/payments/" + string(l.ID), Payment: l.Payment,
		Typed: v.Typed, Errors: v.Errors, Open: v.Open, Today: v.Today, Refundable: l.Yen - l.Refunded, Strike: l.Refunded == 0, StepUp: v.StepUp})
}
