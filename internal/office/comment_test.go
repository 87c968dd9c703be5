package office_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

func (h *house) comment(who scheme.Actor, id scheme.ApplicationID, place, text string) scheme.Comment {
	h.t.Helper()
	c, err := h.office.Comment(h.t.Context(), who, id, office.CommentRequest{Place: place, Text: text})
	h.ok(err)
	return c
}

// Two rounds: what was sent is kept whole each time, the comments go out with
// the return, come back with answers, and the difference is told.
func TestStory_twoRoundsWithComments(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.submitted(1)
		edition := h.edition(id)
		item := string(edition.Items[0].ID)
		one := h.comment(h.one, id, item, "走査した範囲を書いてください")
		h.clock.Advance(time.Minute)
		two := h.comment(h.two, id, "product.firmware", "版番号の末尾が欠けています")
		h.clock.Advance(time.Minute)
		wrong := h.comment(h.two, id, "declaration", "書き間違い")
		one, err := h.office.Comment(ctx, h.two, id, office.CommentRequest{ID: one.ID, Revision: one.Revision, Text: "走査したポートの範囲を書いてください"})
		h.ok(err)
		if one.By != h.two.Person.ID || one.Round != 1 || one.Place != item {
			t.Fatalf("%+v", one)
		}
		h.ok(h.office.DropComment(ctx, h.one, id, wrong.ID, wrong.Revision))
		if f := h.file(h.two, id); len(f.Comments) != 2 || len(f.CommentsAt(item)) != 1 {
			t.Fatalf("the other officer sees %+v", f.Comments)
		}
		for _, who := range []scheme.Actor{h.anna, h.agent, h.admin} {
			if f := h.file(who, id); len(f.Comments) != 0 {
				t.Fatalf("%s sees what is not delivered: %+v", who.Person.Name, f.Comments)
			}
		}

		h.ok(h.office.Return(ctx, h.one, id, "二か所を直してください"))
		f := h.file(h.anna, id)
		if len(f.Comments) != 2 || f.Comments[0].Delivered != h.clock.Now() || !f.Comments[0].Open() {
			t.Fatalf("the maker sees %+v", f.Comments)
		}
		h.no(h.office.DropComment(ctx, h.one, id, one.ID, one.Revision+1), scheme.Conflict, "refusal.state")

		product := f.Application.Product
		product.Firmware, product.Models = "1.0.0b", []string{"SC-1", "SC-1W"}
		_, err = h.office.SaveProduct(ctx, h.anna, id, f.Application.Revision, product)
		h.ok(err)
		answered, err := h.office.AnswerComment(ctx, h.anna, id, two.ID, office.CommentAnswer{Revision: f.CommentsAt("product.firmware")[0].Revision, Done: true, Text: "直しました"})
		h.ok(err)
		if answered.Done != h.clock.Now() || answered.AnsweredBy != h.anna.Person.ID || answered.Open() {
			t.Fatalf("%+v", answered)
		}
		h.clock.Advance(time.Hour)
		h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))

		rounds, err := h.office.Rounds(ctx, h.one, id)
		h.ok(err)
		if len(rounds.Submissions) != 2 || rounds.Submissions[0].Round != 1 || rounds.Submissions[1].Round != 2 || rounds.Submissions[0].Product.Firmware != "1.0.0" {
			t.Fatalf("%+v", rounds)
		}
		for _, s := range rounds.Submissions {
			if !s.Genuine() || s.Applicant.Name != h.maker.Name || s.Catalog != h.catHash || len(s.Checklist) != len(edition.Items) || s.Number == "" {
				t.Fatalf("round %d: %+v", s.Round, s)
			}
		}
		want := []scheme.Change{{Place: "product.models", Added: []string{"SC-1W"}}, {Place: "product.firmware", From: "1.0.0", To: "1.0.0b"}}
		if d := cmp.Diff(want, rounds.Changes); d != "" {
			t.Fatal(d)
		}
		f = h.file(h.one, id)
		if got := f.CommentsAt(item)[0]; !got.Open() {
			t.Fatalf("an answer that nobody gave: %+v", got)
		}
		h.no(anAnswer(h, id, one.ID), scheme.Conflict, "refusal.state")
		next := h.comment(h.one, id, item, "まだ書かれていません")
		if next.Round != 2 {
			t.Fatalf("%+v", next)
		}
		h.ok(h.office.Return(ctx, h.one, id, "もう一度"))
		h.no(anAnswer(h, id, one.ID), scheme.Conflict, "refusal.comment.earlier")
		h.ok(anAnswer(h, id, next.ID))
	})
}

