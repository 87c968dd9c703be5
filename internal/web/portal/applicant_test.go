package portal_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

func TestApplicant_fromDraftToSubmitted(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t)
			p := i18n.For(lang)
			b.shows("new", b.get(b.asMaker, "/"+lang+"/desk/applications/new"), http.StatusOK, p.T("applicant.start.title"))
			id, at := b.started(lang)
			b.shows("draft", b.get(b.asMaker, at), http.StatusOK, p.T("applicant.unnamed"), p.T("applicant.task.todo"))
			s, _, err := b.desk.Scheme(t.Context())
			b.ok(err)
			var scope []string
			for _, q := range s.Questions {
				said := "no"
				if q.Wanted {
					said = "yes"
				}
				scope = append(scope, "scope."+string(q.ID), said, "scope."+string(q.ID)+".reason", "仕様書のとおりです。")
			}
			b.leads("scope", b.fill(b.asMaker, at+"/scope", scope...), at+"/scope?saved=")
			b.shows("scope again", b.get(b.asMaker, at+"/scope"), http.StatusOK, p.T("applicant.scope.in"))
			b.leads("product", b.fill(b.asMaker, at+"/product", productForm...), at+"/product?saved=")
			b.leads("evaluator", b.fill(b.asMaker, at+"/evaluator", "evaluator_class", "applicant", "evaluator_name", "品質保証部"), at+"/evaluator?saved=")
			for i, c := range s.Editions[0].Items {
				form := append(answerForm(c), "do", "next")
				to := at + "/checklist/" + string(c.ID)
				if i+1 < len(s.Editions[0].Items) {
					to = at + "/checklist/" + string(s.Editions[0].Items[i+1].ID) + "?after=" + string(c.ID)
				}
				b.leads(string(c.ID), b.fill(b.asMaker, at+"/checklist/"+string(c.ID), form...), to)
			}
			b.shows("list", b.get(b.asMaker, at+"/checklist"), http.StatusOK, p.T("applicant.filled", 16, 16))
			review := b.get(b.asMaker, at+"/review")
			b.shows("review", review, http.StatusOK, p.T("applicant.review.right"), s.Statements[0].Text.In(lang), "SC-3", "設計書と実機で確かめました。")
			form := typedIn(t, review.body)
			form.Set("declared_by", "責任 太郎")
			form.Set("declared_title", "品質保証部長")
			again := b.send(b.asMaker, at+"/review", form)
			b.shows("without the statements", again, http.StatusBadRequest, p.T("refusal.declaration.statements"), "責任 太郎")
			form = typedIn(t, again.body)
			for _, one := range s.Statements {
				form.Add("statements", one.ID)
			}
			b.leads("submit", b.send(b.asMaker, at+"/review", form), at+"/submitted")
			f, err := b.office.File(t.Context(), b.anna, id)
			b.ok(err)
			b.shows("submitted", b.get(b.asMaker, at+"/submitted"), http.StatusOK, f.Application.Numbers.Application)
			b.shows("afterwards", b.get(b.asMaker, at), http.StatusOK, f.Application.Numbers.Application, p.T("applicant.next.submitted"))
			b.shows("as sent", b.get(b.asMaker, at+"/review"), http.StatusOK, "責任 太郎", f.Application.Declaration.Checklist)
			b.leads("no more typing", b.get(b.asMaker, at+"/product"), at+"/review")
			b.shows("list of all", b.get(b.asMaker, "/"+lang+"/desk/applications"), http.StatusOK, p.T("applicant.move.submitted"), f.Application.Numbers.Application)
		})
	}
}

func TestReview_findingsLeadToTheirFields(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	page := b.get(b.asMaker, at+"/review")
	b.shows("review", page, http.StatusOK,
		`href="`+at+`/scope#f-scope-`, `href="`+at+`/product#f-name_ja"`, `href="`+at+`/evaluator#f-evaluator_class"`, `href="`+at+`/checklist/S1.1-04#f-S1-1-04-verdict"`)
	if strings.Contains(page.body, `name="declared_by"`) {
		t.Error("an application with findings can be declared")
	}
	for path, id := range map[string]string{"/product": "f-name_ja", "/evaluator": "f-evaluator_class", "/checklist/S1.1-04": "f-S1-1-04-verdict"} {
		if !strings.Contains(b.get(b.asMaker, at+path).body, `id="`+id+`"`) {
			t.Errorf("%s has no %s", path, id)
		}
	}
}

