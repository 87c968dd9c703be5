package payment

import (
	"strconv"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// EnterForm names the form by which a payment is entered by hand.
const EnterForm = "enter"

// An EnterView is the form by which a payment is entered by hand, on whatever
// page it stands.
type EnterView struct {
	P      *i18n.Printer
	Money  string // address of the page of the application's money, to which it posts
	Back   string // word for the page that it stands on, to lead back to; "" for the page of the money
	Ledger scheme.Ledger
	Today  scheme.Date
	Typed  map[string]string // into the form that was refused, by field
	Errors page.Errors
	Open   string // that form
}

func (v EnterView) field(name, width string) page.Field {
	id := EnterForm + "." + name
	return page.Field{Name: id, Label: v.P.T("money.enter." + name), Value: v.Typed[id], Error: v.Errors.On(id), Width: width, Required: name != "payer", Optional: name == "payer"}
}

func (v EnterView) again() page.Field {
	f := v.field("again", "")
	f.Required = false
	return f
}

func (v EnterView) day() page.Field {
	f := v.field("day", "")
	f.Min, f.Max = string(v.Ledger.Opened), string(v.Today)
	return f
}

func (v EnterView) yen() page.Field {
	f := v.field("yen", "short")
	f.InputMode = "numeric"
	if left := v.Ledger.Remaining(); left > 0 {
		f.Hint = v.P.T("money.enter.left", Yen(v.P, left))
		if v.Open != EnterForm {
			f.Value = strconv.Itoa(left)
		}
	}
	return f
}

func (v EnterView) reference() page.Field {
	f := v.field("reference", "medium")
	f.Hint = v.P.T("money.enter.reference.hint")
	return f
}
