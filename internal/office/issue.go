package office

import (
	"context"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Issue decides for the label: it takes an officer with a fresh passkey who
// is not the one who accepted the application, a paid fee and an authority's
// answer without objection. Validity runs from today for as long as the
// scheme says, but never beyond the support of updates. For an application
// about a label it decides for the extension or the maintenance of that label.
func (o *Office) Issue(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (issued scheme.LabelNumber, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedIssue), func(w *desk.Work) error {
		a, to, err := take(w, id, scheme.DeedIssue)
		if err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		fee, err := w.Ledger(id)
		if err != nil {
			return wrap("read the ledger", err)
		}
		if err := a.CanBeIssued(w.Who.Person.ID, w.Today, fee); err != nil {
			return err
		}
		if err := o.endDemands(w, a); err != nil {
			return err
		}
		if a.AboutLabel() {
			issued, err = o.grant(w, a, to)
			return err
		}
		l, err := labelOf(w, a)
		if err != nil {
			return err
		}
		if l.Number, err = freeNumber(w); err != nil {
			return err
		}
		before := a
		a.State, a.Closed, a.ClosedBy, a.Label = to, w.Now, w.Who.Person.ID, l.Number
		if err := keep(w, before, &a); err != nil {
			return err
		}
		if err := labeldesk.Keep(w, nil, &l); err != nil {
			return err
		}
		if err := publishIssued(w, l); err != nil {
			return err
		}
		issued = l.Number
		return o.tellIssued(w, l)
	})
	if err != nil {
		return "", err
	}
	return issued, nil
}

// freeNumber takes the next registration number that no label has: one that
// was taken over from an earlier register may have it already.
func freeNumber(w *desk.Work) (scheme.LabelNumber, error) {
	for {
		n, err := number(w, "registration", w.Scheme.Numbering.Registration)
		if err != nil {
			return "", err
		}
		_, err = w.Label(scheme.LabelNumber(n))
		if scheme.IsRefusal(err, scheme.Missing) {
			return scheme.LabelNumber(n), nil
		}
		if err != nil {
			return "", wrap("look for the number", err)
		}
	}
}

// labelOf makes the label that the application asks for, were it issued now;
// it has no number yet. Of one about a label it is that label, as it would be.
func labelOf(w *desk.Work, a scheme.Application) (scheme.Label, error) {
	if a.AboutLabel() {
		_, l, err := renewed(w, a)
		return l, err
	}
	s, err := w.Judging(&a)
	if err != nil {
		return scheme.Label{}, err
	}
	holder, err := w.Organisation(a.Applicant)
	if err != nil {
		return scheme.Label{}, wrap("read the applicant", err)
	}
	one, err := assessment(w, s, a)
	if err != nil {
		return scheme.Label{}, err
	}
	return scheme.Label{
		Application: a.ID, Holder: holder.ID, HolderName: holder.Name,
		Level: a.Level, Category: a.Category, Edition: a.Edition, Catalog: a.Catalog, Product: a.Product,
		Issued: w.Now, FirstIssued: w.Today, Listed: a.ListedFrom(w.Today), Updated: w.Now,
		Standing:    scheme.Standing{ValidFrom: w.Today, ValidUntil: a.Product.LastDay(s, w.Today)},
		Assessments: []scheme.Assessment{one},
	}, nil
}

// assessment is what the public will read of the application's checklist.
func assessment(w *desk.Work, s *scheme.Scheme, a scheme.Application) (scheme.Assessment, error) {
	list, err := w.Checklist(a.ID)
	if err != nil {
		return scheme.Assessment{}, wrap("read checklist", err)
	}
	edition, _ := s.Edition(a.Edition)
	return scheme.Assessment{Application: a.ID, Edition: a.Edition, Evaluator: a.Evaluator.Class,
		Completed: list.Completed(), Answers: list.Public(edition)}, nil
}

func publishIssued(w *desk.Work, l scheme.Label) error {
	facts := map[string]string{
		"level": string(l.Level), "category": string(l.Category), "edition": string(l.Edition), "catalog": l.Catalog,
		"evaluator": string(l.Assessments[0].Evaluator), "completed": string(l.Assessments[0].Completed),
		"valid_from": string(l.ValidFrom), "valid_until": string(l.ValidUntil), "first_issued": string(l.FirstIssued),
		"listed": string(l.Listed),
	}
	texts := map[string]string{
		"holder_ja": l.HolderName.Ja, "holder_en": l.HolderName.En, "name_ja": l.Product.Name.Ja, "name_en": l.Product.Name.En,
		"models": strings.Join(l.Product.Models, "\n"),
	}
	return w.PublishFrom(l.Listed, scheme.LabelIssued, l.Number, w.Today, facts, texts)
}

// tellIssued tells the holder of the label, and when it is listed later, from
// which day on.
func (o *Office) tellIssued(w *desk.Work, l scheme.Label) error {
	if l.ListedOn(w.Today) {
		return o.labels.TellHolder(w, l, "label_issued", map[string]string{"until": string(l.ValidUntil)})
	}
	org, err := w.Organisation(l.Holder)
	if err != nil {
		return wrap("read the holder", err)
	}
	return o.labels.Tell(w, l.Holder, "label_issued_unlisted", map[string]string{
		"product": l.Product.Name.In(labeldesk.Lang(org)), "number": string(l.Number), "day": string(l.Listed), "until": string(l.ValidUntil),
		"link": o.base + "/" + labeldesk.Lang(org) + "/desk/applications/" + string(l.Application)})
}

// A Preview is what the public would read of an application's label, were it
// issued today. Its entry has no number.
type Preview struct {
	File  File
	Entry registry.Entry
}

// Preview shows an application as its label page would.
func (o *Office) Preview(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (p Preview, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if p.File, err = fileOf(w, id); err != nil {
			return err
		}
		l, err := labelOf(w, p.File.Application)
		if err != nil {
			return err
		}
		p.Entry = registry.Of(l, w.Scheme.Day)
		return nil
	})
	if err != nil {
		return Preview{}, err
	}
	return p, nil
}
