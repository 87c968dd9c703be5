package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
)

// draft is an application that its maker has just started.
func (b *bureau) draft() scheme.ApplicationID {
	b.t.Helper()
	id, err := b.office.Start(b.t.Context(), b.anna, startOne)
	b.ok(err)
	return id
}

func TestOfficeLabels_findByNumberAsTyped(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	n := string(b.issued(1))
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, n)
	for _, typed := range []string{n, wide, n[:4] + "-" + n[4:8] + " " + n[8:]} {
		b.leads(typed, b.get(b.asOne, "/ja/desk/office/labels?number="+url.QueryEscape(typed)), "/ja/desk/office/labels/"+n)
	}
	wrong := n[:15] + string('0'+(n[15]-'0'+1)%10)
	b.shows("slip", b.get(b.asOne, "/en/desk/office/labels?number="+wrong), http.StatusBadRequest, `href="#f-number"`, i18n.For("en").T("refusal.number.check_digit"), wrong)
	b.shows("short", b.get(b.asOne, "/en/desk/office/labels?number=12"), http.StatusBadRequest, `href="#f-number"`)
	sch, _, err := b.desk.Scheme(t.Context())
	b.ok(err)
	other, err := sch.Numbering.Registration.Number(2026, 999)
	b.ok(err)
	b.shows("nobody's", b.get(b.asOne, "/en/desk/office/labels?number="+other), http.StatusNotFound, "There is no label with the number "+other)
	b.shows("list", b.get(b.asOne, "/en/desk/office/labels"), http.StatusOK, n, "Sample Camera 1", b.maker.Name.En)
}

func TestOfficeRevoke_formThenConfirmationThenDeed(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	n := string(b.issued(1))
	at := "/en/desk/office/labels/" + n
	p := i18n.For("en")
	ground := b.ground(scheme.DeedRevoke)

	b.shows("form", b.get(b.asOne, at+"/revoke"), http.StatusOK, p.T("officer.revoke.next"), ground.Text.En)
	b.shows("empty", b.post(b.asOne, at+"/revoke"), http.StatusBadRequest, `href="#f-ground"`, `href="#f-reason"`)
	b.shows("half", b.post(b.asOne, at+"/revoke", "reason", "Typed <i>words"), http.StatusBadRequest, `href="#f-ground"`, "Typed &lt;i&gt;words")
	b.shows("foreign ground", b.post(b.asOne, at+"/revoke", "ground", string(b.ground(scheme.DeedWithdraw).ID), "reason", "x"), http.StatusBadRequest, `href="#f-ground"`)
	b.shows("confirmation", b.post(b.asOne, at+"/revoke", "ground", string(ground.ID), "reason", "Untrue."), http.StatusOK,
		p.T("officer.revoke.confirm.title"), ground.Text.En, "Untrue.", "“Revoked”", `name="confirmed" value="yes"`)
	b.shows("still stands", b.get(b.asOne, at), http.StatusOK, "status-active")
	b.shows("back to the form", b.post(b.asOne, at+"/revoke", "ground", string(ground.ID), "reason", "Untrue.", "confirmed", "no"), http.StatusOK, p.T("officer.revoke.next"), "Untrue.")
	b.leads("deed", b.post(b.asOne, at+"/revoke", "ground", string(ground.ID), "reason", "Untrue.", "confirmed", "yes"), at+"?done=revoke")
	b.shows("revoked", b.get(b.asTwo, at+"?done=revoke"), http.StatusOK, p.T("officer.done.revoke"), "status-revoked", ground.Text.En, "Untrue.", p.T("officer.history.revoke"))
	b.shows("again", b.get(b.asOne, at+"/revoke"), http.StatusConflict)
}

func (b *bureau) ground(ends scheme.Deed) scheme.Ground {
	b.t.Helper()
	sch, _, err := b.desk.Scheme(b.t.Context())
	b.ok(err)
	for _, g := range sch.Grounds {
		if g.Ends == ends {
			return g
		}
	}
	b.t.Fatalf("no ground for %s", ends)
	return scheme.Ground{}
}

func TestOfficeRevoke_withoutFreshPasskey(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	n := string(b.issued(1))
	at := "/ja/desk/office/labels/" + n
	ground := string(b.ground(scheme.DeedRevoke).ID)
	b.clock.Advance(scheme.StepUpHolds + time.Second)
	b.leads("form", b.get(b.asOne, at+"/revoke"), "/ja/door/step-up?next="+url.QueryEscape(at+"/revoke"))
	b.shows("deed", b.post(b.asOne, at+"/revoke", "ground", ground, "reason", "虚偽の記載", "confirmed", "yes"), http.StatusForbidden,
		"虚偽の記載", "/ja/door/step-up?next=", `name="confirmed" value="yes"`)
	b.shows("still stands", b.get(b.asOne, at), http.StatusOK, "status-active")
	back := b.sign(b.one)
	b.shows("form", b.get(back, at+"/revoke"), http.StatusOK)
	b.leads("deed", b.post(back, at+"/revoke", "ground", ground, "reason", "虚偽の記載", "confirmed", "yes"), at+"?done=revoke")
}

