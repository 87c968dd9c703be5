package officer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

func TestOfficeList_draftsStayWithTheirMaker(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.GiveUp(t.Context(), b.Anna, id))
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	draft := b.Draft()
	if a := b.Get(b.AsOne, "/ja/desk/office/applications/"+string(draft)); a.Status != http.StatusNotFound {
		t.Errorf("a draft is shown: status %d", a.Status)
	}
	b.OK(b.Office.GiveUp(t.Context(), b.Anna, draft))
	body := b.Get(b.AsOne, "/ja/desk/office/?tab=closed").Body
	if strings.Count(body, "<tr>") != 2 || !strings.Contains(body, f.Application.Numbers.Application) {
		t.Error("what was given up before submission is listed")
	}
}

func TestOfficeFile_showsAll(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		a := b.Get(b.AsOne, "/"+lang+"/desk/office/applications/"+string(id))
		b.Shows("file", a, http.StatusOK, p.T("officer.check.clear"), f.Application.Numbers.Application, b.Maker.CorporateNumber, b.Maker.Address,
			"SC-1", "照会用の供給元", "品質保証部1.0.0", "仕様書のとおりです。", "責任 太郎", "品質保証部長", f.Application.Declaration.Checklist,
			f.Application.Declaration.Statements[0], p.T("officer.declaration.same"), p.T("officer.history.submit"), b.Anna.Person.Name)
		for _, item := range f.Edition.Items {
			if !strings.Contains(a.Body, item.Title.In(lang)) || !strings.Contains(a.Body, `id="f-item-`+strings.ReplaceAll(string(item.ID), ".", "-")+`"`) {
				t.Errorf("%s: item %s is not shown", lang, item.ID)
			}
		}
		if got := strings.Count(a.Body, "試験記録"); got != len(f.Edition.Items) {
			t.Errorf("%s: evidence of %d items, want %d", lang, got, len(f.Edition.Items))
		}
		if strings.Contains(a.Body, "officer.") || strings.Contains(a.Body, "field.") {
			t.Errorf("%s: a message has no words", lang)
		}
	}
}

func TestOfficeFile_fromReceiptToLabel(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	at := "/ja/desk/office/applications/" + string(id)

	b.Leads("accept", b.Post(b.AsOne, at+"/accept"), at+"?done=accept")
	b.Shows("accepted", b.Get(b.AsOne, at+"?done=accept"), http.StatusOK, "受理しました。受理番号は", "受理した担当者は決定できません", `value="198000"`)
	b.Leads("fee", b.Post(b.AsOne, "/ja/desk/office/money/applications/"+string(id)+"/payments", "enter.back", "file", "enter.day", "2026-04-01", "enter.yen", "198,000円", "enter.reference", "振込 77"), at+"?done=entered")
	b.Shows("waiting", b.Get(b.AsOne, at), http.StatusOK, "回答待ち", b.Ministry.Name.Ja, "1機関中0機関")
	b.Consents(id)
	b.Shows("settled", b.Get(b.AsTwo, at), http.StatusOK, "振込 77", "異議なし", b.Rei.Person.Name, "1機関中1機関", `href="`+at+`/issue"`)

	b.Shows("confirmation", b.Get(b.AsTwo, at+"/issue"), http.StatusOK, "ラベル付与の確認", "2028年3月31日")
	a := b.Post(b.AsTwo, at+"/issue")
	b.Leads("issue", a, "/ja/desk/office/labels/")
	b.Shows("label", b.Get(b.AsTwo, a.To()), http.StatusOK, "ラベルを付与しました。登録番号は", "有効", "見本カメラ 1")
	b.Shows("file afterwards", b.Get(b.AsTwo, at), http.StatusOK, "ラベル付与", "現在、あなたが行える手続きはありません")
}

func TestOfficeFile_whoAcceptedCannotIssue(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Settled(1)
	at := "/en/desk/office/applications/" + string(id)
	said := i18n.For("en").T("refusal.application.same_officer")
	a := b.Get(b.AsOne, at)
	b.Shows("file", a, http.StatusOK, said)
	if strings.Contains(a.Body, at+`/issue"`) || strings.Contains(a.Body, at+`/refuse"`) {
		t.Error("the deed is offered all the same")
	}
	b.Shows("confirmation", b.Get(b.AsOne, at+"/issue"), http.StatusForbidden, said)
	b.Shows("deed", b.Post(b.AsOne, at+"/issue"), http.StatusForbidden, said)
	b.Shows("refusal", b.Post(b.AsOne, at+"/refuse", "refuse.reason", "because"), http.StatusForbidden, said)
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	if f.Application.State != scheme.Accepted {
		t.Errorf("the application is %s", f.Application.State)
	}
}

