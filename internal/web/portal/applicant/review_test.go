package applicant_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

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

// What applying costs and takes is said before the start, and again where the
// work goes on and once it is handed in.
func TestStart_tellsFeeStepsAndWhatCanBeCopied(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		b := portaltest.New(t)
		p := i18n.For(lang)
		b.Shows("at first", b.Get(b.AsMaker, "/"+lang+"/desk/applications/new"), http.StatusOK, p.T("apply.ahead.fee", 198000), p.T("apply.ahead.by.fee", 30))
		id := b.Submitted(portaltest.Product(1), nil)
		at := "/" + lang + "/desk/applications/" + string(id)
		start := b.Get(b.AsMaker, "/"+lang+"/desk/applications/new")
		b.Shows("with an earlier one", start, http.StatusOK, p.T("applicant.start.copy"), portaltest.Product(1).Name.In(lang), at+"/copy")
		b.Shows("handed in", b.Get(b.AsMaker, at+"/submitted"), http.StatusOK, p.T("apply.ahead.title"), p.T("apply.ahead.yen", 198000),
			p.T("applicant.submitted.invoice"), p.T("paper.use.when_words"))
		_, draft := b.Started(lang)
		b.Shows("the tasks", b.Get(b.AsMaker, draft), http.StatusOK, p.T("apply.ahead.fee", 198000), p.T("apply.ahead.show"), `href="`+draft+`/scope"`)
		earlier := b.Get(b.AsMaker, draft+"/checklist/S1.1-01/earlier")
		b.Shows("earlier answers", earlier, http.StatusOK, p.T("state.submitted"))
	}
}

// The criteria of the first level are common to all products; the category is
// the applicant's choice, shown and sent.
func TestKind_categoryIsChosenKeptAndSent(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Draft()
	at := "/ja/desk/applications/" + string(id)
	p := i18n.For("ja")
	b.Leads("chosen", b.Fill(b.AsMaker, at+"/kind?back=review", "edition", "JST-CR-01-01-2024R1", "category", "network_camera"), at+"/review")
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if f.Application.Category != "network_camera" {
		t.Errorf("the category is %q", f.Application.Category)
	}
	b.Shows("review", b.Get(b.AsMaker, at+"/review"), http.StatusOK, "ネットワークカメラ")
	b.Shows("preview", b.Get(b.AsMaker, at+"/preview"), http.StatusOK, "ネットワークカメラ")
	b.Shows("no such one", b.Fill(b.AsMaker, at+"/kind", "edition", "JST-CR-01-01-2024R1", "category", "toaster"), http.StatusBadRequest, p.T("refusal.category"))
	started := b.Fill(b.AsMaker, "/ja/desk/applications/new", "edition", "JST-CR-01-01-2024R1", "category", "communication")
	b.Leads("start", started, "/ja/desk/applications/")
	b.Shows("the kind", b.Get(b.AsMaker, strings.TrimSuffix(started.To(), "/scope")+"/kind"), http.StatusOK, `value="communication" selected`)
}

// What stands there and cannot stay is marked again whenever its form is
// opened, with its remedy.
func TestForms_markWhatIsWrongOnReopening(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	p := i18n.For("ja")
	b.Leads("support ends too early", b.Fill(b.AsMaker, at+"/product", append(portaltest.ProductForm, "support_until", "2026-12-31")...), at+"/product?saved=")
	b.Shows("on reopening", b.Get(b.AsMaker, at+"/product"), http.StatusOK, p.T("refusal.product.support_short", scheme.Date("2028-03-31")), "f-support_until-error")
	b.Leads("wished", b.Fill(b.AsMaker, at+"/listing", "listing_wish", "2026-04-02"), at+"/listing?saved=")
	b.Clock.Advance(72 * time.Hour)
	b.AsMaker = b.Sign(b.Anna)
	b.Shows("the day has passed", b.Get(b.AsMaker, at+"/listing"), http.StatusOK, p.T("refusal.listing.past"))
	b.Shows("an empty form is not wrong", b.Get(b.AsMaker, at+"/evaluator"), http.StatusOK, p.T("applicant.evaluator.title"))
}

