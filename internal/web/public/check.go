package public

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public"
)

// labelsOfLine is how many labels of one model are told.
const labelsOfLine = 5

// typedList returns the list that was sent: in the address, which can be kept
// and passed on, or as a form, which has room for thousands of lines. Nothing
// is stored either way.
func typedList(r *http.Request) (list string, there bool, err error) {
	values := r.URL.Query()
	if r.Method == http.MethodPost {
		if values, err = web.Form(r); err != nil {
			return "", false, err
		}
	}
	return values.Get("list"), values.Has("list") || r.Method == http.MethodPost, nil
}

// check says of a list of models and numbers how each stands.
func (f front) check(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := view.Check{Frame: f.site.Frame(r, p.T("menu.check")), Scheme: s, Day: s.Day(f.site.Now())}
	v.Description = p.T("check.lead", view.CheckAtMost)
	v.Styles = append(v.Styles, "rows.css")
	status, there := http.StatusOK, false
	if v.Typed, there, err = typedList(r); err != nil {
		return err
	}
	v.Unlisted = there || r.URL.RawQuery != ""
	if there {
		switch err := f.checked(r, &v); {
		case scheme.IsRefusal(err, scheme.Invalid):
			v.Error, status = p.Refusal(scheme.RefusalsOf(err)[0]), http.StatusBadRequest
		case err != nil:
			return err
		}
	}
	f.keepChecked(w, r, s, status, v.Day)
	return f.site.Render(w, r, status, view.CheckPage(v))
}

// keepChecked lets caches keep what an address alone has asked for.
func (f front) keepChecked(w http.ResponseWriter, r *http.Request, s *scheme.Scheme, status int, day scheme.Date) {
	switch {
	case r.Method == http.MethodPost:
		w.Header().Set("Cache-Control", "no-store")
	case status == http.StatusOK:
		f.site.Keep(w, s, day, f.site.KeepStatus)
	}
}

// checkFile gives what check says as a file, with one row for each line.
func (f front) checkFile(kind, end string, write func(io.Writer, sheet.List) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := f.site.Scheme(r.Context())
		if err != nil {
			return err
		}
		v := view.Check{Frame: f.site.Frame(r, ""), Scheme: s, Day: s.Day(f.site.Now())}
		if v.Typed, _, err = typedList(r); err != nil {
			return err
		}
		if err := f.checked(r, &v); err != nil {
			return err
		}
		l := sheet.List{Name: v.P.T("menu.check"), Columns: sheet.Columns(v.Heads()...), Rows: v.Table()}
		var b bytes.Buffer
		if err := f.oneOfFew(r.Context(), func() error { return write(&b, l) }); err != nil {
			return fmt.Errorf("check a list: %w", err)
		}
		f.keepChecked(w, r, s, http.StatusOK, v.Day)
		give(w, r, kind, "labels-"+string(v.Day)+end, b.Bytes())
		return nil
	}
}

// filesAtOnce is how many such files are made at the same time: a workbook of
// thousands of rows keeps a processor busy for a second.
const filesAtOnce = 2

// oneOfFew waits until fewer than filesAtOnce are being made.
func (f front) oneOfFew(ctx context.Context, write func() error) error {
	select {
	case f.making <- struct{}{}:
		defer func() { <-f.making }()
		return write()
	case <-ctx.Done():
		return fmt.Errorf("wait for other files: %w", ctx.Err())
	}
}

// checked looks up the lines of v.Typed.
func (f front) checked(r *http.Request, v *view.Check) error {
	rows, err := linesOf(v.Typed)
	if err != nil {
		return err
	}
	var texts []string
	for _, row := range rows {
		if !row.Heading {
			texts = append(texts, numberIn(cmp.Or(row.Beside, row.Typed)))
		}
	}
	found, err := f.registry.OfModels(r.Context(), texts, v.Day, labelsOfLine)
	if err != nil {
		return err
	}
	spelt, at := spelling{}, 0
	for i := range rows {
		row := &rows[i]
		if row.Heading {
			continue
		}
		row.Entries, row.Total = found[at].Entries, found[at].Total
		row.Number = looksLikeNumber(texts[at])
		for _, e := range row.Entries {
			row.Models = append(row.Models, spelt.of(e, row.Typed))
		}
		row.Unfit = row.Beside != "" && len(row.Entries) > 0 && row.Models[0] == ""
		at++
	}
	v.Asked, v.Rows = len(texts), rows
	return nil
}
