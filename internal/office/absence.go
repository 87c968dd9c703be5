package office

import (
	"context"
	"crypto/rand"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// An AbsenceRequest says on which days an officer will be away, and who
// stands in.
type AbsenceRequest struct {
	Person      scheme.PersonID // "": oneself; another only by an administrator
	From, Until scheme.Date
	Deputy      scheme.PersonID // "" for none
}

// NoteAbsence notes that an officer will be away. It refuses days that meet
// another absence of the same officer, and a deputy who is no officer or is
// away on one of the days.
func (o *Office) NoteAbsence(ctx context.Context, who scheme.Actor, r AbsenceRequest) error {
	return o.desk.Do(ctx, who, "note_absence", func(w *desk.Work) error {
		roster, err := rosterOf(w)
		if err != nil {
			return err
		}
		p, err := officerFor(w, roster, r.Person, "note_absence")
		if err != nil {
			return err
		}
		a := scheme.Absence{ID: rand.Text(), Person: p.ID, From: r.From, Until: r.Until, Deputy: r.Deputy, Noted: w.Now, NotedBy: w.Who.Person.ID}
		if err := a.Check(w.Today); err != nil {
			return err
		}
		if err := fits(roster, a); err != nil {
			return err
		}
		if err := w.AddAbsence(a); err != nil {
			return wrap("write absence", err)
		}
		w.Audit("person:"+string(p.ID), nil, map[string]any{"Absence": a})
		return nil
	})
}

// fits refuses an absence that the roster does not leave room for.
func fits(roster scheme.Roster, a scheme.Absence) error {
	var no scheme.Refusals
	deputy, officer := roster.Officer(a.Deputy)
	if a.Deputy != "" && !officer {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.absence.deputy").On("deputy"))
	}
	for _, other := range roster.Absences {
		if other.Overlaps(a) {
			no.Add(scheme.Refuse(scheme.Conflict, "refusal.absence.twice").On("from").With(other.From, other.Until))
		}
		stead := a
		stead.Person = a.Deputy
		if officer && other.Overlaps(stead) {
			no.Add(scheme.Refuse(scheme.Conflict, "refusal.absence.deputy_away").On("deputy").With(deputy.Name, other.From, other.Until))
		}
	}
	return no.Err()
}

// EndAbsence calls an absence off: the officer is back, or does not go. It
// refuses one that is over or was called off.
func (o *Office) EndAbsence(ctx context.Context, who scheme.Actor, id string) error {
	return o.desk.Do(ctx, who, "end_absence", func(w *desk.Work) error {
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		a, err := w.Absence(id)
		if err != nil {
			return wrap("read absence", err)
		}
		switch {
		case a.Person != w.Who.Person.ID && !w.Who.Is(scheme.RoleAdministrator):
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.end_absence"))
		case !a.Ended.IsZero() || a.Until < w.Today:
			return scheme.Refuse(scheme.Conflict, "refusal.absence.ended")
		}
		before := a
		a.Ended, a.EndedBy = w.Now, w.Who.Person.ID
		if err := w.PutAbsence(a); err != nil {
			return wrap("write absence", err)
		}
		w.Audit("person:"+string(a.Person), map[string]any{"Absence": before}, map[string]any{"Absence": a})
		return nil
	})
}
