package figures

import (
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
)

// Charts are drawn for the narrowest screen and grow with it. All measures are
// units of the drawing.
const (
	width = 360

	barHeight = 44 // name above, bar below
	barAt     = 22
	barThick  = 14
	barMost   = 290 // of the longest bar; the rest is for its number

	plotLeft   = 40
	plotTop    = 12
	plotHeight = 150
	plotFoot   = 28
)

// Bars is a chart of one bar for each kind.
type Bars struct {
	ID    string // of the drawing, for its title and description
	Title string
	Desc  string
	Bars  []Bar
}

// A Bar is one kind and how many there are of it.
type Bar struct {
	Name   string
	N      int
	Text   string // N as it is read
	Status string // whose colour it takes; "" for that of all
}

func (b Bars) height() int { return len(b.Bars) * barHeight }

// long is the length of a bar; what is not nothing is seen.
func (b Bars) long(n int) int {
	most := 0
	for _, one := range b.Bars {
		most = max(most, one.N)
	}
	if n == 0 || most == 0 {
		return 0
	}
	return max(2, n*barMost/most)
}

func (b Bar) class() string {
	if b.Status != "" {
		return "bar status-" + b.Status
	}
	return "bar"
}

// Columns is a chart of one column, or one range, for each month. The zero
// Columns draws nothing.
type Columns struct {
	P       *i18n.Printer
	ID      string
	Title   string
	Desc    string
	Columns []Column
}

// A Column is one month.
type Column struct {
	Month  string // "2026-04"
	N      int
	Partly bool            // the month is not over
	Spread registry.Spread // drawn instead of N when it is of any labels
}

// top is the number at the upper edge: the next of 4, 8, 12, 20, 40, 80 … that
// is not below any column, so that all grid lines are whole numbers.
func (c Columns) top() int {
	most := 0
	for _, one := range c.Columns {
		most = max(most, one.N)
	}
	for unit := 1; ; unit *= 10 {
		for _, step := range []int{4, 8, 12, 20} {
			if unit*step >= most {
				return unit * step
			}
		}
	}
}

// grid are the numbers at the lines.
func (c Columns) grid() []int {
	top := c.top()
	return []int{0, top / 4, top / 2, top * 3 / 4, top}
}

// y is where a number stands.
func (c Columns) y(n int) int { return plotTop + plotHeight - n*plotHeight/c.top() }

func (c Columns) height() int { return plotTop + plotHeight + plotFoot }

func (c Columns) step() int { return (width - plotLeft) / max(1, max(len(c.Columns), 6)) }

func (c Columns) x(i int) int { return plotLeft + i*c.step() }

func (c Columns) thick() int { return max(2, c.step()*3/5) }

// named are the columns below which their month stands: as many as have room.
func (c Columns) named(i int) bool {
	every := (len(c.Columns) + 5) / 6
	return (len(c.Columns)-1-i)%every == 0
}

// short is a month as it stands below the chart, "26/04".
func short(month string) string {
	year, m, _ := strings.Cut(month, "-")
	if len(year) == 4 {
		year = year[2:]
	}
	return year + "/" + m
}