func TestSubmit_whatChangedSinceItWasReadIsNotDeclared(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), nil)
	b.ok(b.office.Return(t.Context(), b.one, id, "型番を直してください"))
	at := "/ja/desk/applications/" + string(id)
	b.shows("returned", b.get(b.asMaker, at), http.StatusOK, "型番を直してください")
	form := typedIn(t, b.get(b.asMaker, at+"/review").body)
	form.Set("declared_by", "責任 太郎")
	form.Set("declared_title", "部長")
	s, _, err := b.desk.Scheme(t.Context())
	b.ok(err)
	for _, one := range s.Statements {
		form.Add("statements", one.ID)
	}
	b.leads("a colleague changes an answer", b.fill(b.colleague(), at+"/checklist/S1.1-02", "S1.1-02.rationale", "別の根拠"), at)
	changed := b.send(b.asMaker, at+"/review", form)
	b.shows("declare", changed, http.StatusConflict, "別の根拠", "責任 太郎")
	form.Set("revision", typedIn(t, changed.body).Get("revision"))
	b.leads("declare what is read", b.send(b.asMaker, at+"/review", form), at+"/submitted")
	b.leads("pressed twice", b.send(b.asMaker, at+"/review", form), at+"/submitted")
	form.Set("declared_by", "別人 花子")
	b.shows("declared by another", b.send(b.asMaker, at+"/review", form), http.StatusConflict, "責任 太郎")
}

func TestApplicant_othersOfAnotherMakerMeetNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	stranger := b.stranger()
	for _, path := range []string{"", "/kind", "/scope", "/product", "/evaluator", "/checklist", "/checklist/S1.1-01", "/review", "/submitted", "/give-up"} {
		if got := b.get(stranger, at+path); got.status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, got.status)
		}
	}
	for _, path := range []string{"/kind", "/scope", "/product", "/evaluator", "/checklist/S1.1-01", "/review", "/give-up",
		"/scope/typed", "/product/typed", "/evaluator/typed", "/checklist/S1.1-01/typed"} {
		if got := b.post(stranger, at+path, "edition", "JST-CR-01-01-2024R1", "revision", "1"); got.status != http.StatusNotFound {
			t.Errorf("POST %s: %d %s", path, got.status, plain(got.body))
		}
	}
	n := b.issued(1)
	if got := b.get(stranger, "/ja/desk/labels/"+string(n)+"/withdraw"); got.status != http.StatusForbidden {
		t.Errorf("withdraw: %d", got.status)
	}
	if got := b.post(stranger, "/ja/desk/labels/"+string(n)+"/withdraw", "ground", string(b.ground(scheme.DeedWithdraw).ID), "reason", "x", "sure", "yes"); got.status < 400 {
		t.Errorf("withdrawn by a stranger: %d", got.status)
	}
	if l, err := b.office.Label(t.Context(), b.one, n); err != nil || l.Status != scheme.Active {
		t.Errorf("label %v %v", l.Status, err)
	}
}

func TestDesk_signedOutGoesToTheDoorAndBack(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("en")
	b.leads("page", b.get("", at+"/product"), "/en/door/sign-in?next=%2Fen%2Fdesk%2Fapplications%2F")
	b.leads("guessed session", b.get("guessed", at+"/product"), "/en/door/sign-in?next=")
}

func TestDesk_formSentAfterSignOutIsKept(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("en")
	form := typedIn(t, b.get(b.asMaker, at+"/product").body)
	form.Set("name_ja", `まだ<b>保存</b>されていない"名前"`)
	form.Set("summary_ja", "一行目\n二行目")
	b.clock.Advance(2 * time.Hour)
	kept := b.send(b.asMaker, at+"/product", form)
	b.shows("kept", kept, http.StatusForbidden, "Sign in in another tab", `action="`+at+`/product"`)
	again := typedIn(t, kept.body)
	b.asMaker = b.sign(b.anna)
	b.leads("sent again", b.send(b.asMaker, at+"/product", again), at+"/product?saved=")
	b.shows("saved", b.get(b.asMaker, at+"/product"), http.StatusOK, `まだ<b>保存</b>されていない"名前"`, "一行目\n二行目")
}

