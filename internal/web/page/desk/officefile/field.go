package officefile

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// DeedFee stands for the form by which a payment is entered.
const DeedFee scheme.Deed = "note_fee"

func (v View) paidField() page.Field {
	f := v.field(DeedFee, "paid", v.P.T("officer.fee.paid"))
	f.Value, f.Min, f.Max = v.Typed.Paid, string(v.AcceptedOn), string(v.Today)
	return f
}

func (v View) yenField() page.Field {
	f := v.field(DeedFee, "yen", v.P.T("officer.fee.yen"))
	f.Value, f.Width, f.InputMode = v.Typed.Yen, "short", "numeric"
	f.Hint = v.P.T("officer.fee.owed", v.yen(v.Application.FeeYen))
	return f
}

func (v View) feeRefField() page.Field {
	f := v.field(DeedFee, "reference", v.P.T("officer.fee.reference"))
	f.Value, f.Width, f.Hint = v.Typed.FeeRef, "medium", v.P.T("officer.fee.reference.hint")
	return f
}
