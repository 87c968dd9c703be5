package scheme

import (
	"strconv"
	"time"
)

// An Invoicing is how the office asks for money: tax, issuer, bank account,
// numbers and periods. A scheme without one owes its fees all the same, but
// makes no invoices.
type Invoicing struct {
	Official    bool
	Issuer      Issuer
	Bank        Bank
	Description Text // of the one thing that is charged
	Taxes       []Tax
	Rounding    Rounding
	Invoice     Numbering
	Credit      Numbering
	Receipt     Numbering
	Statement   StatementWords
	Lapses      []ApplicationState // closed so, an application owes no more of a fee that was not settled
	RemindPrior []int              // days before the due day on which the office reminds
	RemindLate  []int              // days after the due day on which it reminds
}

// Made reports whether invoices are made at all.
func (i Invoicing) Made() bool { return !i.Issuer.Name.IsZero() }

// An Issuer is who makes the invoices.
type Issuer struct {
	Name         Text   `json:"name"`
	Address      Text   `json:"address"`
	Contact      Text   `json:"contact"`
	Registration string `json:"registration,omitempty"` // of the qualified-invoice register: "T" and a corporate number
	Official     bool   `json:"official"`
}

// A Bank is the account to which is paid.
type Bank struct {
	Name     Text `json:"name"`
	Branch   Text `json:"branch"`
	Kind     Text `json:"kind"` // such as an ordinary account
	Number   Text `json:"number"`
	Holder   Text `json:"holder"`
	Note     Text `json:"note"` // such as who bears the bank's charge
	Official bool `json:"official"`
}

// A BankLine is one part of a bank account with the key of its name.
type BankLine struct {
	Key  string
	Text Text
}

// Lines returns the parts of the account that are given, in the order in
// which a payer needs them.
func (b Bank) Lines() []BankLine {
	var lines []BankLine
	for _, one := range []BankLine{{"money.pay.bank", b.Name}, {"money.pay.branch", b.Branch}, {"money.pay.kind", b.Kind},
		{"money.pay.number", b.Number}, {"money.pay.holder", b.Holder}} {
		if !one.Text.IsZero() {
			lines = append(lines, one)
		}
	}
	return lines
}

// CheckInvoiceRegistration refuses what is not the number of a registered
// issuer of qualified invoices: "T" and a corporate number of 13 digits with
// its check digit.
func CheckInvoiceRegistration(s string) error {
	if len(s) != 14 || s[0] != 'T' || !digits(s[1:]) {
		return Refuse(Invalid, "refusal.money.registration").On("registration")
	}
	return CheckCorporateNumber(s[1:])
}

// A Tax is a rate of the tax that is inside the fee, over a range of days.
type Tax struct {
	From     Date
	Until    Date // last day; zero: open
	Points   int  // hundredths of one per cent: 1000 is 10 %
	Name     Text
	Official bool
	Source   string
}

// Percent writes a rate as people do: "10", "7.7".
func Percent(points int) string {
	whole, rest := points/100, points%100
	s := strconv.Itoa(whole)
	switch {
	case rest == 0:
		return s
	case rest%10 == 0:
		return s + "." + strconv.Itoa(rest/10)
	case rest < 10:
		return s + ".0" + strconv.Itoa(rest)
	}
	return s + "." + strconv.Itoa(rest)
}

// TaxOn returns the tax rate of a day. Of two that hold, the one that began
// later does.
func (i Invoicing) TaxOn(day Date) (Tax, error) {
	var found Tax
	for _, t := range i.Taxes {
		if t.From <= day && (t.Until == "" || day <= t.Until) && t.From >= found.From {
			found = t
		}
	}
	if found.From == "" {
		return Tax{}, Refuse(Conflict, "refusal.money.tax_unknown").With(day)
	}
	return found, nil
}

// A Rounding says what becomes of parts of the smallest unit of money. Tax is
// rounded once for each invoice and rate, never line by line.
type Rounding string

const (
	RoundDown    Rounding = "floor"
	RoundNearest Rounding = "round" // a half goes up
	RoundUp      Rounding = "ceil"
)

