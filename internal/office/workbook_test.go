package office_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
)

// workbook is the checklist of an application as its page gives it, with
// cells of the first sheet changed.
func (h *house) workbook(id scheme.ApplicationID, cells map[string]string) []byte {
	h.t.Helper()
	f := h.file(h.anna, id)
	var b bytes.Buffer
	h.ok(sheet.WriteForm(&b, sheet.Form{Application: id, Edition: f.Edition, Kinds: f.Scheme.Evidence, Checklist: f.Checklist, Lang: "en"}))
	x, err := excelize.OpenReader(&b)
	h.ok(err)
	defer x.Close()
	for at, text := range cells {
		h.ok(x.SetCellStr(x.GetSheetName(0), at, text))
	}
	out, err := x.WriteToBuffer()
	h.ok(err)
	return out.Bytes()
}

func TestWorkbook_changesExactlyWhatWasShown(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.draft(h.anna, "", 3)
		items := h.edition(id).Items
		first, last := items[0].ID, items[len(items)-1].ID
		before := h.file(h.anna, id).Checklist
		h.ok(h.office.TakeWorkbook(ctx, h.anna, id, "filled.xlsx", h.workbook(id, map[string]string{"F4": "from the workbook", "H4": ""})))
		if f := h.file(h.anna, id); f.Checklist.Hash(f.Edition) != before.Hash(f.Edition) {
			t.Fatal("sending a workbook changed an answer")
		}
		p, err := h.office.Workbook(ctx, h.anna, id)
		h.ok(err)
		if len(p.Proposals) != 1 || p.Proposals[0].There.Rationale != "from the workbook" || p.Proposals[0].Clash || len(p.Proposals[0].Blank) != 1 {
			t.Fatalf("proposed %+v", p.Proposals)
		}

		// Someone changes the same item meanwhile: what was shown holds no more.
		theirs := before.Answer(first)
		theirs.Rationale = "meanwhile on the site"
		_, err = h.office.SaveAnswer(ctx, h.agent, id, theirs)
		h.ok(err)
		_, err = h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: p.Mark})
		h.no(err, scheme.Conflict, "refusal.workbook.changed")

		again, err := h.office.Workbook(ctx, h.anna, id)
		h.ok(err)
		if !again.Proposals[0].Clash || again.Proposals[0].Here.Rationale != "meanwhile on the site" || again.Proposals[0].There.Rationale != "from the workbook" {
			t.Fatalf("a clash must show both: %+v", again.Proposals[0])
		}
		_, err = h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: again.Mark})
		h.no(err, scheme.Invalid, "refusal.workbook.choose")
		_, err = h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: again.Mark, Sides: map[scheme.CriterionID]office.Side{first: "both"}})
		h.no(err, scheme.Invalid, "refusal.workbook.choose")
		n, err := h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: again.Mark,
			Sides: map[scheme.CriterionID]office.Side{first: office.SideSheet}, Erase: map[scheme.CriterionID][]string{last: {"rationale"}}})
		h.ok(err)
		after := h.file(h.anna, id).Checklist
		if got := after.Answer(first); n != 1 || got.Rationale != "from the workbook" || got.Assessor != theirs.Assessor || got.SavedBy != h.anna.Person.ID {
			t.Errorf("%d changed: %+v", n, got)
		}
		if !after.Answer(last).Says(before.Answer(last)) {
			t.Error("erased in an item that was not shown")
		}
		_, err = h.office.Workbook(ctx, h.anna, id)
		h.no(err, scheme.Missing, "refusal.missing")
	})
}

func TestWorkbook_siteStaysAndBlanksAreErasedOnlyWhenTold(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 3)
	items := h.edition(id).Items
	file := h.workbook(id, map[string]string{"F4": "sheet", "G5": "", "F5": ""})
	theirs := h.file(h.anna, id).Checklist.Answer(items[0].ID)
	theirs.Rationale = "site"
	_, err := h.office.SaveAnswer(ctx, h.anna, id, theirs)
	h.ok(err)
	second := h.file(h.anna, id).Checklist.Answer(items[1].ID)
	h.ok(h.office.TakeWorkbook(ctx, h.anna, id, "a.xlsx", file))
	p, err := h.office.Workbook(ctx, h.anna, id)
	h.ok(err)
	n, err := h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: p.Mark, Sides: map[scheme.CriterionID]office.Side{items[0].ID: office.SideSite},
		Erase: map[scheme.CriterionID][]string{items[1].ID: {"rationale", "assessor"}}})
	h.ok(err)
	after := h.file(h.anna, id).Checklist
	if n != 1 || after.Answer(items[0].ID).Rationale != "site" {
		t.Errorf("%d changed, first %+v", n, after.Answer(items[0].ID))
	}
	want := second
	want.Rationale = "" // the assessor is not blank in the workbook and stays
	if got := after.Answer(items[1].ID); !got.Says(want) {
		t.Errorf("second %+v, want %+v", got, want)
	}
}

