package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"shirushi/internal/scheme"
)

// workbook makes an XLSX file with the library, so that our reader is held
// against another's writer.
func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t *testing.T, f *excelize.File, at string, v any) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", at, v); err != nil {
		t.Fatal(err)
	}
}

// part replaces or adds one part of an XLSX file.
func part(t *testing.T, file []byte, name string, change func(old string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	done := false
	write := func(name, text string) {
		w, err := out.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range in.File {
		old, err := readPart(f, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		text := string(old)
		if f.Name == name {
			text, done = change(text), true
		}
		write(f.Name, text)
	}
	if !done {
		write(name, change(""))
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// keys are the refusals of an error, each as "key place".
func keys(t *testing.T, err error) []string {
	t.Helper()
	var out []string
	for _, r := range scheme.RefusalsOf(err) {
		if r.Field != "file" || len(r.Args) == 0 {
			t.Errorf("refusal %v has field %q and arguments %v: it must name file and place", r, r.Field, r.Args)
			continue
		}
		out = append(out, strings.TrimPrefix(r.Key, "refusal.sheet.")+" "+r.Args[0].(string))
	}
	if len(out) == 0 && err != nil {
		t.Errorf("not a refusal: %v", err)
	}
	return out
}

func TestRead_csvInEveryEncodingAndSeparator(t *testing.T) {
	t.Parallel()
	const text = "型番,名称,数\r\nＮＣ－１,\"髙﨑 ①, 改行\nあり\",0012\r\n\r\nNC-2,猫カメラ,\r\n"
	sjis, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := &Table{File: "list.csv", Columns: []string{"型番", "名称", "数"}, Rows: []Row{
		{2, []string{"ＮＣ－１", "髙﨑 ①, 改行\nあり", "0012"}}, {4, []string{"NC-2", "猫カメラ"}}}}
	for name, file := range map[string]string{
		"UTF-8": text, "with mark": "\uFEFF" + text, "Shift_JIS": sjis, "UTF-16": wide, "old line ends": strings.ReplaceAll(text, "\r\n", "\r"),
		"semicolons": strings.NewReplacer("型番,名称,数", "型番;名称;数", "１,\"", "１;\"", "\",0", "\";0", "2,猫カメラ,", "2;猫カメラ;").Replace(text),
		"tabs":       strings.NewReplacer("型番,名称,数", "型番\t名称\t数", "１,\"", "１\t\"", "\",0", "\"\t0", "2,猫カメラ,", "2\t猫カメラ\t").Replace(text),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Read(strings.NewReader(file), `C:\desk\list.csv`)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if c := got.Column("ＭＯＤＥＬ", "型番"); c != 0 || got.Column("ない") != -1 || got.Rows[1].Cell(2) != "" {
				t.Errorf("column of 型番: %d", c)
			}
		})
	}
}

func TestRead_xlsxAsTextWithDaysAndNumbers(t *testing.T) {
	t.Parallel()
	date := "yyyy/m/d"
	era := `[$-411]ggge"年"m"月"d"日"`
	hours := "[h]:mm"
	money := `"¥"#,##0_);[Red]\(#,##0\)`
	file := workbook(t, func(f *excelize.File) {
		style := func(at, code string) {
			n, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStyle("Sheet1", at, at, n); err != nil {
				t.Fatal(err)
			}
		}
		for at, v := range map[string]any{
			"A1": "型番 ", "B1": "日", "C1": "和暦", "D1": "時間", "E1": "円", "F1": "数", "G1": "文", "H1": "可否",
			"A3": 1234567890123, "B3": 46113.0, "C3": 46113.5, "D3": 1.0625, "E3": 198000, "F3": 0.1 + 0.2, "G3": "'=1+1 _x005F_x000D_", "H3": true,
			"A5": 1e-7, "B5": 1.0, "F5": 1e20, "G5": " 前後 \n二行 ",
		} {
			set(t, f, at, v)
		}
		for at, code := range map[string]string{"B3": date, "B5": date, "C3": era, "D3": hours, "E3": money} {
			style(at, code)
		}
		if _, err := f.NewSheet("Second"); err != nil {
			t.Fatal(err)
		}
	})
	got, err := Read(bytes.NewReader(file), "book.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := &Table{File: "book.xlsx", Sheet: "Sheet1", Columns: []string{"型番", "日", "和暦", "時間", "円", "数", "文", "可否"}, Rows: []Row{
		{3, []string{"1234567890123", "2026-04-01", "2026-04-01 12:00", "25:30", "198000", "0.3", "=1+1 _x000D_", "TRUE"}},
		{5, []string{"0.0000001", "1900-01-01", "", "", "", "100000000000000000000", "前後 \n二行"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	from1904 := part(t, file, "xl/workbook.xml", func(s string) string { return strings.Replace(s, "<workbookPr", `<workbookPr date1904="1"`, 1) })
	got, err = Read(bytes.NewReader(from1904), "book.xlsx")
	if err != nil || got.Rows[0].Cell(1) != "2030-04-02" {
		t.Errorf("counted from 1904: %v %v, want 2030-04-02", got, err)
	}
}

func TestRead_hiddenSheetsAndPhoneticRunsAreLeftOut(t *testing.T) {
	t.Parallel()
	file := workbook(t, func(f *excelize.File) {
		set(t, f, "A1", "secret")
		if _, err := f.NewSheet("見える"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStr("見える", "A1", "model"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStr("見える", "A2", "KANJI"); err != nil {
			t.Fatal(err)
		}
		f.SetActiveSheet(1)
		if err := f.SetSheetVisible("Sheet1", false); err != nil {
			t.Fatal(err)
		}
	})
	file = part(t, file, "xl/sharedStrings.xml", func(s string) string {
		return strings.Replace(s, "<t>KANJI</t>", `<r><t>漢</t></r><r><rPr><b/></rPr><t xml:space="preserve">字</t></r><rPh sb="0" eb="2"><t>カンジ</t></rPh><phoneticPr fontId="1"/>`, 1)
	})
	got, err := Read(bytes.NewReader(file), "book.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Table{File: "book.xlsx", Sheet: "見える", Columns: []string{"model"}, Rows: []Row{{2, []string{"漢字"}}}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRead_refusesWithPlace(t *testing.T) {
	t.Parallel()
	plain := workbook(t, func(f *excelize.File) { set(t, f, "A1", "model"); set(t, f, "A2", "X"); set(t, f, "B1", "name") })
	cells := func(xml string) []byte {
		return part(t, plain, "xl/worksheets/sheet1.xml", func(string) string {
			return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + xml + `</sheetData></worksheet>`
		})
	}
	encrypted := workbookEncrypted(t)
	for _, tt := range []struct {
		name, file string
		body       []byte
		want       string
	}{
		{"nothing", "a.csv", nil, "empty a.csv"},
		{"blanks only", "a.csv", []byte(" \r\n,,\r\n"), "empty a.csv"},
		{"too large", "a.csv", bytes.Repeat([]byte("a,b\n"), MaxFile/4+1), "too_large a.csv"},
		{"old Excel", "a.xls", append(bytes.Clone(oldOffice), 'x'), "old_xls a.xls"},
		{"encrypted", "a.xlsx", encrypted, "encrypted a.xlsx"},
		{"macros", "a.xlsm", part(t, plain, "xl/vbaProject.bin", func(string) string { return "x" }), "macro a.xlsm"},
		{"macro type", "a.xlsx", part(t, plain, "[Content_Types].xml", func(s string) string {
			return strings.Replace(s, "spreadsheetml.sheet.main", "sheet.macroEnabled.main", 1)
		}), "macro a.xlsx"},
		{"PDF", "a.xlsx", []byte("%PDF-1.7"), "kind a.xlsx"},
		{"picture", "a.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "kind a.csv"},
		{"no text", "a.csv", []byte("a,b\x00c"), "kind a.csv"},
		{"other zip", "a.xlsx", part(t, []byte(emptyZip), "readme.txt", func(string) string { return "x" }), "kind a.xlsx"},
		{"OpenDocument", "a.ods", part(t, []byte(emptyZip), "content.xml", func(string) string { return "<x/>" }), "kind a.ods"},
		{"cut zip", "a.xlsx", plain[:len(plain)/2], "damaged a.xlsx"},
		{"broken XML", "a.xlsx", cells(`<row r="1"><c r="A1"><v>1</v></row>`), "damaged a.xlsx › Sheet1"},
		{"entities", "a.xlsx", cells(`<row r="1"><c r="A1"><v>&lol;</v></c></row>`), "damaged a.xlsx › Sheet1"},
		{"rows that go back", "a.xlsx", cells(`<row r="2"/><row r="1"/>`), "damaged a.xlsx › Sheet1"},
		{"string beyond", "a.xlsx", cells(`<row r="1"><c r="A1" t="s"><v>99</v></c></row>`), "damaged a.xlsx › Sheet1"},
		{"formula", "a.xlsx", cells(`<row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row><row r="7"><c r="A7"><f>1+1</f><v>2</v></c><c r="B7"><f t="shared" si="0"/></c></row>`),
			"formula a.xlsx › Sheet1 › A7, formula a.xlsx › Sheet1 › B7"},
		{"error value", "a.xlsx", cells(`<row r="1"><c r="C1" t="e"><v>#N/A</v></c></row>`), "error_value a.xlsx › Sheet1 › C1"},
		{"far column", "a.xlsx", cells(`<row r="1"><c r="XFD1"><v>1</v></c></row>`), "columns a.xlsx › Sheet1 › XFD1"},
		{"no address", "a.xlsx", cells(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), "damaged a.xlsx › Sheet1"},
		{"control sign", "a.xlsx", cells(`<row r="3"><c r="B3" t="inlineStr"><is><t>a_x0007_b</t></is></c></row>`), "control a.xlsx › Sheet1 › B3"},
		{"control sign in CSV", "a.csv", []byte("model\nX\n\"two\nlines\"\nY\x1b[2J\n"), "control a.csv › A4"},
		{"neither encoding", "a.csv", []byte("model\nX\n\x81\x81\xFF\xFE,\n"), "encoding a.csv › 3:3"},
		{"open quotation", "a.csv", []byte("model,name\nX,\"open\nY,z\n"), "quote a.csv › 2:2"},
		{"heading twice", "a.csv", []byte("model,Ｍodel\nX,Y\n"), "heading_twice a.csv › B1"},
		{"no heading", "a.csv", []byte("model,,\nX,Y,Z,W\n"), "no_heading a.csv › B2, no_heading a.csv › C2, no_heading a.csv › D2"},
		{"long cell", "a.csv", []byte("model\n" + strings.Repeat("a", maxCell+1)), "cell_long a.csv › A2"},
		{"many columns", "a.csv", []byte("model" + strings.Repeat(",x", maxColumns)), "columns a.csv › GS1"},
		{"many rows", "a.csv", bytes.Repeat([]byte("x\n"), maxRows+1), "rows a.csv › 50001:50001"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(bytes.NewReader(tt.body), tt.file)
			got := strings.Join(keys(t, err), ", ")
			if got != tt.want {
				t.Errorf("refused with %q, want %q", got, tt.want)
			}
		})
	}
}

const emptyZip = "PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

func workbookEncrypted(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "x"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead_dayThatNeverWas(t *testing.T) {
	t.Parallel()
	date := "yyyy-mm-dd"
	file := workbook(t, func(f *excelize.File) {
		n, err := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
		if err != nil {
			t.Fatal(err)
		}
		for at, v := range map[string]float64{"A1": 60, "A2": -1, "A3": 1e9} {
			set(t, f, at, v)
			if err := f.SetCellStyle("Sheet1", at, at, n); err != nil {
				t.Fatal(err)
			}
		}
	})
	_, err := ReadRows(bytes.NewReader(file), "a.xlsx")
	if got := strings.Join(keys(t, err), ", "); got != "no_day a.xlsx › Sheet1 › A1, no_day a.xlsx › Sheet1 › A2, no_day a.xlsx › Sheet1 › A3" {
		t.Errorf("refused with %q", got)
	}
}

// TestRead_bombs makes files that unpack to far more than they are.
func TestRead_bombs(t *testing.T) {
	t.Parallel()
	plain := workbook(t, func(f *excelize.File) { set(t, f, "A1", "model") })
	sheet := func(rows string) string {
		return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
	}
	var many bytes.Buffer
	w := zip.NewWriter(&many)
	for i := range maxParts + 1 {
		if _, err := w.Create(number(i) + ".xml"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lies := part(t, plain, "xl/worksheets/sheet1.xml", func(string) string { return sheet(strings.Repeat(" ", 64<<20)) })
	for name, file := range map[string][]byte{
		"spaces":      lies,
		"many parts":  many.Bytes(),
		"blank cells": part(t, plain, "xl/worksheets/sheet1.xml", func(string) string { return sheet("<row>" + strings.Repeat("<c/>", maxCells+1) + "</row>") }),
		"strings": part(t, plain, "xl/sharedStrings.xml", func(string) string {
			return "<sst>" + strings.Repeat("<si/>", maxStrings+1) + "</sst>"
		}),
		"styles": part(t, plain, "xl/styles.xml", func(s string) string {
			return strings.Replace(s, "<cellXfs", strings.Repeat("<x a='1'/>", 300_000)+"<cellXfs", 1)
		}),
		"one text, many cells": part(t, part(t, plain, "xl/sharedStrings.xml", func(string) string {
			return "<sst><si><t>" + strings.Repeat("long", 8000) + "</t></si></sst>"
		}), "xl/worksheets/sheet1.xml", func(string) string {
			return sheet(strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 5000))
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(file) > MaxFile {
				t.Fatalf("the bomb is %d bytes: too large to be let in at all", len(file))
			}
			_, err := Read(bytes.NewReader(file), "a.xlsx")
			got := strings.Join(keys(t, err), ", ")
			if !strings.HasPrefix(got, "bomb a.xlsx") && !strings.HasPrefix(got, "text_total a.xlsx › Sheet1 › A") {
				t.Errorf("refused with %q", got)
			}
		})
	}
}

// TestRead_declaredSizeIsNotBelieved writes a small size into the directory
// of a bomb.
func TestRead_declaredSizeIsNotBelieved(t *testing.T) {
	t.Parallel()
	plain := workbook(t, func(f *excelize.File) { set(t, f, "A1", "model") })
	bomb := part(t, plain, "xl/worksheets/sheet1.xml", func(string) string { return strings.Repeat(" ", 30<<20) })
	size := []byte{0, 0, 0xE0, 0x01} // 30 MiB, little-endian
	if !bytes.Contains(bomb, size) {
		t.Fatal("the test does not find the size in the directory")
	}
	_, err := Read(bytes.NewReader(bytes.ReplaceAll(bomb, size, []byte{9, 0, 0, 0})), "a.xlsx")
	if err == nil || len(scheme.RefusalsOf(err)) == 0 {
		t.Errorf("read a bomb that lies: %v", err)
	}
}

func TestReadRows_takesRowsOfAnyLength(t *testing.T) {
	t.Parallel()
	got, err := ReadRows(strings.NewReader("1,銀行,支店\n2,20260401,198000,カ）ミホン\n9\n"), "bank.csv")
	if err != nil || len(got.Rows) != 3 || len(got.Columns) != 0 || got.Rows[1].Cell(3) != "カ）ミホン" || got.At(got.Rows[2], 0).String() != "bank.csv › A3" {
		t.Errorf("rows %+v, %v", got, err)
	}
}

func TestModels_columnIsFound(t *testing.T) {
	t.Parallel()
	models := func(rows []ModelRow) (out []string) {
		for _, r := range rows {
			out = append(out, r.Model+"@"+r.At.String())
		}
		return out
	}
	xlsx := workbook(t, func(f *excelize.File) {
		for at, v := range map[string]any{"A1": "名称", "B1": "Ｍｏｄｅｌ", "A2": "猫", "B2": 100, "B4": "NC-1'"} {
			set(t, f, at, v)
		}
	})
	for _, tt := range []struct {
		name, file, body string
		want             []string
		refused          string
	}{
		{"heading among others", "m.csv", "名称,型番\nあ,NC-1\nい,\nう,NC-2\n", []string{"NC-1@m.csv › B2", "NC-2@m.csv › B4"}, ""},
		{"only column, no heading", "m.csv", "NC-1\n\nNC-2\n", []string{"NC-1@m.csv › A1", "NC-2@m.csv › A3"}, ""},
		{"only column, heading", "m.txt", "Model Number\n0012\n", []string{"0012@m.txt › A2"}, ""},
		{"workbook", "m.xlsx", string(xlsx), []string{"100@m.xlsx › Sheet1 › B2", "NC-1'@m.xlsx › Sheet1 › B4"}, ""},
		{"which column?", "m.csv", "名称,色\nNC-1,黒\n", nil, "no_model_column m.csv › 1:1"},
		{"heading alone", "m.csv", "型番\n", nil, "no_models m.csv › A:A"},
		{"two models in a cell", "m.csv", "型番\n\"NC-1\nNC-2\"\n", nil, "model_lines m.csv › A2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Models(strings.NewReader(tt.body), tt.file)
			if refused := strings.Join(keys(t, err), ", "); refused != tt.refused {
				t.Fatalf("refused with %q, want %q", refused, tt.refused)
			}
			if diff := cmp.Diff(tt.want, models(got)); err == nil && diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDayAndWhole_readWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]scheme.Date{
		"2026-04-01": "2026-04-01", "2026/4/1": "2026-04-01", "２０２６年４月１日": "2026-04-01", "20260401": "2026-04-01", "2026.12.31": "2026-12-31",
		"2026/4/1 0:00": "2026-04-01", "2026-02-30": "", "4/1/2026": "", "2026-4": "", "": "", "202604011": "", "1899-01-01": "",
	} {
		got, err := Day(text)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.As(err, new(*scheme.Refusal)) {
			t.Errorf("Day(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]int64{"198,000": 198000, "¥198,000": 198000, "１９８０００円": 198000, "-5": -5, "▲1,000": -1000, "￥0": 0, "12.00": 12} {
		if got, ok := Whole(text); !ok || got != want {
			t.Errorf("Whole(%q) = %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "1,23", "12.5", "x", "99999999999999999999", "1e3", "--1"} {
		if got, ok := Whole(text); ok {
			t.Errorf("Whole(%q) = %d, want none", text, got)
		}
	}
}
