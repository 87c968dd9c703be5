package fold

import "strings"

// Model folds a model number to the key under which two of them look alike:
// as Text does, and without spaces, hyphens and whatever looks like one.
func Model(s string) string {
	if plain, ok := plainModel(s); ok {
		return plain
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '-', 'ー', '_', '·', '・', '\u00ad', '\u200b', '\u2060', '\ufeff':
			return -1
		}
		return r
	}, Text(s))
}

// plainModel is Model for the signs that nearly all models are written with;
// false for text with others.
func plainModel(s string) (string, bool) {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80:
			return "", false
		case c == '-' || c == '_' || c == ' ' || c >= '\t' && c <= '\r':
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		default:
			out = append(out, c)
		}
	}
	return string(out), true
}