func TestWorkbook_confirmsNoCarriedAnswer(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	from := h.submitted(1)
	id, err := h.office.Start(ctx, h.anna, h.kind())
	h.ok(err)
	_, err = h.office.ReuseAnswers(ctx, h.anna, id, from, nil)
	h.ok(err)
	h.ok(h.office.TakeWorkbook(ctx, h.anna, id, "a.xlsx", h.workbook(id, map[string]string{"F4": "from the workbook"})))
	p, err := h.office.Workbook(ctx, h.anna, id)
	h.ok(err)
	n, err := h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: p.Mark})
	h.ok(err)
	if got := h.file(h.anna, id).Checklist.Answer(h.edition(id).Items[0].ID); n != 1 || got.Rationale != "from the workbook" || !got.Carried {
		t.Errorf("%d changed: %+v", n, got)
	}
}

func TestWorkbook_isOnesOwnAndOfOneApplication(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id, other := h.draft(h.anna, "", 3), h.draft(h.anna, "", 4)
	file := h.workbook(id, map[string]string{"F4": "sheet"})
	h.no(h.office.TakeWorkbook(ctx, h.anna, other, "a.xlsx", file), scheme.Invalid, "refusal.sheet.other_application")
	h.no(h.office.TakeWorkbook(ctx, h.stranger, id, "a.xlsx", file), scheme.Missing, "refusal.missing")
	h.no(h.office.TakeWorkbook(ctx, h.manager, id, "a.xlsx", file), scheme.Missing, "refusal.missing")
	h.no(h.office.TakeWorkbook(ctx, h.one, id, "a.xlsx", file), scheme.Missing, "refusal.missing")
	h.no(h.office.TakeWorkbook(ctx, h.anna, id, "a.xlsx", []byte("x")), scheme.Invalid, "refusal.sheet.not_form")
	_, err := h.office.Workbook(ctx, h.anna, id)
	h.no(err, scheme.Missing, "refusal.missing")

	h.ok(h.office.TakeWorkbook(ctx, h.anna, id, "a.xlsx", file))
	p, err := h.office.Workbook(ctx, h.anna, id)
	h.ok(err)
	for _, who := range []scheme.Actor{h.agent, h.stranger, h.one} {
		_, err := h.office.Workbook(ctx, who, id)
		h.no(err, scheme.Missing, "refusal.missing")
		_, err = h.office.ConfirmWorkbook(ctx, who, id, office.Confirmation{Mark: p.Mark})
		h.no(err, scheme.Missing, "refusal.missing")
		h.no(h.office.DropWorkbook(ctx, who, id), scheme.Missing, "refusal.missing")
	}
	h.ok(h.office.DropWorkbook(ctx, h.anna, id))
	_, err = h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: p.Mark})
	h.no(err, scheme.Missing, "refusal.missing")

	h.ok(h.office.TakeWorkbook(ctx, h.anna, id, "a.xlsx", file))
	h.clock.Advance(31 * 24 * time.Hour)
	h.ok(h.office.TakeWorkbook(ctx, h.anna, other, "b.xlsx", h.workbook(other, map[string]string{"F4": "x"})))
	_, err = h.office.Workbook(ctx, h.anna, id)
	h.no(err, scheme.Missing, "refusal.missing") // nobody confirmed it in a month

	h.ok(h.office.TakeWorkbook(ctx, h.anna, id, "a.xlsx", file))
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	_, err = h.office.ConfirmWorkbook(ctx, h.anna, id, office.Confirmation{Mark: p.Mark})
	if !scheme.IsRefusal(err, scheme.Conflict) {
		t.Errorf("confirmed after submission: %v", err)
	}
}
