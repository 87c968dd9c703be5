package applicant_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

// Everything that is sent stands on the review, each part with the way to
// change it, which leads back.
func TestReview_showsAllThatIsSentAndLeadsBack(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		b := portaltest.New(t)
		p := i18n.For(lang)
		id := b.Draft()
		at := "/" + lang + "/desk/applications/" + string(id)
		b.Leads("wish", b.Fill(b.AsMaker, at+"/listing?back=review", "listing_wish", "2026-05-01"), at+"/review?saved=")
		review := b.Get(b.AsMaker, at+"/review")
		b.Shows("review", review, http.StatusOK, p.T("apply.listing.wished", scheme.Date("2026-05-01")), p.T("applicant.category.none"),
			b.Anna.Organisation.Address, p.T("applicant.review.applicant_note"))
		for _, part := range []string{"kind", "product", "models", "evaluator", "scope", "listing", "checklist/S1.1-04"} {
			if !strings.Contains(review.Body, at+"/"+part+"?back=review") {
				t.Errorf("%s: no way to change %s", lang, part)
			}
			b.Shows("on "+part, b.Get(b.AsMaker, at+"/"+part+"?back=review"), http.StatusOK, `href="`+at+`/review"`)
		}
	}
}

// Whoever types the declaration of somebody else stands beside that name: on
// the page, in the copy and at the office.
func TestDeclaration_namesWhoTypedIt(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Draft()
	at := "/en/desk/applications/" + string(id)
	p := i18n.For("en")
	b.FillIn(b.Anna, id, portaltest.Product(1))
	b.Shows("the form", b.Get(b.AsMaker, at+"/review"), http.StatusOK, p.T("applicant.declare.recorded", b.Anna.Person.Name))
	b.Submit(id)
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	b.Shows("as sent", b.Get(b.AsMaker, at+"/review"), http.StatusOK, "責任 太郎", p.T("submission.declare.typed_by"), b.Anna.Person.Name, s.Terms.Title.En)
	papertest.Says(t, []byte(b.Get(b.AsMaker, at+"/submissions/1/copy.pdf").Body), p.T("submission.declare.typed_by"), b.Anna.Person.Name)
	b.Shows("at the office", b.Get(b.AsOne, "/en/desk/office/applications/"+string(id)), http.StatusOK, p.T("officer.declaration.by"), b.Anna.Person.Name)
}