func TestDesk_writesFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, bureauBase+at+"/give-up", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := b.ask(r, b.asMaker); got.status != http.StatusForbidden {
		t.Errorf("status %d", got.status)
	}
	b.shows("still a draft", b.get(b.asMaker, at), http.StatusOK, i18n.For("ja").T("state.draft"))
}

func TestGiveUp_warnsFirstThenEndsTheApplication(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	b.shows("ask", b.get(b.asMaker, at+"/give-up"), http.StatusOK, i18n.For("ja").T("applicant.giveup.warning"))
	b.leads("do", b.post(b.asMaker, at+"/give-up"), at)
	b.shows("done", b.get(b.asMaker, at), http.StatusOK, i18n.For("ja").T("applicant.next.withdrawn"))
	b.leads("not twice", b.get(b.asMaker, at+"/give-up"), at)
	if got := b.post(b.asMaker, at+"/give-up"); got.status != http.StatusConflict {
		t.Errorf("second time: %d", got.status)
	}
}

func TestWithdraw_needsTheWarningAcknowledgedGroundAndReason(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	n := b.issued(1)
	at := "/ja/desk/labels/" + string(n) + "/withdraw"
	ground := string(b.ground(scheme.DeedWithdraw).ID)
	b.shows("list", b.get(b.asMaker, "/ja/desk/applications"), http.StatusOK, at, string(n))
	b.shows("ask", b.get(b.asMaker, at), http.StatusOK, i18n.For("ja").T("applicant.withdraw.at_once"))
	b.shows("not sure", b.post(b.asMaker, at, "ground", ground, "reason", "販売終了のため"), http.StatusBadRequest, "販売終了のため", i18n.For("ja").T("refusal.withdraw.sure"))
	b.shows("no reason", b.post(b.asMaker, at, "ground", ground, "sure", "yes"), http.StatusBadRequest, i18n.For("ja").T("refusal.reason.missing"))
	b.leads("do", b.post(b.asMaker, at, "ground", ground, "reason", "販売終了のため", "sure", "yes"), "/ja/desk/applications")
	b.shows("done", b.get(b.asMaker, "/ja/desk/applications"), http.StatusOK, i18n.For("ja").T("status.withdrawn"))
	if got := b.get(b.asMaker, at); got.status != http.StatusConflict {
		t.Errorf("asked again: %d", got.status)
	}
}

func TestStart_agentChoosesAmongItsClients(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	agent, session := b.agent()
	_ = agent
	page := b.get(session, "/ja/desk/applications/new")
	b.shows("new", page, http.StatusOK, b.maker.Name.Ja)
	edition := typedIn(t, page.body).Get("edition")
	b.shows("for nobody", b.post(session, "/ja/desk/applications/new", "edition", edition), http.StatusForbidden, i18n.For("ja").T("refusal.power"))
	a := b.post(session, "/ja/desk/applications/new", "edition", edition, "applicant", string(b.maker.ID))
	b.leads("for the client", a, "/ja/desk/applications/")
	b.shows("the client sees it", b.get(b.asMaker, a.to()), http.StatusOK, agent.Organisation.Name.Ja)
	b.shows("no such edition", b.post(session, "/ja/desk/applications/new", "edition", "none", "applicant", string(b.maker.ID)), http.StatusBadRequest, i18n.For("ja").T("refusal.edition.unknown"))
}

