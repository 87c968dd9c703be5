package public

import (
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// CheckAtMost is how many lines of a list are checked at once.
const CheckAtMost = 5000

// checkShown is how many of them a page shows; a file holds all.
const checkShown = 200

// A Check is the page on which a list of models is checked.
type Check struct {
	page.Frame
	Scheme *scheme.Scheme
	Day    scheme.Date
	Typed  string // the list as it came
	Error  string // what is wrong with it; "" when nothing is
	Asked  int    // lines in the list that ask for something; 0 when none was given
	Rows   []Checked
}

// A Checked is a line of the list that is not empty, and the labels found.
type Checked struct {
	Line    int    // its place in the list, from 1
	Typed   string // what was looked for
	Beside  string // the number that stands beside this model, and was looked for instead; "" where none does
	Unfit   bool   // the label with that number is not for this model
	Number  bool   // it is meant as a registration number
	Heading bool   // it is the heading above the others; nothing was looked for
	Entries []registry.Entry
	Models  []string // as these labels have the model; "" where the line is a number
	Total   int      // labels in all; more than Entries when they are many
}

// active is how many of the lines have a label that is active on the day.
func (c Check) active() int {
	return c.count(func(row Checked) bool {
		return len(row.Entries) > 0 && !row.Unfit && row.Entries[0].StatusOn(c.Day) == scheme.Active
	})
}

// ended is how many of the lines have labels, but none that is active.
func (c Check) ended() int { return c.Asked - c.active() - c.unfit() - c.none() }

// unfit is how many of the lines have a number that is of another product.
func (c Check) unfit() int { return c.count(func(row Checked) bool { return row.Unfit }) }

// none is how many of the lines have no label.
func (c Check) none() int { return c.count(func(row Checked) bool { return len(row.Entries) == 0 }) }

func (c Check) count(counts func(Checked) bool) int {
	n := 0
	for _, row := range c.Rows {
		if !row.Heading && counts(row) {
			n++
		}
	}
	return n
}

// paired reports whether the list has numbers beside models.
func (c Check) paired() bool { return c.count(func(row Checked) bool { return row.Beside != "" }) > 0 }

// shown are the lines that the page has room for.
func (c Check) shown() []Checked {
	var all []Checked
	for _, row := range c.Rows {
		if !row.Heading {
			all = append(all, row)
		}
	}
	return all[:min(len(all), checkShown)]
}

func (c Check) file(end string) string { return c.To("/check/labels." + end) }

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
	for _, key := range []string{"check.row", "check.line", "public.search.status", "public.number", "public.level", "check.last_day", "check.ended",
		"check.model", "public.product_name", "public.holder", "check.count", "check.others", "check.as_of", "check.beside"} {
		all = append(all, c.P.T(key))
	}
	return all
}

// Table is the file of what was found: one row for each line of the list up to
// the last that says something, the empty ones too, so that it fits beside
// the sheet the list came from.
func (c Check) Table() [][]any {
	var all [][]any
	for _, row := range c.Rows {
		for len(all) < row.Line-1 {
			all = append(all, c.fill(len(all)+1, "", ""))
		}
		switch {
		case row.Heading:
			all = append(all, c.fill(row.Line, row.Typed, c.P.T("check.heading")))
		case len(row.Entries) == 0:
			all = append(all, c.fill(row.Line, row.Typed, c.P.T("check.none_cell"), nil, nil, nil, nil, nil, nil, nil, 0, nil, c.Day, row.Beside))
		default:
			all = append(all, c.found(row))
		}
	}
	return all
}

// fill is a row of the file with what is known, and empty cells after it.
func (c Check) fill(line int, typed, status string, rest ...any) []any {
	row := append([]any{line, typed, status}, rest...)
	for len(row) < len(c.Heads()) {
		row = append(row, nil)
	}
	return row
}

// found is the row of a line with labels: the first of them, and the numbers
// of the others.
func (c Check) found(row Checked) []any {
	e, ended := row.Entries[0], scheme.Date("")
	switch e.StatusOn(c.Day) {
	case scheme.Withdrawn:
		ended = e.Withdrawn
	case scheme.Revoked:
		ended = e.Revoked
	}
	var others []string
	for _, other := range row.Entries[1:] {
		others = append(others, string(other.Number))
	}
	if row.Total > len(row.Entries) {
		others = append(others, "…")
	}
	status := page.Capital(statusText(c.P, e.StatusOn(c.Day)))
	if row.Unfit {
		status = c.P.T("check.unfit_cell")
	}
	return []any{row.Line, row.Typed, status, e.Number, levelName(c.Scheme, e.Level, c.P.Lang), e.ValidUntil, ended,
		row.Models[0], e.Product.Name.In(c.P.Lang), e.Holder.In(c.P.Lang), row.Total, strings.Join(others, " "), c.Day, row.Beside}
}
