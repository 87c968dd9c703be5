package scheme

import (
	"fmt"
	"strconv"
	"strings"
)

// A LabelNumber is the registration number printed on the label, in the
// scheme's form, digits only where the form has digits only.
type LabelNumber string

// Grouped writes a number of digits in fours, as it is easier to read off and
// compare; other numbers stay as they are.
func (n LabelNumber) Grouped() string {
	rest := string(n)
	if len(rest)%4 != 0 || !digits(rest) {
		return rest
	}
	var parts []string
	for ; rest != ""; rest = rest[4:] {
		parts = append(parts, rest[:4])
	}
	return strings.Join(parts, " ")
}

// A CheckDigit names the way in which a number guards against slips.
type CheckDigit string

const (
	CheckNone CheckDigit = "none"
	CheckDamm CheckDigit = "damm" // finds every single wrong digit and every swap of neighbours
)

// A Numbering is the form of one kind of number: literal characters and the
// fields {year} (four digits), {serial:N} (N digits, required) and {check}
// (one digit over all digits before it, last in the form).
type Numbering struct {
	Form  string
	Check CheckDigit
}

type piece struct {
	kind  string // "literal", "year", "serial", "check"
	text  string
	width int
}

// Validate fails on a form that could not number anything.
func (n Numbering) Validate() error {
	_, err := n.pieces()
	return err
}

func (n Numbering) pieces() ([]piece, error) {
	bad := func(why string) ([]piece, error) { return nil, fmt.Errorf("number form %q: %s", n.Form, why) }
	var out []piece
	serials, checks := 0, 0
	for rest := n.Form; rest != ""; {
		open := strings.IndexByte(rest, '{')
		if open != 0 {
			if open < 0 {
				open = len(rest)
			}
			out = append(out, piece{"literal", rest[:open], open})
			rest = rest[open:]
			continue
		}
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return bad("a { without }")
		}
		field := rest[1:end]
		rest = rest[end+1:]
		switch name, width, _ := strings.Cut(field, ":"); name {
		case "year":
			out = append(out, piece{"year", "", 4})
		case "serial":
			w, err := strconv.Atoi(width)
			if err != nil || w < 1 || w > 18 {
				return bad("{serial:N} needs a width from 1 to 18")
			}
			out = append(out, piece{"serial", "", w})
			serials++
		case "check":
			if rest != "" {
				return bad("{check} must be last")
			}
			out = append(out, piece{"check", "", 1})
			checks++
		default:
			return bad("unknown field {" + field + "}")
		}
	}
	switch {
	case serials != 1:
		return bad("exactly one {serial:N} is needed")
	case n.Check == CheckDamm && checks != 1:
		return bad("check digit damm needs {check} at the end")
	case n.Check == CheckNone && checks != 0:
		return bad("{check} stands in the form but the check digit is none")
	case n.Check != CheckDamm && n.Check != CheckNone:
		return bad("check digit must be none or damm")
	}
	return out, nil
}

// Number writes the number with this serial, born in this year. It fails
// when the serial no longer fits its field: numbers are never reused.
func (n Numbering) Number(year int, serial int64) (string, error) {
	pieces, err := n.pieces()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range pieces {
		switch p.kind {
		case "literal":
			b.WriteString(p.text)
		case "year":
			fmt.Fprintf(&b, "%04d", year)
		case "serial":
			s := fmt.Sprintf("%0*d", p.width, serial)
			if serial < 1 || len(s) > p.width {
				return "", fmt.Errorf("number form %q: serial %d does not fit", n.Form, serial)
			}
			b.WriteString(s)
		case "check":
			b.WriteByte('0' + damm(b.String()))
		}
	}
	return b.String(), nil
}

// Parse reads a number as a person types it: full-width digits, spaces and
// hyphens between digits are forgiven. It refuses one that is not of the
// form, and says so separately when only the check digit is wrong.
func (n Numbering) Parse(typed string) (string, error) {
	pieces, err := n.pieces()
	if err != nil {
		return "", err
	}
	want := 0
	plainForm := true
	for _, p := range pieces {
		want += p.width
		plainForm = plainForm && p.kind != "literal"
	}
	s := narrow(typed, plainForm)
	if len(s) != want {
		return "", Refuse(Invalid, "refusal.number.malformed").On("number").With(want)
	}
	at := 0
	for _, p := range pieces {
		part := s[at : at+p.width]
		switch {
		case p.kind == "literal" && part != p.text, p.kind != "literal" && !digits(part):
			return "", Refuse(Invalid, "refusal.number.malformed").On("number").With(want)
		case p.kind == "check" && damm(s[:at]) != part[0]-'0':
			return "", Refuse(Invalid, "refusal.number.check_digit").On("number")
		}
		at += p.width
	}
	return s, nil
}

// Serial returns the serial of a number in its canonical form, and the highest
// that fits the form; false for what is not such a number.
func (n Numbering) Serial(number string) (serial, most int64, ok bool) {
	pieces, err := n.pieces()
	if parsed, wrong := n.Parse(number); err != nil || wrong != nil || parsed != number {
		return 0, 0, false
	}
	for _, p := range pieces {
		if p.kind == "serial" {
			serial, err = strconv.ParseInt(number[:p.width], 10, 64)
			most, _ = strconv.ParseInt(strings.Repeat("9", p.width), 10, 64)
			return serial, most, err == nil
		}
		number = number[p.width:]
	}
	return 0, 0, false
}

// narrow makes full-width characters half-width and upper-case, and drops
// spaces; in a form of digits only it drops hyphens too.
func narrow(typed string, dropHyphens bool) string {
	var b strings.Builder
	for _, r := range typed {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '‐' || r == '–' || r == '—' || r == '−' || r == 'ー':
			r = '-'
		}
		switch {
		case r == ' ' || r == '\u3000' || r == '\u00a0' || r == '\t':
		case r == '-' && dropHyphens:
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// dammTable is the totally anti-symmetric quasigroup of order ten from
// H. Michael Damm's thesis of 2004.
var dammTable = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

// damm returns the check digit over the digits of s; other signs are passed over.
func damm(s string) byte {
	var d byte
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			d = dammTable[d][s[i]-'0']
		}
	}
	return d
}

// Mentioned returns the numbers of the form that may stand in a text that is
// not made of numbers alone, however they are typed there. It may name one
// too many, such as a part of a longer number, and none too few.
func (n Numbering) Mentioned(text string) []string {
	pieces, err := n.pieces()
	if err != nil {
		return nil
	}
	s := signsOnly(text)
	var all []string
	for at := range s {
		if one, ok := mentionedAt(pieces, s[at:]); ok {
			all = append(all, one)
		}
	}
	return all
}

func mentionedAt(pieces []piece, s string) (number string, ok bool) {
	for _, p := range pieces {
		part := signsOnly(p.text)
		if p.kind == "literal" {
			if s, ok = strings.CutPrefix(s, part); !ok {
				return "", false
			}
			number += p.text
			continue
		}
		if len(s) < p.width || !digits(s[:p.width]) {
			return "", false
		}
		number, s = number+s[:p.width], s[p.width:]
	}
	return number, true
}
