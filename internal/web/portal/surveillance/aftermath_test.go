package surveillance_test

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

// revoked plays a case to its end without the holder and returns it.
func revoked(t *testing.T, b *portaltest.Bureau, n scheme.LabelNumber) (office, holders string) {
	t.Helper()
	id := opened(t, b, n)
	office, holders = "/en/desk/office/cases/"+id, "/en/desk/cases/"+id
	b.Leads("demand", b.Post(b.AsOne, office+"/demand", "text", "Show the design.", "due", "2026-04-10"), office+"?done=demand")
	b.Clock.Advance(11 * 24 * time.Hour)
	one, two := b.Sign(b.One), b.Sign(b.Two)
	b.Leads("notice", b.Post(one, office+"/notify", "ground", string(b.Ground(scheme.DeedRevoke).ID), "text", "Nothing was shown.", "due", "2026-04-30"), office+"?done=notify")
	b.Leads("statement", b.Post(b.Sign(b.Anna), holders+"/state", "text", "We were late.", "all", "yes"), holders+"?done=state")
	b.Leads("heard", b.Post(two, office+"/hear", "text", "Read."), office+"?done=hear")
	b.Leads("revoked", b.Post(two, office+"/revoke", "text", "Nothing was shown."), office+"?done=revoke")
	return office, holders
}

// The revocation is announced and annulled afterwards: both sides read both,
// and nothing more is announced.
func TestCases_aRevocationThatWasAnnulled(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	p := i18n.For("en")
	office, holders := revoked(t, b, n)
	one, two, maker := b.Sign(b.One), b.Sign(b.Two), b.Sign(b.Anna)
	three := b.Sign(b.Person(testkit.Office(), 4, scheme.RoleOfficer))
	b.Leads("draft", b.Post(two, office+"/announce", "cause", "wide_impact", "text_ja", "取り消しました。", "text_en", "It was revoked."), office+"?done=announce")
	b.Leads("published", b.Post(one, office+"/announce-confirm"), office+"?done=announce-confirm")
	own := b.Get(maker, holders)
	b.Shows("the holder reads what the public reads", own, http.StatusOK, p.T("case.announce.made"), "It was revoked.", "/en/labels/"+string(n))
	for _, hidden := range []string{p.T("case.announce.wide_impact"), p.T("case.proposed_by")} {
		if strings.Contains(own.Body, hidden) {
			t.Errorf("the holder reads %q", hidden)
		}
	}

	lodged := b.Post(maker, "/en/desk/objections/new", "against", "revocation", "of", string(n), "text", "It was shown.")
	at, _, _ := strings.Cut(lodged.To(), "?")
	judged := strings.Replace(at, "/desk/", "/desk/office/", 1)
	b.Shows("what is judged", b.Get(three, judged), http.StatusOK, `href="`+office+`"`, `href="/en/desk/office/labels/`+string(n)+`"`)
	b.Shows("the objection", b.Get(maker, at), http.StatusOK, `href="`+holders+`"`, `href="/en/desk/labels/`+string(n)+`"`)
	b.Leads("taken", b.Post(three, judged+"/take"), judged+"?done=taken")
	b.Leads("upheld", b.Post(three, judged+"/uphold", "reason", "It had been shown."), judged+"?done=uphold")
	today := scheme.DateOf(b.Clock.Now())
	for _, ended := range []portaltest.Answer{b.Get(three, judged), b.Get(maker, at)} {
		b.Shows("decided", ended, http.StatusOK, p.T("objection.ended.objection_upheld", today), p.T("objection.followed.revocation"))
		if strings.Contains(ended.Body, "To be decided by") {
			t.Error("a decided objection still has a day by which it is decided")
		}
	}

	said := p.T("case.annulled.objection", today)
	b.Shows("the office", b.Get(one, office), http.StatusOK, p.T("case.state.annulled"), said, judged, p.T("case.step.annulled"))
	b.Shows("the holder", b.Get(maker, holders), http.StatusOK, p.T("case.state.annulled"), said, `href="`+at+`"`)
	b.Shows("the list", b.Get(one, "/en/desk/office/cases"), http.StatusOK, p.T("case.state.annulled"))
	if strings.Contains(b.Get(one, office).Body, p.T("case.next.office.case_revoked")) {
		t.Error("it can still be announced")
	}
	if strings.Contains(b.Get(b.Stranger(), holders).Body, at) {
		t.Error("a stranger learns of the objection")
	}
}

// A revocation that was annulled is announced by nobody, drafted or not.
func TestCases_nothingIsAnnouncedOfAnAnnulledRevocation(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	p := i18n.For("en")
	office, _ := revoked(t, b, n)
	b.Put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		b.OK(err)
		b.OK(l.Annul(scheme.ByCourt, scheme.DateOf(b.Clock.Now()), b.Clock.Now()))
		return tx.PutLabel(&l)
	})
	one := b.Sign(b.One)
	page := b.Get(one, office)
	b.Shows("by a court", page, http.StatusOK, p.T("case.annulled.court", scheme.DateOf(b.Clock.Now())))
	if strings.Contains(page.Body, office+"/announce") {
		t.Error("it is offered")
	}
	b.Shows("refused", b.Post(one, office+"/announce", "cause", "wide_impact", "text_ja", "取り消しました。", "text_en", "It was revoked."), http.StatusConflict, p.T("refusal.case.annulled"))
}

// The holder withdraws the label while it is looked at: there is no way to a
// hearing, and the page says why.
func TestCases_theLabelEndsMeanwhile(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	p := i18n.For("en")
	id := opened(t, b, n)
	office, holders := "/en/desk/office/cases/"+id, "/en/desk/cases/"+id
	b.Leads("demand", b.Post(b.AsOne, office+"/demand", "text", "Show the design.", "due", "2026-04-10"), office+"?done=demand")
	today := scheme.DateOf(b.Clock.Now())
	b.Put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		b.OK(err)
		l.Withdrawn = today
		return tx.PutLabel(&l)
	})
	b.Clock.Advance(11 * 24 * time.Hour)
	page := b.Get(b.Sign(b.One), office)
	b.Shows("the office", page, http.StatusOK, p.T("case.ended.withdrawn", today), p.T("case.ended_says.office"), p.T("case.do.close.title"))
	if strings.Contains(page.Body, p.T("case.next.overdue")) || strings.Contains(page.Body, office+"/notify") {
		t.Error("a hearing is promised that cannot be")
	}
	b.Shows("the holder", b.Get(b.Sign(b.Anna), holders), http.StatusOK, p.T("case.ended_says.holder"))
}
