package applicant_test

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

// A holder begins an extension from its label: too early it reads from when
// on, in time it gets one draft, and both sides read what it is about.
func TestRenew_fromTheLabelToTheOffice(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	extend := "/en/desk/labels/" + string(n) + "/extend"
	p := i18n.For("en")
	list := b.Get(b.AsMaker, "/en/desk/applications")
	b.Shows("list", list, http.StatusOK, p.T("renewal.start.maintenance"))
	if strings.Contains(list.Body, extend) {
		t.Error("the list offers what is too early")
	}
	early := b.Get(b.AsMaker, extend)
	if early.Status != http.StatusConflict || strings.Contains(early.Body, "<form method=\"post\">") {
		t.Fatalf("too early: %d", early.Status)
	}
	for who, session := range map[string]string{"nobody": b.AsNo, "a stranger": b.Stranger()} {
		if a := b.Get(session, extend); a.Status == http.StatusOK {
			t.Errorf("%s reads the form", who)
		}
	}
	b.Clock.Advance(600 * 24 * time.Hour)
	maker, officer := b.Sign(b.Anna), b.Sign(b.One)
	b.Shows("list in time", b.Get(maker, "/en/desk/applications"), http.StatusOK, extend)
	b.Shows("form", b.Get(maker, extend), http.StatusOK, p.T("renewal.start.number"), string(n))
	began := b.Fill(maker, extend)
	if began.Status != http.StatusSeeOther {
		t.Fatalf("begin: %d %s", began.Status, began.Body)
	}
	at := began.To()
	b.Shows("draft", b.Get(maker, at), http.StatusOK, p.T("renewal.about.extension"), string(n), p.T("renewal.until.then"))
	b.Shows("again", b.Get(maker, extend), http.StatusConflict, p.T("refusal.about.open", p.T("application.kind.extension")))
	hub := "/en/desk/labels/" + string(n)
	for _, page := range []string{"/en/desk/applications", hub} { // both lead to the draft, and offer no second one
		a := b.Get(maker, page)
		b.Shows(page, a, http.StatusOK, at, hub, p.T("renewal.begun.extension", p.T("state.draft")))
		if strings.Contains(a.Body, extend) {
			t.Errorf("%s offers a second extension", page)
		}
	}
	b.Put(func(tx *store.Tx) error { // as it came in
		all, err := tx.Applications(store.ApplicationFilter{About: n})
		if err != nil {
			return err
		}
		a := all[0]
		a.State, a.Received, a.Numbers.Application, a.Carried = scheme.Submitted, "2027-11-22", "A2027-000009", nil
		return tx.PutApplication(&a)
	})
	b.Shows("office", b.Get(officer, "/en/desk/office/applications/"+at[strings.LastIndex(at, "/")+1:]), http.StatusOK, p.T("renewal.about.extension"), string(n))
}