// anAnswer answers a comment as the maker does that has just read it.
func anAnswer(h *house, id scheme.ApplicationID, comment scheme.CommentID) error {
	h.t.Helper()
	r := office.CommentAnswer{Done: true, Text: "対応しました"}
	for _, c := range h.file(h.anna, id).Comments {
		if c.ID == comment {
			r.Revision = c.Revision
		}
	}
	_, err := h.office.AnswerComment(h.t.Context(), h.anna, id, comment, r)
	return err
}

func TestComment_wrongTurns(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id, other := h.submitted(1), h.submitted(2)
	c := h.comment(h.one, id, "declaration", "x")
	elsewhere := h.comment(h.one, other, "declaration", "y")
	write := func(who scheme.Actor, r office.CommentRequest) error {
		_, err := h.office.Comment(ctx, who, id, r)
		return err
	}
	h.no(write(h.one, office.CommentRequest{Place: "product.hobby", Text: " "}), scheme.Invalid, "refusal.comment.empty", "refusal.comment.place")
	h.no(write(h.one, office.CommentRequest{Place: "declaration", Text: strings.Repeat("字", 2001)}), scheme.Invalid, "refusal.text.too_long")
	h.no(write(h.one, office.CommentRequest{ID: c.ID, Revision: c.Revision - 1, Text: "z"}), scheme.Conflict, "refusal.stale")
	h.no(write(h.one, office.CommentRequest{ID: elsewhere.ID, Revision: 1, Text: "z"}), scheme.Missing, "refusal.missing")
	h.no(write(h.one, office.CommentRequest{ID: "no such", Text: "z"}), scheme.Missing, "refusal.missing")
	h.no(write(h.anna, office.CommentRequest{Place: "declaration", Text: "z"}), scheme.Denied, "refusal.role")
	h.no(write(h.stranger, office.CommentRequest{Place: "declaration", Text: "z"}), scheme.Missing, "refusal.missing")
	h.no(h.office.DropComment(ctx, h.anna, id, c.ID, c.Revision), scheme.Denied, "refusal.role")
	h.no(h.office.DropComment(ctx, h.one, id, elsewhere.ID, 1), scheme.Missing, "refusal.missing")
	h.ok(write(h.one, office.CommentRequest{ID: c.ID, Revision: c.Revision, Text: "z"}))
	lines := len(h.audit("application:" + string(id)))
	h.ok(write(h.two, office.CommentRequest{ID: c.ID, Revision: c.Revision + 1, Text: "z"}))
	if len(h.audit("application:"+string(id))) != lines {
		t.Error("the same words once more are noted as a change")
	}
	h.ok(h.office.DropComment(ctx, h.one, id, c.ID, c.Revision+1))
	h.no(write(h.one, office.CommentRequest{ID: c.ID, Revision: c.Revision + 2, Text: "z"}), scheme.Conflict, "refusal.comment.dropped")

	h.ok(h.office.Return(ctx, h.one, other, "r"))
	answer := func(who scheme.Actor, comment scheme.CommentID, r office.CommentAnswer) error {
		_, err := h.office.AnswerComment(ctx, who, other, comment, r)
		return err
	}
	h.no(answer(h.one, elsewhere.ID, office.CommentAnswer{Revision: 2}), scheme.Denied, "refusal.role")
	h.no(answer(h.stranger, elsewhere.ID, office.CommentAnswer{Revision: 2}), scheme.Missing, "refusal.missing")
	h.no(answer(h.anna, c.ID, office.CommentAnswer{Revision: 2}), scheme.Missing, "refusal.missing")
	h.no(answer(h.anna, elsewhere.ID, office.CommentAnswer{Revision: 1, Done: true}), scheme.Conflict, "refusal.stale")
	h.no(answer(h.anna, elsewhere.ID, office.CommentAnswer{Revision: 2, Text: strings.Repeat("字", 2001)}), scheme.Invalid, "refusal.text.too_long")
	h.ok(answer(h.anna, elsewhere.ID, office.CommentAnswer{Revision: 2, Done: true}))
	h.ok(answer(h.agent, elsewhere.ID, office.CommentAnswer{Revision: 3, Text: "やり直します"}))
	if got := h.file(h.anna, other).Comments[0]; !got.Done.IsZero() || got.Answer != "やり直します" || got.AnsweredBy != h.agent.Person.ID {
		t.Fatalf("%+v", got)
	}
}

