// Package picture holds drawings of filled shapes: it reads them from a small,
// strict part of SVG, sets words and 2-D codes into them, and writes them as
// SVG and PNG. Words become outlines, so that a drawing looks alike on every
// machine, whatever typefaces are there. It knows no label.
package picture

import (
	"fmt"
	"math"

	"shirushi/internal/font"
)

// A Picture is what is drawn on a field of Width by Height units, x to the
// right and y downwards, the first shape at the back.
type Picture struct {
	Title         string // said in place of the picture
	Width, Height float64
	Shapes        []Shape
}

// A Shape is a filled path or a 2-D code. A path is filled where it winds
// around a point at all (the rule that SVG calls nonzero).
type Shape struct {
	Fill Colour
	Path []font.Move // in units of the picture
	Code *Code       // instead of a path
}

// A Code is a 2-D code: black modules on what lies below it.
type Code struct {
	X, Y, Module float64
	Rows         [][]bool
}

// A Colour is red, green and blue.
type Colour [3]uint8

// String writes the colour as SVG does.
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// Fade returns the colour nearer to white: 0 leaves it, 1 makes it white.
func (c Colour) Fade(share float64) Colour {
	for i, v := range c {
		c[i] = uint8(math.Round(float64(v) + (255-float64(v))*share))
	}
	return c
}

// White and Black are what codes are drawn with.
var (
	White = Colour{255, 255, 255}
	Black = Colour{}
)

// A Box is a rectangle.
type Box struct{ X, Y, Width, Height float64 }

// Rect draws a rectangle.
func (p *Picture) Rect(b Box, fill Colour) {
	p.Shapes = append(p.Shapes, Shape{Fill: fill, Path: polygon(b.X, b.Y, b.X+b.Width, b.Y, b.X+b.Width, b.Y+b.Height, b.X, b.Y+b.Height)})
}

// Path draws what the SVG path data describe. It is for drawings of our own:
// data that cannot be read are an error of the program.
func (p *Picture) Path(fill Colour, data string) {
	path, err := parsePath(data)
	if err != nil {
		panic("picture: " + err.Error())
	}
	p.Shapes = append(p.Shapes, Shape{Fill: fill, Path: path})
}

// Add draws another picture, moved and scaled.
func (p *Picture) Add(q Picture, m Matrix) {
	for _, s := range q.Shapes {
		if s.Code != nil {
			c := *s.Code
			c.X, c.Y = m.apply(c.X, c.Y)
			c.Module *= m[0]
			s.Code = &c
		} else {
			s.Path = m.path(s.Path)
		}
		p.Shapes = append(p.Shapes, s)
	}
}

func polygon(points ...float64) []font.Move {
	var all []font.Move
	for i := 0; i+1 < len(points); i += 2 {
		kind := font.Line
		if i == 0 {
			kind = font.To
		}
		all = append(all, font.Move{Kind: kind, Points: [3][2]float64{{points[i], points[i+1]}}})
	}
	return all
}

// Words are how text is set into a picture.
type Words struct {
	X, Y   float64 // of the base line, at its beginning, middle or end
	Size   float64
	Room   float64 // wider text is set narrower; 0 for no bound
	Anchor string  // "start", "middle" or "end"
	Bold   bool
	Fill   Colour
}

// Text sets words as outlines.
func (p *Picture) Text(w Words, text string) error {
	face := font.Regular()
	if w.Bold {
		face = font.Bold()
	}
	signs := face.Signs(text)
	width := 0.0
	for _, s := range signs {
		width += float64(s.Advance) * w.Size / font.Em
	}
	squeeze := 1.0
	if w.Room > 0 && width > w.Room {
		squeeze = w.Room / width
	}
	x := w.X
	switch w.Anchor {
	case "middle":
		x -= width * squeeze / 2
	case "end":
		x -= width * squeeze
	}
	shape := Shape{Fill: w.Fill}
	for _, s := range signs {
		outline, err := s.Outline()
		if err != nil {
			return fmt.Errorf("set %q: %w", text, err)
		}
		scale := w.Size / font.Em
		shape.Path = append(shape.Path, Matrix{scale * squeeze, 0, 0, -scale, x, w.Y}.path(outline)...)
		x += float64(s.Advance) * scale * squeeze
	}
	p.Shapes = append(p.Shapes, shape)
	return nil
}

// Quiet is the light margin around a 2-D code that readers need, in modules.
const Quiet = 4

// SetCode draws a code and its light margin into the largest square in the
// middle of b.
func (p *Picture) SetCode(b Box, rows [][]bool) {
	side := min(b.Width, b.Height)
	x, y := b.X+(b.Width-side)/2, b.Y+(b.Height-side)/2
	module := side / float64(len(rows)+2*Quiet)
	p.Rect(Box{x, y, side, side}, White)
	p.Shapes = append(p.Shapes, Shape{Fill: Black, Code: &Code{x + Quiet*module, y + Quiet*module, module, rows}})
}

// Outline returns the black modules as one path, a bar for each run.
func (c *Code) Outline() []font.Move {
	var all []font.Move
	for row, modules := range c.Rows {
		for from := 0; from < len(modules); from++ {
			if !modules[from] {
				continue
			}
			to := from
			for to < len(modules) && modules[to] {
				to++
			}
			l, t, r, b := c.X+float64(from)*c.Module, c.Y+float64(row)*c.Module, c.X+float64(to)*c.Module, c.Y+float64(row+1)*c.Module
			all = append(all, polygon(l, t, r, t, r, b, l, b)...)
			from = to
		}
	}
	return all
}

// Outline returns the path of the shape, of a code that of its modules.
func (s Shape) Outline() []font.Move {
	if s.Code != nil {
		return s.Code.Outline()
	}
	return s.Path
}

// A Matrix moves and scales: x' = m0·x + m2·y + m4, y' = m1·x + m3·y + m5.
type Matrix [6]float64

// Identity leaves everything where it is.
var Identity = Matrix{1, 0, 0, 1, 0, 0}

func (m Matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// after returns the matrix that first does n and then m.
func (m Matrix) after(n Matrix) Matrix {
	return Matrix{
		m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1],
		m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3],
		m[0]*n[4] + m[2]*n[5] + m[4], m[1]*n[4] + m[3]*n[5] + m[5],
	}
}

func (m Matrix) path(path []font.Move) []font.Move {
	all := make([]font.Move, len(path))
	for i, step := range path {
		for n, point := range step.Points {
			step.Points[n][0], step.Points[n][1] = m.apply(point[0], point[1])
		}
		all[i] = step
	}
	return all
}
