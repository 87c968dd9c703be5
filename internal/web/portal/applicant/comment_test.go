package applicant_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/web/page"
	"shirushi/internal/web/portal/portaltest"
)

// The maker reads what the office says beside its parts, answers it, and
// loses nothing that it has typed.
func TestComments_areReadAndAnswered(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	ctx := t.Context()
	id := b.Submitted(portaltest.Product(1), nil)
	item, err := b.Office.Comment(ctx, b.One, id, office.CommentRequest{Place: "S1.1-04", Text: "走査したポートの範囲を書いてください。"})
	b.OK(err)
	_, err = b.Office.Comment(ctx, b.One, id, office.CommentRequest{Place: "product.firmware", Text: "版番号の末尾が欠けています。"})
	b.OK(err)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		at := "/" + lang + "/desk/applications/" + string(id)
		b.Shows("before the return", b.Get(b.AsMaker, at+"/comments"), http.StatusOK, p.T("submission.comments.empty"))
	}
	b.OK(b.Office.Return(ctx, b.One, id, "二か所を直してください。"))
	b.Shows("beside the field", b.Get(b.AsMaker, "/ja/desk/applications/"+string(id)+"/product"), http.StatusOK, "版番号の末尾が欠けています。")
	anchor := "#" + page.FieldID("comment-"+string(item.ID))
	for i, lang := range i18n.Languages {
		p := i18n.For(lang)
		at := "/" + lang + "/desk/applications/" + string(id)
		b.Shows("overview", b.Get(b.AsMaker, at), http.StatusOK, p.T("submission.comments.lead", 2, 2-i), at+"/comments")
		b.Shows("comments", b.Get(b.AsMaker, at+"/comments"), http.StatusOK, "二か所を直してください。", "走査したポートの範囲", "版番号の末尾", "S1.1-04",
			page.LabelOf(p, "firmware"), p.T("submission.comments.left", 2-i, 2), at+"/checklist/S1.1-04", at+"/product#f-firmware")
		post := at + "/comments/" + string(item.ID)
		field := func(part string) string { return string(item.ID) + "." + part }
		revision := strconv.Itoa(2 + i) // written, delivered, answered once
		long := b.Post(b.AsMaker, post, field("revision"), revision, field("answer"), strings.Repeat("長", 2001), field("done"), "yes")
		b.Shows("too long", long, http.StatusBadRequest, strings.Repeat("長", 2001), p.T("refusal.text.too_long", 2000))
		b.Shows("stale", b.Post(b.AsMaker, post, field("revision"), "77", field("answer"), "消えない文"), http.StatusConflict, "消えない文", p.T("refusal.stale"))
		b.Leads("answer", b.Post(b.AsMaker, post, field("revision"), revision, field("answer"), lang+" 書き足しました。", field("done"), "yes"), at+"/comments?done=answer"+anchor)
		b.Shows("answered", b.Get(b.AsMaker, at+"/comments?done=answer"), http.StatusOK, lang+" 書き足しました。", p.T("submission.answer.saved"), p.T("submission.comment.done"))
	}
	stranger := b.Stranger()
	if got := b.Get(stranger, "/ja/desk/applications/"+string(id)+"/comments"); got.Status != http.StatusNotFound {
		t.Errorf("a stranger reads the comments: %d", got.Status)
	}
	if got := b.Post(stranger, "/ja/desk/applications/"+string(id)+"/comments/"+string(item.ID)); got.Status != http.StatusNotFound {
		t.Errorf("a stranger answers: %d", got.Status)
	}
	b.Submit(id)
	b.Shows("with the office", b.Get(b.AsMaker, "/ja/desk/applications/"+string(id)+"/comments"), http.StatusOK, "en 書き足しました。", i18n.For("ja").T("submission.comments.before"))
}

// Models and the wished listing day have pages of their own; comments on them
// lead there and stand there.
func TestComments_standBesideModelsAndListing(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	office, own := "/ja/desk/office/applications/"+string(id), "/ja/desk/applications/"+string(id)
	for place, text := range map[string]string{"listing_wish": "発表の日と合っていますか。", "product.models": "色違いも挙げてください。"} {
		b.Leads(place, b.Post(b.AsOne, office+"/comments", "form", "product", "text.product", text, "place.product", place), office+"?done=comment#product")
	}
	p := i18n.For("ja")
	b.Shows("the office", b.Get(b.AsOne, office), http.StatusOK, page.LabelOf(p, "listing_wish"), p.T("apply.listing.none"), "発表の日と合っていますか。")
	b.OK(b.Office.Return(t.Context(), b.One, id, "二か所を見直してください。"))
	b.Shows("comments", b.Get(b.AsMaker, own+"/comments"), http.StatusOK, `href="`+own+`/listing"`, `href="`+own+`/models"`, page.LabelOf(p, "listing_wish"))
	b.Shows("listing", b.Get(b.AsMaker, own+"/listing"), http.StatusOK, "発表の日と合っていますか。")
	b.Shows("models", b.Get(b.AsMaker, own+"/models"), http.StatusOK, "色違いも挙げてください。")
}

func TestComments_standBesideScopeAndEvaluator(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	for place, text := range map[string]string{"scope.ip": "どの口で通信しますか。", "evaluator": "登録番号を確かめてください。"} {
		_, err := b.Office.Comment(t.Context(), b.One, id, office.CommentRequest{Place: place, Text: text})
		b.OK(err)
	}
	b.OK(b.Office.Return(t.Context(), b.One, id, "二か所を直してください。"))
	at := "/ja/desk/applications/" + string(id)
	b.Shows("scope", b.Get(b.AsMaker, at+"/scope"), http.StatusOK, "どの口で通信しますか。")
	b.Shows("evaluator", b.Get(b.AsMaker, at+"/evaluator"), http.StatusOK, "登録番号を確かめてください。")
}

// An answer to a comment that has slipped into an earlier round is refused,
// and what was typed is shown to be copied.
func TestComments_anAnswerThatCameTooLateIsShown(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	ctx := t.Context()
	id := b.Submitted(portaltest.Product(1), nil)
	c, err := b.Office.Comment(ctx, b.One, id, office.CommentRequest{Place: "declaration", Text: "肩書を書いてください。"})
	b.OK(err)
	b.OK(b.Office.Return(ctx, b.One, id, "直してください。"))
	b.Submit(id)
	b.OK(b.Office.Return(ctx, b.One, id, "もう一度直してください。"))
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		got := b.Post(b.AsMaker, "/"+lang+"/desk/applications/"+string(id)+"/comments/"+string(c.ID), string(c.ID)+".revision", "2", string(c.ID)+".answer", "消えない<回答>")
		b.Shows("too late", got, http.StatusConflict, p.T("refusal.comment.earlier"), p.T("submission.answer.unsaved"), "消えない&lt;回答&gt;")
	}
}
