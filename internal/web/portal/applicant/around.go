package applicant

import (
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page/desk/item"
)

// around adds to the page of an item what others have said about it and what
// is known already: comments, changes since the application came back, the
// evaluator, who assessed before.
func (d *Desk) around(r *http.Request, who scheme.Actor, f office.File, c scheme.Criterion, show *item.Page) error {
	stands := f.Checklist.Answer(c.ID)
	show.Comments = f.CommentsAt(string(c.ID))
	if e := f.Application.Evaluator; e.Class != "" {
		class, _ := f.Scheme.Evaluator(e.Class)
		show.Class, show.Proof = class.Name, e.Entitlement
	}
	if last := lastAssessed(f.Checklist, c.ID); last.Assessor != "" && show.Answer.Assessor == "" {
		show.Same = show.Frame.P.T("checklist.same_as", last.Assessor, last.AssessedOn)
	}
	if f.Application.State != scheme.Returned {
		return nil
	}
	rounds, err := d.office.Rounds(r.Context(), who, f.Application.ID)
	if err != nil {
		return err
	}
	if n := len(rounds.Submissions); n > 0 {
		show.Changed = answerDiffers(show.Frame, f.Scheme.Evidence, rounds.Submissions[n-1].Checklist.Answer(c.ID), stands)
	}
	return nil
}

// lastAssessed is the answer to another item that was saved last and names
// who assessed it; blank when there is none.
func lastAssessed(list scheme.Checklist, but scheme.CriterionID) scheme.Answer {
	var last scheme.Answer
	for _, a := range list {
		if a.Criterion != but && a.Assessor != "" && !a.Saved.Before(last.Saved) {
			last = a
		}
	}
	return last
}

// asBefore fills in who assessed and when, where nothing was typed.
func asBefore(mine, last scheme.Answer) scheme.Answer {
	if mine.Assessor == "" {
		mine.Assessor = last.Assessor
	}
	if mine.AssessedOn == "" {
		mine.AssessedOn = last.AssessedOn
	}
	return mine
}
