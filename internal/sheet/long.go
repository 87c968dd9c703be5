package sheet

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/scheme"
)

// mostSheetRows is how many rows a sheet of XLSX can have.
const mostSheetRows = 1_048_576

// A Long is a workbook of any length, written row by row in little memory.
// Its tables grow side by side; one that outgrows a sheet goes on in another
// of the same headings. Cells are as in a List.
type Long struct {
	w      io.Writer
	folder string // for parts under way
	tables []*longTable
	err    error
	most   int // rows of one sheet
}

type longTable struct {
	List
	parts []*longPart
	row   int // of the part under way
}

// A longPart is the compressed XML of one sheet in a file of its own.
type longPart struct {
	name    string
	file    *os.File
	packed  *flate.Writer
	out     *bufio.Writer
	sum     hash.Hash32
	written uint64
}

// NewLong begins a workbook with these tables; their Rows are not looked at.
// Parts under way lie in folder until Close.
func NewLong(w io.Writer, folder string, tables ...List) *Long {
	l := &Long{w: w, folder: folder, most: mostSheetRows}
	for _, t := range tables {
		l.tables = append(l.tables, &longTable{List: t})
	}
	return l
}

// Row adds a row to the table with this index. What goes wrong is told by
// Close.
func (l *Long) Row(table int, cells ...any) {
	t := l.tables[table]
	if l.err == nil && (len(t.parts) == 0 || t.row >= l.most) {
		l.err = l.begin(t)
	}
	if l.err != nil {
		return
	}
	t.row++
	t.parts[len(t.parts)-1].row(t.row, cells, 0)
}

// begin starts the next sheet of a table with its headings.
func (l *Long) begin(t *longTable) error {
	if n := len(t.parts); n > 0 {
		if err := t.parts[n-1].finish(); err != nil {
			return err
		}
	}
	f, err := os.CreateTemp(l.folder, "sheet-*")
	if err != nil {
		return fmt.Errorf("write sheet %s: %w", t.Name, err)
	}
	p := &longPart{name: t.Name, file: f, sum: crc32.NewIEEE()}
	if n := len(t.parts); n > 0 {
		p.name += " " + strconv.Itoa(n+1)
	}
	t.parts = append(t.parts, p)
	if p.packed, err = flate.NewWriter(f, flate.BestSpeed); err != nil {
		return fmt.Errorf("write sheet %s: %w", t.Name, err)
	}
	p.out = bufio.NewWriterSize(io.MultiWriter(p.packed, p.sum, (*counter)(&p.written)), 64<<10)
	t.row = p.head(t.List)
	return nil
}

