package main

import (
	"bytes"
	"net/http"
	"strings"
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
		enter("without a day", "day", "", "refusal.date.malformed"),
		enter("on no day", "day", "2026-02-30", "refusal.date.malformed"),
		enter("tomorrow", "day", inDays(3), "refusal.date.future"),
		enter("before the acceptance", "day", "2020-01-01", "refusal.fee.before_acceptance"),
		enter("of nothing", "yen", "0", "refusal.money.yen"),
		enter("of less than nothing", "yen", "-198000", "refusal.fee.yen"),
		enter("of half a yen", "yen", "198000.5", "refusal.fee.yen"),
		enter("of words", "yen", "十九万八千", "refusal.fee.yen"),
		enter("of all the money there is", "yen", "999999999999999999999999", "refusal.fee.yen"),
		enter("of more than may be", "yen", "1000000001", "refusal.money.yen"),
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
	for name, one := range spoiled() {
		all = append(all, statement(name, file{one.name, one.body}, one.key))
	}
	return all
}
