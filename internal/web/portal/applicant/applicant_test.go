package applicant_test

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

func TestApplicant_fromDraftToSubmitted(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := portaltest.New(t)
			p := i18n.For(lang)
			b.Shows("new", b.Get(b.AsMaker, "/"+lang+"/desk/applications/new"), http.StatusOK, p.T("applicant.start.title"))
			id, at := b.Started(lang)
			b.Shows("draft", b.Get(b.AsMaker, at), http.StatusOK, p.T("applicant.unnamed"), p.T("applicant.task.todo"))
			s, _, err := b.Desk.Scheme(t.Context())
			b.OK(err)
			var scope []string
			for _, q := range s.Questions {
				said := "no"
				if q.Wanted {
					said = "yes"
				}
				scope = append(scope, "scope."+string(q.ID), said, "scope."+string(q.ID)+".reason", "仕様書のとおりです。")
			}
			b.Leads("scope", b.Fill(b.AsMaker, at+"/scope", scope...), at+"/scope?saved=")
			b.Shows("scope again", b.Get(b.AsMaker, at+"/scope"), http.StatusOK, p.T("applicant.scope.in"))
			b.Leads("product", b.Fill(b.AsMaker, at+"/product", portaltest.ProductForm...), at+"/product?saved=")
			b.Leads("models", b.Post(b.AsMaker, at+"/models/add", "models", "SC-1\r\nSC-2\r\n\r\n  SC-3 "), at+"/models?added=3")
			b.Leads("evaluator", b.Fill(b.AsMaker, at+"/evaluator", "evaluator_class", "applicant", "evaluator_name", "品質保証部"), at+"/evaluator?saved=")
			for i, c := range s.Editions[0].Items {
				form := append(portaltest.AnswerForm(c), "do", "next")
				to := at + "/checklist/" + string(c.ID)
				if i+1 < len(s.Editions[0].Items) {
					to = at + "/checklist/" + string(s.Editions[0].Items[i+1].ID) + "?after=" + string(c.ID)
				}
				b.Leads(string(c.ID), b.Fill(b.AsMaker, at+"/checklist/"+string(c.ID), form...), to)
			}
			b.Shows("list", b.Get(b.AsMaker, at+"/checklist"), http.StatusOK, p.T("checklist.complete", 16, 16))
			review := b.Get(b.AsMaker, at+"/review")
			b.Shows("review", review, http.StatusOK, p.T("applicant.review.right"), s.Statements[0].Text.In(lang), "SC-3", "設計書と実機で確かめました。")
			form := portaltest.TypedIn(t, review.Body)
			form.Set("declared_by", "責任 太郎")
			form.Set("declared_title", "品質保証部長")
			form.Set("terms_by", "約束 花子")
			again := b.Send(b.AsMaker, at+"/review", form)
			b.Shows("without the statements", again, http.StatusBadRequest, p.T("refusal.declaration.statements"), "責任 太郎", p.T("applicant.review.right_but"))
			if strings.Contains(again.Body, p.T("applicant.review.right_text")) {
				t.Error("a refused declaration says that it can be submitted")
			}
			form = portaltest.TypedIn(t, again.Body)
			for _, one := range s.Statements {
				form.Add("statements", one.ID)
			}
			again = b.Send(b.AsMaker, at+"/review", form)
			b.Shows("without the terms", again, http.StatusBadRequest, p.T("refusal.terms.open"), s.Terms.Text.In(lang), "約束 花子")
			form = portaltest.TypedIn(t, again.Body)
			form.Set("terms", "yes")
			b.Leads("submit", b.Send(b.AsMaker, at+"/review", form), at+"/submitted")
			f, err := b.Office.File(t.Context(), b.Anna, id)
			b.OK(err)
			b.Shows("submitted", b.Get(b.AsMaker, at+"/submitted"), http.StatusOK, f.Application.Numbers.Application)
			b.Shows("afterwards", b.Get(b.AsMaker, at), http.StatusOK, f.Application.Numbers.Application, p.T("applicant.next.submitted"), p.T("apply.ahead.title"),
				p.T("paper.use.when_words"), p.T("apply.sent.mend"), p.T("apply.sent.wish", p.T("apply.listing.none")), s.Invoicing.Issuer.Contact.In(lang))
			b.Shows("as sent", b.Get(b.AsMaker, at+"/review"), http.StatusOK, "責任 太郎", f.Application.Declaration.Checklist)
			b.Leads("no more typing", b.Get(b.AsMaker, at+"/product"), at+"/review")
			b.Shows("list of all", b.Get(b.AsMaker, "/"+lang+"/desk/applications"), http.StatusOK, p.T("applicant.move.submitted"), f.Application.Numbers.Application)
		})
	}
}

