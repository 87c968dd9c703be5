package holding_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
	"shirushi/internal/web/portal/portaltest"
)

// A holder tells news that is held back, and the office looks at it; nobody
// else reads any of it.
func TestNews_fromTheFormToTheOffice(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	at := "/ja/desk/labels/" + string(n)
	b.Shows("hub", b.Get(b.AsMaker, at), http.StatusOK, at+"/news", at+"/change", at+"/offer", string(n))
	b.Shows("no text", b.Post(b.AsMaker, at+"/news", "kind", "security", "on", "2026-04-01", "link", "https://maker.example/x"), http.StatusBadRequest, i18n.For("ja").T("refusal.news.text"), "https://maker.example/x")
	b.Leads("held", b.Post(b.AsMaker, at+"/news", "kind", "security", "on", "2026-04-01", "text_ja", "秘密の脆弱性", "serious", "yes", "embargo_day", "2026-04-10", "embargo_time", "09:30"), at+"?done=held")
	b.Shows("hub with it", b.Get(b.AsMaker, at), http.StatusOK, "秘密の脆弱性", "9:30", i18n.For("ja").T("holder.serious.waits"))
	list := b.Get(b.AsOne, "/ja/desk/office/holders")
	b.Shows("office", list, http.StatusOK, "/ja/desk/office/news/")
	_, rest, _ := strings.Cut(list.Body, "/ja/desk/office/news/")
	one := "/ja/desk/office/news/" + rest[:26]
	b.Shows("news", b.Get(b.AsOne, one), http.StatusOK, "秘密の脆弱性", i18n.For("ja").T("holder.embargo.office"))
	for session, want := range map[string]int{b.AsMaker: http.StatusNotFound, b.AsAdmin: http.StatusForbidden} {
		if got := b.Get(session, one); got.Status != want || strings.Contains(got.Body, "秘密") {
			t.Errorf("status %d, want %d", got.Status, want)
		}
	}
	b.Shows("no remark", b.Post(b.AsOne, one), http.StatusBadRequest, i18n.For("ja").T("refusal.reason.missing"))
	b.Leads("looked", b.Post(b.AsOne, one, "remark", "確かめた"), "/ja/desk/office/holders?done=looked")
	b.Shows("none left", b.Get(b.AsOne, "/ja/desk/office/holders"), http.StatusOK, i18n.For("ja").T("holder.tasks.none"))
	if got := b.Get(b.AsMaker, at); strings.Contains(got.Body, "確かめた") {
		t.Error("the holder reads the office's remark")
	}
}

// A change that affects the assessment ends the label only when its number was
// typed on the page that warns.
func TestChange_endsTheLabelOnlyWhenItIsMeant(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	at := "/en/desk/labels/" + string(n)
	b.Shows("ask", b.Get(b.AsMaker, at+"/change"), http.StatusOK, "every answer of the checklist is still true")
	b.Shows("no answer", b.Post(b.AsMaker, at+"/change"), http.StatusBadRequest, i18n.For("en").T("refusal.change.affects"))
	b.Leads("no", b.Post(b.AsMaker, at+"/change", "affects", "no"), at+"/change/page")
	b.Leads("yes", b.Post(b.AsMaker, at+"/change", "affects", "yes"), at+"/change/end")
	b.Shows("warned", b.Get(b.AsMaker, at+"/change/end"), http.StatusOK, i18n.For("en").T("applicant.withdraw.for_good"))
	b.Shows("not typed", b.Post(b.AsMaker, at+"/change/end", "reason", "other cipher", "typed", "12"), http.StatusBadRequest, "other cipher")
	b.Leads("meant", b.Post(b.AsMaker, at+"/change/end", "reason", "other cipher", "typed", string(n)), at+"?done=ended")
	b.Shows("ended", b.Get(b.AsMaker, at), http.StatusOK, i18n.For("en").T("status.withdrawn"))
	if got := b.Get(b.AsMaker, at+"/change"); got.Status != http.StatusConflict {
		t.Error(got.Status)
	}
}

// From the offer to the office's decision, each on the own desk.
func TestSuccession_overThreeDesks(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	rival := testkit.Maker(1)
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&rival) })
	asRival := b.Sign(b.Person(rival, 1, scheme.RoleApplicant))
	at := "/ja/desk/labels/" + string(n)
	good := []string{"to", rival.CorporateNumber, "reason", "事業の譲渡", "name", "責任 太郎", "title", "部長", "affirmed", "duties", "affirmed", "evidence"}
	b.Shows("half", b.Post(b.AsMaker, at+"/offer", good[:10]...), http.StatusBadRequest, i18n.For("ja").T("refusal.vow.statements"), "事業の譲渡")
	b.Leads("offered", b.Post(b.AsMaker, at+"/offer", good...), at+"?done=offered")
	list := b.Get(asRival, "/ja/desk/labels")
	b.Shows("offered to", list, http.StatusOK, "/ja/desk/successions/")
	_, rest, _ := strings.Cut(list.Body, "/ja/desk/successions/")
	id := rest[:26]
	one := "/ja/desk/successions/" + id
	b.Shows("may accept", b.Get(asRival, one), http.StatusOK, one+"/accept", one+"/decline")
	b.Shows("may take back", b.Get(b.AsMaker, one), http.StatusOK, one+"/take-back")
	b.Leads("accepted", b.Post(asRival, one+"/accept", "name", "承継 花子", "title", "社長", "affirmed", "duties", "affirmed", "evidence", "affirmed", "conformity"), one)
	decide := "/ja/desk/office/successions/" + id
	b.Shows("decision", b.Get(b.AsOne, decide), http.StatusOK, "承継 花子", decide+"/approve", decide+"/refuse")
	b.Clock.Advance(10 * time.Minute)
	b.Leads("passkey first", b.Get(b.AsOne, decide), "/ja/door/step-up?next=")
	b.Shows("what was typed stays", b.Post(b.AsOne, decide+"/refuse", "reason", "消えない理由"), http.StatusForbidden, "消えない理由", "/door/step-up")
	b.Leads("approved", b.Post(b.Sign(b.One), decide+"/approve"), "/ja/desk/office/holders?done=approved")
	b.Shows("theirs", b.Get(asRival, at), http.StatusOK, at+"/news")
	if got := b.Get(b.AsMaker, at); got.Status != http.StatusForbidden {
		t.Error("the holder before still reads the file:", got.Status)
	}
}

// The page of a label says from when an extension is taken, and leads to it
// then.
func TestLabel_leadsToAnExtensionInItsTime(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	hub := "/en/desk/labels/" + string(n)
	early := b.Get(b.AsMaker, hub)
	b.Shows("early", early, http.StatusOK, "Applications for an extension are taken from", hub+"/maintain")
	if strings.Contains(early.Body, hub+"/extend") {
		t.Error("the page offers what is too early")
	}
	b.Clock.Advance(600 * 24 * time.Hour)
	b.Shows("in time", b.Get(b.Sign(b.Anna), hub), http.StatusOK, hub+"/extend")
}
