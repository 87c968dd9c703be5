package font

import (
	"encoding/binary"
	"maps"
	"slices"
)

// A Subset collects the signs of one face that a document uses. Each gets a
// glyph of its own, also when two are drawn alike, so that each is copied out
// as what it is.
type Subset struct {
	Face    *Face
	Signs   []Sign // the i-th is glyph i+1
	numbers map[string]uint16
}

// NewSubset returns an empty subset of face.
func NewSubset(face *Face) *Subset { return &Subset{Face: face, numbers: map[string]uint16{}} }

// Number returns the glyph number of the sign in the subset, and adds it when
// it is new. Zero stands for a sign that is not seen.
func (s *Subset) Number(sign Sign) uint16 {
	if len(sign.Parts) == 0 {
		return 0
	}
	n, ok := s.numbers[sign.Text]
	if !ok {
		s.Signs = append(s.Signs, sign)
		n = uint16(len(s.Signs))
		s.numbers[sign.Text] = n
	}
	return n
}

// Form of a composite glyph's parts.
const (
	argsAreWords   = 1 << 0
	argsAreXY      = 1 << 1
	hasScale       = 1 << 3
	moreComponents = 1 << 5
	hasTwoScales   = 1 << 6
	hasMatrix      = 1 << 7
)

// A build is the making of a font file.
type build struct {
	face    *Face
	glyphs  [][]byte
	advance []int
	parts   map[GlyphID]uint16 // glyphs that only composites use
}

// File returns a TrueType file with the glyphs of the subset and nothing else.
func (s *Subset) File() []byte {
	b := &build{face: s.Face, parts: map[GlyphID]uint16{}}
	b.glyphs, b.advance = make([][]byte, len(s.Signs)+1), make([]int, len(s.Signs)+1)
	b.glyphs[0], b.advance[0] = b.copied(0), s.Face.Advance(0)
	for i, sign := range s.Signs {
		b.advance[i+1] = sign.Advance
		if len(sign.Parts) == 1 {
			b.glyphs[i+1] = b.copied(sign.Parts[0].Glyph)
		} else {
			b.glyphs[i+1] = b.joined(sign)
		}
	}
	return b.file()
}

// copied returns the glyph's description; the parts of a composite are added
// to the file.
func (b *build) copied(g GlyphID) []byte {
	d := slices.Clone(b.face.data(g))
	if len(d) < 10 || int16(binary.BigEndian.Uint16(d)) >= 0 {
		return d
	}
	for at := 10; ; {
		flags := binary.BigEndian.Uint16(d[at:])
		binary.BigEndian.PutUint16(d[at+2:], b.part(GlyphID(binary.BigEndian.Uint16(d[at+2:]))))
		at += 4 + lengthOf(flags)
		if flags&moreComponents == 0 {
			return d
		}
	}
}

// lengthOf returns the bytes of a component after its flags and glyph.
func lengthOf(flags uint16) int {
	n := 2
	if flags&argsAreWords != 0 {
		n = 4
	}
	switch {
	case flags&hasScale != 0:
		n += 2
	case flags&hasTwoScales != 0:
		n += 4
	case flags&hasMatrix != 0:
		n += 8
	}
	return n
}

// part returns the number of a glyph that is there for composites.
func (b *build) part(g GlyphID) uint16 {
	n, ok := b.parts[g]
	if !ok {
		n = uint16(len(b.glyphs))
		b.parts[g] = n
		b.glyphs, b.advance = append(b.glyphs, nil), append(b.advance, b.face.Advance(g))
		b.glyphs[n] = b.copied(g)
	}
	return n
}

// joined makes one glyph of a letter and its marks.
func (b *build) joined(s Sign) []byte {
	around := box{left: 1 << 14, bottom: 1 << 14, right: -1 << 14, top: -1 << 14}
	var parts []byte
	for i, p := range s.Parts {
		g := b.face.box(p.Glyph)
		around = box{min(around.left, g.left+p.X), min(around.bottom, g.bottom+p.Y), max(around.right, g.right+p.X), max(around.top, g.top+p.Y)}
		flags := uint16(argsAreWords | argsAreXY)
		if i < len(s.Parts)-1 {
			flags |= moreComponents
		}
		parts = words(parts, flags, b.part(p.Glyph), uint16(int16(p.X)), uint16(int16(p.Y)))
	}
	none := int16(-1)
	d := words(nil, uint16(none), uint16(int16(around.left)), uint16(int16(around.bottom)), uint16(int16(around.right)), uint16(int16(around.top)))
	return append(d, parts...)
}

func words(to []byte, all ...uint16) []byte {
	for _, w := range all {
		to = binary.BigEndian.AppendUint16(to, w)
	}
	return to
}

// file lays the tables out. Only those are written that a PDF reader needs.
func (b *build) file() []byte {
	tables := map[string][]byte{}
	for _, name := range []string{"cvt ", "fpgm", "prep"} {
		if t := b.face.tables[name]; t != nil {
			tables[name] = t
		}
	}
	var glyf, loca, hmtx []byte
	for i, g := range b.glyphs {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, g...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		bearing := uint16(0)
		if len(g) >= 4 {
			bearing = binary.BigEndian.Uint16(g[2:])
		}
		hmtx = words(hmtx, uint16(b.advance[i]), bearing)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := slices.Clone(b.face.tables["head"]), slices.Clone(b.face.tables["hhea"]), slices.Clone(b.face.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1) // long places
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(b.glyphs)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(b.glyphs)))
	for at, least := range map[int]uint16{28: 8, 30: 3} { // parts of a composite, and how deep they go
		if binary.BigEndian.Uint16(maxp[at:]) < least {
			binary.BigEndian.PutUint16(maxp[at:], least)
		}
	}
	maps.Copy(tables, map[string][]byte{"glyf": glyf, "loca": loca, "hmtx": hmtx, "head": head, "hhea": hhea, "maxp": maxp})
	return assemble(tables)
}

// assemble writes the directory and the tables, with their checksums.
func assemble(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	n := uint16(len(names))
	log := uint16(0)
	for 1<<(log+1) <= n {
		log++
	}
	file := binary.BigEndian.AppendUint32(nil, 0x00010000)
	file = words(file, n, 16<<log, log, 16*n-16<<log)
	at := uint32(12 + 16*len(names))
	var body []byte
	head := 0
	for _, name := range names {
		t := tables[name]
		if name == "head" {
			head = int(at)
		}
		file = append(file, name...)
		file = binary.BigEndian.AppendUint32(file, sum(t))
		file = binary.BigEndian.AppendUint32(file, at)
		file = binary.BigEndian.AppendUint32(file, uint32(len(t)))
		body = append(body, t...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		at = uint32(12 + 16*len(names) + len(body))
	}
	file = append(file, body...)
	binary.BigEndian.PutUint32(file[head+8:], 0xB1B0AFBA-sum(file))
	return file
}

func sum(t []byte) uint32 {
	var all uint32
	for ; len(t) >= 4; t = t[4:] {
		all += binary.BigEndian.Uint32(t)
	}
	if len(t) > 0 {
		all += binary.BigEndian.Uint32(append(slices.Clone(t), 0, 0, 0)[:4])
	}
	return all
}
