package sheet

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"shirushi/internal/scheme"
)

var sample = List{
	Name: "売上/2026", AsOf: "2026年4月1日 9:00 現在", Columns: []Column{{"番号", 0}, {"日", 12}, {"円", 0}, {"備考", 40}},
	Rows: [][]any{
		{"A-1", scheme.Date("2026-04-01"), 198000, "=HYPERLINK(\"http://x\")"},
		{scheme.ApplicationID("@a"), scheme.Date(""), int64(-5), "二行\r\nあり,\"引用\""},
		{nil, scheme.Date("未定"), 0.1 + 0.2, "＋１"},
	},
}

func TestWriteCSV_asSpreadsheetsReadIt(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := WriteCSV(&b, sample); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFF番号,日,円,備考\r\n" +
		"A-1,2026-04-01,198000,\"'=HYPERLINK(\"\"http://x\"\")\"\r\n" +
		"'@a,,-5,\"二行\nあり,\"\"引用\"\"\"\r\n" +
		",未定,0.3,'＋１\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	back, err := Read(&b, "out.csv")
	if err != nil || back.Rows[0].Cell(3) != `=HYPERLINK("http://x")` || back.Rows[2].Cell(3) != "＋１" {
		t.Errorf("read back %+v, %v", back, err)
	}
}

func TestWriteXLSX_isReadBackAndInert(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	second := sample
	second.Name, second.AsOf = strings.Repeat("長い名前", 10), ""
	if err := WriteXLSX(&b, sample, second); err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(b.Bytes()), "out.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	want := &Table{File: "out.xlsx", Sheet: "売上 2026", Columns: []string{"番号", "日", "円", "備考"}, Rows: []Row{
		{3, []string{"A-1", "2026-04-01", "198000", `=HYPERLINK("http://x")`}},
		{4, []string{"@a", "", "-5", "二行\nあり,\"引用\""}},
		{5, []string{"", "未定", "0.3", "＋１"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if formula, _ := f.GetCellFormula("売上 2026", "D3"); formula != "" {
		t.Errorf("D3 holds the formula %q", formula)
	}
	if raw, _ := f.GetCellValue("売上 2026", "D3"); raw != `'=HYPERLINK("http://x")` {
		t.Errorf("D3 holds %q: saved as CSV it would be a formula", raw)
	}
	if panes, err := f.GetPanes("売上 2026"); err != nil || !panes.Freeze || panes.YSplit != 2 {
		t.Errorf("panes %+v, %v", panes, err)
	}
}

func TestWriteXLSX_refusesToCutText(t *testing.T) {
	t.Parallel()
	err := WriteXLSX(&bytes.Buffer{}, List{Columns: Columns("a"), Rows: [][]any{{strings.Repeat("a", maxCell+1)}}})
	if err == nil || !strings.Contains(err.Error(), "A2") {
		t.Errorf("wrote more than a cell holds: %v", err)
	}
}

func TestSafe_marksWhatCouldBeAFormula(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"=1", "+1", "-1", "@x", "＝1", "＋", "－1", "＠x", "\t=1", "\r=1", "\n=", " =1", "　=1", "'=1", "''-", "−1", "\ufeff=1", "\tx"} {
		if got := Safe(s); got != "'"+s {
			t.Errorf("Safe(%q) = %q", s, got)
		}
	}
	for _, s := range []string{"", "a=1", "1-2", "'", "'a", "''", "NC-1", "日本"} {
		if got := Safe(s); got != s {
			t.Errorf("Safe(%q) = %q", s, got)
		}
	}
}

func TestPlain_undoesSafe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("'=+-@\t\r\n 　＝＋－＠aあ")), -1, 8, -1).Draw(t, "text")
		if got := Plain(Safe(s)); got != s {
			t.Fatalf("Plain(Safe(%q)) = %q", s, got)
		}
		if begins(Safe(s)) {
			t.Fatalf("Safe(%q) still begins like a formula", s)
		}
	})
}

// anyText draws texts that a cell can hold and that have no space around.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("'=+-@\"';,\t\n_x000D_あ𠮷髙が<>&")), -1, 30, -1), rapid.String()).Draw(t, "text")
		s = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && r < 0xA0 || r == 0xFFFE || r == 0xFFFF {
				return -1
			}
			return r
		}, s)
		return tidy(s)
	})
}

// TestWrite_anyListComesBack is the round trip of both kinds of file.
func TestWrite_anyListComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := List{Name: anyText().Draw(t, "name"), AsOf: rapid.SampledFrom([]string{"", "as of"}).Draw(t, "as of"), Columns: Columns("no", "b", "c")}
		var want [][]string
		for i := range rapid.IntRange(1, 6).Draw(t, "rows") {
			b, c := anyText().Draw(t, "b"), anyText().Draw(t, "c")
			l.Rows = append(l.Rows, []any{i, b, c})
			want = append(want, []string{number(i), b, c})
		}
		for name, write := range map[string]func(*bytes.Buffer) error{
			"a.csv":  func(b *bytes.Buffer) error { return WriteCSV(b, l) },
			"a.xlsx": func(b *bytes.Buffer) error { return WriteXLSX(b, l) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(name, err)
			}
			got, err := Read(&b, name)
			if err != nil {
				t.Fatal(name, err)
			}
			var back [][]string
			for _, r := range got.Rows {
				back = append(back, []string{r.Cell(0), r.Cell(1), r.Cell(2)})
			}
			if diff := cmp.Diff(want, back); diff != "" {
				t.Fatal(name, diff)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("型番,名称\nNC-1,\"a\nb\"\n"), "a.csv")
	f.Add([]byte("\x8c^\x94\xd4\tx\n"), "a.tsv")
	f.Add([]byte("\xff\xfea\x00,\x00"), "a.csv")
	f.Add([]byte("\"a\";b"), "a.csv")
	var b bytes.Buffer
	if err := WriteXLSX(&b, sample); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes(), "a.xlsx")
	f.Fuzz(func(t *testing.T, file []byte, name string) {
		start := time.Now()
		table, err := Read(bytes.NewReader(file), name)
		if err != nil && len(scheme.RefusalsOf(err)) == 0 {
			t.Errorf("a failure, not a refusal: %v", err)
		}
		if err == nil && (len(table.Rows) > maxRows || len(table.Columns) > maxColumns) {
			t.Errorf("%d rows, %d columns", len(table.Rows), len(table.Columns))
		}
		if _, err := Models(bytes.NewReader(file), name); err != nil && len(scheme.RefusalsOf(err)) == 0 {
			t.Errorf("a failure, not a refusal: %v", err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// FuzzSheetXML puts arbitrary XML where the cells stand.
func FuzzSheetXML(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c></row>`)
	f.Add(`<row><c><f>1</f><v>1</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c><c t="d"><v>2026-04-01T00:00:00</v></c></row>`)
	f.Add(`<row r="x"/>`)
	f.Fuzz(func(t *testing.T, xml string) {
		k := &book{name: "a.xlsx", strings: []string{"one"}, formats: []format{plainNumber, dateFormat, timeFormat},
			parts: map[string][]byte{"s": []byte("<worksheet><sheetData>" + xml + "</sheetData></worksheet>")}}
		if _, err := k.read(sheetPart{name: "S", part: "s"}); err != nil && len(scheme.RefusalsOf(err)) == 0 {
			t.Errorf("a failure, not a refusal: %v", err)
		}
	})
}
