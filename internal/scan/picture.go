// Package scan reads the 2-D codes in a picture, and says where the code of a
// label leads. Pictures come from anybody: what one may cost is bounded before
// it is unpacked, and nothing of it is kept. It asks nobody and knows no label.
package scan

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// Bounds on one picture. A telephone's photograph has 12 to 24 million dots
// and 3 to 12 MB.
const (
	MostBytes  = 12 << 20   // of the file
	MostDots   = 26_000_000 // width times height
	mostMemory = 160 << 20  // bytes that unpacking may take
	leastSide  = 21         // dots: a smaller picture holds no code
)

var (
	// ErrNotPicture tells of a file that is neither a JPEG nor a PNG, or is
	// damaged.
	ErrNotPicture = errors.New("neither a JPEG nor a PNG picture")
	// ErrTooLarge tells of a picture that is beyond the bounds.
	ErrTooLarge = errors.New("the picture is too large")
)

// IsPicture reports whether a file begins as a picture that can be read.
func IsPicture(file []byte) bool {
	return isJPEG(file) || bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n"))
}

func isJPEG(file []byte) bool { return bytes.HasPrefix(file, []byte("\xff\xd8")) }

// grey is how bright each dot of a picture is, row by row.
type grey struct {
	wide, high int
	dots       []byte
}

// unpacked returns the brightness of a picture. It looks at the header alone
// before it takes the memory for the rest.
func unpacked(file []byte) (g grey, err error) {
	if len(file) > MostBytes {
		return g, ErrTooLarge
	}
	decode, head, each := png.Decode, png.DecodeConfig, 0
	if isJPEG(file) {
		decode, head = jpeg.Decode, jpeg.DecodeConfig
		if progressive(file) {
			each = 12 // its coefficients, four bytes for each dot of three planes
		}
	}
	c, err := head(bytes.NewReader(file))
	switch {
	case err != nil, c.Width < leastSide, c.Height < leastSide:
		return g, ErrNotPicture
	case int64(c.Width)*int64(c.Height) > MostDots, int64(c.Width)*int64(c.Height)*int64(each+perDot(c.ColorModel)) > mostMemory:
		return g, ErrTooLarge
	}
	m, err := decode(bytes.NewReader(file))
	if err != nil {
		return g, ErrNotPicture
	}
	return greyOf(m), nil
}

// perDot is how many bytes a dot of an unpacked picture takes.
func perDot(m color.Model) int {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	return 4
}

// progressive reports whether a JPEG comes in passes, for which its reader
// keeps more than the picture itself.
func progressive(file []byte) bool {
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		kind := file[at+1]
		if kind == 0xc2 {
			return true
		}
		if kind == 0xff { // filling
			at++
			continue
		}
		if kind == 0xda || kind >= 0xd0 && kind <= 0xd9 {
			return false
		}
		at += 2 + int(file[at+2])<<8 + int(file[at+3])
	}
	return false
}

// greyOf returns how bright a picture is; what is see-through lies on white.
func greyOf(m image.Image) grey {
	b := m.Bounds()
	g := grey{b.Dx(), b.Dy(), make([]byte, b.Dx()*b.Dy())}
	switch m := m.(type) {
	case *image.YCbCr:
		for y := range g.high {
			copy(g.dots[y*g.wide:(y+1)*g.wide], m.Y[m.YOffset(b.Min.X, b.Min.Y+y):])
		}
		return g
	case *image.Gray:
		for y := range g.high {
			copy(g.dots[y*g.wide:(y+1)*g.wide], m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):])
		}
		return g
	}
	for y := range g.high {
		for x := range g.wide {
			r, gr, bl, a := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
			g.dots[y*g.wide+x] = byte(((299*r+587*gr+114*bl)/1000 + 0xffff - a) >> 8)
		}
	}
	return g
}

// smaller returns the picture with each side divided by n: every dot is the
// middle of n times n, which also evens out what is grainy.
func (g grey) smaller(n int) grey {
	if n <= 1 {
		return g
	}
	s := grey{g.wide / n, g.high / n, nil}
	s.dots = make([]byte, s.wide*s.high)
	for y := range s.high {
		for x := range s.wide {
			sum := 0
			for row := y * n; row < (y+1)*n; row++ {
				for _, dot := range g.dots[row*g.wide+x*n : row*g.wide+(x+1)*n] {
					sum += int(dot)
				}
			}
			s.dots[y*s.wide+x] = byte(sum / (n * n))
		}
	}
	return s
}

// larger returns the picture with each side doubled, the dots between being
// halfway: codes of two dots for a module are read more surely so.
func (g grey) larger() grey {
	l := grey{2*g.wide - 1, 2*g.high - 1, nil}
	l.dots = make([]byte, l.wide*l.high)
	for y := range l.high {
		for x := range l.wide {
			a, b := y/2*g.wide+x/2, (y+1)/2*g.wide+(x+1)/2
			c, d := y/2*g.wide+(x+1)/2, (y+1)/2*g.wide+x/2
			l.dots[y*l.wide+x] = byte((int(g.dots[a]) + int(g.dots[b]) + int(g.dots[c]) + int(g.dots[d])) / 4)
		}
	}
	return l
}
