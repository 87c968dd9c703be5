package office_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

func TestCloneTo_carriesAnswersThatWaitForConfirmation(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		from := h.submitted(1)
		first := h.file(h.anna, from)
		id, err := h.office.CloneTo(ctx, h.anna, office.CloneRequest{From: from})
		h.ok(err)
		f := h.file(h.anna, id)
		want := first.Application.Product.ForSibling()
		if d := cmp.Diff(want, f.Application.Product); d != "" {
			t.Errorf("product: %s", d)
		}
		a := f.Application
		if a.State != scheme.Draft || a.Received != "" || a.Numbers != (scheme.Numbers{}) || !a.Declaration.At.IsZero() ||
			a.Evaluator != first.Application.Evaluator || cmp.Diff(a.Scope, first.Application.Scope) != "" || a.OpenTo != nil {
			t.Errorf("the copy: %+v", a)
		}
		open := 0
		for _, r := range f.Findings {
			if r.Key == "refusal.answer.unconfirmed" {
				open++
			}
		}
		if open != len(f.Edition.Items) {
			t.Errorf("%d answers wait for confirmation, want all %d", open, len(f.Edition.Items))
		}
		for _, a := range f.Checklist {
			if a.Assessor != "" || a.AssessedOn != "" || a.Minutes != 0 || a.Rationale == "" {
				t.Errorf("who assessed the earlier product, when and how long was carried over: %+v", a)
			}
		}
		sister := first.Application.Product
		sister.Name.Ja, sister.Models = "姉妹機", []string{"SISTER-1"}
		_, err = h.office.SaveProduct(ctx, h.anna, id, a.Revision, sister)
		h.ok(err)
		h.no(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)), scheme.Invalid,
			append(slices.Repeat([]string{"refusal.part.unconfirmed"}, 4), slices.Repeat([]string{"refusal.answer.unconfirmed", "refusal.answer.assessor_missing", "refusal.answer.date_missing"}, open)...)...)
		h.confirmParts(id)
		for i, item := range f.Edition.Items {
			answer := f.Checklist.Answer(item.ID)
			theirs := first.Checklist.Answer(item.ID)
			answer.Assessor, answer.AssessedOn, answer.Minutes = theirs.Assessor, h.today(), theirs.Minutes
			if i == 1 { // saving alone confirms nothing
				answer, err = h.office.SaveAnswer(ctx, h.anna, id, answer)
				h.ok(err)
				if !answer.Carried {
					t.Error("saving confirmed a carried answer")
				}
			}
			for range 2 { // pressed twice
				saved, err := h.office.ConfirmAnswer(ctx, h.anna, id, answer, false)
				h.ok(err)
				if saved.Carried {
					t.Error("not confirmed")
				}
			}
		}
		h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
		if f := h.file(h.anna, id); f.Application.Declaration.Checklist != f.Checklist.Hash(f.Edition) {
			t.Error("declared something else than stands there")
		}
	})
}

// confirmParts confirms all parts of a copy but the answers, trying what is
// refused on the way.
func (h *house) confirmParts(id scheme.ApplicationID) {
	h.t.Helper()
	ctx := h.t.Context()
	for _, part := range []scheme.CarriedPart{scheme.PartKind, scheme.PartScope, scheme.PartProduct, scheme.PartEvaluator} {
		revision := revisionOf(h, id)
		h.no(h.office.ConfirmPart(ctx, h.anna, id, revision-1, part), scheme.Conflict, "refusal.stale")
		h.no(h.office.ConfirmPart(ctx, h.stranger, id, revision, part), scheme.Missing, "refusal.missing")
		h.no(h.office.ConfirmPart(ctx, h.one, id, revision, part), scheme.Missing, "refusal.missing")
		h.ok(h.office.ConfirmPart(ctx, h.anna, id, revision, part))
		h.ok(h.office.ConfirmPart(ctx, h.anna, id, revision, part)) // pressed twice
		if a := onRecord(h, id); a.IsCarried(part) {
			h.t.Errorf("%s is not confirmed", part)
		}
	}
}

func TestCloneTo_ofALabelAndNeverAcrossApplicants(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	number := h.issued(1)
	id, err := h.office.CloneTo(ctx, h.anna, office.CloneRequest{Label: number, Form: "f"})
	h.ok(err)
	again, err := h.office.CloneTo(ctx, h.anna, office.CloneRequest{Label: number, Form: "f"})
	h.ok(err)
	if again != id {
		t.Error("pressing twice made two copies")
	}
	from := h.label(number).Label.Application
	for name, who := range map[string]scheme.Actor{"another maker": h.stranger, "manager": h.manager} {
		_, err = h.office.CloneTo(ctx, who, office.CloneRequest{From: from})
		if !scheme.IsRefusal(err, scheme.Missing) {
			t.Errorf("%s: %v", name, err)
		}
		_, err = h.office.CloneTo(ctx, who, office.CloneRequest{Label: number})
		if !scheme.IsRefusal(err, scheme.Missing) {
			t.Errorf("%s by number: %v", name, err)
		}
	}
	_, err = h.office.CloneTo(ctx, h.one, office.CloneRequest{From: from})
	h.no(err, scheme.Denied, "refusal.role")
	_, err = h.office.CloneTo(ctx, h.anna, office.CloneRequest{From: "nowhere"})
	h.no(err, scheme.Missing, "refusal.missing")
	// the agent copies for the same maker, and the copy is the agent's
	copied, err := h.office.CloneTo(ctx, h.agent, office.CloneRequest{From: from})
	h.ok(err)
	if a := onRecord(h, copied); a.Applicant != h.maker.ID || a.Agent != h.agency.ID {
		t.Errorf("the agent's copy: %+v", a)
	}
}

