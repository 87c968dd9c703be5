package surveillance_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/portal/portaltest"
)

// opened opens a case from the desk and returns its id.
func opened(t *testing.T, b *portaltest.Bureau, n scheme.LabelNumber) string {
	t.Helper()
	got := b.Post(b.AsOne, "/en/desk/office/cases/new", "label", string(n), "cause", "office", "text", "The default password is the same on all.")
	at, _, _ := strings.Cut(got.Header.Get("Location"), "?")
	if got.Status != http.StatusSeeOther || !strings.HasPrefix(at, "/en/desk/office/cases/") {
		t.Fatalf("status %d, to %q: %s", got.Status, at, got.Body)
	}
	return strings.TrimPrefix(at, "/en/desk/office/cases/")
}

func TestCases_fromTheDeskToARevocation(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	p := i18n.For("en")
	b.Shows("empty", b.Get(b.AsOne, "/en/desk/office/cases"), http.StatusOK, p.T("case.list.none"), "/en/desk/office/cases/new")
	b.Shows("form", b.Get(b.AsOne, "/en/desk/office/cases/new?label="+string(n)), http.StatusOK, string(n), p.T("case.do.open.button"))
	b.Shows("nothing typed", b.Post(b.AsOne, "/en/desk/office/cases/new"), http.StatusBadRequest, `href="#f-label"`)
	b.Shows("in turn", b.Post(b.AsOne, "/en/desk/office/cases/new", "label", string(n), "cause", "periodic", "text", "Its turn <i>"), http.StatusBadRequest,
		`href="#f-cause"`, "Its turn &lt;i&gt;")
	id := opened(t, b, n)
	office, holders := "/en/desk/office/cases/"+id, "/en/desk/cases/"+id
	b.Shows("file", b.Get(b.AsOne, office), http.StatusOK, p.T("state.case_opened"), p.T("case.do.demand.title"), "The default password")
	b.Shows("not told yet", b.Get(b.AsMaker, holders), http.StatusNotFound)
	if page := b.Get(b.AsMaker, "/en/desk/applications"); strings.Contains(page.Body, "/en/desk/cases") {
		t.Error("the menu tells the holder of a case before the office does")
	}
	today := scheme.DateOf(b.Clock.Now())
	sch, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	b.Shows("tomorrow", b.Post(b.AsOne, office+"/demand", "text", "Show it", "due", string(today.AddDays(1))), http.StatusBadRequest, `href="#f-due"`)
	b.Shows("days that may be given", b.Get(b.AsOne, office+"/demand"), http.StatusOK, p.T("case.field.due_range", sch.Calendar.After(today, sch.Surveillance.LeastDays), today.AddDays(180)))
	b.Shows("a deed of another time", b.Get(b.AsOne, office+"/order"), http.StatusConflict)
	b.Shows("no day to come", b.Post(b.AsOne, office+"/demand", "text", "Show it", "due", "2026-04-01"), http.StatusBadRequest, `href="#f-due"`, "Show it")
	b.Leads("demand", b.Post(b.AsOne, office+"/demand", "text", "Show the design.", "due", "2026-04-10"), office+"?done=demand")

	b.Shows("menu", b.Get(b.AsMaker, "/en/desk/applications"), http.StatusOK, `href="/en/desk/cases"`, p.T("case.nav_asked", 1))
	b.Shows("holder's list", b.Get(b.AsMaker, "/en/desk/cases"), http.StatusOK, holders, p.T("case.yours"))
	b.Shows("holder's page", b.Get(b.AsMaker, holders), http.StatusOK, "Show the design.", p.T("case.do.answer.title"), p.T("case.evidence.hand_over"))
	b.Shows("an officer on the holder's side", b.Get(b.AsOne, holders), http.StatusNotFound)
	b.Shows("the holder on the officers' side", b.Get(b.AsMaker, office), http.StatusNotFound)
	b.Shows("the holder decides", b.Post(b.AsMaker, holders+"/close", "outcome", "conforms", "text", "x"), http.StatusNotFound)
	b.Shows("an empty answer", b.Post(b.AsMaker, holders+"/answer"), http.StatusBadRequest, `href="#f-text"`)

	b.Clock.Advance(11 * 24 * time.Hour)
	one, two, maker := b.Sign(b.One), b.Sign(b.Two), b.Sign(b.Anna)
	b.Shows("no finding yet", b.Get(one, office+"/unfind"), http.StatusConflict)
	b.Shows("overdue", b.Get(one, office), http.StatusOK, p.T("case.next.overdue"), p.T("case.do.notify.title"))
	b.Leads("notice", b.Post(one, office+"/notify", "ground", string(b.Ground(scheme.DeedRevoke).ID), "text", "Nothing was shown.", "due", "2026-04-30"), office+"?done=notify")
	b.Shows("the day is kept", b.Get(maker, holders+"/state"), http.StatusOK, p.T("case.field.all"), p.T("case.field.all_until", scheme.Date("2026-04-30")))
	b.Leads("statement", b.Post(maker, holders+"/state", "text", "We are looking into it."), holders+"?done=state")
	b.Shows("it arrived", b.Get(maker, holders), http.StatusOK, p.T("case.spoke.holder", scheme.Date("2026-04-30")))
	if list := b.Get(maker, "/en/desk/cases"); strings.Contains(list.Body, p.T("case.yours")) {
		t.Error("the holder who has spoken is still asked to do something")
	}
	b.Shows("the office's list", b.Get(two, "/en/desk/office/cases"), http.StatusOK, p.T("case.spoke"))
	b.Shows("the office's page", b.Get(two, office), http.StatusOK, p.T("case.spoke.office", scheme.Date("2026-04-30")))
	b.Shows("too soon", b.Post(two, office+"/hear", "text", "Read."), http.StatusConflict, p.T("refusal.case.hearing_runs", scheme.Date("2026-04-30")))
	b.Leads("the last word", b.Post(maker, holders+"/state", "text", "We were late.", "all", "yes"), holders+"?done=state")
	b.Shows("it can end", b.Get(two, office), http.StatusOK, p.T("case.hear_now.office"))
	b.Shows("who investigated", b.Post(one, office+"/hear", "text", "Read."), http.StatusForbidden, p.T("refusal.case.investigated"))
	b.Shows("an empty record", b.Post(two, office+"/hear"), http.StatusBadRequest, `href="#f-text"`)
	b.Leads("heard", b.Post(two, office+"/hear", "text", "Read."), office+"?done=hear")
	b.Shows("what is weighed", b.Get(two, office+"/revoke"), http.StatusOK, "Nothing was shown.", "We were late.", p.T("case.weigh.nothing_found"), p.T("case.do.revoke.follows_final"))
	b.Leads("revoked", b.Post(two, office+"/revoke", "text", "Nothing was shown."), office+"?done=revoke")
	b.Shows("over", b.Get(two, office+"?done=revoke"), http.StatusOK, p.T("case.done.revoke"), p.T("case.do.announce.title"))
	b.Shows("for the holder", b.Get(maker, holders), http.StatusOK, p.T("case.outcome.revoked"))
	b.Shows("list", b.Get(two, "/ja/desk/office/cases"), http.StatusOK, "終わった調査")
	const objects = "/en/desk/objections/new?against=revocation"
	if strings.Contains(b.Get(two, office).Body, objects) {
		t.Error("an officer objects for a holder that applied by the web")
	}
	b.Put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		b.OK(err)
		a, err := tx.Application(l.Application)
		a.Channel = scheme.ByPaper
		b.OK(err)
		return tx.PutApplication(&a)
	})
	b.Shows("an objection on paper", b.Get(two, office), http.StatusOK, objects, p.T("objection.enter"))
	b.Leads("draft", b.Post(two, office+"/announce", "cause", "wide_impact", "text_ja", "取り消しました。", "text_en", "It was revoked."), office+"?done=announce")
	b.Shows("the draft in the list", b.Get(one, "/en/desk/office/cases"), http.StatusOK, p.T("case.second"))
	b.Shows("the draft in the record", b.Get(one, office), http.StatusOK, p.T("case.step.announce"))
	b.Shows("what would be published", b.Get(one, office+"/announce-confirm"), http.StatusOK, "取り消しました。", "It was revoked.")
	if got := b.Get(maker, holders); strings.Contains(got.Body, "It was revoked.") {
		t.Error("the holder reads a draft")
	}
	b.OK(b.Store.View(t.Context(), func(tx *store.Tx) error {
		l, err := tx.Label(n)
		if l.Revoked == "" {
			t.Error("the label was not revoked")
		}
		return err
	}))
}

