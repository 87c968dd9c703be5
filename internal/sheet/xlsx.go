package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
)

// read reads one sheet of the book. When only single cells cannot be taken, it
// returns what else there is beside their refusals.
func (k *book) read(s sheetPart) (*Table, error) {
	w := walk{
		book:   k,
		d:      xml.NewDecoder(bytes.NewReader(k.parts[s.part])),
		gather: gather{t: &Table{File: k.name, Sheet: s.name}},
	}
	if err := w.rows(); err != nil {
		return nil, k.fault(err, s.name)
	}
	return w.gather.t, w.gather.done()
}

// A walk goes through the XML of one sheet, row by row.
type walk struct {
	*book
	d        *xml.Decoder
	gather   gather
	row, col int // where it stands
	cells    int
	row1     []string
}

func (w *walk) at() Place {
	return Place{File: w.name, Sheet: w.gather.t.Sheet, Row: w.row, Column: w.col}
}

// rows reads all rows. Rows and cells may leave their address out; then they
// follow the one before. Those that go back are a damaged file.
func (w *walk) rows() error {
	inRow := false
	for {
		token, err := w.d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "row" && !inRow:
				if err := w.begin(e); err != nil {
					return err
				}
				inRow = true
			case e.Name.Local == "c" && inRow:
				if err := w.cell(e); err != nil {
					return err
				}
			case !inRow && e.Name.Local != "worksheet" && e.Name.Local != "sheetData":
				if err := w.d.Skip(); err != nil {
					return unexpected(err)
				}
			}
		case xml.EndElement:
			if e.Name.Local == "row" {
				inRow = false
				if !w.gather.row(w.row, w.row1) {
					return nil
				}
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func (w *walk) begin(e xml.StartElement) error {
	next := w.row + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < next || n > 1<<20 {
			return errDamaged
		}
		next = n
	}
	w.row, w.col, w.row1 = next, 0, nil
	return nil
}

// cell reads one cell and puts its text where it belongs.
func (w *walk) cell(e xml.StartElement) error {
	next := w.col + 1
	if r := attr(e, "r"); r != "" {
		column, row, ok := address(r)
		if !ok || row != w.row || column < next {
			return errDamaged
		}
		next = column
	}
	w.col = next
	if w.cells++; w.cells > maxCells {
		return w.at().refuse("refusal.sheet.bomb")
	}
	value, inline, formula, err := w.content()
	if err != nil {
		return err
	}
	if formula {
		if len(w.gather.no) < maxFaults {
			w.gather.no.Add(w.at().refuse("refusal.sheet.formula"))
		}
		return nil
	}
	if value == "" && inline == "" {
		return nil
	}
	text, err := w.text(attr(e, "t"), attr(e, "s"), value, inline)
	if err != nil || text == "" {
		return err
	}
	if w.col > maxColumns {
		return w.at().refuse("refusal.sheet.columns", maxColumns)
	}
	for len(w.row1) < w.col {
		w.row1 = append(w.row1, "")
	}
	w.row1[w.col-1] = text
	return nil
}

// content reads to the end of the cell: its value, its own text, and whether
// it holds a formula.
func (w *walk) content() (value, inline string, formula bool, err error) {
	for {
		token, err := w.d.Token()
		if err != nil {
			return "", "", false, unexpected(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				value, err = w.plain()
			case "is":
				inline, err = richText(w.d)
			case "f":
				formula = true
				err = w.d.Skip()
			default:
				err = w.d.Skip()
			}
			if err != nil {
				return "", "", false, unexpected(err)
			}
		case xml.EndElement:
			return value, inline, formula, nil
		}
	}
}

// plain reads the text of the element just begun.
func (w *walk) plain() (string, error) {
	var text strings.Builder
	for {
		token, err := w.d.Token()
		if err != nil {
			return "", unexpected(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if err := w.d.Skip(); err != nil {
				return "", err
			}
		case xml.CharData:
			text.Write(e)
		case xml.EndElement:
			return text.String(), nil
		}
	}
}

// text says what a cell shows, by its type and style. An error value, or a
// number that is no day where a day is shown, is refused with its place.
func (w *walk) text(kind, style, value, inline string) (string, error) {
	switch kind {
	case "s":
		return w.sharedString(value)
	case "inlineStr":
		return inline, nil
	case "str":
		return xstring(value), nil
	case "b":
		return map[bool]string{true: "TRUE", false: "FALSE"}[value == "1" || value == "true"], nil
	case "e":
		w.gather.no.Add(w.at().refuse("refusal.sheet.error_value", value))
		return "", nil
	case "d":
		return strings.Replace(strings.TrimSuffix(value, "T00:00:00"), "T", " ", 1), nil
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return "", errDamaged
	}
	how := plainNumber
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(w.formats) {
		how = w.formats[n]
	}
	text, ok := "", true
	switch how {
	case dateFormat:
		text, ok = moment(f, w.from1904)
	case timeFormat:
		text, ok = span(f)
	default:
		text = numeral(f)
	}
	if !ok {
		w.gather.no.Add(w.at().refuse("refusal.sheet.no_day", numeral(f)))
	}
	return text, nil
}
