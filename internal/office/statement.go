package office

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A StatementPreview is what would become of the rows of a bank statement.
// Nothing of it is stored.
type StatementPreview struct {
	Form  scheme.StatementForm
	Rows  []PreviewRow
	Today scheme.Date
}

// A PreviewRow is one row with what is thought of it.
type PreviewRow struct {
	scheme.StatementRow
	Match   scheme.Matching
	Targets []MoneyRow // the applications that it may belong to
}

// GuessStatement returns how the rows of a statement are to be read: as the
// last one was when the same column has the days, and otherwise as the
// headings suggest.
func (o *Office) GuessStatement(ctx context.Context, who scheme.Actor, rows [][]string) (form scheme.StatementForm, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := mustBeOfficer(w, deedImport); err != nil {
			return err
		}
		words := w.Scheme.Invoicing.Statement
		guess := words.GuessForm(rows, fold.Text)
		last, err := w.StatementForm()
		switch {
		case scheme.IsRefusal(err, scheme.Missing):
			form = guess
			return nil
		case err != nil:
			return wrap("read the layout of statements", err)
		}
		form = last
		if last.Check(width(rows)) != nil || !anyReadable(words.ReadStatement(rows, last, w.Today, fold.Text)) {
			form = guess
		}
		return nil
	})
	return form, err
}

func width(rows [][]string) int {
	widest := 0
	for _, row := range rows {
		widest = max(widest, len(row))
	}
	return widest
}

func anyReadable(rows []scheme.StatementRow) bool {
	for _, row := range rows {
		if row.Problem == nil {
			return true
		}
	}
	return false
}

// PreviewStatement reads the rows of a bank statement and says of each which
// application it belongs to, and why that is thought. It stores nothing. It
// refuses a layout by which no row can be read, and statements beyond bounds.
func (o *Office) PreviewStatement(ctx context.Context, who scheme.Actor, rows [][]string, form scheme.StatementForm) (p StatementPreview, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := mustBeOfficer(w, deedImport); err != nil {
			return err
		}
		read, err := readStatement(w, rows, form)
		if err != nil {
			return err
		}
		p = StatementPreview{Form: form, Today: w.Today}
		p.Rows, err = matchAll(w, read)
		return err
	})
	return p, err
}

func readStatement(w *desk.Work, rows [][]string, form scheme.StatementForm) ([]scheme.StatementRow, error) {
	if len(rows) > scheme.MostRows {
		return nil, scheme.Refuse(scheme.Invalid, "refusal.money.too_many_rows").On("statement").With(scheme.MostRows)
	}
	if err := form.Check(width(rows)); err != nil {
		return nil, err
	}
	read := w.Scheme.Invoicing.Statement.ReadStatement(rows, form, w.Today, fold.Text)
	if !anyReadable(read) {
		return nil, scheme.Refuse(scheme.Invalid, "refusal.money.no_row").On("statement")
	}
	return read, nil
}

// An ImportRequest names the rows of a statement to be recorded.
type ImportRequest struct {
	Name string // of the file
	Rows [][]string
	Form scheme.StatementForm
	Take []TakenRow
}

// A TakenRow is a row of a statement that is to be recorded.
type TakenRow struct {
	Line      int    // of the row in the file
	Reference string // of the application; "" to keep the payment although nobody knows what it is for
}

// An ImportResult says what became of the rows of a statement.
type ImportResult struct {
	At         time.Time // when it was recorded; Imported finds it again by this
	Assigned   int       // counted toward applications
	Unassigned int       // kept although nobody knows what they are for
	Known      int       // on record already, perhaps since a moment ago
	Left       []int     // lines of rows that could have been recorded and were left out
}

