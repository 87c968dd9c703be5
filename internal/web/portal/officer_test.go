package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// officePages are the addresses of the office that show something, by who may
// see them.
func officePages(id scheme.ApplicationID, n scheme.LabelNumber, maker scheme.OrganisationID, person scheme.PersonID) (officer, both, admin []string) {
	app, label, org := "applications/"+string(id), "labels/"+string(n), "organisations/"+string(maker)
	return []string{"", app, app + "/issue", "labels", label, label + "/revoke"},
		[]string{"recoveries"},
		[]string{"organisations", "organisations/new", org, org + "/change", org + "/people/" + string(person) + "/dismiss", "catalog"}
}

func TestOffice_everyAddressAsksForTheRole(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	n := b.issued(1)
	id := b.settled(2)
	officer, both, admin := officePages(id, n, b.maker.ID, b.anna.Person.ID)
	for _, lang := range i18n.Languages {
		at := "/" + lang + "/desk/office/"
		check := func(session, page string, want int) {
			t.Helper()
			if got := b.get(session, at+page); got.status != want {
				t.Errorf("%s%s: status %d, want %d", at, page, got.status, want)
			}
		}
		for _, page := range append(append(append([]string{}, officer...), both...), admin...) {
			b.leads("signed out", b.get("", at+page), "/"+lang+"/door/sign-in?next=")
			check(b.asMaker, page, http.StatusNotFound)
		}
		for _, page := range officer {
			check(b.asTwo, page, http.StatusOK)
			check(b.asAdmin, page, http.StatusForbidden)
		}
		for _, page := range both {
			check(b.asTwo, page, http.StatusOK)
			check(b.asAdmin, page, http.StatusOK)
		}
		for _, page := range admin {
			check(b.asTwo, page, http.StatusForbidden)
			check(b.asAdmin, page, http.StatusOK)
		}
	}
}

func TestOffice_everyDeedAsksForTheRole(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	n := b.issued(1)
	app, label, org := "applications/"+string(b.submitted(deskProduct(2), nil))+"/", "labels/"+string(n)+"/", "organisations/"+string(b.maker.ID)
	officer := []string{app + "accept", app + "return", app + "reject", app + "note_fee", app + "note_view", app + "refuse", app + "issue",
		label + "revoke", label + "propose", label + "confirm", label + "drop"}
	admin := []string{"organisations/new", org + "/change", org + "/people", org + "/people/" + string(b.anna.Person.ID) + "/dismiss", org + "/powers", org + "/powers/end", "catalog"}
	before := b.get(b.asOne, "/en/desk/office/"+strings.TrimSuffix(app, "/")).body
	for _, deed := range officer {
		if got := b.post(b.asMaker, "/en/desk/office/"+deed); got.status != http.StatusNotFound {
			t.Errorf("maker on %s: status %d", deed, got.status)
		}
		if got := b.post(b.asAdmin, "/en/desk/office/"+deed); got.status != http.StatusForbidden {
			t.Errorf("administrator on %s: status %d", deed, got.status)
		}
		if got := b.post("", "/en/desk/office/"+deed); got.status != http.StatusForbidden {
			t.Errorf("nobody on %s: status %d", deed, got.status)
		}
	}
	for _, deed := range admin {
		if got := b.post(b.asMaker, "/en/desk/office/"+deed); got.status != http.StatusNotFound {
			t.Errorf("maker on %s: status %d", deed, got.status)
		}
		if got := b.post(b.asOne, "/en/desk/office/"+deed); got.status != http.StatusForbidden {
			t.Errorf("officer on %s: status %d", deed, got.status)
		}
	}
	if after := b.get(b.asOne, "/en/desk/office/"+strings.TrimSuffix(app, "/")).body; after != before {
		t.Error("a refused deed changed the application")
	}
}

