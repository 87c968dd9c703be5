// Package officelabel is the officer's page of one label: its status, the
// facts it follows from, its history, and the deeds open to the reader.
package officelabel

import (
	"github.com/a-h/templ"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officefile"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Saved           string
	Errors          page.Errors
	Here            string // address of the label; deeds post below it
	Public          string // address of the public page
	Art             string // address of the drawing for screens
	ApplicationHref string
	ErasuresHref    string
	CaseHref        string      // address at which a case about the label is opened
	JudgmentHref    string      // address at which a judgment about its revocation is entered
	ObjectHref      string      // address at which an objection on paper to its revocation is entered; "" when none can come
	OnPaper         []page.Link // where what its holder asks for on paper is entered
	Label           scheme.Label
	Status          scheme.Status
	Listed          scheme.Date // when it is still to come; else zero
	Holder          scheme.Organisation
	Scheme          *scheme.Scheme
	Deeds           []scheme.Deed
	Mine            bool // the reader proposed the open correction
	Typed           Typed
	History         []officefile.Line
	Names           map[scheme.PersonID]string
}

// Typed is what was typed into the form for a correction.
type Typed struct {
	Field, To, Reason string
	Open              bool // the form was refused
}

func (v View) may(d scheme.Deed) bool {
	for _, one := range v.Deeds {
		if one == d {
			return true
		}
	}
	return false
}

// anything reports whether something of the label waits for the office, or may
// be done to it by the reader.
func (v View) anything() bool {
	_, open := v.open()
	return open || v.may(scheme.DeedPropose) || v.may(scheme.DeedRevoke)
}

// Erasing reports whether an erasure waits for a second person.
func (v View) Erasing() bool {
	_, open := v.Label.OpenErasure()
	return open
}

// use says whether the drawing may be put on goods, by the label's status.
func (v View) use() string {
	if v.Status == scheme.Active || v.Status == scheme.InExtension {
		return "holds"
	}
	return "over"
}

func (v View) name(id scheme.PersonID) string {
	if n := v.Names[id]; n != "" {
		return n
	}
	return v.P.T("officer.person.unknown")
}

func (v View) rows() []page.Row {
	p, l := v.P, v.Label
	level, _ := v.Scheme.Level(l.Level)
	rows := []page.Row{
		{Key: p.T("officer.label.holder"), Text: v.Holder.Name.In(p.Lang)},
		{Key: p.T("officer.label.level"), Text: level.Name.In(p.Lang), Empty: string(l.Level)},
		{Key: p.T("officer.label.edition"), Text: string(l.Edition)},
		{Key: p.T("officer.label.evaluator"), Text: v.evaluator()},
		{Key: p.T("officer.label.valid"), Text: p.T("officer.label.range", l.ValidFrom, l.ValidUntil)},
		{Key: p.T("officer.label.first_issued"), Text: p.Date(l.FirstIssued)},
		{Key: p.T("officer.label.issued"), Text: p.Time(l.Issued)},
		{Key: p.T("officer.label.updated"), Text: p.Time(l.Updated)},
	}
	return append(rows, v.endRows()...)
}

func (v View) endRows() []page.Row {
	p, l := v.P, v.Label
	var rows []page.Row
	if l.Withdrawn != "" {
		rows = append(rows, page.Row{Key: p.T("officer.label.withdrawn"), Text: p.Date(l.Withdrawn)})
	}
	if l.Revoked != "" {
		rows = append(rows, page.Row{Key: p.T("officer.label.revoked"), Text: p.Date(l.Revoked)})
	}
	if l.EndGround != "" {
		ground, _ := v.Scheme.Ground(l.EndGround)
		rows = append(rows, page.Row{Key: p.T("officer.label.ground"), Text: ground.Text.In(p.Lang), Empty: string(l.EndGround)})
	}
	if l.EndReason != "" {
		rows = append(rows, page.Row{Key: p.T("officer.label.reason"), Text: l.EndReason})
	}
	return rows
}

func (v View) evaluator() string {
	if len(v.Label.Assessments) == 0 {
		return ""
	}
	last := v.Label.Assessments[len(v.Label.Assessments)-1]
	class, _ := v.Scheme.Evaluator(last.Evaluator)
	return class.Name.In(v.P.Lang)
}

// productRows are the parts in which a clerical error can be put right.
func (v View) productRows() []page.Row {
	p := v.P
	rows := []page.Row{{Key: p.T("field.models"), Text: p.List(v.Label.Product.Models)}}
	for _, field := range scheme.CorrectionFields {
		text, err := v.Label.Product.Part(field)
		if err != nil {
			continue
		}
		rows = append(rows, page.Row{Key: p.T("field." + field), Text: said(p, field, text), Empty: p.T("officer.checklist.empty")})
	}
	return rows
}

// said says a part of a product as people read it: a country by its name.
func said(p *i18n.Printer, field, text string) string {
	if field == "country" {
		return p.Country(text)
	}
	return text
}

func (v View) fieldOptions() []page.Option {
	options := []page.Option{{Label: v.P.T("officer.propose.field.choose")}}
	for _, field := range scheme.CorrectionFields {
		options = append(options, page.Option{Value: field, Label: v.P.T("field." + field)})
	}
	return options
}

func (v View) proposeField() page.Field {
	return page.Field{Name: "field", Label: v.P.T("officer.propose.field"), Value: v.Typed.Field, Error: v.Errors.On("field"), Required: true}
}

func (v View) proposeTo() page.Field {
	return page.Field{Name: "to", Label: v.P.T("officer.propose.to"), Value: v.Typed.To, Error: v.Errors.On("to"), Rows: 3}
}

func (v View) proposeReason() page.Field {
	return page.Field{Name: "reason", Label: v.P.T("officer.propose.reason"), Value: v.Typed.Reason, Error: v.Errors.On("reason"), Required: true, Rows: 3}
}

func (v View) open() (scheme.Correction, bool) { return v.Label.Open() }

func (v View) past() []scheme.Correction {
	var list []scheme.Correction
	for _, c := range v.Label.Corrections {
		if !c.Confirmed.IsZero() {
			list = append(list, c)
		}
	}
	return list
}

func (v View) correctionRows(c scheme.Correction) []page.Row {
	p := v.P
	none := p.T("officer.checklist.empty")
	rows := []page.Row{
		{Key: p.T("officer.correction.field"), Text: p.T("field." + c.Field)},
		{Key: p.T("officer.correction.from"), Text: said(p, c.Field, c.From), Empty: none},
		{Key: p.T("officer.correction.to"), Text: said(p, c.Field, c.To), Empty: none},
		{Key: p.T("officer.correction.reason"), Text: c.Reason, Empty: none},
		{Key: p.T("officer.correction.proposed"), Text: p.T("officer.correction.by", c.Proposed, v.name(c.ProposedBy))},
	}
	if !c.Confirmed.IsZero() {
		rows = append(rows, page.Row{Key: p.T("officer.correction.confirmed"), Text: p.T("officer.correction.by", c.Confirmed, v.name(c.ConfirmedBy))})
	}
	return rows
}

func (v View) post(d scheme.Deed) templ.SafeURL { return templ.SafeURL(v.Here + "/" + string(d)) }
