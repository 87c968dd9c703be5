package verify

import (
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
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
	Forged bool   // the reader is led on to whom to tell
	Label  *Found // nil when no label was found
}

// A Found is the label to which the code leads.
type Found struct {
	Entry   registry.Entry
	Status  scheme.Status
	Day     scheme.Date
	Meaning string // of the status, in one sentence
	Product Product
}

// A Product compares what the reader's product is called with the label.
type Product struct {
	Typed string // "" when nothing was typed
	Model registry.ModelAnswer
	Named bool // the product's name has it, or it has the name
}

// Fits reports whether nothing that was typed speaks against the label.
func (p Product) Fits() bool { return p.Typed == "" || p.Model.There != "" || p.Named }

func (f Found) rows(p Page) []page.Row {
	return []page.Row{
		{Key: p.P.T("verify.row_status"), Part: page.StatusBadge(p.P, f.Status)},
		{Key: p.P.T("public.number"), Text: f.Entry.Number.Grouped()},
		{Key: p.P.T("verify.row_product"), Text: f.Entry.Product.Name.In(p.P.Lang)},
		{Key: p.P.T("public.holder"), Text: f.Entry.Holder.In(p.P.Lang)},
		{Key: p.P.T("verify.row_validity"), Text: p.P.T("verify.validity_days", f.Entry.ValidFrom, f.Entry.ValidUntil)},
	}
}

func (f Found) models() []string {
	return f.Entry.Product.Models[:min(len(f.Entry.Product.Models), modelsShown)]
}
