// Package art draws the label that a holder may print on the product, as SVG,
// PNG and PDF from one drawing. The drawing is our own, or the operator's
// template. It carries the level, the number and a 2-D code with the address
// of the label's page, and not a word that could be read as a guarantee. While
// the artwork is not official it says that it is a sample, and once the label
// has ended it says so in words and is no longer drawn in full colour.
package art

import (
	_ "embed" // our own drawing is part of the program
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"rsc.io/qr"

	"shirushi/internal/i18n"
	"shirushi/internal/paper"
	"shirushi/internal/picture"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// A Label is what the artwork shows. It is the same in all languages: it is
// printed once for everyone.
type Label struct {
	Number   scheme.LabelNumber
	Level    scheme.Text // name of the level
	Scheme   scheme.Text // short name
	Address  string      // of the label's page, held by the 2-D code
	Official bool        // false: the drawing says 見本 / SAMPLE
	Template string      // the operator's drawing as SVG; "" for our own
	Status   scheme.Status
	Ended    scheme.Date // with a status that has an end
}

// Of returns what the artwork of a label on record shows on day. base is the
// address of the site.
func Of(s *scheme.Scheme, e registry.Entry, day scheme.Date, base string) Label {
	level, ok := s.Level(e.Level)
	if !ok {
		level.Name = scheme.Text{Ja: string(e.Level)}
	}
	l := Label{
		Number: e.Number, Level: level.Name, Scheme: s.ShortName, Address: base + "/l/" + string(e.Number),
		Official: s.Artwork.Official && s.Artwork.Template != "", Template: s.Artwork.Template, Status: e.StatusOn(day),
	}
	switch l.Status {
	case scheme.Withdrawn:
		l.Ended = e.Withdrawn
	case scheme.Revoked:
		l.Ended = e.Revoked
	case scheme.Expired:
		l.Ended = e.ValidUntil
	}
	return l
}

//go:embed label.svg
var own string

// Names of the places in a template. The first three must be there.
const (
	PlaceNumber = "number"
	PlaceLevel  = "level"
	PlaceCode   = "code"
	placeScheme = "scheme"
	placeOther  = "scheme-other" // its name in the other language, when that differs
	placeSample = "sample"
)

// CheckTemplate returns what an operator's template lacks to be the label's
// drawing; nil when nothing. It tries the template with a long number.
func CheckTemplate(svg string) error {
	t, err := picture.ParseTemplate([]byte(svg))
	if err != nil {
		return err
	}
	for _, need := range []string{PlaceNumber, PlaceLevel, PlaceCode} {
		if _, ok := t.Places[need]; !ok {
			return &picture.Fault{Line: 1, What: fmt.Sprintf(`the place for the %s is missing: a rect with id="place-%s"`, need, need)}
		}
	}
	for name := range t.Places {
		switch name {
		case PlaceNumber, PlaceLevel, PlaceCode, placeScheme, placeOther, placeSample:
		default:
			return &picture.Fault{Line: 1, What: fmt.Sprintf("nothing is set into a place called %s; there are number, level, code, scheme, scheme-other and sample", name)}
		}
	}
	if c := t.Places[PlaceCode]; min(c.Width, c.Height) < smallestCode*t.Picture.Width {
		return &picture.Fault{Line: 1, What: fmt.Sprintf("the place for the code is less than a %d%% of the drawing's width wide and high; printed small it could not be read", int(smallestCode*100))}
	}
	return nil
}

// smallestCode is the least side of the code's place, to the drawing's width.
const smallestCode = 0.3

// Draw sets the label into its template. It fails on an address that no 2-D
// code can hold.
func Draw(l Label) (picture.Picture, error) {
	p, err := draw(l)
	if err != nil {
		return p, fmt.Errorf("draw label %s: %w", l.Number, err)
	}
	return p, nil
}

func draw(l Label) (picture.Picture, error) {
	source := l.Template
	if source == "" {
		source = own
	}
	t, err := template(source)
	if err != nil {
		return picture.Picture{}, err
	}
	rows, err := Code(l.Address)
	if err != nil {
		return picture.Picture{}, err
	}
	p := t.Picture
	p.Title = title(l)
	other := ""
	if l.Scheme.En != l.Scheme.Ja {
		other = l.Scheme.In("en")
	}
	for _, w := range []struct{ place, words string }{
		{placeScheme, l.Scheme.In("ja")}, {placeOther, other}, {PlaceLevel, l.Level.In("ja")}, {PlaceNumber, Grouped(string(l.Number))},
	} {
		if at, ok := t.Places[w.place]; ok && w.words != "" {
			if err := p.Set(at, w.words); err != nil {
				return p, err
			}
		}
	}
	if ended(l.Status) {
		for i := range p.Shapes {
			p.Shapes[i].Fill = p.Shapes[i].Fill.Fade(0.75)
		}
	}
	notes := notesOf(l)
	if at, ok := t.Places[placeSample]; ok && !l.Official {
		if err := stamp(&p, at); err != nil {
			return p, err
		}
		notes = notes[1:]
	}
	p.SetCode(t.Places[PlaceCode].Box, rows)
	return p, below(&p, notes)
}

// templates holds what was read of templates before. There are as many as
// the operator has loaded since the server began.
var templates sync.Map

// template reads a template and returns it with shapes of its own.
func template(source string) (picture.Template, error) {
	known, ok := templates.Load(source)
	if !ok {
		t, err := picture.ParseTemplate([]byte(source))
		if err != nil {
			return t, fmt.Errorf("template: %w", err)
		}
		known, _ = templates.LoadOrStore(source, t)
	}
	t := known.(picture.Template)
	t.Picture.Shapes = slices.Clone(t.Picture.Shapes)
	return t, nil
}

// sample are the words on what no operator has made official.
const sample = "見本 SAMPLE"

// stamp frames the words that this is a sample.
func stamp(p *picture.Picture, at picture.Place) error {
	edge := at.Height / 14
	p.Rect(at.Box, at.Fill)
	inner := picture.Box{X: at.X + edge, Y: at.Y + edge, Width: at.Width - 2*edge, Height: at.Height - 2*edge}
	p.Rect(inner, picture.White)
	return p.Text(picture.Words{X: at.X + at.Width/2, Y: at.Y + 0.7*at.Height, Size: 0.56 * at.Height, Room: inner.Width * 0.94, Anchor: "middle", Bold: true, Fill: at.Fill}, sample)
}

// notesOf returns what must be said below the drawing.
func notesOf(l Label) []string {
	var notes []string
	if !l.Official {
		notes = append(notes, sample)
	}
	if ended(l.Status) {
		for _, lang := range i18n.Languages {
			printer := i18n.For(lang)
			notes = append(notes, printer.T("paper.art."+string(l.Status), l.Ended))
		}
	}
	return notes
}

// ended reports whether a label of this status may no longer be shown as one
// that holds.
func ended(s scheme.Status) bool {
	return s == scheme.Expired || s == scheme.Withdrawn || s == scheme.Revoked
}

// warning is the colour of what is said below the drawing.
var warning = picture.Colour{0x8b, 0, 0}

// below makes room under the drawing and says the notes there.
func below(p *picture.Picture, notes []string) error {
	line := p.Width / 15
	for _, note := range notes {
		p.Rect(picture.Box{X: 0, Y: p.Height, Width: p.Width, Height: line}, warning)
		err := p.Text(picture.Words{X: p.Width / 2, Y: p.Height + 0.74*line, Size: 0.68 * line, Room: 0.96 * p.Width, Anchor: "middle", Bold: true, Fill: picture.White}, note)
		if err != nil {
			return err
		}
		p.Height += line
	}
	return nil
}

// title is what is said in place of the drawing.
func title(l Label) string {
	parts := []string{l.Scheme.In("ja"), l.Level.In("ja"), string(l.Number)}
	if l.Scheme.En != l.Scheme.Ja {
		parts = append(parts, l.Scheme.In("en"))
	}
	return strings.Join(append(parts, notesOf(l)...), " ")
}

// SVG draws the label for screens and for whoever draws on.
func SVG(l Label) ([]byte, error) {
	p, err := Draw(l)
	if err != nil {
		return nil, err
	}
	return p.SVG(), nil
}

// PNG draws the label for print, so many millimetres wide.
func PNG(l Label, millimetres int) ([]byte, error) {
	p, err := Draw(l)
	if err != nil {
		return nil, err
	}
	return p.PNG(float64(millimetres))
}

// PDF draws the label for printers, so many millimetres wide. updated is when
// the label last changed.
func PDF(l Label, millimetres int, updated time.Time) ([]byte, error) {
	p, err := Draw(l)
	if err != nil {
		return nil, err
	}
	return paper.Single("ja", paper.Meta{Title: p.Title, Author: l.Scheme.In("ja"), Made: updated}, p, float64(millimetres))
}

// Grouped writes a number of digits in fours, as it is easier to read off and
// type; other numbers stay as they are.
func Grouped(number string) string { return scheme.LabelNumber(number).Grouped() }

// Code returns the modules of the 2-D code for an address, true for black,
// without their margin.
func Code(address string) ([][]bool, error) {
	c, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil, fmt.Errorf("2-D code for %q: %w", address, err)
	}
	rows := make([][]bool, c.Size)
	for y := range rows {
		rows[y] = make([]bool, c.Size)
		for x := range rows[y] {
			rows[y][x] = c.Black(x, y)
		}
	}
	return rows, nil
}
