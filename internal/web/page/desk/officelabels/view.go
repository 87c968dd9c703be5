// Package officelabels is where an officer looks a label up.
package officelabels

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Errors page.Errors
	Here   string
	Typed  string // the number that was asked for
	Rows   []Row
}

// A Row is one label.
type Row struct {
	Href    string
	Number  scheme.LabelNumber
	Product scheme.Text
	Holder  scheme.Text
	Status  scheme.Status
	Until   scheme.Date
	Listed  scheme.Date // when it is still to come; else zero
	Waiting bool        // a correction waits for a second officer
}

func (v View) heads() []string {
	p := v.P
	return []string{p.T("officer.labels.number"), p.T("officer.col.product"), p.T("officer.labels.col.holder"),
		p.T("officer.labels.col.status"), p.T("officer.labels.col.valid")}
}

func (v View) number() page.Field {
	return page.Field{Name: "number", Label: v.P.T("officer.labels.number"), Hint: v.P.T("officer.labels.number.hint"),
		Value: v.Typed, Error: v.Errors.On("number"), InputMode: "numeric", Autocomplete: "off"}
}
