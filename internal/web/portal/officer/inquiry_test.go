package officer_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
	"shirushi/internal/web/page/desk/inquiries"
	"shirushi/internal/web/portal/portaltest"
)

func TestInquiry_letterIsEnteredOrComesBackAsTyped(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	i := b.Inquiry(id)
	at := "/en/desk/office/applications/" + string(id)
	to := at + "/inquiries/" + string(i.ID) + "/enter"
	name := func(part string) string { return inquiries.FieldOf(i.ID, scheme.DeedEnter, part) }
	wrong := b.Post(b.AsOne, to, "revision", "1", name("view"), "objection", name("reference"), "kept <ref>", name("answered"), "2026-03-31", name("sha256"), "XYZ")
	p := i18n.For("en")
	b.Shows("wrong", wrong, http.StatusBadRequest, "kept &lt;ref&gt;", `value="2026-03-31"`, `value="XYZ"`, p.T("refusal.inquiry.text.objection"),
		p.T("refusal.evidence.sha256"), p.T("refusal.inquiry.kept_at"), `href="#f-`+string(i.ID)+`-enter_answer-text"`, `id="f-`+string(i.ID)+`-enter_answer-text"`)
	right := []string{"revision", "1", name("view"), "no_objection", name("answered"), "2026-04-01", name("reference"), "見本第3号", name("sha256"), strings.Repeat("0a", 32), name("kept_at"), "文書庫"}
	b.Leads("right", b.Post(b.AsOne, to, right...), at+"?done=enter_answer")
	b.Shows("shown", b.Get(b.AsTwo, at+"?done=enter_answer"), http.StatusOK, p.T("officer.done.enter_answer"), "見本第3号", "文書庫", strings.Repeat("0a", 32), b.One.Person.Name)
	b.Shows("older page", b.Post(b.AsOne, to, right...), http.StatusConflict, "has changed since you opened the page")
	if got := b.Post(b.AsOne, at+"/inquiries/NONE/enter", right...); got.Status != http.StatusNotFound {
		t.Errorf("an inquiry that is not there: %d", got.Status)
	}
	b.Shows("who entered it", b.Get(b.AsOne, at), http.StatusOK)
}

func TestInquiry_questionConditionAndReminder(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	i := b.Inquiry(id)
	at := "/ja/desk/office/applications/" + string(id)
	to := at + "/inquiries/" + string(i.ID)
	name := func(d scheme.Deed, part string) string { return inquiries.FieldOf(i.ID, d, part) }
	b.Leads("remind", b.Post(b.AsOne, to+"/remind", "revision", "1"), at+"?done=remind_authority")
	rei := b.Rei
	rei.SteppedUp = b.Clock.Now()
	b.OK(b.Office.AnswerInquiry(t.Context(), rei, i.ID, office.AnswerRequest{Revision: 2, View: scheme.AsksMore, Text: "親会社は<b>どこ</b>ですか"}))
	b.Shows("asks", b.Get(b.AsOne, at), http.StatusOK, "質問あり", "親会社は&lt;b&gt;どこ", "催促した日")
	b.Shows("no words", b.Post(b.AsOne, to+"/reply", "revision", "3", name(scheme.DeedReply, "reply"), " "), http.StatusBadRequest, "内容を入力してください")
	b.Leads("reply", b.Post(b.AsOne, to+"/reply", "revision", "3", name(scheme.DeedReply, "reply"), "ありません"), at+"?done=reply_authority")
	b.OK(b.Office.AnswerInquiry(t.Context(), rei, i.ID, office.AnswerRequest{Revision: 4, View: scheme.Condition, Text: "保守者を変えないこと"}))
	b.Shows("condition", b.Get(b.AsOne, at), http.StatusOK, "条件付きで異議なし（確認待ち）", "保守者を変えないこと", "ありません")
	p := i18n.For("ja")
	b.Shows("history", b.Get(b.AsTwo, at), http.StatusOK, p.T("officer.history.ask_office"), p.T("officer.history.answer_inquiry"),
		p.T("officer.history.of_authority", b.Ministry.Name.Ja, b.Rei.Person.Name))
	b.Leads("confirm", b.Post(b.AsOne, to+"/confirm", "revision", "5", name(scheme.DeedAssent, "note"), "誓約書で確認"), at+"?done=confirm_answer")
	b.Shows("confirmed", b.Get(b.AsTwo, at), http.StatusOK, "条件付きで異議なし（確認済み）", "誓約書で確認", "1機関中1機関")
	for _, word := range []string{"保守者を変えないこと", "誓約書で確認", b.Ministry.Name.Ja, b.Rei.Person.Name} {
		if strings.Contains(b.Get(b.AsMaker, "/ja/desk/applications/"+string(id)).Body, word) && word != b.Rei.Person.Name {
			t.Errorf("the applicant reads %q", word)
		}
	}
}

func TestInquiry_furtherAuthorityIsAskedByHand(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Settled(1)
	college := testkit.Authority(5)
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&college) })
	at := "/ja/desk/office/applications/" + string(id)
	b.Shows("offered", b.Get(b.AsOne, at), http.StatusOK, college.Name.Ja, "別の機関に照会する")
	name := inquiries.FieldOf("", scheme.DeedAsk, "authority")
	b.Shows("nobody chosen", b.Post(b.AsOne, at+"/inquiries", name, ""), http.StatusBadRequest, "照会先の機関を一覧から選んでください")
	b.Leads("asked", b.Post(b.AsOne, at+"/inquiries", name, string(college.ID)), at+"?done=ask_authority")
	b.Shows("on paper", b.Get(b.AsTwo, at), http.StatusOK, "この機関にはサインインできる人がいません", "2機関中1機関")
	if got := b.Get(b.AsTwo, at+"/issue"); got.Status != http.StatusConflict {
		t.Errorf("issue is offered: %d", got.Status)
	}
}