func TestReview_findingsLeadToTheirFields(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	page := b.Get(b.AsMaker, at+"/review")
	b.Shows("review", page, http.StatusOK,
		`href="`+at+`/scope?back=review#f-scope-`, `href="`+at+`/product?back=review#f-name_ja"`, `href="`+at+`/evaluator?back=review#f-evaluator_class"`, `href="`+at+`/checklist/S1.1-04?back=review#f-S1-1-04-verdict"`)
	if strings.Contains(page.Body, `name="declared_by"`) {
		t.Error("an application with findings can be declared")
	}
	for path, id := range map[string]string{"/product": "f-name_ja", "/evaluator": "f-evaluator_class", "/checklist/S1.1-04": "f-S1-1-04-verdict"} {
		if !strings.Contains(b.Get(b.AsMaker, at+path).Body, `id="`+id+`"`) {
			t.Errorf("%s has no %s", path, id)
		}
	}
}

func TestSubmit_whatChangedSinceItWasReadIsNotDeclared(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.Return(t.Context(), b.One, id, "型番を直してください"))
	at := "/ja/desk/applications/" + string(id)
	b.Shows("returned", b.Get(b.AsMaker, at), http.StatusOK, "型番を直してください")
	form := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/review").Body)
	form.Set("declared_by", "責任 太郎")
	form.Set("declared_title", "部長")
	form.Set("terms", "yes")
	form.Set("terms_by", "責任 太郎")
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	for _, one := range s.Statements {
		form.Add("statements", one.ID)
	}
	b.Leads("a colleague changes an answer", b.Fill(b.Colleague(), at+"/checklist/S1.1-02", "S1.1-02.rationale", "別の根拠"), at)
	changed := b.Send(b.AsMaker, at+"/review", form)
	b.Shows("declare", changed, http.StatusConflict, "別の根拠", "責任 太郎")
	form.Set("revision", portaltest.TypedIn(t, changed.Body).Get("revision"))
	b.Leads("declare what is read", b.Send(b.AsMaker, at+"/review", form), at+"/submitted")
	b.Leads("pressed twice", b.Send(b.AsMaker, at+"/review", form), at+"/submitted")
	form.Set("declared_by", "別人 花子")
	b.Shows("declared by another", b.Send(b.AsMaker, at+"/review", form), http.StatusConflict, "責任 太郎")
}

func TestApplicant_othersOfAnotherMakerMeetNothing(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	stranger := b.Stranger()
	for _, path := range []string{"", "/kind", "/scope", "/product", "/evaluator", "/checklist", "/checklist/S1.1-01", "/review", "/submitted", "/give-up"} {
		if got := b.Get(stranger, at+path); got.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, got.Status)
		}
	}
	for _, path := range []string{"/kind", "/scope", "/product", "/evaluator", "/checklist/S1.1-01", "/review", "/give-up",
		"/scope/typed", "/product/typed", "/evaluator/typed", "/checklist/S1.1-01/typed"} {
		if got := b.Post(stranger, at+path, "edition", "JST-CR-01-01-2024R1", "revision", "1"); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d %s", path, got.Status, portaltest.Plain(got.Body))
		}
	}
	n := b.Issued(1)
	if got := b.Get(stranger, "/ja/desk/labels/"+string(n)+"/withdraw"); got.Status != http.StatusForbidden {
		t.Errorf("withdraw: %d", got.Status)
	}
	if got := b.Post(stranger, "/ja/desk/labels/"+string(n)+"/withdraw", "ground", string(b.Ground(scheme.DeedWithdraw).ID), "reason", "x", "sure", "yes"); got.Status < 400 {
		t.Errorf("withdrawn by a stranger: %d", got.Status)
	}
	if l, err := b.Office.Label(t.Context(), b.One, n); err != nil || l.Status != scheme.Active {
		t.Errorf("label %v %v", l.Status, err)
	}
}

