package store

import "shirushi/internal/scheme"

func voucherRecord(v *scheme.Voucher) record {
	return record{table: "voucher", keys: 1, columns: []column{
		{"number", &v.Number}, {"place", &v.Place}, {"kind", &v.Kind}, {"application", &v.Application}, {"cancels", &v.Cancels}, {"stands_for", &v.For},
		{"reason", &v.Reason}, {"day", &v.Day}, {"made", instant{&v.Made}}, {"made_by", &v.By},
		{"issuer", facts{&v.Issuer}}, {"addressee", facts{&v.To}}, {"reference", &v.Reference}, {"lines", facts{&v.Lines}},
		{"taxes", facts{&v.Taxes}}, {"rounding", &v.Rounding}, {"total", &v.Total}, {"due", &v.Due},
		{"bank", facts{&v.Bank}}, {"paid", facts{&v.Paid}},
	}}
}

// AddVoucher adds a document about money. What is on record is never changed
// or removed. It refuses with Conflict a number that is taken.
func (tx *Tx) AddVoucher(v *scheme.Voucher) error { return tx.add(voucherRecord(v)) }

// Voucher reads one document about money. It refuses an unknown number with
// Missing.
func (tx *Tx) Voucher(n scheme.VoucherNumber) (scheme.Voucher, error) {
	return read(tx, voucherRecord, "WHERE number = $1", n)
}

// VouchersOf lists the documents of an application in the order in which they
// were made.
func (tx *Tx) VouchersOf(app scheme.ApplicationID) ([]scheme.Voucher, error) {
	return list(tx, voucherRecord, "WHERE application = $1 ORDER BY place", app)
}

// VouchersBetween lists all documents of the days from and to, both included.
func (tx *Tx) VouchersBetween(from, to scheme.Date) ([]scheme.Voucher, error) {
	return list(tx, voucherRecord, "WHERE day >= $1 AND day <= $2 ORDER BY place", from, to)
}

func ledgerRecord(l *scheme.Ledger) record {
	return record{table: "ledger", keys: 1, revision: &l.Revision, columns: []column{
		{"application", &l.Application}, {"revision", &l.Revision}, {"applicant", &l.Applicant}, {"payer", &l.Payer},
		{"reference", &l.Reference}, {"fee", &l.Fee}, {"owed", &l.Owed}, {"opened", &l.Opened}, {"due", &l.Due},
		{"received", &l.Received}, {"refunded", &l.Refunded}, {"settled", &l.Settled}, {"settled_by", &l.SettledBy},
		{"closed", &l.Closed}, {"lapsed", &l.Lapsed}, {"invoice", &l.Invoice}, {"receipt", &l.Receipt}, {"reminded", facts{&l.Reminded}},
	}}
}

// Ledger reads what an application owes and what came of it. It refuses with
// Missing an application that was never accepted.
func (tx *Tx) Ledger(app scheme.ApplicationID) (scheme.Ledger, error) {
	return read(tx, ledgerRecord, "WHERE application = $1", app)
}

// PutLedger writes a ledger. It refuses with Conflict when the ledger has
// been written since it was read.
func (tx *Tx) PutLedger(l *scheme.Ledger) error { return tx.put(ledgerRecord(l)) }

// A LedgerFilter restricts a list of ledgers.
type LedgerFilter struct {
	Open   bool                 // something is to come or to be sent back
	Owing  bool                 // something is to come
	Over   bool                 // something is to be sent back
	DueTo  scheme.Date          // due on this day or before; "" for any
	Opened scheme.Date          // opened on this day or before; "" for any
	After  scheme.ApplicationID // only what stands after this one in the list; "" for the beginning
	Limit  int                  // at most so many; 0: all that fit the filter
}

func (f LedgerFilter) where() where {
	var w where
	if f.Open {
		w.and("received - refunded <> owed")
	}
	if f.Owing {
		w.and("received - refunded < owed")
	}
	if f.Over {
		w.and("received - refunded > owed")
	}
	if f.DueTo != "" {
		w.and("due <> '' AND due <= " + w.mark(f.DueTo))
	}
	if f.Opened != "" {
		w.and("opened <= " + w.mark(f.Opened))
	}
	return w
}

// Ledgers lists ledgers by their due day. Ask with a filter: all there ever
// were grow without end.
func (tx *Tx) Ledgers(f LedgerFilter) ([]scheme.Ledger, error) {
	w := f.where()
	if f.After != "" {
		w.and("(due, application) > (SELECT due, application FROM ledger WHERE application = " + w.mark(f.After) + ")")
	}
	limit := ""
	if f.Limit > 0 {
		limit = " LIMIT " + w.mark(f.Limit)
	}
	return list(tx, ledgerRecord, w.String()+" ORDER BY due, application"+limit, w.args...)
}

// CountLedgers counts the ledgers that fit the filter, wherever its page
// begins and ends.
func (tx *Tx) CountLedgers(f LedgerFilter) (int, error) {
	w := f.where()
	return scalar[int](tx, "ledger", "SELECT COUNT(*) FROM ledger "+w.String(), w.args...)
}

// LedgersByReference reads the ledgers of these payment references; unknown
// ones are absent.
func (tx *Tx) LedgersByReference(references []string) ([]scheme.Ledger, error) {
	var w where
	in(&w, "reference", references)
	return list(tx, ledgerRecord, w.String()+" ORDER BY due, application", w.args...)
}
