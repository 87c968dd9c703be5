package browsertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"shirushi/internal/store/storetest"
)

// The thin path, once in each language and on each engine: from an empty
// database to a label that a stranger finds.
func TestWalk_fromInvitationToLabel(t *testing.T) {
	t.Parallel()
	t.Run("sqlite in Japanese", func(t *testing.T) {
		t.Parallel()
		walk(t, "sqlite:shirushi.db", "ja")
	})
	t.Run("postgres in English", func(t *testing.T) {
		t.Parallel()
		walk(t, storetest.PostgresDSN(t), "en")
	})
}

const items = 16

func walk(t *testing.T, database, lang string) {
	h, first := newHouse(t, database, lang)
	chrome := browser(t)

	admin := newPerson(t, chrome, h, "administrator", lang)
	admin.enrol(first)
	admin.admitMaker()
	admin.invite("田中 健", "engineer@maker.example", "applicant", "manager")
	admin.inviteOfficers()
	admin.admitAuthority()
	admin.invite("霧島 要", "reviewer@ministry.example", "authority")

	engineer := newPerson(t, chrome, h, "engineer", lang)
	engineer.enrol(h.letterLink("engineer@maker.example"))
	application := engineer.start()
	engineer.scope(application)
	engineer.product(application)
	engineer.models(application)
	engineer.evaluator(application)
	engineer.checklist(application)
	engineer.declare(application)

	one := newPerson(t, chrome, h, "first officer", lang)
	one.enrol(h.letterLink("one@office.example"))
	one.accept()
	one.noteFeeAndAnswer()

	reviewer := newPerson(t, chrome, h, "reviewer", lang)
	reviewer.enrol(h.letterLink("reviewer@ministry.example"))
	reviewer.consent()

	two := newPerson(t, chrome, h, "second officer", lang)
	two.enrol(h.letterLink("two@office.example"))
	two.signOutAndIn()
	number := two.issue()

	newPerson(t, chrome, h, "stranger", "ja").lookUp(number, "見本ルーター")
	newPerson(t, chrome, h, "stranger", "en").lookUp(number, "Sample Router")
	h.answersFor(number)
}

// enrol follows the link of a letter and makes a passkey.
func (p *person) enrol(link string) {
	p.t.Helper()
	p.open(link)
	p.press(p.T("door.link.take"))
	p.fill("name", "試験の鍵")
	p.leave("make a passkey", func() { p.do("press", p.T("door.enrol.button")) })
	p.sees(p.T("shell.sign_out"))
}

// signOutAndIn comes back with the passkey made before.
func (p *person) signOutAndIn() {
	p.t.Helper()
	p.press(p.T("shell.sign_out"))
	p.here("/door/sign-in")
	p.leave("sign in", func() { p.do("press", p.T("door.signin.button")) })
	p.sees(p.T("shell.sign_out"))
}

func (p *person) admitMaker() {
	p.t.Helper()
	p.press(p.T("officer.nav.organisations"))
	p.press(p.T("admin.orgs.admit"))
	p.choose("kind", "maker")
	p.fill("name", "見本電機株式会社")
	p.fill("name_en", "Mihon Denki K.K.")
	p.fill("reading", "ミホンデンキ")
	p.fill("country", "JP")
	p.fill("corporate_number", "1000099990000") // its check digit is wrong
	p.fill("address", "東京都見本区例示町1-2-3")
	p.fill("contact_name", "田中 健")
	p.fill("contact_email", "contact@maker.example")
	p.press(p.T("admin.org.admit.button"))
	p.sees(p.T("refusal.corporate_number.check_digit"))
	p.fill("corporate_number", corporateNumber)
	p.press(p.T("admin.org.admit.button"))
	p.sees(p.T("officer.done.admit"))
}

// admitAuthority registers an authority that answers inquiries.
func (p *person) admitAuthority() {
	p.t.Helper()
	p.press(p.T("officer.nav.organisations"))
	p.press(p.T("admin.orgs.admit"))
	p.choose("kind", "authority")
	p.fill("name", "見本省")
	p.fill("name_en", "Sample Ministry")
	p.fill("reading", "ミホンショウ")
	p.fill("country", "JP")
	p.press(p.T("admin.org.admit.button"))
	p.sees(p.T("officer.done.admit"))
}

