package surveillance

import (
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
)

// noItem stands in forms for what is no item of the checklist; nothing chosen
// is "".
const noItem = "none"

// verdicts are the answers of the form about a finding.
var verdicts = map[string]scheme.FindingVerdict{"yes": scheme.FoundConforming, "no": scheme.FoundFailing, "unclear": scheme.FoundUnconfirmed}

// item is the item that was chosen; "" for none in particular. It refuses when
// nothing was chosen.
func (t typed) item() (scheme.CriterionID, error) {
	switch t["criterion"] {
	case "":
		return "", scheme.Refuse(scheme.Invalid, "refusal.case.criterion").On("criterion")
	case noItem:
		return "", nil
	}
	return scheme.CriterionID(t["criterion"]), nil
}

// chosen is how a form names an item.
func chosen(id scheme.CriterionID) string {
	if id == "" {
		return noItem
	}
	return string(id)
}

func findingFields(_ *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	options := []page.Option{{Label: frame.P.T("case.choose")}, {Value: noItem, Label: frame.P.T("case.field.no_item")}}
	for _, c := range f.Items {
		options = append(options, page.Option{Value: string(c.ID), Label: string(c.ID) + " " + c.Title.In(frame.P.Lang)})
	}
	item := cases.Input{Kind: "select", Options: options, Field: page.Field{Name: "criterion", Label: frame.P.T("case.field.criterion"), Value: t["criterion"], Required: true}}
	verdict := cases.Input{Kind: "radios", Field: page.Field{Name: "verdict", Label: frame.P.T("case.field.verdict"), Value: t["verdict"], Required: true}}
	for _, word := range []string{"yes", "no", "unclear"} {
		one := page.Option{Value: word, Label: frame.P.T("case.finding." + word)}
		if word == "unclear" {
			one.Hint = frame.P.T("case.finding.unclear_hint")
		}
		verdict.Options = append(verdict.Options, one)
	}
	return []cases.Input{item, verdict, area(frame, "find", "findings", t)}
}

func unfindFields(_ *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	item := cases.Input{Kind: "radios", Field: page.Field{Name: "criterion", Label: frame.P.T("case.field.taken_back"), Value: t["criterion"], Required: true}}
	for _, one := range f.Case.Findings() {
		item.Options = append(item.Options, page.Option{Value: chosen(one.Criterion), Label: frame.P.T("case.finding.option", itemOf(frame, f, one.Criterion), verdict(frame, one)), Hint: one.Text})
	}
	return []cases.Input{item, area(frame, "unfind", "text", t)}
}

func verdict(f page.Frame, one scheme.Finding) string {
	for word, v := range verdicts {
		if v == one.Verdict {
			return f.P.T("case.finding." + word)
		}
	}
	return string(one.Verdict)
}

// findings are what was found and counts, and below it what was taken back.
func findings(f page.Frame, c surveillance.File, here string) (rows []page.Row) {
	for _, one := range c.Case.Findings() {
		row := page.Row{Key: itemOf(f, c, one.Criterion), Text: verdict(f, one) + "\n" + one.Text}
		if c.Office && c.May(scheme.DeedCaseUnfind) {
			row.Change, row.ChangeText = here+"/unfind?criterion="+chosen(one.Criterion), f.P.T("case.finding.take_back")
		}
		rows = append(rows, row)
	}
	for _, one := range c.Case.Found() {
		if one.Taken > 0 {
			back := c.Case.Steps[one.Taken]
			rows = append(rows, page.Row{Key: itemOf(f, c, one.Criterion), Text: f.P.T("case.finding.taken", c.Scheme.Day(back.At), back.Text) + "\n" + verdict(f, one.Finding) + "\n" + one.Text})
		}
	}
	return rows
}

// foundIn says what a step of the case found, or took back.
func foundIn(f page.Frame, c surveillance.File, at int) (rows []page.Row) {
	for _, one := range c.Case.Steps[at].Findings {
		row := page.Row{Key: itemOf(f, c, one.Criterion), Text: verdict(f, one) + "\n" + one.Text}
		if slices.ContainsFunc(c.Case.Found(), func(f scheme.Found) bool { return f.Step == at && f.Taken > 0 && f.Criterion == one.Criterion }) {
			row.Text = f.P.T("case.finding.taken_tag") + "\n" + row.Text
		}
		rows = append(rows, row)
	}
	return rows
}

// weighed repeats before a revocation what it rests on and what the holder
// said in the hearing.
func weighed(f page.Frame, c surveillance.File) (parts []cases.Part) {
	var notice scheme.CaseStep
	said := cases.Part{Title: f.P.T("case.weigh.said")}
	for _, s := range c.Case.Steps {
		row := page.Row{Key: f.P.Time(s.At), Text: s.Text}
		switch s.Deed {
		case scheme.DeedCaseNotify:
			notice, said.Rows = s, nil
		case scheme.DeedCaseState:
			said.Rows = append(said.Rows, row)
		case scheme.DeedCaseHear:
			row.Key = f.P.T("case.do.hear.text")
			said.Rows = append(said.Rows, row)
		}
	}
	parts = append(parts, cases.Part{Title: f.P.T("case.weigh.notice"), Rows: []page.Row{
		{Key: f.P.T("case.field.ground"), Text: groundOf(f, c, notice.Ground)}, {Key: f.P.T("case.do.notify.text"), Text: notice.Text}}})
	found := cases.Part{Title: f.P.T("case.findings")}
	for _, one := range c.Case.Findings() {
		found.Rows = append(found.Rows, page.Row{Key: itemOf(f, c, one.Criterion), Text: verdict(f, one) + "\n" + one.Text})
	}
	if len(found.Rows) == 0 {
		found.None = f.P.T("case.weigh.nothing_found")
	}
	if spoke := slices.ContainsFunc(said.Rows, func(r page.Row) bool { return r.Key != f.P.T("case.do.hear.text") }); !spoke {
		said.Rows = append([]page.Row{{Key: f.P.T("case.weigh.statement"), Text: f.P.T("case.weigh.silent")}}, said.Rows...)
	}
	return append(parts, found, said)
}

// revoked says what follows from a revocation: what is told to whom, and that
// it cannot be taken back.
func revoked(f page.Frame, c surveillance.File) []string {
	all := []string{f.P.T("case.do.revoke.follows"), f.P.T("case.do.revoke.follows_holder", c.Scheme.ObjectDue(c.Today))}
	if len(c.Reports) > 0 {
		all = append(all, f.P.T("case.do.revoke.follows_reporter"))
	}
	return append(all, f.P.T("case.do.revoke.follows_final"))
}
