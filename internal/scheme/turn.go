package scheme

// OfficeDeeds are the deeds of the office that move an application on, in the
// order of its life.
var OfficeDeeds = []Deed{DeedAccept, DeedReturn, DeedReject, DeedIssue, DeedRefuse}

// Circumstances are what a deed of the office is judged by besides the
// application itself.
type Circumstances struct {
	Findings int // of the formal check
	Limits   Limits
	Today    Date
	Ledger   Ledger // of its fee; zero before the acceptance
}

// MayDo refuses a deed of the office that who could not do to the application
// now, with all that stands against it.
func (a *Application) MayDo(who Actor, deed Deed, c Circumstances) error {
	if _, err := Next(ApplicationRules, a.State, deed, a.RolesOf(who)); err != nil {
		return err
	}
	by := who.Person.ID
	switch deed {
	case DeedAccept:
		if c.Findings > 0 {
			return Refuse(Conflict, "refusal.form.findings").With(c.Findings)
		}
		return a.FirstLook(by)
	case DeedReject:
		return a.FirstLook(by)
	case DeedReturn:
		return a.CanBeReturned(c.Limits)
	case DeedIssue:
		return a.CanBeIssued(by, c.Today, c.Ledger)
	case DeedRefuse:
		return a.SecondPerson(by)
	}
	return nil
}

// DecisionDue reports whether the decision is what comes next: fee and inquiry
// are answered for, or an authority objects.
func (a *Application) DecisionDue() bool {
	return a.State == Accepted && (a.Settled() || a.Objected())
}

// DecisionOpenTo reports whether the decision comes next and the officer may
// take it: who had a hand in the application so far may not.
func (a *Application) DecisionOpenTo(by PersonID) bool {
	return a.DecisionDue() && a.SecondPerson(by) == nil
}

// A Turn says of an open application who has to move, as one officer sees it.
type Turn string

const (
	TurnYours     Turn = "yours"
	TurnColleague Turn = "colleague" // the office has to move, and this officer may not
	TurnOthers    Turn = "others"    // the applicant or an authority
)

// TurnOf says who has to move, to the officer who works on the application.
// An objection of an authority is that officer's turn even where the decision
// is not: someone has to bring it to a colleague.
func (a *Application) TurnOf(by PersonID, waits []Wait) Turn {
	turn := TurnOthers
	for _, wait := range waits {
		if wait.For != PartyOffice {
			continue
		}
		if a.closedTo(by, wait.Stage) {
			turn = TurnColleague
			continue
		}
		return TurnYours
	}
	if a.Objected() {
		return TurnYours
	}
	return turn
}

// closedTo reports whether a step of the office is one that the officer may
// not take.
func (a *Application) closedTo(by PersonID, stage Stage) bool {
	switch stage {
	case StageChecked:
		return a.FirstLook(by) != nil
	case StageDecided:
		return a.SecondPerson(by) != nil
	}
	return false
}
