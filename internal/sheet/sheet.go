// Package sheet reads and writes tables as people keep them: CSV and XLSX.
// It knows rows, columns and cells and what a file from outside may do to a
// reader; what a column means is the business of whoever asked for it, but
// for two sheets that the scheme's own work needs: the list of models and the
// checklist.
//
// Everything read is text. Formulas are never computed and never taken over:
// a cell with one is refused. Everything written is inert: text that a
// spreadsheet could take for a formula is marked, and the mark is taken off
// when it is read again.
package sheet

import (
	"bytes"
	"io"
	"path"
	"strings"

	"shirushi/internal/scheme"
)

// Bounds of what is read. A file beyond one of them is refused, never cut.
const (
	MaxFile    = 2 << 20 // bytes of a file
	maxUnpack  = 24 << 20
	maxParts   = 400
	maxFrame   = 2 << 20 // bytes unpacked of what is not cells: list of sheets, styles
	maxRatio   = 200     // bytes unpacked for each byte packed, of a part over ratioFrom
	ratioFrom  = 1 << 20 // small parts may be as dense as they like
	maxStrings = 300_000 // shared strings of a workbook
	maxCells   = 600_000 // cells that stand in a sheet, blank ones with them
	maxRows    = 50_000  // rows that say something
	maxColumns = 200
	maxCell    = 32_767 // UTF-16 units, as spreadsheets have it
	maxText    = 12 << 20
	maxFaults  = 20 // refusals told at once
)

// A Table is one sheet, read as text.
type Table struct {
	File    string   // as its sender named it, without folders
	Sheet   string   // "" for CSV, which has no sheets
	Columns []string // the headings; empty when the table was read without
	Rows    []Row
}

// A Row is one row that says something, and where it stands.
type Row struct {
	Line  int // as a spreadsheet numbers rows, from 1
	Cells []string
}

// Cell returns the text in a column, counted from 0; "" when the row is
// shorter.
func (r Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Column finds the column with one of these headings, whatever their width
// and case; -1 when there is none.
func (t *Table) Column(headings ...string) int {
	for _, h := range headings {
		for i, c := range t.Columns {
			if folded(c) == folded(h) {
				return i
			}
		}
	}
	return -1
}

// At names a cell of the table: "models.xlsx › Sheet1 › B12".
func (t *Table) At(row Row, column int) Place {
	return Place{File: t.File, Sheet: t.Sheet, Row: row.Line, Column: column + 1}
}

// A Place is where something stands, for refusals. Rows and columns count
// from 1; 0 means the whole.
type Place struct {
	File, Sheet string
	Row, Column int
}

// String writes the place as spreadsheets address cells, in words of no
// language.
func (p Place) String() string {
	parts := []string{p.File}
	if p.Sheet != "" {
		parts = append(parts, p.Sheet)
	}
	switch {
	case p.Row > 0 && p.Column > 0:
		parts = append(parts, letters(p.Column)+number(p.Row))
	case p.Row > 0:
		parts = append(parts, number(p.Row)+":"+number(p.Row))
	case p.Column > 0:
		parts = append(parts, letters(p.Column)+":"+letters(p.Column))
	}
	return strings.Join(parts, " › ")
}

// refuse says no to something at the place; the message's first argument is
// the place.
func (p Place) refuse(key string, args ...any) *scheme.Refusal {
	return scheme.Refuse(scheme.Invalid, key).On("file").With(append([]any{p.String()}, args...)...)
}

// Read reads a CSV or XLSX file whose first row holds the headings; of an
// XLSX file, the first sheet that is not hidden. It refuses what is too
// large, damaged, locked or alive (macros, formulas), and text under no
// heading, each with its place. Refusals are on the field "file".
func Read(r io.Reader, name string) (*Table, error) {
	t, heading, err := readFirst(r, name)
	if err != nil {
		return nil, err
	}
	return t, t.head(heading)
}

// ReadRows reads a CSV or XLSX file as Read does, but takes no row for
// headings; rows may be of any length.
func ReadRows(r io.Reader, name string) (*Table, error) {
	t, _, err := readFirst(r, name)
	return t, err
}

// readFirst reads the first sheet and says in which row our own headings
// stand; 0 when the file does not tell.
func readFirst(r io.Reader, name string) (*Table, int, error) {
	b, name, err := take(r, name)
	if err != nil {
		return nil, 0, err
	}
	if !isZip(b) {
		t, err := readCSV(b, name)
		return t, 0, err
	}
	book, err := openBook(b, name)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range book.sheets {
		if s.hidden {
			continue
		}
		t, err := book.read(s)
		if err != nil {
			return nil, 0, err
		}
		return t, book.heading[s.name], t.filled()
	}
	return nil, 0, Place{File: name}.refuse("refusal.sheet.empty")
}

// take reads the whole file within its bound and refuses kinds that are
// known and not read.
func take(r io.Reader, name string) ([]byte, string, error) {
	name = CleanName(name)
	b, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	at := Place{File: name}
	switch {
	case err != nil:
		return nil, name, err
	case len(b) > MaxFile:
		return nil, name, at.refuse("refusal.sheet.too_large", MaxFile>>20)
	case len(bytes.TrimSpace(b)) == 0:
		return nil, name, at.refuse("refusal.sheet.empty")
	case bytes.HasPrefix(b, oldOffice) && bytes.Contains(b, utf16("EncryptedPackage")):
		return nil, name, at.refuse("refusal.sheet.encrypted")
	case bytes.HasPrefix(b, oldOffice):
		return nil, name, at.refuse("refusal.sheet.old_xls")
	case bytes.HasPrefix(b, []byte("%PDF-")):
		return nil, name, at.refuse("refusal.sheet.kind")
	}
	return b, name, nil
}

// oldOffice begins files of the older Office and, today, encrypted ones.
var oldOffice = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

func isZip(b []byte) bool { return bytes.HasPrefix(b, []byte("PK\x03\x04")) }

func utf16(s string) []byte {
	var b []byte
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// CleanName keeps what a person knows the file by.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == 0xFFFD {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if r := []rune(name); len(r) > 100 {
		name = string(r[:100])
	}
	return name
}

// head takes the headings off the rows: row line, or the first when line
// is 0.
func (t *Table) head(line int) error {
	for len(t.Rows) > 0 && t.Rows[0].Line < line {
		t.Rows = t.Rows[1:]
	}
	if len(t.Rows) == 0 {
		return Place{File: t.File, Sheet: t.Sheet}.refuse("refusal.sheet.empty")
	}
	first := t.Rows[0]
	t.Rows, t.Columns = t.Rows[1:], make([]string, len(first.Cells))
	var no scheme.Refusals
	seen := map[string]bool{}
	for i, c := range first.Cells {
		t.Columns[i] = strings.Join(strings.Fields(c), " ")
		if key := folded(c); key != "" {
			if seen[key] {
				no.Add(t.At(first, i).refuse("refusal.sheet.heading_twice", t.Columns[i]))
			}
			seen[key] = true
		}
	}
	for _, row := range t.Rows {
		for i, c := range row.Cells {
			if c != "" && (i >= len(t.Columns) || t.Columns[i] == "") && len(no) < maxFaults {
				no.Add(t.At(row, i).refuse("refusal.sheet.no_heading"))
			}
		}
	}
	return no.Err()
}
