package page

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// A Field is one question of a form.
type Field struct {
	Name         string // of the form value
	Label        string
	Hint         string // stands between label and control
	Value        string
	Error        string // said with the field; "" when it is right
	Required     bool
	Optional     bool   // says so beside the label
	Type         string // of an input: "text" when empty, "email", "url", "search", "password"
	Autocomplete string
	InputMode    string
	Lang         string          // of what is typed, when it differs from the page's
	Width        string          // "short", "medium" or "" for full
	MaxLength    int             // characters; 0: no limit
	Rows         int             // of a text area; 5 when 0
	Min, Max     string          // of a date, "2026-04-01"; "" for none
	Heading      bool            // the label is the heading of the page
	Above        templ.Component // stands over the control, such as a comment; nil for none
	Form         string          // id of the form that it belongs to, when it stands outside of it
	Tag          string          // stands beside the label, such as who will read the answer; "" for none
}

// ID is the field's id on the page. The error summary leads to it.
func (f Field) ID() string { return FieldID(f.Name) }

// FieldID makes the id of a field from its name, which may hold dots.
func FieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "5"
	}
	return strconv.Itoa(f.Rows)
}

// describedBy lists the ids of hint and error, so that a screen reader reads
// them with the control.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// LabelOf returns the word for a field as a label of its own.
func LabelOf(p *i18n.Printer, field string) string { return Capital(p.T("field." + field)) }

// Capital begins a word that stands alone with a capital letter, where its
// script has them.
func Capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// An Option is one choice of several.
type Option struct {
	Value string
	Label string
	Hint  string
}

// Errors are the refusals of one form, said in the reader's language.
type Errors struct {
	items []fieldError
}

type fieldError struct {
	field, text string
	named       string // with the field's name, for where the field does not stand beside
}

// ErrorsOf says the refusals inside err. Failures are not among them: the
// handler returns those.
func ErrorsOf(p *i18n.Printer, err error) Errors {
	var e Errors
	for _, r := range scheme.RefusalsOf(err) {
		e.items = append(e.items, fieldError{r.Field, p.Refusal(r), Named(p, r)})
	}
	return e
}

// Named says a refusal with the name of its field, unless it names it already
// or the field has no name.
func Named(p *i18n.Printer, r *scheme.Refusal) string {
	text, name := p.Refusal(r), fieldName(p, r.Field)
	if name == "" || strings.Contains(strings.ToLower(text), strings.ToLower(name)) {
		return text
	}
	return p.T("form.error_named", name, text)
}

// fieldName is the word for a field, or for the part of an item or of a piece
// of evidence that a name like "S1.1-01.evidence.0.title" ends in.
func fieldName(p *i18n.Printer, field string) string {
	if p.Has("field." + field) {
		return LabelOf(p, field)
	}
	parts := strings.Split(field, ".")
	last := parts[len(parts)-1]
	if len(parts) < 2 || !p.Has("field."+last) {
		return ""
	}
	name := LabelOf(p, last)
	if n := len(parts); n > 3 && parts[n-3] == "evidence" {
		if row, err := strconv.Atoi(parts[n-2]); err == nil {
			name = p.T("form.error_named", p.T("applicant.item.evidence_number", row+1), name)
		}
	}
	return name
}

// Any reports whether there is anything to mend.
func (e Errors) Any() bool { return len(e.items) > 0 }

// On returns what is wrong with a field; "" when nothing is.
func (e Errors) On(field string) string {
	var said []string
	for _, item := range e.items {
		if item.field == field {
			said = append(said, item.text)
		}
	}
	return strings.Join(said, " ")
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

func escapeQuery(s string) string { return url.QueryEscape(s) }

// attributes are what all controls share.
func (f Field) attributes() templ.Attributes {
	a := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("aria-describedby", f.describedBy())
	set("autocomplete", f.Autocomplete)
	set("inputmode", f.InputMode)
	set("lang", f.Lang)
	set("form", f.Form)
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required {
		a["aria-required"] = "true" // not "required": the server says what is missing, in the page's language
	}
	if f.MaxLength > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	return a
}
