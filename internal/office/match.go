package office

import (
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A matcher says of the rows of one statement, in their order, which
// application each belongs to.
type matcher struct {
	w          *desk.Work
	candidates []scheme.Candidate
	off        []scheme.Recusal
	rows       map[scheme.ApplicationID]MoneyRow
	failed     error // why it cannot be told whether a payment is on record already
}

func newMatcher(w *desk.Work, read []scheme.StatementRow) (*matcher, error) {
	off, err := labeldesk.Recusals(w, w.Who.Person)
	if err != nil {
		return nil, err
	}
	b := &matcher{w: w, off: off, rows: map[scheme.ApplicationID]MoneyRow{}}
	b.candidates, err = b.candidatesOf(read)
	return b, err
}

// matchAll says what is thought of each row.
func matchAll(w *desk.Work, read []scheme.StatementRow) ([]PreviewRow, error) {
	b, err := newMatcher(w, read)
	if err != nil {
		return nil, err
	}
	rows := make([]PreviewRow, len(read))
	for i, row := range read {
		m, err := b.match(row)
		if err != nil {
			return nil, err
		}
		b.expect(m, row)
		rows[i] = PreviewRow{StatementRow: row, Match: m}
		if err := b.targets(&rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// match says what is thought of one row.
func (b *matcher) match(row scheme.StatementRow) (scheme.Matching, error) {
	switch {
	case row.Problem != nil:
		return scheme.Matching{Certainty: scheme.Unreadable, Reason: scheme.MatchUnreadable}, nil
	case row.Out:
		return scheme.Matching{Certainty: scheme.NotIncome, Reason: scheme.MatchOutgoing}, nil
	}
	_, there, err := paymentOfRow(b.w, row)
	switch {
	case err != nil:
		return scheme.Matching{}, err
	case there != nil && there.Counts():
		return scheme.Matching{Certainty: scheme.KnownRow, Reason: scheme.MatchKnown, Application: there.Application}, nil
	}
	payer := row.Payer
	if payer == "" {
		payer = row.Memo // where banks without a column for it put the name
	}
	m := scheme.FindMatch(row, fold.Payer(payer, b.w.Scheme.Invoicing.Statement.LegalForms), b.candidates)
	if there != nil {
		m.Certainty, m.Reason = scheme.Possible, scheme.MatchStruck
	}
	return m, b.failed
}

// expect counts a row toward its application for the rows after it.
func (b *matcher) expect(m scheme.Matching, row scheme.StatementRow) {
	if m.Application == "" || !m.Certainty.Takeable() {
		return
	}
	for i := range b.candidates {
		if b.candidates[i].Ledger.Application == m.Application {
			b.candidates[i].Expect(row, m)
		}
	}
}

// targets fills in the applications that a row may belong to. One that the
// reader keeps off is not among them; what can only be of such a one is for
// another officer.
func (b *matcher) targets(row *PreviewRow) error {
	m := &row.Match
	ids := m.Others
	if m.Application != "" {
		ids = []scheme.ApplicationID{m.Application}
	}
	hidden := 0
	for _, id := range ids {
		one, known := b.rows[id]
		if !known {
			var err error
			if one, err = b.read(id); err != nil {
				return err
			}
		}
		if one.Recused {
			hidden++
			continue
		}
		row.Targets = append(row.Targets, one)
	}
	if hidden > 0 {
		m.Others = slices.DeleteFunc(slices.Clone(m.Others), func(id scheme.ApplicationID) bool { return b.rows[id].Recused })
	}
	if hidden > 0 && len(row.Targets) == 0 {
		known := m.Certainty == scheme.KnownRow
		*m = scheme.Matching{Certainty: scheme.NotYours, Reason: scheme.MatchRecused}
		if known {
			*m = scheme.Matching{Certainty: scheme.KnownRow, Reason: scheme.MatchKnown}
		}
	}
	return nil
}

func (b *matcher) read(id scheme.ApplicationID) (row MoneyRow, err error) {
	b.rows[id], err = moneyRowOf(b.w, id, b.off)
	return b.rows[id], err
}

// candidatesOf returns the ledgers that rows may belong to: all of which
// something is to come, with the names under which their payers may appear,
// and those whose numbers stand on the statement.
func (b *matcher) candidatesOf(read []scheme.StatementRow) ([]scheme.Candidate, error) {
	w := b.w
	ledgers, err := owing(w)
	if err != nil {
		return nil, err
	}
	there := map[scheme.ApplicationID]bool{}
	for _, l := range ledgers {
		there[l.Application] = true
	}
	named, err := named(w, read)
	if err != nil {
		return nil, err
	}
	for _, l := range named {
		if !there[l.Application] {
			there[l.Application] = true
			ledgers = append(ledgers, l)
		}
	}
	names := map[scheme.OrganisationID][]string{}
	candidates := make([]scheme.Candidate, len(ledgers))
	for i, l := range ledgers {
		candidates[i] = scheme.CandidateOf(l)
		candidates[i].Twins = b.twinsOf(l)
		if candidates[i].Names, err = namesOf(w, l, names); err != nil {
			return nil, err
		}
	}
	return candidates, nil
}

// owing reads all ledgers of which something is to come, page by page.
func owing(w *desk.Work) (all []scheme.Ledger, err error) {
	f := store.LedgerFilter{Owing: true, Limit: ledgersAtOnce}
	for {
		page, err := w.Ledgers(f)
		if err != nil {
			return nil, wrap("list open ledgers", err)
		}
		all = append(all, page...)
		if len(page) < ledgersAtOnce {
			return all, nil
		}
		f.After = page[len(page)-1].Application
	}
}

// ledgersAtOnce is how many ledgers are read at once where all are needed.
const ledgersAtOnce = 500

// named reads the ledgers whose numbers stand on the rows.
func named(w *desk.Work, read []scheme.StatementRow) (all []scheme.Ledger, err error) {
	var numbers []string
	for _, row := range read {
		if row.Problem == nil && !row.Out {
			numbers = append(numbers, w.Scheme.Numbering.Acceptance.Mentioned(row.Payer+" "+row.Memo)...)
		}
	}
	slices.Sort(numbers)
	for some := range slices.Chunk(slices.Compact(numbers), ledgersAtOnce) {
		found, err := w.LedgersByReference(some)
		if err != nil {
			return nil, wrap("find ledgers", err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// namesOf are the names under which the payer of a ledger may appear; known
// are those of organisations read before. Of a settled ledger only the number
// can be meant.
func namesOf(w *desk.Work, l scheme.Ledger, known map[scheme.OrganisationID][]string) (names []string, err error) {
	if l.Remaining() == 0 {
		return nil, nil
	}
	for _, org := range []scheme.OrganisationID{l.Payer, l.Applicant} {
		if known[org] == nil {
			if known[org], err = payerNames(w, org); err != nil {
				return nil, err
			}
		}
		names = append(names, known[org]...)
		if l.Payer == l.Applicant {
			break
		}
	}
	return names, nil
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

// twinsOf tells whether a payment of a day and amount is on a ledger. When
// that cannot be read it is noted as failed: a payment that nobody looked for
// must not pass for a new one.
func (b *matcher) twinsOf(l scheme.Ledger) func(scheme.Date, int) bool {
	if l.Received == 0 {
		return nil
	}
	return func(day scheme.Date, yen int) bool {
		there, err := b.w.PaymentsOf(l.Application)
		if err != nil {
			b.failed = wrap("look for the same payment", err)
		}
		return hasTwin(there, day, yen)
	}
}
