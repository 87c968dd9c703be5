// Package voucher sets documents about money as PDF: invoices, receipts, and
// what takes them back. It says what the record says and adds nothing up; who
// may read a document is decided by whoever asks for it.
package voucher

import (
	"fmt"
	"strings"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/paper"
	"shirushi/internal/scheme"
)

// A Document is a voucher with what was made of it since.
type Document struct {
	scheme.Voucher
	TakenBack scheme.Voucher // by this one; zero while the document holds
}

// PDF sets the document in the printer's language. printed is when it is
// asked for: the foot says it.
func PDF(d Document, p *i18n.Printer, printed time.Time) ([]byte, error) {
	title := p.T("money.kind." + string(d.Kind))
	if d.Kind == scheme.VoucherInvoice && d.Issuer.Registration != "" {
		title = p.T("money.pdf.qualified")
	}
	meta := paper.Meta{Title: title + " " + string(d.Number), Author: d.Issuer.Name.In(p.Lang), Made: d.Made, Foot: p.T("money.pdf.foot", string(d.Number), printed)}
	if !d.Issuer.Official {
		meta.Mark = p.T("money.pdf.sample")
	}
	doc := paper.New(p.Lang, meta)
	doc.Title(title)
	if d.TakenBack.Number != "" {
		doc.Notice(p.T("money.pdf.taken_back", string(d.TakenBack.Number), d.TakenBack.Day))
	}
	head(doc, d, p)
	parties(doc, d, p)
	lines(doc, d, p)
	taxes(doc, d, p)
	tail(doc, d, p)
	b, err := doc.Bytes()
	if err != nil {
		return nil, fmt.Errorf("set %s: %w", d.Number, err)
	}
	return b, nil
}

// Name is the file name of the document.
func Name(v scheme.Voucher) string { return string(v.Kind) + "-" + string(v.Number) + ".pdf" }

// head says whom the document is for, what it comes to, and its number.
func head(doc *paper.Doc, d Document, p *i18n.Printer) {
	doc.Strong(p.T("money.pdf.to", d.To.Name.In(p.Lang)))
	if d.To.Address != "" {
		doc.Small(d.To.Address)
	}
	doc.Text(p.T("money.pdf.says." + string(d.Kind)))
	facts := []paper.Fact{
		{Key: p.T("money.pdf.number"), Value: string(d.Number)},
		{Key: p.T("money.pdf.day"), Value: p.Date(d.Day)},
		{Key: p.T("money.pdf.total"), Value: p.T("money.yen", d.Total)},
	}
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, paper.Fact{Key: p.T(key), Value: value})
		}
	}
	add("money.pdf.due", p.Date(d.Due))
	add("money.pdf.reference", d.Reference)
	add("money.pdf.cancels", string(d.Cancels))
	add("money.pdf.for", string(d.For))
	if d.Cancels != "" {
		add("money.pdf.reason", Reason(p, d.Reason))
	}
	doc.Facts(facts)
}

// Reason says why a document takes another one back: what the software noted
// in the reader's language, what an officer wrote as it was written.
func Reason(p *i18n.Printer, reason string) string {
	if key := "money.reason." + reason; p.Has(key) {
		return p.T(key)
	}
	return reason
}

func parties(doc *paper.Doc, d Document, p *i18n.Printer) {
	doc.Heading(p.T("money.pdf.issuer"))
	facts := []paper.Fact{
		{Key: p.T("money.pdf.name"), Value: d.Issuer.Name.In(p.Lang)},
		{Key: p.T("money.pdf.address"), Value: d.Issuer.Address.In(p.Lang)},
	}
	if d.Issuer.Registration != "" {
		facts = append(facts, paper.Fact{Key: p.T("money.pdf.registration"), Value: d.Issuer.Registration})
	}
	doc.Facts(append(facts, paper.Fact{Key: p.T("money.pdf.contact"), Value: d.Issuer.Contact.In(p.Lang)}))
}

func lines(doc *paper.Doc, d Document, p *i18n.Printer) {
	doc.Heading(p.T("money.pdf.lines"))
	rows := make([][]string, len(d.Lines))
	for i, l := range d.Lines {
		text := []string{l.Text.In(p.Lang), l.Product.In(p.Lang)}
		if l.Number != "" {
			text = append(text, p.T("money.pdf.line_number", l.Number))
		}
		rows[i] = []string{strings.Join(text, "\n"), p.T("money.percent", scheme.Percent(l.Points)), p.T("money.yen", l.Yen)}
	}
	doc.Table([]paper.Column{{Title: p.T("money.pdf.what"), Share: 5}, {Title: p.T("money.pdf.rate"), Share: 1.2, Right: true},
		{Title: p.T("money.pdf.gross"), Share: 2, Right: true}}, rows)
}

// taxes says the sums per rate, as the law wants them on the document.
func taxes(doc *paper.Doc, d Document, p *i18n.Printer) {
	rows := make([][]string, 0, len(d.Taxes)+1)
	for _, t := range d.Taxes {
		rows = append(rows, []string{p.T("money.pdf.rate_of", t.Name, scheme.Percent(t.Points)), p.T("money.yen", t.Gross), p.T("money.yen", t.Tax)})
	}
	rows = append(rows, []string{p.T("money.pdf.total"), p.T("money.yen", d.Total), ""})
	doc.Table([]paper.Column{{Title: p.T("money.pdf.per_rate"), Share: 4}, {Title: p.T("money.pdf.gross"), Share: 2, Right: true},
		{Title: p.T("money.pdf.tax_inside"), Share: 2, Right: true}}, rows)
	doc.Small(p.T("money.pdf.rounding." + string(d.Rounding)))
}

// tail says how to pay, or what was paid.
func tail(doc *paper.Doc, d Document, p *i18n.Printer) {
	if d.Kind == scheme.VoucherInvoice {
		doc.Heading(p.T("money.pay.title"))
		b := d.Bank
		doc.Facts([]paper.Fact{{Key: p.T("money.pay.bank"), Value: b.Name.In(p.Lang) + " " + b.Branch.In(p.Lang)},
			{Key: p.T("money.pay.number"), Value: b.Kind.In(p.Lang) + " " + b.Number.In(p.Lang)}, {Key: p.T("money.pay.holder"), Value: b.Holder.In(p.Lang)}})
		doc.Small(p.T("money.pay.how", d.Reference) + "\n" + b.Note.In(p.Lang))
	}
	if len(d.Paid) > 0 {
		doc.Heading(p.T("money.pdf.paid"))
		rows := make([][]string, len(d.Paid))
		for i, one := range d.Paid {
			rows[i] = []string{p.Date(one.Day), p.T("money.yen", one.Yen)}
		}
		doc.Table([]paper.Column{{Title: p.T("money.pdf.paid_on"), Share: 2}, {Title: p.T("money.pdf.paid_yen"), Share: 2, Right: true}}, rows)
	}
}
