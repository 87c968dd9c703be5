package browsertest

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// What the first officer says to one item.
const (
	commented = 5
	comment   = "設計書のどの章で確かめたかを書いてください。"
)

// counts adds what a person does meanwhile to a tally.
func (p *person) counts(t *tally, deed func()) {
	p.t.Helper()
	before := p.tally
	p.tally = t
	deed()
	p.tally = before
}

// openFile opens the application from the list that an officer meets first.
func (p *person) openFile() {
	p.t.Helper()
	p.here("/desk")
	number, err := look[string](p, `document.querySelector(".docket-number a").innerText`) // the one it goes by now
	p.must("read the number", err)
	p.press(number)
}

// commentAndReturn takes the application, says what is to be mended at one
// item, and returns it.
func (p *person) commentAndReturn() {
	p.t.Helper()
	p.openFile()
	p.sees("見本ルーター")
	p.press(p.T("docket.assigned.take"))
	p.sees(p.T("docket.assigned.release"))
	place := fmt.Sprintf("S1.1-%02d", commented)
	p.unfold(p.T("submission.write") + " " + place)
	p.fill("text."+place, comment)
	p.isWarned(fmt.Sprintf("S1.1-%02d", commented+1))
	p.press(p.T("submission.write.save"))
	p.sees(comment)
	p.unfold(p.T("officer.return.title"))
	p.form(p.T("officer.return.button")).fill("return.reason", "コメントの項目を直してください。").send()
	p.seesState("returned")
}

// isWarned leaves a comment unfinished at another place and would save the
// first one: nothing is sent until that is settled.
func (p *person) isWarned(place string) {
	p.t.Helper()
	const unfinished = "書きかけ"
	p.unfold(p.T("submission.write") + " " + place)
	p.fill("text."+place, unfinished)
	p.do("press", p.T("submission.write.save"))
	p.sees(p.T("unsaved.title"))
	if got := p.value("text." + place); got != unfinished {
		p.t.Errorf("of the comment left unfinished %q is there", got)
	}
	p.fill("text."+place, "")
}

// accept opens the application that waits, and accepts it.
func (p *person) accept() {
	p.t.Helper()
	p.openFile()
	p.sees("設計書の該当する章を書き直しました。")
	p.press(p.T("officer.accept.button"))
	p.seesState("accepted")
}

// readStatement matches the payment in a bank statement as the bank writes it.
func (p *person) readStatement() {
	p.t.Helper()
	p.press(p.T("money.nav"))
	type open struct{ Reference, Yen string }
	owed, err := look[open](p, `({Reference: document.querySelector(".money-card .number").innerText,
		Yen: document.querySelector(".money-card strong").innerText.match(/[0-9]+,[0-9]+/)[0]})`)
	p.must("read what is owed", err)
	statement := filepath.Join(p.t.TempDir(), "meisai.csv")
	day := strings.ReplaceAll(today(), "-", "/")
	rows := fmt.Sprintf("取引日,お預入金額,摘要\r\n%s,%q,%s ｶﾌﾞ)ﾐﾎﾝﾃﾞﾝｷ\r\n%s,7,ﾀﾞﾚｶ\r\n", day, owed.Yen, owed.Reference, day)
	p.must("write the statement", os.WriteFile(statement, []byte(rows), 0o600))
	p.press(p.T("money.statement.link"))
	p.takeFile("statement", statement)
	p.press(p.T("money.statement.read"))
	p.sees(p.T("money.certainty.certain"))
	p.press(p.T("money.statement.import"))
	p.sees(p.T("money.statement.back"))
	p.openFile()
	p.sees(p.T("officer.deeds.shut")) // who accepted cannot decide
	p.seesNot(p.T("officer.issue.button"))
}

// settleFee enters by hand that the fee came in.
func (p *person) settleFee() {
	p.t.Helper()
	p.reload()
	p.form(p.T("money.enter.button")).fill("enter.day", today()).fill("enter.reference", "振込 0001").send()
	p.sees(p.T("officer.deeds.shut")) // who accepted cannot decide
	p.seesNot(p.T("officer.issue.button"))
}

// enterLetter enters the authority's answer from its signed letter.
func (p *person) enterLetter() {
	p.t.Helper()
	id, err := look[string](p, `document.querySelector(".inquiry").id.slice("inquiry-".length)`)
	p.must("find the inquiry", err)
	field := func(part string) string { return id + ".enter_answer." + part }
	p.unfold(p.T("inquiry.enter.title"))
	p.form(p.T("inquiry.enter.button")).choose(field("view"), "no_objection").fill(field("answered"), today()).fill(field("reference"), "見本第1号").
		fill(field("sha256"), strings.Repeat("0a", 32)).fill(field("kept_at"), "文書庫").send()
	p.sees(p.T("view.no_objection"))
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
	p.openFile()
	p.press(p.T("officer.issue.button"))
	// Five minutes after the sign-in the button would lead here by itself.
	confirm := p.path()
	p.here("/door/step-up?next=" + url.QueryEscape(confirm))
	p.press(p.T("door.stepup.button"))
	if p.path() != confirm {
		p.t.Errorf("after the passkey on %s, want %s", p.path(), confirm)
	}
	p.press(p.T("officer.issue.confirm.button"))
	p.sees(p.T("officer.labels.title"))
	number, err := look[string](p, `document.body.innerText.match(/\b20[0-9]{14}\b/)[0]`)
	p.must("read the number", err)
	return number
}
