package public

import (
	"bytes"
	"fmt"
	"net/http"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web/page/public/about"
)

// crosswalk shows which criteria touch which requirements of other schemes;
// with a standard, all that is mapped from or to it.
func (f front) crosswalk(w http.ResponseWriter, r *http.Request) error {
	v, err := f.crosswalkAsked(r)
	if err != nil {
		return err
	}
	v.Styles = append(v.Styles, "rows.css", "about.css")
	v.Description = v.P.T("crosswalk.lead")
	f.site.Keep(w, v.Scheme, v.Day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, about.CrosswalkPage(v))
}

// crosswalkFile gives the same as CSV; without a standard all there is.
func (f front) crosswalkFile(w http.ResponseWriter, r *http.Request) error {
	v, err := f.crosswalkAsked(r)
	if err != nil {
		return err
	}
	l := sheet.List{Name: v.P.T("crosswalk.title"), Columns: sheet.Columns(v.CrosswalkHeads()...), Rows: v.CrosswalkRows()}
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, l); err != nil {
		return fmt.Errorf("crosswalk: %w", err)
	}
	name := "crosswalk.csv"
	if v.With != "" {
		name = "crosswalk-" + string(v.With) + ".csv"
	}
	f.site.Keep(w, v.Scheme, v.Day, f.site.KeepStatus)
	give(w, r, sheet.CSVType, name, b.Bytes())
	return nil
}

// crosswalkAsked reads which standard the address names, and refuses one that
// is not there.
func (f front) crosswalkAsked(r *http.Request) (about.Crosswalk, error) {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return about.Crosswalk{}, err
	}
	p := f.site.Printer(r)
	with := scheme.StandardID(registry.Typed(r.URL.Query().Get("with")))
	v := about.Crosswalk{Page: about.Page{Frame: f.site.Frame(r, p.T("crosswalk.title")), Scheme: s, Day: s.Day(f.site.Now())}, With: with}
	if with == "" {
		return v, nil
	}
	one, ok := s.Crosswalk.Standard(with)
	if !ok {
		codes := make([]string, len(s.Crosswalk.Standards))
		for i, there := range s.Crosswalk.Standards {
			codes[i] = string(there.ID)
		}
		return v, scheme.Refuse(scheme.Invalid, "refusal.search.unknown").On("with").With(brief(string(with)), codes)
	}
	v.Title = p.T("crosswalk.title_of", one.Short)
	return v, nil
}
