package takeover

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"shirushi/internal/scheme"
)

// Bounds of what is read.
const (
	mostRow  = 2 << 20 // bytes of one row: 5,000 models fit in
	mostCell = 1 << 20 // bytes of one cell
)

// Read returns the rows of a file, which open opens anew each time they are
// gone through: of a table whose name ends in .csv, with the names of columns in
// its first row, or of .ndjson, with one object on each line. Both are UTF-8.
//
// A row that cannot be read carries its fault; a file that cannot be read any
// further ends with a refusal that names the line.
func Read(kind Kind, name string, open func() (io.ReadCloser, error)) (Source, error) {
	read := readCSV
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
	case ".ndjson", ".jsonl":
		read = readNDJSON
	default:
		return Source{}, scheme.Refuse(scheme.Invalid, "refusal.takeover.file_kind").On("file").With(name)
	}
	rows := func() iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			f, err := open()
			if err != nil {
				yield(Row{}, fmt.Errorf("open %s: %w", name, err))
				return
			}
			defer f.Close()
			read(kind, name, f, yield)
		}
	}
	return Source{Name: filepath.Base(name), Rows: rows}, nil
}

// errLongRow ends the reading of a file whose row has no end.
var errLongRow = errors.New("a row is too long")

// A leash lets a reader take so much at most between two rows.
type leash struct {
	from io.Reader
	left int
}

func (l *leash) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLongRow
	}
	n, err := l.from.Read(b[:min(len(b), l.left)])
	l.left -= n
	return n, err
}

// ahead is what a reader takes into its own buffer beyond the row it gives.
const ahead = 64 << 10

func (l *leash) loosen() { l.left = mostRow + ahead }

func broken(name string, line int, err error) error {
	if errors.Is(err, errLongRow) {
		return scheme.Refuse(scheme.Invalid, "refusal.takeover.row_long").On("file").With(name, line, mostRow>>20)
	}
	var quote *csv.ParseError
	if errors.As(err, &quote) {
		return scheme.Refuse(scheme.Invalid, "refusal.takeover.quote").On("file").With(name, quote.StartLine)
	}
	return fmt.Errorf("read %s: %w", name, err)
}

func readCSV(kind Kind, name string, f io.Reader, yield func(Row, error) bool) {
	l := &leash{from: f}
	l.loosen()
	r := csv.NewReader(l)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	first, err := r.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = scheme.Refuse(scheme.Invalid, "refusal.takeover.file_empty").On("file").With(name)
		} else {
			err = broken(name, 1, err)
		}
		yield(Row{}, err)
		return
	}
	heads, err := headings(kind, name, first)
	if err != nil {
		yield(Row{}, err)
		return
	}
	line := 1
	for {
		l.loosen()
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(Row{}, broken(name, line+1, err))
			return
		}
		line, _ = r.FieldPos(0)
		if !yield(ofCells(line, heads, cells), nil) {
			return
		}
	}
}

// headings reads the first row. It refuses columns that are unknown, named
// twice or missing.
func headings(kind Kind, name string, first []string) ([]string, error) {
	if err := legible(name, first); err != nil {
		return nil, err
	}
	var no scheme.Refusals
	heads := make([]string, len(first))
	for i, h := range first {
		if i == 0 {
			h = strings.TrimPrefix(h, "\uFEFF")
		}
		h = strings.ToLower(strings.TrimSpace(h))
		switch {
		case !slices.Contains(Columns(kind), h):
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.takeover.heading").On("file").With(name, shown(h), strings.Join(Columns(kind), ", ")))
		case slices.Contains(heads[:i], h):
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.takeover.heading_twice").On("file").With(name, h))
		}
		heads[i] = h
	}
	for _, h := range Required(kind) {
		if !slices.Contains(heads, h) {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.takeover.heading_missing").On("file").With(name, h))
		}
	}
	return heads, no.Err()
}

// legible refuses a first row that no table in UTF-8 begins with: one of
// another encoding, and one with other marks between cells or rows.
func legible(name string, first []string) error {
	for _, h := range first {
		if !utf8.ValidString(h) || strings.ContainsRune(h, 0) {
			return scheme.Refuse(scheme.Invalid, "refusal.takeover.file_utf8").On("file").With(name)
		}
		if strings.ContainsRune(h, '\r') {
			return scheme.Refuse(scheme.Invalid, "refusal.takeover.line_ends").On("file").With(name)
		}
	}
	if len(first) == 1 && strings.ContainsAny(first[0], ";\t") {
		return scheme.Refuse(scheme.Invalid, "refusal.takeover.separator").On("file").With(name)
	}
	return nil
}

