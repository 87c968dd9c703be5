// Package font holds the typefaces in which documents and drawings are set:
// Noto Sans JP and, for Latin letters that it lacks, Noto Sans, both under the
// SIL Open Font License (files/*.LICENSE.txt). It finds the glyph of each sign
// that a person would call one letter, tells its width and outline, and writes
// a font file of the glyphs that were used. It knows no page and no line.
package font

import (
	_ "embed" // the typefaces are part of the program
	"encoding/binary"
	"fmt"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed files/NotoSansJP_400Regular.ttf
var japaneseRegular []byte

//go:embed files/NotoSansJP_700Bold.ttf
var japaneseBold []byte

//go:embed files/NotoSans_400Regular.ttf
var latinRegular []byte

//go:embed files/NotoSans_700Bold.ttf
var latinBold []byte

// Em is the number of units in which widths and outlines are told, to the
// height of the letter.
const Em = 1000

// A Typeface is a chain of faces: what the first lacks, the next may have.
type Typeface struct{ faces []*Face }

// Regular returns the typeface of running text.
var Regular = sync.OnceValue(func() *Typeface {
	return typeface("NotoSansJP-Regular", japaneseRegular, "NotoSans-Regular", latinRegular)
})

// Bold returns the typeface of headings.
var Bold = sync.OnceValue(func() *Typeface {
	return typeface("NotoSansJP-Bold", japaneseBold, "NotoSans-Bold", latinBold)
})

func typeface(first string, a []byte, second string, b []byte) *Typeface {
	t := &Typeface{}
	for _, f := range []struct {
		name string
		data []byte
	}{{first, a}, {second, b}} {
		face, err := open(f.name, f.data)
		if err != nil {
			panic("font: " + err.Error()) // the files are part of the program
		}
		t.faces = append(t.faces, face)
	}
	return t
}

// A GlyphID is the place of a glyph in its face.
type GlyphID uint16

// A Face is one font file with TrueType outlines.
type Face struct {
	Name   string // as PostScript names it
	font   *sfnt.Font
	tables map[string][]byte
	long   bool // form of the glyphs' places
	glyphs int
	widths int // glyphs with a width of their own; the rest has the last one's
}

// open reads a font file. Only files whose em has 1000 units are taken: all
// of ours have, and nothing needs to be scaled.
func open(name string, data []byte) (*Face, error) {
	font, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	f := &Face{Name: name, font: font, tables: tablesOf(data)}
	for _, need := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap"} {
		if f.tables[need] == nil {
			return nil, fmt.Errorf("%s has no table %s", name, need)
		}
	}
	if em := binary.BigEndian.Uint16(f.tables["head"][18:]); em != Em {
		return nil, fmt.Errorf("%s has %d units to the em, want %d", name, em, Em)
	}
	f.long = binary.BigEndian.Uint16(f.tables["head"][50:]) != 0
	f.glyphs = int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	f.widths = int(binary.BigEndian.Uint16(f.tables["hhea"][34:]))
	return f, nil
}

// tablesOf cuts a font file that was parsed before into its tables.
func tablesOf(data []byte) map[string][]byte {
	all := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		at := data[12+16*i:]
		from, length := binary.BigEndian.Uint32(at[8:]), binary.BigEndian.Uint32(at[12:])
		all[string(at[:4])] = data[from : from+length]
	}
	return all
}

// glyph returns the glyph of r; false when the face has none.
func (f *Face) glyph(r rune) (GlyphID, bool) {
	g, err := f.font.GlyphIndex(nil, r)
	return GlyphID(g), err == nil && g != 0
}

// Advance returns how far the pen moves after the glyph.
func (f *Face) Advance(g GlyphID) int {
	at := min(int(g), f.widths-1)
	return int(binary.BigEndian.Uint16(f.tables["hmtx"][4*at:]))
}

// data returns the description of the glyph's outline; nil for a space.
func (f *Face) data(g GlyphID) []byte {
	loca, i := f.tables["loca"], int(g)
	if i >= f.glyphs {
		return nil
	}
	var from, to uint32
	if f.long {
		from, to = binary.BigEndian.Uint32(loca[4*i:]), binary.BigEndian.Uint32(loca[4*i+4:])
	} else {
		from, to = 2*uint32(binary.BigEndian.Uint16(loca[2*i:])), 2*uint32(binary.BigEndian.Uint16(loca[2*i+2:]))
	}
	if from >= to {
		return nil
	}
	return f.tables["glyf"][from:to]
}

// Metrics are what a document says of a face beside its glyphs.
type Metrics struct{ Left, Bottom, Right, Top, Ascent, Descent int }

// Metrics returns the measures of the face.
func (f *Face) Metrics() Metrics {
	at := func(table string, i int) int { return int(int16(binary.BigEndian.Uint16(f.tables[table][i:]))) }
	return Metrics{at("head", 36), at("head", 38), at("head", 40), at("head", 42), at("hhea", 4), at("hhea", 6)}
}

// A box is the smallest one around a glyph, y upwards.
type box struct{ left, bottom, right, top int }

func (f *Face) box(g GlyphID) box {
	d := f.data(g)
	if d == nil {
		return box{}
	}
	at := func(i int) int { return int(int16(binary.BigEndian.Uint16(d[i:]))) }
	return box{at(2), at(4), at(6), at(8)}
}

// A Move is one step of an outline: to a point in a straight line, or over
// one or two control points. Closed outlines only: To begins a new one.
type Move struct {
	Kind   MoveKind
	Points [3][2]float64 // those that the kind has, y upwards; the last is the end
}

// A MoveKind says how the pen goes.
type MoveKind byte

// How a pen goes.
const (
	To    MoveKind = iota // lifted, to Points[0]
	Line                  // straight, to Points[0]
	Quad                  // over Points[0] to Points[1]
	Cubic                 // over Points[0] and Points[1] to Points[2]
)

// Outline returns how the sign is drawn from its origin on the base line.
func (s Sign) Outline() ([]Move, error) {
	var all []Move
	var buffer sfnt.Buffer
	for _, p := range s.Parts {
		segments, err := s.Face.font.LoadGlyph(&buffer, sfnt.GlyphIndex(p.Glyph), fixed.I(Em), nil)
		if err != nil {
			return nil, fmt.Errorf("outline of %q in %s: %w", s.Text, s.Face.Name, err)
		}
		for _, g := range segments {
			m := Move{Kind: MoveKind(g.Op)}
			for i, point := range g.Args {
				m.Points[i] = [2]float64{float64(point.X)/64 + float64(p.X), -float64(point.Y)/64 + float64(p.Y)}
			}
			all = append(all, m)
		}
	}
	return all, nil
}
