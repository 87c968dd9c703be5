// Package officeissue is the last look before a label is issued.
package officeissue

import (
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/payment"
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
	Rounds      int    // times it was handed in
	Checked     string // who accepted it
	Entered     string // who entered it from paper; "" when nobody did
	Refuse      bool   // the reader may decide against the label as well
	Places      int    // that changed with the last submission
	Inquiries   []Answered
	Money       payment.Part // how the fee stands
	MoneyHref   string       // of the page of its money
	Payers      []string     // of each payment, as the bank writes them; "" where it does not
}

// An Answered is what one authority said.
type Answered struct {
	Authority scheme.Text
	View      scheme.View
	Text      string // the condition, if any
}

// word is the message of a text of the page: what is granted is a label, its
// extension or its maintenance.
func (v View) word(part string) string {
	if v.Application.AboutLabel() {
		return "renewal.issue." + part + "." + string(v.Application.Kind)
	}
	return "officer.issue.confirm." + part
}

func (v View) refuseReason() page.Field {
	name := string(scheme.DeedRefuse) + ".reason"
	return page.Field{Name: name, Label: v.P.T("officer.refuse.reason"), Hint: v.P.T("officer.reason.confidential"), Required: true, Rows: 5}
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
		{Key: page.LabelOf(p, "listed"), Text: v.listed()},
	}
}

// paid says how the money stands, and who paid beside who applied: the name a
// bank writes and the applicant's are for a person to compare.
func (v View) paid() []page.Row {
	p, l := v.P, v.Money.Ledger
	none := p.T("officer.nobody")
	rows := []page.Row{{Key: p.T("submission.decide.fee_state"), Text: v.Money.State()},
		{Key: p.T("submission.decide.received"), Text: p.T("submission.decide.received_of", payment.Yen(p, l.Held()), payment.Yen(p, l.Owed))}}
	if n := l.Surplus(); n > 0 {
		rows = append(rows, page.Row{Key: p.T("submission.decide.surplus"), Text: payment.Yen(p, n)})
	}
	if l.Refunded > 0 {
		rows = append(rows, page.Row{Key: p.T("submission.decide.refunded"), Text: payment.Yen(p, l.Refunded)})
	}
	return append(rows, page.Row{Key: p.T("submission.decide.payer"), Text: v.payers(), Empty: none},
		page.Row{Key: p.T("officer.applicant.title"), Text: v.Applicant.In(p.Lang)})
}

// payers are the names that the bank gave, each once.
func (v View) payers() string {
	var names []string
	for _, name := range v.Payers {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return v.P.List(names)
}

// listed says from which day on the public may see the label.
func (v View) listed() string {
	if wish := v.Application.ListingWish; wish > v.From {
		return v.P.T("apply.listed_from", wish)
	}
	return v.P.Date(v.From)
}

// settled says what is settled, point by point, for whoever decides.
func (v View) settled() []page.Task {
	p, a := v.P, v.Application
	ok := p.T("submission.settled")
	task := func(key string, args ...any) page.Task {
		return page.Task{Title: p.T(key, args...), Kind: "done", State: ok}
	}
	check := task("submission.decide.check", v.Rounds, v.Places)
	if v.Findings > 0 {
		check.Kind, check.State, check.Href, check.Hint = "wrong", p.T("submission.look"), v.Here+"#check", p.T("officer.check.found", v.Findings)
	}
	tasks := []page.Task{check, task("submission.decide.checked", v.Checked, a.AcceptedAt)}
	if v.Entered != "" {
		tasks = append(tasks, task("submission.decide.entered", v.Entered, a.Paper.Received))
	}
	fee := task("submission.decide.fee", a.FeeYen)
	if !a.FeeSettled() {
		fee.Kind, fee.State = "todo", p.T("submission.unsettled")
	}
	tasks = append(tasks, fee)
	for _, i := range v.Inquiries {
		one := task("submission.decide.inquiry", i.Authority, scheme.Code("view."+string(i.View)))
		one.Hint = i.Text
		tasks = append(tasks, one)
	}
	return append(tasks, task("submission.decide.you"))
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
