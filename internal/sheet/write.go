package sheet

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"shirushi/internal/scheme"
)

// A List is a table to be written. Its cells are text of any string type,
// whole numbers, floats, scheme.Date, or nil for none. Money and counts are
// given as numbers, all else as the words a reader knows.
type List struct {
	Name    string // of the sheet, in XLSX
	AsOf    string // a line above the headings that says of when, and of what, the list is; XLSX only, "" for none
	Columns []Column
	Rows    [][]any
}

// A Column is one heading, and how wide XLSX shows it: in characters, 0 for
// a width that suits most.
type Column struct {
	Name  string
	Width float64
}

// Columns makes columns of these names.
func Columns(names ...string) []Column {
	all := make([]Column, len(names))
	for i, n := range names {
		all[i].Name = n
	}
	return all
}

// CSVType and XLSXType are the media types of what is written.
const (
	CSVType  = "text/csv; charset=utf-8"
	XLSXType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// WriteCSV writes the list as spreadsheets read it without asking: UTF-8
// with its mark, commas, lines ended by CR LF. Text that could be taken for a
// formula is made inert by Safe; the first row holds the headings.
func WriteCSV(w io.Writer, l List) error {
	heads := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		heads[i] = c.Name
	}
	out := NewCSV(w, heads...)
	for _, row := range l.Rows {
		out.Row(row...)
	}
	return out.Close()
}

