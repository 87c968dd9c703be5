package font

import (
	"strings"
	"testing"

	"golang.org/x/image/math/fixed"
	"pgregory.net/rapid"
)

func TestSigns_findTheRightGlyph(t *testing.T) {
	t.Parallel()
	f := Regular()
	same := func(a, b string) bool { return f.Signs(a)[0].Parts[0] == f.Signs(b)[0].Parts[0] }
	if !same("か\u3099", "が") {
		t.Error("か with a mark is not drawn as が")
	}
	if same("\uFA19", "\u795E") {
		t.Error("神 in its old form is exchanged for the new one")
	}
	if same("葛\U000E0100", "葛\U000E0101") {
		t.Error("the variants of 葛 are drawn alike")
	}
	for _, text := range []string{"𠮷", "髙", "﨑", "①", "㈱", "ｶ", "é", "ő", "Ł", "か\u309A", "S\u0323\u0307"} {
		if s := f.Signs(text); len(s) != 1 || s[0].Missing || s[0].Text != text {
			t.Errorf("%q is cut into %d signs, missing %v", text, len(s), s[0].Missing)
		}
	}
	if s := f.Signs("ก"); !s[0].Missing || len(s[0].Parts) != 1 {
		t.Error("a letter that no face has is not shown as a box")
	}
}

func TestSigns_holdEveryCharacterInItsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var b strings.Builder
		for _, s := range Regular().Signs(text) {
			b.WriteString(s.Text)
		}
		if b.String() != text {
			t.Fatalf("%+q became %+q", text, b.String())
		}
	})
}

func TestMarks_standOverTheirLetter(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"q\u0301", "Q\u0301", "か\u309A", "x\u0302"} {
		s := Regular().Signs(text)[0]
		if len(s.Parts) != 2 {
			t.Fatalf("%q is drawn with %d glyphs", text, len(s.Parts))
		}
		letter, mark := s.Face.box(s.Parts[0].Glyph), s.Face.box(s.Parts[1].Glyph)
		centre := (mark.left+mark.right)/2 + s.Parts[1].X
		if centre < letter.left || centre > max(letter.right, s.Advance) {
			t.Errorf("%q: the mark stands at %d, the letter from %d to %d", text, centre, letter.left, letter.right)
		}
		if s.Advance != Em && mark.bottom+s.Parts[1].Y < letter.top {
			t.Errorf("%q: the mark runs into the letter", text)
		}
	}
}

func TestFile_drawsWhatTheWholeFaceDraws(t *testing.T) {
	t.Parallel()
	for _, face := range []*Typeface{Regular(), Bold()} {
		subset := NewSubset(face.faces[0])
		for _, s := range face.Signs("漢字かなカナ𠮷髙﨑がABÅé①㈱か\u309A") {
			if s.Face == subset.Face {
				subset.Number(s)
			}
		}
		file := subset.File()
		if len(file) > 40_000 {
			t.Errorf("the subset has %d bytes", len(file))
		}
		small := &Face{Name: "small", tables: tablesOf(file), long: true, glyphs: len(subset.Signs) + 1, widths: len(subset.Signs) + 1}
		for i, s := range subset.Signs {
			if got := small.Advance(GlyphID(i + 1)); got != s.Advance {
				t.Errorf("%q is %d wide in the subset, want %d", s.Text, got, s.Advance)
			}
			if len(s.Parts) == 1 && small.box(GlyphID(i+1)) != s.Face.box(s.Parts[0].Glyph) {
				t.Errorf("%q has another box in the subset", s.Text)
			}
		}
	}
}

func TestOutline_isClosedShapesWithinTheBox(t *testing.T) {
	t.Parallel()
	s := Bold().Signs("か\u309A")[0]
	moves, err := s.Outline()
	if err != nil || len(moves) < 10 || moves[0].Kind != To {
		t.Fatalf("%d moves, %v", len(moves), err)
	}
	for _, m := range moves {
		for _, p := range m.Points {
			if p[0] < -200 || p[0] > 1200 || p[1] < -300 || p[1] > 1200 {
				t.Fatalf("a point at %v", p)
			}
		}
	}
	if _, err := s.Face.font.LoadGlyph(nil, 60000, fixed.I(Em), nil); err == nil {
		t.Error("a glyph that is not there has an outline")
	}
}
