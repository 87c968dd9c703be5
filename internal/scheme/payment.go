package scheme

import (
	"cmp"
	"slices"
	"time"
)

// PaymentID names a payment: of a statement's row by the row itself, so that
// the same row is never counted twice; of one entered by hand at random.
type PaymentID string

// A PaymentSource says how a payment came on record.
type PaymentSource string

const (
	ByHand      PaymentSource = "hand"
	ByStatement PaymentSource = "statement"
)

// A Payment is money that came in. It stays on record even when nobody knows
// yet what it is for, and is never changed in day or amount.
type Payment struct {
	ID          PaymentID
	Revision    int
	Application ApplicationID // that it is counted for; "" while nobody knows
	Day         Date          // as the bank has it
	Yen         int
	Payer       string // as the bank writes it
	Memo        string
	Reference   string // under which the office finds it again
	Source      PaymentSource
	Statement   string // name of the file it came from; "" by hand
	Why         MatchReason
	Entered     time.Time
	EnteredBy   PersonID
	Struck      time.Time // zero while it counts; a slip of the office's own
	StruckBy    PersonID
	StruckFor   string // why it was struck
}

// A RefundID names a refund.
type RefundID string

// A Refund is money that the office sent back, of one payment.
type Refund struct {
	ID          RefundID
	Revision    int
	Application ApplicationID // of the payment; "" when it was for nobody
	Payment     PaymentID
	Day         Date
	Yen         int
	Reference   string
	Reason      string
	Entered     time.Time
	EnteredBy   PersonID
	Struck      time.Time // zero while it counts
	StruckBy    PersonID
	StruckFor   string
}

// A Ledger is what one application owes and what has come of it. It is kept
// beside the payments so that lists need not add them up; Book writes it.
type Ledger struct {
	Application ApplicationID
	Revision    int
	Applicant   OrganisationID
	Payer       OrganisationID // whom invoice and reminders go to
	Reference   string         // the acceptance number
	Fee         int            // as of the acceptance
	Owed        int            // the fee, or 0 once it has lapsed
	Opened      Date
	Due         Date
	Received    int  `json:"received_yen"`
	Refunded    int  `json:"refunded_yen"`
	Settled     Date // day of the payment that completed the sum; zero before
	SettledBy   string
	Closed      Date          // of the application; zero while it is open
	Lapsed      Date          // of the fee; zero while it is owed
	Invoice     VoucherNumber // that holds; "" when none does
	Receipt     VoucherNumber // that holds; "" when none does
	Reminded    []Reminder
}

// A Reminder is a letter about money that was sent once and is not sent again.
type Reminder struct {
	Kind string    `json:"kind"` // letter
	Days int       `json:"days"` // after the due day; negative before it
	At   time.Time `json:"at"`
}

// A LedgerState says how a ledger stands.
type LedgerState string

const (
	Owing  LedgerState = "owing"
	Part   LedgerState = "part"
	PaidUp LedgerState = "paid"
	Over   LedgerState = "over" // something is to be refunded
	Lapsed LedgerState = "lapsed"
)

// LedgerStates are all there are, in the order of urgency.
var LedgerStates = []LedgerState{Over, Owing, Part, PaidUp, Lapsed}

// Held is what came in and was not sent back.
func (l Ledger) Held() int { return l.Received - l.Refunded }

// Remaining is what is still to come.
func (l Ledger) Remaining() int { return max(l.Owed-l.Held(), 0) }

// Surplus is what is to be sent back.
func (l Ledger) Surplus() int { return max(l.Held()-l.Owed, 0) }

// State says how the ledger stands.
func (l Ledger) State() LedgerState {
	switch {
	case l.Surplus() > 0:
		return Over
	case l.Lapsed != "":
		return Lapsed
	case l.Remaining() == 0:
		return PaidUp
	case l.Held() > 0:
		return Part
	}
	return Owing
}

// Late reports whether something is still to come although it was due before
// today.
func (l Ledger) Late(today Date) bool { return l.Remaining() > 0 && l.Due != "" && l.Due < today }

// IsLate reports whether a payment came after the due day. It counts all the
// same.
func (l Ledger) IsLate(p Payment) bool { return l.Due != "" && p.Day > l.Due }

// Counts reports whether the payment has not been struck.
func (p Payment) Counts() bool { return p.Struck.IsZero() }

// Counts reports whether the refund has not been struck.
func (r Refund) Counts() bool { return r.Struck.IsZero() }

