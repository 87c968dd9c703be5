package main

import (
	"bytes"
	"net/http"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// wrongMoney are payments, documents and statements that do not add up.
func wrongMoney() []wrong {
	const account = "/desk/office/money/applications/{minamo.accepted}"
	enter := func(name, part, value, key string) wrong {
		with := set{"enter.day": inDays(-1), "enter.yen": "1000", "enter.reference": "R"}
		with["enter."+part] = value
		return wrong{name: "payment: " + name, who: oneOfficer, page: account, send: "/payments", set: with, key: key, field: "enter." + part}
	}
	statement := func(name string, one file, key string) wrong {
		return wrong{name: "statement: " + name, who: oneOfficer, page: "/desk/office/money/statement", files: map[string]file{"statement": one}, key: key, field: "statement"}
	}
	all := []wrong{
		enter("without a day", "day", "", "refusal.date.missing"),
		enter("on no day", "day", "2026-02-30", "refusal.date.malformed"),
		enter("tomorrow", "day", inDays(3), "refusal.date.future"),
		enter("before the acceptance", "day", "2020-01-01", "refusal.fee.before_acceptance"),
		enter("of nothing", "yen", "0", "refusal.money.yen"),
		enter("of less than nothing", "yen", "-198000", "refusal.fee.yen"),
		enter("of half a yen", "yen", "198000.5", "refusal.fee.yen"),
		enter("of words", "yen", "十九万八千", "refusal.fee.yen"),
		enter("of all the money there is", "yen", "999999999999999999999999", "refusal.fee.yen"),
		enter("of more than may be", "yen", "1000000001", "refusal.money.yen"),
		enter("without a reference", "reference", " ", "refusal.money.entered_reference"),
		enter("with too long a reference", "reference", long(201), "refusal.text.too_long"),
		enter("by someone turned round", "payer", turned, "refusal.text.unseen"),
		{name: "invoice: made anew without reason", who: oneOfficer, page: account, send: "/reissue", set: set{"reissue.reason": " "}, key: "refusal.reason.missing", field: "reissue.reason"},
		{name: "invoice: made anew with too much reason", who: oneOfficer, page: account, send: "/reissue", set: set{"reissue.reason": long(2001)}, key: "refusal.text.too_long", field: "reissue.reason"},
		{name: "money: found by nothing", who: oneOfficer, page: "/desk/office/money", send: "/find", set: set{"find": "A-99"}, twist: asQuery, key: "refusal.money.reference", field: "find"},
		{name: "month: of no year", who: oneOfficer, page: "/desk/office/money/month", set: set{"month": "2026-13"}, twist: asQuery, key: "refusal.money.month", field: "month"},
		{name: "month: of the future", who: oneOfficer, page: "/desk/office/money/month", set: set{"month": "2099-01"}, twist: asQuery, key: "refusal.money.month_future", field: "month"},
		{name: "payment: struck that there is not", who: oneOfficer, page: account, send: "/payments", to: "/desk/office/money/payments/AAAA/strike", status: http.StatusNotFound, key: "refusal.missing"},
		{name: "payment: assigned that there is not", who: oneOfficer, page: account, send: "/payments", to: "/desk/office/money/payments/AAAA/assign", status: http.StatusNotFound, key: "refusal.missing"},
		{name: "payer: of another's application", who: oneMaker, page: "/desk/people", to: "/desk/applications/{fjordlys.accepted}/money", set: set{"payer": "agent"}, status: http.StatusNotFound, key: "refusal.missing"},
		statement("no file", file{}, "refusal.money.file_none"),
		statement("of no bytes", file{"a.csv", nil}, "refusal.sheet.empty"),
		statement("too large", file{"a.csv", bytes.Repeat([]byte("2026-01-01,1,x\n"), 300_000)}, "refusal.money.file_large"),
		statement("of a picture", file{"a.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")}, "refusal.sheet.kind"),
		statement("in no encoding", file{"a.csv", []byte("日付,金額\n\x81\x81\xff\xfe,\n")}, "refusal.sheet.encoding"),
		statement("with an open quotation", file{"a.csv", []byte("日付,金額\nX,\"open\nY,z\n")}, "refusal.sheet.quote"),
		statement("with an escape", file{"a.csv", []byte("日付,金額\n2026-01-01,\x1b[2J\n")}, "refusal.sheet.control"),
		statement("of too many rows", file{"a.csv", []byte(strings.Repeat("2026-01-01,1,x\n", 50_002))}, "refusal.sheet.rows"),
	}
	all = append(all, wrongRefunds()...)
	all = append(all, wrongImports()...)
	for name, one := range spoiled() {
		all = append(all, statement(name, file{one.name, one.body}, one.key))
	}
	return all
}

