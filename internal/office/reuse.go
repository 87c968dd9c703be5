package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A CloneRequest names the application from which a new draft is made.
type CloneRequest struct {
	From  scheme.ApplicationID
	Label scheme.LabelNumber // instead of From: the application of this label
	Form  string             // as in StartRequest
}

// CloneTo makes a draft for a sibling product of the same applicant: kind,
// scope, what of the product may hold for its siblings, evaluator, and the
// answers, each marked as carried until somebody confirms it. The edition is the newest that is open.
//
// It says Missing of an application that the person may not know of, so
// nothing ever passes from one applicant to another.
func (o *Office) CloneTo(ctx context.Context, who scheme.Actor, r CloneRequest) (scheme.ApplicationID, error) {
	return o.once(ctx, who, "clone", r.Form, func(w *desk.Work, id scheme.ApplicationID) error {
		from, err := cloned(w, r)
		if err != nil {
			return err
		}
		applicant, agent, err := applies(w, from.Applicant)
		if err != nil {
			return err
		}
		edition, err := choose(w, w.Today, from.Level, from.Category, "")
		if err != nil {
			return err
		}
		a := scheme.Application{ID: id, Kind: scheme.New, State: scheme.Draft, Channel: scheme.ByWeb, Applicant: applicant, Agent: agent, Started: w.Now,
			StartedBy: w.Who.Person.ID, StartedWith: r.Form, Level: from.Level, Category: from.Category, Edition: edition,
			Evaluator: from.Evaluator, Scope: asked(w.Scheme, from.Scope), Product: from.Product.ForSibling()}
		a.Carry()
		if err := w.PutApplication(&a); err != nil {
			return wrap("write application", err)
		}
		w.Audit("application:"+string(id), nil, a)
		items, _ := w.Scheme.Edition(edition)
		_, err = carry(w, id, from.ID, items, nil)
		return err
	})
}

// CloneFrom reads the application that is to be copied. It refuses whoever
// could not make the copy.
func (o *Office) CloneFrom(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (f File, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if f, err = fileOf(w, id); err != nil {
			return err
		}
		_, _, err := applies(w, f.Application.Applicant)
		return err
	})
	if err != nil {
		return File{}, err
	}
	return f, nil
}

// cloned opens the application that is to be copied.
func cloned(w *desk.Work, r CloneRequest) (scheme.Application, error) {
	if r.Label == "" {
		return open(w, r.From)
	}
	l, err := w.Label(r.Label)
	if err != nil {
		return scheme.Application{}, wrap("read label", err)
	}
	return open(w, l.Application)
}

// asked keeps the answers to questions that the scheme still asks.
func asked(s *scheme.Scheme, answers []scheme.ScopeAnswer) []scheme.ScopeAnswer {
	return slices.DeleteFunc(slices.Clone(answers), func(a scheme.ScopeAnswer) bool {
		_, ok := s.Question(a.Question)
		return !ok
	})
}

// carry copies answers of one application to items of another that have none
// yet, and marks them. only restricts it to these items; nil means all.
func carry(w *desk.Work, to, from scheme.ApplicationID, edition scheme.Edition, only []scheme.CriterionID) (int, error) {
	theirs, err := w.Checklist(from)
	if err != nil {
		return 0, wrap("read the earlier checklist", err)
	}
	mine, err := w.Checklist(to)
	if err != nil {
		return 0, wrap("read checklist", err)
	}
	count := 0
	for _, item := range edition.Items {
		a := theirs.Answer(item.ID)
		if a.Revision == 0 || mine.Answer(item.ID).Revision > 0 || only != nil && !slices.Contains(only, item.ID) {
			continue
		}
		if err := putCarried(w, to, item, a, scheme.Answer{}); err != nil {
			return 0, err
		}
		count++
	}
	return count, nil
}

