package paper

import (
	"bytes"
	"fmt"

	"shirushi/internal/font"
)

// A leaf is one page: what is drawn on it, and whose each marked part is.
type leaf struct {
	width, height float64
	bare          bool // without a foot

	content bytes.Buffer
	owners  []*element // by the number of the mark
}

func (l *leaf) write(format string, args ...any) { fmt.Fprintf(&l.content, format, args...) }

// turn begins a new page.
func (d *Doc) turn() {
	d.pages = append(d.pages, &leaf{width: pageWidth, height: pageHeight})
	d.y = top
	if d.meta.Mark == "" {
		return
	}
	l := d.lines(strongStyle, room, d.meta.Mark)[0]
	d.artifact(func(p *leaf) {
		x, y := pageWidth-side-l.width-8, 9*mm
		p.write("%s %s %s %s re S\n", num(x-8), num(pageHeight-y-strongStyle.size*leading-2), num(l.width+16), num(strongStyle.size*leading+4))
		d.y = y
		d.line(strongStyle, x, l)
	})
	d.y = top
}

// fresh reports whether nothing stands on the page yet.
func (d *Doc) fresh() bool { return d.y == top }

// marked draws something that belongs to e.
func (d *Doc) marked(e *element, draw func()) {
	page := len(d.pages) - 1
	l := d.pages[page]
	l.write("/%s <</MCID %d>> BDC\n", e.role, len(l.owners))
	e.kids = append(e.kids, mark{page, len(l.owners)})
	l.owners = append(l.owners, e)
	draw()
	l.write("EMC\n")
}

// artifact draws something that says nothing new, such as a rule.
func (d *Doc) artifact(draw func(*leaf)) {
	l := d.pages[len(d.pages)-1]
	l.write("/Artifact BMC\n")
	draw(l)
	l.write("EMC\n")
}

// text writes signs from x on the line y, with a change of font wherever the
// face changes.
func (l *leaf) text(d *Doc, s style, x, y float64, signs []font.Sign) {
	if len(signs) == 0 {
		return
	}
	if s.grey {
		l.write("0.3 g ")
	}
	l.write("BT %s %s Td ", num(x), num(y))
	current := -1
	for _, sign := range signs {
		n := d.font(sign.Face)
		number := d.subsets[n].Number(sign)
		if number == 0 {
			continue
		}
		if n != current {
			if current >= 0 {
				l.write("> Tj ")
			}
			l.write("/F%d %s Tf <", n, num(s.size))
			current = n
		}
		l.write("%04X", number)
	}
	if current >= 0 {
		l.write("> Tj ")
	}
	l.write("ET")
	if s.grey {
		l.write(" 0 g")
	}
	l.write("\n")
}

// font returns the number of the font that holds the face's signs.
func (d *Doc) font(face *font.Face) int {
	for i, s := range d.subsets {
		if s.Face == face {
			return i
		}
	}
	d.subsets = append(d.subsets, font.NewSubset(face))
	return len(d.subsets) - 1
}

// feet writes the foot of every page, when it is known how many there are.
func (d *Doc) feet() {
	for i, l := range d.pages {
		if l.bare {
			continue
		}
		number := d.lines(footStyle, room, fmt.Sprintf("%d / %d", i+1, len(d.pages)))[0]
		l.write("/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n")
		y := 14 * mm
		for n, foot := range d.lines(footStyle, room-60, d.meta.Foot) {
			l.text(d, footStyle, side, y-float64(n)*footStyle.size*1.3, foot.signs)
		}
		l.text(d, footStyle, pageWidth-side-number.width, y, number.signs)
		l.write("EMC\n")
	}
}
