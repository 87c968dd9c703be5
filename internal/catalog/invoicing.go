package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

type invoicingShape struct {
	Official    bool                  `json:"official"`
	Issuer      issuerShape           `json:"issuer"`
	Bank        bankShape             `json:"bank"`
	Description scheme.Text           `json:"description"`
	Taxes       []taxShape            `json:"taxes"`
	Rounding    roundingShape         `json:"rounding"`
	Numbering   vouchersShape         `json:"numbering"`
	Reminders   remindersShape        `json:"reminders"`
	Lapses      lapsesShape           `json:"lapses"`
	Statements  statementReadingShape `json:"statements"`
}

type issuerShape struct {
	Official     bool        `json:"official"`
	Name         scheme.Text `json:"name"`
	Address      scheme.Text `json:"address"`
	Contact      scheme.Text `json:"contact"`
	Registration string      `json:"registration"`
}

type bankShape struct {
	Official bool        `json:"official"`
	Name     scheme.Text `json:"name"`
	Branch   scheme.Text `json:"branch"`
	Kind     scheme.Text `json:"kind"`
	Number   scheme.Text `json:"number"`
	Holder   scheme.Text `json:"holder"`
	Note     scheme.Text `json:"note"`
}

type taxShape struct {
	From     scheme.Date `json:"from"`
	Until    scheme.Date `json:"until"`
	Points   int         `json:"points"`
	Name     scheme.Text `json:"name"`
	Official bool        `json:"official"`
	Source   string      `json:"source"`
}

type roundingShape struct {
	Official bool            `json:"official"`
	Rule     scheme.Rounding `json:"rule"`
	Source   string          `json:"source"`
}

type vouchersShape struct {
	Official bool           `json:"official"`
	Invoice  numberingShape `json:"invoice"`
	Credit   numberingShape `json:"credit"`
	Receipt  numberingShape `json:"receipt"`
}

type remindersShape struct {
	Official bool  `json:"official"`
	Before   []int `json:"before"`
	After    []int `json:"after"`
}

type lapsesShape struct {
	Official bool                      `json:"official"`
	Source   string                    `json:"source"`
	States   []scheme.ApplicationState `json:"states"`
}

type statementReadingShape struct {
	Official   bool          `json:"official"`
	Headings   headingsShape `json:"headings"`
	Incoming   []string      `json:"incoming"`
	Outgoing   []string      `json:"outgoing"`
	LegalForms []string      `json:"legal_forms"`
	Eras       []eraShape    `json:"eras"`
}

type headingsShape struct {
	Day   []string `json:"day"`
	In    []string `json:"in"`
	Out   []string `json:"out"`
	Any   []string `json:"amount"`
	Mark  []string `json:"mark"`
	Payer []string `json:"payer"`
	Memo  []string `json:"memo"`
}

type eraShape struct {
	Name  string      `json:"name"`
	Short string      `json:"short"`
	From  scheme.Date `json:"from"`
}

// invoicing reads how the office asks for its fees. The file may be left out.
func (r *reader) invoicing(s *scheme.Scheme) {
	if _, there := r.files[moneyFile]; !there {
		return
	}
	var f invoicingShape
	d := r.load(moneyFile, kindMoney, &f)
	if d == nil {
		return
	}
	s.Invoicing = f.invoicing()
	if no := f.Issuer.Registration; no != "" && scheme.CheckInvoiceRegistration(no) != nil {
		r.at(d, fmt.Sprintf("%q is no registration number of an issuer of qualified invoices", no),
			"Write T and the 13 digits of the corporate number, whose first digit is the check digit over the others", "issuer", "registration")
	}
	r.checkTaxes(d, f.Taxes)
	r.checkVoucherNumbers(d, s)
	for i, e := range f.Statements.Eras {
		r.day(d, e.From, "statements", "eras", strconv.Itoa(i), "from")
	}
}

