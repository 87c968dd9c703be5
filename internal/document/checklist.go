package document

import (
	"shirushi/internal/art"
	"shirushi/internal/paper"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Assessment returns the n-th assessment of a label, counted from the first
// one, so that its address stays when another follows. It refuses one that is
// not there.
func Assessment(e registry.Entry, n int) (registry.Assessment, error) {
	if n < 1 || n > len(e.Assessments) {
		return registry.Assessment{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return e.Assessments[len(e.Assessments)-n], nil
}

// Checklist returns the public checklist of the n-th assessment: the verdict,
// the method and the public note of each item. It refuses an assessment of
// which no answers are on record.
func Checklist(l Label, n int) ([]byte, error) {
	a, err := Assessment(l.Entry, n)
	if err != nil {
		return nil, err
	}
	if len(a.Answers) == 0 { // taken over from an earlier register
		return nil, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	p, e := l.P, l.Entry
	d := l.begin(p.T("paper.checklist"))
	d.Text(p.T("paper.checklist_lead"))
	d.Facts([]paper.Fact{
		{Key: p.T("public.number"), Value: art.Grouped(string(e.Number))},
		{Key: p.T("public.holder"), Value: both(e.Holder, p.Lang)},
		{Key: p.T("public.product_name"), Value: both(e.Product.Name, p.Lang)},
		{Key: p.T("public.edition"), Value: string(a.Edition)},
		{Key: p.T("public.evaluator"), Value: l.evaluator(a.Evaluator)},
		{Key: p.T("paper.completed"), Value: p.Date(a.Completed)},
	})
	rows := make([][]string, 0, len(a.Answers))
	for _, answer := range a.Answers {
		row := []string{string(answer.Criterion), l.title(a.Edition, answer.Criterion), p.T("verdict." + string(answer.Verdict)), "", answer.Note}
		if answer.Method != "" {
			row[3] = p.T("method." + string(answer.Method))
		}
		rows = append(rows, row)
	}
	d.Table([]paper.Column{
		{Title: p.T("paper.item"), Share: 1.1}, {Title: p.T("paper.item_title"), Share: 3.1}, {Title: p.T("paper.verdict"), Share: 1.2},
		{Title: p.T("paper.method"), Share: 1.9}, {Title: p.T("paper.note"), Share: 2.3},
	}, rows)
	d.Text(p.T("paper.current", l.page()))
	return bytesOf(d, e.Number)
}

func (l Label) title(edition scheme.EditionID, id scheme.CriterionID) string {
	if e, ok := l.Scheme.Edition(edition); ok {
		if item, ok := e.Item(id); ok {
			return item.Title.In(l.P.Lang)
		}
	}
	return ""
}
