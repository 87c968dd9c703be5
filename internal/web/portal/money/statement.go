package money

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officestatement"
	"shirushi/internal/web/portal"
)

// A statement is one that is being looked at. Nothing of it is stored: its
// cells travel with the forms.
type statement struct {
	name string
	rows [][]string
	form scheme.StatementForm
}

// sampled is how many rows show what stands in which column.
const sampled = 6

// statement asks for the file.
func (d *Desk) statement(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showStatement(w, r, who, statement{}, nil, nil)
}

// readStatement reads the file and shows what would become of its rows.
func (d *Desk) readStatement(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	s, err := statementOf(r)
	if err == nil {
		s.form, err = d.office.GuessStatement(r.Context(), who, s.rows)
	}
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showStatement(w, r, who, statement{}, nil, portal.OnForm(err, "", "statement"))
	}
	return d.preview(w, r, who, s, nil, nil)
}

// statementOf reads the file of the form.
func statementOf(r *http.Request) (statement, error) {
	in, head, err := r.FormFile("statement")
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return statement{}, scheme.Refuse(scheme.Invalid, "refusal.money.file_large").On("statement").With(sheet.MaxFile >> 20)
	case err != nil:
		return statement{}, scheme.Refuse(scheme.Invalid, "refusal.money.file_none").On("statement")
	}
	defer in.Close()
	t, err := sheet.ReadRows(in, head.Filename)
	if err != nil {
		for _, no := range scheme.RefusalsOf(err) {
			no.Field = "statement"
		}
		return statement{}, err
	}
	s := statement{name: t.File}
	for _, row := range t.Rows {
		if row.Line > scheme.MostRows {
			return statement{}, scheme.Refuse(scheme.Invalid, "refusal.money.too_many_rows").On("statement").With(scheme.MostRows)
		}
		for len(s.rows) < row.Line-1 {
			s.rows = append(s.rows, []string{}) // rows keep their numbers
		}
		s.rows = append(s.rows, row.Cells)
	}
	return s, nil
}

// carried is the statement that a form brings back.
func carried(r *http.Request) (statement, error) {
	if _, err := web.Form(r); err != nil {
		return statement{}, err
	}
	s := statement{name: portal.Text(r, "name"), form: scheme.StatementForm{Columns: map[scheme.Column]int{}}}
	if err := json.Unmarshal([]byte(r.PostFormValue("rows")), &s.rows); err != nil || s.name == "" {
		return statement{}, scheme.Refuse(scheme.Invalid, "refusal.money.file_none").On("statement")
	}
	for _, kind := range scheme.Columns {
		at, err := strconv.Atoi(portal.Text(r, "column_"+string(kind)))
		if err != nil {
			at = -1 // the rule book refuses it
		}
		if at != 0 {
			s.form.Columns[kind] = at
		}
	}
	return s, nil
}

// previewStatement shows the rows read by another layout.
func (d *Desk) previewStatement(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	s, err := carried(r)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showStatement(w, r, who, statement{}, nil, err)
	}
	return d.preview(w, r, who, s, nil, nil)
}

// importStatement records the rows that were chosen.
func (d *Desk) importStatement(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	s, err := carried(r)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showStatement(w, r, who, statement{}, nil, err)
	}
	chosen := chosenOf(r)
	take := make([]office.TakenRow, 0, len(chosen))
	for _, row := range chosen {
		take = append(take, row)
	}
	result, err := d.office.ImportStatement(r.Context(), who, office.ImportRequest{Name: s.name, Rows: s.rows, Form: s.form, Take: take})
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.preview(w, r, who, s, chosen, err)
	}
	to := portal.OfficeHome(r, "money", "statement") + "?assigned=" + strconv.Itoa(result.Assigned) +
		"&unassigned=" + strconv.Itoa(result.Unassigned) + "&known=" + strconv.Itoa(result.Known)
	return web.Redirect(w, r, to)
}

