package sheet

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"shirushi/internal/scheme"
)

// longBook writes a workbook of two tables and reads it back as a
// spreadsheet would.
func longBook(t *testing.T, most int, fill func(*Long)) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	folder := t.TempDir()
	l := NewLong(&b, folder, List{Name: "labels", AsOf: "as of <today>", Columns: Columns("number", "from", "models", "name")}, List{Name: "models", Columns: Columns("number", "model")})
	l.most = most
	fill(l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("parts are left: %v %v", left, err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestLong_readsBackAsWritten(t *testing.T) {
	t.Parallel()
	f := longBook(t, mostSheetRows, func(l *Long) {
		l.Row(0, "0012", scheme.Date("2026-04-01"), 3, "=1+1")
		l.Row(0, "0013", scheme.Date(""), int64(4), "A & B <c>\n_x0041_ 𠮷")
		l.Row(1, "0012", "-5")
	})
	rows, err := f.GetRows("labels")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"as of <today>"}, {"number", "from", "models", "name"}, {"0012", "2026-04-01", "3", "'=1+1"}, {"0013", "", "4", "A & B <c>\n_x0041_ 𠮷"}}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	if rows, err = f.GetRows("models"); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]string{{"number", "model"}, {"0012", "'-5"}}, rows); d != "" {
		t.Error(d)
	}
	if raw, err := f.GetCellValue("labels", "B3", excelize.Options{RawCellValue: true}); raw != "46113" || err != nil {
		t.Errorf("the day is %q: %v", raw, err)
	}
}

func TestLong_goesOnInAnotherSheet(t *testing.T) {
	t.Parallel()
	f := longBook(t, 5, func(l *Long) {
		for i := range 7 {
			l.Row(0, fmt.Sprint(i))
		}
	})
	if d := cmp.Diff([]string{"labels", "labels 2", "labels 3", "models"}, f.GetSheetList()); d != "" {
		t.Fatal(d)
	}
	var got []string
	for _, name := range []string{"labels", "labels 2", "labels 3"} {
		rows, err := f.GetRows(name)
		if err != nil || rows[0][0] != "as of <today>" || rows[1][0] != "number" {
			t.Fatalf("%s: %v %v", name, rows, err)
		}
		for _, r := range rows[2:] {
			got = append(got, r[0])
		}
	}
	if d := cmp.Diff([]string{"0", "1", "2", "3", "4", "5", "6"}, got); d != "" {
		t.Error(d)
	}
}

func TestLong_cutsWhatNoCellHolds(t *testing.T) {
	t.Parallel()
	f := longBook(t, mostSheetRows, func(l *Long) { l.Row(1, strings.Repeat("𠮷", 20_000)) })
	if got, err := f.GetCellValue("models", "A2"); err != nil || units(got) > maxCell || !strings.HasSuffix(got, "𠮷…") {
		t.Errorf("%d units, %v", units(got), err)
	}
}

func TestLong_saysWhatWentWrong(t *testing.T) {
	t.Parallel()
	l := NewLong(&bytes.Buffer{}, t.TempDir()+"/nowhere", List{Name: "labels", Columns: Columns("number")})
	l.Row(0, "1")
	if err := l.Close(); err == nil {
		t.Error("a workbook without its sheet was called whole")
	}
}
