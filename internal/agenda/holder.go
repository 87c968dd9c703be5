package agenda

import (
	"context"
	"slices"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Holder reads what waits for someone who applies for labels or acts for their
// holders, with the names of the first most items. It says Missing to others.
func (r *Room) Holder(ctx context.Context, who scheme.Actor, most int) (a Agenda, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		a, err = holderAgenda(w, most)
		return err
	})
	return a, err
}

// A side is for whom the reader acts, and what of it is read along the way.
type side struct {
	*desk.Work
	own  []scheme.OrganisationID
	side *store.Side
}

func holderAgenda(w *desk.Work, most int) (Agenda, error) {
	s := side{Work: w, side: &store.Side{}}
	if w.Who.Is(scheme.RoleApplicant) {
		s.own = append(s.own, w.Who.Organisation.ID)
		s.side.Applicant = w.Who.Organisation.ID
	}
	if w.Who.Is(scheme.RoleAgent) {
		s.own = append(s.own, w.Who.ActsFor...)
		s.side.Agent, s.side.ActsFor = w.Who.Organisation.ID, w.Who.ActsFor
	}
	if !w.Who.Is(scheme.RoleApplicant) && !w.Who.Is(scheme.RoleAgent) {
		return Agenda{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	var items []Item
	for _, read := range []func() ([]Item, error){s.returned, s.asked, s.offered, s.ending, s.held, s.decided} {
		some, err := read()
		if err != nil {
			return Agenda{}, err
		}
		items = append(items, some[:min(len(some), SortAtMost)]...)
	}
	a := arranged(w, items, most)
	return a, nameAll(w, a.Items[:min(most, len(a.Items))])
}

// returned are the applications that were returned for correction.
func (s side) returned() (items []Item, err error) {
	all, err := s.Applications(store.ApplicationFilter{Side: s.side, States: []scheme.ApplicationState{scheme.Returned}, Limit: SortAtMost})
	for _, a := range all {
		items = append(items, Item{Sort: scheme.AgendaReturned, ID: string(a.ID), Name: a.Product.Name, Due: s.Scheme.CorrectDue(&a)})
	}
	return items, labeldesk.Wrap("list what was returned", err)
}

// asked are the cases in which something is asked of the holder.
func (s side) asked() (items []Item, err error) {
	all, err := s.Cases(store.CaseFilter{Holders: s.holders(), Open: true})
	for _, c := range all {
		if c.Told() && c.HoldersTurn() {
			items = append(items, Item{Sort: scheme.AgendaAnswer, ID: string(c.ID), Label: c.Label, State: string(c.State), Due: c.Due})
		}
	}
	return items, labeldesk.Wrap("list cases", err)
}

// holders are for whom the reader acts; never nil, which would be all.
func (s side) holders() []scheme.OrganisationID { return append([]scheme.OrganisationID{}, s.own...) }

// offered are the labels that are offered to the reader's own organisation.
// Agents have no part in that.
func (s side) offered() (items []Item, err error) {
	if !s.Who.Is(scheme.RoleApplicant) {
		return nil, nil
	}
	all, err := s.OpenSuccessions(s.Who.Organisation.ID)
	for _, one := range all {
		if one.State == scheme.Offered {
			items = append(items, Item{Sort: scheme.AgendaOffer, ID: string(one.ID), Label: one.Label, Due: one.LapsesOn(s.Scheme)})
		}
	}
	return items, labeldesk.Wrap("list what is offered", err)
}

// What stands in the State of an item about validity that ends.
const (
	ExtendDraft = "draft" // an application is begun; the item's ID is its
	ExtendLate  = "late"  // validity is over, and it may still be applied for
)

// ending are the labels of which an extension may be applied for now and was
// not yet. Of one whose extension is only begun the application is named when
// the reader may know of it.
func (s side) ending() (items []Item, err error) {
	rules := s.Scheme.Extension
	all, err := s.Labels(store.LabelFilter{Holders: s.holders(), UntilFrom: s.Today.AddDays(-rules.LateDays), UntilTo: s.Today.AddDays(rules.OpensDays), Limit: SortAtMost})
	if err != nil || len(all) == 0 {
		return nil, labeldesk.Wrap("list labels", err)
	}
	begun := map[scheme.LabelNumber]scheme.Application{}
	open, err := s.Applications(store.ApplicationFilter{Side: s.side, AboutAny: true, States: []scheme.ApplicationState{scheme.Draft, scheme.Submitted, scheme.Returned, scheme.Accepted}})
	if err != nil {
		return nil, labeldesk.Wrap("list applications about labels", err)
	}
	for _, a := range open {
		if a.Kind == scheme.Extension {
			begun[a.Of] = a
		}
	}
	for _, l := range all {
		if l.CanBeExtended(s.Today, rules) != nil {
			continue
		}
		one := Item{Sort: scheme.AgendaExtend, ID: string(l.Number), Label: l.Number, Due: l.ValidUntil}
		if l.ValidUntil < s.Today {
			_, one.Due = l.ExtensionWindow(rules)
			one.State = ExtendLate
		}
		if a, is := begun[l.Number]; is {
			if a.State != scheme.Draft {
				continue // returned ones are said as such; others wait for the office
			}
			one.ID, one.State = string(a.ID), ExtendDraft
		}
		items = append(items, one)
	}
	return items, nil
}

// held is news that is released soon.
func (s side) held() (items []Item, err error) {
	all, err := s.HeldBulletinsOf(s.holders(), s.Now.AddDate(0, 0, s.Scheme.Holding.RemindDays))
	for _, b := range all {
		items = append(items, Item{Sort: scheme.AgendaHeld, ID: string(b.ID), Label: b.Label, Due: s.Scheme.Day(b.Embargo)})
	}
	return items, labeldesk.Wrap("list news held back", err)
}

// decided are the decisions to which the reader's side may still object and
// has not. State is what it would object against.
func (s side) decided() (items []Item, err error) {
	days := s.Scheme.Limits.ObjectDays
	if days == 0 {
		return nil, nil // objections have no last day that could come
	}
	since := s.Now.AddDate(0, 0, -days-1)
	lodged, err := s.Objections(store.ObjectionFilter{For: s.holders()})
	if err != nil {
		return nil, labeldesk.Wrap("list objections", err)
	}
	add := func(against scheme.ObjectionAgainst, subject string, label scheme.LabelNumber, name scheme.Text, at time.Time) {
		due := s.Scheme.ObjectDue(s.Scheme.Day(at))
		done := slices.ContainsFunc(lodged, func(o scheme.Objection) bool {
			return o.Against == against && o.Subject == subject && o.Decided.Equal(at) && o.State != scheme.ObjectionWithdrawn
		})
		if !done && due >= s.Today {
			items = append(items, Item{Sort: scheme.AgendaObject, ID: subject, Label: label, State: string(against), Name: name, Due: due})
		}
	}
	refused, err := s.Applications(store.ApplicationFilter{Side: s.side, States: []scheme.ApplicationState{scheme.Refused, scheme.Rejected}, Order: store.LastClosed, Limit: SortAtMost})
	if err != nil {
		return nil, labeldesk.Wrap("list what was refused", err)
	}
	for _, a := range refused {
		if a.Closed.After(since) {
			add(scheme.AgainstApplication, string(a.ID), "", a.Product.Name, a.Closed)
		}
	}
	over, err := s.Cases(store.CaseFilter{Holders: s.holders(), Over: true, Limit: SortAtMost})
	if err != nil {
		return nil, labeldesk.Wrap("list cases", err)
	}
	for _, c := range over {
		if c.State != scheme.CaseRevoked || !c.Closed.After(since) {
			continue
		}
		l, err := s.Label(c.Label)
		if err != nil {
			return nil, labeldesk.Wrap("read label", err)
		}
		if l.Revoked == s.Scheme.Day(c.Closed) { // not annulled since
			add(scheme.AgainstRevocation, string(l.Number), l.Number, l.Product.Name, c.Closed)
		}
	}
	err = s.refusedWishes(since, add)
	return items, err
}

// refusedWishes adds the requests for papers and the successions that were
// refused. Agents have no part in a succession.
func (s side) refusedWishes(since time.Time, add func(scheme.ObjectionAgainst, string, scheme.LabelNumber, scheme.Text, time.Time)) error {
	wishes, err := s.RefusedReissues(s.holders(), since)
	if err != nil {
		return labeldesk.Wrap("list requests that were refused", err)
	}
	for _, one := range wishes {
		add(scheme.AgainstReissue, string(one.ID), one.Label, scheme.Text{}, one.Closed)
	}
	if !s.Who.Is(scheme.RoleApplicant) {
		return nil
	}
	all, err := s.RefusedSuccessions([]scheme.OrganisationID{s.Who.Organisation.ID}, since)
	for _, one := range all {
		add(scheme.AgainstSuccession, string(one.ID), one.Label, scheme.Text{}, one.Closed)
	}
	return labeldesk.Wrap("list successions that were refused", err)
}
