// Package admin is the desk of those who run the office's system: the
// organisations and people who take part, the scheme's data, and the wishes
// of people who lost their passkeys and texts that are taken back, which
// officers settle too.
package admin

import (
	"shirushi/internal/account"
	"shirushi/internal/governance"
	"shirushi/internal/office"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// A Desk serves the administrators' part of /ja/desk/office/ and
// /en/desk/office/.
type Desk struct {
	*portal.Portal
	account    *account.Account
	governance *governance.Governance
	office     *office.Office
}

// New opens the administrators' desk.
func New(p *portal.Portal, a *account.Account, g *governance.Governance, o *office.Office) *Desk {
	return &Desk{Portal: p, account: a, governance: g, office: o}
}

// Routes adds the desk's addresses to mux: its table of contents. Nobody
// outside the office learns that they exist.
func (d *Desk) Routes(mux web.Mux) {
	both := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(portal.OfficeOnly(h))) }
	both("GET /desk/office/recoveries", d.recoveries)
	both("POST /desk/office/recoveries/{id}/approve", d.recoveryDeed("approve", d.account.ApproveRecovery))
	both("POST /desk/office/recoveries/{id}/refuse", d.recoveryDeed("refuse", d.account.RefuseRecovery))

	both("GET /desk/office/erasures", d.erasures)
	both("GET /desk/office/erasures/{number}", d.erasure)
	both("POST /desk/office/erasures/{number}/confirm", d.erasureDeed("confirm", d.office.ConfirmErasure))
	both("POST /desk/office/erasures/{number}/drop", d.erasureDeed("drop", d.office.DropErasure))

	admin := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(portal.AdministratorOnly(h))) }
	admin("GET /desk/office/organisations", d.organisations)
	admin("GET /desk/office/organisations/new", d.organisationNew)
	admin("POST /desk/office/organisations/new", d.organisationAdmit)
	admin("GET /desk/office/organisations/{id}", d.organisation)
	admin("GET /desk/office/organisations/{id}/change", d.organisationChangeAsk)
	admin("POST /desk/office/organisations/{id}/change", d.organisationChange)
	admin("POST /desk/office/organisations/{id}/people", d.invite)
	admin("GET /desk/office/organisations/{id}/people/{person}/dismiss", d.dismissAsk)
	admin("POST /desk/office/organisations/{id}/people/{person}/dismiss", d.dismiss)
	admin("POST /desk/office/organisations/{id}/powers", d.grantPower)
	admin("POST /desk/office/organisations/{id}/powers/end", d.endPower)
	admin("POST /desk/office/erasures/{number}", d.proposeErasure)
	admin("GET /desk/office/catalog", d.catalog)
	admin("POST /desk/office/catalog", d.loadCatalog)
}