func TestGiveUp_warnsFirstThenEndsTheApplication(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	b.Shows("ask", b.Get(b.AsMaker, at+"/give-up"), http.StatusOK, i18n.For("ja").T("applicant.giveup.warning"))
	b.Leads("do", b.Post(b.AsMaker, at+"/give-up"), at)
	b.Shows("done", b.Get(b.AsMaker, at), http.StatusOK, i18n.For("ja").T("applicant.next.withdrawn"), i18n.For("ja").T("money.summary.ended"))
	b.Shows("no fee", b.Get(b.AsMaker, at+"/money"), http.StatusOK, i18n.For("ja").T("money.summary.ended"))
	b.Leads("not twice", b.Get(b.AsMaker, at+"/give-up"), at)
	if got := b.Post(b.AsMaker, at+"/give-up"); got.Status != http.StatusConflict {
		t.Errorf("second time: %d", got.Status)
	}
}

func TestWithdraw_needsTheWarningAcknowledgedGroundAndReason(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	at := "/ja/desk/labels/" + string(n) + "/withdraw"
	ground := string(b.Ground(scheme.DeedWithdraw).ID)
	b.Shows("list", b.Get(b.AsMaker, "/ja/desk/applications"), http.StatusOK, at, string(n), "/ja/labels/"+string(n)+"/certificate.pdf", "/ja/labels/"+string(n)+"#papers", "/ja/label-use")
	b.Shows("ask", b.Get(b.AsMaker, at), http.StatusOK, i18n.For("ja").T("applicant.withdraw.at_once"))
	b.Shows("not sure", b.Post(b.AsMaker, at, "ground", ground, "reason", "販売終了のため"), http.StatusBadRequest, "販売終了のため", i18n.For("ja").T("refusal.withdraw.sure"))
	b.Shows("no reason", b.Post(b.AsMaker, at, "ground", ground, "sure", "yes"), http.StatusBadRequest, i18n.For("ja").T("refusal.reason.missing"))
	b.Leads("do", b.Post(b.AsMaker, at, "ground", ground, "reason", "販売終了のため", "sure", "yes"), "/ja/desk/labels/"+string(n)+"?done=withdrawn")
	b.Shows("done", b.Get(b.AsMaker, "/ja/desk/applications"), http.StatusOK, i18n.For("ja").T("status.withdrawn"))
	if got := b.Get(b.AsMaker, at); got.Status != http.StatusConflict {
		t.Errorf("asked again: %d", got.Status)
	}
}

func TestStart_agentChoosesAmongItsClients(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	agent, session := b.Agent()
	_ = agent
	page := b.Get(session, "/ja/desk/applications/new")
	b.Shows("new", page, http.StatusOK, b.Maker.Name.Ja)
	edition := portaltest.TypedIn(t, page.Body).Get("edition")
	b.Shows("for nobody", b.Post(session, "/ja/desk/applications/new", "form", "mark", "edition", edition), http.StatusForbidden, i18n.For("ja").T("refusal.power"))
	a := b.Post(session, "/ja/desk/applications/new", "form", "mark", "edition", edition, "applicant", string(b.Maker.ID))
	b.Leads("for the client", a, "/ja/desk/applications/")
	b.Shows("the client sees it", b.Get(b.AsMaker, strings.TrimSuffix(a.To(), "/scope")), http.StatusOK, agent.Organisation.Name.Ja)
	b.Shows("no such edition", b.Post(session, "/ja/desk/applications/new", "form", "mark", "edition", "none", "applicant", string(b.Maker.ID)), http.StatusBadRequest, i18n.For("ja").T("refusal.edition.unknown"))
}

