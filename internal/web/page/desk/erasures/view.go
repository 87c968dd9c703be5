// Package erasures is where the office takes back texts that public events of
// a label commit to: the list of such labels, and the page of one.
package erasures

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A List is what the list shows.
type List struct {
	page.Frame
	Errors page.Errors
	Here   string
	Typed  string // the number that was asked for
	Rows   []Row
}

// A Row is one label of which texts were taken back or are to be.
type Row struct {
	Href    string
	Number  scheme.LabelNumber
	Product scheme.Text
	Updated time.Time
	Open    bool // an erasure waits for a second person
}

func (v List) heads() []string {
	p := v.P
	return []string{p.T("officer.labels.number"), p.T("officer.col.product"), p.T("erasure.col.state"), p.T("officer.label.updated")}
}

func (v List) number() page.Field {
	return page.Field{Name: "number", Label: v.P.T("officer.labels.number"), Hint: v.P.T("officer.labels.number.hint"),
		Value: v.Typed, Error: v.Errors.On("number"), InputMode: "numeric", Autocomplete: "off"}
}

// A View is what the page of one label shows.
type View struct {
	page.Frame
	Saved      string
	Errors     page.Errors
	Here       string // address; deeds post below it
	Public     string // address of the public page
	Label      scheme.Label
	Status     scheme.Status
	Texts      []Text // that could be taken back
	Rules      scheme.ErasureRules
	MayPropose bool
	Mine       bool // the reader proposed the open erasure
	Chosen     []string
	Ground     scheme.GroundID // typed
	Names      map[scheme.PersonID]string
}

// A Text is one text of one event.
type Text struct {
	Event scheme.Event
	Field string
	Text  string
}

// Value names the text in the form.
func (t Text) Value() string { return strconv.FormatInt(t.Event.Seq, 10) + ":" + t.Field }

func (v View) textField() page.Field {
	return page.Field{Name: "texts", Label: v.P.T("erasure.texts"), Hint: v.P.T("erasure.texts.hint"), Error: v.Errors.On("texts"), Required: true}
}

func (v View) textOptions() (options []page.Option) {
	for _, t := range v.Texts {
		options = append(options, page.Option{Value: t.Value(), Label: v.P.T("erasure.text", v.P.T("erasure.field."+t.Field), t.Event.Seq, v.eventName(t.Event), t.Event.Day), Hint: t.Text})
	}
	return options
}

func (v View) eventName(e scheme.Event) string {
	if key := "erasure.event." + string(e.Kind); v.P.Has(key) {
		return v.P.T(key)
	}
	return string(e.Kind)
}

func (v View) groundField() page.Field {
	return page.Field{Name: "ground", Label: v.P.T("erasure.ground"), Hint: v.P.T("erasure.ground.hint"), Value: string(v.Ground), Error: v.Errors.On("ground"), Required: true}
}

func (v View) groundOptions() []page.Option {
	options := []page.Option{{Label: v.P.T("case.choose")}}
	for _, g := range v.Rules.Grounds {
		options = append(options, page.Option{Value: string(g.ID), Label: g.Text.In(v.P.Lang)})
	}
	return options
}

func (v View) labelRows() []page.Row {
	p := v.P
	return []page.Row{
		{Key: p.T("officer.label.number"), Text: string(v.Label.Number)},
		{Key: p.T("officer.label.product"), Text: v.Label.Product.Name.In(p.Lang)},
		{Key: p.T("officer.label.holder"), Text: v.Label.HolderName.In(p.Lang)},
	}
}

// rows tell one erasure.
func (v View) rows(e scheme.Erasure) []page.Row {
	p := v.P
	texts := ""
	for i, t := range e.Texts {
		if i > 0 {
			texts += "\n"
		}
		texts += p.T("erasure.text_short", p.T("erasure.field."+t.Field), t.Event)
		if open := v.onRecord(t); open != "" {
			texts += p.T("public.colon") + open
		}
	}
	ground, _ := v.Rules.Ground(e.Ground)
	rows := []page.Row{
		{Key: p.T("erasure.texts"), Text: texts},
		{Key: p.T("erasure.ground"), Text: ground.Text.In(p.Lang), Empty: string(e.Ground)},
		{Key: p.T("officer.correction.proposed"), Text: p.T("officer.correction.by", e.Proposed, v.name(e.ProposedBy))},
	}
	if !e.Confirmed.IsZero() {
		rows = append(rows, page.Row{Key: p.T("officer.correction.confirmed"), Text: p.T("officer.correction.by", e.Confirmed, v.name(e.ConfirmedBy))})
	}
	return rows
}

// onRecord is the text while it is still there; "" afterwards.
func (v View) onRecord(t scheme.ErasedText) string {
	for _, one := range v.Texts {
		if one.Event.Seq == t.Event && one.Field == t.Field {
			return one.Text
		}
	}
	return ""
}

func (v View) name(id scheme.PersonID) string {
	if n := v.Names[id]; n != "" {
		return n
	}
	return v.P.T("officer.person.unknown")
}

func (v View) past() (list []scheme.Erasure) {
	for _, e := range v.Label.Erasures {
		if !e.Confirmed.IsZero() {
			list = append(list, e)
		}
	}
	return list
}

func (v View) post(deed string) templ.SafeURL { return templ.SafeURL(v.Here + "/" + deed) }
