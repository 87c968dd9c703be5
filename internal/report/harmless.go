package report

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Harmless returns text in one line that a terminal, a page or a printer shows
// as it is: signs that steer are written out, and no more than about most bytes
// are left.
func Harmless(text string, most int) string {
	return plain(strings.ReplaceAll(text, `\`, `\\`), most, func(r rune) bool { return r == '\t' })
}

// HarmlessLines is Harmless for a record: line feeds stay, and what a record
// wrote out already stays as it is.
func HarmlessLines(text string, most int) string {
	return plain(text, most, func(r rune) bool { return r == '\t' || r == '\n' })
}

func plain(text string, most int, stays func(rune) bool) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case b.Len() >= most:
			b.WriteString("…")
			return b.String()
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			b.WriteString(`\x` + strconv.FormatUint(uint64(text[i])|0x100, 16)[1:])
		case stays(r) || strconv.IsPrint(r) || r == '\u3000':
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}
