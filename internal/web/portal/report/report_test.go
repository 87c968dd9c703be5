package report_test

import (
	"strings"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/portal/portaltest"
)

const (
	desk  = "/ja/desk/office/doubts"
	words = "基板の端子が露出していました。そのまま使えます。"
)

// reported is a doubt about a label, with a contact; the label's number too.
func reported(t *testing.T, b *portaltest.Bureau) (id, receipt, number string) {
	t.Helper()
	number = string(b.Issued(1))
	form := b.Doubts.Form()
	b.Clock.Advance(time.Minute)
	receipt, err := b.Doubts.Report(t.Context(), form, scheme.Report{Topic: "does_not_conform", About: number, Text: words, Contact: "tokumei@example.jp", Language: "ja", Consent: true})
	b.OK(err)
	rows, err := b.Doubts.List(t.Context(), b.One)
	b.OK(err)
	return string(rows[0].Doubt.ID), receipt, number
}

func TestDoubt_isHandledFromTheDeskAlone(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, receipt, _ := reported(t, b)
	at := desk + "/" + id
	b.Shows("list", b.Get(b.AsOne, desk), 200, "見本カメラ 1", at)
	page := b.Get(b.AsOne, at)
	b.Shows("page", page, 200, words, "連絡先を見る")
	if strings.Contains(page.Body, "tokumei") {
		t.Error("the contact is shown without a deed")
	}
	b.Shows("contact", b.Post(b.AsOne, at+"/contact"), 200, "tokumei@example.jp")
	b.Shows("no question", b.Post(b.AsOne, at+"/ask", "question", ""), 400, `href="#f-question"`, "質問を入力してください")
	b.Shows("no answer", b.Post(b.AsOne, at+"/answer", "reply", " "), 400, `href="#f-reply"`, "回答を入力してください")
	for _, id := range []string{"f-question", "f-reply"} {
		if n := strings.Count(b.Get(b.AsOne, at).Body, `id="`+id+`"`); n != 1 {
			t.Errorf("%d controls have the id %s", n, id)
		}
	}
	b.Leads("question", b.Post(b.AsOne, at+"/ask", "question", "型番は？"), at+"?done=ask_reporter")
	b.OK(b.Doubts.Add(t.Context(), receipt, "SC-1です"))
	b.Shows("the report's own words", b.Post(b.AsOne, at+"/case", "doubted", "「"+words+"」とのことです。"), 400, "f-sure", "分かるおそれ")
	b.Leads("case", b.Post(b.AsOne, at+"/case", "doubted", "端子の扱いに疑いがある。", "sure", "yes", "take", "yes"), at+"?done=open_case")
	b.Shows("where it goes on", b.Get(b.AsOne, at+"?done=open_case"), 200, "この調査を開く")
	b.OK(b.Doubts.Add(t.Context(), receipt, "まだ直っていません"))
	rows, err := b.Cases.Cases(t.Context(), b.One, store.CaseFilter{})
	b.OK(err)
	in := "/cases/" + string(rows[0].Case.ID)
	if rows[0].Case.Officer != b.One.Person.ID {
		t.Error("who began to look into it does not have the case")
	}
	b.Shows("the way to it", b.Get(b.AsOne, at), 200, "/ja/desk/office"+in)
	b.OK(b.Cases.Demand(t.Context(), b.One, rows[0].Case.ID, "資料を示してください。", "2026-04-20"))
	b.Shows("the case", b.Get(b.AsOne, "/ja/desk/office"+in), 200, at, "まだ読まれていない書き込み")
	if holders := b.Get(b.AsMaker, "/ja/desk"+in); holders.Status != 200 || strings.Contains(holders.Body, id) || strings.Contains(holders.Body, "書き込み") {
		t.Errorf("the holder's page of the case: %d, or it tells of the report", holders.Status)
	}
	b.OK(b.Cases.Close(t.Context(), b.One, rows[0].Case.ID, scheme.OutcomeNoCase, "疑いのもとが分かった。"))
	b.Shows("what is left to do", b.Get(b.AsOne, "/ja/desk/office"+in), 200, "お知らせくださった方に回答する", at)
	b.Shows("in the list", b.Get(b.AsOne, desk), 200, "回答が必要")
	if list, err := b.Doubts.List(t.Context(), b.One); err != nil || list[0].Doubt.Due == "" || !list[0].Over {
		t.Errorf("after the case: %+v, %v", list, err)
	}
	b.Leads("answer", b.Post(b.AsOne, at+"/answer", "reply", "調べました。"), at+"?done=answer_doubt")
	b.Shows("closed", b.Get(b.AsOne, at), 200, "内容を消去する日")
	b.Clock.Advance(10 * time.Minute)
	b.Leads("contact without a fresh passkey", b.Post(b.AsOne, at+"/contact"), "/ja/door/step-up?next=")
}

