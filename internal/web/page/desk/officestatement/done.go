package officestatement

import (
	"strings"

	"shirushi/internal/web/page/desk/payment"
)

// came is what the bank has of a payment.
func (v Done) came(one Entered) string {
	return v.P.T("money.imported.came", one.Day, payment.Yen(v.P, one.Yen), one.Reference)
}

// who names the payer as the bank has it, and beside it whose application it
// is.
func (v Done) who(one Entered) string {
	bank := v.P.T("money.statement.by", one.Payer)
	if one.Payer == "" {
		bank = one.Memo
	}
	switch {
	case one.Application == "":
		return bank
	case one.Invoiced != one.Applicant:
		return strings.TrimSpace(bank + " " + v.P.T("money.both_are", one.Applicant, one.Invoiced))
	}
	return strings.TrimSpace(bank + " " + v.P.T("money.applicant_is", one.Applicant))
}

// stands says what is still to come of the application, or to be refunded.
func (v Done) stands(one Entered) string {
	switch l := one.Ledger; {
	case l.Surplus() > 0:
		return v.P.T("money.imported.over", payment.Yen(v.P, l.Surplus()))
	case l.Remaining() > 0:
		return v.P.T("money.imported.open", payment.Yen(v.P, l.Remaining()))
	}
	return v.P.T("money.imported.paid")
}
