package sheet

import (
	"slices"
	"strings"
)

// Pasted reads models as people paste them: one a line, or parted by tabs or
// commas, as a row or a column of a spreadsheet comes. A cell in double
// quotes is one model, whatever stands in it but a line end. Blank cells are
// passed over, and so is a heading in the first place.
//
// It refuses nothing: what a model may hold is the rule book's to say.
func Pasted(text string) []string {
	var out []string
	text = strings.TrimPrefix(strings.ToValidUTF8(text, "\ufffd"), "\ufeff")
	for line := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)) {
		for rest := strings.TrimRight(line, "\n"); rest != ""; {
			var cell string
			cell, rest = firstCell(rest)
			if cell = strings.TrimSpace(cell); cell != "" {
				out = append(out, cell)
			}
		}
	}
	if len(out) > 0 && isModelHeading(out[0]) {
		out = out[1:]
	}
	return out
}

// parting are the signs between two models of one line; a Japanese list has
// marks of its own.
const parting = "\t,，、;；"

// firstCell cuts the first cell off a line. A quote that is never closed is a
// sign like any other.
func firstCell(line string) (cell, rest string) {
	trimmed := strings.TrimLeft(line, " \u3000")
	if strings.HasPrefix(trimmed, `"`) {
		if cell, rest, ok := inQuotes(trimmed[1:]); ok {
			return cell, rest
		}
	}
	i := strings.IndexAny(line, parting)
	if i < 0 {
		return line, ""
	}
	rest = line[i:]
	for _, sign := range rest {
		return line[:i], rest[len(string(sign)):]
	}
	return line, ""
}

// inQuotes reads to the closing quote, which must end the cell; two quotes mean
// one.
func inQuotes(s string) (cell, rest string, ok bool) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		if strings.HasPrefix(s, `"`) {
			b.WriteByte('"')
			s = s[1:]
			continue
		}
		s = strings.TrimLeft(s, " \u3000")
		if s == "" {
			return b.String(), "", true
		}
		for _, sign := range s {
			if !strings.ContainsRune(parting, sign) {
				return "", "", false
			}
			return b.String(), s[len(string(sign)):], true
		}
	}
}

func isModelHeading(cell string) bool {
	return slices.ContainsFunc(modelHeadings, func(h string) bool { return folded(h) == folded(cell) })
}
