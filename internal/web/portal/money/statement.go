package money

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	take, err := takenOf(chosen)
	asked := office.ImportRequest{Name: s.name, Rows: s.rows, Form: s.form, Take: take}
	var result office.ImportResult
	switch {
	case err == nil:
		result, err = d.office.ImportStatement(r.Context(), who, asked)
	case len(take) > 0: // what is wrong with the other rows is said at once
		var no scheme.Refusals
		no.Add(err)
		other := d.office.MayImport(r.Context(), who, asked)
		if other != nil && scheme.RefusalsOf(other) == nil {
			return other
		}
		no.Add(other)
		err = no.Err()
	}
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.preview(w, r, who, s, chosen, err)
	}
	return web.Redirect(w, r, doneHref(r, s.name, result))
}

// A choice is what the form says of one row: nothing, that it is kept without
// an application, one of the candidates, or the number that was typed.
type choice struct{ to, typed string }

// The choices that are no candidate; one that is bears its number behind
// toCandidate.
const (
	toNothing   = "leave"
	toNobody    = "none"
	toTyped     = "other"
	toCandidate = "to:"
)

// chosenOf are the choices of the form, by their line.
func chosenOf(r *http.Request) map[int]choice {
	chosen := map[int]choice{}
	for name := range r.PostForm {
		text, ok := strings.CutPrefix(name, "to_")
		if line, err := strconv.Atoi(text); ok && err == nil {
			chosen[line] = choice{portal.Text(r, name), portal.Text(r, "reference_"+text)}
		}
	}
	return chosen
}

// takenOf are the rows that are to be recorded. It refuses a number that was
// typed and not chosen, or chosen and not typed: neither is guessed.
func takenOf(chosen map[int]choice) (take []office.TakenRow, err error) {
	var no scheme.Refusals
	for _, line := range slices.Sorted(maps.Keys(chosen)) {
		c := chosen[line]
		field := "reference_" + strconv.Itoa(line)
		candidate, of := strings.CutPrefix(c.to, toCandidate)
		switch {
		case c.to == toTyped && c.typed == "":
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.number_missing").On(field).With(line))
		case c.to == toTyped:
			take = append(take, office.TakenRow{Line: line, Reference: c.typed})
		case c.typed != "":
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.number_unchosen").On(field).With(line))
		case c.to == toNobody:
			take = append(take, office.TakenRow{Line: line})
		case of && candidate != "":
			take = append(take, office.TakenRow{Line: line, Reference: candidate})
		case c.to != toNothing:
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.row_choice").On("to_" + strconv.Itoa(line)).With(line))
		}
	}
	return take, no.Err()
}

// preview shows what would become of the rows; chosen is what the form that
// was refused chose, nil for what is certain.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request, who scheme.Actor, s statement, chosen map[int]choice, refused error) error {
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

func groupsOf(r *http.Request, f page.Frame, p office.StatementPreview, chosen map[int]choice) []officestatement.Group {
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

func rowOf(r *http.Request, f page.Frame, row office.PreviewRow, chosen map[int]choice) officestatement.Row {
	m := row.Match
	one := officestatement.Row{StatementRow: row.StatementRow, Match: m, Why: f.P.T("money.why." + string(m.Reason)), Choice: toNothing}
	if row.Problem != nil {
		one.Why = f.P.Refusal(row.Problem)
	}
	for _, t := range row.Targets {
		l := t.Ledger
		one.Targets = append(one.Targets, officestatement.Target{Value: toCandidate + l.Reference, Reference: l.Reference, Product: t.Product,
			Applicant: t.Applicant, Payer: t.Payer, Remaining: l.Remaining(), Due: l.Due, Href: accountHref(r, l.Application)})
	}
	if m.Certainty == scheme.Certain && chosen == nil {
		one.Choice = one.Targets[0].Value
	}
	if c, there := chosen[row.Line]; there {
		one.Choice, one.Typed = c.to, c.typed
	}
	return one
}

// onRows are the refusals where the rows stand on the page: what is wrong with
// the statement is then about the whole.
func onRows(err error) error {
	if err == nil {
		return nil
	}
	var no scheme.Refusals
	for _, r := range scheme.RefusalsOf(err) {
		one := *r
		if one.Field == "statement" {
			one.Field = ""
		}
		no.Add(&one)
	}
	return no.Err()
}

func (d *Desk) showStatement(w http.ResponseWriter, r *http.Request, who scheme.Actor, s statement, groups []officestatement.Group, refused error) error {
	f := d.frame(r, who, d.Site.Printer(r).T("money.statement.title"), d.home(r))
	if s.name != "" {
		refused = onRows(refused)
	}
	v := officestatement.View{Frame: f, Errors: page.ErrorsOf(f.P, refused), Here: portal.OfficeHome(r, "money", "statement"), Money: portal.OfficeHome(r, "money"),
		Name: s.name, Form: s.form.Columns, Groups: groups}
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
			if row.Match.Certainty.Takeable() {
				v.Takeable++
			}
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officestatement.Page(v))
}