// A passkey that is not fresh stops the deed and loses nothing that was typed.
func TestCases_publishingTakesAFreshPasskey(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("en")
	id := opened(t, b, b.Issued(1))
	office := "/en/desk/office/cases/" + id
	b.Shows("one language", b.Post(b.AsOne, office+"/warn", "text_en", "Take care"), http.StatusBadRequest, `href="#f-text_ja"`, "Take care")
	b.Leads("proposed", b.Post(b.AsOne, office+"/warn", "text_en", "Take care", "text_ja", "注意してください"), office+"?done=warn")
	b.Shows("the same officer", b.Post(b.AsOne, office+"/warn-confirm"), http.StatusForbidden, p.T("refusal.case.same_officer"))
	b.Clock.Advance(10 * time.Minute)
	b.Shows("stale", b.Post(b.AsTwo, office+"/warn-confirm"), http.StatusForbidden, "/en/door/step-up?next=")
	b.Leads("fresh", b.Post(b.Sign(b.Two), office+"/warn-confirm"), office+"?done=warn-confirm")
	b.Shows("stands", b.Get(b.AsOne, office), http.StatusOK, p.T("case.warning.stands"), "Take care")
}

// A finding is about an item that was chosen, and can be taken back; both
// sides read what was and what is.
func TestCases_findingsAreChosenAndTakenBack(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("en")
	id := opened(t, b, b.Issued(1))
	office, holders := "/en/desk/office/cases/"+id, "/en/desk/cases/"+id
	b.Leads("demand", b.Post(b.AsOne, office+"/demand", "text", "Show the design.", "due", "2026-04-20"), office+"?done=demand")
	b.Leads("answer", b.Post(b.AsMaker, holders+"/answer", "text", "Here it is."), holders+"?done=answer")
	b.Shows("no item chosen", b.Post(b.AsOne, office+"/find", "verdict", "no", "findings", "Open port"), http.StatusBadRequest, `href="#f-criterion"`, "Open port")
	b.Shows("an unknown item", b.Post(b.AsOne, office+"/find", "criterion", "S9", "verdict", "no", "findings", "Open port"), http.StatusBadRequest, `href="#f-criterion"`)
	b.Shows("no verdict", b.Post(b.AsOne, office+"/find", "criterion", "none", "findings", "Open port"), http.StatusBadRequest, `href="#f-verdict"`)
	b.Leads("not clear", b.Post(b.AsOne, office+"/find", "criterion", "S1.1-02", "verdict", "unclear", "findings", "The paper does not tell."), office+"?done=find")
	b.Leads("wrong", b.Post(b.AsOne, office+"/find", "criterion", "none", "verdict", "no", "findings", "No answer to buyers."), office+"?done=find")
	b.Shows("both", b.Get(b.AsMaker, holders), http.StatusOK, p.T("case.finding.unclear"), "No answer to buyers.")
	b.Shows("the way to take it back", b.Get(b.AsOne, office), http.StatusOK, office+"/unfind?criterion=none")
	b.Shows("which", b.Get(b.AsOne, office+"/unfind?criterion=none"), http.StatusOK, p.T("case.do.unfind.follows"), "checked")
	b.Shows("no reason", b.Post(b.AsOne, office+"/unfind", "criterion", "none"), http.StatusBadRequest, `href="#f-text"`)
	b.Shows("nothing chosen", b.Post(b.AsOne, office+"/unfind", "text", "A mistake"), http.StatusBadRequest, `href="#f-criterion"`)
	b.Shows("the holder", b.Post(b.AsMaker, holders+"/unfind", "criterion", "none", "text", "x"), http.StatusNotFound)
	b.Leads("taken back", b.Post(b.AsOne, office+"/unfind", "criterion", "none", "text", "It was another maker."), office+"?done=unfind")
	today := scheme.DateOf(b.Clock.Now())
	b.Shows("marked", b.Get(b.AsMaker, holders), http.StatusOK, "No answer to buyers.", p.T("case.finding.taken", today, "It was another maker."), p.T("case.finding.taken_tag"))
}

