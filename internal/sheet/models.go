package sheet

import (
	"io"

	"shirushi/internal/scheme"
)

// A ModelRow is one model of a list, and where it stands.
type ModelRow struct {
	Model string
	At    Place
}

// modelHeadings are the headings under which a column holds models, in both
// languages of the site.
var modelHeadings = []string{"型番", "型名", "型式", "model", "models", "model number", "model no.", "model no"}

// Models reads a list of models from CSV or XLSX: the column headed 型番 or
// model, or the only column there is, with or without a heading. Blank cells
// are passed over. Whether a model is well formed or stands twice is the rule
// book's to say; At tells where each was written.
func Models(r io.Reader, name string) ([]ModelRow, error) {
	t, heading, err := readFirst(r, name)
	if err != nil {
		return nil, err
	}
	for len(t.Rows) > 1 && t.Rows[0].Line < heading {
		t.Rows = t.Rows[1:]
	}
	column, rows := modelColumn(t)
	if column < 0 {
		return nil, Place{File: t.File, Sheet: t.Sheet, Row: t.Rows[0].Line}.refuse("refusal.sheet.no_model_column")
	}
	var out []ModelRow
	var no scheme.Refusals
	for _, row := range rows {
		model := row.Cell(column)
		switch {
		case model == "":
		case hasLineEnd(model):
			if len(no) < maxFaults {
				no.Add(t.At(row, column).refuse("refusal.sheet.model_lines"))
			}
		default:
			out = append(out, ModelRow{Model: model, At: t.At(row, column)})
		}
	}
	if len(out) == 0 && len(no) == 0 {
		return nil, Place{File: t.File, Sheet: t.Sheet, Column: column + 1}.refuse("refusal.sheet.no_models")
	}
	return out, no.Err()
}

// modelColumn finds the column of models and the rows that hold them.
func modelColumn(t *Table) (int, []Row) {
	headed := Table{Columns: t.Rows[0].Cells}
	if c := headed.Column(modelHeadings...); c >= 0 {
		return c, t.Rows[1:]
	}
	only := -1
	for _, row := range t.Rows {
		for i, c := range row.Cells {
			if c != "" && only >= 0 && only != i {
				return -1, nil
			}
			if c != "" {
				only = i
			}
		}
	}
	return only, t.Rows
}

func hasLineEnd(s string) bool {
	for _, r := range s {
		if r == '\n' || r == '\t' {
			return true
		}
	}
	return false
}
