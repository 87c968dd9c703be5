// Package document makes the papers about a label that everyone may have: the
// certificate of the label and the checklist of each assessment. It reads what
// the public may know of a label and nothing else, so no rationale, evidence
// or person can be in them. What they say holds on one day of the scheme; the
// same label on the same day gives the same bytes.
package document

import (
	"fmt"
	"strings"
	"time"

	"shirushi/internal/art"
	"shirushi/internal/i18n"
	"shirushi/internal/paper"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// A Label is what the papers are about: a label on record, as it stands on a
// day, for one reader's language.
type Label struct {
	P      *i18n.Printer // telling times in the scheme's zone
	Scheme *scheme.Scheme
	Entry  registry.Entry
	Day    scheme.Date
	Base   string // address of the site, without a slash at its end
}

// page returns the address of the label's page, which is always up to date.
func (l Label) page() string {
	return l.Base + "/" + l.P.Lang + "/labels/" + string(l.Entry.Number)
}

// begin opens a paper with its title and, when the label does not simply
// hold, a frame that says so before anything else.
func (l Label) begin(title string) *paper.Doc {
	p, s, e := l.P, l.Scheme, l.Entry
	meta := paper.Meta{
		Title: title + " " + string(e.Number), Author: s.Operator.In(p.Lang), Made: l.made(),
		Foot: p.T("paper.foot", title, art.Grouped(string(e.Number)), l.Day),
	}
	if !l.official() {
		meta.Author, meta.Mark = "Shirushi", p.T("paper.mark")
	}
	d := paper.New(p.Lang, meta)
	d.Title(title)
	if !l.official() {
		d.Notice(l.sample())
	}
	switch status := e.StatusOn(l.Day); status {
	case scheme.Active:
		d.Text(l.standing())
	default:
		text := p.T("status."+string(status)) + "\n" + l.standing()
		if ground, ok := s.Ground(e.EndGround); ok && (status == scheme.Withdrawn || status == scheme.Revoked) {
			text += "\n" + p.T("paper.ground", ground.Text)
		}
		d.Notice(text)
	}
	for _, w := range e.Warnings {
		if w.From <= l.Day && (w.Ended == "" || w.Ended > l.Day) {
			d.Notice(p.T("history.warning_title", w.From) + "\n" + w.Text.In(p.Lang))
		}
	}
	return d
}

// sample says that the paper is a sample, and what that means.
func (l Label) sample() string {
	return l.P.T("paper.sample_means", l.P.T("paper.sample"), l.Scheme.Notice)
}

// official reports whether the operator has made the artwork its own.
func (l Label) official() bool { return art.Of(l.Scheme, l.Entry, l.Day, l.Base).Official }

// made is when the paper became what it is: at the label's last change, or at
// the midnight at which the day began.
func (l Label) made() time.Time {
	made := l.Scheme.Midnight(l.Day)
	if l.Entry.Updated.After(made) {
		made = l.Entry.Updated
	}
	return made
}

// standing is the sentence that says whether the label holds on the day.
func (l Label) standing() string {
	p, e := l.P, l.Entry
	switch e.StatusOn(l.Day) {
	case scheme.Active:
		return p.T("paper.stands.active", l.Day, e.ValidUntil)
	case scheme.InExtension:
		return p.T("paper.stands.extension_in_progress", l.Day, e.ValidUntil)
	case scheme.Withdrawn:
		return p.T("paper.stands.withdrawn", e.Withdrawn)
	case scheme.Revoked:
		return p.T("paper.stands.revoked", e.Revoked)
	}
	return p.T("paper.stands.expired", e.ValidUntil)
}

// fewModels is how many models stand among the facts; more have a list of
// their own.
const fewModels = 12

// Certificate returns the certificate of the label. It certifies that the
// label was given and how it stands, not that the product conforms.
func Certificate(l Label) ([]byte, error) {
	p, e := l.P, l.Entry
	d := l.begin(p.T("paper.certificate"))
	drawing, err := art.Draw(art.Of(l.Scheme, e, l.Day, l.Base))
	if err != nil {
		return nil, err
	}
	d.Text(p.T("paper.certificate_lead", l.Scheme.ShortName))
	d.Picture(drawing, 46)
	d.Facts(l.facts())
	d.Heading(p.T("paper.meaning"))
	if level, ok := l.Scheme.Level(e.Level); ok {
		d.Text(level.Meaning.In(p.Lang))
	}
	d.Strong(p.T("paper.no_conformity"))
	d.Text(p.T("paper.unverifiable", l.page()+"/status"))
	if len(e.Product.Models) > fewModels {
		d.Heading(p.T("public.h.models") + " " + p.T("public.count_models", len(e.Product.Models)))
		d.Names(e.Product.Models, columnsFor(e.Product.Models))
	}
	return bytesOf(d, e.Number)
}

func bytesOf(d *paper.Doc, number scheme.LabelNumber) ([]byte, error) {
	b, err := d.Bytes()
	if err != nil {
		return nil, fmt.Errorf("paper about label %s: %w", number, err)
	}
	return b, nil
}

// columnsFor returns in how many columns names are set: in as many as the
// longest of them has room in.
func columnsFor(names []string) int {
	longest := 0
	for _, n := range names {
		width := 0
		for _, r := range n {
			width++
			if r > 0x2000 {
				width++ // a square sign
			}
		}
		longest = max(longest, width)
	}
	switch {
	case longest <= 20:
		return 4
	case longest <= 28:
		return 3
	case longest <= 44:
		return 2
	}
	return 1
}

// both returns a name in the reader's language and, below, in the other.
func both(t scheme.Text, lang string) string {
	other := t.En
	if lang == "en" {
		other = t.Ja
	}
	if other == "" || other == t.In(lang) {
		return t.In(lang)
	}
	return t.In(lang) + "\n" + other
}

func (l Label) facts() []paper.Fact {
	p, s, e := l.P, l.Scheme, l.Entry
	facts := []paper.Fact{
		{Key: p.T("public.number"), Value: art.Grouped(string(e.Number))},
		{Key: p.T("paper.status_on", l.Day), Value: p.T("status." + string(e.StatusOn(l.Day)))},
		{Key: p.T("public.holder"), Value: both(e.Holder, p.Lang)},
		{Key: p.T("public.product_name"), Value: both(e.Product.Name, p.Lang)},
	}
	if len(e.Product.Models) <= fewModels {
		facts = append(facts, paper.Fact{Key: p.T("public.h.models"), Value: strings.Join(e.Product.Models, ", ")})
	}
	facts = append(facts, paper.Fact{Key: p.T("public.level"), Value: l.level()})
	if e.Category != "" {
		facts = append(facts, paper.Fact{Key: p.T("public.category"), Value: l.category()})
	}
	facts = append(facts,
		paper.Fact{Key: p.T("public.edition"), Value: string(e.Edition)},
		paper.Fact{Key: p.T("public.evaluator"), Value: l.evaluator(e.Evaluator)})
	if level, ok := s.Level(e.Level); ok {
		facts = append(facts, paper.Fact{Key: p.T("public.attests"), Value: level.Attests.In(p.Lang)})
	}
	return append(facts,
		paper.Fact{Key: p.T("public.first_issued"), Value: p.Date(e.FirstIssued)},
		paper.Fact{Key: p.T("public.validity"), Value: p.T("public.range", e.ValidFrom, e.ValidUntil)},
		paper.Fact{Key: p.T("public.updated"), Value: p.Time(e.Updated)})
}

func (l Label) level() string {
	if level, ok := l.Scheme.Level(l.Entry.Level); ok {
		return level.Name.In(l.P.Lang)
	}
	return string(l.Entry.Level)
}

func (l Label) category() string {
	if c, ok := l.Scheme.Category(l.Entry.Category); ok {
		return c.Name.In(l.P.Lang)
	}
	return string(l.Entry.Category)
}

func (l Label) evaluator(id scheme.EvaluatorClassID) string {
	if c, ok := l.Scheme.Evaluator(id); ok {
		return c.Name.In(l.P.Lang)
	}
	return string(id)
}
