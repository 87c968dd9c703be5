package officer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
	"shirushi/internal/web/page/desk/inquiries"
	"shirushi/internal/web/portal/portaltest"
)

func TestOfficeLabels_findByNumberAsTyped(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := string(b.Issued(1))
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, n)
	for _, typed := range []string{n, wide, n[:4] + "-" + n[4:8] + " " + n[8:]} {
		b.Leads(typed, b.Get(b.AsOne, "/ja/desk/office/labels?number="+url.QueryEscape(typed)), "/ja/desk/office/labels/"+n)
	}
	wrong := n[:15] + string('0'+(n[15]-'0'+1)%10)
	b.Shows("slip", b.Get(b.AsOne, "/en/desk/office/labels?number="+wrong), http.StatusBadRequest, `href="#f-number"`, i18n.For("en").T("refusal.number.check_digit"), wrong)
	b.Shows("short", b.Get(b.AsOne, "/en/desk/office/labels?number=12"), http.StatusBadRequest, `href="#f-number"`)
	sch, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	other, err := sch.Numbering.Registration.Number(2026, 999)
	b.OK(err)
	b.Shows("nobody's", b.Get(b.AsOne, "/en/desk/office/labels?number="+other), http.StatusNotFound, "There is no label with the number "+other)
	b.Shows("list", b.Get(b.AsOne, "/en/desk/office/labels"), http.StatusOK, n, "Sample Camera 1", b.Maker.Name.En)
}

// A label is revoked in a case only, in which its holder is heard.
func TestOfficeLabel_leadsToACaseAndHasNoOtherWayToRevoke(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := string(b.Issued(1))
	at := "/en/desk/office/labels/" + n
	b.Shows("label", b.Get(b.AsOne, at), http.StatusOK, "/en/labels/"+n+"/certificate.pdf", "/en/desk/office/cases/new?label="+n)
	b.Shows("no form", b.Get(b.AsOne, at+"/revoke"), http.StatusNotFound)
	b.Shows("no deed", b.Post(b.AsOne, at+"/revoke", "ground", string(b.Ground(scheme.DeedRevoke).ID), "reason", "Untrue.", "confirmed", "yes"), http.StatusNotFound)
	b.Shows("still stands", b.Get(b.AsOne, at), http.StatusOK, "status-active")
}

func TestOfficeCorrection_takesTwoOfficers(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := "/ja/desk/office/labels/" + string(b.Issued(1))
	b.Shows("empty", b.Post(b.AsOne, at+"/propose"), http.StatusBadRequest, `href="#f-field"`)
	b.Shows("malformed", b.Post(b.AsOne, at+"/propose", "field", "home_page", "to", "javascript:alert(1)", "reason", "誤記"), http.StatusBadRequest, `href="#f-to"`, "javascript:alert(1)")
	b.Leads("propose", b.Post(b.AsOne, at+"/propose", "field", "firmware", "to", "1.0.1", "reason", "版数の誤記"), at+"?done=propose")

	own := b.Get(b.AsOne, at)
	b.Shows("own proposal", own, http.StatusOK, "あなたが提案した訂正です", "版数の誤記", "1.0.1")
	if strings.Contains(own.Body, at+`/confirm"`) {
		t.Error("the proposer is offered to confirm")
	}
	b.Shows("own confirmation", b.Post(b.AsOne, at+"/confirm"), http.StatusForbidden, i18n.For("ja").T("refusal.correction.same_officer"))
	b.Shows("second officer", b.Get(b.AsTwo, at), http.StatusOK, at+`/confirm"`)
	b.Leads("confirm", b.Post(b.AsTwo, at+"/confirm"), at+"?done=confirm")
	b.Shows("both versions", b.Get(b.AsTwo, at), http.StatusOK, "これまでの訂正", "1.0.0", "1.0.1", b.One.Person.Name, b.Two.Person.Name)

	b.Leads("propose", b.Post(b.AsTwo, at+"/propose", "field", "name_en", "to", "Other", "reason", "誤記"), at+"?done=propose")
	b.Leads("drop", b.Post(b.AsTwo, at+"/drop"), at+"?done=drop")
	b.Shows("nothing to confirm", b.Post(b.AsOne, at+"/confirm"), http.StatusConflict)
}