func TestOfficeFile_issueWithoutFreshPasskeyGoesOverTheDoorAndBack(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Settled(1)
	at := "/ja/desk/office/applications/" + string(id) + "/issue"
	b.Clock.Advance(scheme.StepUpHolds + time.Second)
	want := "/ja/door/step-up?next=" + url.QueryEscape(at)
	b.Leads("confirmation", b.Get(b.AsTwo, at), want)
	b.Leads("deed", b.Post(b.AsTwo, at), want)
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	if f.Application.State != scheme.Accepted {
		t.Errorf("the application is %s", f.Application.State)
	}
	back := b.Sign(b.Two) // the passkey was shown
	b.Shows("confirmation", b.Get(back, at), http.StatusOK, "ラベル付与の確認")
	b.Leads("deed", b.Post(back, at), "/ja/desk/office/labels/")
}

func TestOfficeFile_refusedFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	at := "/en/desk/office/applications/" + string(id)
	p := i18n.For("en")

	b.Shows("return", b.Post(b.AsOne, at+"/return", "return.reason", "  "), http.StatusBadRequest,
		p.T("form.errors"), p.T("refusal.reason.missing"), `href="#f-return-reason"`, `id="f-return-reason"`)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	money := "/en/desk/office/money/applications/" + string(id)
	b.Shows("form", b.Get(b.AsOne, at), http.StatusOK, p.T("money.enter.says"), `name="enter.reference"`, `action="`+money+`/payments"`)
	a := b.Post(b.AsOne, money+"/payments", "enter.back", "file", "enter.day", "2026-02-30", "enter.yen", "0", "enter.payer", "kept <name>")
	b.Shows("fee", a, http.StatusBadRequest, `href="#f-enter-day"`, `href="#f-enter-yen"`, `href="#f-enter-reference"`, p.T("refusal.money.entered_reference"),
		`value="2026-02-30"`, `value="0"`, "kept &lt;name&gt;", `name="enter.back" value="file"`)
	b.Shows("accept twice", b.Post(b.AsOne, at+"/accept"), http.StatusConflict, p.T("form.errors"))
}

func TestOfficeFile_returnSendsItBack(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	at := "/ja/desk/office/applications/" + string(id)
	b.Leads("return", b.Post(b.AsOne, at+"/return", "return.reason", "型番を\r\n直してください。"), at+"?done=return")
	b.Shows("returned", b.Get(b.AsTwo, at), http.StatusOK, "型番を\n直してください。", "差戻し中", b.One.Person.Name)
	b.Submit(id)
	b.Leads("reject", b.Post(b.AsTwo, at+"/reject", "reject.reason", "対象外です。"), at+"?done=reject")
	b.Shows("rejected", b.Get(b.AsTwo, at), http.StatusOK, "対象外です。", "不受理")
}

func TestOfficeFile_refuse(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/ja/desk/office/applications/" + string(b.Settled(1))
	reason := []string{"refuse.reason", "基準を\n満たしません。"}
	ask := b.Post(b.AsTwo, at+"/refuse", reason...)
	b.Shows("asks first", ask, http.StatusOK, "付与しない決定の確認", "基準を\n満たしません。", "納められた手数料は返還されません。", "不服がある場合", "決定する", "直す")
	b.Shows("nothing is decided", b.Get(b.AsTwo, at), http.StatusOK, `action="`+at+`/refuse"`)
	b.Shows("change", b.Post(b.AsTwo, at+"/refuse", append(reason, "confirmed", "no")...), http.StatusOK, "基準を\n満たしません。</textarea>")
	b.Shows("no reason", b.Post(b.AsTwo, at+"/refuse", "refuse.reason", " "), http.StatusBadRequest, `href="#f-refuse-reason"`)
	b.Leads("refuse", b.Post(b.AsTwo, at+"/refuse", append(reason, "confirmed", "yes")...), at+"?done=refuse")
	b.Shows("letters", b.Get(b.AsOne, at), http.StatusOK, "申請者への通知", at+"/letters/refused/letter.pdf", at+"/letters/accepted/letter.pdf")
	b.Shows("letter", b.Get(b.AsOne, at+"/letters/refused/letter.pdf"), http.StatusOK, "%PDF")
	own := strings.Replace(at, "/office/", "/", 1)
	b.Shows("applicant", b.Get(b.AsMaker, own), http.StatusOK, "不服がある場合", own+"/letters/refused/letter.pdf")
	b.Shows("applicant's letter", b.Get(b.AsMaker, own+"/letters/refused/letter.pdf"), http.StatusOK, "%PDF")
	b.Shows("stranger", b.Get(b.AsRei, own+"/letters/refused/letter.pdf"), http.StatusNotFound)
	b.Shows("refused", b.Get(b.AsTwo, at+"?done=refuse"), http.StatusOK, "付与しない決定をしました。", "満たしません。")
}

