package art

import (
	"fmt"
	"slices"

	"shirushi/internal/i18n"
	"shirushi/internal/picture"
	"shirushi/internal/scheme"
)

// An Example is a picture of how a label is used, rightly or wrongly, by name.
type Example string

// Examples of use, in the order in which the guide shows them.
const (
	OnProduct Example = "on-product"
	OnPackage Example = "on-package"
	OnWeb     Example = "on-web"

	Altered    Example = "altered"
	Stretched  Example = "stretched"
	TooSmall   Example = "too-small"
	Guarantee  Example = "guarantee"
	BeforeGift Example = "before-issue"
	AfterLapse Example = "after-lapse"

	Space Example = "space" // how much stays free around
)

// Right and Wrong are the examples of both sorts.
var (
	Right = []Example{OnProduct, OnPackage, OnWeb}
	Wrong = []Example{Altered, Stretched, TooSmall, Guarantee, BeforeGift, AfterLapse}
)

// KnownExample reports whether there is an example of this name.
func KnownExample(e Example) bool {
	return e == Space || slices.Contains(Right, e) || slices.Contains(Wrong, e)
}

// Colours of the examples. They are pictures of things: they look alike on a
// light and on a dark page.
var (
	paperGrey = picture.Colour{0xf2, 0xf2, 0xf2}
	midGrey   = picture.Colour{0xc4, 0xc4, 0xc4}
	darkGrey  = picture.Colour{0x4d, 0x4d, 0x4d}
	carton    = picture.Colour{0xe3, 0xcf, 0xae}
	cartonTop = picture.Colour{0xcf, 0xb4, 0x86}
	good      = picture.Colour{0x11, 0x5a, 0x36}
	odd       = picture.Colour{0xc0, 0x39, 0x8b}
)

// Field of an example.
const (
	exampleWidth  = 480
	exampleHeight = 300
)

// DrawExample draws an example with the scheme's own label, which is a sample
// there and holds the address of the site only.
func DrawExample(e Example, s *scheme.Scheme, p *i18n.Printer, base string) (picture.Picture, error) {
	label, err := exampleLabel(s, base)
	if err != nil {
		return label, fmt.Errorf("draw example %s: %w", e, err)
	}
	x := &exampleDrawing{Picture: picture.Picture{Title: p.T("paper.use." + string(e)), Width: exampleWidth, Height: exampleHeight}, label: label, p: p, clear: float64(s.Artwork.Clear) / 100}
	x.Rect(picture.Box{Width: exampleWidth, Height: exampleHeight}, paperGrey)
	x.scene(e)
	switch {
	case slices.Contains(Right, e):
		x.Path(good, "M440 20m-16 0a16 16 0 1 1 32 0a16 16 0 1 1-32 0Z")
		x.Path(picture.White, "M431 20l3-3 5 5 10-10 3 3-13 13Z")
	case slices.Contains(Wrong, e):
		x.Path(warning, "M440 20m-16 0a16 16 0 1 1 32 0a16 16 0 1 1-32 0Z")
		x.Path(picture.White, "M433 10l7 7 7-7 3 3-7 7 7 7-3 3-7-7-7 7-3-3 7-7-7-7Z")
	}
	return x.Picture, x.err
}

func exampleLabel(s *scheme.Scheme, base string) (picture.Picture, error) {
	number, err := s.Numbering.Registration.Number(2000, 1)
	if err != nil {
		number = "0000"
	}
	l := Label{Number: scheme.LabelNumber(number), Scheme: s.ShortName, Address: base + "/", Template: s.Artwork.Template}
	if len(s.Levels) > 0 {
		l.Level = s.Levels[0].Name
	}
	return Draw(l)
}

// An exampleDrawing is an example in the making.
type exampleDrawing struct {
	picture.Picture
	label picture.Picture
	p     *i18n.Printer
	clear float64
	err   error
}

// put sets the label with its upper left corner at x and y into a box of that
// width and height, without changing its shape.
func (d *exampleDrawing) put(x, y, width, height float64) (scale float64) {
	scale = min(width/d.label.Width, height/d.label.Height)
	d.Add(d.label, picture.Matrix{scale, 0, 0, scale, x + (width-scale*d.label.Width)/2, y + (height-scale*d.label.Height)/2})
	return scale
}

