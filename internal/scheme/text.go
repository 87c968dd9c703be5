package scheme

import (
	"fmt"
	"strings"
	"unicode"
)

// CheckText refuses text of more than most characters, and text with signs
// that cannot be seen or that make it read otherwise than it is written:
// controls other than tab and line feed, and marks that turn the direction.
func CheckText(field, text string, most int) error {
	if n := len([]rune(text)); n > most {
		return Refuse(Invalid, "refusal.text.too_long").On(field).With(most)
	}
	if i := strings.IndexFunc(text, unseen); i >= 0 {
		sign := []rune(text[i:])[0]
		return Refuse(Invalid, "refusal.text.unseen").On(field).With(fmt.Sprintf("U+%04X", sign))
	}
	return nil
}

func unseen(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), r == unicode.ReplacementChar:
		return true
	}
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff
}

// tooLong is CheckText inside the rule book.
func tooLong(field, text string, most int) error { return CheckText(field, text, most) }

// blank reports whether text says nothing: spaces are no answer.
func blank(text string) bool { return strings.TrimSpace(text) == "" }
