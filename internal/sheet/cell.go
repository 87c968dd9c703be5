package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shirushi/internal/scheme"
)

func number(n int) string { return strconv.Itoa(n) }

// letters writes a column's number as spreadsheets do: 1 is A, 27 is AA.
func letters(column int) string {
	var s string
	for ; column > 0; column = (column - 1) / 26 {
		s = string(rune('A'+(column-1)%26)) + s
	}
	return s
}

// address reads "AB12"; false when it is none, or outside any spreadsheet.
func address(s string) (column, row int, ok bool) {
	i := 0
	for ; i < len(s) && i < 4 && s[i] >= 'A' && s[i] <= 'Z'; i++ {
		column = column*26 + int(s[i]-'A') + 1
	}
	if i == 0 || i == len(s) || len(s)-i > 7 {
		return 0, 0, false
	}
	row, err := strconv.Atoi(s[i:])
	return column, row, err == nil && row > 0 && row <= 1<<20 && column <= 1<<14
}

// folded makes headings comparable: width, case and spaces do not matter.
func folded(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// tidy gives a cell its line ends as one character and takes the space around
// it away.
func tidy(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.ReplaceAll(s, "\r", "\n"))
}

// checkText refuses text that no person typed: control characters, broken
// encoding, more than a cell can hold.
func checkText(at Place, s string) error {
	if len(s) > maxCell && units(s) > maxCell {
		return at.refuse("refusal.sheet.cell_long", maxCell)
	}
	if !utf8.ValidString(s) {
		return at.refuse("refusal.sheet.control")
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 || r == 0xFFFE || r == 0xFFFF {
			return at.refuse("refusal.sheet.control")
		}
	}
	return nil
}

// units counts as spreadsheets count: a sign outside the first plane is two.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// xstring undoes the way XLSX writes signs that XML cannot hold: _x000D_.
func xstring(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[2:6], 16, 16)
		if err != nil || n >= 0xD800 && n < 0xE000 {
			return m
		}
		return string(rune(n))
	})
}

// unxstring writes text so that xstring reads it as it was: what looks like
// such an escape is one of the text's own.
func unxstring(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if len(s) >= i+7 && escaped.MatchString(s[i:i+7]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// A format is what a cell's number stands for.
type format int

const (
	plainNumber format = iota
	dateFormat
	timeFormat // a time of day, or a length of time
)

// formatOf tells it from the number format's id and code.
func formatOf(id int, code string) format {
	switch {
	case id >= 18 && id <= 21 || id >= 45 && id <= 47 || id == 32 || id == 33:
		return timeFormat
	case id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58:
		return dateFormat
	case id < 164 && code == "":
		return plainNumber
	}
	code, _, _ = strings.Cut(notSigns.ReplaceAllString(code, ""), ";")
	code = strings.ToLower(strings.ReplaceAll(code, "General", ""))
	hours := strings.ContainsAny(code, "hs")
	switch {
	case strings.ContainsAny(code, "0#?@") && !hours:
		return plainNumber
	case strings.ContainsAny(code, "ydeg"), strings.Contains(code, "m") && !hours:
		return dateFormat
	case hours:
		return timeFormat
	}
	return plainNumber
}

// notSigns are the parts of a format's code that stand for themselves:
// quoted words, escaped signs, and conditions, colours and languages in
// brackets. [h], [m] and [s] count hours and stay.
var notSigns = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]hms][^\]]*\]|\[[hms][^\]hms]+[^\]]*\]`)

// numeral writes a number with the fifteen digits that spreadsheets show,
// never with an exponent.
func numeral(f float64) string {
	s := strconv.FormatFloat(f, 'g', 15, 64)
	g, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	if g == 0 {
		return "0" // never -0
	}
	return strconv.FormatFloat(g, 'f', -1, 64)
}

// moment writes a serial number as a day, with the time when there is one:
// "2026-04-01", "2026-04-01 09:30". Day 60 of the 1900 system, the 29th of
// February 1900, never was and is refused, as is what lies outside the years
// 1900 to 2999.
func moment(serial float64, from1904 bool) (string, bool) {
	if math.IsNaN(serial) || serial < 0 || serial > 500_000 {
		return "", false
	}
	seconds := int64(math.Round(serial * 86400))
	day, rest := int(seconds/86400), seconds%86400
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 60 || day == 0:
		return "", false
	case day < 60:
		start = start.AddDate(0, 0, 1)
	}
	t := start.AddDate(0, 0, day).Add(time.Duration(rest) * time.Second)
	if t.Year() < 1900 || t.Year() > 2999 {
		return "", false
	}
	switch {
	case rest == 0:
		return t.Format(time.DateOnly), true
	case rest%60 == 0:
		return t.Format("2006-01-02 15:04"), true
	}
	return t.Format(time.DateTime), true
}

// span writes a serial number as hours and minutes: "1:30", "25:00:05".
func span(serial float64) (string, bool) {
	if math.IsNaN(serial) || serial < 0 || serial > 500_000 {
		return "", false
	}
	seconds := int64(math.Round(serial * 86400))
	s := strconv.FormatInt(seconds/3600, 10) + ":" + two(seconds/60%60)
	if seconds%60 != 0 {
		s += ":" + two(seconds%60)
	}
	return s, true
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// Day reads a day as people write it in lists: 2026-04-01, 2026/4/1,
// 2026.4.1, 2026年4月1日, 20260401, in any width; a time of midnight after it
// is ignored. It refuses all else without a field.
func Day(text string) (scheme.Date, error) {
	m := dayForm.FindStringSubmatch(strings.TrimSpace(norm.NFKC.String(text)))
	if m == nil {
		return "", scheme.Refuse(scheme.Invalid, "refusal.date.malformed").With(text)
	}
	y, mo, d := m[1]+m[4], m[2]+m[5], m[3]+m[6]
	day, err := scheme.ParseDate(y + "-" + ("0" + mo)[len(mo)-1:] + "-" + ("0" + d)[len(d)-1:])
	if err != nil {
		return "", scheme.Refuse(scheme.Invalid, "refusal.date.malformed").With(text)
	}
	return day, nil
}

var dayForm = regexp.MustCompile(`^(?:(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?|(\d{4})(\d{2})(\d{2}))(?: 0?0:00(?::00)?)?$`)

// Whole reads a whole number as people write it in lists: 1,234, ¥1,234,
// 1234円, １２３４, -5, ▲5. False when it is none.
func Whole(text string) (int64, bool) {
	s := strings.TrimSpace(norm.NFKC.String(text))
	s = strings.TrimSuffix(strings.TrimPrefix(s, "¥"), "円")
	negative := false
	for _, sign := range []string{"-", "−", "▲", "△"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s, negative = strings.TrimPrefix(rest, "¥"), true
			break
		}
	}
	if !wholeForm.MatchString(s) {
		return 0, false
	}
	s, _, _ = strings.Cut(s, ".")
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	if negative {
		n = -n
	}
	return n, err == nil
}

var wholeForm = regexp.MustCompile(`^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?$`)