func (d *exampleDrawing) words(x, y, size, room float64, fill picture.Colour, text string) {
	if err := d.Text(picture.Words{X: x, Y: y, Size: size, Room: room, Anchor: "middle", Bold: true, Fill: fill}, text); err != nil && d.err == nil {
		d.err = err
	}
}

func (d *exampleDrawing) scene(e Example) {
	switch e {
	case OnProduct:
		d.device()
		d.put(160, 146, 160, 80)
	case OnPackage:
		d.box()
		d.put(130, 120, 200, 120)
	case OnWeb:
		d.browser()
		d.put(60, 100, 200, 120)
		d.lines(285, 110, 140, 5)
	case Altered:
		d.alter()
		d.put(90, 70, 300, 170)
	case Stretched:
		flat := picture.Matrix{400 / d.label.Width, 0, 0, 90 / d.label.Height, 40, 105}
		d.flatten()
		d.Add(d.label, flat)
	case TooSmall:
		d.device()
		d.put(222, 172, 36, 20)
	case Guarantee:
		d.put(120, 110, 240, 150)
		d.Path(warning, "M60 36h330a10 10 0 0 1 10 10v36a10 10 0 0 1-10 10H260l-20 18v-18H60a10 10 0 0 1-10-10V46a10 10 0 0 1 10-10Z")
		d.words(225, 73, 26, 320, picture.White, d.p.T("paper.use.claim"))
	case BeforeGift:
		d.browser()
		d.put(130, 95, 220, 115)
		d.words(240, 245, 26, 380, warning, d.p.T("paper.use.soon"))
	case AfterLapse:
		d.box()
		d.put(130, 120, 200, 100)
		d.words(230, 245, 22, 240, warning, d.p.T("paper.use.lapsed"))
	case Space:
		d.space()
	}
}

// device is a router as anyone would draw it.
func (d *exampleDrawing) device() {
	d.Path(darkGrey, "M120 40h10v90h-10ZM350 40h10v90h-10Z")
	d.Path(midGrey, "M90 130h300a20 20 0 0 1 20 20v80a20 20 0 0 1-20 20H90a20 20 0 0 1-20-20v-80a20 20 0 0 1 20-20Z")
	d.Path(good, "M96 150h12v12h-12ZM116 150h12v12h-12Z")
}

// box is a carton.
func (d *exampleDrawing) box() {
	d.Path(cartonTop, "M90 95l50-50h270l-40 50Z")
	d.Path(carton, "M90 95h280v170H90Z")
	d.Path(cartonTop, "M370 95l40-50v165l-40 55Z")
}

// browser is the window of one.
func (d *exampleDrawing) browser() {
	d.Path(midGrey, "M40 50h400v220H40Z")
	d.Path(picture.White, "M42 78h396v190H42Z")
	d.Path(darkGrey, "M52 60h8v8h-8ZM66 60h8v8h-8ZM80 60h8v8h-8Z")
}

// lines stand for text.
func (d *exampleDrawing) lines(x, y, width float64, n int) {
	for i := range n {
		d.Rect(picture.Box{X: x, Y: y + 20*float64(i), Width: width - float64(i%2)*30, Height: 8}, midGrey)
	}
}

// alter paints the label in a colour that is not its own.
func (d *exampleDrawing) alter() {
	for i, s := range d.label.Shapes {
		if s.Code == nil && s.Fill != picture.White {
			d.label.Shapes[i].Fill = odd
		}
	}
}

// flatten turns the code into a path, which can be stretched.
func (d *exampleDrawing) flatten() {
	for i, s := range d.label.Shapes {
		d.label.Shapes[i] = picture.Shape{Fill: s.Fill, Path: s.Outline()}
	}
}

// space shows the room around the label.
func (d *exampleDrawing) space() {
	const width, height = 320.0, 190.0
	scale := min(width/d.label.Width, height/d.label.Height)
	w, h := scale*d.label.Width, scale*d.label.Height
	room := d.clear * h
	x, y := (exampleWidth-w)/2, (exampleHeight-h)/2
	outer := picture.Box{X: x - room, Y: y - room, Width: w + 2*room, Height: h + 2*room}
	const edge = 2
	d.Rect(picture.Box{X: outer.X - edge, Y: outer.Y - edge, Width: outer.Width + 2*edge, Height: outer.Height + 2*edge}, odd)
	d.Rect(outer, picture.White)
	d.put(x, y, w, h)
}