func TestOfficeList_groupsByWhatIsNext(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.submitted(deskProduct(1), nil)
	wait := b.submitted(deskProduct(2), nil)
	b.ok(b.office.Accept(t.Context(), b.one, wait))
	back := b.submitted(deskProduct(3), nil)
	b.ok(b.office.Return(t.Context(), b.one, back, "型番を直してください。"))
	b.settled(4)
	gone := b.submitted(deskProduct(5), nil)
	b.ok(b.office.Reject(t.Context(), b.one, gone, "対象外です。"))
	b.clock.Advance(50 * time.Minute)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		a := b.get(b.asOne, "/"+lang+"/desk/office/")
		b.shows("list", a, http.StatusOK, p.T("officer.wait.both"), p.T("officer.view.no_objection"), b.one.Person.Name, p.T("officer.list.mine"))
		for group, product := range map[string]int{"check": 1, "wait": 2, "returned": 3, "decide": 4} {
			_, rest, _ := strings.Cut(a.body, `id="group-`+group+`"`)
			section, _, _ := strings.Cut(rest, "</section>")
			if name := deskProduct(product).Name.In(lang); !strings.Contains(section, name) || strings.Count(section, "<tr>") != 2 {
				t.Errorf("%s: group %s does not hold %s alone", lang, group, name)
			}
		}
		b.shows("closed", b.get(b.asOne, "/"+lang+"/desk/office/?show=closed"), http.StatusOK, deskProduct(5).Name.In(lang), p.T("state.rejected"))
	}
}

func TestOfficeList_oldestFirst(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.submitted(deskProduct(1), nil)
	b.clock.Advance(72 * time.Hour)
	b.submitted(deskProduct(2), nil)
	body := b.get(b.sign(b.one), "/en/desk/office/").body
	if old, young := strings.Index(body, "Sample Camera 1"), strings.Index(body, "Sample Camera 2"); old < 0 || young < old {
		t.Errorf("older at %d, younger at %d", old, young)
	}
	if !strings.Contains(body, `data-head="Days">3</td>`) {
		t.Error("the older one is not three days old")
	}
}

func TestOfficeList_draftsStayWithTheirMaker(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), nil)
	b.ok(b.office.GiveUp(t.Context(), b.anna, id))
	f, err := b.office.File(t.Context(), b.anna, id)
	b.ok(err)
	draft := b.draft()
	if a := b.get(b.asOne, "/ja/desk/office/applications/"+string(draft)); a.status != http.StatusNotFound {
		t.Errorf("a draft is shown: status %d", a.status)
	}
	b.ok(b.office.GiveUp(t.Context(), b.anna, draft))
	body := b.get(b.asOne, "/ja/desk/office/?show=closed").body
	if strings.Count(body, "<tr>") != 2 || !strings.Contains(body, f.Application.Numbers.Application) {
		t.Error("what was given up before submission is listed")
	}
}

func TestOfficeFile_showsAll(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), nil)
	f, err := b.office.File(t.Context(), b.one, id)
	b.ok(err)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		a := b.get(b.asOne, "/"+lang+"/desk/office/applications/"+string(id))
		b.shows("file", a, http.StatusOK, p.T("officer.check.clear"), f.Application.Numbers.Application, b.maker.CorporateNumber, b.maker.Address,
			"SC-1", "照会用の供給元", "品質保証部1.0.0", "仕様書のとおりです。", "責任 太郎", "品質保証部長", f.Application.Declaration.Checklist,
			f.Application.Declaration.Statements[0], p.T("officer.declaration.same"), p.T("officer.history.submit"), b.anna.Person.Name)
		for _, item := range f.Edition.Items {
			if !strings.Contains(a.body, item.Title.In(lang)) || !strings.Contains(a.body, `id="f-item-`+strings.ReplaceAll(string(item.ID), ".", "-")+`"`) {
				t.Errorf("%s: item %s is not shown", lang, item.ID)
			}
		}
		if got := strings.Count(a.body, "試験記録"); got != len(f.Edition.Items) {
			t.Errorf("%s: evidence of %d items, want %d", lang, got, len(f.Edition.Items))
		}
		if strings.Contains(a.body, "officer.") || strings.Contains(a.body, "field.") {
			t.Errorf("%s: a message has no words", lang)
		}
	}
}

