// Package figures holds the page of the published figures: tables, the charts
// drawn of them, and the same tables for download.
package figures

import (
	"slices"
	"strconv"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Page shows the figures of a day.
type Page struct {
	page.Frame
	Scheme  *scheme.Scheme
	Figures registry.Figures

	Oversight registry.Oversight
	Years     []int // of the reports; none when nothing is told of cases and reports
}

// A Table is one table of the figures, for the page and for download.
type Table struct {
	Name  string // in its address
	Title string
	Heads []string
	Rows  [][]any // the first cell names the row; nil is a figure that is not told
}

// Names of the tables, as their addresses hold them.
const (
	byStatus   = "labels-by-status"
	byLevel    = "labels-by-level"
	byCategory = "labels-by-category"
	byMonth    = "labels-by-month"
	daysTable  = "days-to-issue"
	oversight  = "cases-and-reports"
)

// Tables returns all tables of the figures in the language of the page.
func Tables(of Page) []Table {
	p, s, f := of.P, of.Scheme, of.Figures
	labels, models, holders := p.T("figures.labels"), p.T("figures.models"), p.T("figures.holders")
	t := []Table{
		{Name: byStatus, Title: p.T("figures.by_status"), Heads: []string{p.T("figures.status"), labels, models, holders}},
		{Name: byLevel, Title: p.T("figures.by_level"), Heads: []string{p.T("public.level"), labels, models, holders}},
		{Name: byCategory, Title: p.T("figures.by_category"), Heads: []string{p.T("public.category"), labels, models, holders}},
		{Name: byMonth, Title: p.T("figures.by_month"), Heads: []string{p.T("figures.month"), labels, models, holders}},
		{Name: daysTable, Title: p.T("figures.days"), Heads: []string{p.T("figures.month"), labels, p.T("figures.lower"), p.T("figures.median"), p.T("figures.upper")}},
	}
	for _, c := range f.ByStatus {
		t[0].Rows = append(t[0].Rows, []any{p.T("status." + c.Of), c.Labels, c.Models, c.Holders})
	}
	for _, c := range f.ByLevel {
		t[1].Rows = append(t[1].Rows, []any{levelName(p, s, c.Of), c.Labels, c.Models, c.Holders})
	}
	for _, c := range f.ByCategory {
		t[2].Rows = append(t[2].Rows, []any{categoryName(p, s, c.Of), c.Labels, c.Models, c.Holders})
	}
	for _, m := range f.ByMonth {
		t[3].Rows = append(t[3].Rows, []any{m.Month, m.Labels, m.Models, m.Holders})
		t[4].Rows = append(t[4].Rows, spreadRow(m.Month, m.Days))
	}
	t[4].Rows = append(t[4].Rows, spreadRow(p.T("figures.whole"), f.Days))
	return append(t, oversightTable(of))
}

// oversightTable holds open cases and the reports of each year.
func oversightTable(of Page) Table {
	t := Table{Name: oversight, Title: of.P.T("figures.oversight"), Heads: []string{of.P.T("figures.what"), of.P.T("figures.number")}}
	told := func(n registry.Told) any {
		if n.Fewer > 0 {
			return of.P.T("figures.fewer", n.Fewer)
		}
		return n.N
	}
	if len(of.Years) == 0 {
		return t
	}
	t.Rows = append(t.Rows, []any{of.P.T("figures.open_cases"), told(of.Oversight.OpenCases)})
	for i, year := range of.Years {
		t.Rows = append(t.Rows, []any{of.P.T("figures.reports_of", strconv.Itoa(year)), told(of.Oversight.Doubts[i])})
	}
	return t
}

func spreadRow(of string, d registry.Spread) []any {
	if d.Of == 0 {
		return []any{of, nil, nil, nil, nil}
	}
	return []any{of, d.Of, d.Lower, d.Median, d.Upper}
}

func levelName(p *i18n.Printer, s *scheme.Scheme, id string) string {
	if l, ok := s.Level(scheme.LevelID(id)); ok {
		return l.Name.In(p.Lang)
	}
	return id
}

func categoryName(p *i18n.Printer, s *scheme.Scheme, id string) string {
	if c, ok := s.Category(scheme.CategoryID(id)); ok {
		return c.Name.In(p.Lang)
	}
	if id == "" {
		return p.T("figures.every_category")
	}
	return id
}

// table returns the table of this name.
func (p Page) table(name string) Table {
	all := Tables(p)
	return all[slices.IndexFunc(all, func(t Table) bool { return t.Name == name })]
}

// cell writes a figure as a reader reads it.
func (p Page) cell(c any) string {
	switch v := c.(type) {
	case int:
		return p.P.Number(v)
	case string:
		return v
	}
	return p.P.T("figures.not_told")
}

// inForce are the labels that are valid or whose extension is under way.
func (p Page) inForce() int {
	n := 0
	for _, c := range p.Figures.ByStatus {
		if c.Of == string(scheme.Active) || c.Of == string(scheme.InExtension) {
			n += c.Labels
		}
	}
	return n
}

// few says how many labels a group has at least of which days are told.
func (p Page) few() int { return p.Scheme.Guide.Figures.GroupAtLeast }

// bars draws the labels of a table's rows.
func (p Page) bars(name string) Bars {
	t := p.table(name)
	b := Bars{ID: "chart-" + name, Title: t.Title, Desc: p.P.T("figures.bars_desc")}
	for i, row := range t.Rows {
		one := Bar{Name: row[0].(string), N: row[1].(int), Text: p.cell(row[1])}
		if name == byStatus {
			one.Status = p.Figures.ByStatus[i].Of
		}
		b.Bars = append(b.Bars, one)
	}
	return b
}

// monthsDrawn bounds the charts by month; the tables hold all months.
const monthsDrawn = 24

func (p Page) drawnMonths() []registry.Month {
	all := p.Figures.ByMonth
	return all[max(0, len(all)-monthsDrawn):]
}

// columns draws the labels by month. The month that is not over is drawn by
// another pattern.
func (p Page) columns() Columns {
	months := p.drawnMonths()
	c := Columns{ID: "chart-" + byMonth, Title: p.P.T("figures.by_month"), P: p.P}
	most := registry.Month{}
	for i, m := range months {
		c.Columns = append(c.Columns, Column{Month: m.Month, N: m.Labels, Partly: i == len(months)-1})
		if m.Labels > most.Labels {
			most = m
		}
	}
	if len(months) > 0 {
		c.Desc = p.P.T("figures.columns_desc", months[0].Month, months[len(months)-1].Month, most.Month, most.Labels)
	}
	return c
}

// partly reports whether the chart draws a month that is not over.
func (p Page) partly() bool {
	n := len(p.Figures.ByMonth)
	return n > 0 && p.Figures.ByMonth[n-1].Labels > 0
}

// ranges draws the days from receipt to issue by month; without a month that
// is told of it is empty.
func (p Page) ranges() Columns {
	c := Columns{ID: "chart-" + daysTable, Title: p.P.T("figures.days"), P: p.P, Desc: p.P.T("figures.ranges_desc")}
	told := false
	for _, m := range p.drawnMonths() {
		c.Columns = append(c.Columns, Column{Month: m.Month, N: m.Days.Upper, Spread: m.Days})
		told = told || m.Days.Of > 0
	}
	if !told {
		return Columns{}
	}
	return c
}

func text(n int) string { return strconv.Itoa(n) }
