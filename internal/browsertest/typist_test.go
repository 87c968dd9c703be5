package browsertest

import (
	"fmt"
	"strings"
)

// appliesByKeyboard makes an application from the start until it is
// submitted without ever touching the mouse, by someone who has all answers
// ready, and says how many keys that takes besides the typing.
func (p *person) appliesByKeyboard() (application string) {
	p.t.Helper()
	p.here("/desk")
	p.tally.start()
	part := func(name string, deed func()) {
		before := p.tally.strokes()
		deed()
		p.t.Logf("by keyboard: %s takes %d keys", name, p.tally.strokes()-before)
	}
	part("the start", func() { application = p.startByKeyboard() })
	part("the scope", p.scopeByKeyboard)
	part("the product", p.productByKeyboard)
	part("the models", p.modelsByKeyboard)
	part("the evaluator", p.evaluatorByKeyboard)
	part("the checklist", func() {
		for n := 1; n <= items; n++ {
			p.itemByKeyboard(n)
		}
	})
	part("the declaration", p.declareByKeyboard)
	p.t.Logf("from start to submitted by keyboard alone: %d keys %v and %d letters typed", p.tally.strokes(), p.tally.keys, p.tally.typed)
	p.tally.on = false
	p.open(application)
	p.seesState("submitted")
	return application
}

func (p *person) startByKeyboard() (application string) {
	p.t.Helper()
	p.skip()
	p.enter(p.T("applicant.start.title"))
	p.skip()
	p.pick("edition", "JST-CR-01-01-2024R1")
	p.enter(p.T("applicant.start.button"))
	return strings.TrimSuffix(p.path(), "/scope")
}

func (p *person) scopeByKeyboard() {
	p.t.Helper()
	questions, err := hand[[]string](p, "names", "input[type=radio]")
	p.must("read the questions", err)
	p.skip()
	for _, q := range questions {
		p.pick(q, inScope(q))
		p.write(q+".reason", "Chapter 2 of the specification.")
	}
	p.enter(p.T("applicant.save"))
	p.sees(p.T("applicant.scope.in"))
	p.skip()
	p.enter(p.T("apply.scope.go_on"))
}

func (p *person) productByKeyboard() {
	p.t.Helper()
	p.skip()
	for _, part := range productParts {
		switch part.field {
		case "country":
			p.selects(part.field, "Japan", part.text)
		case "support_from":
			p.date(part.field, part.text)
		default:
			p.write(part.field, part.text)
		}
	}
	p.enter(p.T("applicant.save"))
	p.skip()
	p.enter(p.T("applicant.next_part"))
}

// byLinkTo goes to a part by the list of what is to be done.
func (p *person) byLinkTo(end string) {
	p.t.Helper()
	words, err := look[string](p, fmt.Sprintf(`hands.words([...document.querySelectorAll("main a")].find(a => a.pathname.endsWith(%q)))`, end))
	p.must("find the way to "+end, err)
	p.enter(words)
}

func (p *person) modelsByKeyboard() {
	p.t.Helper()
	p.skip()
	p.write("models", "MR-100\rMR-100W\rMR-200")
	p.enter(p.T("apply.models.check"))
	p.skip()
	p.enter(p.T("apply.models.take", 3))
	p.sees(p.T("apply.models.added", 3))
	p.skip()
	p.enter(p.T("applicant.next_part"))
}

func (p *person) evaluatorByKeyboard() {
	p.t.Helper()
	p.skip()
	p.pick("evaluator_class", "applicant")
	p.write("evaluator_name", "Quality department")
	p.enter(p.T("applicant.save"))
	p.skip()
	p.enter(p.T("applicant.next_part"))
}

// itemByKeyboard answers an item and goes on to the next one, from the page
// of the item or from the list before the first.
func (p *person) itemByKeyboard(n int) {
	p.t.Helper()
	p.skip()
	if n == 1 {
		p.byLinkTo(itemPath("", 1))
		p.skip()
	}
	say := answerTo(n)
	p.pick(itemField(n, "verdict"), say["verdict"])
	p.pick(itemField(n, "method"), say["method"])
	p.write(itemField(n, "rationale"), fmt.Sprintf("Seen in chapter %d of the design document.", n))
	p.write(itemField(n, "evidence.0.title"), fmt.Sprintf("Test record %02d", n))
	p.write(itemField(n, "evidence.0.version"), say["evidence.0.version"])
	p.date(itemField(n, "evidence.0.date"), say["evidence.0.date"])
	p.write(itemField(n, "assessor"), "Ken Tanaka")
	p.date(itemField(n, "assessed_on"), say["assessed_on"])
	p.write(itemField(n, "minutes"), say["minutes"])
	if n < items {
		p.enter(p.T("applicant.item.save_next"))
		return
	}
	p.enter(p.T("applicant.save"))
	p.skip()
	p.enter(p.T("applicant.item.overview"))
	p.sees(p.T("checklist.complete", items, items))
}

func (p *person) declareByKeyboard() {
	p.t.Helper()
	p.skip()
	p.enter(p.T("applicant.back_to_application"))
	p.skip()
	p.byLinkTo("/review")
	p.skip()
	p.write("declared_by", "Hanako Yamada")
	p.write("declared_title", "Head of Quality")
	for _, s := range p.statements() {
		p.tick("statements", s)
	}
	p.tick("terms", "yes")
	p.write("terms_by", "Hanako Yamada")
	p.enter(p.T("applicant.declare.button"))
}
