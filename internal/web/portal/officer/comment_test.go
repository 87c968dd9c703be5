package officer_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/remark"
	"shirushi/internal/web/portal/portaltest"
)

// Comments are written one by one beside the parts, keep what was typed, and
// make the reason of the return.
func TestComments_areWrittenBesideTheParts(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	for i, lang := range i18n.Languages {
		p := i18n.For(lang)
		at := "/" + lang + "/desk/office/applications/" + string(id)
		post := func(pairs ...string) portaltest.Answer { return b.Post(b.AsOne, at+"/comments", pairs...) }
		b.Shows("empty", post("form", "S1.1-04", "text.S1.1-04", " "), http.StatusBadRequest, p.T("refusal.comment.empty"))
		b.Shows("too long", post("form", "S1.1-04", "text.S1.1-04", strings.Repeat("長", 2001)), http.StatusBadRequest, strings.Repeat("長", 2001), p.T("refusal.text.too_long", 2000))
		b.Shows("no field", post("form", "product", "text.product", "消えない文"), http.StatusBadRequest, "消えない文")
		b.Shows("field not chosen", post("form", "product", "text.product", "消えない文", "place.product", ""), http.StatusBadRequest, "消えない文", p.T("refusal.comment.place"))
		b.Leads("item", post("form", "S1.1-04", "text.S1.1-04", lang+" 範囲は"), at+"?done=comment#"+page.FieldID("item-S1.1-04"))
		b.Leads("field", post("form", "product", "text.product", lang+" 版番号", "place.product", "product.firmware"), at+"?done=comment#product")
		f, err := b.Office.File(t.Context(), b.One, id)
		b.OK(err)
		c := f.CommentsAt("product.firmware")[0]
		b.Shows("page", b.Get(b.AsOne, at+"?done=comment"), http.StatusOK, lang+" 範囲は", lang+" 版番号", p.T("officer.done.comment"),
			p.T("submission.return.delivers", 2+i), p.T("submission.accept.unsent", 2+i), p.T("submission.proposal.return", 2+i), page.LabelOf(p, "firmware"))
		b.Leads("changed", post("form", string(c.ID), "comment", string(c.ID), "revision", "1", "text."+string(c.ID), "直した指摘"), at+"?done=comment#product")
		b.Shows("stale", post("form", string(c.ID), "comment", string(c.ID), "revision", "1", "text."+string(c.ID), "古い版への指摘"), http.StatusConflict, "古い版への指摘", p.T("refusal.stale"))
		b.Leads("dropped", post("form", string(c.ID), "comment", string(c.ID), "revision", "2", "do", "drop"), at+"?done=comment_drop")
		if got := b.Get(b.AsOne, at); strings.Contains(got.Body, "直した指摘") {
			t.Error("a comment that was taken back is still shown")
		}
	}
	ja := "/ja/desk/office/applications/" + string(id)
	if got := b.Post(b.AsMaker, ja+"/comments", "form", "declaration", "text.declaration", "x"); got.Status != http.StatusNotFound {
		t.Errorf("the maker comments on itself: %d", got.Status)
	}
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	unsettled := []string{"accept.despite", "yes"}
	for _, c := range f.Comments {
		unsettled = append(unsettled, "accept.seen", string(c.ID))
	}
	for _, lang := range i18n.Languages {
		p, at := i18n.For(lang), "/"+lang+"/desk/office/applications/"+string(id)
		b.Shows("open comments listed", b.Get(b.AsOne, at), http.StatusOK, p.T("officer.accept.unsettled", len(f.Comments)), p.T("officer.accept.despite"), `href="#`+remark.ID(f.Comments[0])+`"`)
		b.Shows("accepted in one press", b.Post(b.AsOne, at+"/accept"), http.StatusConflict, p.T("refusal.accept.unsettled", len(f.Comments)), `href="#f-accept-despite"`)
		b.Shows("one overlooked", b.Post(b.AsOne, at+"/accept", unsettled[:len(unsettled)-2]...), http.StatusConflict, p.T("refusal.accept.unsettled", len(f.Comments)))
		b.Shows("not confirmed", b.Post(b.AsOne, at+"/accept", unsettled[2:]...), http.StatusConflict)
	}
	b.Leads("accepted knowingly", b.Post(b.AsOne, ja+"/accept", unsettled...), ja+"?done=accept")
	b.Shows("after acceptance", b.Post(b.AsOne, ja+"/comments", "form", "declaration", "text.declaration", "遅い"), http.StatusConflict)
}

// Handed in again, the page says what changed and which comments nobody has
// answered.
func TestFile_saysWhatChangedSinceTheLastSubmission(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	ctx := t.Context()
	id := b.Submitted(portaltest.Product(1), nil)
	_, err := b.Office.Comment(ctx, b.One, id, office.CommentRequest{Place: "product.models", Text: "色違いも挙げてください。"})
	b.OK(err)
	_, err = b.Office.Comment(ctx, b.One, id, office.CommentRequest{Place: "S1.1-04", Text: "範囲を書いてください。"})
	b.OK(err)
	if got := b.Get(b.AsOne, "/ja/desk/office/applications/"+string(id)); strings.Contains(got.Body, `id="changed"`) {
		t.Error("the first submission is compared with nothing")
	}
	b.OK(b.Office.Return(ctx, b.One, id, "直してください。"))
	f, err := b.Office.File(ctx, b.Anna, id)
	b.OK(err)
	product := f.Application.Product
	product.Models, product.Firmware = append(product.Models, "NEW-1"), "9.9.9"
	_, err = b.Office.SaveProduct(ctx, b.Anna, id, f.Application.Revision, product)
	b.OK(err)
	c := f.CommentsAt("product.models")[0]
	_, err = b.Office.AnswerComment(ctx, b.Anna, id, c.ID, office.CommentAnswer{Revision: c.Revision, Done: true, Text: "挙げました。"})
	b.OK(err)
	b.Submit(id)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		b.Shows("changes", b.Get(b.AsOne, "/"+lang+"/desk/office/applications/"+string(id)), http.StatusOK,
			p.T("submission.changed"), p.T("submission.changed.unanswered", 1, 2), "挙げました。", p.T("submission.comment.done"), "NEW-1",
			p.T("submission.changed.added"), "9.9.9", p.T("submission.changed.all"), p.T("submission.changed.same"), p.T("officer.rounds.title"))
	}
}

// The second officer decides with all that is settled in view: from the list
// to the label it takes two officers five presses besides the passkey.
func TestDecision_showsWhatIsSettledAndRefusesThere(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Settled(1)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		at := "/" + lang + "/desk/office/applications/" + string(id)
		two := b.Sign(b.Two)
		a := b.Get(two, at+"/issue")
		b.Shows("money", a, http.StatusOK, p.T("submission.decide.money"), p.T("submission.decide.payer"), "/desk/office/money/applications/"+string(id), p.T("money.state.paid"))
		b.Shows("decision", a, http.StatusOK, p.T("submission.decide.settled"), p.T("submission.decide.check", 1, 0), b.One.Person.Name,
			p.T("view.no_objection"), page.LabelOf(p, "listed"), p.T("submission.decide.you"), p.T("officer.refuse.title"), p.T("officer.issue.confirm.button"))
		b.Shows("refused without a reason", b.Post(two, at+"/refuse", "refuse.reason", " "), http.StatusBadRequest, p.T("refusal.reason.missing"))
	}
}