func TestOfficeCorrection_takesTwoOfficers(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	at := "/ja/desk/office/labels/" + string(b.issued(1))
	b.shows("empty", b.post(b.asOne, at+"/propose"), http.StatusBadRequest, `href="#f-field"`)
	b.shows("malformed", b.post(b.asOne, at+"/propose", "field", "home_page", "to", "javascript:alert(1)", "reason", "誤記"), http.StatusBadRequest, `href="#f-to"`, "javascript:alert(1)")
	b.leads("propose", b.post(b.asOne, at+"/propose", "field", "firmware", "to", "1.0.1", "reason", "版数の誤記"), at+"?done=propose")

	own := b.get(b.asOne, at)
	b.shows("own proposal", own, http.StatusOK, "あなたが提案した訂正です", "版数の誤記", "1.0.1")
	if strings.Contains(own.body, at+`/confirm"`) {
		t.Error("the proposer is offered to confirm")
	}
	b.shows("own confirmation", b.post(b.asOne, at+"/confirm"), http.StatusForbidden, i18n.For("ja").T("refusal.correction.same_officer"))
	b.shows("second officer", b.get(b.asTwo, at), http.StatusOK, at+`/confirm"`)
	b.leads("confirm", b.post(b.asTwo, at+"/confirm"), at+"?done=confirm")
	b.shows("both versions", b.get(b.asTwo, at), http.StatusOK, "これまでの訂正", "1.0.0", "1.0.1", b.one.Person.Name, b.two.Person.Name)

	b.leads("propose", b.post(b.asTwo, at+"/propose", "field", "name_en", "to", "Other", "reason", "誤記"), at+"?done=propose")
	b.leads("drop", b.post(b.asTwo, at+"/drop"), at+"?done=drop")
	b.shows("nothing to confirm", b.post(b.asOne, at+"/confirm"), http.StatusConflict)
}

func TestOfficeRecoveries_anotherOfficerWithFreshPasskey(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.ok(b.account.AskRecovery(t.Context(), b.two.Person.Email))
	at := "/en/desk/office/recoveries"
	p := i18n.For("en")
	b.shows("own", b.get(b.asTwo, at), http.StatusOK, p.T("officer.recoveries.own"))
	page := b.get(b.asOne, at)
	b.shows("other's", page, http.StatusOK, b.two.Person.Name, b.two.Person.Email)
	_, rest, _ := strings.Cut(page.body, `action="`+at+"/")
	id, _, _ := strings.Cut(rest, "/")
	b.shows("own approval", b.post(b.asTwo, at+"/"+id+"/approve"), http.StatusForbidden, p.T("refusal.recovery.own"))
	b.clock.Advance(scheme.StepUpHolds + time.Second)
	b.leads("stale", b.post(b.asOne, at+"/"+id+"/approve"), "/en/door/step-up?next="+url.QueryEscape(at+"?done=step_up"))
	b.leads("approve", b.post(b.sign(b.one), at+"/"+id+"/approve"), at+"?done=approve_recovery")
	b.shows("done", b.get(b.asOne, at+"?done=approve_recovery"), http.StatusOK, p.T("officer.recoveries.none"), p.T("officer.done.approve_recovery"))
	b.shows("twice", b.post(b.sign(b.one), at+"/"+id+"/refuse"), http.StatusConflict)
}

