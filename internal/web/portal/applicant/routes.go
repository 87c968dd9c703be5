// Package applicant is the desk of makers and their agents: applications with
// their items, labels, and the own people.
package applicant

import (
	"shirushi/internal/account"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// A Desk serves what applicants, agents and managers see under /ja/desk/ and
// /en/desk/.
type Desk struct {
	*portal.Portal
	account *account.Account
	office  *office.Office
}

// New opens the applicants' desk.
func New(p *portal.Portal, a *account.Account, o *office.Office) *Desk {
	return &Desk{Portal: p, account: a, office: o}
}

// Routes adds the desk's addresses to mux: its table of contents.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(h)) }
	const one = "/desk/applications/{id}"

	on("GET /desk/applications", d.applications)
	on("GET /desk/applications/new", d.startForm)
	on("POST /desk/applications/new", d.start)
	on("GET "+one, d.application)
	on("GET "+one+"/letters/{letter}/letter.pdf", d.Letter(d.office))
	on("GET "+one+"/kind", d.draft(d.kindForm))
	on("POST "+one+"/kind", d.saveKind)
	on("GET "+one+"/scope", d.draft(d.scopeForm))
	on("POST "+one+"/scope", d.saveScope)
	on("GET "+one+"/product", d.draft(d.productForm))
	on("POST "+one+"/product", d.saveProduct)
	on("GET "+one+"/models", d.draft(d.models))
	on("POST "+one+"/models/check", d.checkModels)
	on("POST "+one+"/models/add", d.addModels)
	on("POST "+one+"/models/remove", d.removeModels)
	on("GET "+one+"/evaluator", d.draft(d.evaluatorForm))
	on("POST "+one+"/evaluator", d.saveEvaluator)
	on("GET "+one+"/checklist", d.draft(d.checklist))
	on("GET "+one+"/checklist/{item}", d.draft(d.itemForm))
	on("POST "+one+"/checklist/{item}", d.saveItem)
	on("GET "+one+"/sheet", d.draft(d.sheetPage))
	on("POST "+one+"/sheet", d.takeSheet)
	on("GET "+one+"/sheet/workbook", d.draft(d.workbook))
	on("POST "+one+"/sheet/confirm", d.confirmSheet)
	on("POST "+one+"/sheet/drop", d.dropSheet)
	on("GET "+one+"/listing", d.draft(d.listingForm))
	on("POST "+one+"/listing", d.saveListing)
	on("GET "+one+"/preview", d.preview)
	on("GET "+one+"/copy", d.cloneForm)
	on("POST "+one+"/copy", d.cloneTo)
	on("POST "+one+"/agents", d.openTo)
	on("GET "+one+"/checklist/{item}/earlier", d.draft(d.earlierAnswers))
	on("POST "+one+"/checklist/{item}/earlier", d.takeEarlier)
	on("GET "+one+"/review", d.review)
	on("POST "+one+"/review", d.submit)
	on("GET "+one+"/comments", d.comments)
	on("GET "+one+"/submissions/{round}/copy.pdf", d.Copy(d.office.Handed))
	on("POST "+one+"/comments/{comment}", d.answerComment)
	on("GET "+one+"/submitted", d.submitted)
	on("GET "+one+"/history", d.history)
	on("GET "+one+"/give-up", d.giveUpForm)
	on("POST "+one+"/give-up", d.giveUp)
	on("GET /desk/labels/{number}/extend", d.renewAsk(scheme.Extension))
	on("POST /desk/labels/{number}/extend", d.renew(scheme.Extension))
	on("GET /desk/labels/{number}/maintain", d.renewAsk(scheme.Maintenance))
	on("POST /desk/labels/{number}/maintain", d.renew(scheme.Maintenance))
	on("GET /desk/labels/{number}/withdraw", d.withdrawForm)
	on("POST /desk/labels/{number}/withdraw", d.withdraw)
	on("GET /desk/people", d.colleagues)
	on("POST /desk/people", d.inviteColleague)
	on("GET /desk/people/{person}/dismiss", d.dismissColleagueForm)
	on("POST /desk/people/{person}/dismiss", d.dismissColleague)

	// What forms send while they are filled in; answered in JSON.
	web.InBoth(mux, "POST "+one+"/kind/typed", d.typed(d.typedKind))
	web.InBoth(mux, "POST "+one+"/listing/typed", d.typed(d.typedListing))
	web.InBoth(mux, "POST "+one+"/scope/typed", d.typed(d.typedScope))
	web.InBoth(mux, "POST "+one+"/product/typed", d.typed(d.typedProduct))
	web.InBoth(mux, "POST "+one+"/evaluator/typed", d.typed(d.typedEvaluator))
	web.InBoth(mux, "POST "+one+"/checklist/{item}/typed", d.typed(d.typedItem))
	web.InBoth(mux, "POST "+one+"/review/typed", d.typed(d.typedDeclaring))
}