// Everything that a maker can type is shown as text.
func TestOffice_nothingTypedBecomesMarkup(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	p := portaltest.Product(1)
	p.Name = scheme.Text{Ja: evil, En: evil}
	p.Models, p.Manufacturer, p.Firmware, p.Summary = []string{evil}, evil, evil, scheme.Text{Ja: evil, En: evil}
	p.HomePage = `https://x.example/?q="><script>alert(1)</script>`
	p.Conformity, p.Certifications, p.SuppliedBy, p.Maintainers, p.ParentCompanies = []string{evil}, []string{evil}, []string{evil}, []string{evil}, []string{evil}
	id := b.Submitted(p, func(a *scheme.Answer) {
		a.PublicNote, a.Rationale, a.Assessor = evil, evil, evil
		a.Evidence = []scheme.Evidence{{Title: evil, Kind: evil, Version: evil, KeptAt: evil}}
	})
	b.OK(b.Office.Return(t.Context(), b.One, id, evil))
	b.Submit(id)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	app := "/ja/desk/office/applications/" + string(id)
	b.Leads("fee", b.Post(b.AsOne, strings.Replace(app, "/office/", "/office/money/", 1)+"/payments", "enter.day", "2026-04-01", "enter.yen", "198000", "enter.reference", evil), "/")
	i := b.Inquiry(id)
	field := func(part string) string { return inquiries.FieldOf(i.ID, scheme.DeedEnter, part) }
	b.Leads("letter", b.Post(b.AsOne, app+"/inquiries/"+string(i.ID)+"/enter", "revision", "1", field("view"), "condition", field("text"), evil, field("answered"), "2026-04-01",
		field("reference"), evil, field("sha256"), strings.Repeat("0", 64), field("kept_at"), evil), app)
	b.OK(b.Office.ConfirmInquiry(t.Context(), b.Two, id, i.ID, 2, evil))
	b.Shows("file", b.Get(b.AsTwo, app), http.StatusOK)
	b.Consents(id)
	pages := []string{"", "applications/" + string(id), "applications/" + string(id) + "/issue"}
	before := map[string]portaltest.Answer{}
	for _, page := range pages {
		before[page] = b.Get(b.AsTwo, "/ja/desk/office/"+page)
	}
	label := b.Post(b.AsTwo, app+"/issue").To()
	at := strings.TrimSuffix(label, "?done=issue")
	b.Leads("propose", b.Post(b.AsOne, at+"/propose", "field", "manufacturer", "to", evil+"2", "reason", evil), at)
	before["label"], before["labels"] = b.Get(b.AsTwo, at), b.Get(b.AsTwo, "/ja/desk/office/labels")
	before["confirm"] = b.Post(b.AsTwo, "/ja/desk/office/cases/new", "label", evil, "cause", evil, "text", evil)
	before["typed"] = b.Get(b.AsTwo, "/ja/desk/office/labels?number="+url.QueryEscape(evil))
	before["done"] = b.Get(b.AsTwo, "/ja/desk/office/applications/"+string(id)+"?done="+url.QueryEscape(evil))
	for name, a := range before {
		if strings.Contains(a.Body, "<script>") || strings.Contains(a.Body, "<img src=x") {
			t.Errorf("%s: typed text became markup", name)
		}
		if strings.Contains(a.Body, " style=") || strings.Contains(a.Body, " onerror=alert") && !strings.Contains(a.Body, "&lt;img src=x onerror=alert") {
			t.Errorf("%s: inline style or script", name)
		}
		if name != "done" && !strings.Contains(a.Body, "&lt;script&gt;") {
			t.Errorf("%s: the text is not shown at all (status %d)", name, a.Status)
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
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), func(a *scheme.Answer) {
		a.Rationale = "内密の理由"
		a.Evidence[0].Title, a.Evidence[0].KeptAt = "内密の証拠", "内密の金庫"
	})
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	b.Shows("file", b.Get(b.AsOne, "/ja/desk/office/applications/"+string(id)), http.StatusOK, "内密の理由", "内密の証拠")
	org := "/ja/desk/office/organisations/" + string(b.Maker.ID)
	pages := map[string]portaltest.Answer{
		"list": b.Get(b.AsOne, "/ja/desk/office/"), "closed": b.Get(b.AsOne, "/ja/desk/office/?show=closed"), "labels": b.Get(b.AsOne, "/ja/desk/office/labels"),
		"organisation": b.Get(b.AsAdmin, org), "catalog": b.Get(b.AsAdmin, "/ja/desk/office/catalog"), "recoveries": b.Get(b.AsAdmin, "/ja/desk/office/recoveries"),
		"label": b.Get(b.AsOne, "/ja/desk/office/labels/"+string(b.Issued(7))),
	}
	for name, a := range pages {
		if a.Status != http.StatusOK || strings.Contains(a.Body, "内密") || strings.Contains(a.Body, "照会用の供給元") || strings.Contains(a.Body, b.AsOne) {
			t.Errorf("%s: status %d, or it shows what it must not", name, a.Status)
		}
	}
}

func TestOfficeFile_foreignApplicantShowsItsProof(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	o := testkit.ForeignMaker(1)
	o.ID = b.Maker.ID
	o.Revision = b.Maker.Revision
	admin := b.Admin
	b.OK(b.Account.ChangeOrganisation(t.Context(), admin, o))
	id := b.Submitted(portaltest.Product(1), nil)
	b.Shows("file", b.Get(b.AsOne, "/ja/desk/office/applications/"+string(id)), http.StatusOK, o.Proof.Kind, o.Proof.Number, o.Name.En, "日本語の文書を読めます")
}

func TestLabel_showsItsArtwork(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	p := i18n.For("ja")
	b.Shows("label", b.Get(b.AsTwo, "/ja/desk/office/labels/"+string(n)), http.StatusOK, `src="/labels/`+string(n)+`/label.svg"`, p.T("officer.label.art.holds"), p.T("officer.deeds.title"))
}
