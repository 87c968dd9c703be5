package payment

import (
	"strconv"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A DeedsView is one payment with what an officer may do to it.
type DeedsView struct {
	P          *i18n.Printer
	Here       string // address of the payment, to which the deeds are added
	Of         string // the application that it counts for; "" for none
	Payment    scheme.Payment
	Refundable int // of it; 0 when nothing can be sent back
	Unassign   bool
	Strike     bool
	Typed      map[string]string // into the form that was refused, by field
	Errors     page.Errors
	Open       string // that form
	Today      scheme.Date
	StepUp     string // address of the passkey check when it has lapsed; "" otherwise
}

// Form names the form of a deed to a payment: several stand on one page.
func Form(deed, id string) string { return deed + "." + id }

func (v DeedsView) form(deed string) string { return Form(deed, string(v.Payment.ID)) }

func (v DeedsView) field(deed, name, width string) page.Field {
	id := v.form(deed) + "." + name
	f := page.Field{Name: id, Label: v.P.T("money." + deed + "." + name), Value: v.Typed[id], Error: v.Errors.On(id), Width: width, Required: true, Rows: 2}
	if name == "yen" {
		f.InputMode = "numeric"
		if v.Open != v.form(deed) {
			f.Value = strconv.Itoa(v.Refundable)
		}
	}
	return f
}

func (v DeedsView) optional(deed, name string) page.Field {
	f := v.field(deed, name, "")
	f.Required, f.Optional = false, true
	return f
}

func (v DeedsView) dated(deed, name string) page.Field {
	f := v.field(deed, name, "")
	f.Min, f.Max = string(v.Payment.Day), string(v.Today)
	return f
}
