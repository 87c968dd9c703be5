// Package officeissue is the last look before a label is issued.
package officeissue

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Errors      page.Errors
	Here        string // address of the application
	Application scheme.Application
	Applicant   scheme.Text
	Level       scheme.Text
	From, Until scheme.Date // of the validity that would begin today
	Findings    int
}

func (v View) rows() []page.Row {
	p, a := v.P, v.Application
	return []page.Row{
		{Key: p.T("officer.numbers.application"), Text: a.Numbers.Application},
		{Key: p.T("officer.applicant.title"), Text: v.Applicant.In(p.Lang)},
		{Key: p.T("officer.product.title"), Text: a.Product.Name.In(p.Lang)},
		{Key: p.T("officer.product.models", len(a.Product.Models)), Text: v.models()},
		{Key: p.T("officer.numbers.level"), Text: v.Level.In(p.Lang)},
		{Key: p.T("officer.checklist.edition"), Text: string(a.Edition)},
		{Key: p.T("officer.declaration.name"), Text: p.List([]string{a.Declaration.Name, a.Declaration.Title})},
	}
}

// shownModels is how many models the page names; the rest stand on the page
// of the application.
const shownModels = 12

func (v View) models() string {
	all := v.Application.Product.Models
	if len(all) > shownModels {
		return v.P.List(all[:shownModels]) + " …"
	}
	return v.P.List(all)
}
