// Package inquiries is the part of an application's page at the office that
// shows what each authority was asked and has answered, with the deeds that
// are open to the reader.
package inquiries

import (
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// Style is the style sheet of the pages that show inquiries.
const Style = "inquiry.css"

// A View is what the part shows. It is itself the whole of what a page must
// give.
type View struct {
	page.Frame
	Errors   page.Errors
	Here     string // address of the application; deeds post below it
	Accepted bool   // waits for the decision; inquiries can be made
	Rows     []Row
	More     []scheme.Organisation // authorities that have not been asked
	Deeds    []scheme.Deed         // that rules and role allow the reader now
	Today    scheme.Date
	Typed    Typed
}

// A Row is one inquiry.
type Row struct {
	scheme.Inquiry
	Name     scheme.Text
	AskedOn  scheme.Date
	Reminded []string // each day with who sent it
	People   int      // of the authority, who can sign in and answer
	Names    map[scheme.PersonID]string
}

// Typed is what was typed into the form that was refused.
type Typed struct {
	Deed      scheme.Deed // "" when none was
	Inquiry   scheme.InquiryID
	View      string
	Text      string // of the answer, of the note or of the reply
	Answered  string
	Reference string
	SHA256    string
	KeptAt    string
	Authority string
}

// FieldOf is the name of a field of a deed's form; the forms of several
// inquiries stand on one page.
func FieldOf(id scheme.InquiryID, d scheme.Deed, part string) string {
	return string(id) + "." + string(d) + "." + part
}

// Answered returns how many authorities' answers count, and how many there are.
func (v View) Answered() (settled, all int) {
	for _, r := range v.Rows {
		if r.Settled() {
			settled++
		}
	}
	return settled, len(v.Rows)
}

func (v View) may(d scheme.Deed) bool { return v.Accepted && slices.Contains(v.Deeds, d) }

// open reports whether the form of a deed has to be shown unfolded.
func (v View) open(r Row, d scheme.Deed) bool { return v.Typed.Deed == d && v.Typed.Inquiry == r.ID }

func (v View) typed(r Row, d scheme.Deed) Typed {
	if v.open(r, d) {
		return v.Typed
	}
	return Typed{}
}

func (v View) field(r Row, d scheme.Deed, part, label string) page.Field {
	name := FieldOf(r.ID, d, part)
	return page.Field{Name: name, Label: label, Error: v.Errors.On(name)}
}

func (v View) name(r Row, id scheme.PersonID) string {
	if n := r.Names[id]; n != "" {
		return n
	}
	return v.P.T("officer.person.unknown")
}

// state says where the inquiry stands, with the kind of mark that goes before
// it.
func (v View) state(r Row) (kind, text string) {
	switch {
	case r.Asks():
		return "todo", v.P.T("inquiry.state.asks")
	case r.LateOn(v.Today) && v.Accepted:
		return "wrong", v.P.T("inquiry.state.late")
	case r.Open() && !v.Accepted:
		return "later", v.P.T("inquiry.state.closed")
	case r.Open():
		return "doing", v.P.T("inquiry.state.open")
	case r.Answer.Counts == scheme.Objects:
		return "wrong", v.P.T("view." + string(r.Answer.View))
	case r.Unconfirmed():
		return "todo", v.P.T("inquiry.state.unconfirmed", scheme.Code("view."+string(r.Answer.View)))
	case !r.Answer.Confirmed.At.IsZero():
		return "done", v.P.T("inquiry.state.confirmed", scheme.Code("view."+string(r.Answer.View)))
	}
	return "done", v.P.T("view." + string(r.Answer.View))
}

func (v View) kind(r Row) string { kind, _ := v.state(r); return kind }

func (v View) stateText(r Row) string { _, text := v.state(r); return text }

// rows are the facts of one inquiry.
func (v View) rows(r Row) []page.Row {
	rows := []page.Row{
		{Key: v.P.T("inquiry.asked"), Text: v.P.T("inquiry.asked_by", r.AskedOn, v.name(r, r.AskedBy))},
		{Key: v.P.T("inquiry.due"), Text: v.P.Date(r.Due), Empty: v.P.T("inquiry.no_due")},
	}
	if len(r.Reminded) > 0 {
		rows = append(rows, page.Row{Key: v.P.T("inquiry.reminded"), Text: v.P.List(r.Reminded)})
	}
	if r.Open() {
		return rows
	}
	rows = append(rows, v.answerRows(r, r.Answer)...)
	if c := r.Answer.Confirmed; !c.At.IsZero() {
		rows = append(rows, page.Row{Key: v.P.T("inquiry.confirmed"), Text: c.Note + "\n" + v.P.T("inquiry.by_at", v.name(r, c.By), c.At)})
	}
	return rows
}

func (v View) answerRows(r Row, a scheme.AuthorityAnswer) []page.Row {
	answer := v.P.T("view." + string(a.View))
	if a.Late {
		answer = v.P.T("inquiry.answer_late", answer)
	}
	rows := []page.Row{{Key: v.P.T("inquiry.answer"), Text: v.P.T("inquiry.answer_on", answer, a.Answered)}}
	if a.Text != "" {
		rows = append(rows, page.Row{Key: v.P.T("inquiry.text." + string(a.View)), Text: a.Text})
	}
	if a.ByLetter() {
		return append(rows,
			page.Row{Key: v.P.T("inquiry.letter"), Text: v.P.T("inquiry.letter_of", a.Letter.Reference, a.Letter.KeptAt) + "\nSHA-256 " + a.Letter.SHA256},
			page.Row{Key: v.P.T("inquiry.entered"), Text: v.P.T("inquiry.by_at", v.name(r, a.By), a.At)})
	}
	return append(rows, page.Row{Key: v.P.T("inquiry.given"), Text: v.P.T("inquiry.by_at", v.name(r, a.By), a.At)})
}

func (v View) viewField(r Row) page.Field {
	f := v.field(r, scheme.DeedEnter, "view", v.P.T("inquiry.answer"))
	f.Value, f.Required = v.typed(r, scheme.DeedEnter).View, true
	return f
}

// ViewOptions are the answers that settle an inquiry.
func ViewOptions(f page.Frame) []page.Option {
	var all []page.Option
	for _, one := range scheme.Views {
		all = append(all, page.Option{Value: string(one), Label: f.P.T("view." + string(one)), Hint: f.P.T("inquiry.hint." + string(one))})
	}
	return all
}

func (v View) textField(r Row) page.Field {
	f := v.field(r, scheme.DeedEnter, "text", v.P.T("inquiry.text"))
	f.Value, f.Rows, f.Hint = v.typed(r, scheme.DeedEnter).Text, 3, v.P.T("inquiry.text.hint")
	return f
}

func (v View) answeredField(r Row) page.Field {
	f := v.field(r, scheme.DeedEnter, "answered", v.P.T("inquiry.letter.day"))
	f.Value, f.Min, f.Max, f.Required = v.typed(r, scheme.DeedEnter).Answered, string(r.AskedOn), string(v.Today), true
	return f
}

func (v View) referenceField(r Row) page.Field {
	f := v.field(r, scheme.DeedEnter, "reference", v.P.T("inquiry.letter.reference"))
	f.Value, f.Width, f.Required = v.typed(r, scheme.DeedEnter).Reference, "medium", true
	return f
}

func (v View) sha256Field(r Row) page.Field {
	f := v.field(r, scheme.DeedEnter, "sha256", v.P.T("inquiry.letter.sha256"))
	f.Value, f.Hint, f.Required = v.typed(r, scheme.DeedEnter).SHA256, v.P.T("inquiry.letter.sha256.hint"), true
	return f
}

func (v View) keptAtField(r Row) page.Field {
	f := v.field(r, scheme.DeedEnter, "kept_at", v.P.T("inquiry.letter.kept_at"))
	f.Value, f.Width, f.Required = v.typed(r, scheme.DeedEnter).KeptAt, "medium", true
	return f
}

func (v View) noteField(r Row) page.Field {
	f := v.field(r, scheme.DeedAssent, "note", v.P.T("inquiry.note"))
	f.Value, f.Rows, f.Required = v.typed(r, scheme.DeedAssent).Text, 3, true
	return f
}

func (v View) replyField(r Row) page.Field {
	f := v.field(r, scheme.DeedReply, "reply", v.P.T("inquiry.reply"))
	f.Value, f.Rows, f.Required = v.typed(r, scheme.DeedReply).Text, 4, true
	return f
}

func (v View) authorityField() page.Field {
	name := FieldOf("", scheme.DeedAsk, "authority")
	return page.Field{Name: name, Label: v.P.T("inquiry.authority"), Error: v.Errors.On(name), Value: v.Typed.Authority, Width: "medium"}
}

func (v View) authorities() []page.Option {
	all := []page.Option{{Label: v.P.T("inquiry.choose")}}
	for _, o := range v.More {
		all = append(all, page.Option{Value: string(o.ID), Label: o.Name.In(v.P.Lang)})
	}
	return all
}