// checkTaxes reports days that cannot be and days between two rates on which
// none holds.
func (r *reader) checkTaxes(d *yamlfile.Document, taxes []taxShape) {
	until := scheme.Date("")
	first := map[scheme.Date]int{}
	order := slices.Clone(taxes)
	slices.SortStableFunc(order, func(a, b taxShape) int {
		if a.From < b.From {
			return -1
		}
		return 1
	})
	for i, t := range taxes {
		at := strconv.Itoa(i)
		if !r.day(d, t.From, "taxes", at, "from") || !r.day(d, t.Until, "taxes", at, "until") {
			return
		}
		if t.Until != "" && t.Until < t.From {
			r.at(d, fmt.Sprintf("the last day %s is before the first day %s", t.Until, t.From), "Correct one of the two", "taxes", at, "until")
		}
		if before, twice := first[t.From]; twice {
			r.at(d, fmt.Sprintf("two rates begin on %s; the other on line %d", t.From, before), "Let one begin on another day", "taxes", at, "from")
		}
		first[t.From] = d.Line("taxes", at, "from")
	}
	for i, t := range order {
		if i > 0 && until != "" && t.From > until.AddDays(1) {
			r.at(d, fmt.Sprintf("no tax rate holds from %s until %s begins", until.AddDays(1), t.From), "Let the rates follow on each other", "taxes")
		}
		if t.Until == "" || until != "" && t.Until > until || i == 0 {
			until = t.Until
		}
		if until == "" {
			return // open: nothing after it can leave a gap
		}
	}
}

// checkVoucherNumbers reports forms that make no number, and forms by which
// two kinds of documents could not be told apart.
func (r *reader) checkVoucherNumbers(d *yamlfile.Document, s *scheme.Scheme) {
	i := s.Invoicing
	forms := map[string]scheme.Numbering{"invoice": i.Invoice, "credit": i.Credit, "receipt": i.Receipt}
	taken := map[string]string{s.Numbering.Application.Form: "application", s.Numbering.Acceptance.Form: "acceptance",
		s.Numbering.Provisional.Form: "provisional", s.Numbering.Registration.Form: "registration"}
	for _, key := range slices.Sorted(maps.Keys(forms)) {
		one := forms[key]
		if err := one.Validate(); err != nil {
			r.at(d, err.Error(), "Mend the form or the check digit", "numbering", key, "form")
			continue
		}
		if before, ok := taken[one.Form]; ok {
			r.at(d, "the form is that of "+before+": nobody could tell the numbers apart", "Give each kind of number a form of its own", "numbering", key, "form")
		}
		taken[one.Form] = key
	}
}

func (f invoicingShape) invoicing() scheme.Invoicing {
	h := f.Statements.Headings
	i := scheme.Invoicing{
		Official:    f.Official,
		Issuer:      scheme.Issuer{Name: f.Issuer.Name, Address: f.Issuer.Address, Contact: f.Issuer.Contact, Registration: f.Issuer.Registration, Official: f.Issuer.Official},
		Bank:        scheme.Bank{Name: f.Bank.Name, Branch: f.Bank.Branch, Kind: f.Bank.Kind, Number: f.Bank.Number, Holder: f.Bank.Holder, Note: f.Bank.Note, Official: f.Bank.Official},
		Description: f.Description, Rounding: f.Rounding.Rule,
		Invoice: scheme.Numbering(f.Numbering.Invoice), Credit: scheme.Numbering(f.Numbering.Credit), Receipt: scheme.Numbering(f.Numbering.Receipt),
		RemindPrior: f.Reminders.Before, RemindLate: f.Reminders.After, Lapses: f.Lapses.States,
		Statement: scheme.StatementWords{Incoming: f.Statements.Incoming, Outgoing: f.Statements.Outgoing, LegalForms: f.Statements.LegalForms,
			Official: f.Statements.Official, Headings: map[scheme.Column][]string{scheme.ColumnDay: h.Day, scheme.ColumnIn: h.In, scheme.ColumnOut: h.Out,
				scheme.ColumnEither: h.Any, scheme.ColumnMark: h.Mark, scheme.ColumnPayer: h.Payer, scheme.ColumnMemo: h.Memo}},
	}
	for _, t := range f.Taxes {
		i.Taxes = append(i.Taxes, scheme.Tax(t))
	}
	for _, e := range f.Statements.Eras {
		i.Statement.Eras = append(i.Statement.Eras, scheme.Era(e))
	}
	return i
}
