// Package officerevoke is the way to a revocation: the form, then a page
// that says what follows.
package officerevoke

import (
	"github.com/a-h/templ"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the pages show.
type View struct {
	page.Frame
	Errors  page.Errors
	Label   scheme.Label
	Holder  scheme.Text
	Scheme  *scheme.Scheme
	Here    string // address of the label
	StepUp  string // address of the passkey check when it has lapsed; "" otherwise
	Ground  scheme.GroundID
	Reason  string
	Confirm bool // the last page, not the form
}

func (v View) post() templ.SafeURL { return templ.SafeURL(v.Here + "/revoke") }

func (v View) labelRows() []page.Row {
	p := v.P
	return []page.Row{
		{Key: p.T("officer.label.number"), Text: string(v.Label.Number)},
		{Key: p.T("officer.label.product"), Text: v.Label.Product.Name.In(p.Lang)},
		{Key: p.T("officer.label.holder"), Text: v.Holder.In(p.Lang)},
		{Key: p.T("officer.label.valid"), Text: p.T("officer.label.range", v.Label.ValidFrom, v.Label.ValidUntil)},
	}
}

func (v View) typedRows() []page.Row {
	return []page.Row{
		{Key: v.P.T("officer.revoke.ground"), Text: v.groundText()},
		{Key: v.P.T("officer.revoke.reason"), Text: v.Reason},
	}
}

func (v View) groundText() string {
	g, _ := v.Scheme.Ground(v.Ground)
	return g.Text.In(v.P.Lang)
}

func (v View) ground() page.Field {
	return page.Field{Name: "ground", Label: v.P.T("officer.revoke.ground"), Value: string(v.Ground), Error: v.Errors.On("ground"), Required: true}
}

func (v View) options() []page.Option {
	options := []page.Option{{Label: v.P.T("officer.revoke.ground.choose")}}
	for _, g := range v.Scheme.Grounds {
		if g.Ends == scheme.DeedRevoke {
			options = append(options, page.Option{Value: string(g.ID), Label: g.Text.In(v.P.Lang)})
		}
	}
	return options
}

func (v View) reason() page.Field {
	return page.Field{Name: "reason", Label: v.P.T("officer.revoke.reason"), Hint: v.P.T("officer.revoke.reason.hint"),
		Value: v.Reason, Error: v.Errors.On("reason"), Required: true, Rows: 8}
}