// invite invites a person to the organisation on the page.
func (p *person) invite(name, email string, roles ...string) {
	p.t.Helper()
	p.unfold(p.T("admin.people.invite"))
	f := p.form(p.T("admin.people.invite.button"))
	f.fill("name", name).fill("email", email).choose("language", p.Lang)
	for _, role := range roles {
		f.choose("roles", role)
	}
	f.send()
	p.sees(p.T("officer.done.invite"))
}

func (p *person) inviteOfficers() {
	p.t.Helper()
	p.press(p.T("officer.nav.organisations"))
	p.press(map[string]string{"ja": "見本ラベル機構", "en": "Sample Label Office"}[p.Lang])
	p.invite("佐藤 一", "one@office.example", "officer")
	p.invite("高橋 二", "two@office.example", "officer")
}

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

// scope answers every question as a device in scope does.
func (p *person) scope(application string) {
	p.t.Helper()
	p.follow("/scope")
	questions, err := hand[[]string](p, "names", "input[type=radio]")
	p.must("read the questions", err)
	for _, q := range questions {
		answer := "yes"
		if q == "scope.general_purpose" || q == "scope.system" {
			answer = "no"
		}
		p.choose(q, answer)
		p.fill(q+".reason", "製品仕様書 第2章のとおりです。")
	}
	p.press(p.T("applicant.save"))
	p.sees(p.T("applicant.scope.in"))
	p.open(application)
}

