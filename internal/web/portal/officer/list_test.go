package officer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/portal/portaltest"
)

const list = "/ja/desk/office/"

func TestList_opensWithOnesOwnWorkAndElseWithWhatToTake(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		b.Shows("next", b.Get(b.AsOne, "/"+lang+"/desk/office/"), http.StatusOK, p.T("docket.next.lead"), portaltest.Product(1).Name.In(lang), b.Maker.Name.In(lang),
			p.T("state.submitted"), p.T("docket.party.office"), p.T("docket.take"), p.Date(scheme.Date("2026-04-15")))
	}
	a := b.Post(b.AsOne, list+"applications/"+string(id)+"/assign", "to", "me", "seen", "", "list", "tab=next&q=SC&evil=1")
	b.Leads("take", a, list+"applications/"+string(id)+"?done=take") // to the work itself: it is gone from the list
	b.Shows("taken", b.Get(b.AsOne, a.To()), http.StatusOK, i18n.For("ja").T("officer.done.take"), portaltest.Product(1).Name.Ja)
	b.Shows("mine", b.Get(b.AsOne, list), http.StatusOK, i18n.For("ja").T("docket.mine.lead"), b.One.Person.Name, "あなた")
	b.Shows("too late", b.Post(b.AsTwo, list+"applications/"+string(id)+"/assign", "to", "me", "seen", "", "list", "tab=next"), http.StatusConflict,
		i18n.For("ja").T("refusal.assign.changed", b.One.Person.Name), i18n.For("ja").T("docket.next.none"))
}

func TestList_lateSaysByHowMuch(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	b.Submitted(portaltest.Product(1), nil)
	b.Clock.Advance(20 * 24 * time.Hour)
	session := b.Sign(b.One)
	b.Shows("late", b.Get(session, "/en/desk/office/?tab=late"), http.StatusOK, "Sample Camera 1", "6 days late", "15 April 2026")
}

func TestList_filtersStandInTheAddress(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	b.Submitted(portaltest.Product(1), nil)
	back := b.Submitted(portaltest.Product(2), nil)
	b.OK(b.Office.Return(t.Context(), b.One, back, "型番"))
	for query, want := range map[string]string{
		"q=" + url.QueryEscape("カメラ 2"): "SC-2", "state=returned": "SC-2", "state=submitted": "SC-1", "level=1": "SC-1 SC-2", "level=9": "", "officer=nobody": "SC-1 SC-2",
		"officer=X": "", "order=received": "SC-1 SC-2", "page=99": "SC-1 SC-2", "page=-1&order=nonsense&state=": "SC-1 SC-2",
	} {
		a := b.Get(b.AsOne, list+"?tab=open&"+query)
		b.Shows(query, a, http.StatusOK)
		for i, name := range []string{"見本カメラ 1", "見本カメラ 2"} {
			model := []string{"SC-1", "SC-2"}[i]
			_, rows, _ := strings.Cut(a.Body, "<tbody>")
			if strings.Contains(rows, name) != strings.Contains(want, model) {
				t.Errorf("%s: shows %s: %t", query, model, !strings.Contains(want, model))
			}
		}
	}
	a := b.Get(b.AsOne, list+"?tab=open&q="+url.QueryEscape(`"><script>alert(1)</script>`))
	b.Shows("markup", a, http.StatusOK, i18n.For("ja").T("docket.none.filtered"))
	if strings.Contains(a.Body, "<script>alert") {
		t.Error("markup")
	}
}

func TestList_pagesToTheLast(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := office.CasesShown + 1
	for i := range n {
		b.Submitted(portaltest.Product(i), nil)
	}
	first := b.Get(b.AsOne, list)
	b.Shows("first", first, http.StatusOK, "51件のうち1件目から50件目", `rel="next"`)
	if got := strings.Count(first.Body, `class="docket-product"`); got != office.CasesShown {
		t.Errorf("%d rows", got)
	}
	b.Shows("last", b.Get(b.AsOne, list+"?tab=next&page=2"), http.StatusOK, "51件のうち51件目から51件目", `rel="prev"`)
}

func TestFile_handsWorkOn(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	at := list + "applications/" + string(id)
	p := i18n.For("ja")
	b.Shows("nobody", b.Get(b.AsOne, at), http.StatusOK, p.T("docket.assigned.nobody"), p.T("docket.assigned.take"), b.Two.Person.Name)
	two := string(b.Two.Person.ID)
	b.Leads("hand", b.Post(b.AsOne, at+"/assign", "to", two, "seen", ""), at+"?done=assign")
	b.Shows("hers", b.Get(b.AsTwo, at), http.StatusOK, p.T("docket.assigned.release"), "あなた")
	b.Shows("stranger", b.Post(b.AsOne, at+"/assign", "to", string(b.Anna.Person.ID), "seen", two), http.StatusBadRequest, p.T("refusal.assign.no_officer"), `href="#f-to"`)
	b.Leads("let go", b.Post(b.AsTwo, at+"/assign", "to", "", "seen", two), at+"?done=assign")
}

