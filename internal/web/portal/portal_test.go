package portal_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/web/portal/portaltest"
)

func TestDesk_signedOutGoesToTheDoorAndBack(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("en")
	b.Leads("page", b.Get("", at+"/product"), "/en/door/sign-in?next=%2Fen%2Fdesk%2Fapplications%2F")
	b.Leads("guessed session", b.Get("guessed", at+"/product"), "/en/door/sign-in?next=")
}

func TestDesk_formSentAfterSignOutIsKept(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("en")
	form := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/product").Body)
	form.Set("name_ja", `まだ<b>保存</b>されていない"名前"`)
	form.Set("summary_ja", "一行目\n二行目")
	b.Clock.Advance(2 * time.Hour)
	kept := b.Send(b.AsMaker, at+"/product", form)
	b.Shows("kept", kept, http.StatusForbidden, "Sign in in another tab", `action="`+at+`/product"`)
	again := portaltest.TypedIn(t, kept.Body)
	b.AsMaker = b.Sign(b.Anna)
	b.Leads("sent again", b.Send(b.AsMaker, at+"/product", again), at+"/product?saved=")
	b.Shows("saved", b.Get(b.AsMaker, at+"/product"), http.StatusOK, `まだ<b>保存</b>されていない"名前"`, "一行目\n二行目")
}

func TestDesk_writesFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, portaltest.Base+at+"/give-up", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := b.Ask(r, b.AsMaker); got.Status != http.StatusForbidden {
		t.Errorf("status %d", got.Status)
	}
	b.Shows("still a draft", b.Get(b.AsMaker, at), http.StatusOK, i18n.For("ja").T("state.draft"))
}

func TestHome_leadsToTheDeskOfTheRole(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	for session, to := range map[string]string{b.AsMaker: "/ja/desk/applications", b.AsOne: "/ja/desk/office/", b.AsAdmin: "/ja/desk/office/organisations"} {
		b.Leads("home", b.Get(session, "/ja/desk"), to)
		if got := b.Get(session, to); got.Status != http.StatusOK {
			t.Errorf("%s: %d", to, got.Status)
		}
	}
}
