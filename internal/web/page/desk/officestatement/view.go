package officestatement

import (
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// heads number the columns, as the choices below the sample do.
func (v View) heads() []string {
	heads := make([]string, v.Width)
	for i := range heads {
		heads[i] = v.P.T("money.statement.column", i+1)
	}
	return heads
}

func cell(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

func (v View) columnField(kind scheme.Column) page.Field {
	name := "column_" + string(kind)
	return page.Field{Name: name, Label: v.P.T("money.column." + string(kind)), Value: strconv.Itoa(v.Form[kind]), Error: v.Errors.On(name), Width: "medium"}
}

func (v View) columnOptions() []page.Option {
	options := []page.Option{{Value: "0", Label: v.P.T("money.statement.no_column")}}
	for i, head := range v.heads() {
		options = append(options, page.Option{Value: strconv.Itoa(i + 1), Label: head})
	}
	return options
}

func (v View) referenceField(r Row) page.Field {
	name := "reference_" + strconv.Itoa(r.Line)
	return page.Field{Name: name, Label: v.P.T("money.statement.reference"), Value: r.Reference, Error: v.Errors.On(name), Width: "medium"}
}