func TestStaff_absences(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	at := list + "staff"
	p := i18n.For("ja")
	b.Shows("empty", b.Get(b.AsOne, at), http.StatusOK, b.One.Person.Name, b.Two.Person.Name, p.T("staff.here"), p.T("staff.recusals.none"))
	wrong := b.Post(b.AsOne, at+"/absences", "from", "2026-04-05", "until", "2026-04-03", "deputy", string(b.Two.Person.ID))
	b.Shows("wrong", wrong, http.StatusBadRequest, `value="2026-04-05"`, `value="2026-04-03"`, `href="#f-until"`)
	b.Leads("note", b.Post(b.AsOne, at+"/absences", "from", "2026-04-01", "until", "2026-04-03", "deputy", string(b.Two.Person.ID)), at+"?done=absence")
	page := b.Get(b.AsOne, at+"?done=absence")
	b.Shows("noted", page, http.StatusOK, p.T("officer.done.absence"), p.T("staff.deputy", b.Two.Person.Name), p.T("staff.away_now"))
	b.Leads("overlap", b.Post(b.AsAdmin, at+"/absences", "person", string(b.Two.Person.ID), "from", "2026-04-04", "until", "2026-04-06"), at+"?done=absence")
	b.Leads("stands in", b.Post(b.AsAdmin, at+"/absences", "person", string(b.One.Person.ID), "from", "2026-04-10", "until", "2026-04-12", "deputy", string(b.Two.Person.ID)), at+"?done=absence")
	b.Leads("warned, not refused", b.Post(b.AsTwo, at+"/absences", "from", "2026-04-12", "until", "2026-04-13"), at+"?done=absence")
	b.Shows("warning", b.Get(b.AsTwo, at), http.StatusOK, p.T("staff.away.stands_in.you", b.One.Person.Name))
	end := cutOut(t, page.Body, `action="`, "/absences/", `"`)
	b.Shows("not one's own", b.Post(b.AsTwo, end), http.StatusForbidden)
	b.Leads("end", b.Post(b.AsAdmin, end), at+"?done=end_absence")
	b.Shows("again", b.Post(b.AsOne, end), http.StatusConflict, p.T("refusal.absence.ended"))
	if got := b.Get(b.AsMaker, at); got.Status != http.StatusNotFound {
		t.Errorf("a maker sees who is away: %d", got.Status)
	}
}

// cutOut finds the text between begin and end that contains what.
func cutOut(t *testing.T, body, begin, what, end string) string {
	t.Helper()
	for _, part := range strings.Split(body, begin)[1:] {
		if text, _, _ := strings.Cut(part, end); strings.Contains(text, what) {
			return text
		}
	}
	t.Fatalf("no %s on the page", what)
	return ""
}

