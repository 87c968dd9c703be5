// Package readout shows the report of a device measurement to people: as a page
// of one file and as a PDF. It decides nothing that the report does not say. A
// report comes from anywhere: nothing in it can do more than be read.
package readout

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/paper"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// A Readout is a report with what it takes to say it in words.
type Readout struct {
	P       *i18n.Printer
	Sealed  report.Sealed
	Edition scheme.Edition // of the criteria that the report names
}

// items returns what the report says of each item.
func (r Readout) items() []report.ItemOutcome { return r.Sealed.Items(r.Edition) }

// title is what an item is about.
func (r Readout) title(id scheme.CriterionID) string {
	item, _ := r.Edition.Item(id)
	return item.Title.In(r.P.Lang)
}

func (r Readout) outcome(o report.Outcome) string { return r.P.T("report.outcome." + string(o)) }

// heading names the product measured.
func (r Readout) heading() string {
	return r.P.T("readout.title", r.Sealed.Product.Name)
}

// where is what a measurement was of.
func where(m report.Measurement) string { return strings.TrimSpace(m.Unit + " " + m.Target) }

// facts are what the report is of, in order.
func (r Readout) facts() []paper.Fact {
	s := r.Sealed
	units := make([]string, len(s.Units))
	for i, u := range s.Units {
		units[i] = u.Name + " (" + u.Address + ")"
	}
	all := []paper.Fact{
		{Key: r.P.T("readout.models"), Value: strings.Join(s.Product.Models, ", ")},
		{Key: r.P.T("readout.firmware"), Value: s.Product.Firmware},
		{Key: r.P.T("readout.edition"), Value: string(s.Edition)},
		{Key: r.P.T("readout.units"), Value: strings.Join(units, ", ")},
		{Key: r.P.T("readout.measured"), Value: r.P.T("readout.span", s.Began, s.Ended)},
		{Key: r.P.T("readout.tool"), Value: s.Tool.Name + " " + s.Tool.Version},
		{Key: r.P.T("readout.hash"), Value: s.Hash},
	}
	if s.SignedBy != "" {
		all = append(all, paper.Fact{Key: r.P.T("readout.signer"), Value: s.SignedBy})
	}
	return all
}

// faults say what is not as it was signed.
func (r Readout) faults() []string {
	var all []string
	for _, f := range r.Sealed.Unsound {
		all = append(all, r.P.T("report.fault."+string(f.Code), f.Name))
	}
	return all
}

// mostShown is what is shown of a raw record, in bytes; the file has it whole.
const mostShown = 20000

// record is the text of a raw record as far as it is shown.
func (r Readout) record(name string) (text string, cut bool) {
	b := r.Sealed.Content[name]
	if cut = len(b) > mostShown; cut {
		b = b[:mostShown]
	}
	return report.HarmlessLines(string(b), mostShown), cut
}

// HTML returns the report as one page that asks nobody for anything else.
func (r Readout) HTML(ctx context.Context) ([]byte, error) {
	var b bytes.Buffer
	if err := page(r).Render(ctx, &b); err != nil {
		return nil, fmt.Errorf("show the report as a page: %w", err)
	}
	return b.Bytes(), nil
}

// PDF returns the report as a document. Raw records are named in it, not shown.
func (r Readout) PDF() ([]byte, error) {
	s, p := r.Sealed, r.P
	d := paper.New(p.Lang, paper.Meta{Title: r.heading(), Author: s.Tool.Name, Made: s.Ended, Foot: p.T("readout.foot", s.Hash[:16])})
	d.Title(r.heading())
	for _, fault := range r.faults() {
		d.Notice(fault)
	}
	d.Notice(p.T("check.not_conformity"))
	d.Facts(r.facts())
	d.Text(p.T("report.integrity"))
	d.Heading(p.T("readout.summary"))
	var rows [][]string
	for _, one := range r.items() {
		rows = append(rows, []string{string(one.Item), r.title(one.Item), r.outcome(one.Outcome), p.T("readout.count", len(one.Done), len(one.Evidence()))})
	}
	d.Table([]paper.Column{
		{Title: p.T("paper.item"), Share: 1.1}, {Title: p.T("paper.item_title"), Share: 4}, {Title: p.T("readout.outcome"), Share: 1.6}, {Title: p.T("readout.basis"), Share: 1.8},
	}, rows)
	for _, one := range r.items() {
		d.Heading(string(one.Item) + " " + r.title(one.Item))
		d.Strong(r.outcome(one.Outcome))
		if len(one.Done) == 0 {
			d.Text(p.T("check.show.nothing"))
		}
		for _, m := range one.Done {
			facts := []paper.Fact{
				{Key: p.T("readout.where"), Value: where(m)}, {Key: p.T("readout.outcome"), Value: p.T(m.Key())}, {Key: p.T("readout.did"), Value: p.Refusal(m.Did)},
				{Key: p.T("readout.saw"), Value: p.Refusal(m.Saw)}, {Key: p.T("readout.force"), Value: p.T("report.force." + string(m.Force))},
			}
			if len(m.Raw) > 0 {
				facts = append(facts, paper.Fact{Key: p.T("readout.record"), Value: strings.Join(m.Raw, ", ")})
			}
			d.Facts(facts)
		}
	}
	d.Heading(p.T("readout.files"))
	var files [][]string
	for _, f := range s.Files {
		files = append(files, []string{f.Name, p.T("readout.bytes", int(f.Size)), f.SHA256})
	}
	d.Table([]paper.Column{{Title: p.T("readout.file"), Share: 2}, {Title: p.T("readout.size"), Share: 1.2, Right: true}, {Title: "SHA-256", Share: 4}}, files)
	b, err := d.Bytes()
	if err != nil {
		return nil, fmt.Errorf("show the report as a document: %w", err)
	}
	return b, nil
}