// The button of the tasks, and the way on from a form, lead to what is open.
func TestTasks_leadOnToWhatIsNotDone(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Draft()
	at := "/ja/desk/applications/" + string(id)
	b.FillIn(b.Anna, id, portaltest.Product(1), func(a *scheme.Answer) {
		if a.Criterion == "S1.1-07" {
			a.Assessor = ""
		}
	})
	b.Shows("the tasks", b.Get(b.AsMaker, at), http.StatusOK, `href="`+at+`/checklist/S1.1-07"`)
	b.Shows("from the scope", b.Get(b.AsMaker, at+"/scope"), http.StatusOK, `href="`+at+`/checklist"`)
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	answer := f.Checklist.Answer("S1.1-07")
	answer.Assessor = "見本 花子"
	_, err = b.Office.SaveAnswer(t.Context(), b.Anna, id, answer)
	b.OK(err)
	b.Shows("all done", b.Get(b.AsMaker, at+"/scope"), http.StatusOK, `href="`+at+`/review"`)
}

// Names typed for the declaration stand there again after a change elsewhere,
// and after a return; nothing is declared by keeping them.
func TestDeclare_namesAreKept(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := i18n.For("ja")
	id := b.Draft()
	at := "/ja/desk/applications/" + string(id)
	b.FillIn(b.Anna, id, portaltest.Product(1))
	form := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/review").Body)
	form.Set("declared_by", "責任 太郎")
	form.Set("terms_by", "約束 花子")
	stranger := b.Send(b.Stranger(), at+"/review/typed", form)
	if stranger.Status != http.StatusNotFound {
		t.Errorf("a stranger: %d", stranger.Status)
	}
	b.Shows("while typing", b.Send(b.AsMaker, at+"/review/typed", form), http.StatusOK, `"revision":"`)
	b.Shows("over what was not read", b.Send(b.AsMaker, at+"/review/typed", form), http.StatusConflict, p.T("refusal.stale"))
	b.Leads("a change", b.Fill(b.AsMaker, at+"/listing?back=review", "listing_wish", "2026-05-01"), at+"/review?saved=")
	back := b.Get(b.AsMaker, at+"/review")
	b.Shows("back again", back, http.StatusOK, `value="責任 太郎"`, `value="約束 花子"`)
	form = portaltest.TypedIn(t, back.Body)
	form.Set("declared_title", "品質保証部長")
	form.Set("do", "save")
	form.Set("terms", "yes")
	b.Shows("by hand, and the ticks stay", b.Send(b.AsMaker, at+"/review", form), http.StatusOK, `name="terms" value="yes" checked`, p.T("applicant.declare.kept"))
	form = portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/review").Body)
	form.Set("declared_by", strings.Repeat("長", 300))
	form.Set("do", "save")
	b.Shows("too long to keep", b.Send(b.AsMaker, at+"/review", form), http.StatusBadRequest, "f-declared_by-error", `value="品質保証部長"`)
	b.Submit(id)
	b.OK(b.Office.Return(t.Context(), b.One, id, "型番を直してください"))
	b.Shows("after a return", b.Get(b.AsMaker, at+"/review"), http.StatusOK, `value="責任 太郎"`)
}

func TestReview_namesTheQuestionThatIsOpen(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	review := b.Get(b.AsMaker, at+"/review")
	for _, q := range s.Questions {
		b.Shows("review", review, http.StatusOK, i18n.For("ja").T("applicant.scope.title")+" "+q.Ask.Ja+":")
	}
}

func TestStart_offersLabelledApplicationsFirst(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	b.Issued(7)
	for range 5 {
		b.Started("ja")
	}
	page := b.Get(b.AsMaker, "/ja/desk/applications/new")
	p := i18n.For("ja")
	b.Shows("start", page, http.StatusOK, "見本カメラ 7", p.T("applicant.start.copy_other"))
	if strings.Count(page.Body, "/copy\"") != 5 || strings.Index(page.Body, "見本カメラ 7") > strings.Index(page.Body, "<h3>"+p.T("applicant.unnamed")) {
		t.Error("the application with a label is not offered first, or not five are")
	}
	b.Shows("list", b.Get(b.AsMaker, "/ja/desk/applications"), http.StatusOK, p.T("applicant.start.copy_link"), "/copy\"")
}
