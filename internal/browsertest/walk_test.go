package browsertest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

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
	application := engineer.applies()
	engineer.handOver(application)

	one := newPerson(t, chrome, h, "first officer", lang)
	one.enrol(h.letterLink("one@office.example"))
	one.commentAndReturn()
	engineer.answerAndSubmitAgain(application)

	way := new(tally)
	way.start()
	one.counts(way, one.accept)
	if lang == "ja" {
		one.counts(way, one.enterLetter)
		one.counts(way, one.readStatement)
	} else {
		one.counts(way, one.settleFee)
		reviewer := newPerson(t, chrome, h, "reviewer", lang)
		reviewer.enrol(h.letterLink("reviewer@ministry.example"))
		reviewer.consent()
	}

	two := newPerson(t, chrome, h, "second officer", lang)
	two.enrol(h.letterLink("two@office.example"))
	two.signOutAndIn()
	number := ""
	two.counts(way, func() { number = two.issue() })
	t.Logf("from application to label the officers need %s", way)
	if lang == "en" && len(way.clicks) > 8 {
		t.Errorf("from application to label the officers need %d clicks, more than 8", len(way.clicks))
	}

	newPerson(t, chrome, h, "stranger", "ja").lookUp(number, "見本ルーター")
	newPerson(t, chrome, h, "stranger", "en").lookUp(number, "Sample Router")
	h.answersFor(number)
}

// applies makes an application from the start until it is submitted: with
// the mouse and in every odd way in Japanese, by keyboard alone in English.
func (p *person) applies() (application string) {
	p.t.Helper()
	if p.Lang == "en" {
		return p.appliesByKeyboard()
	}
	application = p.start()
	p.scope(application)
	p.product(application)
	p.models(application)
	p.evaluator(application)
	p.checklist(application)
	p.declare(application)
	return application
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
	p.download(p.T("paper.certificate_pdf"), "%PDF-")
	p.here("/")
	p.fill("q", number[:4]+" "+number[4:8]+"-"+number[8:])
	p.press(p.T("public.search.button"))
	p.sees(product)
	p.here("/labels?q=9999999999999999")
	p.here("/labels?q=" + number[:4] + "&status=active&level=1&sort=newest")
	p.sees(product)
	p.here("/labels?q=nothing-like-this-5200W&status=revoked")
	p.here("/labels?q=router&level=9&issued_from=soon")
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
