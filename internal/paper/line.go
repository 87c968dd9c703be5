package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shirushi/internal/font"
)

// A line is the signs of one line and how wide they are.
type line struct {
	signs []font.Sign
	width float64
}

// Signs that no line may begin with, and signs that no line may end with, as
// Japanese typesetting has it (kinsoku).
var (
	notFirst = set("、 。 ， ． ・ ： ； ？ ！ ゛ ゜ ヽ ヾ ゝ ゞ 々 〻 ー ’ ” ） 〕 ］ ｝ 〉 》 」 』 】 〗 〙 ｠ » ° ′ ″ ℃ ％ ‰ ¢ 〜 ～ … ‥ " +
		"ぁ ぃ ぅ ぇ ぉ っ ゃ ゅ ょ ゎ ゕ ゖ ァ ィ ゥ ェ ォ ッ ャ ュ ョ ヮ ヵ ヶ " +
		"｡ ､ ･ ｣ ﾞ ﾟ ｰ ｧ ｨ ｩ ｪ ｫ ｯ ｬ ｭ ｮ ) ] } , . : ; ? ! %")
	notLast = set("‘ “ （ 〔 ［ ｛ 〈 《 「 『 【 〖 〘 ｟ « ￥ ＄ £ € ｢ ( [ { ¥ $ № ＃ #")
)

func set(signs string) map[rune]bool {
	all := map[rune]bool{}
	for _, s := range strings.Fields(signs) {
		r, _ := utf8.DecodeRuneInString(s)
		all[r] = true
	}
	return all
}

// breakLines cuts signs into lines of at most width, in units of the em. A
// word is broken only when no line can hold it: an address rather after a
// slash, any other wherever the line is full. No text gives one empty line.
func breakLines(signs []font.Sign, width float64) []line {
	var all []line
	for {
		n, skip := fit(signs, width)
		all = append(all, measured(signs[:n]))
		signs = signs[n+skip:]
		if len(signs) == 0 {
			return all
		}
	}
}

// fit returns how many signs go on the first line, and how many spaces after
// it are left out.
func fit(signs []font.Sign, width float64) (n, skip int) {
	full := 0.0
	best, weak := 0, 0
	for i, s := range signs {
		if full += float64(s.Advance); full > width && !isSpace(s) {
			switch {
			case best > 0:
				return trimmed(signs, best)
			case weak > 0:
				return weak, 0
			}
			return max(i, 1), 0
		}
		if i+1 < len(signs) {
			switch {
			case mayBreak(signs[i], signs[i+1]):
				best = i + 1
			case strings.ContainsAny(s.Text, "/?&=_-@"):
				weak = i + 1
			}
		}
	}
	return len(signs), 0
}

// trimmed leaves out the spaces at the end of a line and at the beginning of
// the next.
func trimmed(signs []font.Sign, at int) (n, skip int) {
	n = at
	for n > 0 && isSpace(signs[n-1]) {
		n--
	}
	if n == 0 {
		return at, 0
	}
	next := at
	for next < len(signs) && isSpace(signs[next]) {
		next++
	}
	return n, next - n
}

// mayBreak reports whether a line may end between a and b.
func mayBreak(a, b font.Sign) bool {
	before, after := first(a), first(b)
	switch {
	case isSpace(b):
		return false
	case isSpace(a), strings.ContainsRune(a.Text, '\u200B'):
		return true
	case notFirst[after] || notLast[before]:
		return false
	case before == after && (before == '…' || before == '―' || before == '‥'):
		return false
	}
	return isSquare(before) || isSquare(after)
}

// isSquare reports whether r is of a script written without spaces.
func isSquare(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x33FF || r >= 0xFF01 && r <= 0xFF60 ||
		r >= 0x2460 && r <= 0x26FF
}

func isSpace(s font.Sign) bool {
	return s.Text == " " || s.Text == "\t" || s.Text == "\u3000"
}

func first(s font.Sign) rune {
	r, _ := utf8.DecodeRuneInString(s.Text)
	return r
}

func measured(signs []font.Sign) line {
	l := line{signs: signs}
	for _, s := range signs {
		l.width += float64(s.Advance)
	}
	return l
}
