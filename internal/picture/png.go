package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/vector"

	"shirushi/internal/font"
)

// DPI is the fineness of the pictures that PNG writes, for print.
const DPI = 300

// widest bounds a picture, in millimetres.
const widest = 400

// PNG draws the picture so wide in print, at DPI, and says so in the file.
// What the shapes leave free is transparent. The modules of a code have whole
// pixels, all as many, so that no edge is blurred.
func (p Picture) PNG(millimetres float64) ([]byte, error) {
	if !(millimetres > 0 && millimetres <= widest) || p.Width <= 0 || p.Height <= 0 || p.Height/p.Width > 10 {
		return nil, fmt.Errorf("draw a picture %v mm wide", millimetres)
	}
	pixels := math.Round(millimetres / 25.4 * DPI)
	scale := pixels / p.Width
	canvas := image.NewRGBA(image.Rect(0, 0, int(pixels), int(math.Ceil(p.Height*scale))))
	for _, s := range p.Shapes {
		if s.Code != nil {
			s.Code.draw(canvas, scale, s.Fill)
			continue
		}
		fill(canvas, s.Path, scale, s.Fill)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, canvas); err != nil {
		return nil, fmt.Errorf("write png: %w", err)
	}
	return withSize(b.Bytes()), nil
}

// fill draws a path. Only the part of the canvas that it touches is looked at.
func fill(canvas *image.RGBA, path []font.Move, scale float64, c Colour) {
	around := touched(path, scale).Intersect(canvas.Bounds())
	if around.Empty() {
		return
	}
	r := vector.NewRasterizer(around.Dx(), around.Dy())
	at := func(p [2]float64) (float32, float32) {
		return float32(p[0]*scale - float64(around.Min.X)), float32(p[1]*scale - float64(around.Min.Y))
	}
	for i, m := range path {
		ax, ay := at(m.Points[0])
		bx, by := at(m.Points[1])
		cx, cy := at(m.Points[2])
		switch m.Kind {
		case font.To:
			if i > 0 {
				r.ClosePath()
			}
			r.MoveTo(ax, ay)
		case font.Line:
			r.LineTo(ax, ay)
		case font.Quad:
			r.QuadTo(ax, ay, bx, by)
		default:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
	r.Draw(canvas, around, image.NewUniform(color.RGBA{c[0], c[1], c[2], 255}), image.Point{})
}

// touched returns the pixels within which the path and its control points lie.
func touched(path []font.Move, scale float64) image.Rectangle {
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, m := range path {
		n := 1
		switch m.Kind {
		case font.Quad:
			n = 2
		case font.Cubic:
			n = 3
		}
		for _, p := range m.Points[:n] {
			left, right = min(left, p[0]*scale), max(right, p[0]*scale)
			top, bottom = min(top, p[1]*scale), max(bottom, p[1]*scale)
		}
	}
	if !(left < right && top < bottom) {
		return image.Rectangle{}
	}
	const far = 1 << 20 // beyond any canvas, within any whole number
	whole := func(f float64) int { return int(math.Max(-far, math.Min(far, f))) }
	return image.Rect(whole(math.Floor(left)), whole(math.Floor(top)), whole(math.Ceil(right)), whole(math.Ceil(bottom)))
}

// draw fills the modules. Where a module has less than one pixel they are
// drawn as they fall: no reader could use the code, and the picture is a
// small likeness.
func (c *Code) draw(canvas *image.RGBA, scale float64, ink Colour) {
	n := float64(len(c.Rows))
	side := math.Floor(c.Module * scale)
	if side < 1 {
		fill(canvas, c.Outline(), scale, ink)
		return
	}
	slack := (c.Module*scale - side) * n / 2
	left, top := int(math.Round(c.X*scale+slack)), int(math.Round(c.Y*scale+slack))
	black := image.NewUniform(color.RGBA{ink[0], ink[1], ink[2], 255})
	for y, row := range c.Rows {
		for x, set := range row {
			if set {
				at := image.Pt(left+x*int(side), top+y*int(side))
				draw.Draw(canvas, image.Rectangle{at, at.Add(image.Pt(int(side), int(side)))}, black, image.Point{}, draw.Src)
			}
		}
	}
}

// withSize tells in the file how large a pixel is in print (the pHYs chunk,
// after the header).
func withSize(file []byte) []byte {
	const header = 8 + 25 // signature and IHDR
	perMetre := uint32(math.Round(DPI / 0.0254))
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	out := append([]byte(nil), file[:header]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, file[header:]...)
}