// The holder finds nothing of a doubt wherever it looks.
func TestDoubt_holderFishesForNothing(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, receipt, number := reported(t, b)
	b.OK(b.Doubts.Ask(t.Context(), b.One, scheme.DoubtID(id), "型番は？"))
	for _, path := range []string{desk, desk + "/" + id, "/ja/desk/office/misuse", "/ja/desk/office/audit"} {
		for _, session := range []string{b.AsMaker, b.AsRei} {
			b.Shows(path, b.Get(session, path), 404)
		}
		if a := b.Get(b.AsNo, path); a.Status == 200 {
			t.Errorf("%s is open to everybody", path)
		}
	}
	b.Shows("an administrator", b.Get(b.AsAdmin, desk+"/"+id), 403)
	for _, path := range []string{"/ask", "/answer", "/case", "/register", "/spam", "/unspam", "/contact"} {
		b.Shows(path, b.Post(b.AsMaker, desk+"/"+id+path, "reason", "x"), 404)
	}
	audit := b.Get(b.AsAdmin, "/ja/desk/office/audit")
	b.Shows("record of deeds", audit, 200)
	apps := b.Get(b.AsMaker, "/ja/desk/applications")
	for _, secret := range []string{words[:30], "tokumei", receipt, id} {
		if strings.Contains(apps.Body, secret) {
			t.Errorf("the holder's desk shows %q", secret)
		}
		if secret != id && strings.Contains(audit.Body, secret) {
			t.Errorf("the record of deeds shows %q", secret)
		}
	}
	if strings.Contains(apps.Body, "疑い") || number == "" {
		t.Error("the holder's desk tells of a doubt")
	}
}

func TestMisuse_goesThroughItsLifeAtTheDesk(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	const at = "/ja/desk/office/misuse"
	b.Shows("empty", b.Get(b.AsOne, at), 200, "登録はありません")
	b.Shows("nothing entered", b.Post(b.AsOne, at), 400, "f-template", "f-party_ja", "f-source", "f-seen")
	made := b.Post(b.AsOne, at, "template", "guarantee", "party_ja", "架空商会", "product_ja", "夜見カメラ", "source", "https://shop.example/", "seen", "2026-03-30")
	b.Leads("entered", made, at+"/")
	entry, _, _ := strings.Cut(made.To(), "?")
	b.Shows("own", b.Get(b.AsOne, entry), 200, "別の担当者", "2026年3月30日の時点で、架空商会は")
	b.Leads("notice", b.Post(b.AsOne, entry+"/notice", "noticed", "2026-04-01", "notice_by", "書留郵便"), entry)
	b.Shows("too soon", b.Post(b.AsTwo, entry+"/publish"), 409, "回答の期限")
	b.Shows("personal", b.Post(b.AsOne, entry+"/answer", "answer", "連絡は a@example.jp へ", "answered", "2026-04-01"), 400, "個人に関する情報")
	b.Leads("answer", b.Post(b.AsOne, entry+"/answer", "answer", "直します。", "answered", "2026-04-01"), entry)
	b.Shows("by who entered it", b.Post(b.AsOne, entry+"/publish"), 403, "入力した担当者")
	b.Leads("publish", b.Post(b.AsTwo, entry+"/publish"), entry+"?done=publish_misuse")
	b.Leads("review", b.Post(b.AsOne, entry+"/review"), entry)
	b.Shows("no reason", b.Post(b.AsOne, entry+"/end"), 400, "終了の理由")
	b.Leads("end", b.Post(b.AsOne, entry+"/end", "end", "stopped"), entry+"?done=end_misuse")
	b.Shows("over", b.Get(b.AsTwo, entry), 200, "掲載終了")
	b.Shows("list", b.Get(b.AsTwo, at), 200, "架空商会", entry)
}

// Where a report hangs on a case, its forms ask whether a text tells who
// reported: of drafts for everyone at once, of others when it may.
func TestCaseOfAReport_asksWhetherATextTellsWhoReported(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, _, _ := reported(t, b)
	at := desk + "/" + id
	b.Shows("without the tick", b.Post(b.AsOne, at+"/case", "doubted", "端子の扱いに疑いがある。"), 400, `href="#f-sure"`)
	b.Shows("a person", b.Post(b.AsOne, at+"/case", "doubted", "山田様から指摘がありました。"), 400, `href="#f-doubted"`, "疑いの内容", "「山田様」")
	b.Leads("case", b.Post(b.AsOne, at+"/case", "doubted", "端子の扱いに疑いがある。", "sure", "yes", "take", "yes"), at+"?done=open_case")
	rows, err := b.Cases.Cases(t.Context(), b.One, store.CaseFilter{})
	b.OK(err)
	in := "/ja/desk/office/cases/" + string(rows[0].Case.ID)
	if form := b.Get(b.AsOne, in+"/demand"); strings.Contains(form.Body, "f-sure") {
		t.Error("asked of a text that is not written yet")
	}
	b.Shows("a copy", b.Post(b.AsOne, in+"/demand", "text", words, "due", "2026-04-20", "sure", "yes"), 400, `href="#f-text"`, "別の言葉に書き換え")
	b.Shows("a name", b.Post(b.AsOne, in+"/demand", "text", "山田様から指摘がありました。", "due", "2026-04-20"), 400, `href="#f-text"`, "f-sure", "「山田様」")
	b.Leads("looked at", b.Post(b.AsOne, in+"/demand", "text", "鈴木様あてに資料をお送りください。", "due", "2026-04-20", "sure", "yes"), in+"?done=demand")
	b.Shows("the warning's form", b.Get(b.AsOne, in+"/warn"), 200, "f-sure")
	b.Shows("without the tick", b.Post(b.AsOne, in+"/warn", "text_ja", "ご注意ください。", "text_en", "Take care."), 400, `href="#f-sure"`)
	b.Leads("a warning", b.Post(b.AsOne, in+"/warn", "text_ja", "ご注意ください。", "text_en", "Take care.", "sure", "yes"), in+"?done=warn")
	b.Shows("the second officer", b.Get(b.AsOne, in+"/warn-confirm"), 200, "この調査は、寄せられた情報から始まりました")
	if form := b.Get(b.AsMaker, "/ja/desk/cases/"+string(rows[0].Case.ID)+"/answer"); strings.Contains(form.Body, "f-sure") || strings.Contains(form.Body, "寄せられた") {
		t.Error("the holder's form tells of the report")
	}
}
