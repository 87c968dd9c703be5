package takeover_test

import (
	"io"
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/takeover"
)

// readAll reads a text as a file of this name and says each row, or its fault,
// and how the file ended.
func readAll(t *testing.T, kind takeover.Kind, name, text string) (rows []string, end error) {
	t.Helper()
	s, err := takeover.Read(kind, name, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil })
	if err != nil {
		return nil, err
	}
	for row, err := range s.Rows() {
		switch {
		case err != nil:
			return rows, err
		case row.Fault != nil:
			rows = append(rows, scheme.RefusalsOf(row.Fault)[0].Key)
		default:
			rows = append(rows, row.Fields["number"]+"="+row.Fields["models"])
		}
	}
	return rows, nil
}

func TestRead_tablesAndObjects(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text, want, end string
	}{
		{"a.csv", "\uFEFFnumber,models\r\n1,A\r\n\"2\",\"B\nC\"\r\n", "1=A 2=B\nC", ""},
		{"a.CSV", " Models ,number\nA,1\n", "1=A", ""},
		{"a.csv", "", "", "refusal.takeover.file_empty"},
		{"a.csv", "number,modells\n1,A\n", "", "refusal.takeover.heading"},
		{"a.csv", "number,number,models\n", "", "refusal.takeover.heading_twice"},
		{"a.csv", "number\n1\n", "", "refusal.takeover.heading_missing"},
		{"a.csv", "number,models\n1,A,B\n2,B,\n", "refusal.takeover.cells 2=B", ""},
		{"a.csv", "number,models\n1,A\x00\n", "refusal.takeover.utf8", ""},
		{"a.csv", "number,models\n1,\"A\n2,B\n", "", "refusal.takeover.quote"},
		{"a.csv", "number,models\n1,A\n2,\x83\x8b\x81[\x83^\n3,B\n", "1=A refusal.takeover.utf8 3=B", ""}, // Shift_JIS
		{"a.csv", "\xff\xfen\x00u\x00m\x00", "", "refusal.takeover.file_utf8"},
		{"a.csv", "\x94\xd4\x8d\x86,models\n", "", "refusal.takeover.file_utf8"},
		{"a.csv", "number,models\r1,A\r2,B\r", "", "refusal.takeover.line_ends"},
		{"a.csv", "number;models\n1;A\n", "", "refusal.takeover.separator"},
		{"a.csv", "number\tmodels\n1\tA\n", "", "refusal.takeover.separator"},
		{"a.csv", "number,models\n\"=cmd|' /C calc'!A0\",@SUM(1)\n", "=cmd|' /C calc'!A0=@SUM(1)", ""}, // only text here
		{"a.csv", "number,models\n1,\"" + strings.Repeat("A\n", 3<<20), "", "refusal.takeover.row_long"},
		{"a.xlsx", "PK", "", "refusal.takeover.file_kind"},
		{"a.ndjson", "\n{\"number\":1,\"models\":[\"A\",\"B\"]}\n\n{\"number\":\"2\"}", "1=A\nB 2=", ""},
		{"a.ndjson", "\n", "", "refusal.takeover.file_empty"},
		{"a.ndjson", "{\"number\":\"1\",\"number\":\"2\"}\n[1]\n{} {}\n{\"x\":1}\n{\"number\":{}}\n{\"number\":\"a\\u0000\"}\nnull\n{\"number\":\"1\"",
			"refusal.takeover.key_twice refusal.takeover.json refusal.takeover.json refusal.takeover.column refusal.takeover.value refusal.takeover.value refusal.takeover.json refusal.takeover.json", ""},
		{"a.ndjson", "{\"number\":\"" + strings.Repeat("1", 3<<20) + "\"}\n", "", "refusal.takeover.row_long"},
	} {
		rows, end := readAll(t, takeover.Models, tt.name, tt.text)
		said := ""
		if end != nil {
			said = scheme.RefusalsOf(end)[0].Key
		}
		if got := strings.Join(rows, " "); got != tt.want || said != tt.end {
			t.Errorf("%s %.40q: %q %q, want %q %q", tt.name, tt.text, got, said, tt.want, tt.end)
		}
	}
}

func FuzzRead_neverPanicsAndNamesWhatItGives(f *testing.F) {
	f.Add("a.csv", "number,models\n1,A\n")
	f.Add("a.ndjson", "{\"number\":\"1\"}\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		s, err := takeover.Read(takeover.Models, name, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil })
		if err != nil {
			return
		}
		for row, err := range s.Rows() {
			if err != nil && scheme.RefusalsOf(err) == nil {
				t.Fatal(err)
			}
			for column := range row.Fields {
				if column != "number" && column != "models" {
					t.Fatalf("column %q", column)
				}
			}
		}
	})
}