// shown is unknown text as far as a message may repeat it.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if scheme.CheckText("", string(r), 1) != nil || r == '\n' {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return s
}

func ofCells(line int, heads, cells []string) Row {
	row := Row{Line: line, Fields: make(map[string]string, len(cells))}
	for i, c := range cells {
		switch {
		case i >= len(heads) && strings.TrimSpace(c) == "":
		case i >= len(heads):
			row.Fault = scheme.Refuse(scheme.Invalid, "refusal.takeover.cells").On("file").With(len(cells), len(heads))
			return row
		case row.take(heads[i], c) != nil:
			return row
		}
	}
	return row
}

// take puts a cell under its column and refuses what is no text.
func (r *Row) take(column, text string) error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		r.Fault = scheme.Refuse(scheme.Invalid, "refusal.takeover.utf8").On(column)
	case len(text) > mostCell:
		r.Fault = scheme.Refuse(scheme.Invalid, "refusal.text.too_long").On(column).With(mostCell)
	case text != "":
		r.Fields[column] = strings.Clone(text)
	}
	return r.Fault
}

func readNDJSON(kind Kind, name string, f io.Reader, yield func(Row, error) bool) {
	l := &leash{from: f}
	l.loosen()
	r := newLines(l)
	any := false
	for line := 1; ; line++ {
		l.loosen()
		text, err := r.next()
		if err != nil && !errors.Is(err, io.EOF) {
			yield(Row{}, broken(name, line, err))
			return
		}
		if text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\uFEFF"))); len(text) > 0 {
			any = true
			if !yield(ofObject(kind, line, text), nil) {
				return
			}
		}
		if err != nil {
			break
		}
	}
	if !any {
		yield(Row{}, scheme.Refuse(scheme.Invalid, "refusal.takeover.file_empty").On("file").With(name))
	}
}

// ofObject reads one line: an object of texts, numbers, yes or no, and lists of
// texts. No key may stand twice.
func ofObject(kind Kind, line int, text []byte) Row {
	row := Row{Line: line, Fields: map[string]string{}}
	bad := func() Row {
		row.Fault = scheme.Refuse(scheme.Invalid, "refusal.takeover.json").On("file")
		return row
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') || !utf8.Valid(text) {
		return bad()
	}
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return bad()
		}
		if _, twice := row.Fields[name]; twice {
			row.Fault = scheme.Refuse(scheme.Invalid, "refusal.takeover.key_twice").On(shown(name))
			return row
		}
		var value any
		if d.Decode(&value) != nil {
			return bad()
		}
		words, ok := plain(value)
		if !ok {
			row.Fault = scheme.Refuse(scheme.Invalid, "refusal.takeover.value").On(shown(name))
			return row
		}
		if !slices.Contains(Columns(kind), name) {
			row.Fault = scheme.Refuse(scheme.Invalid, "refusal.takeover.column").On(shown(name)).With(shown(name))
			return row
		}
		row.Fields[name] = words
	}
	if _, err := d.Token(); err != nil {
		return bad()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return bad() // more than one object on the line
	}
	return row
}

// plain turns a value into text; false for objects and lists of lists.
func plain(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, !strings.ContainsRune(v, 0)
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "yes", true
		}
		return "no", true
	case []any:
		words := make([]string, len(v))
		for i, one := range v {
			s, ok := one.(string)
			if !ok || strings.ContainsRune(s, 0) {
				return "", false
			}
			words[i] = s
		}
		return strings.Join(words, "\n"), true
	}
	return "", false
}

// lines reads a file line by line.
type lines struct {
	from io.Reader
	held []byte
	end  error
}

func newLines(r io.Reader) *lines { return &lines{from: r} }

// next returns the next line without its end. The last one comes with io.EOF.
func (l *lines) next() ([]byte, error) {
	seen := 0
	for {
		if i := bytes.IndexByte(l.held[seen:], '\n'); i >= 0 {
			line := l.held[:seen+i]
			l.held = l.held[seen+i+1:]
			return line, nil
		}
		if l.end != nil {
			line := l.held
			l.held = nil
			return line, l.end
		}
		seen = len(l.held)
		part := make([]byte, 32<<10)
		n, err := l.from.Read(part)
		l.held, l.end = append(slices.Clip(l.held), part[:n]...), err
	}
}
