package remedy_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
	"shirushi/internal/web/portal/portaltest"
)

// An applicant objects from the page of the decision; the officers who decided
// cannot take it up, a third one upholds it.
func TestObjection_fromTheDecisionToItsEnd(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	asThree := b.Sign(b.Person(testkit.Office(), 4, scheme.RoleOfficer))
	id := b.Settled(1)
	two := b.Two
	two.SteppedUp = b.Clock.Now()
	b.OK(b.Office.Refuse(t.Context(), two, id, "根拠が足りません。"))
	form := "/en/desk/objections/new?against=application&of=" + string(id)
	b.Shows("application", b.Get(b.AsMaker, "/en/desk/applications/"+string(id)), http.StatusOK, "/en/desk/objections/new?against=application", "Object to this decision")
	b.Shows("form", b.Get(b.AsMaker, form), http.StatusOK, "Last day to object", "Lodge the objection")
	b.Shows("empty", b.Post(b.AsMaker, "/en/desk/objections/new", "against", "application", "of", string(id), "text", " "), http.StatusBadRequest, "Enter why you object")
	lodged := b.Post(b.AsMaker, "/en/desk/objections/new", "against", "application", "of", string(id), "text", "<script>別紙にあります。</script>")
	at, _, _ := strings.Cut(lodged.To(), "?")
	if lodged.Status != http.StatusSeeOther || at == "" {
		t.Fatalf("%d %s", lodged.Status, lodged.Body)
	}
	own := b.Get(b.AsMaker, lodged.To())
	b.Shows("own", own, http.StatusOK, "The objection has been lodged.", "&lt;script&gt;", "Withdraw the objection")
	if strings.Contains(own.Body, "Upheld by") || strings.Contains(own.Body, b.Two.Person.Name) {
		t.Error("who of the office decided is said to the other side")
	}
	if again := b.Get(b.AsMaker, form); again.To() != at {
		t.Errorf("the form leads to %q, not to the objection", again.To())
	}
	b.Shows("list", b.Get(b.AsMaker, "/ja/desk/objections"), http.StatusOK, "審査中")
	b.Shows("the office's side for the maker", b.Get(b.AsMaker, strings.Replace(at, "/desk/", "/desk/office/", 1)), http.StatusNotFound)
	b.Shows("the maker's side for an officer", b.Get(asThree, at), http.StatusNotFound)

	office := strings.Replace(at, "/desk/", "/desk/office/", 1)
	b.Shows("list", b.Get(b.AsTwo, "/en/desk/office/objections"), http.StatusOK, office)
	involved := b.Get(b.AsTwo, office)
	b.Shows("involved", involved, http.StatusOK, "Another officer must handle the objection")
	if strings.Contains(involved.Body, "Take up this objection") {
		t.Error("it is offered to who decided")
	}
	b.Shows("involved", b.Post(b.AsTwo, office+"/take"), http.StatusForbidden)
	b.Shows("too early", b.Get(asThree, office+"/uphold"), http.StatusConflict)
	if took := b.Post(asThree, office+"/take"); took.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", took.Status, took.Body)
	}
	b.Shows("form", b.Get(asThree, office+"/uphold"), http.StatusOK, "Another officer decides afresh", "Uphold")
	b.Shows("no such form", b.Get(asThree, office+"/burn"), http.StatusNotFound)
	b.Shows("no such form", b.Post(asThree, office+"/burn", "reason", "r"), http.StatusNotFound)
	b.Shows("no reason", b.Post(asThree, office+"/uphold", "reason", ""), http.StatusBadRequest, "reason")
	if done := b.Post(asThree, office+"/uphold", "reason", "別紙を見落としていました。"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Body)
	}
	b.Shows("upheld", b.Get(b.AsMaker, at), http.StatusOK, "objection upheld", "別紙を見落としていました。")
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if f.Application.State != scheme.Accepted {
		t.Errorf("the application is %s", f.Application.State)
	}
}

