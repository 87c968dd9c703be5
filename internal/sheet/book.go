package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// A book is an opened XLSX file. Its sheets are read one by one.
type book struct {
	name     string
	parts    map[string][]byte
	sheets   []sheetPart
	heading  map[string]int // sheet: the row in which our own headings stand
	from1904 bool
	strings  []string
	formats  []format // by the number of a cell's style
}

type sheetPart struct {
	name, part string
	hidden     bool
}

// headingMark is the defined name by which our own lists tell in which row
// their headings stand.
const headingMark = "shirushi_headings"

// openBook opens an XLSX file and reads what all its sheets share.
func openBook(b []byte, name string) (*book, error) {
	parts, err := unpack(b, name)
	if err != nil {
		return nil, err
	}
	if err := alive(parts, name); err != nil {
		return nil, err
	}
	k := &book{name: name, parts: parts, heading: map[string]int{}}
	main := "xl/workbook.xml"
	for _, to := range relations(parts["_rels/.rels"], "") {
		if strings.HasSuffix(to.kind, "/officeDocument") {
			main = to.part
		}
	}
	if parts[main] == nil {
		return nil, k.at("").refuse("refusal.sheet.kind")
	}
	if len(parts[main])+len(k.beside(main, "styles"))+len(parts[relationsOf(main)]) > maxFrame {
		return nil, k.at("").refuse("refusal.sheet.bomb")
	}
	for _, step := range []func(main string) error{k.readMain, k.readStrings, k.readStyles} {
		if err := step(main); err != nil {
			return nil, k.fault(err, "")
		}
	}
	return k, nil
}

func (k *book) at(sheet string) Place { return Place{File: k.name, Sheet: sheet} }

// fault turns what the XML reader found into a refusal; refusals stay.
func (k *book) fault(err error, sheet string) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errDamaged) {
		return k.at(sheet).refuse("refusal.sheet.damaged")
	}
	return err
}

var errDamaged = errors.New("damaged")

// A relation leads from one part of the file to another.
type relation struct{ id, kind, part string }

func relations(b []byte, folder string) []relation {
	var file struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(b, &file) != nil {
		return nil
	}
	var out []relation
	for _, r := range file.All {
		if r.Mode == "External" {
			continue
		}
		to := path.Join("/", folder, r.Target)
		if strings.HasPrefix(r.Target, "/") {
			to = path.Clean(r.Target)
		}
		out = append(out, relation{r.ID, r.Type, strings.ToLower(strings.TrimPrefix(to, "/"))})
	}
	return out
}

// readMain reads the list of sheets and from which day dates are counted.
func (k *book) readMain(main string) error {
	var file struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name string `xml:"name,attr"`
			Text string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	if err := xml.Unmarshal(k.parts[main], &file); err != nil {
		return errDamaged
	}
	k.from1904 = file.Pr.Date1904 == "1" || file.Pr.Date1904 == "true"
	to := map[string]string{}
	for _, r := range relations(k.parts[relationsOf(main)], path.Dir(main)) {
		if strings.HasSuffix(r.kind, "/worksheet") {
			to[r.id] = r.part
		}
	}
	for _, s := range file.Sheets {
		for _, a := range s.Attrs {
			if part := to[a.Value]; a.Name.Local == "id" && part != "" {
				k.sheets = append(k.sheets, sheetPart{name: xstring(s.Name), part: part, hidden: s.State == "hidden" || s.State == "veryHidden"})
			}
		}
	}
	for _, n := range file.Names {
		end := strings.LastIndex(n.Text, "!")
		if end < 0 || !strings.HasPrefix(n.Name, headingMark) {
			continue
		}
		sheet, cell := n.Text[:end], n.Text[end+1:]
		sheet = strings.ReplaceAll(strings.Trim(strings.TrimPrefix(sheet, "$"), "'"), "''", "'")
		if _, row, ok := address(strings.ReplaceAll(cell, "$", "")); ok {
			k.heading[sheet] = row
		}
	}
	return nil
}

func relationsOf(part string) string {
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

// beside finds the part of this kind that the workbook names, or that stands
// where it usually does.
func (k *book) beside(main, kind string) []byte {
	for _, r := range relations(k.parts[relationsOf(main)], path.Dir(main)) {
		if strings.HasSuffix(r.kind, "/"+kind) {
			return k.parts[r.part]
		}
	}
	return nil
}

// readStrings reads the texts that cells share. Readings of Japanese words
// (phonetic runs) are not part of them.
func (k *book) readStrings(main string) error {
	b := k.beside(main, "sharedStrings")
	if b == nil {
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			if len(k.strings) == maxStrings {
				return k.at("").refuse("refusal.sheet.bomb")
			}
			s, err := richText(d)
			if err != nil {
				return err
			}
			k.strings = append(k.strings, s)
		}
	}
}

// richText collects the text of the element just begun, to its end, without
// phonetic runs.
func richText(d *xml.Decoder) (string, error) {
	var text strings.Builder
	inText, reading := false, 0
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return "", unexpected(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			if e.Name.Local == "rPh" || reading > 0 {
				reading++
			}
			inText = e.Name.Local == "t" && reading == 0
		case xml.EndElement:
			depth--
			reading = max(0, reading-1)
			inText = false
		case xml.CharData:
			if inText {
				text.Write(e)
			}
		}
	}
	return xstring(text.String()), nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readStyles learns which styles show a number as a day or as a time.
func (k *book) readStyles(main string) error {
	b := k.beside(main, "styles")
	if b == nil {
		return nil
	}
	var file struct {
		Codes []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := xml.Unmarshal(b, &file); err != nil {
		return errDamaged
	}
	codes := map[int]string{}
	for _, c := range file.Codes {
		codes[c.ID] = c.Code
	}
	for _, s := range file.Styles {
		k.formats = append(k.formats, formatOf(s.ID, codes[s.ID]))
	}
	return nil
}

// sharedString returns the text a cell points to.
func (k *book) sharedString(index string) (string, error) {
	n, err := strconv.Atoi(strings.TrimSpace(index))
	if err != nil || n < 0 || n >= len(k.strings) {
		return "", errDamaged
	}
	return k.strings[n], nil
}