func TestOfficeFile_fromReceiptToLabel(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), nil)
	at := "/ja/desk/office/applications/" + string(id)

	b.leads("accept", b.post(b.asOne, at+"/accept"), at+"?done=accept")
	b.shows("accepted", b.get(b.asOne, at+"?done=accept"), http.StatusOK, "受理しました。受理番号は", "受理した担当者は決定できません", `value="198000"`)
	b.leads("fee", b.post(b.asOne, at+"/note_fee", "note_fee.paid", "2026-04-01", "note_fee.yen", "198,000円", "note_fee.reference", "振込 77"), at+"?done=fee")
	b.leads("answer", b.post(b.asOne, at+"/note_view", "note_view.view", "no_objection", "note_view.authority", "見本省", "note_view.answered", "2026-04-01", "note_view.reference", "見本第12号"), at+"?done=view")
	b.shows("settled", b.get(b.asTwo, at), http.StatusOK, "振込 77", "見本第12号", "見本省", `href="`+at+`/issue"`)

	b.shows("confirmation", b.get(b.asTwo, at+"/issue"), http.StatusOK, "ラベル付与の確認", "2028年3月31日")
	a := b.post(b.asTwo, at+"/issue")
	b.leads("issue", a, "/ja/desk/office/labels/")
	b.shows("label", b.get(b.asTwo, a.to()), http.StatusOK, "ラベルを付与しました。登録番号は", "有効", "見本カメラ 1")
	b.shows("file afterwards", b.get(b.asTwo, at), http.StatusOK, "ラベル付与", "現在、あなたが行える手続きはありません")
}

func TestOfficeFile_whoAcceptedCannotIssue(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.settled(1)
	at := "/en/desk/office/applications/" + string(id)
	said := i18n.For("en").T("refusal.application.same_officer")
	a := b.get(b.asOne, at)
	b.shows("file", a, http.StatusOK, said)
	if strings.Contains(a.body, at+`/issue"`) || strings.Contains(a.body, at+`/refuse"`) {
		t.Error("the deed is offered all the same")
	}
	b.shows("confirmation", b.get(b.asOne, at+"/issue"), http.StatusForbidden, said)
	b.shows("deed", b.post(b.asOne, at+"/issue"), http.StatusForbidden, said)
	b.shows("refusal", b.post(b.asOne, at+"/refuse", "refuse.reason", "because"), http.StatusForbidden, said)
	f, err := b.office.File(t.Context(), b.one, id)
	b.ok(err)
	if f.Application.State != scheme.Accepted {
		t.Errorf("the application is %s", f.Application.State)
	}
}

func TestOfficeFile_issueWithoutFreshPasskeyGoesOverTheDoorAndBack(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.settled(1)
	at := "/ja/desk/office/applications/" + string(id) + "/issue"
	b.clock.Advance(scheme.StepUpHolds + time.Second)
	want := "/ja/door/step-up?next=" + url.QueryEscape(at)
	b.leads("confirmation", b.get(b.asTwo, at), want)
	b.leads("deed", b.post(b.asTwo, at), want)
	f, err := b.office.File(t.Context(), b.one, id)
	b.ok(err)
	if f.Application.State != scheme.Accepted {
		t.Errorf("the application is %s", f.Application.State)
	}
	back := b.sign(b.two) // the passkey was shown
	b.shows("confirmation", b.get(back, at), http.StatusOK, "ラベル付与の確認")
	b.leads("deed", b.post(back, at), "/ja/desk/office/labels/")
}

func TestOfficeFile_refusedFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), nil)
	at := "/en/desk/office/applications/" + string(id)
	p := i18n.For("en")

	b.shows("return", b.post(b.asOne, at+"/return", "return.reason", "  "), http.StatusBadRequest,
		p.T("form.errors"), p.T("refusal.reason.missing"), `href="#f-return-reason"`, `id="f-return-reason"`)
	b.ok(b.office.Accept(t.Context(), b.one, id))
	a := b.post(b.asOne, at+"/note_fee", "note_fee.paid", "2026-02-30", "note_fee.yen", "1", "note_fee.reference", "kept <ref>")
	b.shows("fee", a, http.StatusBadRequest, `href="#f-note_fee-paid"`, `href="#f-note_fee-yen"`, `value="2026-02-30"`, `value="1"`, "kept &lt;ref&gt;")
	b.shows("amount", b.post(b.asOne, at+"/note_fee", "note_fee.yen", "many"), http.StatusBadRequest, p.T("refusal.fee.yen"), `value="many"`)
	a = b.post(b.asOne, at+"/note_view", "note_view.view", "maybe", "note_view.reference", "kept too")
	b.shows("view", a, http.StatusBadRequest, `href="#f-note_view-view"`, `href="#f-note_view-authority"`, `href="#f-note_view-answered"`, "kept too")
	b.shows("accept twice", b.post(b.asOne, at+"/accept"), http.StatusConflict, p.T("form.errors"))
}

