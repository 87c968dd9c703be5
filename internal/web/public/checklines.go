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
// it; otherwise of each line the first cell that holds something. The lines
// stay where they were, so that the answer fits beside the sheet.
func linesOf(typed string) ([]view.Checked, error) {
	rows := strings.Split(strings.ReplaceAll(strings.ReplaceAll(typed, "\r\n", "\n"), "\r", "\n"), "\n")
	var all []view.Checked
	column, given := -1, 0
	for i, row := range rows {
		cells := strings.Split(row, "\t")
		one := view.Checked{Line: i + 1, Typed: cellOf(cells, column)}
		if one.Typed == "" {
			continue
		}
		if len(all) == 0 {
			if column = headingIn(cells); column >= 0 && !blank(rows[i+1:]) {
				one.Typed, one.Heading = cellOf(cells, column), true
				all = append(all, one)
				continue
			}
			column = -1
		}
		if len([]rune(one.Typed)) > view.ModelAtMost {
			return nil, scheme.Refuse(scheme.Invalid, "refusal.check.line").On("list").With(one.Line, brief(one.Typed), view.ModelAtMost)
		}
		if err := scheme.CheckText("list", one.Typed, view.ModelAtMost); err != nil {
			return nil, err
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

// cellOf returns the cell of a column, or of no column the first that holds
// something.
func cellOf(cells []string, column int) string {
	if column >= 0 {
		if column >= len(cells) {
			return ""
		}
		return registry.Typed(unquoted(cells[column]))
	}
	for _, cell := range cells {
		if cell = registry.Typed(unquoted(cell)); cell != "" {
			return cell
		}
	}
	return ""
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

// headings are what the columns of models and numbers are called in both
// languages, as keys.
var headings = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, lang := range i18n.Languages {
		for name := range strings.SplitSeq(i18n.For(lang).T("check.headings"), "|") {
			all[registry.ModelKey(name)] = true
		}
	}
	return all
})

// headingIn returns which cell is such a heading; -1 when none is.
func headingIn(cells []string) int {
	return slices.IndexFunc(cells, func(cell string) bool { return headings()[registry.ModelKey(unquoted(cell))] })
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
