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
	canvas := image.NewNRGBA(image.Rect(0, 0, int(pixels), int(math.Ceil(p.Height*scale))))
	for _, s := range p.Shapes {
		if s.Code != nil {
			s.Code.draw(canvas, scale, s.Fill)
			continue
		}
		fill(canvas, s.Path, scale, s.Fill)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, canvas); err != nil {
		return nil, fmt.Errorf("write png: %w", err)
	}
	return withSize(b.Bytes()), nil
}

func fill(canvas *image.NRGBA, path []font.Move, scale float64, c Colour) {
	around := canvas.Bounds()
	r := vector.NewRasterizer(around.Dx(), around.Dy())
	at := func(p [2]float64) (float32, float32) { return float32(p[0] * scale), float32(p[1] * scale) }
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
	r.Draw(canvas, around, image.NewUniform(color.NRGBA{c[0], c[1], c[2], 255}), image.Point{})
}

// draw fills the modules. Where a module has less than one pixel they are
// drawn as they fall: no reader could use the code, and the picture is a
// small likeness.
func (c *Code) draw(canvas *image.NRGBA, scale float64, ink Colour) {
	n := float64(len(c.Rows))
	side := math.Floor(c.Module * scale)
	if side < 1 {
		fill(canvas, c.Outline(), scale, ink)
		return
	}
	slack := (c.Module*scale - side) * n / 2
	left, top := int(math.Round(c.X*scale+slack)), int(math.Round(c.Y*scale+slack))
	black := image.NewUniform(color.NRGBA{ink[0], ink[1], ink[2], 255})
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
