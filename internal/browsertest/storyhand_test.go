package browsertest

import (
	"fmt"
	"strings"
	"time"
)

// reports tells the office about a label without an account, and returns the
// receipt.
func (p *person) reports(number, what string) (receipt string) {
	p.t.Helper()
	p.here("/report")
	p.follow("/report/write")
	p.fillAll([]string{"topic", "no_updates", "about", number, "text", what, "consent", "yes"})
	time.Sleep(4 * time.Second) // nobody writes faster
	p.press(p.T("report.send"))
	receipt, err := look[string](p, `document.querySelector(".receipt").innerText.trim()`)
	p.must("read the receipt", err)
	return receipt
}

// followsUp types a receipt in and reads what came of the report.
func (p *person) followsUp(receipt, answer string) {
	p.t.Helper()
	p.here("/report/follow")
	p.fill("receipt", receipt)
	p.press(p.T("report.follow.go"))
	p.sees(answer)
}

// opensCase makes a case of what was reported about a label, and opens it.
func (p *person) opensCase(number, reported, words string) {
	p.t.Helper()
	p.goesTo("/desk/office/doubts", number, "/doubts/")
	p.sees(reported)
	p.unfoldAll()
	p.fillAll([]string{"doubted", words, "sure", "yes"})
	p.sends("/case")
	p.sees(p.T("officer.done.open_case"))
	p.goesTo("/desk/office/cases", number, "/cases/")
}

// asksToExtend applies for the extension of a label: all that is carried from
// the last declaration is looked at and confirmed, item by item. It returns the
// application.
func (p *person) asksToExtend(s *stage, number string) (application string) {
	p.t.Helper()
	p.here("/desk/labels/" + number)
	p.follow("/extend")
	p.press(p.T("renewal.start.button.extension"))
	address := p.path()
	for _, part := range []string{"/scope", "/product", "/evaluator"} {
		p.open(address + part)
		p.press(p.T("apply.carried.confirm"))
	}
	p.open(itemPath(address+"/checklist", 1))
	p.fill(itemField(1, "assessor"), "評価 太郎")
	p.fill(itemField(1, "assessed_on"), string(s.on(0)))
	p.press(p.T("checklist.carried_confirm"))
	for range items - 1 {
		p.leave("confirm with the same assessor", func() {
			_, err := look[bool](p, `(document.querySelector("button[name=do][value=confirm_same]").click(), true)`)
			p.must("press", err)
		})
	}
	p.open(address)
	p.declare(address)
	return address[strings.LastIndex(address, "/")+1:]
}

// settles accepts an application, enters its fee and what the authorities have
// answered by letter.
func (s *stage) settles(application string) {
	s.t.Helper()
	p := s.as("小野寺 航")
	p.here("/desk/office/applications/" + application)
	p.press(p.T("officer.accept.button"))
	p.form(p.T("money.enter.button")).fill("enter.day", string(s.on(0))).fill("enter.reference", "振込 0001").send()
	ids, err := look[[]string](p, `[...document.querySelectorAll("form[action$='/enter']")].map((f) => f.getAttribute("action").split("/").at(-2))`)
	p.must("find the inquiries", err)
	if len(ids) != 2 {
		p.must("find the inquiries", fmt.Errorf("%v", ids))
	}
	for _, id := range ids {
		p.unfoldAll()
		field := func(part string) string { return id + ".enter_answer." + part }
		p.fillAll([]string{field("view"), "no_objection", field("answered"), string(s.on(0)), field("reference"), "見本第1号",
			field("sha256"), strings.Repeat("0a", 32), field("kept_at"), "文書庫"})
		p.sends(id + "/enter")
		p.sees(p.T("officer.done.enter_answer"))
	}
}