// A judgment is entered by one officer and confirmed by another.
func TestJudgment_byTwoOfficers(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	page := "/en/desk/office/labels/" + string(n)
	b.Shows("not revoked", b.Get(b.AsOne, page+"/judgment"), http.StatusConflict)
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	today := s.Day(b.Clock.Now())
	b.Put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		if err == nil {
			err = l.Revoke("false_statement", "r", today, b.Clock.Now())
		}
		if err != nil {
			return err
		}
		return tx.PutLabel(&l)
	})
	b.Shows("label", b.Get(b.AsOne, page), http.StatusOK, page+"/judgment")
	b.Shows("form", b.Get(b.AsOne, page+"/judgment"), http.StatusOK, "Court")
	b.Shows("bad", b.Post(b.AsOne, page+"/judgment", "court", "", "number", "", "day", "soon"), http.StatusBadRequest, "name of the court", "case number")
	b.Shows("for the maker", b.Get(b.AsMaker, page+"/judgment"), http.StatusNotFound)
	if entered := b.Post(b.AsOne, page+"/judgment", "court", "東京地方裁判所", "number", "令和8年（行ウ）第1号", "day", string(today)); entered.To() != page+"/judgment" {
		t.Fatalf("%d %s", entered.Status, entered.Body)
	}
	mine := b.Get(b.AsOne, page+"/judgment")
	b.Shows("waits", mine, http.StatusOK, "waits for another officer", "Drop this entry")
	if strings.Contains(mine.Body, "Confirm, and annul") {
		t.Error("it is offered to who entered it")
	}
	b.Shows("own", b.Post(b.AsOne, page+"/judgment/confirm"), http.StatusForbidden)
	b.Shows("second", b.Get(b.AsTwo, page+"/judgment"), http.StatusOK, "Confirm, and annul", "令和8年（行ウ）第1号")
	if done := b.Post(b.AsTwo, page+"/judgment/confirm"); done.To() != page {
		t.Fatalf("%d %s", done.Status, done.Body)
	}
	b.Shows("annulled", b.Get(b.AsOne, page), http.StatusOK, "Active")
}

// What the office did not grant about a label leads to the objection: papers
// from the label's page, a succession from its own.
func TestObjection_isFoundWhereTheRefusalIsRead(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	rival := testkit.Maker(1)
	b.Put(func(tx *store.Tx) error {
		closed, by := b.Clock.Now(), b.Two.Person.ID
		if err := tx.PutOrganisation(&rival); err != nil {
			return err
		}
		if err := tx.PutReissue(&scheme.Reissue{ID: "R-1", Label: n, Holder: b.Maker.ID, State: scheme.ReissueRefused, Closed: closed, ClosedBy: by, Outcome: "届出がありません。"}); err != nil {
			return err
		}
		return tx.PutSuccession(&scheme.Succession{ID: "S-1", Label: n, State: scheme.NotGranted, From: b.Maker.ID, To: rival.ID, Closed: closed, ClosedBy: by, Outcome: "体制が確かめられません。"})
	})
	for page, of := range map[string]string{"/en/desk/labels/" + string(n): "against=reissue&amp;of=R-1", "/en/desk/successions/S-1": "against=succession&amp;of=S-1"} {
		b.Shows(page, b.Get(b.AsMaker, page), http.StatusOK, "/en/desk/objections/new?"+of, "Object to this decision")
	}
	b.Shows("form", b.Get(b.AsMaker, "/en/desk/objections/new?against=reissue&of=R-1"), http.StatusOK, "papers not issued again", string(n))
	lodged := b.Post(b.AsMaker, "/en/desk/objections/new", "against", "reissue", "of", "R-1", "text", "届出は先月出しました。")
	if lodged.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", lodged.Status, lodged.Body)
	}
	b.Shows("decide", b.Get(b.AsOne, strings.Replace(strings.TrimSuffix(lodged.To(), "?done=lodged"), "/desk/", "/desk/office/", 1)), http.StatusOK, "papers not issued again")
}

