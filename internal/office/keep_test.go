package office_test

import (
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

func TestKeepAnswer_savesTheRestAndConfirmsOnlyWhatIsRight(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.office.CloneTo(ctx, h.anna, office.CloneRequest{From: h.submitted(1)})
		h.ok(err)
		f := h.file(h.anna, id)
		item := f.Edition.Items[0].ID
		a := f.Checklist.Answer(item)
		a.Rationale, a.Assessor, a.AssessedOn = "書き直した根拠", "見本 花子", h.today().AddDays(1)
		a.Evidence = []scheme.Evidence{{Title: "記録", Date: "いつか"}}
		saved, held, err := h.office.KeepAnswer(ctx, h.anna, id, a, office.Kept{Confirm: true})
		h.ok(err)
		h.no(held.Err(), scheme.Invalid, "refusal.date.malformed", "refusal.date.future")
		if !saved.Carried || saved.Rationale != a.Rationale || saved.Evidence[0].Date != "" || saved.Evidence[0].Title != "記録" {
			t.Errorf("kept: %+v", saved)
		}
		_, _, err = h.office.KeepAnswer(ctx, h.stranger, id, a, office.Kept{})
		h.no(err, scheme.Missing, "refusal.missing")
		saved.AssessedOn = h.today()
		saved, held, err = h.office.KeepAnswer(ctx, h.anna, id, saved, office.Kept{Confirm: true, Earlier: true})
		h.ok(err)
		if len(held) > 0 || saved.Carried {
			t.Errorf("held %v of %+v", held, saved)
		}
		_, held, err = h.office.KeepAnswer(ctx, h.anna, id, scheme.Answer{Criterion: "S9.9-99"}, office.Kept{})
		h.no(err, scheme.Missing, "refusal.answer.no_such_item")
		if held != nil {
			t.Errorf("held %v of an item there is not", held)
		}
	})
}

func TestKeepProduct_holdsBackWhatIsMalformed(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		id := h.draft(h.anna, "", 1)
		a := h.file(h.anna, id).Application
		p := a.Product
		p.HomePage, p.Firmware = "www.x", "9.9"
		held, err := h.office.KeepProduct(t.Context(), h.anna, id, a.Revision, p)
		h.ok(err)
		h.no(held.Err(), scheme.Invalid, "refusal.web_address")
		if got := h.file(h.anna, id).Application.Product; got.Firmware != "9.9" || got.HomePage != a.Product.HomePage {
			t.Errorf("kept: %+v", got)
		}
		_, err = h.office.KeepProduct(t.Context(), h.stranger, id, a.Revision, p)
		h.no(err, scheme.Missing, "refusal.missing")
		held, err = h.office.KeepEvaluator(t.Context(), h.anna, id, a.Revision+1, scheme.Evaluator{Class: "wizard", Name: "品質保証部"})
		h.ok(err)
		h.no(held.Err(), scheme.Invalid, "refusal.evaluator.class")
	})
}
