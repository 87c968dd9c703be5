package workload

import (
	"slices"

	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Errors   page.Errors
	Here     string
	From, To string // as asked for, "2026-04"
	Shown    bool   // there are figures
	AsOf     string
	Partial  bool // what the reader keeps off is left out
	Sections []Section
	How      []string // how things are counted
}

// A Section is some tables under one heading.
type Section struct {
	ID     string
	Title  string
	Says   string
	Tables []Table
}

// A Table is one table, on the page and for download. One that is Folded has
// its rows behind its title. One that is Sparse shows on the page only rows in
// which there is anything, and a phone only cells that are not 0.
type Table struct {
	Name   string // in its address
	Title  string
	Says   string
	Heads  []string
	Rows   [][]Cell
	None   string // instead of a table without rows
	Folded bool
	Sparse bool
	CSV    string // its address
}

// A Cell is one cell; the first of a row names it.
type Cell struct {
	Value any    // text or a number; nil for what there is none of
	Href  string // "" for no link
}

// text is a cell as a reader reads it.
func (v View) text(c Cell) string {
	switch one := c.Value.(type) {
	case int:
		return v.P.Number(one)
	case string:
		return one
	}
	return "—"
}

// shown are the rows that stand on the page.
func (t Table) shown() [][]Cell {
	if !t.Sparse {
		return t.Rows
	}
	return slices.DeleteFunc(slices.Clone(t.Rows), func(row []Cell) bool {
		return !slices.ContainsFunc(row[1:], func(c Cell) bool { n, number := c.Value.(int); return number && n != 0 })
	})
}

// isFigure reports whether the column holds numbers.
func (t Table) isFigure(column int) bool {
	for _, row := range t.Rows {
		if _, number := row[column].Value.(int); number {
			return true
		}
	}
	return false
}

// id is where the table stands on the page.
func (t Table) id() string { return "table-" + t.Name }

// headed reports whether the tables need headings of their own.
func (s Section) headed() bool { return len(s.Tables) > 1 }
