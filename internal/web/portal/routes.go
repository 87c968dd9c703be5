package portal

import (
	"net/http"

	"shirushi/internal/web"
)

// Routes adds the desks' addresses to mux: the table of contents of this
// front. Those of the office stand in officer_routes.go.
func (p *Portal) Routes(mux *http.ServeMux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, p.desk(h)) }
	const one = "/desk/applications/{id}"

	on("GET /desk", p.home)
	on("GET /desk/{$}", p.home)
	on("GET /desk/signed-in", p.signedIn)
	on("GET /desk/applications", p.applications)
	on("GET /desk/applications/new", p.startForm)
	on("POST /desk/applications/new", p.start)
	on("GET "+one, p.application)
	on("GET "+one+"/kind", p.draft(p.kindForm))
	on("POST "+one+"/kind", p.saveKind)
	on("GET "+one+"/scope", p.draft(p.scopeForm))
	on("POST "+one+"/scope", p.saveScope)
	on("GET "+one+"/product", p.draft(p.productForm))
	on("POST "+one+"/product", p.saveProduct)
	on("GET "+one+"/evaluator", p.draft(p.evaluatorForm))
	on("POST "+one+"/evaluator", p.saveEvaluator)
	on("GET "+one+"/checklist", p.draft(p.checklist))
	on("GET "+one+"/checklist/{item}", p.draft(p.itemForm))
	on("POST "+one+"/checklist/{item}", p.saveItem)
	on("GET "+one+"/review", p.review)
	on("POST "+one+"/review", p.submit)
	on("GET "+one+"/submitted", p.submitted)
	on("GET "+one+"/give-up", p.giveUpForm)
	on("POST "+one+"/give-up", p.giveUp)
	on("GET /desk/labels/{number}/withdraw", p.withdrawForm)
	on("POST /desk/labels/{number}/withdraw", p.withdraw)
	on("GET /desk/people", p.colleagues)
	on("POST /desk/people", p.inviteColleague)
	on("GET /desk/people/{person}/dismiss", p.dismissColleagueForm)
	on("POST /desk/people/{person}/dismiss", p.dismissColleague)

	// What forms send while they are filled in; answered in JSON.
	web.InBoth(mux, "POST "+one+"/scope/typed", p.typed(p.typedScope))
	web.InBoth(mux, "POST "+one+"/product/typed", p.typed(p.typedProduct))
	web.InBoth(mux, "POST "+one+"/evaluator/typed", p.typed(p.typedEvaluator))
	web.InBoth(mux, "POST "+one+"/checklist/{item}/typed", p.typed(p.typedItem))

	p.officerRoutes(mux)
}
