package office

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// handIn keeps what is handed in, whole.
func handIn(w *desk.Work, a scheme.Application, list scheme.Checklist) error {
	applicant, err := w.Organisation(a.Applicant)
	if err != nil {
		return wrap("read the applicant", err)
	}
	var agent scheme.Organisation
	if a.Agent != "" {
		if agent, err = w.Organisation(a.Agent); err != nil {
			return wrap("read the agent", err)
		}
	}
	edition, _ := w.Scheme.Edition(a.Edition)
	return wrap("keep the submission", w.AddSubmission(scheme.SubmissionOf(a, applicant, agent, list, edition)))
}

// Rounds are the submissions of one application.
type Rounds struct {
	Submissions []scheme.Submission // the first round first
	Changes     []scheme.Change     // from the last but one to the last; none before the second
}

// Rounds reads what was handed in for an application, as often as it was. It
// says Missing of one that the person may not know of.
func (o *Office) Rounds(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (r Rounds, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if _, err := open(w, id); err != nil {
			return err
		}
		all, err := w.Submissions(id)
		if err != nil {
			return wrap("read submissions", err)
		}
		r = Rounds{Submissions: all}
		if n := len(all); n > 1 {
			r.Changes = scheme.Differences(all[n-2], all[n-1])
		}
		return nil
	})
	return r, err
}

// A Handed is one submission with what is needed to read it.
type Handed struct {
	Submission scheme.Submission
	Scheme     *scheme.Scheme // as it was then
	Edition    scheme.Edition
	By         string // name of who was signed in on the applicant's side; "" when the office entered it
}

// Handed reads what was handed in in one round. It says Missing of an
// application that the person may not know of, and of a round there was not.
func (o *Office) Handed(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, round int) (h Handed, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if _, err := open(w, id); err != nil {
			return err
		}
		s, err := w.Submission(id, round)
		if err != nil {
			return wrap("read submission", err)
		}
		at, err := w.SchemeAt(s.Catalog)
		if err != nil {
			return wrap("read the scheme of the submission", err)
		}
		edition, _ := at.Edition(s.Edition)
		h = Handed{Submission: s, Scheme: at, Edition: edition}
		if s.Declaration.Signed == "" {
			person, err := w.Person(s.By)
			h.By = person.Name
			return wrap("read who handed it in", err)
		}
		return nil
	})
	return h, err
}
