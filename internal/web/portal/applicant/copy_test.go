package applicant_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/web/portal/portaltest"
)

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