type counter uint64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// head writes what stands above the rows and returns how many rows that is.
func (p *longPart) head(l List) int {
	rows := 1
	if l.AsOf != "" {
		rows++
	}
	p.say(xmlHead, `<worksheet xmlns="`, xmlMain, `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="`, number(rows),
		`" topLeftCell="A`, number(rows+1), `" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	heads := make([]any, len(l.Columns))
	for i, c := range l.Columns {
		heads[i] = c.Name
		width := c.Width
		if width == 0 {
			width = 18
		}
		at := number(i + 1)
		p.say(`<col min="`, at, `" max="`, at, `" width="`, numeral(width), `" customWidth="1"/>`)
	}
	p.say(`</cols><sheetData>`)
	if l.AsOf != "" {
		p.row(1, []any{l.AsOf}, 3)
	}
	p.row(rows, heads, 1)
	return rows
}

func (p *longPart) say(texts ...string) {
	for _, t := range texts {
		_, _ = p.out.WriteString(t) // a bufio.Writer keeps its first error for finish
	}
}

// row writes one row; style 0 chooses by the kind of each cell.
func (p *longPart) row(n int, cells []any, style int) {
	row := number(n)
	p.say(`<row r="`, row, `">`)
	for i, c := range cells {
		at := letters(i+1) + row
		switch v := c.(type) {
		case nil:
		case int, int64, float64:
			p.say(`<c r="`, at, `"><v>`, cellText(v), `</v></c>`)
		case scheme.Date:
			if day, err := time.Parse(time.DateOnly, string(v)); err == nil && day.Year() > 1900 {
				p.say(`<c r="`, at, `" s="2"><v>`, number(int(day.Sub(dayZero)/(24*time.Hour))), `</v></c>`)
				continue
			}
			p.text(at, string(v), style)
		default:
			p.text(at, cellText(c), style)
		}
	}
	p.say(`</row>`)
}

// dayZero is the day before day 1 of spreadsheets, for days after February 1900.
var dayZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

func (p *longPart) text(at, text string, style int) {
	if text == "" {
		return
	}
	if units(text) > maxCell { // a cell holds no more
		text = cutUnits(text, maxCell-1) + "…"
	}
	p.say(`<c r="`, at, `" t="inlineStr" s="`, number(style), `"><is><t xml:space="preserve">`, xmlText.Replace(unxstring(text)), `</t></is></c>`)
}

func cutUnits(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += units(string(r)); n > most {
			return s[:i]
		}
	}
	return s
}

var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "\n")

func (p *longPart) finish() error {
	p.say(`</sheetData></worksheet>`)
	if err := p.out.Flush(); err != nil {
		return fmt.Errorf("write sheet %s: %w", p.name, err)
	}
	if err := p.packed.Close(); err != nil {
		return fmt.Errorf("write sheet %s: %w", p.name, err)
	}
	return nil
}

// Close puts the workbook together and removes the parts under way. It does
// not close the writer beneath.
func (l *Long) Close() error {
	defer l.sweep()
	for _, t := range l.tables {
		if l.err == nil && len(t.parts) == 0 {
			l.err = l.begin(t)
		}
		if l.err == nil {
			l.err = t.parts[len(t.parts)-1].finish()
		}
	}
	if l.err != nil {
		return l.err
	}
	if err := l.bind(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func (l *Long) sweep() {
	for _, p := range l.parts() {
		_ = errors.Join(p.file.Close(), os.Remove(p.file.Name())) // nothing of it is needed any more
	}
}

func (l *Long) parts() []*longPart {
	var all []*longPart
	for _, t := range l.tables {
		all = append(all, t.parts...)
	}
	return all
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	xmlMain  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	xmlLinks = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	xmlPack  = "http://schemas.openxmlformats.org/package/2006/"
	xmlKind  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// bind writes the archive: the sheets, and what says which they are.
func (l *Long) bind() error {
	z := zip.NewWriter(l.w)
	var types, sheets, links strings.Builder
	for i, p := range l.parts() {
		n := number(i + 1)
		types.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="` + xmlKind + `worksheet+xml"/>`)
		sheets.WriteString(`<sheet name="` + xmlText.Replace(p.name) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		links.WriteString(`<Relationship Id="rId` + n + `" Type="` + xmlLinks + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	for _, f := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="` + xmlPack + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + xmlKind + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + xmlKind + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + xmlPack + `relationships"><Relationship Id="rId1" Type="` + xmlLinks + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + xmlMain + `" xmlns:r="` + xmlLinks + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + xmlPack + `relationships">` + links.String() + `<Relationship Id="rIdStyles" Type="` + xmlLinks + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", longStyles},
	} {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = io.WriteString(w, xmlHead+f.text)
		}
		if err != nil {
			return err
		}
	}
	for i, p := range l.parts() {
		if err := p.putInto(z, "xl/worksheets/sheet"+number(i+1)+".xml"); err != nil {
			return err
		}
	}
	return z.Close()
}

// longStyles are text, headings, days, and the line above the headings.
var longStyles = `<styleSheet xmlns="` + xmlMain + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
	`<fonts count="3"><font/><font><b/><color rgb="FFFFFFFF"/></font><font><i/><color rgb="FF555555"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF1F3A5F"/></patternFill></fill></fills>` +
	`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="49" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="1" fillId="2" applyFont="1" applyFill="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="49" fontId="2" applyFont="1"/></cellXfs></styleSheet>`

func (p *longPart) putInto(z *zip.Writer, name string) error {
	size, err := p.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: p.sum.Sum32(), CompressedSize64: uint64(size), UncompressedSize64: p.written})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, p.file)
	return err
}
