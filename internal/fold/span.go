package fold

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Spans returns where words occur in s: ranges of bytes of s, in order, none
// touching the next. by is Text or Model, and the words are folded by it; an
// empty one occurs nowhere. A sign of which only a part is meant, such as the
// 株 in ㈱, belongs to the range whole.
func Spans(s string, words []string, by func(string) string) [][2]int {
	folded, from := pieces(s, by)
	hit := make([]bool, len(folded))
	for _, word := range words {
		for at := 0; word != ""; {
			i := strings.Index(folded[at:], word)
			if i < 0 {
				break
			}
			for j := range len(word) {
				hit[at+i+j] = true
			}
			at += i + len(word)
		}
	}
	var out [][2]int
	for i, h := range hit {
		if !h {
			continue
		}
		if last := len(out) - 1; last >= 0 && (from[i][0] <= out[last][1] || hit[i-1]) {
			out[last][1] = max(out[last][1], from[i][1])
		} else {
			out = append(out, from[i])
		}
	}
	return out
}

// pieces folds s sign by sign and tells for each byte of the outcome which
// bytes of s it comes from.
func pieces(s string, by func(string) string) (folded string, from [][2]int) {
	keepsSpace := by("a b") != by("ab")
	var b strings.Builder
	for at := 0; at < len(s); {
		end := at + max(1, norm.NFKC.NextBoundaryInString(s[at:], true))
		piece := by(s[at:end])
		if piece == "" && keepsSpace {
			piece = " "
		}
		b.WriteString(piece)
		from = append(from, slices.Repeat([][2]int{{at, end}}, len(piece))...)
		at = end
	}
	return b.String(), from
}
