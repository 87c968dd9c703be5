// Package officerefuse is the last look before an application is decided
// against its label.
package officerefuse

import (
	"github.com/a-h/templ"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Errors      page.Errors
	Here        string // address of the application
	StepUp      string // address of the passkey check when it has lapsed; "" otherwise
	Application scheme.Application
	Applicant   scheme.Text
	Reason      string // as it will stand in the letter
	Objection   string // how the applicant may object, as the letter says it; "" when it does not
}

func (v View) post() templ.SafeURL { return templ.SafeURL(v.Here + "/refuse") }

func (v View) rows() []page.Row {
	p, a := v.P, v.Application
	return []page.Row{
		{Key: p.T("officer.numbers.acceptance"), Text: a.Numbers.Acceptance},
		{Key: p.T("officer.applicant.title"), Text: v.Applicant.In(p.Lang)},
		{Key: p.T("officer.product.title"), Text: a.Product.Name.In(p.Lang)},
	}
}
