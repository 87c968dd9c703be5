package picture

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"shirushi/internal/font"
)

// mostSteps bounds one path.
const mostSteps = 20_000

var errPath = errors.New("path data that cannot be read")

// A pathReader reads SVG path data.
type pathReader struct {
	rest  string
	moves []font.Move
	at    [2]float64 // where the pen is
	from  [2]float64 // where its outline began
	last  [2]float64 // last control point, for the smooth commands
	after byte       // command before, upper case
}

// parsePath reads the d attribute of an SVG path, as absolute moves. Every
// outline is closed, because it is filled.
func parsePath(d string) ([]font.Move, error) {
	r := &pathReader{rest: d}
	var command byte
	for {
		r.space()
		if r.rest == "" {
			return r.moves, nil
		}
		if c := r.rest[0]; strings.IndexByte("MmLlHhVvCcSsQqTtAaZz", c) >= 0 {
			command, r.rest = c, r.rest[1:]
		} else if command == 0 || command == 'Z' || command == 'z' {
			return nil, fmt.Errorf("%w: at %.20q", errPath, r.rest)
		} else if command == 'M' || command == 'm' {
			command-- // further points are lines
		}
		if len(r.moves) == 0 && command != 'M' && command != 'm' {
			return nil, fmt.Errorf("%w: it begins with %c", errPath, command)
		}
		if err := r.step(command); err != nil {
			return nil, err
		}
		if len(r.moves) > mostSteps {
			return nil, fmt.Errorf("%w: more than %d steps", errPath, mostSteps)
		}
	}
}

// step carries one command out.
func (r *pathReader) step(command byte) error {
	upper := command &^ 0x20
	count := map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'A': 7, 'Z': 0}[upper]
	var n [7]float64
	for i := range count {
		var err error
		if n[i], err = r.number(upper == 'A' && (i == 3 || i == 4)); err != nil {
			return err
		}
	}
	var base [2]float64
	if command != upper {
		base = r.at
	}
	point := func(i int) [2]float64 { return [2]float64{base[0] + n[i], base[1] + n[i+1]} }
	mirrored := func(kinds string) [2]float64 {
		if strings.IndexByte(kinds, r.after) < 0 {
			return r.at
		}
		return [2]float64{2*r.at[0] - r.last[0], 2*r.at[1] - r.last[1]}
	}
	switch upper {
	case 'M':
		r.from = point(0)
		r.add(font.To, r.from)
	case 'L':
		r.add(font.Line, point(0))
	case 'H':
		r.add(font.Line, [2]float64{base[0] + n[0], r.at[1]})
	case 'V':
		r.add(font.Line, [2]float64{r.at[0], base[1] + n[0]})
	case 'C':
		r.add(font.Cubic, point(0), point(2), point(4))
	case 'S':
		r.add(font.Cubic, mirrored("CS"), point(0), point(2))
	case 'Q':
		r.add(font.Quad, point(0), point(2))
	case 'T':
		r.add(font.Quad, mirrored("QT"), point(0))
	case 'A':
		r.arc(n[0], n[1], n[2], n[3] != 0, n[4] != 0, point(5))
	case 'Z':
		r.at = r.from
	}
	r.after = upper
	return nil
}

// add appends a move; its last point is where the pen is then, the one before
// it what a smooth command mirrors.
func (r *pathReader) add(kind font.MoveKind, points ...[2]float64) {
	if r.after == 'Z' && kind != font.To { // a new outline from where the last one began
		r.moves = append(r.moves, font.Move{Kind: font.To, Points: [3][2]float64{r.from}})
	}
	m := font.Move{Kind: kind}
	copy(m.Points[:], points)
	r.moves = append(r.moves, m)
	r.at = points[len(points)-1]
	if len(points) > 1 {
		r.last = points[len(points)-2]
	}
}

func (r *pathReader) space() { r.rest = strings.TrimLeft(r.rest, " \t\r\n,") }

// number reads one number; a flag is a single digit.
func (r *pathReader) number(flag bool) (float64, error) {
	r.space()
	n := 0
	dot, exp := false, false
	for ; n < len(r.rest); n++ {
		c := r.rest[n]
		digit := c >= '0' && c <= '9'
		sign := (c == '-' || c == '+') && (n == 0 || r.rest[n-1] == 'e' || r.rest[n-1] == 'E')
		switch {
		case flag && n == 1:
		case digit, sign:
			continue
		case c == '.' && !dot && !exp:
			dot = true
			continue
		case (c == 'e' || c == 'E') && !exp && n > 0:
			exp = true
			continue
		}
		break
	}
	f, err := strconv.ParseFloat(r.rest[:n], 64)
	if err != nil || math.Abs(f) > 1e6 || math.IsNaN(f) || flag && f != 0 && f != 1 {
		return 0, fmt.Errorf("%w: a number at %.20q", errPath, r.rest)
	}
	r.rest = r.rest[n:]
	return f, nil
}

// arc draws an elliptical arc as curves, after the notes of the SVG standard.
func (r *pathReader) arc(rx, ry, turn float64, large, sweep bool, to [2]float64) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || to == r.at {
		r.add(font.Line, to)
		return
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	dx, dy := (r.at[0]-to[0])/2, (r.at[1]-to[1])/2
	x, y := cos*dx+sin*dy, -sin*dx+cos*dy
	if l := x*x/(rx*rx) + y*y/(ry*ry); l > 1 {
		rx, ry = rx*math.Sqrt(l), ry*math.Sqrt(l)
	}
	f := math.Sqrt(max(0, (rx*rx*ry*ry-rx*rx*y*y-ry*ry*x*x)/(rx*rx*y*y+ry*ry*x*x)))
	if large == sweep {
		f = -f
	}
	if math.IsNaN(f) { // too small for the arithmetic, and so for the eye
		r.add(font.Line, to)
		return
	}
	cx, cy := f*rx*y/ry, -f*ry*x/rx
	middle := Matrix{cos * rx, sin * rx, -sin * ry, cos * ry, cos*cx - sin*cy + (r.at[0]+to[0])/2, sin*cx + cos*cy + (r.at[1]+to[1])/2}
	from := math.Atan2((y-cy)/ry, (x-cx)/rx)
	sweepBy := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - from
	if sweep && sweepBy < 0 {
		sweepBy += 2 * math.Pi
	} else if !sweep && sweepBy > 0 {
		sweepBy -= 2 * math.Pi
	}
	parts := int(math.Ceil(math.Abs(sweepBy) / (math.Pi / 2)))
	step := sweepBy / float64(parts)
	k := 4.0 / 3 * math.Tan(step/4)
	for i := range parts {
		a := from + float64(i)*step
		s1, c1 := math.Sincos(a)
		s2, c2 := math.Sincos(a + step)
		var p [3][2]float64
		p[0][0], p[0][1] = middle.apply(c1-k*s1, s1+k*c1)
		p[1][0], p[1][1] = middle.apply(c2+k*s2, s2-k*c2)
		p[2][0], p[2][1] = middle.apply(c2, s2)
		if i == parts-1 {
			p[2] = to
		}
		r.add(font.Cubic, p[0], p[1], p[2])
	}
}