// Inside returns the tax inside an amount that includes it at this rate.
func (r Rounding) Inside(gross, points int) int {
	over, by := gross*points, 10000+points
	switch r {
	case RoundUp:
		return (over + by - 1) / by
	case RoundNearest:
		return (2*over + by) / (2 * by)
	}
	return over / by
}

// A VoucherNumber is the own number of a voucher, in the scheme's form.
type VoucherNumber string

// A VoucherKind says what a voucher is.
type VoucherKind string

const (
	VoucherInvoice VoucherKind = "invoice"
	VoucherCredit  VoucherKind = "credit" // takes an invoice back
	VoucherReceipt VoucherKind = "receipt"
	VoucherVoid    VoucherKind = "void" // takes a receipt back
)

// A Voucher is a document about money: an invoice, a receipt, or what takes
// one of them back. Nothing in it ever changes: a mistake is mended by
// another voucher beside it.
type Voucher struct {
	Number      VoucherNumber
	Place       int // in the order in which all were made
	Kind        VoucherKind
	Application ApplicationID
	Cancels     VoucherNumber // the one that this takes back; "" for invoices and receipts
	For         VoucherNumber // of a receipt: the invoice that it stands for
	Reason      string        // why it takes back; a code or the officer's words
	Day         Date
	Made        time.Time
	By          PersonID // "" when the office's software made it by itself
	Issuer      Issuer
	To          Addressee
	Reference   string // to be given when paying: the acceptance number
	Lines       []VoucherLine
	Taxes       []TaxSum
	Rounding    Rounding
	Total       int
	Due         Date   // of an invoice
	Bank        Bank   // of an invoice
	Paid        []Paid // of a receipt: what came in, and when
}

// An Addressee is whom a voucher is made out to.
type Addressee struct {
	Organisation OrganisationID `json:"organisation"`
	Name         Text           `json:"name"`
	Address      string         `json:"address"`
	Corporate    string         `json:"corporate,omitempty"` // corporate number
	Agent        bool           `json:"agent,omitempty"`     // pays for the applicant
}

// A VoucherLine is one thing that is charged, tax included.
type VoucherLine struct {
	Text    Text   `json:"text"`
	Product Text   `json:"product"`
	Number  string `json:"number,omitempty"` // of the application
	Yen     int    `json:"yen"`
	Points  int    `json:"points"` // tax rate
}

// A TaxSum is what a voucher charges at one rate.
type TaxSum struct {
	Points int  `json:"points"`
	Name   Text `json:"name"`
	Gross  int  `json:"gross"` // with tax
	Tax    int  `json:"tax"`   // inside it
}

// Paid is one payment as a receipt names it.
type Paid struct {
	Day Date `json:"day"`
	Yen int  `json:"yen"`
}

// Charge returns the sums per tax rate of lines and their total. Rates stand
// in the order of their first line.
func Charge(lines []VoucherLine, names map[int]Text, r Rounding) (taxes []TaxSum, total int) {
	for _, line := range lines {
		total += line.Yen
		at := -1
		for i, t := range taxes {
			if t.Points == line.Points {
				at = i
			}
		}
		if at < 0 {
			at = len(taxes)
			taxes = append(taxes, TaxSum{Points: line.Points, Name: names[line.Points]})
		}
		taxes[at].Gross += line.Yen
	}
	for i, t := range taxes {
		taxes[i].Tax = r.Inside(t.Gross, t.Points)
	}
	return taxes, total
}

// TakeBack returns the voucher that takes v back: the same sums, made on day.
// It refuses what is not an invoice or a receipt.
func (v Voucher) TakeBack(number VoucherNumber, day Date, now time.Time, by PersonID, reason string) (Voucher, error) {
	kinds := map[VoucherKind]VoucherKind{VoucherInvoice: VoucherCredit, VoucherReceipt: VoucherVoid}
	kind, ok := kinds[v.Kind]
	if !ok {
		return Voucher{}, Refuse(Conflict, "refusal.money.not_taken_back")
	}
	back := v
	back.Number, back.Kind, back.Cancels, back.Reason = number, kind, v.Number, reason
	back.Day, back.Made, back.By, back.Due, back.Bank = day, now, by, "", Bank{}
	return back, nil
}
