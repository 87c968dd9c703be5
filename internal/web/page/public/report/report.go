// Package report is what people see who tell the office of something, and the
// public part of the register of improper use.
package report

import (
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A First is the page with the first question: is it a vulnerability?
type First struct {
	page.Frame
	Vulnerability string // address of the page for vulnerabilities
	Write         string // address of the form
}

// A Way is the page that shows where vulnerabilities are reported.
type Way struct {
	page.Frame
	Partnership scheme.Partnership
	Write       string
}

// A Form is the form of a report.
type Form struct {
	page.Frame
	Policy  scheme.DoubtPolicy
	Begun   string // says when the form was begun
	Typed   scheme.Report
	Errors  page.Errors
	Contact string // address at which the office is reached otherwise; "" for none
}

// A Receipt is the page that shows the receipt, once.
type Receipt struct {
	page.Frame
	Code string
	Keep int // days after the answer for which what was told is kept
	Come int // working days in which the office moves
}

// A Follow is the page on which a receipt is typed, and what it leads to.
type Follow struct {
	page.Frame
	Typed   string
	Known   bool // the receipt is one
	News    scheme.DoubtNews
	Message string // typed and refused
	Added   bool
	Errors  page.Errors
	Most    int // characters of a message
}

// A Register is the list of entries that stand today.
type Register struct {
	page.Frame
	Entries []scheme.PublicMisuse
}

// An Entry is the page of one entry.
type Entry struct {
	page.Frame
	scheme.PublicMisuse
}

// Grouped writes a receipt in fives, as it is easier to write down.
func Grouped(code string) string {
	out := ""
	for i := 0; i < len(code); i += 5 {
		if i > 0 {
			out += "-"
		}
		out += code[i:min(i+5, len(code))]
	}
	return out
}

func (f Form) field(name, label string) page.Field {
	return page.Field{Name: name, Label: f.P.T(label), Error: f.Errors.On(name), Autocomplete: "off"}
}

func (f Form) topics() page.Field {
	one := f.field("topic", "report.topic")
	one.Value, one.Required = string(f.Typed.Topic), true
	return one
}

func (f Form) options() (all []page.Option) {
	for _, t := range f.Policy.Topics {
		all = append(all, page.Option{Value: string(t.ID), Label: t.Text.In(f.P.Lang)})
	}
	return all
}

func (f Form) about() page.Field {
	one := f.field("about", "report.about")
	one.Hint, one.Value, one.Width = f.P.T("report.about_hint"), f.Typed.About, "medium"
	return one
}

func (f Form) product() page.Field {
	one := f.field("product", "report.product")
	one.Hint, one.Value = f.P.T("report.product_hint"), f.Typed.Product
	return one
}

func (f Form) text() page.Field {
	one := f.field("text", "report.text")
	one.Hint, one.Value, one.Rows, one.Required = f.P.T("report.text_hint", f.Policy.TextAtMost), f.Typed.Text, 8, true
	return one
}

func (f Form) where() page.Field {
	one := f.field("where", "report.where")
	one.Hint, one.Value, one.Optional = f.P.T("report.where_hint"), f.Typed.Where, true
	return one
}

func (f Form) when() page.Field {
	one := f.field("when", "report.when")
	one.Value, one.Optional = string(f.Typed.When), true
	return one
}

func (f Form) contact() page.Field {
	one := f.field("contact", "report.contact")
	one.Hint, one.Value, one.Optional = f.P.T("report.contact_hint"), f.Typed.Contact, true
	return one
}

func (f Form) consent() page.Field {
	one := f.field("consent", "report.consent")
	if f.Typed.Consent {
		one.Value = "yes"
	}
	return one
}

func (f Follow) receipt() page.Field {
	return page.Field{Name: "receipt", Label: f.P.T("report.receipt"), Hint: f.P.T("report.receipt_hint"), Value: f.Typed, Error: f.Errors.On("receipt"), Width: "medium", Autocomplete: "off", Required: true}
}

func (f Follow) message() page.Field {
	return page.Field{Name: "message", Label: f.P.T("report.message"), Hint: f.P.T("report.message_hint", f.Most), Value: f.Message, Error: f.Errors.On("message"), Autocomplete: "off", Required: true}
}

func (f Follow) rows() []page.Row {
	rows := []page.Row{{Key: f.P.T("report.state"), Text: f.P.T("report.now." + string(f.News.State))}, {Key: f.P.T("report.received"), Text: f.P.Time(f.News.Received)}}
	if f.News.Label != "" {
		row := page.Row{Key: f.P.T("report.label"), Text: f.News.Label.Grouped()}
		if f.News.Status != "" {
			row.Change, row.ChangeText = f.To("/labels/"+string(f.News.Label)), f.P.T("report.label.read")
		}
		rows = append(rows, row)
	}
	if f.News.Status != "" {
		rows = append(rows, page.Row{Key: f.P.T("report.label.today"), Text: f.P.T("status." + string(f.News.Status))})
	}
	return rows
}

func (f Follow) by(m scheme.DoubtMessage) string {
	if m.By == "" {
		return f.P.T("report.by_you")
	}
	return f.P.T("report.by_office")
}

func (e Entry) rows() []page.Row {
	var rows []page.Row
	add := func(key, text string) {
		if text != "" {
			rows = append(rows, page.Row{Key: e.P.T(key), Text: text})
		}
	}
	day := func(d scheme.Date) string {
		if d == "" {
			return ""
		}
		return e.P.Date(d)
	}
	add("misuse.party", e.Party.In(e.P.Lang))
	add("misuse.product", e.Product.In(e.P.Lang))
	add("misuse.source", e.Source)
	add("misuse.seen", day(e.Seen))
	add("misuse.published", day(e.Published))
	noticed := day(e.Noticed)
	if noticed == "" {
		noticed = e.P.T("misuse.notice_later")
	}
	add("misuse.noticed", noticed)
	if e.Ended == "" {
		add("misuse.review", day(e.Review))
	} else {
		add("misuse.ended", day(e.Ended))
		add("misuse.end", e.End.In(e.P.Lang))
	}
	return rows
}

func (r Register) href(e scheme.PublicMisuse) string {
	return r.To("/misuse/" + strconv.Itoa(e.Number))
}
