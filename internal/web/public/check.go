package public

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public"
)

// labelsOfLine is how many labels of one model are told.
const labelsOfLine = 5

// check says of a list of models and numbers how each stands.
func (f front) check(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := view.Check{Frame: f.site.Frame(r, p.T("menu.check")), Scheme: s, Day: s.Day(f.site.Now()), Typed: r.URL.Query().Get("list")}
	v.Unlisted, v.Description = r.URL.RawQuery != "", p.T("check.lead", view.CheckAtMost)
	v.Styles = append(v.Styles, "rows.css")
	status := http.StatusOK
	if r.URL.Query().Has("list") {
		switch err := f.checked(r, &v); {
		case scheme.IsRefusal(err, scheme.Invalid):
			v.Error, status = p.Refusal(scheme.RefusalsOf(err)[0]), http.StatusBadRequest
		case err != nil:
			return err
		}
	}
	if status == http.StatusOK {
		f.site.Keep(w, s, v.Day, web.KeepStatus)
	}
	return f.site.Render(w, r, status, view.CheckPage(v))
}

// checkFile gives what check says as CSV.
func (f front) checkFile(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	v := view.Check{Frame: f.site.Frame(r, ""), Scheme: s, Day: s.Day(f.site.Now()), Typed: r.URL.Query().Get("list")}
	if err := f.checked(r, &v); err != nil {
		return err
	}
	l := sheet.List{Name: v.P.T("menu.check"), Columns: sheet.Columns(v.Heads()...), Rows: v.Table()}
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, l); err != nil {
		return fmt.Errorf("check a list: %w", err)
	}
	f.site.Keep(w, s, v.Day, web.KeepStatus)
	give(w, r, sheet.CSVType, "labels-"+string(v.Day)+".csv", b.Bytes())
	return nil
}

// checked looks up the lines of v.Typed.
func (f front) checked(r *http.Request, v *view.Check) error {
	lines, err := linesOf(v.Typed)
	if err != nil {
		return err
	}
	found, err := f.registry.OfModels(r.Context(), lines, v.Day, labelsOfLine)
	if err != nil {
		return err
	}
	v.Asked = len(lines)
	for i, line := range lines {
		var rows []view.Checked
		number, wrong := v.Scheme.Numbering.Registration.Parse(numberIn(line))
		if wrong == nil {
			e, err := f.entry(r, scheme.LabelNumber(number), v.Day)
			if err == nil {
				rows = append(rows, view.Checked{Typed: line, Entry: e, There: true})
			} else if !scheme.IsRefusal(err, scheme.Missing) {
				return err
			}
		}
		for _, e := range found[i] {
			if m := e.Product.Model(line).There; m != "" && e.StatusOn(v.Day) != scheme.NoLabel {
				rows = append(rows, view.Checked{Typed: line, Entry: e, Model: m, There: true})
			}
		}
		slices.SortStableFunc(rows, func(a, b view.Checked) int { return ended(a.Entry, v.Day) - ended(b.Entry, v.Day) })
		if len(rows) == 0 {
			rows = append(rows, view.Checked{Typed: line})
		}
		v.Rows = append(v.Rows, rows...)
	}
	return nil
}

// ended sorts labels that are active before those that are not.
func ended(e registry.Entry, day scheme.Date) int {
	if e.StatusOn(day) == scheme.Active {
		return 0
	}
	return 1
}

// linesOf returns the lines of a list, of those with tabs the first cell that
// holds something. A line may be pasted from a table.
func linesOf(typed string) ([]string, error) {
	var all []string
	for _, line := range strings.Split(strings.ReplaceAll(typed, "\r", "\n"), "\n") {
		for cell := range strings.SplitSeq(line, "\t") {
			if line = registry.Typed(cell); line != "" {
				break
			}
		}
		if line == "" {
			continue
		}
		if len([]rune(line)) > view.ModelAtMost {
			return nil, scheme.Refuse(scheme.Invalid, "refusal.check.line").On("list").With(brief(line), view.ModelAtMost)
		}
		if err := scheme.CheckText("list", line, view.ModelAtMost); err != nil {
			return nil, err
		}
		all = append(all, line)
	}
	switch {
	case len(all) == 0:
		return nil, scheme.Refuse(scheme.Invalid, "refusal.check.empty").On("list")
	case len(all) > view.CheckAtMost:
		return nil, scheme.Refuse(scheme.Invalid, "refusal.check.many").On("list").With(view.CheckAtMost, len(all))
	}
	return all, nil
}