// Book adds up what came in and went out, and says by which payment, in the
// order of the bank's days, the sum was reached. What was sent back of a
// payment does not count for it.
func (l *Ledger) Book(payments []Payment, refunds []Refund) {
	l.Received, l.Refunded, l.Settled, l.SettledBy = 0, 0, "", ""
	for _, r := range refunds {
		if r.Counts() {
			l.Refunded += r.Yen
		}
	}
	sum := 0
	for _, p := range inOrder(payments) {
		l.Received += p.Yen
		sum += p.Yen - RefundedOf(p, refunds)
		if l.Settled == "" && l.Owed > 0 && sum >= l.Owed {
			l.Settled, l.SettledBy = p.Day, p.Reference
		}
	}
}

// PaidFor returns the payments by which the sum was reached, the last only as
// far as it was needed: what a receipt names.
func (l Ledger) PaidFor(payments []Payment, refunds []Refund) []Paid {
	var all []Paid
	left := l.Owed
	for _, p := range inOrder(payments) {
		if kept := min(p.Yen-RefundedOf(p, refunds), left); kept > 0 {
			all = append(all, Paid{Day: p.Day, Yen: kept})
			left -= kept
		}
	}
	return all
}

// RefundedOf returns what was sent back of a payment.
func RefundedOf(p Payment, refunds []Refund) int {
	sum := 0
	for _, r := range refunds {
		if r.Payment == p.ID && r.Counts() {
			sum += r.Yen
		}
	}
	return sum
}

// inOrder returns the payments that count, by the bank's day.
func inOrder(payments []Payment) []Payment {
	var counted []Payment
	for _, p := range payments {
		if p.Counts() {
			counted = append(counted, p)
		}
	}
	slices.SortStableFunc(counted, func(a, b Payment) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), a.Entered.Compare(b.Entered), cmp.Compare(a.ID, b.ID))
	})
	return counted
}

// CanBeTakenOff refuses to take a payment off a ledger after the application
// ended with its fee settled; one that the sum does not need can always be
// taken off, and any where the application ended with the fee open.
func (l Ledger) CanBeTakenOff(p Payment, settled bool) error {
	if l.Closed != "" && settled && l.Held()-p.Yen < l.Owed {
		return Refuse(Conflict, "refusal.money.decided")
	}
	return nil
}

// Check refuses a payment that cannot be: nothing, or an amount beyond
// reason; a day that is none or still to come; texts too long; one entered by
// hand with nothing to find it again by.
func (p Payment) Check(today Date) error {
	var no Refusals
	if p.Yen < 1 || p.Yen > mostYen {
		no.Add(Refuse(Invalid, "refusal.money.yen").On("yen").With(mostYen))
	}
	no.Add(CheckDay("day", p.Day, today))
	no.Add(tooLong("payer", p.Payer, maxName))
	if p.Source == ByHand && blank(p.Reference) {
		no.Add(Refuse(Invalid, "refusal.money.entered_reference").On("reference"))
	}
	no.Add(tooLong("reference", p.Reference, maxName))
	no.Add(tooLong("memo", p.Memo, maxName))
	return no.Err()
}

// Refundable is how much of the payment may be sent back, when before was sent
// back already: what is left of it, but nothing that its application needs.
func (p Payment) Refundable(before, surplus int) int {
	if p.Application == "" {
		return max(p.Yen-before, 0)
	}
	return max(min(p.Yen-before, surplus), 0)
}

// CanBeRefunded refuses to send back more than is left of the payment, or
// what the application still needs. Every refusal names the same amount.
func (p Payment) CanBeRefunded(yen, before, surplus int) error {
	most := p.Refundable(before, surplus)
	switch {
	case yen < 1:
		return Refuse(Invalid, "refusal.money.refund_yen").On("yen").With(most)
	case yen > p.Yen-before:
		return Refuse(Invalid, "refusal.money.refund_more").On("yen").With(most)
	case yen > most:
		return Refuse(Conflict, "refusal.money.refund_needed").On("yen").With(most)
	}
	return nil
}

// mostYen bounds one amount, so that no slip of the hand makes a sum that a
// column cannot hold.
const mostYen = 1_000_000_000

// CheckDay refuses a day that no calendar has or that is still to come.
func CheckDay(field string, day, today Date) error {
	if _, err := ParseDate(string(day)); err != nil {
		return NotADate(string(day)).On(field)
	}
	if day > today {
		return Refuse(Invalid, "refusal.date.future").On(field)
	}
	return nil
}
