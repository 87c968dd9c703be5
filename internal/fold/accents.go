package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Accents takes the accents off Latin letters, which not everybody's keyboard
// has. The marks of other scripts stay: they make another sign.
func Accents(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.Is(unicode.Latin, r) && r > unicode.MaxASCII || unicode.Is(unicode.Mn, r)
	}) {
		return s
	}
	latin := false
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		if latin && unicode.Is(unicode.Mn, r) {
			return -1
		}
		latin = unicode.Is(unicode.Latin, r)
		return r
	}, norm.NFD.String(s)))
}