// Whoever applied on paper objects on paper: an officer enters it and is led
// to it, and another one decides. Nobody enters one for who applies here.
func TestObjection_enteredFromPaper(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	asThree := b.Sign(b.Person(testkit.Office(), 4, scheme.RoleOfficer))
	paper, web := b.Submitted(portaltest.Product(1), nil), b.Submitted(portaltest.Product(2), nil)
	b.Put(func(tx *store.Tx) error {
		for _, id := range []scheme.ApplicationID{paper, web} {
			a, err := tx.Application(id)
			if err != nil {
				return err
			}
			a.State, a.Closed, a.ClosedBy, a.Reason = scheme.Rejected, b.Clock.Now(), b.Two.Person.ID, "製品が対象外です。"
			if id == paper {
				a.Channel, a.EnteredBy = scheme.ByPaper, []scheme.PersonID{b.One.Person.ID}
			}
			if err := tx.PutApplication(&a); err != nil {
				return err
			}
		}
		return nil
	})
	form := "/en/desk/objections/new?against=application&of="
	b.Shows("file", b.Get(asThree, "/en/desk/office/applications/"+string(paper)), http.StatusOK, "against=application&amp;of="+string(paper), "Enter an objection that came on paper")
	if file := b.Get(asThree, "/en/desk/office/applications/"+string(web)); strings.Contains(file.Body, "objections/new") {
		t.Error("an objection is entered for who applies here")
	}
	b.Shows("not on paper", b.Get(asThree, form+string(web)), http.StatusNotFound)
	b.Shows("not on paper", b.Post(asThree, "/en/desk/objections/new", "against", "application", "of", string(web), "text", "x"), http.StatusForbidden)
	b.Shows("form", b.Get(asThree, form+string(paper)), http.StatusOK, "as they came on paper")
	entered := b.Post(asThree, "/en/desk/objections/new", "against", "application", "of", string(paper), "text", "対象の製品です。")
	if !strings.HasPrefix(entered.To(), "/en/desk/office/objections/") {
		t.Fatalf("%d %s leads to %q", entered.Status, entered.Body, entered.To())
	}
	own := b.Get(asThree, entered.To())
	b.Shows("entered", own, http.StatusOK, "対象の製品です。", "Another officer must handle the objection")
	at, _, _ := strings.Cut(entered.To(), "?")
	b.Shows("who entered it", b.Post(asThree, at+"/take"), http.StatusForbidden)
	b.Leads("the form again", b.Get(asThree, form+string(paper)), at)
	b.Shows("the maker reads it", b.Get(b.AsMaker, strings.Replace(at, "/office", "", 1)), http.StatusOK, "対象の製品です。")
}

// A revocation is objected to on paper when the label was applied for so.
func TestObjection_toARevocationFromPaper(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	asThree := b.Sign(b.Person(testkit.Office(), 4, scheme.RoleOfficer))
	on := func(channel scheme.Channel) {
		b.Put(func(tx *store.Tx) error {
			l, err := tx.Label(n)
			if err != nil {
				return err
			}
			a, err := tx.Application(l.LastApplication())
			if err != nil {
				return err
			}
			if l.Revoked == "" {
				if err := l.Revoke("false_statement", "証跡と宣言が合いません。", "2026-04-01", b.Clock.Now()); err != nil {
					return err
				}
				if err := tx.PutLabel(&l); err != nil {
					return err
				}
			}
			a.Channel = channel
			return tx.PutApplication(&a)
		})
	}
	label, form := "/en/desk/office/labels/"+string(n), "/en/desk/objections/new?against=revocation&of="+string(n)
	on(scheme.ByWeb)
	if strings.Contains(b.Get(asThree, label).Body, "objections/new") || b.Get(asThree, form).Status != http.StatusNotFound {
		t.Error("an objection is entered for who applies here")
	}
	on(scheme.ByPaper)
	b.Shows("label", b.Get(asThree, label), http.StatusOK, "against=revocation&amp;of="+string(n))
	b.Shows("form", b.Get(asThree, form), http.StatusOK, "as they came on paper")
}
