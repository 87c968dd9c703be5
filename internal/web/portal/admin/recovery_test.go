package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

func TestOfficeRecoveries_anotherOfficerWithFreshPasskey(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	b.OK(b.Account.AskRecovery(t.Context(), b.Two.Person.Email))
	at := "/en/desk/office/recoveries"
	p := i18n.For("en")
	b.Shows("own", b.Get(b.AsTwo, at), http.StatusOK, p.T("officer.recoveries.own"))
	waiting := p.T("officer.recoveries.waiting", 1)
	for _, page := range []string{"/en/desk/office/", "/en/desk/office/staff"} {
		b.Shows("brought up", b.Get(b.AsOne, page), http.StatusOK, waiting, `href="`+at+`"`)
		if strings.Contains(b.Get(b.AsTwo, page).Body, waiting) {
			t.Errorf("%s: who asks is told to allow it", page)
		}
	}
	b.Shows("to an administrator", b.Get(b.AsAdmin, "/en/desk/office/organisations"), http.StatusOK, waiting)
	page := b.Get(b.AsOne, at)
	b.Shows("other's", page, http.StatusOK, b.Two.Person.Name, b.Two.Person.Email)
	_, rest, _ := strings.Cut(page.Body, `action="`+at+"/")
	id, _, _ := strings.Cut(rest, "/")
	b.Shows("own approval", b.Post(b.AsTwo, at+"/"+id+"/approve"), http.StatusForbidden, p.T("refusal.recovery.own"))
	b.Clock.Advance(scheme.StepUpHolds + time.Second)
	b.Leads("stale", b.Post(b.AsOne, at+"/"+id+"/approve"), "/en/door/step-up?next="+url.QueryEscape(at+"?done=step_up"))
	b.Leads("approve", b.Post(b.Sign(b.One), at+"/"+id+"/approve"), at+"?done=approve_recovery")
	b.Shows("done", b.Get(b.AsOne, at+"?done=approve_recovery"), http.StatusOK, p.T("officer.recoveries.none"), p.T("officer.done.approve_recovery"))
	b.Shows("twice", b.Post(b.Sign(b.One), at+"/"+id+"/refuse"), http.StatusConflict)
}
