package officeaccount

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/payment"
)

// sums are the summary of the page.
func (v View) sums() []page.Row {
	return append([]page.Row{{Key: v.P.T("money.payer"), Text: v.Payer.In(v.P.Lang)}}, v.Part.Facts()...)
}

// whence says how a payment came on record, and by whom.
func (v View) whence(one Payment) string {
	if one.Source == scheme.ByStatement {
		return v.P.T("money.payments.by_statement", one.Reference, one.By, v.P.T("money.why."+string(one.Why)))
	}
	ref := one.Reference
	if ref == "" {
		ref = v.P.T("money.none")
	}
	return v.P.T("money.payments.by_hand", ref, one.By)
}

func (v View) field(form, name, label string) page.Field {
	id := form + "." + name
	return page.Field{Name: id, Label: label, Value: v.Typed[id], Error: v.Errors.On(id), Width: "medium", Rows: 2,
		Required: name == "reason"}
}

// enter is the form by which a payment is entered by hand.
func (v View) enter() payment.EnterView {
	return payment.EnterView{P: v.P, Money: v.Here, Back: v.Typed[payment.EnterForm+".back"], Ledger: v.Part.Ledger, Today: v.Part.Today,
		Typed: v.Typed, Errors: v.Errors, Open: v.Open}
}

func (v View) reissueTitle() string {
	if v.Part.Ledger.Invoice == "" {
		return v.P.T("money.reissue.first")
	}
	return v.P.T("money.reissue.title")
}

func (v View) payerField() page.Field {
	f := v.field("reissue", "payer", v.P.T("money.payer.ask"))
	if f.Value == "" {
		f.Value = "applicant"
		if v.Application.BillAgent {
			f.Value = "agent"
		}
	}
	return f
}

func (v View) payerOptions() []page.Option {
	return []page.Option{{Value: "applicant", Label: v.P.T("money.payer.applicant", v.Applicant)}, {Value: "agent", Label: v.P.T("money.payer.agent", v.Agent)}}
}