// ImportStatement records rows of a bank statement. A row that is on record
// already is passed over, whoever recorded it and in which file it stood, so
// that importing twice does no harm. Why a row went where it did is asked
// again, never taken from the form. All is recorded, or nothing. The layout is
// remembered for the next statement.
func (o *Office) ImportStatement(ctx context.Context, who scheme.Actor, r ImportRequest) (done ImportResult, err error) {
	err = o.desk.Do(ctx, who, deedImport, func(w *desk.Work) error {
		done = ImportResult{At: w.Now}
		rows, targets, err := importOf(w, r)
		if err != nil {
			return err
		}
		for _, row := range rows {
			to, wanted := targets[row.Line]
			switch {
			case wanted:
				err = o.record(w, row.StatementRow, to, r.Name, &done)
			case row.Match.Certainty.Takeable():
				done.Left = append(done.Left, row.Line)
			}
			if err != nil {
				return err
			}
		}
		w.Audit("statement", nil, map[string]any{"name": r.Name, "rows": len(rows), "assigned": done.Assigned, "unassigned": done.Unassigned, "known": done.Known})
		return remember(w, r.Form)
	})
	return done, err
}

// MayImport refuses what ImportStatement would refuse, and records nothing: so
// that a form with other mistakes besides hears of all at once.
func (o *Office) MayImport(ctx context.Context, who scheme.Actor, r ImportRequest) error {
	return o.desk.Look(ctx, who, func(w *desk.Work) error {
		_, _, err := importOf(w, r)
		return err
	})
}

// importOf reads the rows of a statement, and where those go that are to be
// recorded.
func importOf(w *desk.Work, r ImportRequest) ([]PreviewRow, map[int]target, error) {
	if err := mustBeOfficer(w, deedImport); err != nil {
		return nil, nil, err
	}
	read, err := readStatement(w, r.Rows, r.Form)
	if err != nil {
		return nil, nil, err
	}
	if len(r.Take) == 0 {
		return nil, nil, scheme.Refuse(scheme.Invalid, "refusal.money.nothing_taken").On("statement")
	}
	rows, err := matchAll(w, read)
	if err != nil {
		return nil, nil, err
	}
	targets, err := targetsOf(w, rows, r.Take)
	return rows, targets, err
}

// A target is where a row goes.
type target struct {
	id  scheme.ApplicationID
	why scheme.MatchReason
}

// targetsOf finds the application of each row that is to be recorded, by its
// line, and refuses rows that are not there or cannot be recorded, numbers
// that nobody has, and applications that the officer keeps off.
func targetsOf(w *desk.Work, rows []PreviewRow, take []TakenRow) (map[int]target, error) {
	byLine := map[int]PreviewRow{}
	for _, row := range rows {
		byLine[row.Line] = row
	}
	targets := map[int]target{}
	var no scheme.Refusals
	for _, one := range take {
		row, there := byLine[one.Line]
		field := "reference_" + strconv.Itoa(one.Line)
		switch {
		case !there || row.Problem != nil:
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.other_statement").On("statement"))
			continue
		case row.Out:
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.row_out").On("statement").With(one.Line))
			continue
		case row.Match.Certainty == scheme.NotYours:
			no.Add(scheme.Refuse(scheme.Denied, "refusal.recused").On("statement"))
			continue
		}
		to, err := targetOf(w, row, one.Reference, field)
		switch {
		case scheme.RefusalsOf(err) != nil:
			no.Add(ofRow(one, field, scheme.RefusalsOf(err)))
		case err != nil:
			return nil, err
		}
		targets[one.Line] = to
	}
	return targets, no.Err()
}

// ofRow says of which row a number is that nobody has, or of an application
// that the officer keeps off.
func ofRow(row TakenRow, field string, refused scheme.Refusals) error {
	switch r := refused[0]; r.Key {
	case "refusal.money.reference":
		return scheme.Refuse(r.Kind, "refusal.money.row_reference").On(field).With(row.Line, row.Reference)
	case "refusal.recused":
		return scheme.Refuse(r.Kind, "refusal.money.row_recused").On(field).With(row.Line)
	}
	return refused
}