func TestOfficeFile_refuseWithoutFreshPasskeyKeepsTheReason(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Settled(1)
	at := "/ja/desk/office/applications/" + string(id)
	b.Clock.Advance(scheme.StepUpHolds + time.Second)
	b.Shows("asks first", b.Post(b.AsTwo, at+"/refuse", "refuse.reason", "理由です。"), http.StatusOK, "別のタブでパスキーを確認する")
	b.Shows("deed", b.Post(b.AsTwo, at+"/refuse", "refuse.reason", "理由です。", "confirmed", "yes"), http.StatusForbidden, `name="refuse.reason" value="理由です。"`)
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	if f.Application.State != scheme.Accepted {
		t.Errorf("the application is %s", f.Application.State)
	}
}

func TestOfficeFile_unknownOne(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	for _, a := range []portaltest.Answer{
		b.Get(b.AsOne, "/ja/desk/office/applications/NONE"), b.Get(b.AsOne, "/ja/desk/office/applications/NONE/issue"),
		b.Post(b.AsOne, "/ja/desk/office/applications/NONE/accept"), b.Get(b.AsOne, "/ja/desk/office/labels/123"), b.Post(b.AsOne, "/ja/desk/office/labels/123/confirm"),
		b.Get(b.AsOne, "/ja/desk/office/cases/NONE/revoke"), b.Get(b.AsAdmin, "/ja/desk/office/organisations/NONE"),
		b.Get(b.AsAdmin, "/ja/desk/office/organisations/"+string(b.Maker.ID)+"/people/NONE/dismiss"),
	} {
		if a.Status != http.StatusNotFound {
			t.Errorf("status %d\n%s", a.Status, portaltest.Plain(a.Body))
		}
	}
}

func TestOfficeFile_findingsLeadToTheirPlace(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.Return(t.Context(), b.One, id, "直してください。"))
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	item := f.Edition.Items[1]
	broken := f.Checklist.Answer(item.ID)
	broken.Evidence = nil
	_, err = b.Office.SaveAnswer(t.Context(), b.Anna, id, broken)
	b.OK(err)
	product := f.Application.Product
	product.Firmware = ""
	a, err := b.Office.SaveProduct(t.Context(), b.Anna, id, f.Application.Revision, product)
	b.OK(err)
	scope := append([]scheme.ScopeAnswer{}, a.Scope...)
	scope[0].Reason = ""
	_, err = b.Office.SaveScope(t.Context(), b.Anna, id, a.Revision, scope)
	b.OK(err)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		page := b.Get(b.AsOne, "/"+lang+"/desk/office/applications/"+string(id))
		b.Shows("file", page, http.StatusOK, p.T("officer.check.found", 3), string(item.ID)+" "+item.Title.In(lang), p.T("refusal.answer.evidence_missing"),
			p.T("field.firmware"), p.T("refusal.scope.reason"), p.T("officer.history.edit"))
		links := page.Body[strings.Index(page.Body, `class="file-findings"`):]
		links, _, _ = strings.Cut(links, "</ul>")
		if strings.Count(links, `href="#`) != 3 {
			t.Errorf("%s: not three findings with a link:\n%s", lang, links)
		}
		for _, part := range strings.Split(links, `href="#`)[1:] {
			place, _, _ := strings.Cut(part, `"`)
			if !strings.Contains(page.Body, `id="`+place+`"`) {
				t.Errorf("%s: a finding leads to %q, which is not on the page", lang, place)
			}
		}
	}
}
