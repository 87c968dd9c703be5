package picture

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"shirushi/internal/font"
)

// finest is how many steps of the grid the width of a picture has at least:
// on a label 50 mm wide a step is a hundredth of a millimetre.
const finest = 4000

// SVG writes the picture anew: nothing but the shapes, their colours and the
// title can be in it, whatever the file was from which they were read. Points
// lie on a grid, each told by its distance from the one before, so that the
// file is small.
func (p Picture) SVG() []byte {
	grid := 1.0
	for p.Width > 0 && p.Width*grid < finest && grid < 1e6 {
		grid *= 10
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img">`, number(p.Width), number(p.Height), number(p.Width), number(p.Height))
	fmt.Fprintf(&b, `<title>%s</title><g transform="scale(%s)">`, escape(p.Title), strconv.FormatFloat(1/grid, 'f', -1, 64))
	for _, s := range p.Shapes {
		if s.Code != nil {
			c := *s.Code
			fmt.Fprintf(&b, `<path fill="%s" shape-rendering="crispEdges" transform="translate(%s %s) scale(%s)" d="%s"/>`, s.Fill,
				number(c.X*grid), number(c.Y*grid), strconv.FormatFloat(c.Module*grid, 'f', 4, 64), pathData((&Code{Module: 1, Rows: c.Rows}).Outline(), 1))
			continue
		}
		fmt.Fprintf(&b, `<path fill="%s" d="%s"/>`, s.Fill, pathData(s.Path, grid))
	}
	b.WriteString("</g></svg>\n")
	return []byte(b.String())
}

// A pathWriter writes path data in whole steps of the grid, from where it is.
type pathWriter struct {
	strings.Builder
	grid   float64
	x, y   int // where it is
	fx, fy int // where the outline began
	last   byte
}

func (p *pathWriter) on(point [2]float64) (x, y int) {
	const far = 1e9 // beyond every picture
	step := func(v float64) int { return int(math.Round(max(-far, min(far, v*p.grid)))) }
	return step(point[0]), step(point[1])
}

// write adds a command, whose letter need not stand twice in a row, and its
// numbers, between which a minus sign parts as well as a space.
func (p *pathWriter) write(letter byte, numbers ...int) {
	same := letter == p.last && letter != 'm'
	if !same {
		p.WriteByte(letter)
	}
	for i, n := range numbers {
		if (i > 0 || same) && n >= 0 {
			p.WriteByte(' ')
		}
		p.WriteString(strconv.Itoa(n))
	}
	p.last = letter
}

// over draws a curve or a line through the points.
func (p *pathWriter) over(letter byte, points ...[2]float64) {
	var numbers []int
	x, y := p.x, p.y
	for _, point := range points {
		x, y = p.on(point)
		numbers = append(numbers, x-p.x, y-p.y)
	}
	dx, dy := x-p.x, y-p.y
	switch {
	case letter != 'l':
		p.write(letter, numbers...)
	case dx == 0 && dy == 0:
	case dy == 0:
		p.write('h', dx)
	case dx == 0:
		p.write('v', dy)
	default:
		p.write('l', dx, dy)
	}
	p.x, p.y = x, y
}

func pathData(path []font.Move, grid float64) string {
	p := &pathWriter{grid: grid}
	for i, m := range path {
		switch m.Kind {
		case font.To:
			if i > 0 {
				p.close()
			}
			x, y := p.on(m.Points[0])
			p.write('m', x-p.x, y-p.y)
			p.x, p.y, p.fx, p.fy = x, y, x, y
		case font.Line:
			if x, y := p.on(m.Points[0]); x == p.fx && y == p.fy && (i+1 == len(path) || path[i+1].Kind == font.To) {
				continue // closing draws it
			}
			p.over('l', m.Points[0])
		case font.Quad:
			p.over('q', m.Points[0], m.Points[1])
		default:
			p.over('c', m.Points[0], m.Points[1], m.Points[2])
		}
	}
	if len(path) > 0 {
		p.close()
	}
	return p.String()
}

// close ends an outline: the pen is where that began.
func (p *pathWriter) close() {
	p.write('z')
	p.x, p.y = p.fx, p.fy
}

func number(f float64) string {
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)
}

func escape(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
