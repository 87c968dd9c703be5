package admin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

func TestErasures_proposedByAnAdministratorConfirmedByAnother(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	_, err := b.Store.Sequence(t.Context(), "2999-12-31")
	b.OK(err)
	changes, err := b.Store.NewestChanges(t.Context(), 1, "2999-12-31")
	b.OK(err)
	text := fmt.Sprintf("%d:holder_ja", changes.Items[0].Seq)
	p := i18n.For("en")
	sch, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	ground := sch.Erasure.Grounds[0]
	list := "/en/desk/office/erasures"
	at := list + "/" + string(n)

	b.Shows("list", b.Get(b.AsAdmin, list), http.StatusOK, p.T("erasure.none"), `href="`+list+`"`)
	b.Leads("number", b.Get(b.AsAdmin, list+"?number="+string(n)), at)
	b.Shows("wrong number", b.Get(b.AsAdmin, list+"?number=12"), http.StatusBadRequest, `href="#f-number"`)
	b.Shows("nobody's", b.Get(b.AsAdmin, list+"/1"), http.StatusNotFound)
	b.Shows("to a maker", b.Get(b.AsMaker, at), http.StatusNotFound)
	b.Shows("form", b.Get(b.AsAdmin, at), http.StatusOK, `value="`+text+`"`, b.Maker.Name.Ja, ground.Text.En, p.T("erasure.follows.copies"))
	b.Shows("empty", b.Post(b.AsAdmin, at), http.StatusBadRequest, `href="#f-texts"`, `href="#f-ground"`)
	b.Shows("what there is not", b.Post(b.AsAdmin, at, "texts", "x:<i>", "ground", string(ground.ID)), http.StatusConflict, `href="#f-texts"`)
	b.Shows("half", b.Post(b.AsAdmin, at, "texts", text), http.StatusBadRequest, `href="#f-ground"`, `value="`+text+`" checked`)
	b.Shows("by an officer", b.Post(b.AsOne, at, "texts", text, "ground", string(ground.ID)), http.StatusForbidden)
	b.Leads("propose", b.Post(b.AsAdmin, at, "texts", text, "ground", string(ground.ID)), at+"?done=propose_erasure")
	b.Shows("own", b.Get(b.AsAdmin, at), http.StatusOK, p.T("erasure.own"))
	b.Shows("own confirmed", b.Post(b.AsAdmin, at+"/confirm"), http.StatusForbidden, p.T("refusal.erasure.same_person"))
	b.Shows("the officers' page leads there", b.Get(b.AsOne, "/en/desk/office/labels/"+string(n)), http.StatusOK, `href="`+at+`"`)
	b.Shows("other's", b.Get(b.AsOne, at), http.StatusOK, p.T("erasure.confirm"), b.Maker.Name.Ja)

	b.Clock.Advance(scheme.StepUpHolds + time.Second)
	b.Leads("stale", b.Post(b.AsOne, at+"/confirm"), "/en/door/step-up?next="+url.QueryEscape(at))
	b.Leads("stale look", b.Get(b.AsOne, at), "/en/door/step-up?next="+url.QueryEscape(at))
	fresh := b.Sign(b.One)
	b.Leads("confirm", b.Post(fresh, at+"/confirm"), at+"?done=confirm_erasure")
	done := b.Get(fresh, at+"?done=confirm_erasure")
	b.Shows("done", done, http.StatusOK, p.T("officer.done.confirm_erasure"), p.T("erasure.past"), ground.Text.En)
	b.Shows("done, in Japanese", b.Get(fresh, "/ja"+strings.TrimPrefix(at, "/en")), http.StatusOK, sch.Erasure.Shown.Ja)
	if strings.Contains(done.Body, b.Maker.Name.Ja) {
		t.Error("the page still tells the name")
	}
	b.Shows("listed", b.Get(fresh, list), http.StatusOK, string(n), p.T("erasure.done"))
	b.Shows("record", b.Get(b.Sign(b.Admin), "/en/desk/office/audit"), http.StatusOK, p.T("audit.deed.confirm_erasure"))
}