func TestOfficeFile_returnSendsItBack(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), nil)
	at := "/ja/desk/office/applications/" + string(id)
	b.leads("return", b.post(b.asOne, at+"/return", "return.reason", "型番を\r\n直してください。"), at+"?done=return")
	b.shows("returned", b.get(b.asTwo, at), http.StatusOK, "型番を\n直してください。", "差戻し中", b.one.Person.Name)
	b.submit(id)
	b.leads("reject", b.post(b.asTwo, at+"/reject", "reject.reason", "対象外です。"), at+"?done=reject")
	b.shows("rejected", b.get(b.asTwo, at), http.StatusOK, "対象外です。", "不受理")
}

func TestOfficeFile_refuse(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/ja/desk/office/applications/" + string(b.settled(1))
	b.leads("refuse", b.post(b.asTwo, at+"/refuse", "refuse.reason", "照会の結果によります。"), at+"?done=refuse")
	b.shows("refused", b.get(b.asTwo, at+"?done=refuse"), http.StatusOK, "付与しない決定をしました。", "照会の結果によります。")
}

func TestOfficeFile_unknownOne(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	for _, a := range []answer{
		b.get(b.asOne, "/ja/desk/office/applications/NONE"), b.get(b.asOne, "/ja/desk/office/applications/NONE/issue"),
		b.post(b.asOne, "/ja/desk/office/applications/NONE/accept"), b.get(b.asOne, "/ja/desk/office/labels/123"), b.post(b.asOne, "/ja/desk/office/labels/123/confirm"),
		b.get(b.asOne, "/ja/desk/office/labels/123/revoke"), b.get(b.asAdmin, "/ja/desk/office/organisations/NONE"),
		b.get(b.asAdmin, "/ja/desk/office/organisations/"+string(b.maker.ID)+"/people/NONE/dismiss"),
	} {
		if a.status != http.StatusNotFound {
			t.Errorf("status %d\n%s", a.status, plain(a.body))
		}
	}
}

func TestOfficeFile_findingsLeadToTheirPlace(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), nil)
	b.ok(b.office.Return(t.Context(), b.one, id, "直してください。"))
	f, err := b.office.File(t.Context(), b.anna, id)
	b.ok(err)
	item := f.Edition.Items[1]
	broken := f.Checklist.Answer(item.ID)
	broken.Evidence = nil
	_, err = b.office.SaveAnswer(t.Context(), b.anna, id, broken)
	b.ok(err)
	product := f.Application.Product
	product.Firmware = ""
	a, err := b.office.SaveProduct(t.Context(), b.anna, id, f.Application.Revision, product)
	b.ok(err)
	scope := append([]scheme.ScopeAnswer{}, a.Scope...)
	scope[0].Reason = ""
	_, err = b.office.SaveScope(t.Context(), b.anna, id, a.Revision, scope)
	b.ok(err)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		page := b.get(b.asOne, "/"+lang+"/desk/office/applications/"+string(id))
		b.shows("file", page, http.StatusOK, p.T("officer.check.found", 3), string(item.ID)+" "+item.Title.In(lang), p.T("refusal.answer.evidence_missing"),
			p.T("field.firmware"), p.T("refusal.scope.reason"), p.T("officer.history.edit"))
		links := page.body[strings.Index(page.body, `class="file-findings"`):]
		links, _, _ = strings.Cut(links, "</ul>")
		if strings.Count(links, `href="#`) != 3 {
			t.Errorf("%s: not three findings with a link:\n%s", lang, links)
		}
		for _, part := range strings.Split(links, `href="#`)[1:] {
			place, _, _ := strings.Cut(part, `"`)
			if !strings.Contains(page.body, `id="`+place+`"`) {
				t.Errorf("%s: a finding leads to %q, which is not on the page", lang, place)
			}
		}
	}
}