func targetOf(w *desk.Work, row PreviewRow, reference, field string) (target, error) {
	if strings.TrimSpace(reference) == "" {
		return target{why: scheme.MatchUnassigned}, nil
	}
	id, err := byReference(w, reference, field)
	if err != nil {
		return target{}, err
	}
	a, err := w.Application(id)
	if err != nil {
		return target{}, wrap("read application", err)
	}
	if err := notRecused(w, w.Who.Person, &a); err != nil {
		return target{}, scheme.Refuse(scheme.Denied, "refusal.recused").On(field)
	}
	to := target{id: id, why: scheme.MatchByHand}
	if row.Match.Application == id {
		to.why = row.Match.Reason
	}
	return to, nil
}

// importedAtMost is how many payments one import can have made.
const importedAtMost = scheme.MostRows

// An ImportedRow is a payment that an import made. Its row is zero when the
// payment waits for its application.
type ImportedRow struct {
	scheme.Payment
	Row MoneyRow
}

// Imported lists the payments that one import of a file by the officer made,
// as they stand now.
func (o *Office) Imported(ctx context.Context, who scheme.Actor, file string, at time.Time) (rows []ImportedRow, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		rows = nil
		if err := mustBeOfficer(w, deedImport); err != nil {
			return err
		}
		made, err := w.PaymentsFrom(short(file), at, w.Who.Person.ID, importedAtMost)
		if err != nil {
			return wrap("list what was imported", err)
		}
		off, err := labeldesk.Recusals(w, w.Who.Person)
		if err != nil {
			return err
		}
		for _, p := range made {
			one := ImportedRow{Payment: p}
			if p.Application != "" {
				if one.Row, err = moneyRowOf(w, p.Application, off); err != nil {
					return err
				}
			}
			if !one.Row.Recused {
				rows = append(rows, one)
			}
		}
		return nil
	})
	return rows, err
}

// paymentOfRow returns the payment that is on record of a row, nil when none
// is, and the id under which the row can be recorded. A cancelled entry stays
// as it is: a row that is taken after all is recorded anew beside it.
func paymentOfRow(w *desk.Work, row scheme.StatementRow) (free scheme.PaymentID, last *scheme.Payment, err error) {
	free = scheme.PaymentID(row.Key)
	for n := 2; ; n++ {
		p, err := w.Payment(free)
		switch {
		case scheme.IsRefusal(err, scheme.Missing):
			return free, last, nil
		case err != nil:
			return "", nil, wrap("look for the row", err)
		case p.Counts():
			return free, &p, nil
		}
		last, free = &p, scheme.PaymentID(row.Key+"-"+strconv.Itoa(n))
	}
}

// record makes a payment of a row, unless there is one.
func (o *Office) record(w *desk.Work, row scheme.StatementRow, to target, file string, done *ImportResult) error {
	free, last, err := paymentOfRow(w, row)
	if err != nil {
		return err
	}
	if last != nil && last.Counts() {
		done.Known++
		return nil
	}
	var before any
	if last != nil {
		before = *last // cancelled, and now after all taken
	}
	p := scheme.Payment{ID: free, Day: row.Day, Yen: row.Yen, Payer: row.Payer, Memo: row.Memo,
		Reference: referenceOf(row, file), Source: scheme.ByStatement, Statement: short(file), Why: scheme.MatchUnassigned, Entered: w.Now, EnteredBy: w.Who.Person.ID}
	if to.id == "" {
		done.Unassigned++
		return keepPayment(w, before, &p)
	}
	done.Assigned++
	return o.assign(w, before, p, to.id, to.why)
}

// referenceOf says where the office finds a row again.
func referenceOf(row scheme.StatementRow, file string) string {
	return short(fmt.Sprintf("%s:%d", file, row.Line))
}

func short(s string) string {
	if r := []rune(s); len(r) > maxShort {
		return string(r[len(r)-maxShort:])
	}
	return s
}

// remember keeps the layout for the next statement.
func remember(w *desk.Work, form scheme.StatementForm) error {
	last, err := w.StatementForm()
	switch {
	case scheme.IsRefusal(err, scheme.Missing):
		last = scheme.StatementForm{}
	case err != nil:
		return wrap("read the layout of statements", err)
	case maps.Equal(last.Columns, form.Columns):
		return nil
	}
	form.Revision = last.Revision
	return wrap("remember the layout of statements", w.PutStatementForm(&form))
}
