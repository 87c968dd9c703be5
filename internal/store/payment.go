package store

import (
	"time"

	"shirushi/internal/scheme"
)

func paymentRecord(p *scheme.Payment) record {
	return record{table: "payment", keys: 1, revision: &p.Revision, columns: []column{
		{"id", &p.ID}, {"revision", &p.Revision}, {"application", &p.Application}, {"day", &p.Day}, {"yen", &p.Yen},
		{"payer", &p.Payer}, {"memo", &p.Memo}, {"reference", &p.Reference}, {"source", &p.Source}, {"statement", &p.Statement},
		{"why", &p.Why}, {"entered", instant{&p.Entered}}, {"entered_by", &p.EnteredBy},
		{"struck", instant{&p.Struck}}, {"struck_by", &p.StruckBy}, {"struck_for", &p.StruckFor},
	}}
}

// Payment reads one payment. It refuses an unknown id with Missing.
func (tx *Tx) Payment(id scheme.PaymentID) (scheme.Payment, error) {
	return read(tx, paymentRecord, "WHERE id = $1", id)
}

// PaymentsOf lists the payments of an application, by the bank's day, struck
// ones among them.
func (tx *Tx) PaymentsOf(app scheme.ApplicationID) ([]scheme.Payment, error) {
	return list(tx, paymentRecord, "WHERE application = $1 ORDER BY day, entered, id", app)
}

// unassignedPayments are those that count and of which nobody knows what they
// are for, but for those that were sent back whole.
const unassignedPayments = "application = '' AND struck = '' AND yen > (SELECT COALESCE(SUM(r.yen), 0) FROM refund r WHERE r.payment = payment.id AND r.struck = '')"

// UnassignedPayments lists the payments of which nobody knows what they are
// for, by the bank's day, but for those that were sent back whole; at most so
// many, from the one after the payment named.
func (tx *Tx) UnassignedPayments(after scheme.PaymentID, limit int) ([]scheme.Payment, error) {
	var w where
	w.and(unassignedPayments)
	if after != "" {
		w.and("(day, id) > (SELECT p.day, p.id FROM payment p WHERE p.id = " + w.mark(after) + ")")
	}
	return list(tx, paymentRecord, w.String()+" ORDER BY day, id LIMIT "+w.mark(rows(limit)), w.args...)
}

// CountUnassignedPayments counts them all.
func (tx *Tx) CountUnassignedPayments() (int, error) {
	return scalar[int](tx, "payment", "SELECT COUNT(*) FROM payment WHERE "+unassignedPayments)
}

// PaymentsFrom lists the payments that someone recorded from a statement at
// one moment, at most so many.
func (tx *Tx) PaymentsFrom(statement string, entered time.Time, by scheme.PersonID, limit int) ([]scheme.Payment, error) {
	return list(tx, paymentRecord, "WHERE statement = $1 AND entered = $2 AND entered_by = $3 ORDER BY day, id LIMIT $4", statement, instant{&entered}, by, limit)
}

// PaymentsBetween lists all payments of the days from and to, both included.
func (tx *Tx) PaymentsBetween(from, to scheme.Date) ([]scheme.Payment, error) {
	return list(tx, paymentRecord, "WHERE day >= $1 AND day <= $2 ORDER BY day, id", from, to)
}

// PutPayment writes a payment. It refuses with Conflict when the payment has
// been written since it was read.
func (tx *Tx) PutPayment(p *scheme.Payment) error { return tx.put(paymentRecord(p)) }

func refundRecord(r *scheme.Refund) record {
	return record{table: "refund", keys: 1, revision: &r.Revision, columns: []column{
		{"id", &r.ID}, {"revision", &r.Revision}, {"application", &r.Application}, {"payment", &r.Payment}, {"day", &r.Day}, {"yen", &r.Yen},
		{"reference", &r.Reference}, {"reason", &r.Reason}, {"entered", instant{&r.Entered}}, {"entered_by", &r.EnteredBy},
		{"struck", instant{&r.Struck}}, {"struck_by", &r.StruckBy}, {"struck_for", &r.StruckFor},
	}}
}

// Refund reads one refund. It refuses an unknown id with Missing.
func (tx *Tx) Refund(id scheme.RefundID) (scheme.Refund, error) {
	return read(tx, refundRecord, "WHERE id = $1", id)
}

// RefundsOf lists the refunds of an application, by day, struck ones among
// them.
func (tx *Tx) RefundsOf(app scheme.ApplicationID) ([]scheme.Refund, error) {
	return list(tx, refundRecord, "WHERE application = $1 ORDER BY day, entered, id", app)
}

// RefundsOfPayment lists what was sent back of one payment.
func (tx *Tx) RefundsOfPayment(p scheme.PaymentID) ([]scheme.Refund, error) {
	return list(tx, refundRecord, "WHERE payment = $1 ORDER BY day, entered, id", p)
}

// RefundsBetween lists all refunds of the days from and to, both included.
func (tx *Tx) RefundsBetween(from, to scheme.Date) ([]scheme.Refund, error) {
	return list(tx, refundRecord, "WHERE day >= $1 AND day <= $2 ORDER BY day, id", from, to)
}

// PutRefund writes a refund. It refuses with Conflict when the refund has
// been written since it was read.
func (tx *Tx) PutRefund(r *scheme.Refund) error { return tx.put(refundRecord(r)) }

// statementForm is the name of the one row that there is.
const statementForm = "bank"

func statementFormRecord(f *scheme.StatementForm) record {
	name := statementForm
	return record{table: "statement_form", keys: 1, revision: &f.Revision, columns: []column{
		{"name", &name}, {"revision", &f.Revision}, {"columns", facts{&f.Columns}},
	}}
}

// StatementForm reads how the office's bank statements are laid out. It
// refuses with Missing before the first was read.
func (tx *Tx) StatementForm() (scheme.StatementForm, error) {
	return read(tx, statementFormRecord, "WHERE name = $1", statementForm)
}

// PutStatementForm remembers how bank statements are laid out. It refuses
// with Conflict when another layout has been remembered meanwhile.
func (tx *Tx) PutStatementForm(f *scheme.StatementForm) error { return tx.put(statementFormRecord(f)) }

// Moved is what came in and was sent back, struck entries left out.
type Moved struct{ Received, Refunded int }

// A sum is one row of a query that adds up by application.
type sum struct {
	app scheme.ApplicationID
	yen int64
}

// MoneyMoved adds up what came in and was sent back in the days from and to,
// both included, by application; what is for nobody stands under "". from may
// be "" for the beginning.
func (tx *Tx) MoneyMoved(from, to scheme.Date) (map[scheme.ApplicationID]Moved, error) {
	moved := map[scheme.ApplicationID]Moved{}
	for _, one := range []struct {
		table string
		add   func(*Moved, int)
	}{
		{"payment", func(m *Moved, yen int) { m.Received += yen }},
		{"refund", func(m *Moved, yen int) { m.Refunded += yen }},
	} {
		shape := func(s *sum) record {
			return record{table: one.table, columns: []column{{"application", &s.app}, {"CAST(SUM(yen) AS BIGINT)", &s.yen}}}
		}
		sums, err := list(tx, shape, "WHERE struck = '' AND day >= $1 AND day <= $2 GROUP BY application ORDER BY application", from, to)
		if err != nil {
			return nil, err
		}
		for _, s := range sums {
			m := moved[s.app]
			one.add(&m, int(s.yen))
			moved[s.app] = m
		}
	}
	return moved, nil
}
