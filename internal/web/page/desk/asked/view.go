// Package asked is the authority's page of one inquiry: what it is asked
// about, what it has answered, and the form of an answer.
package asked

import (
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/inquiries"
)

// An Inquiry is what the authority may see of it, and has no field for more.
type Inquiry struct {
	ID       string
	Href     string
	Tick     string // value of its tick in the list; "" when it is not open
	Revision int
	About    scheme.InquiryAbout
	Kind     string // of the mark before State
	State    string
	Asked    scheme.Date
	Due      scheme.Date
	Late     bool
	Open     bool
	Closed   bool // the application has come to its end
	Waits    bool // for the office's reply
	Reminded []scheme.Date
	Answer   Answer
	Earlier  []Answer
	Asks     []Question
}

// An Answer is one that the authority gave.
type Answer struct {
	View     scheme.View
	Text     string
	Answered scheme.Date
	At       time.Time
	By       string // "" when it was entered from a letter
	Letter   string
	Late     bool
	Ended    time.Time
}

// A Question is one of the authority, with the office's reply.
type Question struct {
	Ask       string
	At        time.Time
	By        string
	Reply     string
	RepliedAt time.Time
}

// A View is what the page shows.
type View struct {
	page.Frame
	Errors  page.Errors
	Saved   string
	Inquiry Inquiry
	Typed   scheme.View
	Text    string
	StepUp  string // address that asks for the passkey; "" when it is not needed now
	Retake  bool   // the passkey is needed to take the answer back
}

// AboutRows are what an inquiry is about.
func AboutRows(f page.Frame, a scheme.InquiryAbout) []page.Row {
	p := f.P
	none := p.T("inquiry.none_given")
	applicant := a.Applicant.In(p.Lang)
	if other := a.Applicant.In(p.Other()); other != applicant {
		applicant += "\n" + other
	}
	product := a.Product.In(p.Lang)
	if other := a.Product.In(p.Other()); other != product {
		product += "\n" + other
	}
	return []page.Row{
		{Key: p.T("inquiry.number"), Text: a.Acceptance},
		{Key: p.T("inquiry.applicant"), Text: applicant},
		{Key: p.T("inquiry.reading"), Text: a.Reading, Empty: none},
		{Key: p.T("inquiry.country"), Text: p.Country(a.Country)},
		{Key: p.T("inquiry.corporate_number"), Text: a.CorporateNumber, Empty: p.T("inquiry.no_number")},
		{Key: p.T("inquiry.parents"), Text: lines(a.Parents), Empty: none},
		{Key: p.T("inquiry.supplied_by"), Text: lines(a.SuppliedBy), Empty: none},
		{Key: p.T("inquiry.maintainers"), Text: lines(a.Maintainers), Empty: none},
		{Key: p.T("inquiry.product"), Text: product},
		{Key: p.T("inquiry.manufacturer"), Text: a.Manufacturer, Empty: none},
	}
}

func lines(all []string) string {
	text := ""
	for i, one := range all {
		if i > 0 {
			text += "\n"
		}
		text += one
	}
	return text
}

func (v View) timeRows() []page.Row {
	rows := []page.Row{
		{Key: v.P.T("inquiry.asked"), Text: v.P.Date(v.Inquiry.Asked)},
		{Key: v.P.T("inquiry.due"), Text: v.P.Date(v.Inquiry.Due), Empty: v.P.T("inquiry.no_due")},
	}
	if len(v.Inquiry.Reminded) > 0 {
		var days []string
		for _, d := range v.Inquiry.Reminded {
			days = append(days, v.P.Date(d))
		}
		rows = append(rows, page.Row{Key: v.P.T("inquiry.reminded"), Text: v.P.List(days)})
	}
	return rows
}

func (v View) answerRows(a Answer) []page.Row {
	said := v.P.T("view." + string(a.View))
	if a.Late {
		said = v.P.T("inquiry.answer_late", said)
	}
	rows := []page.Row{{Key: v.P.T("inquiry.answer"), Text: v.P.T("inquiry.answer_on", said, a.Answered)}}
	if a.Text != "" {
		rows = append(rows, page.Row{Key: v.P.T("inquiry.text." + string(a.View)), Text: a.Text})
	}
	if a.Letter != "" {
		rows = append(rows, page.Row{Key: v.P.T("inquiry.letter"), Text: v.P.T("inquiry.letter_entered", a.Letter, a.At)})
	} else {
		rows = append(rows, page.Row{Key: v.P.T("inquiry.given"), Text: v.P.T("inquiry.by_at", a.By, a.At)})
	}
	if !a.Ended.IsZero() {
		rows = append(rows, page.Row{Key: v.P.T("inquiry.ended"), Text: v.P.Time(a.Ended)})
	}
	return rows
}

func (v View) viewField() page.Field {
	return page.Field{Name: "view", Label: v.P.T("inquiry.answer"), Value: string(v.Typed), Error: v.Errors.On("view"), Required: true}
}

func (v View) options() []page.Option {
	all := inquiries.ViewOptions(v.Frame)
	if !v.Inquiry.Waits {
		all = append(all, page.Option{Value: string(scheme.AsksMore), Label: v.P.T("view.asks_more"), Hint: v.P.T("inquiry.hint.asks_more")})
	}
	return all
}

func (v View) textField() page.Field {
	return page.Field{Name: "text", Label: v.P.T("inquiry.words"), Hint: v.P.T("inquiry.words.hint"), Value: v.Text, Error: v.Errors.On("text"), Rows: 5}
}

func (v View) heading() string {
	if v.Inquiry.Open {
		return v.P.T("inquiry.form.title")
	}
	return v.P.T("inquiry.form.again")
}
