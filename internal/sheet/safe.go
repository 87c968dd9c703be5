package sheet

import "strings"

// Safe returns text that no spreadsheet takes for a formula: what begins like
// one, also behind spaces or in full width, gets an apostrophe in front. So
// does what begins with apostrophes before such a sign, so that Plain undoes
// it for every text.
func Safe(s string) string {
	if begins(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// Plain takes the mark of Safe off: Plain(Safe(s)) is s.
func Plain(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && begins(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

// begins reports whether a spreadsheet could take the text for a formula.
func begins(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '\t' || s[0] == '\r' || s[0] == '\n' {
		return true
	}
	s = strings.TrimLeft(s, " \t\r\n\v\f\u00a0\u3000\u200b\ufeff")
	for _, r := range s {
		return strings.ContainsRune("=+-@＝＋－＠−﹢﹣﹦﹫", r)
	}
	return false
}
