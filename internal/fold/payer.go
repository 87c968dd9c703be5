package fold

import (
	"strings"
	"unicode"
)

// large are the small kana, which banks write large.
var large = strings.NewReplacer("ァ", "ア", "ィ", "イ", "ゥ", "ウ", "ェ", "エ", "ォ", "オ", "ッ", "ツ", "ャ", "ヤ", "ュ", "ユ", "ョ", "ヨ", "ヮ", "ワ", "ヵ", "カ", "ヶ", "ケ")

// Payer folds a company's name as banks write it on a statement: as Text
// does, small kana large, without the parts in forms that say its legal form,
// and without all signs but letters and digits. The long vowel mark goes with
// them: half-width statements write it as a hyphen.
func Payer(s string, forms []string) string {
	s = large.Replace(Text(s))
	for _, form := range forms {
		if f := large.Replace(Text(form)); f != "" {
			s = without(s, f)
		}
	}
	return strings.Map(func(r rune) rune {
		if r == 'ー' || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

// without takes form from the beginning and the end of s, where names have
// it; inside it is a part of the name.
func without(s, form string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, form); ok && rest != "" {
		s = rest
	}
	if rest, ok := strings.CutSuffix(s, form); ok && rest != "" {
		s = rest
	}
	return strings.TrimSpace(s)
}
