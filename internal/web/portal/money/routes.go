// Package money is where fees are dealt with: the office's list of what is
// open, bank statements and the accounts of a month, and the maker's page of
// what it owes. What may be done, and by whom, is asked of the office.
package money

import (
	"shirushi/internal/office"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// A Desk serves the pages about money of both sides of the counter.
type Desk struct {
	*portal.Portal
	office *office.Office
}

// New opens the desk.
func New(p *portal.Portal, o *office.Office) *Desk { return &Desk{Portal: p, office: o} }

// carriedAtMost bounds a form that carries a statement, in bytes: its cells
// grow ninefold at worst as a form writes them.
const carriedAtMost = 9 * (sheet.MaxFile + 1<<20)

// Routes adds the desk's addresses to mux: its table of contents.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(h)) }
	on("GET /desk/applications/{id}/money", d.owed)
	on("POST /desk/applications/{id}/money", d.choosePayer)
	on("GET /desk/applications/{id}/money/{number}", d.document)

	officer := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(portal.OfficerOnly(h))) }
	officer("GET /desk/office/money", d.list)
	officer("GET /desk/office/money/find", d.find)
	officer("GET /desk/office/money/applications/{id}", d.account)
	officer("POST /desk/office/money/applications/{id}/payments", d.enter)
	officer("POST /desk/office/money/applications/{id}/reissue", d.reissue)
	officer("GET /desk/office/money/documents/{number}", d.document)
	officer("POST /desk/office/money/payments/{payment}/assign", d.assign)
	officer("POST /desk/office/money/payments/{payment}/unassign", d.unassign)
	officer("POST /desk/office/money/payments/{payment}/strike", d.strike)
	officer("POST /desk/office/money/payments/{payment}/refund", d.refund)
	officer("POST /desk/office/money/refunds/{refund}/strike", d.unrefund)
	officer("GET /desk/office/money/statement", d.statement)
	officer("POST /desk/office/money/statement", d.readStatement)
	officer("GET /desk/office/money/statement/done", d.imported)
	for pattern, h := range map[string]web.DeskHandler{"POST /desk/office/money/statement/preview": d.previewStatement, "POST /desk/office/money/statement/import": d.importStatement} {
		d.Site.Allow(pattern, web.Allowance{Body: carriedAtMost})
		officer(pattern, h)
	}
	officer("GET /desk/office/money/month", d.month)
	officer("GET /desk/office/money/month/{file}", d.monthFile)
}
