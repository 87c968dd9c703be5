package public

import (
	"slices"
	"strings"
	"sync"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	view "shirushi/internal/web/page/public"
)

// linesOf reads a list as it was typed or pasted from a spreadsheet: one
// model or number on each line, empty lines among them. Where the first line
// has a heading that means models or numbers, the list is what stands below
// it, and below both where it has both; otherwise of each line the first cell
// that holds something. The lines stay where they were, so that the answer
// fits beside the sheet.
func linesOf(typed string) ([]view.Checked, error) {
	rows := strings.Split(strings.ReplaceAll(strings.ReplaceAll(typed, "\r\n", "\n"), "\r", "\n"), "\n")
	var all []view.Checked
	at, given := noColumns, 0
	for i, row := range rows {
		cells := strings.Split(row, "\t")
		one := at.read(cells)
		if one.Line = i + 1; one.Typed == "" {
			continue
		}
		if len(all) == 0 {
			if at = headingsIn(cells); at != noColumns && !blank(rows[i+1:]) {
				one = at.read(cells)
				one.Line, one.Heading = i+1, true
				all = append(all, one)
				continue
			}
			at = noColumns
		}
		for _, cell := range []string{one.Typed, one.Beside} {
			if err := checkCell(one.Line, cell); err != nil {
				return nil, err
			}
		}
		all, given = append(all, one), given+1
	}
	switch {
	case given == 0:
		return nil, scheme.Refuse(scheme.Invalid, "refusal.check.empty").On("list")
	case given > view.CheckAtMost:
		return nil, scheme.Refuse(scheme.Invalid, "refusal.check.many").On("list").With(view.CheckAtMost, given)
	}
	return all, nil
}

func checkCell(line int, cell string) error {
	if len([]rune(cell)) > view.ModelAtMost {
		return scheme.Refuse(scheme.Invalid, "refusal.check.line").On("list").With(line, brief(cell), view.ModelAtMost)
	}
	return scheme.CheckText("list", cell, view.ModelAtMost)
}

// columns are where models and registration numbers stand in a table; -1 for
// one that it does not have.
type columns struct{ model, number int }

var noColumns = columns{-1, -1}

// read takes what is asked for out of a line, and the number that stands
// beside a model.
func (at columns) read(cells []string) (one view.Checked) {
	if at == noColumns {
		for _, cell := range cells {
			if one.Typed = registry.Typed(unquoted(cell)); one.Typed != "" {
				break
			}
		}
		return one
	}
	one.Typed, one.Beside = cellOf(cells, at.model), cellOf(cells, at.number)
	switch {
	case one.Typed != "" && !strings.ContainsAny(one.Beside, "0123456789０１２３４５６７８９"): // "none", a dash
		one.Beside = ""
	case one.Typed == "":
		one.Typed, one.Beside = one.Beside, ""
	}
	return one
}

// cellOf returns the cell of a column; "" where there is none.
func cellOf(cells []string, column int) string {
	if column < 0 || column >= len(cells) {
		return ""
	}
	return registry.Typed(unquoted(cells[column]))
}

// unquoted is a cell without the marks that a spreadsheet puts around some.
func unquoted(cell string) string {
	if len(cell) >= 2 && cell[0] == '"' && cell[len(cell)-1] == '"' {
		return strings.ReplaceAll(cell[1:len(cell)-1], `""`, `"`)
	}
	return cell
}

func blank(rows []string) bool {
	return !slices.ContainsFunc(rows, func(row string) bool { return registry.Typed(row) != "" })
}

// headings are what columns are called in both languages, as keys: those of
// models, which may hold numbers, too, and those of numbers alone.
var headings = sync.OnceValue(func() (all struct{ models, numbers map[string]bool }) {
	all.models, all.numbers = map[string]bool{}, map[string]bool{}
	for _, lang := range i18n.Languages {
		for name := range strings.SplitSeq(i18n.For(lang).T("check.headings"), "|") {
			all.models[registry.ModelKey(name)] = true
		}
		for name := range strings.SplitSeq(i18n.For(lang).T("check.number_headings"), "|") {
			all.numbers[registry.ModelKey(name)] = true
		}
	}
	return all
})

// headingsIn returns which cells of a line are such headings.
func headingsIn(cells []string) columns {
	in := func(known map[string]bool) int {
		return slices.IndexFunc(cells, func(cell string) bool { return known[registry.ModelKey(unquoted(cell))] })
	}
	return columns{in(headings().models), in(headings().numbers)}
}

// A spelling tells how a label has a model that was typed in another way. It
// is worked out once for each label: some have thousands of models.
type spelling map[scheme.LabelNumber]map[string]string

func (s spelling) of(e registry.Entry, typed string) string {
	if s[e.Number] == nil {
		s[e.Number] = map[string]string{}
		for _, m := range e.Product.Models {
			s[e.Number][registry.ModelKey(m)] = m
		}
	}
	return s[e.Number][registry.ModelKey(typed)]
}
