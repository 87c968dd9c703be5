package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// An AssignRequest says who is to work on an application.
type AssignRequest struct {
	To   scheme.PersonID // "": nobody, who worked on it lets go
	Seen scheme.PersonID // who worked on it as the officer saw it
}

// Assign gives an application to an officer: to oneself, to a colleague, or
// back to all. It refuses when someone else has become the one who works on
// it since the officer looked, and a colleague who is no officer, is away
// today, or keeps off the application.
func (o *Office) Assign(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r AssignRequest) error {
	return o.desk.Do(ctx, who, string(scheme.DeedAssign), func(w *desk.Work) error {
		a, to, err := take(w, id, scheme.DeedAssign)
		if err != nil {
			return err
		}
		roster, err := rosterOf(w)
		if err != nil {
			return err
		}
		switch {
		case a.Officer == r.To:
			w.Unchanged()
			return nil
		case a.Officer != r.Seen && a.Officer == "":
			return scheme.Refuse(scheme.Conflict, "refusal.assign.released").On("to")
		case a.Officer != r.Seen:
			return scheme.Refuse(scheme.Conflict, "refusal.assign.changed").On("to").With(nameOf(w, a.Officer))
		}
		if err := mayReceive(w, roster, r.To, &a); err != nil {
			return err
		}
		before := a
		a.State, a.Officer = to, r.To
		return keep(w, before, &a)
	})
}

// mayReceive refuses someone who could not work on the application.
func mayReceive(w *desk.Work, roster scheme.Roster, to scheme.PersonID, a *scheme.Application) error {
	if to == "" {
		return nil
	}
	p, ok := roster.Officer(to)
	if !ok {
		return scheme.Refuse(scheme.Invalid, "refusal.assign.no_officer").On("to")
	}
	if away, is := roster.Away(to); is && to != w.Who.Person.ID {
		return scheme.Refuse(scheme.Conflict, "refusal.assign.away").On("to").With(p.Name, away.Until)
	}
	if err := notRecused(w, p, a); err != nil {
		if len(scheme.RefusalsOf(err)) == 0 {
			return err
		}
		return scheme.Refuse(scheme.Conflict, "refusal.assign.recused").On("to").With(p.Name)
	}
	return nil
}

// nameOf returns the name of a person on record.
func nameOf(w *desk.Work, id scheme.PersonID) string {
	if p, err := w.Person(id); err == nil {
		return p.Name
	}
	return string(id)
}

// rosterOf returns the officers and their absences of today and later.
func rosterOf(w *desk.Work) (scheme.Roster, error) {
	r := scheme.Roster{Day: w.Today}
	people, err := colleagues(w)
	if err != nil {
		return r, err
	}
	for _, p := range people {
		if p.Dismissed.IsZero() && p.Has(scheme.RoleOfficer) {
			r.Officers = append(r.Officers, p)
		}
	}
	r.Absences, err = w.Absences(w.Today)
	return r, wrap("read absences", err)
}

// A Staff is the office's officers, who of them is away, and how many
// undecided applications each works on.
type Staff struct {
	scheme.Roster
	Works map[scheme.PersonID]int
}

// Staff returns the office's officers as of today. Only people of the office
// may read it.
func (o *Office) Staff(ctx context.Context, who scheme.Actor) (s Staff, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		if s.Roster, err = rosterOf(w); err != nil {
			return err
		}
		s.Works = map[scheme.PersonID]int{}
		for _, p := range s.Officers {
			f := store.ApplicationFilter{Officers: []scheme.PersonID{p.ID}, States: openStates, Received: true}
			if s.Works[p.ID], err = w.CountApplications(f); err != nil {
				return wrap("count applications", err)
			}
		}
		return nil
	})
	if err != nil {
		return Staff{}, err
	}
	return s, nil
}

// ofOffice says Missing to whoever is not of the office.
func ofOffice(who scheme.Actor) error {
	if who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator) {
		return nil
	}
	return scheme.Refuse(scheme.Missing, "refusal.missing")
}

// officerFor returns for whom someone of the office does a deed about an
// officer: an officer for oneself, an administrator for any.
func officerFor(w *desk.Work, roster scheme.Roster, id scheme.PersonID, deed string) (scheme.Person, error) {
	if err := ofOffice(w.Who); err != nil {
		return scheme.Person{}, err
	}
	if id == "" {
		id = w.Who.Person.ID
	}
	if id != w.Who.Person.ID && !w.Who.Is(scheme.RoleAdministrator) {
		return scheme.Person{}, scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + deed))
	}
	p, ok := roster.Officer(id)
	if !ok {
		return p, scheme.Refuse(scheme.Invalid, "refusal.assign.no_officer").On("person")
	}
	return p, nil
}

// openOf lists all undecided applications on which the officer works.
func openOf(w *desk.Work, officer scheme.PersonID) ([]scheme.Application, error) {
	return every(w, store.ApplicationFilter{Officers: []scheme.PersonID{officer}, States: openStates, Received: true, Order: store.FirstReceived})
}

// openStates are the states in which someone has to work on an application.
var openStates = []scheme.ApplicationState{scheme.Submitted, scheme.Returned, scheme.Accepted}

// every reads all applications that a filter lets through, however many.
func every(w *desk.Work, f store.ApplicationFilter) ([]scheme.Application, error) {
	var all []scheme.Application
	for {
		f.Skip = len(all)
		some, err := w.Applications(f)
		if err != nil {
			return nil, wrap("list applications", err)
		}
		all = append(all, some...)
		if len(some) < ListedAtMost {
			return slices.Clip(all), nil
		}
	}
}
