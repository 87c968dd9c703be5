package browsertest

import (
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// start begins an application and returns its address.
func (p *person) start() string {
	p.t.Helper()
	p.here("/desk")
	p.press(p.T("applicant.start.title"))
	p.choose("edition", "JST-CR-01-01-2024R1")
	p.press(p.T("applicant.start.button"))
	address := p.path()
	if !strings.HasPrefix(address, "/"+p.Lang+"/desk/applications/") {
		p.t.Fatalf("after the start on %s", address)
	}
	address = strings.TrimSuffix(address, "/scope")
	p.open(address)
	return address
}

// inScope is what is answered of a device in scope.
func inScope(question string) string {
	if question == "scope.general_purpose" || question == "scope.system" {
		return "no"
	}
	return "yes"
}

// scope answers every question as a device in scope does.
func (p *person) scope(application string) {
	p.t.Helper()
	p.follow("/scope")
	questions, err := hand[[]string](p, "names", "input[type=radio]")
	p.must("read the questions", err)
	for _, q := range questions {
		p.choose(q, inScope(q))
		p.fill(q+".reason", "製品仕様書 第2章のとおりです。")
	}
	p.press(p.T("applicant.save"))
	p.sees(p.T("applicant.scope.in"))
	p.open(application)
}

// productParts is what is said of the product, in the order of the form.
var productParts = []struct{ field, text string }{
	{"name_ja", "見本ルーター"}, {"name_en", "Sample Router"}, {"firmware", "1.2.3"},
	{"summary_ja", "家庭用の無線ルーターです。"}, {"summary_en", "A wireless router for the home."},
	{"manufacturer", "見本電機株式会社"}, {"country", "JP"}, {"support_from", today()},
	{"home_page", "https://maker.example/mr"}, {"enquiry", "https://maker.example/contact"},
	{"vulnerability_desk", "psirt@maker.example"}, {"disclosure_policy", "https://maker.example/policy"},
	{"supplied_by", "秘密の委託先株式会社"},
}

func (p *person) product(application string) {
	p.t.Helper()
	p.follow("/product")
	for _, part := range productParts {
		p.fill(part.field, part.text)
	}
	p.press(p.T("applicant.save"))
	p.reload()
	if got := p.value("country"); got != "JP" {
		p.t.Errorf("after saving and reloading the country is %q", got)
	}
	p.isAskedBeforeLeaving()
	p.open(application)
}

// isAskedBeforeLeaving types a malformed address and something well formed
// and follows a link of the page: it is asked, and only the address is lost.
func (p *person) isAskedBeforeLeaving() {
	p.t.Helper()
	here, address := p.path(), p.value("home_page")
	p.fill("home_page", "www.x")
	p.fill("certifications", "CC 12345")
	click := func(selector string) {
		_, err := look[bool](p, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, selector))
		p.must("click "+selector, err)
	}
	click("nav.ways a")
	p.sees(p.T("applicant.leave.title"))
	p.check()
	p.picture("leaving")
	click(".leaving .button-primary")
	p.seesNot(p.T("applicant.leave.title"))
	if p.value("home_page") != "www.x" || p.path() != here {
		p.t.Errorf("who stays finds %q on %s", p.value("home_page"), p.path())
	}
	click("nav.ways a")
	p.sees(p.T("applicant.leave.title"))
	p.leave("leave", func() { click(".leaving .button-secondary") })
	p.open(here)
	if p.value("home_page") != address || p.value("certifications") != "CC 12345" {
		p.t.Errorf("on record: %q, %q", p.value("home_page"), p.value("certifications"))
	}
	p.fill("certifications", "")
	p.leave("follow a link with something to save", func() { click("nav.ways a") })
	p.open(here)
	if got := p.value("certifications"); got != "" {
		p.t.Errorf("the last change was lost on leaving: %q", got)
	}
}

// models pastes a list, looks it through and takes it over.
func (p *person) models(application string) {
	p.t.Helper()
	p.follow("/models")
	p.fill("models", "MR-100\nMR-100W\nMR-200")
	p.press(p.T("apply.models.check"))
	p.press(p.T("apply.models.take", 3))
	p.sees(p.T("apply.models.added", 3))
	p.open(application)
}

