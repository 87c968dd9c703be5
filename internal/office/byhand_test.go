package office_test

import (
	"slices"
	"strings"
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

// Whoever of the office writes anything into an application that came on
// paper has entered it, by whichever page: the two who decide must be others.
func TestEntered_whoeverWritesInItHasAHandInIt(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	earlier := h.submitted(7)
	item := h.edition(earlier).Items[0].ID
	deeds := map[string]func(id scheme.ApplicationID) error{
		"reuse all answers": func(id scheme.ApplicationID) error {
			_, err := h.office.ReuseAnswers(ctx, h.two, id, earlier, nil)
			return err
		},
		"reuse one answer": func(id scheme.ApplicationID) error { return h.office.ReuseAnswer(ctx, h.two, id, earlier, item, 0) },
		"confirm an answer": func(id scheme.ApplicationID) error {
			h.ok(h.office.ReuseAnswer(ctx, h.anna, id, earlier, item, 0))
			mine := h.file(h.anna, id).Checklist.Answer(item)
			mine.Assessor, mine.AssessedOn = "見本 花子", h.today()
			_, err := h.office.ConfirmAnswer(ctx, h.two, id, mine, false)
			return err
		},
		"confirm a workbook": func(id scheme.ApplicationID) error {
			h.ok(h.office.TakeWorkbook(ctx, h.two, id, "list.xlsx", h.workbook(id, map[string]string{"F4": "根拠"})))
			p, err := h.office.Workbook(ctx, h.two, id)
			h.ok(err)
			changed, err := h.office.ConfirmWorkbook(ctx, h.two, id, office.Confirmation{Mark: p.Mark})
			if changed == 0 {
				t.Error("the workbook changed nothing")
			}
			return err
		},
	}
	for name, deed := range deeds {
		id, err := h.office.Enter(ctx, h.one, h.entry(0))
		h.ok(err)
		if err := deed(id); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if by := h.file(h.one, id).Application.EnteredBy; !slices.Contains(by, h.two.Person.ID) {
			t.Errorf("%s: it was entered by %v only", name, by)
		}
	}
}

func TestAnswerComment_fromPaperIsEnteringIt(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.enteredDraft()
	h.ok(h.office.Submit(ctx, h.one, id, h.signed(id)))
	c, err := h.office.Comment(ctx, h.three, id, office.CommentRequest{Place: "product.name_ja", Text: "型番をお書きください。"})
	h.ok(err)
	h.ok(h.office.Return(ctx, h.three, id, "理由"))
	c = h.file(h.one, id).Comments[0]
	_, err = h.office.AnswerComment(ctx, h.two, id, c.ID, office.CommentAnswer{Revision: c.Revision, Done: true, Text: "書きました。"})
	h.ok(err)
	if by := h.file(h.one, id).Application.EnteredBy; !slices.Contains(by, h.two.Person.ID) {
		t.Errorf("it was entered by %v only", by)
	}
}

// What an earlier answer replaces stays to be read in the audit.
func TestReuseAnswer_overAnotherKeepsWhatItReplaced(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	earlier := h.submitted(7)
	id := h.draft(h.anna, h.maker.ID, 8)
	item := h.edition(id).Items[0].ID
	stood := h.file(h.anna, id).Checklist.Answer(item)
	stood.Rationale = "前の根拠"
	stood, err := h.office.SaveAnswer(ctx, h.anna, id, stood)
	h.ok(err)
	h.ok(h.office.ReuseAnswer(ctx, h.anna, id, earlier, item, stood.Revision))
	line := h.audit("application:" + string(id))[0]
	if !strings.Contains(line.Before, "前の根拠") {
		t.Errorf("before %q", line.Before)
	}
}