func TestPeople_managerInvitesAndDismisses(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/en/desk/people"
	b.shows("list", b.get(b.asMaker, at), http.StatusOK, b.anna.Person.Name)
	wrong := b.post(b.asMaker, at, "name", "新しい 人", "email", "nowhere", "language", "en", "roles", "applicant")
	b.shows("wrong address", wrong, http.StatusBadRequest, "新しい 人", i18n.For("en").T("refusal.email"))
	b.shows("office role", b.post(b.asMaker, at, "name", "新しい 人", "email", "new@maker.example", "language", "en", "roles", "officer"), http.StatusBadRequest)
	b.leads("invite", b.post(b.asMaker, at, "name", "新しい 人", "email", "new@maker.example", "language", "en", "roles", "applicant"), at+"?done=invited")
	b.shows("invited", b.get(b.asMaker, at+"?done=invited"), http.StatusOK, "new@maker.example", i18n.For("en").T("applicant.people.invited"))
	other := b.colleague()
	if got := b.get(other, at); got.status != http.StatusNotFound {
		t.Errorf("no manager: %d", got.status)
	}
	people, err := b.account.People(t.Context(), b.anna, b.maker.ID)
	b.ok(err)
	for _, one := range people {
		to := at + "/" + string(one.ID) + "/dismiss"
		if one.ID == b.anna.Person.ID {
			if got := b.post(b.asMaker, to); got.status != http.StatusForbidden {
				t.Errorf("oneself: %d", got.status)
			}
			continue
		}
		b.shows("ask", b.get(b.asMaker, to), http.StatusOK, one.Name)
		b.leads("dismiss", b.post(b.asMaker, to), at+"?done=dismissed")
	}
	b.leads("dismissed colleague is out", b.get(other, "/en/desk/applications"), "/en/door/sign-in")
	if got := b.get(b.asMaker, at+"/"+string(b.one.Person.ID)+"/dismiss"); got.status != http.StatusNotFound {
		t.Errorf("someone of the office: %d", got.status)
	}
}

func TestHome_leadsToTheDeskOfTheRole(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	for session, to := range map[string]string{b.asMaker: "/ja/desk/applications", b.asOne: "/ja/desk/office/", b.asAdmin: "/ja/desk/office/organisations"} {
		b.leads("home", b.get(session, "/ja/desk"), to)
		if got := b.get(session, to); got.status != http.StatusOK {
			t.Errorf("%s: %d", to, got.status)
		}
	}
}

func TestApplicant_nothingTypedBecomesMarkup(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	for _, path := range []string{"/scope", "/product", "/evaluator", "/checklist/S1.1-01"} {
		values := typedIn(t, b.get(b.asMaker, at+path).body)
		for name := range values {
			if name != "revision" {
				values.Set(name, evil)
			}
		}
		values.Set("S1.1-01.verdict", "conforms")
		sent := b.send(b.asMaker, at+path, values)
		for what, page := range map[string]answer{"answer": sent, "page": b.get(b.asMaker, at+path), "review": b.get(b.asMaker, at+"/review"), "list": b.get(b.asMaker, at)} {
			if strings.Contains(page.body, "<script>alert") || strings.Contains(page.body, "<img src=x") {
				t.Errorf("%s: markup on the %s", path, what)
			}
		}
		if sent.status == http.StatusBadRequest && !strings.Contains(html.UnescapeString(sent.body), evil) {
			t.Errorf("%s: what was typed is lost", path)
		}
	}
	b.leads("name and models", b.fill(b.asMaker, at+"/product", "name_ja", evil, "models", evil, "manufacturer", evil, "country", "", "home_page", "", "enquiry", "",
		"vulnerability_desk", "", "disclosure_policy", "", "support_from", "", "support_until", "", "conformity", "javascript:alert(1)"), at)
	for _, path := range []string{"", "/review", "/product", "/give-up", "/checklist/S1.1-01"} {
		if page := b.get(b.asMaker, at+path); strings.Contains(page.body, "<script>alert") || strings.Contains(page.body, `href="javascript`) {
			t.Errorf("%s: markup", path)
		}
	}
}

func TestApplicant_everyMessageMadeOfPartsHasWords(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, state := range append([]scheme.ApplicationState{"fee", "inquiry", "decision"}, scheme.ApplicationStates...) {
		if state != scheme.Accepted { // said by what is awaited
			keys = append(keys, "applicant.move."+string(state), "applicant.next."+string(state))
		}
	}
	for _, part := range []string{"kind", "scope", "product", "evaluator", "checklist"} {
		keys = append(keys, "applicant."+part+".title")
	}
	for _, kind := range []string{"todo", "doing", "done", "wrong", "later"} {
		keys = append(keys, "applicant.task."+kind)
	}
	for _, role := range []scheme.Role{scheme.RoleApplicant, scheme.RoleAgent, scheme.RoleManager} {
		keys = append(keys, "applicant.people.role."+string(role))
	}
	for _, part := range []string{"verdict", "method", "rationale", "evidence", "minutes", "public_note", "no_na"} {
		keys = append(keys, "applicant.item.help."+part)
	}
	for _, lang := range i18n.Languages {
		for _, key := range keys {
			if !i18n.For(lang).Has(key) {
				t.Errorf("%s: no words for %s", lang, key)
			}
		}
	}
}