func (p *person) evaluator(application string) {
	p.t.Helper()
	p.follow("/evaluator")
	p.choose("evaluator_class", "applicant")
	p.fill("evaluator_name", "見本電機株式会社 品質保証部")
	p.press(p.T("applicant.save"))
	p.open(application)
}

// checklist answers the items: one by typing alone, one by keyboard alone,
// one without JavaScript, one in two windows at once, the others with the
// button that goes on. Then it reads every one of them back from the server.
func (p *person) checklist(application string) {
	p.t.Helper()
	p.follow("/checklist")
	list := p.path()
	for n := 1; n <= items; n++ {
		p.open(itemPath(list, n))
		switch n {
		case 1:
			p.answer(n)
			p.waitUntilSaved()
		case 2:
			p.answerByKeyboard(n)
		case 3:
			p.answerWithoutScript(n)
		case 4:
			p.answerInTwoWindows(n)
		case items:
			p.answer(n)
			p.press(p.T("applicant.save"))
		default:
			p.answer(n)
			p.press(p.T("applicant.item.save_next"))
			if p.path() != itemPath(list, n+1) {
				p.t.Errorf("after item %d came %s", n, p.path())
			}
		}
	}
	for n := 1; n <= items; n++ {
		p.open(itemPath(list, n))
		for part, want := range answerTo(n) {
			if got := p.value(itemField(n, part)); got != want {
				p.t.Errorf("item %d came back with %s %q, want %q", n, part, got, want)
			}
		}
	}
	p.open(list)
	p.sees(p.T("checklist.complete", items, items))
	p.open(application)
}

func itemField(n int, part string) string { return fmt.Sprintf("S1.1-%02d.%s", n, part) }

func itemPath(list string, n int) string { return fmt.Sprintf("%s/S1.1-%02d", list, n) }

// answerTo is what the engineer says to an item.
func answerTo(n int) map[string]string {
	answer := map[string]string{
		"verdict": "conforms", "method": "document", "rationale": fmt.Sprintf("設計書 第%d章で確かめました。", n), "assessor": "田中 健",
		"assessed_on": today(), "minutes": "90", "evidence.0.title": fmt.Sprintf("評価記録 %02d", n), "evidence.0.version": "1.0",
		"evidence.0.date": today(), "public_note": "",
	}
	if n == 2 {
		answer["rationale"], answer["assessor"], answer["evidence.0.title"] = "Seen in the design document.", "Ken Tanaka", "Test record 02"
	}
	if n == 4 {
		answer["method"] = "device" // the criterion asks for a test on the device
	}
	return answer
}

func (p *person) answer(n int) {
	p.t.Helper()
	for part, text := range answerTo(n) {
		if part == "verdict" || part == "method" {
			p.choose(itemField(n, part), text)
		} else {
			p.fill(itemField(n, part), text)
		}
	}
}

// waitUntilSaved waits until the page itself says that all was saved, and
// when; nobody has pressed a button.
func (p *person) waitUntilSaved() {
	p.t.Helper()
	before, _, _ := strings.Cut(p.T("applicant.saved", "\x00"), "\x00")
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		said, err := look[string](p, `document.querySelector("[data-said]").innerText`)
		p.must("read what is said of the save", err)
		quiet, err := look[bool](p, `!document.querySelector("[data-said]").hasAttribute("data-unsaved")`)
		p.must("read what is said of the save", err)
		if quiet && strings.Contains(said, strings.TrimSpace(before)) && strings.Contains(said, ":") {
			time.Sleep(2 * time.Second) // a later key may still be on its way
			p.mayLeave()
			return
		}
	}
	p.must("wait for the save", fmt.Errorf("the page never says that it saved"))
}

// mayLeave goes from the field that was typed in last to a link: where all is
// saved, the page must not ask whether to stay.
func (p *person) mayLeave() {
	p.t.Helper()
	asks, err := look[bool](p, `(() => {
		for (const field of document.querySelectorAll("form[data-autosave] textarea, form[data-autosave] input"))
			field.dispatchEvent(new Event("change", {bubbles: true}));
		return !window.dispatchEvent(new Event("beforeunload", {cancelable: true}));
	})()`)
	p.must("go on to another page", err)
	if asks {
		p.must("go on to another page", fmt.Errorf("all is saved, and yet the page asks whether to stay"))
	}
}

