// Package workload is the page of the office's own figures, and the same
// figures for download.
package workload

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	view "shirushi/internal/web/page/desk/workload"
	"shirushi/internal/web/portal"
	"shirushi/internal/workload"
)

// A Desk serves /desk/office/figures.
type Desk struct {
	*portal.Portal
	room *workload.Room
}

// New opens the desk.
func New(p *portal.Portal, r *workload.Room) *Desk { return &Desk{p, r} }

// Routes adds the desk's addresses to mux. Nobody outside the office learns
// that they exist.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(portal.OfficeOnly(h))) }
	on("GET /desk/office/figures", d.show)
	on("GET /desk/office/figures/{table}", d.table)
}

// asked is the period that the address asks for.
func asked(r *http.Request) workload.Period {
	q := r.URL.Query()
	return workload.Period{From: portal.Tidy(q.Get("from")), To: portal.Tidy(q.Get("to"))}
}

// show shows the figures of a period.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T("workload.title"))
	f.Styles = append(f.Styles, "money.css")
	p := asked(r)
	v := view.View{Frame: f, Here: portal.OfficeHome(r, "figures"), From: p.From, To: p.To}
	all, err := d.room.Figures(r.Context(), who, p)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		v.Errors = page.ErrorsOf(f.P, err)
		return d.Site.Render(w, r, web.StatusOf(err), view.Page(v))
	}
	words, err := d.words(r, who, all)
	if err != nil {
		return err
	}
	v.Shown, v.From, v.To, v.Partial = true, all.Period.From, all.Period.To, all.Partial
	v.AsOf = f.P.T("workload.as_of", all.Period.From, all.Period.To, all.AsOf)
	v.Sections = words.sections()
	for _, key := range []string{"workload.how.days", "workload.how.tenth", "workload.how.late", "workload.how.period", "workload.how.off"} {
		v.How = append(v.How, f.P.T(key))
	}
	return d.Site.Render(w, r, http.StatusOK, view.Page(v))
}

// table gives one table as CSV. Text that a spreadsheet could take for a
// formula is made inert.
func (d *Desk) table(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	name, isCSV := strings.CutSuffix(r.PathValue("table"), ".csv")
	if !isCSV {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	all, err := d.room.Figures(r.Context(), who, asked(r))
	if err != nil {
		return err
	}
	words, err := d.words(r, who, all)
	if err != nil {
		return err
	}
	for _, s := range words.sections() {
		i := slices.IndexFunc(s.Tables, func(t view.Table) bool { return t.Name == name })
		if i < 0 {
			continue
		}
		var b bytes.Buffer
		if err := sheet.WriteCSV(&b, listOf(s.Tables[i])); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", sheet.CSVType)
		h.Set("Content-Disposition", `attachment; filename="`+name+"-"+all.Period.From+"-"+all.Period.To+`.csv"`)
		_, err := w.Write(b.Bytes())
		return err
	}
	return scheme.Refuse(scheme.Missing, "refusal.missing")
}

func listOf(t view.Table) sheet.List {
	l := sheet.List{Name: t.Title, Columns: sheet.Columns(t.Heads...)}
	for _, row := range t.Rows {
		cells := make([]any, len(row))
		for i, c := range row {
			cells[i] = c.Value
		}
		l.Rows = append(l.Rows, cells)
	}
	return l
}

// words gathers what the figures are said with.
func (d *Desk) words(r *http.Request, who scheme.Actor, f workload.Figures) (words, error) {
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return words{}, err
	}
	names, err := d.Names(r.Context(), who)
	return words{P: d.Site.Printer(r), scheme: s, figures: f, names: names, here: portal.OfficeHome(r, "figures"), home: "/" + web.Lang(r),
		query: url.Values{"from": {f.Period.From}, "to": {f.Period.To}}.Encode()}, err
}