// A comment for the reader's own eyes is not delivered by an acceptance.
func TestAccept_deliversNoComment(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.submitted(1)
	c := h.comment(h.one, id, "declaration", "念のため")
	h.ok(h.office.Accept(t.Context(), h.one, id, c.ID))
	if f := h.file(h.anna, id); len(f.Comments) != 0 {
		t.Fatalf("%+v", f.Comments)
	}
	if f := h.file(h.two, id); len(f.Comments) != 1 {
		t.Fatal("the office has lost it")
	}
}

// Nobody accepts over a comment without saying so, and despite which comments
// stays on record.
func TestAccept_overUnsettledCommentsTakesAWordForEach(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	sent := h.comment(h.one, id, "declaration", "答えのない指摘")
	h.ok(h.office.Return(ctx, h.one, id, "r"))
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	unsent := h.comment(h.two, id, "product.models", "送られない指摘")
	h.no(h.office.Accept(ctx, h.one, id), scheme.Conflict, "refusal.accept.unsettled")
	h.no(h.office.Accept(ctx, h.one, id, sent.ID), scheme.Conflict, "refusal.accept.unsettled")
	if f := h.file(h.one, id); f.Application.State != scheme.Submitted || len(f.Application.Numbers.Acceptance) > 0 {
		t.Fatal("refused, and yet something was done")
	}
	h.ok(h.office.Accept(ctx, h.one, id, unsent.ID, sent.ID))
	for _, line := range h.file(h.one, id).Audit {
		if strings.Contains(line.After, "Despite") && strings.Contains(line.After, "product.models") && strings.Contains(line.After, "答えのない指摘") {
			return
		}
	}
	t.Fatal("despite which comments is not on record")
}

func TestRounds_areForThoseWhoMayKnow(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.submitted(1)
	for _, one := range h.askers() {
		_, err := h.office.Rounds(t.Context(), one.who, id)
		_, err2 := h.office.Handed(t.Context(), one.who, id, 1)
		if (err == nil) != (one.role != "") || (err2 == nil) != (one.role != "") {
			t.Errorf("%s: %v, %v", one.name, err, err2)
		}
	}
	handed, err := h.office.Handed(t.Context(), h.anna, id, 1)
	h.ok(err)
	if handed.Edition.ID != handed.Submission.Edition || handed.Scheme == nil {
		t.Fatalf("%+v", handed)
	}
	_, err = h.office.Handed(t.Context(), h.anna, id, 2)
	h.no(err, scheme.Missing, "refusal.missing")
}

func TestComment_isRefusedToWhoKeepsOff(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.submitted(1)
	c := h.comment(h.one, id, "declaration", "x")
	h.ok(h.office.Recuse(t.Context(), h.one, office.RecuseRequest{Application: id, Reason: "利害関係"}))
	_, err := h.office.Comment(t.Context(), h.one, id, office.CommentRequest{Place: "declaration", Text: "y"})
	h.no(err, scheme.Denied, "refusal.recused")
	h.no(h.office.DropComment(t.Context(), h.one, id, c.ID, c.Revision), scheme.Denied, "refusal.recused")
	_, err = h.office.Rounds(t.Context(), h.one, id)
	h.no(err, scheme.Denied, "refusal.recused")
}
