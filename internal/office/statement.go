package office

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
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
		p.Rows, err = previewRows(w, read)
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

func previewRows(w *desk.Work, read []scheme.StatementRow) ([]PreviewRow, error) {
	candidates, err := candidatesOf(w)
	if err != nil {
		return nil, err
	}
	rows := make([]PreviewRow, len(read))
	briefs := map[scheme.ApplicationID]MoneyRow{}
	for i, row := range read {
		m, err := matchOf(w, row, candidates)
		if err != nil {
			return nil, err
		}
		rows[i] = PreviewRow{StatementRow: row, Match: m}
		if m.Certainty == scheme.Certain {
			expect(candidates, m.Application, row)
		}
		for _, id := range append([]scheme.ApplicationID{m.Application}, m.Others...) {
			if id == "" {
				continue
			}
			if _, known := briefs[id]; !known {
				if briefs[id], err = moneyRowOf(w, id); err != nil {
					return nil, err
				}
			}
			rows[i].Targets = append(rows[i].Targets, briefs[id])
		}
	}
	return rows, nil
}

// expect counts a row toward its application for the rows after it: what is
// paid twice in one statement is certain once.
func expect(candidates []scheme.Candidate, id scheme.ApplicationID, row scheme.StatementRow) {
	for i, c := range candidates {
		if c.Ledger.Application == id {
			candidates[i].Ledger.Received += row.Yen
		}
	}
}

// matchOf says what is thought of one row.
func matchOf(w *desk.Work, row scheme.StatementRow, candidates []scheme.Candidate) (scheme.Matching, error) {
	switch {
	case row.Problem != nil:
		return scheme.Matching{Certainty: scheme.Unreadable, Reason: scheme.MatchUnreadable}, nil
	case row.Out:
		return scheme.Matching{Certainty: scheme.NotIncome, Reason: scheme.MatchOutgoing}, nil
	}
	_, there, err := paymentOfRow(w, row)
	switch {
	case err != nil:
		return scheme.Matching{}, err
	case there != nil && there.Counts():
		return scheme.Matching{Certainty: scheme.KnownRow, Reason: scheme.MatchKnown, Application: there.Application}, nil
	case there != nil:
		return scheme.Matching{Certainty: scheme.Possible, Reason: scheme.MatchStruck, Application: there.Application}, nil
	}
	payer := row.Payer
	if payer == "" {
		payer = row.Memo // where banks without a column for it put the name
	}
	return scheme.FindMatch(row, fold.Payer(payer, w.Scheme.Invoicing.Statement.LegalForms), candidates), nil
}

// candidatesOf returns all ledgers with the names under which their payers
// may appear on a statement.
func candidatesOf(w *desk.Work) ([]scheme.Candidate, error) {
	ledgers, err := w.Ledgers(store.LedgerFilter{})
	if err != nil {
		return nil, wrap("list ledgers", err)
	}
	names := map[scheme.OrganisationID][]string{}
	candidates := make([]scheme.Candidate, len(ledgers))
	for i, l := range ledgers {
		candidates[i] = scheme.CandidateOf(l)
		candidates[i].Twins = twinsOf(w, l)
		if l.Remaining() == 0 {
			continue // only its number can be meant
		}
		for _, org := range []scheme.OrganisationID{l.Payer, l.Applicant} {
			if names[org] == nil {
				if names[org], err = payerNames(w, org); err != nil {
					return nil, err
				}
			}
			candidates[i].Names = append(candidates[i].Names, names[org]...)
			if l.Payer == l.Applicant {
				break
			}
		}
	}
	return candidates, nil
}

// payerNames are the forms of an organisation's name on statements, folded.
func payerNames(w *desk.Work, id scheme.OrganisationID) ([]string, error) {
	org, err := w.Organisation(id)
	if err != nil {
		return nil, wrap("read who may have paid", err)
	}
	names := []string{}
	for _, name := range []string{org.Reading, org.Name.Ja, org.Name.En} {
		if folded := fold.Payer(name, w.Scheme.Invoicing.Statement.LegalForms); folded != "" {
			names = append(names, folded)
		}
	}
	return names, nil
}

// twinsOf tells whether a payment of a day and amount is on a ledger.
func twinsOf(w *desk.Work, l scheme.Ledger) func(scheme.Date, int) bool {
	if l.Received == 0 {
		return nil
	}
	return func(day scheme.Date, yen int) bool {
		there, err := w.PaymentsOf(l.Application)
		return err == nil && hasTwin(there, day, yen)
	}
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
	Key       string             // of the row
	Reference string             // of the application; "" to keep the payment although nobody knows what it is for
	Why       scheme.MatchReason // as the preview said; kept for the record
}

// An ImportResult says what became of the rows that were to be recorded.
type ImportResult struct {
	Assigned   int // counted toward applications
	Unassigned int // kept although nobody knows what they are for
	Known      int // on record already, perhaps since a moment ago
}

// ImportStatement records rows of a bank statement. A row that is on record
// already is passed over, whoever recorded it and in which file it stood, so
// that importing twice does no harm. All is recorded, or nothing. The layout
// is remembered for the next statement.
func (o *Office) ImportStatement(ctx context.Context, who scheme.Actor, r ImportRequest) (done ImportResult, err error) {
	err = o.desk.Do(ctx, who, deedImport, func(w *desk.Work) error {
		done = ImportResult{}
		if err := mustBeOfficer(w, deedImport); err != nil {
			return err
		}
		read, err := readStatement(w, r.Rows, r.Form)
		if err != nil {
			return err
		}
		if len(r.Take) == 0 {
			return scheme.Refuse(scheme.Invalid, "refusal.money.nothing_taken").On("statement")
		}
		targets, err := targetsOf(w, read, r.Take)
		if err != nil {
			return err
		}
		for _, row := range read {
			if to, wanted := targets[row.Key]; wanted {
				if err := o.record(w, row, to, r.Name, &done); err != nil {
					return err
				}
			}
		}
		w.Audit("statement", nil, map[string]any{"name": r.Name, "rows": len(read), "assigned": done.Assigned, "unassigned": done.Unassigned, "known": done.Known})
		return remember(w, r.Form)
	})
	return done, err
}

// A target is where a row goes.
type target struct {
	id  scheme.ApplicationID
	why scheme.MatchReason
}

// targetsOf finds the application of each row that is to be recorded, and
// refuses rows that are not there or cannot be recorded, and numbers that
// nobody has.
func targetsOf(w *desk.Work, read []scheme.StatementRow, take []TakenRow) (map[string]target, error) {
	rows := map[string]scheme.StatementRow{}
	for _, row := range read {
		rows[row.Key] = row
	}
	targets := map[string]target{}
	var no scheme.Refusals
	for _, one := range take {
		row, there := rows[one.Key]
		field := "reference_" + strconv.Itoa(row.Line)
		switch {
		case !there || one.Key == "":
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.other_statement").On("statement"))
			continue
		case row.Out:
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.money.row_out").On(field))
			continue
		}
		to := target{why: one.Why}
		if strings.TrimSpace(one.Reference) != "" {
			var err error
			to.id, err = byReference(w, one.Reference, field)
			switch {
			case scheme.RefusalsOf(err) != nil:
				no.Add(scheme.RefusalsOf(err))
			case err != nil:
				return nil, err
			}
		}
		if !slices.Contains(scheme.MatchReasons, to.why) {
			to.why = scheme.MatchByHand
		}
		targets[one.Key] = to
	}
	return targets, no.Err()
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
