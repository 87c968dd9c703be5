package scheme

import (
	"slices"
	"time"
)

// An Absence is the days on which an officer is away. The officer's work
// shows to the deputy meanwhile, and to all as work without anyone here.
type Absence struct {
	ID      string
	Person  PersonID
	From    Date
	Until   Date     // last day
	Deputy  PersonID // "" for none
	Noted   time.Time
	NotedBy PersonID
	Ended   time.Time // when it was called off; zero while it holds
	EndedBy PersonID
}

// On reports whether the officer is away on day.
func (a Absence) On(day Date) bool { return a.Ended.IsZero() && a.From <= day && day <= a.Until }

// Overlaps reports whether both are of one officer and share a day.
func (a Absence) Overlaps(b Absence) bool {
	return a.Ended.IsZero() && b.Ended.IsZero() && a.Person == b.Person && a.From <= b.Until && b.From <= a.Until
}

// StandsIn reports whether the person of a stands in for the one of b on a
// day on which a says that the person is away.
func (a Absence) StandsIn(b Absence) bool {
	return a.Ended.IsZero() && b.Ended.IsZero() && b.Deputy == a.Person && a.Person != b.Person && a.From <= b.Until && b.From <= a.Until
}

// longestAbsence bounds an absence, in days: a longer one is a slip of the
// year.
const longestAbsence = 400

// Check refuses an absence without its days, one that is over before today,
// and one whose days are out of order or too far apart to be meant.
func (a Absence) Check(today Date) error {
	var no Refusals
	day := func(field string, d Date) bool {
		if _, err := ParseDate(string(d)); err != nil {
			no.Add(NotADate(string(d)).On(field))
			return false
		}
		return true
	}
	from, until := day("from", a.From), day("until", a.Until)
	if !from || !until {
		return no.Err()
	}
	switch {
	case a.Until < a.From:
		no.Add(Refuse(Invalid, "refusal.absence.order").On("until").With(a.From))
	case a.Until < today:
		no.Add(Refuse(Invalid, "refusal.absence.over").On("until").With(today))
	case a.From.DaysUntil(a.Until) > longestAbsence:
		no.Add(Refuse(Invalid, "refusal.absence.long").On("until").With(longestAbsence))
	}
	if a.Deputy != "" && a.Deputy == a.Person {
		no.Add(Refuse(Invalid, "refusal.absence.own_deputy").On("deputy"))
	}
	return no.Err()
}

// A Recusal keeps an officer off an application, or off everything of one
// organisation, because of a conflict of interest.
type Recusal struct {
	ID           string
	Person       PersonID
	Application  ApplicationID  // "" when it is about an organisation
	Organisation OrganisationID // "" when it is about one application
	Reason       string
	At           time.Time
	By           PersonID // oneself, or an administrator
	Lifted       time.Time
	LiftedBy     PersonID
	LiftReason   string
}

// Holds reports whether the recusal has not been lifted.
func (r Recusal) Holds() bool { return r.Lifted.IsZero() }

// Covers reports whether the recusal keeps its officer off the application:
// it names it, or the one who applies, or the one through whom.
func (r Recusal) Covers(a *Application) bool {
	return r.Holds() && (r.Application != "" && r.Application == a.ID || r.CoversOrganisation(a.Applicant) || r.CoversOrganisation(a.Agent))
}

// CoversOrganisation reports whether the recusal keeps its officer off all
// that belongs to the organisation.
func (r Recusal) CoversOrganisation(o OrganisationID) bool {
	return r.Holds() && o != "" && r.Organisation == o
}

// Open reports whether the application is not decided yet, so that someone
// has to work on it.
func (a *Application) Open() bool {
	return a.State == Submitted || a.State == Returned || a.State == Accepted
}

// A Roster is the officers there are, and who of them is away on a day.
type Roster struct {
	Day      Date
	Officers []Person  // who may work as officers, in the order of their invitation
	Absences []Absence // any; those of other days count for nothing
}

// Officer returns the officer with the id.
func (r Roster) Officer(id PersonID) (Person, bool) {
	return find(r.Officers, func(p Person) bool { return p.ID == id })
}

// Away returns the absence of the person on the roster's day.
func (r Roster) Away(id PersonID) (Absence, bool) {
	return find(r.Absences, func(a Absence) bool { return a.Person == id && a.On(r.Day) })
}

// Here reports whether the person is an officer and not away.
func (r Roster) Here(id PersonID) bool {
	_, officer := r.Officer(id)
	_, away := r.Away(id)
	return officer && !away
}

// Standing returns whose work the person sees as the own: the own, and that
// of those away for whom the person stands in.
func (r Roster) Standing(id PersonID) []PersonID {
	all := []PersonID{id}
	for _, a := range r.Absences {
		if a.Deputy == id && a.On(r.Day) && !slices.Contains(all, a.Person) {
			all = append(all, a.Person)
		}
	}
	return all
}
