package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A ModelPlace is where else a model stands: another label or open application of the same
// applicant. It is no bar, only worth knowing.
type ModelPlace struct {
	Label       scheme.LabelNumber   // "" when it is an application
	Application scheme.ApplicationID // "" when the reader may not open it
	Product     scheme.Text
}

// A ModelLine is one model typed, what taking it over would mean, and where
// else it stands.
type ModelLine struct {
	scheme.ModelLine
	Elsewhere []ModelPlace
}

// ReviewModels says of each model typed what taking it over would mean. It
// stores nothing.
func (o *Office) ReviewModels(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, typed []string) (lines []ModelLine, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		a, _, err := take(w, id, scheme.DeedEdit)
		if err != nil {
			return err
		}
		places, err := modelPlaces(w, a)
		if err != nil {
			return err
		}
		lines = nil
		for _, line := range scheme.ReviewModels(a.Product.Models, typed, fold.Model) {
			one := ModelLine{ModelLine: line}
			if line.Mark.MayTake() {
				one.Elsewhere = places[fold.Model(line.Model)]
			}
			lines = append(lines, one)
		}
		return nil
	})
	return lines, err
}

// modelPlaces tells, by folded model, on which other labels that stand and in
// which other open applications of the applicant it is.
func modelPlaces(w *desk.Work, a scheme.Application) (map[string][]ModelPlace, error) {
	places := map[string][]ModelPlace{}
	note := func(p scheme.Product, at ModelPlace) {
		at.Product = p.Name
		for _, m := range p.Models {
			key := fold.Model(m)
			if !slices.Contains(places[key], at) {
				places[key] = append(places[key], at)
			}
		}
	}
	own := []scheme.OrganisationID{a.Applicant}
	labels, err := w.Labels(store.LabelFilter{Holders: own})
	if err != nil {
		return nil, wrap("list the labels of the applicant", err)
	}
	for _, l := range labels {
		if status := l.StatusOn(w.Today); status == scheme.Active || status == scheme.InExtension {
			note(l.Product, ModelPlace{Label: l.Number})
		}
	}
	open, err := w.Applications(store.ApplicationFilter{Applicants: own,
		States: []scheme.ApplicationState{scheme.Draft, scheme.Submitted, scheme.Returned, scheme.Accepted}})
	if err != nil {
		return nil, wrap("list the applications of the applicant", err)
	}
	for _, other := range open {
		if other.ID == a.ID || !mayKnow(w.Who, other) {
			continue // of another agent's work nothing is told
		}
		note(other.Product, ModelPlace{Application: other.ID})
	}
	return places, nil
}

// AddModels adds models to the product. Those that stand there already are
// left as they are; what the rule book refuses adds none of them. It goes
// over any revision, because it takes nothing away.
func (o *Office) AddModels(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, models []string) (added int, err error) {
	_, err = o.amend(ctx, who, id, anyRevision, func(w *desk.Work, a *scheme.Application) error {
		list := slices.Clone(a.Product.Models)
		has := map[string]bool{}
		for _, m := range list {
			has[m] = true
		}
		for _, m := range models {
			if !has[m] {
				has[m] = true
				list = append(list, m)
			}
		}
		added = len(list) - len(a.Product.Models)
		a.Product.Models = list
		return a.Product.CheckModels()
	})
	return added, err
}

// RemoveModels takes models off the product. Those that are not there are
// passed over.
func (o *Office) RemoveModels(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, models []string) (removed int, err error) {
	_, err = o.amend(ctx, who, id, anyRevision, func(w *desk.Work, a *scheme.Application) error {
		away := map[string]bool{}
		for _, m := range models {
			away[m] = true
		}
		before := len(a.Product.Models)
		a.Product.Models = slices.DeleteFunc(slices.Clone(a.Product.Models), func(m string) bool { return away[m] })
		removed = before - len(a.Product.Models)
		return nil
	})
	return removed, err
}

func anyRevision(int) bool { return true }