func TestPeople_managerInvitesAndDismisses(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/en/desk/people"
	b.Shows("list", b.Get(b.AsMaker, at), http.StatusOK, b.Anna.Person.Name)
	wrong := b.Post(b.AsMaker, at, "name", "新しい 人", "email", "nowhere", "language", "en", "roles", "applicant")
	b.Shows("wrong address", wrong, http.StatusBadRequest, "新しい 人", i18n.For("en").T("refusal.email"))
	b.Shows("office role", b.Post(b.AsMaker, at, "name", "新しい 人", "email", "new@maker.example", "language", "en", "roles", "officer"), http.StatusBadRequest)
	b.Leads("invite", b.Post(b.AsMaker, at, "name", "新しい 人", "email", "new@maker.example", "language", "en", "roles", "applicant"), at+"?done=invited")
	b.Shows("invited", b.Get(b.AsMaker, at+"?done=invited"), http.StatusOK, "new@maker.example", i18n.For("en").T("applicant.people.invited"))
	other := b.Colleague()
	if got := b.Get(other, at); got.Status != http.StatusNotFound {
		t.Errorf("no manager: %d", got.Status)
	}
	people, err := b.Account.People(t.Context(), b.Anna, b.Maker.ID)
	b.OK(err)
	for _, one := range people {
		to := at + "/" + string(one.ID) + "/dismiss"
		if one.ID == b.Anna.Person.ID {
			if got := b.Post(b.AsMaker, to); got.Status != http.StatusForbidden {
				t.Errorf("oneself: %d", got.Status)
			}
			continue
		}
		b.Shows("ask", b.Get(b.AsMaker, to), http.StatusOK, one.Name)
		b.Leads("dismiss", b.Post(b.AsMaker, to), at+"?done=dismissed")
	}
	b.Leads("dismissed colleague is out", b.Get(other, "/en/desk/applications"), "/en/door/sign-in")
	if got := b.Get(b.AsMaker, at+"/"+string(b.One.Person.ID)+"/dismiss"); got.Status != http.StatusNotFound {
		t.Errorf("someone of the office: %d", got.Status)
	}
}

func TestApplicant_nothingTypedBecomesMarkup(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	for _, path := range []string{"/scope", "/product", "/evaluator", "/checklist/S1.1-01"} {
		values := portaltest.TypedIn(t, b.Get(b.AsMaker, at+path).Body)
		for name := range values {
			if name != "revision" {
				values.Set(name, evil)
			}
		}
		values.Set("S1.1-01.verdict", "conforms")
		sent := b.Send(b.AsMaker, at+path, values)
		for what, page := range map[string]portaltest.Answer{"answer": sent, "page": b.Get(b.AsMaker, at+path), "review": b.Get(b.AsMaker, at+"/review"), "list": b.Get(b.AsMaker, at)} {
			if strings.Contains(page.Body, "<script>alert") || strings.Contains(page.Body, "<img src=x") {
				t.Errorf("%s: markup on the %s", path, what)
			}
		}
		if sent.Status == http.StatusBadRequest && !strings.Contains(html.UnescapeString(sent.Body), evil) {
			t.Errorf("%s: what was typed is lost", path)
		}
	}
	b.Leads("name and models", b.Fill(b.AsMaker, at+"/product", "name_ja", evil, "manufacturer", evil, "country", "", "home_page", "", "enquiry", "",
		"vulnerability_desk", "", "disclosure_policy", "", "support_from", "", "support_until", "", "conformity", "javascript:alert(1)"), at)
	for _, path := range []string{"", "/review", "/product", "/give-up", "/checklist/S1.1-01"} {
		if page := b.Get(b.AsMaker, at+path); strings.Contains(page.Body, "<script>alert") || strings.Contains(page.Body, `href="javascript`) {
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
