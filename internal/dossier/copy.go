// Package dossier makes the papers of one application for those who may read
// it: the copy of exactly what was sent at one time. It says things in the
// reader's words and knows nobody's rights; who may have a paper is asked of
// the office.
package dossier

import (
	"fmt"
	"strings"

	"shirushi/internal/paper"
	"shirushi/internal/scheme"
)

// Copy is the copy of a submission: every field and every item with its
// rationale and evidence, the declaration with its statements, numbers, time
// and hash. by is the name of who was signed in, "" when the office entered
// it from paper. The same submission gives the same bytes.
func Copy(w Words, s scheme.Submission, by string) ([]byte, error) {
	p := w.P
	meta := paper.Meta{Title: p.T("submission.copy.title") + " " + s.Number, Author: w.Scheme.Operator.In(p.Lang), Made: s.At,
		Foot: p.T("submission.copy.foot", s.Number, s.Round, s.Hash)}
	if !w.Scheme.Official {
		meta.Mark, meta.Author = p.T("paper.mark"), "Shirushi"
	}
	d := paper.New(p.Lang, meta)
	d.Title(p.T("submission.copy.title"))
	d.Text(p.T("submission.copy.lead", s.Round))
	d.Facts(w.head(s, by))
	all := scheme.Differences(scheme.Submission{}, s)
	w.section(d, p.T("submission.copy.kind"), all, "kind", "level", "category", "edition", "catalog", "listing_wish")
	w.section(d, p.T("place.applicant"), all, "applicant")
	if s.Agent != nil {
		w.section(d, p.T("submission.copy.agent"), all, "agent")
	}
	w.section(d, p.T("submission.copy.product"), all, "product")
	w.scope(d, s)
	w.section(d, p.T("place.evaluator"), all, "evaluator_class", "evaluator_name", "evaluator_entitlement")
	d.Heading(p.T("submission.copy.checklist", len(s.Checklist)))
	for _, a := range s.Checklist {
		w.item(d, all, a)
	}
	w.declaration(d, all, s, by)
	b, err := d.Bytes()
	if err != nil {
		return nil, fmt.Errorf("set the copy of submission %d of %s: %w", s.Round, s.Application, err)
	}
	return b, nil
}

func (w Words) head(s scheme.Submission, by string) []paper.Fact {
	p := w.P
	facts := []paper.Fact{
		{Key: p.T("officer.numbers.application"), Value: s.Number},
		{Key: p.T("submission.copy.round"), Value: p.Number(s.Round)},
		{Key: p.T("submission.copy.at"), Value: p.Time(s.At)},
		{Key: p.T("submission.copy.by"), Value: w.typist(by)},
		{Key: "SHA-256", Value: s.Hash},
	}
	if s.Channel == scheme.ByPaper || s.Channel == scheme.ByEmail {
		facts = append(facts,
			paper.Fact{Key: p.T("submission.copy.paper"), Value: p.T("submission.round.paper", s.Paper.Received, s.Paper.Reference, s.Paper.KeptAt)},
			paper.Fact{Key: p.T("submission.copy.scan"), Value: s.Paper.SHA256})
	}
	return facts
}

// typist names who was signed in.
func (w Words) typist(by string) string {
	if by == "" {
		return w.P.T("submission.copy.entered")
	}
	return by
}

// section sets what was said at some places and inside them; nothing said,
// nothing set.
func (w Words) section(d *paper.Doc, title string, all []scheme.Change, places ...string) {
	var facts []paper.Fact
	for _, place := range places {
		facts = append(facts, w.facts(scheme.ChangesAt(all, place))...)
	}
	if len(facts) > 0 {
		d.Heading(title)
		d.Facts(facts)
	}
}

