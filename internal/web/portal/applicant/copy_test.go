package applicant_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
	"shirushi/internal/web/portal/portaltest"
)

// Whoever handed a label over keeps what it declared, and gets at nothing that
// came after; the new holder does not read what the one before declared.
func TestCopy_staysWithWhoDeclaredWhenTheLabelGoesOver(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	rival := testkit.Maker(7)
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&rival) })
	asRival := b.Sign(b.Person(rival, 7, scheme.RoleApplicant))
	var first scheme.ApplicationID
	b.Put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		if err != nil {
			return err
		}
		first = l.Application
		if err := l.TransferTo(rival, "2026-04-01", b.Clock.Now()); err != nil {
			return err
		}
		later := scheme.Application{ID: "LATER", Kind: scheme.Extension, Of: n, State: scheme.Submitted, Applicant: rival.ID, Received: "2026-04-01", Started: b.Clock.Now(),
			Level: l.Level, Category: l.Category, Edition: l.Edition, Product: l.Product}
		if err := tx.PutApplication(&later); err != nil {
			return err
		}
		if err := tx.PutCase(&scheme.Case{ID: "CASE", Label: n, Holder: rival.ID, State: scheme.CaseOpened, Opened: b.Clock.Now()}); err != nil {
			return err
		}
		return tx.PutLabel(&l)
	})
	own, label := "/en/desk/applications/"+string(first), "/en/desk/labels/"+string(n)
	b.Shows("what it declared", b.Get(b.AsMaker, own), http.StatusOK, portaltest.Product(1).Name.En)
	copied := b.Get(b.AsMaker, own+"/submissions/1/copy.pdf")
	b.Shows("its copy", copied, http.StatusOK)
	papertest.Says(t, []byte(copied.Body), "責任 太郎")
	b.Shows("the new holder's label", b.Get(asRival, label), http.StatusOK, string(n))
	for what, a := range map[string]portaltest.Answer{
		"the label": b.Get(b.AsMaker, label), "its news": b.Get(b.AsMaker, label+"/news"), "its withdrawal": b.Post(b.AsMaker, label+"/withdraw", "sure", "yes"),
		"an extension": b.Get(b.AsMaker, label+"/extend"), "the new holder's application": b.Get(b.AsMaker, "/en/desk/applications/LATER"),
		"a copy of it": b.Get(b.AsMaker, "/en/desk/applications/LATER/submissions/1/copy.pdf"), "its case": b.Get(b.AsMaker, "/en/desk/cases/CASE"),
		"for the new holder, what was declared": b.Get(asRival, own), "and its copy": b.Get(asRival, own+"/submissions/1/copy.pdf"),
	} {
		if a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", what, a.Status)
		}
	}
	for _, list := range []string{"/en/desk/labels", "/en/desk/applications"} {
		if a := b.Get(b.AsMaker, list); a.Status != http.StatusOK || strings.Contains(a.Body, label) || strings.Contains(a.Body, "LATER") {
			t.Errorf("%s still offers the label: %d", list, a.Status)
		}
	}
}

// The maker's side and the office get the same copy of what was sent; nobody
// else learns that there is one.
func TestCopy_isForThoseWhoMayReadTheApplication(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	stranger := b.Stranger()
	for _, lang := range i18n.Languages {
		rest := "/applications/" + string(id) + "/submissions/1/copy.pdf"
		maker, office := "/"+lang+"/desk"+rest, "/"+lang+"/desk/office"+rest
		b.Shows("link", b.Get(b.AsMaker, strings.TrimSuffix(maker, "/submissions/1/copy.pdf")), http.StatusOK, maker)
		a := b.Get(b.AsMaker, maker)
		if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "application/pdf" || a.Header.Get("Cache-Control") != "no-store" ||
			!strings.HasPrefix(a.Header.Get("Content-Disposition"), `attachment; filename="application-A2026-000001-1-`+lang) {
			t.Fatalf("%s: %d %v", lang, a.Status, a.Header)
		}
		papertest.Says(t, []byte(a.Body), portaltest.Product(1).Name.Ja, "責任 太郎", "A2026-000001", i18n.For(lang).T("submission.copy.title"))
		if got := b.Get(b.AsOne, office); got.Status != http.StatusOK || got.Body != a.Body {
			t.Errorf("the office reads another copy: %d", got.Status)
		}
		for path, session := range map[string]string{maker: stranger, office: b.AsMaker, strings.Replace(maker, "/1/", "/2/", 1): b.AsMaker, strings.Replace(maker, "/1/", "/x/", 1): b.AsMaker} {
			if got := b.Get(session, path); got.Status != http.StatusNotFound {
				t.Errorf("%s: %d", path, got.Status)
			}
		}
	}
}