func TestRecuse_leavesTheBareFact(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	at := list + "applications/" + string(id)
	p := i18n.For("ja")
	b.Shows("ask", b.Get(b.AsTwo, at+"/recuse"), http.StatusOK, p.T("staff.recuse.lead"), p.T("staff.recuse.sees"), p.T("staff.recuse.released"), p.T("staff.recuse.for_good"), b.Maker.Name.Ja)
	b.Shows("no reason", b.Post(b.AsTwo, at+"/recuse", "about", "application"), http.StatusBadRequest, p.T("refusal.reason.missing"), `href="#f-reason"`)
	b.Shows("about nothing", b.Post(b.AsTwo, at+"/recuse", "reason", "kept <b>"), http.StatusBadRequest, `href="#f-about"`, "kept &lt;b&gt;")
	b.Leads("recuse", b.Post(b.AsTwo, at+"/recuse", "about", "organisation", "reason", "以前の勤務先です。"), list+"staff?done=recuse")
	stub := b.Get(b.AsTwo, at)
	b.Shows("stub", stub, http.StatusForbidden, p.T("refusal.recused"), "見本カメラ 1", p.T("state.submitted"))
	if strings.Contains(stub.Body, "照会用の供給元") || strings.Contains(stub.Body, "設計書と実機で確かめました") || strings.Contains(stub.Body, b.Maker.CorporateNumber) {
		t.Error("the content is shown")
	}
	for _, deed := range []string{"accept", "return", "reject", "assign"} {
		b.Shows(deed, b.Post(b.AsTwo, at+"/"+deed, "to", "me", "return.reason", "r", "reject.reason", "r"), http.StatusForbidden, p.T("refusal.recused"))
	}
	b.Shows("list", b.Get(b.AsTwo, list+"?tab=next"), http.StatusOK, "見本カメラ 1", p.T("docket.recused"))
	b.Shows("colleague", b.Get(b.AsOne, at), http.StatusOK, "照会用の供給元", p.T("docket.assigned.recused"), b.Two.Person.Name)
	staff := b.Get(b.AsAdmin, list+"staff")
	b.Shows("listed", staff, http.StatusOK, "以前の勤務先です。", b.Maker.Name.Ja)
	lift := cutOut(t, staff.Body, `action="`, "/lift", `"`)
	b.Shows("officer", b.Post(b.AsTwo, lift, "x", "y"), http.StatusForbidden)
	b.Shows("no reason", b.Post(b.AsAdmin, lift), http.StatusBadRequest, p.T("refusal.reason.missing"), `href="#f-lift-`)
	field := cutOut(t, staff.Body, `name="`, "lift.", `"`)
	b.Leads("lift", b.Post(b.AsAdmin, lift, field, "誤りでした。"), list+"staff?done=lift")
	b.Shows("free again", b.Get(b.AsTwo, at), http.StatusOK, "照会用の供給元")
	b.Leads("by the administrator", b.Post(b.AsAdmin, at+"/recuse", "person", string(b.One.Person.ID), "about", "application", "reason", "申告がありました。"), list+"staff")
	b.Shows("stub", b.Get(b.AsOne, at), http.StatusForbidden, p.T("refusal.recused"))
}

// Who may not decide reads on the page of the application who may; and these
// find it on their list.
func TestDecision_isBroughtToWhoMayTakeIt(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Settled(1)
	b.OK(b.Office.Assign(t.Context(), b.One, id, office.AssignRequest{To: b.One.Person.ID}))
	p := i18n.For("ja")
	b.Shows("mine", b.Get(b.AsOne, list+"?tab=mine"), http.StatusOK, p.T("docket.turn.yours", 0), p.T("docket.turn.others", 1), p.T("docket.decide.else"))
	b.Shows("on its page", b.Get(b.AsOne, list+"applications/"+string(id)), http.StatusOK, p.T("docket.assigned.else"), p.T("docket.assigned.deciders", b.Two.Person.Name))
	b.Shows("the other's list", b.Get(b.AsTwo, list), http.StatusOK, p.T("docket.decide.lead"), p.T("docket.decide.open"))
	if open := b.Get(b.AsTwo, list+"applications/"+string(id)); strings.Contains(open.Body, p.T("docket.assigned.else")) {
		t.Error("who may decide is told to leave it")
	}
}

func TestMissing_keepsTheMenuOfWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	const nowhere = "/ja/desk/office/applications/NOWHERE"
	b.Shows("officer", b.Get(b.AsOne, nowhere), http.StatusNotFound, p.T("officer.nav.staff"), p.T("error.desk"))
	got := b.Get(b.AsMaker, nowhere)
	b.Shows("maker", got, http.StatusNotFound, p.T("applicant.nav.applications"))
	if strings.Contains(got.Body, p.T("officer.nav.staff")) {
		t.Error("a maker is shown the office's menu")
	}
}

// Applications about a label say so in the list, and can be listed alone.
func TestList_saysAndFiltersTheKind(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.Submitted(portaltest.Product(2), nil)
	b.Put(func(tx *store.Tx) error {
		a, err := tx.Application(id)
		if err != nil {
			return err
		}
		a.Kind, a.Of = scheme.Extension, "1234567890123456"
		return tx.PutApplication(&a)
	})
	first, second := portaltest.Product(1).Name.Ja, portaltest.Product(2).Name.Ja
	b.Shows("all", b.Get(b.AsOne, list+"?tab=open"), http.StatusOK, first, second, "延長", "1234567890123456")
	only := b.Get(b.AsOne, list+"?tab=open&kind=extension")
	b.Shows("extensions", only, http.StatusOK, first)
	if strings.Contains(only.Body, second) {
		t.Error("an application for a new label is listed among extensions")
	}
	b.Shows("none", b.Get(b.AsOne, list+"?tab=open&kind=maintenance"), http.StatusOK, i18n.For("ja").T("docket.none.filtered"))
	b.Shows("no such kind", b.Get(b.AsOne, list+"?tab=open&kind=%27or"), http.StatusOK, i18n.For("ja").T("docket.none.filtered"))
	b.Shows("record", b.Post(b.AsOne, "/en/desk/office/audit.csv"), http.StatusOK, "Kind of application", "Extension", "New label")
}
