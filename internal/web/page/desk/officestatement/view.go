package officestatement

import (
	"strconv"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/payment"
)

// heads number the columns, as the choices below the sample do.
func (v View) heads() []string {
	heads := make([]string, v.Width)
	for i := range heads {
		heads[i] = v.P.T("money.statement.column", i+1)
	}
	return heads
}

func cell(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

func (v View) columnField(kind scheme.Column) page.Field {
	name := "column_" + string(kind)
	return page.Field{Name: name, Label: v.P.T("money.column." + string(kind)), Value: strconv.Itoa(v.Form[kind]), Error: v.Errors.On(name), Width: "medium"}
}

func (v View) columnOptions() []page.Option {
	options := []page.Option{{Value: "0", Label: v.P.T("money.statement.no_column")}}
	for i, head := range v.heads() {
		options = append(options, page.Option{Value: strconv.Itoa(i + 1), Label: head})
	}
	return options
}

// anchor names the row on the page, for the rows that point to it.
func (r Row) anchor() string { return rowID(r.Line) }

func rowID(line int) string { return "row-" + strconv.Itoa(line) }

func rowHref(line int) string { return "#" + rowID(line) }

// written is what the bank wrote, labelled.
func (v View) written(r Row) string {
	if r.Payer == "" {
		return r.Memo
	}
	return strings.TrimSpace(v.P.T("money.statement.by", r.Payer) + " " + r.Memo)
}

// facts are the sums of a row that belongs to one application: what is open,
// what came, the difference.
func (v View) facts(r Row) string {
	if r.Match.Application == "" || !r.Match.Certainty.Takeable() {
		return ""
	}
	facts := []string{v.P.T("money.facts.open", payment.Yen(v.P, r.Match.Open)), v.P.T("money.facts.came", payment.Yen(v.P, r.Yen))}
	switch more := r.Yen - r.Match.Open; {
	case more > 0:
		facts = append(facts, v.P.T("money.facts.more", payment.Yen(v.P, more)))
	case more < 0:
		facts = append(facts, v.P.T("money.facts.less", payment.Yen(v.P, -more)))
	default:
		facts = append(facts, v.P.T("money.facts.same"))
	}
	if r.Match.Late {
		facts = append(facts, v.P.T("money.facts.late", r.Match.Due))
	}
	return strings.Join(facts, v.P.T("money.facts.between"))
}

// follows says what will happen when the row is recorded for it.
func (v View) follows(r Row) string {
	open := r.Match.Open
	switch {
	case open == 0:
		return v.P.T("money.follows.nothing", payment.Yen(v.P, r.Yen))
	case r.Yen > open:
		return v.P.T("money.follows.more", payment.Yen(v.P, r.Yen-open))
	case r.Yen < open:
		return v.P.T("money.follows.part", payment.Yen(v.P, open-r.Yen))
	}
	return v.P.T("money.follows.paid")
}

func (v View) choiceField(r Row) page.Field {
	name := "to_" + strconv.Itoa(r.Line)
	return page.Field{Name: name, Label: v.P.T("money.statement.choice", r.Line), Value: r.Choice, Error: v.Errors.On(name)}
}

// choices are what can be done with a row: the candidates, another
// application, keeping it without one, leaving it out.
func (v View) choices(r Row) []page.Option {
	var all []page.Option
	for _, t := range r.Targets {
		all = append(all, page.Option{Value: t.Value, Label: v.P.T("money.statement.to", t.Reference, t.Product), Hint: v.hint(t)})
	}
	return append(all, page.Option{Value: "other", Label: v.P.T("money.statement.to.other")},
		page.Option{Value: "none", Label: v.P.T("money.statement.to.none")}, page.Option{Value: "leave", Label: v.P.T("money.statement.to.leave")})
}

// hint says of whom a candidate is, and what is open of it.
func (v View) hint(t Target) string {
	who := v.P.T("money.applicant_is", t.Applicant)
	if t.Payer != t.Applicant {
		who = v.P.T("money.both_are", t.Applicant, t.Payer)
	}
	if t.Due == "" {
		return v.P.T("money.statement.target", who, payment.Yen(v.P, t.Remaining))
	}
	return v.P.T("money.statement.target_due", who, payment.Yen(v.P, t.Remaining), t.Due)
}

func (v View) referenceField(r Row) page.Field {
	name := "reference_" + strconv.Itoa(r.Line)
	return page.Field{Name: name, Label: v.P.T("money.statement.reference"), Value: r.Typed, Error: v.Errors.On(name), Width: "medium"}
}
