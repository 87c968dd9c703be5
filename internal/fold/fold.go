// Package fold makes text comparable: what a person types and what is on
// record meet in one form, whatever the width, case or kana.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Text folds s: compatibility forms are unified (NFKC), letters lower-cased,
// hiragana made katakana, runs of white space made one space, and the many
// dashes made one; the long vowel mark ー is no dash. A line end stays: it
// parts a list. What has been folded folds to itself.
func Text(s string) string {
	var b strings.Builder
	begun, space := false, false // a line; white space within it
	for _, r := range norm.NFKC.String(s) {
		switch {
		case r == '\n':
			b.WriteByte('\n') // parts a list: what stands left and right never joins to one match
			begun, space = false, false
			continue
		case unicode.IsSpace(r):
			space = begun
			continue
		case r >= 'ぁ' && r <= 'ゖ' || r == 'ゝ' || r == 'ゞ':
			r += 'ァ' - 'ぁ'
		case r >= '‐' && r <= '―' || r == '−':
			r = '-'
		}
		if space {
			b.WriteByte(' ')
		}
		begun, space = true, false
		b.WriteRune(unicode.ToLower(r))
	}
	return norm.NFKC.String(b.String()) // a small letter may unite with its mark where the capital does not
}