func (p *person) product(application string) {
	p.t.Helper()
	p.follow("/product")
	for field, text := range map[string]string{
		"name_ja": "見本ルーター", "name_en": "Sample Router", "firmware": "1.2.3",
		"summary_ja": "家庭用の無線ルーターです。", "summary_en": "A wireless router for the home.",
		"manufacturer": "見本電機株式会社", "support_from": today(),
		"home_page": "https://maker.example/mr", "enquiry": "https://maker.example/contact",
		"vulnerability_desk": "psirt@maker.example", "disclosure_policy": "https://maker.example/policy",
		"supplied_by": "秘密の委託先株式会社",
	} {
		p.fill(field, text)
	}
	p.press(p.T("applicant.save"))
	p.reload()
	if got := p.value("country"); got != "JP" {
		p.t.Errorf("after saving and reloading the country is %q", got)
	}
	p.open(application)
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

// declare reads everything once more and submits, by keyboard alone.
func (p *person) declare(application string) {
	p.t.Helper()
	p.follow("/review")
	p.write("declared_by", "Hanako Yamada")
	p.write("declared_title", "Head of Quality")
	statements, err := look[[]string](p, `[...document.querySelectorAll("[name=statements]")].map(e => e.value)`)
	p.must("read the statements", err)
	if len(statements) != 2 {
		p.t.Fatalf("there are %d statements to affirm", len(statements))
	}
	for _, s := range statements {
		p.tick("statements", s)
	}
	p.tick("terms", "yes")
	p.write("terms_by", "Hanako Yamada")
	p.enter(p.T("applicant.declare.button"))
	p.open(application)
	p.sees(p.T("state.submitted"))
}

// accept opens the application that waits, and accepts it.
func (p *person) accept() {
	p.t.Helper()
	p.press(p.T("officer.nav.applications"))
	p.press(fmt.Sprintf("A%s-", today()[:4]))
	p.sees("見本ルーター")
	p.press(p.T("officer.accept.button"))
	p.sees(p.T("state.accepted"))
}

func (p *person) noteFeeAndAnswer() {
	p.t.Helper()
	p.form(p.T("officer.fee.button")).fill("note_fee.paid", today()).fill("note_fee.reference", "振込 0001").send()
	p.sees(p.T("officer.deeds.shut")) // who accepted cannot decide
	p.seesNot(p.T("officer.issue.button"))
}

// consent answers the inquiry at the authority's own desk, first as one of
// several, then again on its own page.
func (p *person) consent() {
	p.t.Helper()
	p.here("/desk")
	p.press(p.T("inquiry.together.button")) // nothing is ticked
	p.sees(p.T("refusal.inquiry.none_ticked"))
	tick, err := look[string](p, `document.querySelector("[name=inquiry]").value`)
	p.must("read the tick", err)
	p.choose("inquiry", tick)
	p.press(p.T("inquiry.together.button"))
	p.press(p.T("inquiry.together.yes", 1))
	p.sees(p.T("inquiry.done.together", 1))
	p.press(p.T("inquiry.tab.answered"))
	p.press(fmt.Sprintf("R%s-", today()[:4]))
	p.choose("view", "no_objection")
	p.press(p.T("inquiry.form.button"))
	p.sees(p.T("inquiry.done.answer"))
}

// issue decides for the label, with a fresh passkey, and returns its number.
func (p *person) issue() string {
	p.t.Helper()
	p.press(p.T("officer.nav.applications"))
	p.press(fmt.Sprintf("A%s-", today()[:4]))
	p.press(p.T("officer.issue.button"))
	// Five minutes after the sign-in the button would lead here by itself.
	confirm := p.path()
	p.here("/door/step-up?next=" + url.QueryEscape(confirm))
	p.leave("use the passkey afresh", func() { p.do("press", p.T("door.stepup.button")) })
	if p.path() != confirm {
		p.t.Errorf("after the passkey on %s, want %s", p.path(), confirm)
	}
	p.press(p.T("officer.issue.confirm.button"))
	p.sees(p.T("officer.labels.title"))
	number, err := look[string](p, `document.body.innerText.match(/\b20[0-9]{14}\b/)[0]`)
	p.must("read the number", err)
	return number
}

// lookUp finds the label as the code on the box and as the search do.
func (p *person) lookUp(number, product string) {
	p.t.Helper()
	p.open("/l/" + number)
	p.here("/labels/" + number)
	p.sees(product)
	p.sees(p.T("status.active"))
	for _, private := range []string{"秘密の委託先", "設計書", "評価記録", "田中"} {
		p.seesNot(private)
	}
	p.here("/")
	p.fill("q", number[:4]+" "+number[4:8]+"-"+number[8:])
	p.press(p.T("public.search.button"))
	p.sees(product)
	p.here("/labels?q=9999999999999999")
	p.here("/labels/" + number[:15] + string('0'+(number[15]-'0'+1)%10))
}

// answersFor asks the API as a program does.
func (h *house) answersFor(number string) {
	h.t.Helper()
	var label struct {
		Number, Level, Status, Holder string
		Product                       struct{ Models []string }
	}
	status, body := h.get("/api/v1/labels/" + number)
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &fields); err != nil || status != http.StatusOK {
		h.t.Fatalf("the API answers %d %s", status, body)
	}
	for _, field := range []string{"number", "level", "status", "valid_from", "valid_to", "first_issued", "edition", "evaluator_class", "holder", "product"} {
		if _, ok := fields[field]; !ok {
			h.t.Errorf("the API's answer has no %s: %s", field, body)
		}
	}
	json.Unmarshal([]byte(body), &label) // a holder may be more than a name
	if label.Number != number || label.Status != "active" || len(label.Product.Models) != 3 {
		h.t.Errorf("the API says %s", body)
	}
	if strings.Contains(body, "秘密") || strings.Contains(body, "設計書") {
		h.t.Errorf("the API tells what is not public: %s", body)
	}
	if status, _ := h.get("/api/v1/labels/" + number[:15] + string('0'+(number[15]-'0'+1)%10)); status != 400 && status != 422 {
		h.t.Errorf("a mistyped number is answered with %d", status)
	}
}

const corporateNumber = "9000099990000"

// today is the scheme's day: its zone is nine hours ahead of UTC.
func today() string { return time.Now().UTC().Add(9 * time.Hour).Format("2006-01-02") }
