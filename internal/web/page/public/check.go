package public

import (
	"net/url"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// CheckAtMost is how many lines of a list are checked at once.
const CheckAtMost = 100

// A Check is the page on which a list of models is checked.
type Check struct {
	page.Frame
	Scheme *scheme.Scheme
	Day    scheme.Date
	Typed  string // the list as it came
	Error  string // what is wrong with it; "" when nothing is
	Asked  int    // lines in the list; 0 when none was given
	Rows   []Checked
}

// A Checked is one label of a line, or a line without one.
type Checked struct {
	Typed string // the line
	Entry registry.Entry
	Model string // as the label has it; "" when the line is a number
	There bool   // Entry is a label of this line
}

// active is how many of the lines have a label that is active on the day.
func (c Check) active() int {
	n := 0
	for i, row := range c.Rows {
		if row.There && row.Entry.StatusOn(c.Day) == scheme.Active && (i == 0 || c.Rows[i-1].Typed != row.Typed) {
			n++
		}
	}
	return n
}

func (c Check) file() string {
	return c.To("/check/labels.csv?" + url.Values{"list": {c.Typed}}.Encode())
}

// lastDay is the last day of a label's validity, or says when it was ended.
func (c Check) lastDay(e registry.Entry) string {
	if s := e.StatusOn(c.Day); s == scheme.Withdrawn || s == scheme.Revoked {
		return lastDay(c.Frame, e, c.Day)
	}
	return c.P.Date(e.ValidUntil)
}

// Heads are the headings of the file of what was found.
func (c Check) Heads() []string {
	var all []string
	for _, key := range []string{"check.line", "public.search.status", "public.number", "public.level", "check.last_day", "check.ended",
		"check.model", "public.product_name", "public.holder", "check.as_of"} {
		all = append(all, c.P.T(key))
	}
	return all
}

// Table is the file of what was found, row by row.
func (c Check) Table() [][]any {
	var all [][]any
	for _, row := range c.Rows {
		if !row.There {
			all = append(all, []any{row.Typed, c.P.T("check.none"), "", "", "", "", "", "", "", c.Day})
			continue
		}
		e, ended := row.Entry, scheme.Date("")
		switch e.StatusOn(c.Day) {
		case scheme.Withdrawn:
			ended = e.Withdrawn
		case scheme.Revoked:
			ended = e.Revoked
		}
		all = append(all, []any{row.Typed, page.Capital(statusText(c.P, e.StatusOn(c.Day))), e.Number, levelName(c.Scheme, e.Level, c.P.Lang), e.ValidUntil, ended,
			row.Model, e.Product.Name.In(c.P.Lang), e.Holder.In(c.P.Lang), c.Day})
	}
	return all
}