// The holder asks for more time; the office denies it, or grants it with a day
// of its own choice. The day that was set stands meanwhile.
func TestCases_theHolderAsksForMoreTime(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("en")
	id := opened(t, b, b.Issued(1))
	office, holders := "/en/desk/office/cases/"+id, "/en/desk/cases/"+id
	b.Leads("demand", b.Post(b.AsOne, office+"/demand", "text", "Show the design.", "due", "2026-04-20"), office+"?done=demand")
	b.Shows("nothing to deny", b.Post(b.AsOne, office+"/deny-time", "text", "No"), http.StatusConflict, p.T("refusal.case.no_request"))
	b.Shows("form", b.Get(b.AsMaker, holders+"/more-time"), http.StatusOK, p.T("case.field.wish_hint", scheme.Date("2026-04-20")), `min="2026-04-21"`)
	b.Shows("nothing typed", b.Post(b.AsMaker, holders+"/more-time"), http.StatusBadRequest, `href="#f-wish"`)
	b.Shows("no reason", b.Post(b.AsMaker, holders+"/more-time", "wish", "2026-05-20"), http.StatusBadRequest, `href="#f-text"`)
	b.Shows("not later", b.Post(b.AsMaker, holders+"/more-time", "wish", "2026-04-20", "text", "The lab is full"), http.StatusBadRequest, `href="#f-wish"`, "The lab is full")
	b.Shows("a stranger", b.Post(b.Stranger(), holders+"/more-time", "wish", "2026-05-20", "text", "x"), http.StatusNotFound)
	b.Leads("asked", b.Post(b.AsMaker, holders+"/more-time", "wish", "2026-05-20", "text", "The lab is full"), holders+"?done=more-time")
	b.Shows("the day stands", b.Get(b.AsMaker, holders), http.StatusOK, p.T("case.time_asked_says.holder", scheme.Date("2026-04-20")))
	b.Shows("twice", b.Post(b.AsMaker, holders+"/more-time", "wish", "2026-05-21", "text", "x"), http.StatusConflict, p.T("refusal.case.time_asked"))
	b.Shows("the office's list", b.Get(b.AsOne, "/en/desk/office/cases"), http.StatusOK, p.T("case.asks_time"))
	b.Shows("what waits", b.Get(b.AsOne, "/en/desk/office/waiting"), http.StatusOK, p.T("agenda.do.more_time"))
	b.Shows("answer", b.Get(b.AsOne, office+"/extend"), http.StatusOK, "The lab is full", `value="2026-05-20"`)
	b.Leads("denied", b.Post(b.AsOne, office+"/deny-time", "text", "The papers are there."), office+"?done=deny-time")
	b.Shows("told why", b.Get(b.AsMaker, holders), http.StatusOK, "The papers are there.", p.T("case.do.more-time.title"))
	b.Leads("again", b.Post(b.AsMaker, holders+"/more-time", "wish", "2026-05-20", "text", "One week"), holders+"?done=more-time")
	b.Leads("granted", b.Post(b.AsOne, office+"/extend", "text", "One week", "due", "2026-04-27"), office+"?done=extend")
	b.Shows("the new day", b.Get(b.AsMaker, holders), http.StatusOK, p.T("case.turn_by.you", scheme.Date("2026-04-27")))
	b.Shows("a third time", b.Post(b.AsMaker, holders+"/more-time", "wish", "2026-05-20", "text", "x"), http.StatusConflict, p.T("refusal.case.time_often", 2))
}
