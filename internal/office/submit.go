package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// A SubmitRequest is the declaration of a named responsible person.
type SubmitRequest struct {
	Revision  int    // of the application that the person has read
	Checklist string // Checklist.Hash as the person has read it; "" does not compare
	Name      string
	Title     string
	Language  string      // in which the statements were read, "ja" or "en"
	Affirmed  []string    // ids of the statements
	Terms     bool        // the terms of confidentiality are accepted
	TermsBy   string      // by this person
	Signed    scheme.Date // on paper, by an officer who enters it; "" when it is made here
}

// Submit hands an application in. It refuses one in whose form a rule finds
// anything wrong, one that is no longer as the person has read it, and a
// declaration that leaves a statement out. Every submission needs its own
// declaration; the first one gives the application its number and decides
// the fee by its day.
func (o *Office) Submit(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r SubmitRequest) error {
	return o.desk.Do(ctx, who, string(scheme.DeedSubmit), func(w *desk.Work) error {
		a, to, err := take(w, id, scheme.DeedSubmit)
		if err != nil {
			return err
		}
		if a.Revision != r.Revision {
			return scheme.Refuse(scheme.Conflict, "refusal.stale")
		}
		list, err := w.Checklist(id)
		if err != nil {
			return wrap("read checklist", err)
		}
		before := a
		if a.Declaration, err = declare(w, a, list, r); err != nil {
			return err
		}
		if a.Received == "" {
			if a.Numbers.Application, err = number(w, "application", w.Scheme.Numbering.Application); err != nil {
				return err
			}
			a.Received = a.ReceivedBy(w.Today)
		}
		byHand(w, &a)
		if n := len(a.Returns); n > 0 {
			a.Returns = slices.Clone(a.Returns)
			a.Returns[n-1].Back = w.Now
		}
		a.State, a.Catalog, a.Declaring = to, w.Catalog, scheme.Declaring{}
		if err := keep(w, before, &a); err != nil {
			return err
		}
		if before.Received == "" {
			if err := applyFor(w, a); err != nil {
				return err
			}
		}
		if err := handIn(w, a, list); err != nil {
			return err
		}
		return o.tellOf(w, a, "application_submitted", nil)
	})
}

// declare checks form and declaration and returns what is to be kept of it.
func declare(w *desk.Work, a scheme.Application, list scheme.Checklist, r SubmitRequest) (scheme.Declaration, error) {
	edition, _ := w.Scheme.Edition(a.Edition)
	before, err := w.Submission(a.ID, a.Round()-1)
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return scheme.Declaration{}, wrap("read the submission before", err)
	}
	d := scheme.Declaration{Name: r.Name, Title: r.Title, Language: r.Language, Edition: a.Edition, Checklist: list.Hash(edition),
		At: w.Now, By: w.Who.Person.ID}
	no, err := formOf(w, w.Scheme, a, list, w.Today)
	if err != nil {
		return d, err
	}
	if level, _ := w.Scheme.Level(a.Level); level.Certified {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.level.certified").On("level"))
	}
	if r.Language != "ja" && r.Language != "en" {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.declaration.language").On("language"))
	}
	if r.Checklist != "" && r.Checklist != d.Checklist {
		no.Add(scheme.Refuse(scheme.Conflict, "refusal.declaration.checklist_changed"))
	}
	for _, one := range w.Scheme.Statements {
		if slices.Contains(r.Affirmed, one.ID) {
			d.Statements = append(d.Statements, one.Text.In(r.Language))
		}
	}
	no.Add(d.Check(len(d.Statements), len(w.Scheme.Statements)))
	no.Add(w.Scheme.CheckTerms(r.Terms, r.TermsBy))
	if !w.Scheme.Terms.IsZero() {
		d.Terms = scheme.TermsNote{Name: r.TermsBy, Language: r.Language, Catalog: w.Catalog, At: w.Now, By: w.Who.Person.ID}
	}
	if slices.Contains(a.RolesOf(w.Who), scheme.RoleEntry) {
		d.Signed = r.Signed
		no.Add(a.Paper.CheckSigned(r.Signed))
		no.Add(a.PaperIsNew(w.Scheme, before))
	}
	return d, no.Err()
}