// chosenOf are the rows that the form takes, by their line.
func chosenOf(r *http.Request) map[int]office.TakenRow {
	chosen := map[int]office.TakenRow{}
	for _, text := range r.PostForm["take"] {
		if line, err := strconv.Atoi(text); err == nil {
			chosen[line] = office.TakenRow{Key: portal.Text(r, "key_"+text), Reference: portal.Text(r, "reference_"+text),
				Why: scheme.MatchReason(portal.Text(r, "why_"+text))}
		}
	}
	return chosen
}

// preview shows what would become of the rows; chosen is what the form that
// was refused took, nil for what is certain.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request, who scheme.Actor, s statement, chosen map[int]office.TakenRow, refused error) error {
	p, err := d.office.PreviewStatement(r.Context(), who, s.rows, s.form)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showStatement(w, r, who, s, nil, err)
	}
	groups := groupsOf(r, d.frame(r, who, ""), p, chosen)
	return d.showStatement(w, r, who, s, groups, refused)
}

func groupsOf(r *http.Request, f page.Frame, p office.StatementPreview, chosen map[int]office.TakenRow) []officestatement.Group {
	var groups []officestatement.Group
	for _, certainty := range scheme.Certainties {
		g := officestatement.Group{Certainty: certainty}
		for _, row := range p.Rows {
			if row.Match.Certainty == certainty {
				g.Rows = append(g.Rows, rowOf(r, f, row, chosen))
			}
		}
		if len(g.Rows) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func rowOf(r *http.Request, f page.Frame, row office.PreviewRow, chosen map[int]office.TakenRow) officestatement.Row {
	c := row.Match.Certainty
	one := officestatement.Row{StatementRow: row.StatementRow, Why: f.P.T("money.why." + string(row.Match.Reason)), Reason: row.Match.Reason,
		Takeable: c == scheme.Certain || c == scheme.Possible || c == scheme.Unmatched, Take: c == scheme.Certain && chosen == nil}
	if row.Problem != nil {
		one.Why = f.P.Refusal(row.Problem)
	}
	for _, t := range row.Targets {
		one.Targets = append(one.Targets, officestatement.Target{Reference: t.Ledger.Reference, Product: t.Product, Payer: t.Payer,
			Remaining: t.Ledger.Remaining(), Href: accountHref(r, t.Ledger.Application)})
		if t.Ledger.Application == row.Match.Application {
			one.Reference = t.Ledger.Reference
		}
	}
	if typed, took := chosen[row.Line]; took {
		one.Take, one.Reference = true, typed.Reference
	}
	return one
}

func (d *Desk) showStatement(w http.ResponseWriter, r *http.Request, who scheme.Actor, s statement, groups []officestatement.Group, refused error) error {
	f := d.frame(r, who, d.Site.Printer(r).T("money.statement.title"), d.home(r))
	v := officestatement.View{Frame: f, Errors: page.ErrorsOf(f.P, refused), Here: portal.OfficeHome(r, "money", "statement"), Money: portal.OfficeHome(r, "money"),
		Name: s.name, Form: s.form.Columns, Groups: groups, Result: resultOf(r, f)}
	cells, err := json.Marshal(s.rows)
	if err != nil {
		return err
	}
	v.Rows = string(cells)
	for _, row := range s.rows {
		v.Width = max(v.Width, len(row))
		if len(row) > 0 && len(v.Sample) < sampled {
			v.Sample = append(v.Sample, row)
		}
	}
	for _, g := range groups {
		for _, row := range g.Rows {
			if row.Takeable {
				v.Takeable++
			}
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officestatement.Page(v))
}

// resultOf says what was recorded just now.
func resultOf(r *http.Request, f page.Frame) string {
	counts := make([]any, 0, 3)
	for _, name := range []string{"assigned", "unassigned", "known"} {
		n, err := strconv.Atoi(r.URL.Query().Get(name))
		if err != nil || n < 0 {
			return ""
		}
		counts = append(counts, n)
	}
	return f.P.T("money.statement.done", counts...)
}