// Everything that a maker can type is shown as text.
func TestOffice_nothingTypedBecomesMarkup(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	p := deskProduct(1)
	p.Name = scheme.Text{Ja: evil, En: evil}
	p.Models, p.Manufacturer, p.Firmware, p.Summary = []string{evil}, evil, evil, scheme.Text{Ja: evil, En: evil}
	p.HomePage = `https://x.example/?q="><script>alert(1)</script>`
	p.Conformity, p.Certifications, p.SuppliedBy, p.ParentCompanies = []string{evil}, []string{evil}, []string{evil}, []string{evil}
	id := b.submitted(p, func(a *scheme.Answer) {
		a.PublicNote, a.Rationale, a.Assessor = evil, evil, evil
		a.Evidence = []scheme.Evidence{{Title: evil, Kind: evil, Version: evil, KeptAt: evil}}
	})
	b.ok(b.office.Return(t.Context(), b.one, id, evil))
	b.submit(id)
	b.ok(b.office.Accept(t.Context(), b.one, id))
	f, err := b.office.File(t.Context(), b.one, id)
	b.ok(err)
	app := "/ja/desk/office/applications/" + string(id)
	b.leads("fee", b.post(b.asOne, app+"/note_fee", "note_fee.paid", "2026-04-01", "note_fee.yen", "198000", "note_fee.reference", evil), app)
	b.leads("answer", b.post(b.asOne, app+"/note_view", "note_view.view", "no_objection", "note_view.authority", evil, "note_view.answered", "2026-04-01", "note_view.reference", evil), app)
	pages := []string{"", "applications/" + string(id), "applications/" + string(id) + "/issue"}
	before := map[string]answer{}
	for _, page := range pages {
		before[page] = b.get(b.asTwo, "/ja/desk/office/"+page)
	}
	label := b.post(b.asTwo, app+"/issue").to()
	at := strings.TrimSuffix(label, "?done=issue")
	b.leads("propose", b.post(b.asOne, at+"/propose", "field", "manufacturer", "to", evil+"2", "reason", evil), at)
	before["label"], before["labels"] = b.get(b.asTwo, at), b.get(b.asTwo, "/ja/desk/office/labels")
	before["confirm"] = b.post(b.asTwo, at+"/revoke", "ground", string(b.ground(scheme.DeedRevoke).ID), "reason", evil)
	before["typed"] = b.get(b.asTwo, "/ja/desk/office/labels?number="+url.QueryEscape(evil))
	before["done"] = b.get(b.asTwo, "/ja/desk/office/applications/"+string(id)+"?done="+url.QueryEscape(evil))
	for name, a := range before {
		if strings.Contains(a.body, "<script>") || strings.Contains(a.body, "<img src=x") {
			t.Errorf("%s: typed text became markup", name)
		}
		if strings.Contains(a.body, " style=") || strings.Contains(a.body, " onerror=alert") && !strings.Contains(a.body, "&lt;img src=x onerror=alert") {
			t.Errorf("%s: inline style or script", name)
		}
		if name != "done" && !strings.Contains(a.body, "&lt;script&gt;") {
			t.Errorf("%s: the text is not shown at all (status %d)", name, a.status)
		}
	}
	if f.Application.Product.Firmware != evil {
		t.Error("the text was changed on the way")
	}
}

// What others than its readers must not see stays away from the lists and
// from the pages of administrators.
func TestOffice_privateWordsStayOnTheFile(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.submitted(deskProduct(1), func(a *scheme.Answer) {
		a.Rationale = "内密の理由"
		a.Evidence[0].Title, a.Evidence[0].KeptAt = "内密の証拠", "内密の金庫"
	})
	b.ok(b.office.Accept(t.Context(), b.one, id))
	b.shows("file", b.get(b.asOne, "/ja/desk/office/applications/"+string(id)), http.StatusOK, "内密の理由", "内密の証拠")
	org := "/ja/desk/office/organisations/" + string(b.maker.ID)
	pages := map[string]answer{
		"list": b.get(b.asOne, "/ja/desk/office/"), "closed": b.get(b.asOne, "/ja/desk/office/?show=closed"), "labels": b.get(b.asOne, "/ja/desk/office/labels"),
		"organisation": b.get(b.asAdmin, org), "catalog": b.get(b.asAdmin, "/ja/desk/office/catalog"), "recoveries": b.get(b.asAdmin, "/ja/desk/office/recoveries"),
		"label": b.get(b.asOne, "/ja/desk/office/labels/"+string(b.issued(7))),
	}
	for name, a := range pages {
		if a.status != http.StatusOK || strings.Contains(a.body, "内密") || strings.Contains(a.body, "照会用の供給元") || strings.Contains(a.body, b.asOne) {
			t.Errorf("%s: status %d, or it shows what it must not", name, a.status)
		}
	}
}

func TestOffice_listOfFortyHasARowEach(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	for n := range 12 {
		b.submitted(deskProduct(n), nil)
	}
	body := b.get(b.asOne, "/ja/desk/office/").body
	if got := strings.Count(body, `class="row-link"`); got != 12 {
		t.Errorf("%d rows, want 12", got)
	}
}

func TestOfficeFile_foreignApplicantShowsItsProof(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	o := testkit.ForeignMaker(1)
	o.ID = b.maker.ID
	o.Revision = b.maker.Revision
	admin := b.admin
	b.ok(b.account.ChangeOrganisation(t.Context(), admin, o))
	id := b.submitted(deskProduct(1), nil)
	b.shows("file", b.get(b.asOne, "/ja/desk/office/applications/"+string(id)), http.StatusOK, o.Proof.Kind, o.Proof.Number, o.Name.En, "日本語の文書を読めます")
}
