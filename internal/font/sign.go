package font

import (
	"encoding/binary"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Sign is what a reader takes for one letter: a character with the marks
// and selectors that belong to it. Text is kept as it was written, so that
// what is copied out of a document is what was put in, whichever glyphs it
// was drawn with.
type Sign struct {
	Text    string
	Face    *Face
	Parts   []Part // none for signs that are not seen
	Advance int
	Missing bool // no face has it: a box is drawn in its place
}

// A Part is one glyph of a sign, moved from the sign's origin.
type Part struct {
	Glyph GlyphID
	X, Y  int
}

// Signs cuts text into signs. Every character of text is in exactly one sign,
// in the order in which it was written.
func (t *Typeface) Signs(text string) []Sign {
	var signs []Sign
	for _, cluster := range clusters(text) {
		signs = append(signs, t.sign(cluster))
	}
	return signs
}

// longest bounds a letter with its marks, in bytes.
const longest = 64

// clusters cuts text before each character that begins a letter of its own.
func clusters(text string) []string {
	var all []string
	from := 0
	for i, r := range text {
		if i > 0 && (!follows(r) || i-from > longest) {
			all = append(all, text[from:i])
			from = i
		}
	}
	if from < len(text) {
		all = append(all, text[from:])
	}
	return all
}

// follows reports whether r belongs to the character before it.
func follows(r rune) bool { return unicode.Is(unicode.M, r) || isSelector(r) || isUnseen(r) }

// isSelector reports whether r chooses a variant of the character before it.
func isSelector(r rune) bool { return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF }

// isUnseen reports whether r has, by its meaning, no look. Characters that
// turn the direction of writing are not among them: they could make a
// document read otherwise than it says, and are shown as missing.
func isUnseen(r rune) bool {
	return r == 0x00AD || r >= 0x200B && r <= 0x200D || r == 0x2060 || r == 0xFEFF
}

func (t *Typeface) sign(cluster string) Sign {
	var selector rune
	seen := strings.Map(func(r rune) rune {
		switch {
		case isSelector(r):
			selector = r
			return -1
		case isUnseen(r):
			return -1
		case r == '\t', r == '\n', r == '\r':
			return ' '
		}
		return r
	}, cluster)
	if seen == "" {
		return Sign{Text: cluster, Face: t.faces[0]}
	}
	for _, spelling := range spellings(seen) {
		if unicode.Is(unicode.Bidi_Control, spelling[0]) {
			break
		}
		for _, f := range t.faces {
			if s, ok := f.set(spelling, selector); ok {
				s.Text = cluster
				return s
			}
		}
	}
	f := t.faces[0]
	return Sign{Text: cluster, Face: f, Parts: []Part{{}}, Advance: f.Advance(0), Missing: true}
}

// spellings returns the ways to write a letter, the one with the fewest
// glyphs first. A character that Unicode holds for equal to another is not
// exchanged for it: U+FA19 looks different from U+795E, and names are written
// with it.
func spellings(seen string) [][]rune {
	runes := []rune(seen)
	first := string(runes[0])
	var all [][]rune
	if len(runes) > 1 && norm.NFC.String(first) == first {
		all = append(all, []rune(norm.NFC.String(seen)))
	}
	all = append(all, runes)
	if apart := []rune(norm.NFD.String(seen)); len(apart) > 1 {
		all = append(all, apart)
	}
	return all
}

// set puts a letter together from a character and its marks; false when the
// face lacks one of them.
func (f *Face) set(spelling []rune, selector rune) (Sign, bool) {
	base, ok := f.glyph(spelling[0])
	if !ok {
		return Sign{}, false
	}
	if selector != 0 {
		base = f.variant(spelling[0], selector, base)
	}
	s := Sign{Face: f, Parts: []Part{{Glyph: base}}, Advance: f.Advance(base)}
	top := f.box(base).top
	for _, r := range spelling[1:] {
		mark, ok := f.glyph(r)
		if !ok || !unicode.Is(unicode.M, r) {
			return Sign{}, false
		}
		x, y := f.place(base, mark, top)
		s.Parts = append(s.Parts, Part{mark, x, y})
		if b := f.box(mark); b.bottom+y >= top {
			top = b.top + y
		}
	}
	return s, true
}

// gap is left between a letter and a mark above it.
const gap = 30

// place returns how far to move a mark from the origin of its letter. Kana
// marks are drawn to stand where the pen is after the letter; others are
// centred over it and lifted above what is already there.
func (f *Face) place(base, mark GlyphID, top int) (x, y int) {
	letter, m := f.box(base), f.box(mark)
	if f.Advance(base) == Em && m.right <= 0 {
		return Em, 0
	}
	x = (letter.left+letter.right)/2 - (m.left+m.right)/2
	if m.bottom > 0 && m.bottom < top+gap {
		y = top + gap - m.bottom
	}
	return x, y
}

// variant returns the glyph that the selector chooses for r, or the usual one
// when the face knows no other.
func (f *Face) variant(r, selector rune, usual GlyphID) GlyphID {
	table := f.variants()
	if table == nil {
		return usual
	}
	for i := range int(binary.BigEndian.Uint32(table[6:])) {
		record := table[10+11*i:]
		own := binary.BigEndian.Uint32(record[7:])
		if u24(record) != selector || own == 0 {
			continue
		}
		list := table[own:]
		n := int(binary.BigEndian.Uint32(list))
		at := sort.Search(n, func(i int) bool { return u24(list[4+5*i:]) >= r })
		if at < n && u24(list[4+5*at:]) == r {
			return GlyphID(binary.BigEndian.Uint16(list[4+5*at+3:]))
		}
	}
	return usual
}

// variants returns the table of variants; nil when the face has none.
func (f *Face) variants() []byte {
	cmap := f.tables["cmap"]
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		table := cmap[binary.BigEndian.Uint32(cmap[4+8*i+4:]):]
		if binary.BigEndian.Uint16(table) == 14 {
			return table
		}
	}
	return nil
}

func u24(at []byte) rune { return rune(at[0])<<16 | rune(at[1])<<8 | rune(at[2]) }