// putCarried writes an earlier answer as that to an item, in place of the one
// that stood there; a zero one when none did.
func putCarried(w *desk.Work, to scheme.ApplicationID, item scheme.Criterion, a, stood scheme.Answer) error {
	a = a.For(item)
	a.Revision, a.Saved, a.SavedBy = stood.Revision, w.Now, w.Who.Person.ID
	if err := w.PutAnswer(to, &a); err != nil {
		return wrap("write answer", err)
	}
	var before any
	if stood.Revision > 0 {
		before = map[string]any{"Answer": map[string]any{string(item.ID): stood}}
	}
	w.Audit("application:"+string(to), before, map[string]any{"Answer": map[string]any{string(item.ID): a}})
	return nil
}

// An Earlier is an earlier application whose answers may be taken over.
type Earlier struct {
	Application scheme.Application
	Checklist   scheme.Checklist
}

// mostEarlier bounds how many earlier applications are offered.
const mostEarlier = 20

// Earlier lists the applications of the same applicant, the last started
// first, that have an answer to the item, or to any when item is "". It is
// for those who may edit the application.
func (o *Office) Earlier(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, item scheme.CriterionID) (all []Earlier, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		all = nil
		a, _, err := take(w, id, scheme.DeedEdit)
		if err != nil {
			return err
		}
		others, err := w.Applications(store.ApplicationFilter{Applicants: []scheme.OrganisationID{a.Applicant}})
		if err != nil {
			return wrap("list the applications of the applicant", err)
		}
		for _, one := range others {
			if len(all) == mostEarlier {
				break
			}
			if one.ID == id || !mayKnow(w.Who, one) {
				continue
			}
			list, err := w.Checklist(one.ID)
			if err != nil {
				return wrap("read an earlier checklist", err)
			}
			if item == "" && len(list) > 0 || item != "" && list.Answer(item).Verdict != "" {
				all = append(all, Earlier{veiled(one), list})
			}
		}
		return nil
	})
	return all, err
}

// ReuseAnswers takes the answers of an earlier application of the same
// applicant over to the items that have none yet, each marked as carried, and
// returns how many. items restricts it; nil means all.
func (o *Office) ReuseAnswers(ctx context.Context, who scheme.Actor, id, from scheme.ApplicationID, items []scheme.CriterionID) (count int, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedEdit), func(w *desk.Work) error {
		a, err := reusing(w, id, from)
		if err != nil {
			return err
		}
		edition, _ := w.Scheme.Edition(a.Edition)
		if count, err = carry(w, id, from, edition, items); err != nil {
			return err
		}
		if count == 0 {
			w.Unchanged()
			return nil
		}
		return noteHand(w, a)
	})
	return count, err
}

// ReuseAnswer takes one answer over, also over one that stands there: then
// revision must be that of the answer the person has read.
func (o *Office) ReuseAnswer(ctx context.Context, who scheme.Actor, id, from scheme.ApplicationID, criterion scheme.CriterionID, revision int) error {
	return o.desk.Do(ctx, who, string(scheme.DeedEdit), func(w *desk.Work) error {
		a, err := reusing(w, id, from)
		if err != nil {
			return err
		}
		edition, _ := w.Scheme.Edition(a.Edition)
		item, ok := edition.Item(criterion)
		theirs, err := w.Answer(from, criterion)
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return wrap("read the earlier answer", err)
		}
		if !ok || err != nil {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		stood, err := w.Answer(id, criterion)
		switch {
		case err != nil && !scheme.IsRefusal(err, scheme.Missing):
			return wrap("read answer", err)
		case stood.Revision != revision:
			return scheme.Refuse(scheme.Conflict, "refusal.stale")
		}
		if err := putCarried(w, id, item, theirs, stood); err != nil {
			return err
		}
		return noteHand(w, a)
	})
}

// reusing opens an application to edit and, to read from, an earlier one of
// the same applicant. An application of anybody else is Missing.
func reusing(w *desk.Work, id, from scheme.ApplicationID) (scheme.Application, error) {
	a, _, err := take(w, id, scheme.DeedEdit)
	if err != nil {
		return a, err
	}
	earlier, err := open(w, from)
	if err == nil && (earlier.Applicant != a.Applicant || earlier.ID == id) {
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return a, err
}
