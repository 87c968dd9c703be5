package fold

import "strings"

// Model folds a model number to the key under which two of them look alike:
// as Text does, and without spaces, hyphens and whatever looks like one.
func Model(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '-', 'ー', '_', '·', '・', '\u00ad', '\u200b', '\u2060', '\ufeff':
			return -1
		}
		return r
	}, Text(s))
}
