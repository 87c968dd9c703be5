// Package officer is the desk of the office's officers: applications as they
// come in, labels as they stand.
package officer

import (
	"io"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// A Desk serves the officers' part of /ja/desk/office/ and /en/desk/office/.
type Desk struct {
	*portal.Portal
	office *office.Office
}

// New opens the officers' desk.
func New(p *portal.Portal, o *office.Office) *Desk { return &Desk{Portal: p, office: o} }

// Routes adds the desk's addresses to mux: its table of contents. Nobody
// outside the office learns that they exist.
func (d *Desk) Routes(mux web.Mux) {
	officer := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(portal.OfficerOnly(h))) }
	officer("GET /desk/office/{$}", d.list)
	officer("GET /desk/office/applications/{id}", d.file)
	officer("POST /desk/office/applications/{id}/assign", d.assign)
	officer("GET /desk/office/entries", d.entries)
	officer("GET /desk/office/entries/new", d.enterForm)
	officer("POST /desk/office/entries/new", d.enter)
	officer("GET /desk/office/labels/{number}/entry/{kind}", d.renewalForm)
	officer("POST /desk/office/labels/{number}/entry/{kind}", d.enterRenewal)
	officer("GET /desk/office/applications/{id}/paper", d.paperForm)
	officer("POST /desk/office/applications/{id}/paper", d.savePaper)
	officer("GET /desk/office/applications/{id}/withdraw", d.withdrawForm)
	officer("POST /desk/office/applications/{id}/withdraw", d.withdraw)
	officer("GET /desk/office/applications/{id}/letters/{letter}/letter.pdf", d.Letter(d.office))
	officer("POST /desk/office/applications/{id}/comments", d.comment)
	officer("GET /desk/office/applications/{id}/submissions/{round}/copy.pdf", d.Copy(d.office.Handed))
	officer("POST /desk/office/applications/{id}/accept", d.fileDeed(scheme.DeedAccept, d.acceptFile))
	officer("POST /desk/office/applications/{id}/return", d.fileDeed(scheme.DeedReturn, d.returnFile))
	officer("POST /desk/office/applications/{id}/reject", d.fileDeed(scheme.DeedReject, d.rejectFile))
	officer("POST /desk/office/applications/{id}/inquiries", d.inquiryDeed(scheme.DeedAsk, d.askAuthority))
	officer("POST /desk/office/applications/{id}/inquiries/{inquiry}/enter", d.inquiryDeed(scheme.DeedEnter, d.enterAnswer))
	officer("POST /desk/office/applications/{id}/inquiries/{inquiry}/confirm", d.inquiryDeed(scheme.DeedAssent, d.confirmAnswer))
	officer("POST /desk/office/applications/{id}/inquiries/{inquiry}/reply", d.inquiryDeed(scheme.DeedReply, d.replyAuthority))
	officer("POST /desk/office/applications/{id}/inquiries/{inquiry}/remind", d.inquiryDeed(scheme.DeedRemind, d.remindAuthority))
	officer("POST /desk/office/applications/{id}/refuse", d.refuse)
	officer("GET /desk/office/applications/{id}/issue", d.issueAsk)
	officer("POST /desk/office/applications/{id}/issue", d.issue)

	both := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(portal.OfficeOnly(h))) }
	both("GET /desk/office/audit", d.audit)
	both("POST /desk/office/audit.csv", d.auditFile("csv", sheet.CSVType, sheet.WriteCSV))
	both("POST /desk/office/audit.xlsx", d.auditFile("xlsx", sheet.XLSXType, func(w io.Writer, l sheet.List) error { return sheet.WriteXLSX(w, l) }))
	both("GET /desk/office/staff", d.staff)
	both("POST /desk/office/staff/absences", d.noteAbsence)
	both("POST /desk/office/staff/absences/{absence}/end", d.endAbsence)
	both("POST /desk/office/staff/recusals/{recusal}/lift", d.lift)
	both("GET /desk/office/applications/{id}/recuse", d.recuseAsk)
	both("POST /desk/office/applications/{id}/recuse", d.recuse)

	officer("GET /desk/office/labels", d.labels)
	officer("GET /desk/office/labels/{number}", d.label)
	officer("POST /desk/office/labels/{number}/propose", d.propose)
	officer("POST /desk/office/labels/{number}/confirm", d.labelDeed(scheme.DeedConfirm, d.office.Confirm))
	officer("POST /desk/office/labels/{number}/drop", d.labelDeed(scheme.DeedDrop, d.office.Drop))
}
