package office

import (
	"context"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// Issue decides for the label: it takes an officer with a fresh passkey who
// is not the one who accepted the application, a paid fee and an authority's
// answer without objection. Validity runs from today for as long as the
// scheme says, but never beyond the support of updates.
func (o *Office) Issue(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (issued scheme.LabelNumber, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedIssue), func(w *desk.Work) error {
		a, to, err := take(w, id, scheme.DeedIssue)
		if err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		if err := a.CanBeIssued(w.Who.Person.ID, w.Today); err != nil {
			return err
		}
		l, err := labelOf(w, a)
		if err != nil {
			return err
		}
		before := a
		a.State, a.Closed, a.ClosedBy, a.Label = to, w.Now, w.Who.Person.ID, l.Number
		if err := keep(w, before, &a); err != nil {
			return err
		}
		if err := keepLabel(w, nil, &l); err != nil {
			return err
		}
		if err := publishIssued(w, l); err != nil {
			return err
		}
		issued = l.Number
		return o.tellOfLabel(w, l, "label_issued", "")
	})
	if err != nil {
		return "", err
	}
	return issued, nil
}

// labelOf makes the label that the application asks for.
func labelOf(w *desk.Work, a scheme.Application) (scheme.Label, error) {
	s, err := w.SchemeAt(a.Catalog)
	if err != nil {
		return scheme.Label{}, wrap("read the scheme of the application", err)
	}
	holder, err := w.Organisation(a.Applicant)
	if err != nil {
		return scheme.Label{}, wrap("read the applicant", err)
	}
	list, err := w.Checklist(a.ID)
	if err != nil {
		return scheme.Label{}, wrap("read checklist", err)
	}
	n, err := number(w, "registration", w.Scheme.Numbering.Registration)
	if err != nil {
		return scheme.Label{}, err
	}
	edition, _ := s.Edition(a.Edition)
	return scheme.Label{
		Number: scheme.LabelNumber(n), Application: a.ID, Holder: holder.ID, HolderName: holder.Name,
		Level: a.Level, Category: a.Category, Edition: a.Edition, Catalog: a.Catalog, Product: a.Product,
		Issued: w.Now, FirstIssued: w.Today, Updated: w.Now,
		Standing: scheme.Standing{ValidFrom: w.Today, ValidUntil: a.Product.LastDay(s, w.Today)},
		Assessments: []scheme.Assessment{{Application: a.ID, Edition: a.Edition, Evaluator: a.Evaluator.Class,
			Completed: list.Completed(), Answers: list.Public(edition)}},
	}, nil
}

func publishIssued(w *desk.Work, l scheme.Label) error {
	facts := map[string]string{
		"level": string(l.Level), "category": string(l.Category), "edition": string(l.Edition), "catalog": l.Catalog,
		"evaluator": string(l.Assessments[0].Evaluator), "completed": string(l.Assessments[0].Completed),
		"valid_from": string(l.ValidFrom), "valid_until": string(l.ValidUntil), "first_issued": string(l.FirstIssued),
	}
	texts := map[string]string{
		"holder_ja": l.HolderName.Ja, "holder_en": l.HolderName.En, "name_ja": l.Product.Name.Ja, "name_en": l.Product.Name.En,
		"models": strings.Join(l.Product.Models, "\n"),
	}
	return w.Publish(scheme.LabelIssued, l.Number, w.Today, facts, texts)
}