// wrongRefunds send back what cannot be sent back.
func wrongRefunds() []wrong {
	const form = "refund.{over.payment}."
	refund := func(name, part, value, key string) wrong {
		with := set{form + "day": inDays(0), form + "yen": "1", form + "reference": "R"}
		with[form+part] = value
		return wrong{name: "refund: " + name, who: oneOfficer, page: "/desk/office/money/applications/{over}", send: "/payments/{over.payment}/refund", set: with, key: key, field: form + part}
	}
	return []wrong{
		refund("without a day", "day", "", "refusal.date.missing"),
		refund("on no day", "day", "2026-02-30", "refusal.date.malformed"),
		refund("tomorrow", "day", inDays(3), "refusal.date.future"),
		refund("before the payment", "day", "2020-01-01", "refusal.money.refund_before"),
		refund("of nothing", "yen", "0", "refusal.money.refund_yen"),
		refund("of less than nothing", "yen", "-1", "refusal.fee.yen"),
		refund("of words", "yen", "二千", "refusal.fee.yen"),
		refund("of more than was paid", "yen", "900000000", "refusal.money.refund_more"),
		refund("of what the fee needs", "yen", "2001", "refusal.money.refund_needed"),
		refund("without a reference", "reference", "", "refusal.money.refund_reference"),
		refund("with too long a reference", "reference", long(201), "refusal.text.too_long"),
		refund("with too much reason", "reason", long(2001), "refusal.text.too_long"),
		{name: "refund: of a payment that there is not", who: oneOfficer, page: "/desk/office/money/applications/{over}", send: "/payments/{over.payment}/refund", to: "/desk/office/money/payments/AAAA/refund",
			set: set{"refund.AAAA.yen": "1"}, status: http.StatusNotFound, key: "refusal.missing"},
		{name: "payment: cancelled without reason", who: oneOfficer, page: "/desk/office/money/applications/{over}", send: "/payments/{over.payment}/strike", set: set{"strike.{over.payment}.reason": " "},
			key: "refusal.reason.missing", field: "strike.{over.payment}.reason"},
	}
}

// wrongImports take rows of a statement otherwise than its page offers.
func wrongImports() []wrong {
	send := func(name, to string, with set, key, field string) wrong {
		all := set{"name": "a.csv", "rows": `[["2026-04-01","198000","x"],["2026-04-02","-5","x"]]`, "column_day": "1", "column_in": "2", "column_out": "0", "column_amount": "0",
			"column_mark": "0", "column_payer": "3", "column_memo": "0"}
		for field, value := range with {
			all[field] = value
		}
		return wrong{name: "statement: " + name, who: oneOfficer, page: "/desk/office/money/statement", to: "/desk/office/money/statement/" + to, set: all, key: key, said: field}
	}
	return []wrong{
		send("without a column of days", "preview", set{"column_day": "0"}, "refusal.money.column_day", "column_day"),
		send("without a column of amounts", "preview", set{"column_in": "0"}, "refusal.money.column_in", "column_in"),
		send("without a column of payers", "preview", set{"column_payer": "0"}, "refusal.money.column_payer", "column_payer"),
		send("with a column that there is not", "preview", set{"column_in": "9"}, "refusal.money.column_range", "column_in"),
		send("with a column of words", "preview", set{"column_in": "x"}, "refusal.money.column_range", "column_in"),
		send("with one column for two", "preview", set{"column_payer": "2"}, "refusal.money.column_twice", "column_payer"),
		send("of no rows that can be read", "preview", set{"rows": `[["a","b","c"]]`}, "refusal.money.no_row", ""),
		send("torn on the way", "preview", set{"rows": "{"}, "refusal.money.file_none", "statement"),
		send("nothing chosen", "import", set{"to_1": "leave"}, "refusal.money.nothing_taken", ""),
		send("chosen in a way that there is not", "import", set{"to_1": "all of it"}, "refusal.money.row_choice", "to_1"),
		send("a candidate without its number", "import", set{"to_1": "to:"}, "refusal.money.row_choice", "to_1"),
		send("a number chosen and not typed", "import", set{"to_1": "other"}, "refusal.money.number_missing", "reference_1"),
		send("a number typed and not chosen", "import", set{"to_1": "leave", "reference_1": "R2026-000001"}, "refusal.money.number_unchosen", "reference_1"),
		send("with a number of nobody", "import", set{"to_1": "other", "reference_1": "R1999-999999"}, "refusal.money.row_reference", "reference_1"),
		send("with a candidate of nobody", "import", set{"to_1": "to:R1999-999999"}, "refusal.money.row_reference", "reference_1"),
		send("a row that there is not", "import", set{"to_7": "none"}, "refusal.money.other_statement", ""),
		send("money that went out", "import", set{"to_2": "none"}, "refusal.money.row_out", ""),
	}
}

// nameMoney names an application that was paid too much, and the payment.
func (c *crawl) nameMoney(tx *store.Tx, id scheme.ApplicationID, add func(name, id string)) error {
	l, err := tx.Ledger(id)
	if scheme.IsRefusal(err, scheme.Missing) || err == nil && l.Surplus() == 0 {
		return nil
	}
	payments, err := tx.PaymentsOf(id)
	for _, p := range payments {
		if p.Counts() && p.Yen > l.Owed && l.Owed > 0 {
			add("over", string(id))
			add("over.payment", string(p.ID))
		}
	}
	return err
}
