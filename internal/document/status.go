package document

import (
	"strings"

	"shirushi/internal/art"
	"shirushi/internal/paper"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

// A Stated is what the office states of a label, with the file that proves it.
type Stated struct {
	Label
	Report statement.Report // of the file
	File   []byte
}

// Status returns the status statement as a document, with the file attached.
// All that it says of the label is what the file says; it certifies neither
// conformity nor safety.
func Status(l Stated) ([]byte, error) {
	p, told := l.P, l.Report.Statement
	title := p.T("paper.stated")
	meta := paper.Meta{
		Title: title + " " + string(told.Number), Author: l.Scheme.Operator.In(p.Lang), Made: told.Instant(),
		Foot: p.T("paper.foot", title, art.Grouped(string(told.Number)), told.Day),
	}
	if !l.official() {
		meta.Author, meta.Mark = "Shirushi", p.T("paper.mark")
	}
	d := paper.New(p.Lang, meta)
	d.Title(title)
	if !l.official() {
		d.Notice(l.sample())
	}
	sentence := p.T("paper.stated.sentence", told.Day, p.T("status."+string(told.Status)), told.Known)
	first := l.Report.RecordedLater()
	if first != "" {
		sentence += "\n" + p.T("verify.recorded_later", first)
	}
	if told.Status == scheme.Active && first == "" {
		d.Strong(sentence)
	} else {
		d.Notice(sentence)
	}
	if l.Report.AnnulledSince() {
		d.Text(p.T("public.stated.then", told.Day, p.T("status."+string(scheme.Revoked)), p.T("status."+string(told.Status))))
	}
	d.Facts(l.stated())
	d.Heading(p.T("paper.stated.proof"))
	d.Text(p.T("paper.stated.file", told.Name()))
	d.Text(p.T("paper.stated.proves"))
	d.Text(p.T("paper.stated.verify", l.Base+"/"+p.Lang+"/verify"))
	d.Text(p.T("paper.stated.not"))
	d.Strong(p.T("paper.stated.no_conformity"))
	d.Text(p.T("paper.current", l.page()))
	if len(l.Report.Models) > fewModels {
		d.Heading(p.T("public.h.models") + " " + p.T("public.count_models", len(l.Report.Models)))
		d.Names(l.Report.Models, columnsFor(l.Report.Models))
	}
	d.Attach(told.Name(), statement.MediaType, p.T("paper.stated.attached"), l.File)
	return bytesOf(d, told.Number)
}

// stated are the facts, as far as the file tells them.
func (l Stated) stated() []paper.Fact {
	p, told := l.P, l.Report.Statement
	name := func(of string) string {
		return both(scheme.Text{Ja: l.Report.Names[of+"_ja"], En: l.Report.Names[of+"_en"]}, p.Lang)
	}
	facts := []paper.Fact{
		{Key: p.T("public.number"), Value: art.Grouped(string(told.Number))},
		{Key: p.T("paper.status_on", told.Day), Value: p.T("status." + string(told.Status))},
		{Key: p.T("paper.stated.known"), Value: p.T("paper.stated.until", told.Known, p.Zone())},
		{Key: p.T("public.validity"), Value: p.T("public.range", told.ValidFrom, told.ValidUntil)},
	}
	if level, ok := l.Scheme.Level(told.Level); ok {
		facts = append(facts, paper.Fact{Key: p.T("public.level"), Value: level.Name.In(p.Lang)})
	}
	facts = append(facts, paper.Fact{Key: p.T("public.edition"), Value: string(told.Edition)})
	if holder := name("holder"); holder != "" {
		facts = append(facts, paper.Fact{Key: p.T("public.holder"), Value: holder})
	}
	if product := name("name"); product != "" {
		facts = append(facts, paper.Fact{Key: p.T("public.product_name"), Value: product})
	}
	if n := len(l.Report.Models); n > 0 && n <= fewModels {
		facts = append(facts, paper.Fact{Key: p.T("public.h.models"), Value: strings.Join(l.Report.Models, ", ")})
	}
	return append(facts,
		paper.Fact{Key: p.T("paper.stated.as_of"), Value: p.Time(told.Instant())},
		paper.Fact{Key: p.T("paper.stated.log"), Value: p.T("paper.stated.events", int(told.Size), int(told.Last))},
		paper.Fact{Key: p.T("paper.stated.log_name"), Value: l.Report.Origin})
}