// quoted puts text into quotation marks where CSV needs it.
func quoted(s string) string {
	if !strings.ContainsAny(s, "\",;\t\r\n") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// cellText writes a cell as text: numbers bare, all else inert.
func cellText(c any) string {
	switch v := c.(type) {
	case nil:
		return ""
	case string:
		return Safe(clean(v))
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return numeral(v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format("2006-01-02 15:04:05")
	}
	return Safe(clean(fmt.Sprint(c)))
}

// clean replaces what no table can hold: broken encoding and control
// characters. They are seen as replaced rather than lost.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return 0xFFFD
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD"))
}

// WriteXLSX writes a workbook with one sheet for each list: headings that
// stay in sight, filters, and the line that says of when it is. Text is kept
// in text cells and made inert by Safe, so that it stays harmless when the
// sheet is saved as CSV.
func WriteXLSX(w io.Writer, lists ...List) error {
	f := excelize.NewFile()
	defer f.Close()
	styles, err := newStyles(f)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for i, l := range lists {
		if err := l.addTo(f, i, styles); err != nil {
			return fmt.Errorf("write sheet %s: %w", l.Name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// styles are the numbers of the styles that our sheets use.
type styles struct{ heading, text, number, date, note, shut int }

func newStyles(f *excelize.File) (styles, error) {
	var s styles
	day := "yyyy-mm-dd"
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, one := range []struct {
		at    *int
		style excelize.Style
	}{
		{&s.heading, excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A5F"}}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}, NumFmt: 49}},
		{&s.text, excelize.Style{Alignment: top, NumFmt: 49, Protection: &excelize.Protection{Locked: false}}},
		{&s.number, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}, NumFmt: 0, Protection: &excelize.Protection{Locked: false}}},
		{&s.date, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}, CustomNumFmt: &day, Protection: &excelize.Protection{Locked: false}}},
		{&s.note, excelize.Style{Font: &excelize.Font{Italic: true, Color: "555555"}, NumFmt: 49}},
		{&s.shut, excelize.Style{Alignment: top, NumFmt: 49, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF1F5"}}}},
	} {
		n, err := f.NewStyle(&one.style)
		if err != nil {
			return s, err
		}
		*one.at = n
	}
	return s, nil
}

// addTo adds the list as the workbook's sheet number i, from 0.
func (l List) addTo(f *excelize.File, i int, s styles) error {
	name, err := addSheet(f, l.Name, i)
	if err != nil {
		return err
	}
	out := pen{f: f, sheet: name}
	row := 1
	if l.AsOf != "" {
		out.put(1, row, l.AsOf, s.note)
		row++
	}
	for c, column := range l.Columns {
		out.put(c+1, row, column.Name, s.heading)
		out.width(c+1, column.Width)
	}
	out.keep(f.SetDefinedName(&excelize.DefinedName{Name: headingMark + "_" + number(i+1), RefersTo: "'" + strings.ReplaceAll(name, "'", "''") + "'!$A$" + number(row)}))
	out.freeze(row, 0)
	out.landscape()
	for r, cells := range l.Rows {
		for c, cell := range cells {
			out.put(c+1, row+1+r, cell, styleOf(cell, s))
		}
	}
	if len(l.Rows) > 0 && len(l.Columns) > 0 {
		out.keep(f.AutoFilter(name, fmt.Sprintf("A%d:%s%d", row, letters(len(l.Columns)), row+len(l.Rows)), nil))
	}
	return out.err
}

// addSheet adds a sheet under a name that spreadsheets take: without the
// signs that addresses use, 31 characters at most.
func addSheet(f *excelize.File, name string, i int) (string, error) {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return ' '
		}
		return r
	}, name), "' ")
	if name == "" {
		name = "Sheet" + number(i+1)
	}
	for units(name) > 31 {
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	if i == 0 {
		return name, f.SetSheetName("Sheet1", name)
	}
	_, err := f.NewSheet(name)
	return name, err
}

func styleOf(cell any, s styles) int {
	switch cell.(type) {
	case int, int64, float64:
		return s.number
	case scheme.Date:
		return s.date
	}
	return s.text
}

// A pen writes cells and keeps the first error.
type pen struct {
	f     *excelize.File
	sheet string
	err   error
}

func (p *pen) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// put writes one cell. A day becomes a day of the spreadsheet when it is one.
func (p *pen) put(column, row int, cell any, style int) {
	at := letters(column) + number(row)
	p.keep(p.f.SetCellStyle(p.sheet, at, at, style))
	switch v := cell.(type) {
	case nil:
	case int, int64:
		p.keep(p.f.SetCellInt(p.sheet, at, reflect.ValueOf(v).Int()))
	case float64:
		p.keep(p.f.SetCellFloat(p.sheet, at, v, -1, 64))
	case scheme.Date:
		if t, err := time.Parse(time.DateOnly, string(v)); err == nil && t.Year() > 1900 {
			p.keep(p.f.SetCellValue(p.sheet, at, t))
			p.keep(p.f.SetCellStyle(p.sheet, at, at, style))
			return
		}
		p.text(at, string(v))
	default:
		p.text(at, cellText(cell))
	}
}

func (p *pen) text(at, text string) {
	text = strings.ReplaceAll(text, "\r", "\n")
	if units(text) > maxCell {
		p.keep(fmt.Errorf("cell %s: %d characters, a cell holds %d", at, units(text), maxCell))
		return
	}
	if text != "" {
		// The library leaves the escapes of shared strings to its caller.
		p.keep(p.f.SetCellStr(p.sheet, at, unxstring(text)))
	}
}

func (p *pen) width(column int, width float64) {
	if width == 0 {
		width = 18
	}
	p.keep(p.f.SetColWidth(p.sheet, letters(column), letters(column), width))
}

// tall makes a row as high as its fullest cell: not every program does so by
// itself. widths are those of the cells' columns.
func (p *pen) tall(row int, texts []string, widths []float64) {
	most := 1
	for i, text := range texts {
		lines := 0
		for _, line := range strings.Split(text, "\n") {
			lines += 1 + (wide(line)-1)/max(1, int(widths[i])-1)
		}
		most = max(most, lines)
	}
	p.keep(p.f.SetRowHeight(p.sheet, row, min(400, 15*float64(most)+3)))
}

// wide counts what a line takes: a sign of Japanese as two.
func wide(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return max(1, n)
}

// landscape prints a sheet with all columns on the width of a page.
func (p *pen) landscape() {
	across, one, all, fit := "landscape", 1, 0, true
	p.keep(p.f.SetPageLayout(p.sheet, &excelize.PageLayoutOptions{Orientation: &across, FitToWidth: &one, FitToHeight: &all}))
	p.keep(p.f.SetSheetProps(p.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// freeze keeps the rows down to row and the columns up to column in sight.
func (p *pen) freeze(row, column int) {
	p.keep(p.f.SetPanes(p.sheet, &excelize.Panes{
		Freeze: true, YSplit: row, XSplit: column, TopLeftCell: letters(column+1) + number(row+1),
		ActivePane: map[bool]string{true: "bottomRight", false: "bottomLeft"}[column > 0],
	}))
}