func (w Words) facts(changes []scheme.Change) []paper.Fact {
	var facts []paper.Fact
	for _, c := range changes {
		value := w.Value(c.Place, c.To)
		if len(c.Added) > 0 {
			value = strings.Join(c.Added, "\n")
		}
		key := w.Place(c.Place)
		if item, part, ok := Item(c.Place); ok && w.isItem(item) {
			key = w.Part(part) // the item stands above
		} else if strings.HasPrefix(c.Place, "applicant.") || strings.HasPrefix(c.Place, "agent.") {
			key = w.Part(c.Place) // and so does whose it is
		}
		facts = append(facts, paper.Fact{Key: key, Value: value})
	}
	return facts
}

func (w Words) isItem(id string) bool {
	_, ok := w.Edition.Item(scheme.CriterionID(id))
	return ok
}

func (w Words) scope(d *paper.Doc, s scheme.Submission) {
	p := w.P
	d.Heading(p.T("field.scope"))
	var rows [][]string
	for _, a := range s.Scope {
		q, _ := w.Scheme.Question(a.Question)
		answer := p.T("submission.copy.no")
		if a.Yes {
			answer = p.T("submission.changed.true")
		}
		rows = append(rows, []string{q.Ask.In(p.Lang), answer, a.Reason})
	}
	d.Table([]paper.Column{{Title: p.T("submission.copy.question"), Share: 4}, {Title: p.T("submission.copy.answer"), Share: 1}, {Title: p.T("submission.copy.reason"), Share: 4}}, rows)
}

func (w Words) item(d *paper.Doc, all []scheme.Change, a scheme.Answer) {
	item, _ := w.Edition.Item(a.Criterion)
	d.Strong(string(a.Criterion) + " " + item.Title.In(w.P.Lang))
	var said []scheme.Change
	for _, c := range scheme.ChangesAt(all, string(a.Criterion)) {
		if c.Place != scheme.Field(a.Criterion, "evidence") { // stands in a table of its own
			said = append(said, c)
		}
	}
	facts := w.facts(said)
	if len(facts) == 0 {
		d.Text(w.P.T("submission.changed.nothing"))
		return
	}
	d.Facts(facts)
	if len(a.Evidence) > 0 {
		d.Table(w.evidenceColumns(), w.evidenceRows(a.Evidence))
	}
}

func (w Words) evidenceColumns() []paper.Column {
	p := w.P
	return []paper.Column{{Title: p.T("officer.evidence.title"), Share: 3}, {Title: p.T("officer.evidence.kind"), Share: 2}, {Title: p.T("officer.evidence.version"), Share: 1},
		{Title: p.T("officer.evidence.date"), Share: 2}, {Title: p.T("officer.evidence.kept_at"), Share: 2}, {Title: p.T("officer.evidence.sha256"), Share: 3}}
}

func (w Words) evidenceRows(all []scheme.Evidence) [][]string {
	var rows [][]string
	for _, e := range all {
		rows = append(rows, []string{e.Title, w.Scheme.Evidence.Name(e.Kind).In(w.P.Lang), e.Version, w.P.Date(e.Date), e.KeptAt, e.SHA256})
	}
	return rows
}

func (w Words) declaration(d *paper.Doc, all []scheme.Change, s scheme.Submission, by string) {
	p := w.P
	d.Heading(p.T("place.declaration"))
	d.List(s.Declaration.Statements)
	var facts []paper.Fact
	for _, c := range scheme.ChangesAt(all, "declaration") {
		if c.Place != "declaration.statements" {
			facts = append(facts, paper.Fact{Key: w.Place(c.Place), Value: w.Value(c.Place, c.To)})
		}
	}
	facts = append(facts, paper.Fact{Key: p.T("submission.declare.typed_by"), Value: w.typist(by)})
	if s.Declaration.Signed != "" {
		facts = append(facts, paper.Fact{Key: p.T("submission.copy.signed"), Value: p.Date(s.Declaration.Signed)})
	}
	facts = append(facts, paper.Fact{Key: p.T("submission.copy.checklist_hash"), Value: s.Declaration.Checklist})
	d.Facts(facts)
}
