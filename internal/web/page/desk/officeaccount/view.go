package officeaccount

import (
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
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
		Required: name == "reason", Optional: name == "payer" || name == "reference"}
}

func (v View) dayField() page.Field {
	f := v.field("enter", "day", v.P.T("money.enter.day"))
	f.Required, f.Min, f.Max = true, string(v.Part.Ledger.Opened), string(v.Part.Today)
	return f
}

func (v View) yenField() page.Field {
	f := v.field("enter", "yen", v.P.T("money.enter.yen"))
	f.Required, f.Width, f.InputMode = true, "short", "numeric"
	if left := v.Part.Ledger.Remaining(); v.Open != "enter" && left > 0 {
		f.Value = strconv.Itoa(left)
	}
	return f
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