func TestReuseAnswers_itemByItem(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	from := h.submitted(1)
	r := h.kind()
	id, err := h.office.Start(ctx, h.anna, r)
	h.ok(err)
	items := h.edition(id).Items
	earlier, err := h.office.Earlier(ctx, h.anna, id, items[0].ID)
	h.ok(err)
	if len(earlier) != 1 || earlier[0].Application.ID != from {
		t.Fatalf("earlier: %v", earlier)
	}
	h.ok(h.office.ReuseAnswer(ctx, h.anna, id, from, items[0].ID, 0))
	got := h.file(h.anna, id).Checklist.Answer(items[0].ID)
	if !got.Carried || got.Rationale != "設計書と実機で確認した" || got.Revision != 1 {
		t.Errorf("taken over: %+v", got)
	}
	h.no(h.office.ReuseAnswer(ctx, h.anna, id, from, items[0].ID, 0), scheme.Conflict, "refusal.stale") // somebody wrote meanwhile
	mine := h.answer(items[1])
	mine.Rationale = "自分で書いた"
	_, err = h.office.SaveAnswer(ctx, h.anna, id, mine)
	h.ok(err)
	n, err := h.office.ReuseAnswers(ctx, h.anna, id, from, []scheme.CriterionID{items[1].ID, items[2].ID})
	h.ok(err)
	list := h.file(h.anna, id).Checklist
	if n != 1 || list.Answer(items[1].ID).Rationale != "自分で書いた" || !list.Answer(items[2].ID).Carried || list.Answer(items[3].ID).Revision != 0 {
		t.Errorf("%d taken over: %+v", n, list)
	}
	n, err = h.office.ReuseAnswers(ctx, h.anna, id, from, nil)
	h.ok(err)
	if n != len(items)-3 {
		t.Errorf("%d more taken over, want %d", n, len(items)-3)
	}
	n, err = h.office.ReuseAnswers(ctx, h.anna, id, from, nil)
	if n != 0 || err != nil {
		t.Errorf("nothing left: %d, %v", n, err)
	}
	confirm := func(who scheme.Actor, id scheme.ApplicationID, earlier bool, change func(*scheme.Answer)) error {
		answer := list.Answer(items[2].ID)
		answer.Assessor, answer.AssessedOn = "見本 花子", h.today()
		change(&answer)
		_, err := h.office.ConfirmAnswer(ctx, who, id, answer, earlier)
		return err
	}
	nothing := func(*scheme.Answer) {}
	h.no(confirm(h.anna, id, false, func(a *scheme.Answer) { a.Revision = 7 }), scheme.Conflict, "refusal.answer.clash")
	h.no(confirm(h.anna, id, true, func(a *scheme.Answer) { a.Assessor, a.AssessedOn = " ", "" }), scheme.Invalid, "refusal.answer.assessor_missing", "refusal.answer.date_missing")
	h.no(confirm(h.anna, id, false, func(a *scheme.Answer) { a.AssessedOn = h.today().AddDays(-1) }), scheme.Invalid, "refusal.answer.day_before")
	h.no(confirm(h.stranger, id, false, nothing), scheme.Missing, "refusal.missing")
	h.no(confirm(h.anna, from, false, nothing), scheme.Conflict, "refusal.state")
	if !h.file(h.anna, id).Checklist.Answer(items[2].ID).Carried {
		t.Error("a refused confirmation confirmed")
	}
	h.ok(confirm(h.anna, id, true, func(a *scheme.Answer) { a.AssessedOn = h.today().AddDays(-1) })) // said to hold for this product too
}

func TestReuseAnswer_neverFromAnotherApplicant(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	theirs, err := h.office.Start(ctx, h.stranger, h.kind())
	h.ok(err)
	h.fill(h.stranger, theirs, 3)
	id := h.draft(h.anna, "", 1)
	item := h.edition(id).Items[0].ID
	h.no(h.office.ReuseAnswer(ctx, h.anna, id, theirs, item, 1), scheme.Missing, "refusal.missing")
	_, err = h.office.ReuseAnswers(ctx, h.anna, id, theirs, nil)
	h.no(err, scheme.Missing, "refusal.missing")
	// an agent of both makers may not carry between them either
	h.power(scheme.Power{Agent: h.agency.ID, Applicant: h.rival.ID, From: h.today()})
	h.ok(h.office.OpenTo(ctx, h.stranger, theirs, []scheme.OrganisationID{h.agency.ID}))
	_, err = h.office.File(ctx, h.agent, theirs)
	h.ok(err)
	h.no(h.office.ReuseAnswer(ctx, h.agent, id, theirs, item, 1), scheme.Missing, "refusal.missing")
	earlier, err := h.office.Earlier(ctx, h.agent, id, "")
	h.ok(err)
	for _, one := range earlier {
		if one.Application.Applicant != h.maker.ID {
			t.Errorf("offered %s of another maker", one.Application.ID)
		}
	}
}
