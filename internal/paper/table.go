package paper

// Facts sets pairs of what is told and what it is, as a table of two columns.
func (d *Doc) Facts(facts []Fact) {
	d.apart()
	t := &table{doc: d, element: d.root.add("Table"), widths: []float64{room * 0.3, room * 0.7}, right: []bool{false, false}}
	for _, f := range facts {
		row := t.element.add("TR")
		t.row([]cell{
			{row.add("TH").with("/O /Table /Scope /Row"), headStyle, d.lines(headStyle, t.widths[0]-2*cellPad, f.Key)},
			{row.add("TD"), cellStyle, d.lines(cellStyle, t.widths[1]-2*cellPad, f.Value)},
		})
	}
	d.y += textStyle.after
}

// Table sets rows under columns; the heads stand again on each page. A row
// with fewer cells than columns leaves the rest blank.
func (d *Doc) Table(columns []Column, rows [][]string) {
	d.apart()
	t := &table{doc: d, element: d.root.add("Table")}
	shares := 0.0
	for _, c := range columns {
		shares += share(c)
	}
	head := t.element.add("TR")
	for _, c := range columns {
		width := room * share(c) / shares
		t.widths, t.right = append(t.widths, width), append(t.right, c.Right)
		t.head = append(t.head, cell{head.add("TH").with("/O /Table /Scope /Column"), headStyle, d.lines(headStyle, width-2*cellPad, c.Title)})
	}
	d.need(t.height(t.head) + 2*cellStyle.size*leading)
	t.cells(t.head, 0, most(t.head))
	for _, r := range rows {
		row, cells := t.element.add("TR"), make([]cell, len(columns))
		for i := range columns {
			text := ""
			if i < len(r) {
				text = r[i]
			}
			cells[i] = cell{row.add("TD"), cellStyle, d.lines(cellStyle, t.widths[i]-2*cellPad, text)}
		}
		t.row(cells)
	}
	d.y += textStyle.after
}

// apart keeps a table from what stands above it.
func (d *Doc) apart() {
	if !d.fresh() {
		d.y += cellPad
	}
}

func share(c Column) float64 {
	if c.Share <= 0 {
		return 1
	}
	return c.Share
}

// A table in the making. Its head is empty when it has none.
type table struct {
	doc     *Doc
	element *element
	widths  []float64
	right   []bool
	head    []cell
}

// A cell is one text in a table.
type cell struct {
	element *element
	style   style
	lines   []line
}

// most returns how many lines the longest of the cells has.
func most(cells []cell) int {
	n := 0
	for _, c := range cells {
		n = max(n, len(c.lines))
	}
	return n
}

func (t *table) height(cells []cell) float64 {
	return float64(most(cells))*cellStyle.size*leading + cellPad
}

// row sets one row. One that is longer than the page goes on on the next.
func (t *table) row(cells []cell) {
	d, n := t.doc, most(cells)
	if d.y+t.height(cells) > bottom && t.height(cells) <= (bottom-top)/3 {
		t.turn()
	}
	for from := 0; from < n; {
		fits := int((bottom - d.y - cellPad) / (cellStyle.size * leading))
		if fits < 1 {
			t.turn()
			continue
		}
		to := min(n, from+fits)
		t.cells(cells, from, to)
		from = to
	}
}

// turn begins a page and says the heads again, for the eye only.
func (t *table) turn() {
	t.doc.turn()
	if len(t.head) == 0 {
		return
	}
	again := make([]cell, len(t.head))
	for i, c := range t.head {
		again[i] = cell{nil, c.style, c.lines}
	}
	t.cells(again, 0, most(again))
}

// cells sets some lines of a row, and the rule below them.
func (t *table) cells(cells []cell, from, to int) {
	d := t.doc
	x, y := side, d.y+cellPad/2
	for i, c := range cells {
		lines := c.lines[min(from, len(c.lines)):min(to, len(c.lines))]
		draw := func() {
			for n, l := range lines {
				at := x + cellPad
				if t.right[i] {
					at = x + t.widths[i] - cellPad - l.width
				}
				d.y = y + float64(n)*cellStyle.size*leading
				d.line(c.style, at, l)
			}
		}
		if c.element == nil {
			d.artifact(func(*leaf) { draw() })
		} else {
			d.marked(c.element, draw)
		}
		x += t.widths[i]
	}
	d.y = y + float64(to-from)*cellStyle.size*leading + cellPad/2
	d.artifact(func(l *leaf) {
		l.write("0.7 G 0.5 w %s %s m %s %s l S 0 G 1 w\n", num(side), num(pageHeight-d.y), num(side+room), num(pageHeight-d.y))
	})
}

// Names sets a list of short names in columns, read row by row.
func (d *Doc) Names(names []string, columns int) {
	d.apart()
	columns = max(columns, 1)
	t := &table{doc: d, element: d.root.add("L"), right: make([]bool, columns)}
	for range columns {
		t.widths = append(t.widths, room/float64(columns))
	}
	for len(names) > 0 {
		n := min(columns, len(names))
		var cells []cell
		for _, name := range names[:n] {
			cells = append(cells, cell{t.element.add("LI").add("LBody"), cellStyle, d.lines(cellStyle, t.widths[0]-2*cellPad, name)})
		}
		t.row(cells)
		names = names[n:]
	}
	d.y += textStyle.after
}
