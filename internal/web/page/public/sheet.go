package public

import (
	"cmp"
	"time"
	"unicode/utf8"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Sheet is the printable page that says how a label stands at AsOf.
type Sheet struct {
	page.Frame
	Label Label
	AsOf  time.Time

	Recorded  scheme.Date // day of the label's first record in the public log; "" while there is none
	On, Known string      // days that were asked for, as they came; "" for today
	Errors    page.Errors // what is wrong with them
}

// AsFile is the name of the button by which the signed file alone is asked for.
const AsFile = "file"

// The sheet is one page: it has room for so many models of so many signs; a
// longer one takes the room of several, and long names that of a row of them.
const (
	modelsOnSheet = 42
	modelsInRow   = 6
	signsOfModel  = 14
	signsOfNames  = 160 // of holder and product in both languages, which leave all room to models
	signsOfRow    = 60  // more of them take a row
)

// namesOver returns how many signs more than usual the names have. Two of
// English take the room of one of Japanese.
func (s Sheet) namesOver() int {
	e := s.Label.Entry
	halves := 0
	for _, name := range []string{e.Holder.Ja, e.Holder.En, e.Product.Name.Ja, e.Product.Name.En} {
		for _, sign := range name {
			halves += min(utf8.RuneLen(sign), 2)
		}
	}
	return max(0, halves/2-signsOfNames)
}

// class says how closely the sheet is set.
func (s Sheet) class() string {
	if s.namesOver() > 0 {
		return "sheet sheet-close"
	}
	return "sheet"
}

// models are those that fit.
func (s Sheet) models() []string {
	room := max(modelsInRow, modelsOnSheet-modelsInRow*((s.namesOver()+signsOfRow-1)/signsOfRow))
	for i, m := range s.Label.Entry.Product.Models {
		if room -= 1 + utf8.RuneCountInString(m)/signsOfModel; room < 0 {
			return s.Label.Entry.Product.Models[:i]
		}
	}
	return s.Label.Entry.Product.Models
}

// dayField asks for a day of which there is something to state.
func (s Sheet) dayField(name string) page.Field {
	return page.Field{Name: name, Label: s.P.T("public.stated." + name), Hint: s.P.T("public.stated." + name + ".hint"),
		Value: cmp.Or(map[string]string{"on": s.On, "known": s.Known}[name], string(s.Label.Day)), Error: s.Errors.On(name), Min: string(s.Label.Entry.ValidFrom), Max: string(s.Label.Day)}
}

// rows are the facts that the sheet states.
func (s Sheet) rows() []page.Row {
	l, p, e := s.Label, s.P, s.Label.Entry
	rows := []page.Row{
		{Key: p.T("public.sheet.scheme"), Text: p.T("public.sheet.scheme_is", l.Scheme.ShortName, l.Scheme.Operator)},
		l.numberRow(),
		{Key: p.T("public.product_name"), Part: BothNames(e.Product.Name, p.Lang)},
		{Key: p.T("public.holder"), Part: BothNames(e.Holder, p.Lang)},
		{Key: p.T("public.level"), Text: levelName(l.Scheme, e.Level, p.Lang)},
		{Key: p.T("public.evaluator"), Text: l.evaluator(e.Evaluator)},
		{Key: p.T("public.edition"), Text: string(e.Edition)},
		{Key: p.T("public.validity"), Text: p.T("public.range", e.ValidFrom, e.ValidUntil)},
	}
	if row, there := l.endRow(); there {
		rows = append(rows, row)
	}
	if l.ended() {
		rows = append(rows, page.Row{Key: p.T("public.sheet.ground"), Text: groundText(l.Scheme, e.EndGround, p.Lang)})
	}
	if text := l.support(); text != "" {
		rows = append(rows, page.Row{Key: p.T("public.support"), Text: text})
	}
	return rows
}
