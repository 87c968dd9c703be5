package verify

import (
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/public"
)

// Longest answers to the questions about a label in one's hand, in characters.
const (
	AddressAtMost = 300
	NumberAtMost  = 40
	ProductAtMost = 200
)

// modelsShown is how many models are named beside what was found.
const modelsShown = 24

// An Asked is what is asked of a label in one's hand, as it was typed.
type Asked struct {
	Address, Printed, Product string
	Errors                    page.Errors
}

// An Answer is what came of it.
type Answer struct {
	Kind   string // of the notice: "success", "warning", "danger", "info"
	Title  string
	Texts  []string
	Forged bool               // the reader is led on to whom to tell
	About  scheme.LabelNumber // that is told along; "" when none is known
	Read   bool               // from a code, which need not be read again
	Ask    bool               // the model is asked for once more
	Label  *Found             // nil when no label was found
}

// A Found is the label that was found.
type Found struct {
	Entry   registry.Entry
	Status  scheme.Status
	Day     scheme.Date
	Meaning string // of the status, in one sentence
	Typed   string // what the product is called
	Box     registry.Box
}

func (f Found) rows(p Page) []page.Row {
	rows := []page.Row{
		{Key: p.P.T("verify.row_status"), Part: page.StatusBadge(p.P, f.Status)},
		{Key: p.P.T("public.number"), Text: f.Entry.Number.Grouped()},
		{Key: p.P.T("verify.row_product"), Part: public.BothNames(f.Entry.Product.Name, p.P.Lang)},
		{Key: p.P.T("public.holder"), Part: public.BothNames(f.Entry.Holder, p.P.Lang)},
		{Key: p.P.T("verify.row_validity"), Text: p.P.T("verify.validity_days", f.Entry.ValidFrom, f.Entry.ValidUntil)},
	}
	if f.Entry.Product.Enquiry != "" {
		rows = append(rows, page.Row{Key: p.P.T("public.enquiry"), Part: public.External(f.Entry.Product.Enquiry)})
	}
	return rows
}

func (f Found) models() []string {
	return f.Entry.Product.Models[:min(len(f.Entry.Product.Models), modelsShown)]
}

// tell is where the reader tells the office of a label.
func (a Answer) tell(p Page) string {
	if a.About == "" {
		return p.To("/report")
	}
	return p.To("/report?label=" + string(a.About))
}
