package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"shirushi/internal/scheme"
)

// readCSV reads a file of values separated by tab, comma or semicolon, in
// UTF-8, in UTF-16 with its mark, or in Shift_JIS as Windows writes it.
func readCSV(b []byte, name string) (*Table, error) {
	t := &Table{File: name}
	text, err := decode(b, name)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(text, name), -1
	g := gather{t: t}
	folds := 0 // line ends inside cells: a spreadsheet's row holds them all
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, g.filled()
		}
		if err != nil {
			return nil, quoteFault(name, err, folds)
		}
		line, _ := r.FieldPos(0)
		line -= folds
		for _, c := range cells {
			folds += strings.Count(c, "\n")
		}
		if !g.row(line, cells) {
			return nil, g.done()
		}
	}
}

// quoteFault says where a quotation mark is open or misplaced.
func quoteFault(name string, err error, folds int) error {
	var at *csv.ParseError
	if !errors.As(err, &at) {
		return err
	}
	return Place{File: name, Row: max(1, at.StartLine-folds)}.refuse("refusal.sheet.quote")
}

// decode returns the text of the file. What is valid UTF-8 is UTF-8: hardly
// any text in Shift_JIS is.
func decode(b []byte, name string) (string, error) {
	wide := bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF})
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	switch {
	case wide:
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			return "", Place{File: name}.refuse("refusal.sheet.encoding")
		}
		b = out
	case !utf8.Valid(b):
		out, err := japanese.ShiftJIS.NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			return "", Place{File: name, Row: firstFault(b, out)}.refuse("refusal.sheet.encoding")
		}
		b = out
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", Place{File: name}.refuse("refusal.sheet.kind")
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n", "\n"), "\r", "\n"), nil
}

// firstFault is the line with the first byte that is neither UTF-8 nor
// Shift_JIS.
func firstFault(b, decoded []byte) int {
	if i := bytes.IndexRune(decoded, utf8.RuneError); i >= 0 {
		return 1 + bytes.Count(decoded[:i], []byte("\n"))
	}
	return 1 + bytes.Count(b, []byte("\n"))
}

// separator is the sign that separates most in the first line that says
// something, outside quotation marks; the comma when none does.
func separator(text, name string) rune {
	if strings.EqualFold(path.Ext(name), ".tsv") {
		return '\t'
	}
	var tabs, commas, semicolons int
	quoted := false
	for _, r := range strings.TrimLeft(text, "\n") {
		if r == '\n' && !quoted {
			break
		}
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\t':
			tabs++
		case r == ',':
			commas++
		case r == ';':
			semicolons++
		}
	}
	switch {
	case tabs > 0 && tabs >= commas && tabs >= semicolons:
		return '\t'
	case semicolons > commas:
		return ';'
	}
	return ','
}

// gather puts rows into a table and keeps its bounds.
type gather struct {
	t    *Table
	no   scheme.Refusals
	text int // bytes so far
}

// row adds one row unless it says nothing. False: enough was refused.
func (g *gather) row(line int, cells []string) bool {
	last := 0
	for i, c := range cells {
		at := Place{File: g.t.File, Sheet: g.t.Sheet, Row: line, Column: i + 1}
		c = tidy(c)
		g.no.Add(checkText(at, c))
		cells[i] = Plain(c)
		if c != "" {
			last = i + 1
		}
		if g.text += len(c); g.text > maxText {
			g.no.Add(at.refuse("refusal.sheet.text_total", maxText>>20))
			return false
		}
	}
	switch {
	case last == 0:
		return true
	case last > maxColumns:
		g.no.Add(Place{File: g.t.File, Sheet: g.t.Sheet, Row: line, Column: last}.refuse("refusal.sheet.columns", maxColumns))
	case len(g.t.Rows) >= maxRows:
		g.no.Add(Place{File: g.t.File, Sheet: g.t.Sheet, Row: line}.refuse("refusal.sheet.rows", maxRows))
		return false
	default:
		g.t.Rows = append(g.t.Rows, Row{Line: line, Cells: cells[:last]})
	}
	return len(g.no) < maxFaults
}

// done tells what was refused.
func (g *gather) done() error {
	if len(g.no) > maxFaults {
		g.no = g.no[:maxFaults]
	}
	return g.no.Err()
}

// filled is done, and refuses a table in which there is nothing.
func (g *gather) filled() error {
	if err := g.done(); err != nil {
		return err
	}
	return g.t.filled()
}

func (t *Table) filled() error {
	if len(t.Rows) == 0 {
		return Place{File: t.File, Sheet: t.Sheet}.refuse("refusal.sheet.empty")
	}
	return nil
}