func (p *person) answerByKeyboard(n int) {
	p.t.Helper()
	say := answerTo(n)
	p.pick(itemField(n, "verdict"), say["verdict"])
	p.pick(itemField(n, "method"), say["method"])
	p.write(itemField(n, "rationale"), say["rationale"])
	p.write(itemField(n, "evidence.0.title"), say["evidence.0.title"])
	p.write(itemField(n, "evidence.0.version"), say["evidence.0.version"])
	p.date(itemField(n, "evidence.0.date"), say["evidence.0.date"])
	p.write(itemField(n, "assessor"), say["assessor"])
	p.date(itemField(n, "assessed_on"), say["assessed_on"])
	p.write(itemField(n, "minutes"), say["minutes"])
	p.leave("press Enter in a field", func() { p.keys(kb.Enter) })
	if after, err := look[string](p, "location.hash"); err != nil || after != "" {
		p.must("save by Enter", fmt.Errorf("pressed another button: %q %w", after, err))
	}
}

func (p *person) answerWithoutScript(n int) {
	p.t.Helper()
	script := func(off bool) {
		_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
		p.must("switch scripts", err)
	}
	script(true)
	defer script(false)
	p.reload()
	p.answer(n)
	p.press(p.T("applicant.save"))
}

// answerInTwoWindows writes two texts for one item. The second save is
// refused, shows both texts, and loses neither.
func (p *person) answerInTwoWindows(n int) {
	p.t.Helper()
	other := p.secondWindow()
	other.open(p.path())
	p.answer(n)
	p.press(p.T("applicant.save"))
	other.fill(itemField(n, "rationale"), "もう一つの窓で書いた根拠です。")
	other.press(other.T("applicant.save"))
	other.sees(other.T("applicant.clash.title"))
	other.sees(answerTo(n)["rationale"])
	if got := other.value(itemField(n, "rationale")); got != "もう一つの窓で書いた根拠です。" {
		p.t.Errorf("the second window holds %q", got)
	}
	p.reload()
	if got := p.value(itemField(n, "rationale")); got != answerTo(n)["rationale"] {
		p.t.Errorf("the first save became %q", got)
	}
}

// declare reads everything once more and submits.
func (p *person) declare(application string) {
	p.t.Helper()
	p.follow("/review")
	p.fill("declared_by", "山田 花子")
	p.fill("declared_title", "品質保証部長")
	for _, s := range p.statements() {
		p.choose("statements", s)
	}
	p.choose("terms", "yes")
	p.fill("terms_by", "山田 花子")
	p.press(p.T("applicant.declare.button"))
	p.open(application)
	p.seesState("submitted")
}

// statements are those to be affirmed.
func (p *person) statements() []string {
	p.t.Helper()
	statements, err := look[[]string](p, `[...document.querySelectorAll("[name=statements]")].map(e => e.value)`)
	p.must("read the statements", err)
	if len(statements) != 2 {
		p.t.Fatalf("there are %d statements to affirm", len(statements))
	}
	return statements
}

// answerAndSubmitAgain reads what the office said, mends what it is about,
// answers, and submits once more.
func (p *person) answerAndSubmitAgain(application string) {
	p.t.Helper()
	p.open(application)
	p.seesState("returned")
	p.follow("/checklist")
	p.open(itemPath(p.path(), commented))
	p.sees(comment)
	p.fill(itemField(commented, "rationale"), "設計書 第5章の改訂版で確かめました。")
	p.press(p.T("applicant.save"))
	p.open(application)
	p.follow("/comments")
	p.sees(comment)
	id, err := look[string](p, `document.querySelector("textarea[name$='.answer']").name.replace(/answer$/, "")`)
	p.must("find the comment", err)
	p.fill(id+"answer", "設計書の該当する章を書き直しました。")
	p.choose(id+"done", "yes")
	p.press(p.T("submission.answer.save"))
	p.sees(p.T("submission.comment.done"))
	p.open(application)
	p.declare(application)
}
