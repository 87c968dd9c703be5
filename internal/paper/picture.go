package paper

import (
	"shirushi/internal/font"
	"shirushi/internal/picture"
)

// Picture sets a picture, so many millimetres wide, and says in its place what
// its title says.
func (d *Doc) Picture(p picture.Picture, millimetres float64) {
	width := min(millimetres*mm, room)
	height := width * p.Height / p.Width
	if !d.fresh() {
		d.need(height)
	}
	e := d.root.add("Figure").with(form("/O /Layout /BBox [%s %s %s %s] /Placement /Block", num(side), num(pageHeight-d.y-height), num(side+width), num(pageHeight-d.y)))
	e.alt = p.Title
	d.marked(e, func() { d.pages[len(d.pages)-1].picture(p, side, pageHeight-d.y, width/p.Width) })
	d.y += height + textStyle.after
}

// Single returns a document that is nothing but the picture, as wide as it
// will be printed.
func Single(lang string, meta Meta, p picture.Picture, millimetres float64) ([]byte, error) {
	d := &Doc{lang: lang, meta: meta, root: &element{role: "Document"}, missing: map[string]bool{}}
	scale := millimetres * mm / p.Width
	l := &leaf{width: p.Width * scale, height: p.Height * scale, bare: true}
	d.pages = []*leaf{l}
	e := d.root.add("Figure").with(form("/O /Layout /BBox [0 0 %s %s] /Placement /Block", num(l.width), num(l.height)))
	e.alt = p.Title
	d.marked(e, func() { l.picture(p, 0, l.height, scale) })
	return d.Bytes()
}

// picture draws p with its upper left corner at x and y.
func (l *leaf) picture(p picture.Picture, x, y, scale float64) {
	l.write("q %s 0 0 %s %s %s cm\n", fine(scale), fine(-scale), num(x), num(y))
	for _, s := range p.Shapes {
		l.write("%s %s %s rg\n", num(float64(s.Fill[0])/255), num(float64(s.Fill[1])/255), num(float64(s.Fill[2])/255))
		l.path(s.Outline())
	}
	l.write("Q\n")
}

// path fills an outline. PDF knows no curves with one control point.
func (l *leaf) path(path []font.Move) {
	var at [2]float64
	for i, m := range path {
		p := m.Points
		switch m.Kind {
		case font.To:
			if i > 0 {
				l.write("h ")
			}
			l.write("%s %s m ", num(p[0][0]), num(p[0][1]))
			at = p[0]
		case font.Line:
			l.write("%s %s l ", num(p[0][0]), num(p[0][1]))
			at = p[0]
		case font.Quad:
			third := func(a, b float64) float64 { return a + (b-a)*2/3 }
			l.write("%s %s %s %s %s %s c ", num(third(at[0], p[0][0])), num(third(at[1], p[0][1])),
				num(third(p[1][0], p[0][0])), num(third(p[1][1], p[0][1])), num(p[1][0]), num(p[1][1]))
			at = p[1]
		default:
			l.write("%s %s %s %s %s %s c ", num(p[0][0]), num(p[0][1]), num(p[1][0]), num(p[1][1]), num(p[2][0]), num(p[2][1]))
			at = p[2]
		}
	}
	if len(path) > 0 {
		l.write("h f\n")
	}
}
