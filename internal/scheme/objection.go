package scheme

import (
	"slices"
	"time"
)

// ObjectionID names an objection. It is random.
type ObjectionID string

// ObjectionAgainst says what kind of decision an objection is against.
type ObjectionAgainst string

const (
	AgainstApplication ObjectionAgainst = "application" // one that was refused, or rejected at acceptance
	AgainstSuccession  ObjectionAgainst = "succession"  // one that was refused
	AgainstReissue     ObjectionAgainst = "reissue"     // papers that were not made anew
	AgainstRevocation  ObjectionAgainst = "revocation"  // of a label
)

// ObjectionsAgainst lists all of them.
var ObjectionsAgainst = []ObjectionAgainst{AgainstApplication, AgainstSuccession, AgainstReissue, AgainstRevocation}

// An ObjectionState is where an objection stands.
type ObjectionState string

const (
	ObjectionLodged    ObjectionState = "objection_lodged"
	ObjectionTaken     ObjectionState = "objection_taken" // an officer who had no part in the decision looks at it
	ObjectionUpheld    ObjectionState = "objection_upheld"
	ObjectionDismissed ObjectionState = "objection_dismissed"
	ObjectionWithdrawn ObjectionState = "objection_withdrawn"
)

// The deeds of an objection. Lodging one is DeedObject, and needs none.
const (
	DeedObject            Deed = "object"
	DeedObjectionTake     Deed = "objection_take" // an officer takes it up, or over
	DeedObjectionUphold   Deed = "objection_uphold"
	DeedObjectionDismiss  Deed = "objection_dismiss"
	DeedObjectionWithdraw Deed = "objection_withdraw" // by who lodged it
)

// ObjectionStates and ObjectionDeeds are all there are, in the order of a life.
var (
	ObjectionStates = []ObjectionState{ObjectionLodged, ObjectionTaken, ObjectionUpheld, ObjectionDismissed, ObjectionWithdrawn}
	ObjectionDeeds  = []Deed{DeedObjectionTake, DeedObjectionUphold, DeedObjectionDismiss, DeedObjectionWithdraw}
)

// ObjectionRules is the life of an objection. Who must not have had a part in
// the decision stands beside it: Objection.CheckUninvolved.
var ObjectionRules = []Rule[ObjectionState]{
	{ObjectionLodged, DeedObjectionTake, office, ObjectionTaken},
	{ObjectionLodged, DeedObjectionWithdraw, side, ObjectionWithdrawn},
	{ObjectionTaken, DeedObjectionTake, office, ObjectionTaken},
	{ObjectionTaken, DeedObjectionUphold, office, ObjectionUpheld},
	{ObjectionTaken, DeedObjectionDismiss, office, ObjectionDismissed},
	{ObjectionTaken, DeedObjectionWithdraw, side, ObjectionWithdrawn},
}

// maxObjection bounds the reasons of an objection, in characters.
const maxObjection = 4000

// An Objection says that a decision of the office was wrong, and why. It is
// confidential between the office and who lodged it. What is decided on it is
// added to the history: the decision itself stays on record.
type Objection struct {
	ID        ObjectionID
	Revision  int
	Against   ObjectionAgainst
	Subject   string         // id of the application, the succession or the reissue; number of the label
	Label     LabelNumber    // that the decision was about; "" for an application for a new one
	By        OrganisationID // for which it was lodged
	State     ObjectionState
	Text      string // the reasons
	Lodged    time.Time
	LodgedBy  PersonID
	Decided   time.Time // when the decision was made that it is against
	DecidedBy PersonID  // who made it; "" when that is not on record
	Reason    string    // of that decision, as it was given
	Ground    GroundID  // of that decision; "" where it has none
	Officer   PersonID  // who took it up; "" before
	Due       Date      // last day on which the office decides in time, as it was when it was lodged; "" when none was set
	Closed    time.Time // decided or withdrawn; zero before
	ClosedBy  PersonID
	Outcome   string // reason of the decision on it
}

// Open reports whether the objection is undecided.
func (o *Objection) Open() bool { return o.Closed.IsZero() }

// Overdue reports whether the day is past by which the office is to decide.
func (o *Objection) Overdue(today Date) bool { return o.Open() && o.Due != "" && o.Due < today }

// Do changes the state by a deed of someone with these roles.
func (o *Objection) Do(deed Deed, roles []Role) error {
	to, err := Next(ObjectionRules, o.State, deed, roles)
	if err == nil {
		o.State = to
	}
	return err
}

// End closes the objection as of an instant.
func (o *Objection) End(by PersonID, why string, now time.Time) {
	o.Closed, o.ClosedBy, o.Outcome = now, by, why
}

// CheckUninvolved refuses an officer who made the decision, worked on what it
// decided, or entered the objection for somebody: whoever looks at an objection
// looks at it afresh. involved are those who worked on it.
func (o *Objection) CheckUninvolved(by PersonID, involved []PersonID) error {
	if by == o.DecidedBy || by == o.LodgedBy || slices.Contains(involved, by) {
		return Refuse(Denied, "refusal.objection.involved")
	}
	return nil
}

// CheckEntered refuses an officer who did not enter the objection, or who made
// the decision: on paper, too, only who lodged an objection takes it back.
func (o *Objection) CheckEntered(by PersonID) error {
	if by != o.LodgedBy || by == o.DecidedBy {
		return Refuse(Denied, "refusal.objection.entered")
	}
	return nil
}

// CheckDecision refuses a decision by anybody but the officer who took the
// objection up.
func (o *Objection) CheckDecision(by PersonID) error {
	if o.Officer != by {
		return Refuse(Denied, "refusal.objection.not_yours")
	}
	return nil
}

// CheckObjection refuses an objection on today without reasons, and one that
// comes after its last day; "" is no last day.
func CheckObjection(text string, until, today Date) error {
	if until != "" && until < today {
		return Refuse(Conflict, "refusal.objection.late").With(until)
	}
	if blank(text) {
		return Refuse(Invalid, "refusal.objection.text").On("text")
	}
	return CheckText("text", text, maxObjection)
}

// ObjectionDue returns the last day on which the office decides in time on an
// objection lodged on day; "" when the scheme sets none.
func (s *Scheme) ObjectionDue(lodged Date) Date { return s.working(lodged, s.Objections.DecideDays) }

// A Reopening is a decision that was taken back on an objection, as it stood.
// Whoever made it does not make the next one.
type Reopening struct {
	Decision  string      `json:"decision"` // the state that it led to
	Decided   time.Time   `json:"decided"`
	By        PersonID    `json:"by"`
	Reason    string      `json:"reason"`
	Ground    GroundID    `json:"ground,omitempty"`
	Due       Date        `json:"due,omitempty"` // last day on which it was in time, where it was kept
	At        time.Time   `json:"at"`            // when it was taken back
	Objection ObjectionID `json:"objection"`
}

// notAgain refuses whoever made a decision that was taken back.
func notAgain(all []Reopening, by PersonID) error {
	if slices.ContainsFunc(all, func(r Reopening) bool { return r.By == by }) {
		return Refuse(Denied, "refusal.objection.decided_before")
	}
	return nil
}

// lastReopened is when a decision was last taken back; begun when none was.
func lastReopened(begun time.Time, all []Reopening) time.Time {
	if len(all) == 0 {
		return begun
	}
	return all[len(all)-1].At
}

// Reopen takes the decision against the application back, so that another
// officer decides afresh. to is the state that the rules lead to.
func (a *Application) Reopen(to ApplicationState, o ObjectionID, now time.Time) {
	a.Reopened = append(slices.Clip(a.Reopened), Reopening{Decision: string(a.State), Decided: a.Closed, By: a.ClosedBy, Reason: a.Reason, At: now, Objection: o})
	a.State, a.Closed, a.ClosedBy, a.Reason, a.Officer = to, time.Time{}, "", "", ""
}

// CanPendAgain refuses to decide afresh on an application about the label that
// was decided against on day, when it could not be granted any more: the label
// has ended or gone to another holder, an extension is pending, or one was
// granted since.
func (l *Label) CanPendAgain(a Application, day Date) error {
	granted := slices.ContainsFunc(l.Extensions, func(e PastExtension) bool { return e.Until != "" && e.Ended >= day })
	if l.Withdrawn != "" || l.Revoked != "" || l.Holder != a.Applicant || a.Kind == Extension && (l.Pending() || granted) {
		return Refuse(Conflict, "refusal.objection.overtaken")
	}
	return nil
}

// Involved are the people of the office who worked on the application, or
// entered it, as far as it says so itself.
func (a *Application) Involved() []PersonID {
	some := append([]PersonID{a.AcceptedBy, a.ClosedBy, a.Officer}, a.EnteredBy...)
	for _, r := range a.Returns {
		some = append(some, r.By)
	}
	for _, r := range a.Reopened {
		some = append(some, r.By)
	}
	for _, i := range a.Inquiries {
		if i.Answer.ByLetter() {
			some = append(some, i.Answer.By)
		}
		some = append(some, i.Answer.Confirmed.By)
	}
	return slices.DeleteFunc(some, func(p PersonID) bool { return p == "" })
}

// Reopen takes the refusal of the succession back, so that another officer
// decides afresh, by due.
func (s *Succession) Reopen(to SuccessionState, o ObjectionID, due Date, now time.Time) {
	s.Reopened = append(slices.Clip(s.Reopened), Reopening{Decision: string(s.State), Decided: s.Closed, By: s.ClosedBy, Reason: s.Outcome, Ground: s.Ground, Due: s.Due, At: now, Objection: o})
	s.State, s.Due, s.Closed, s.ClosedBy, s.Outcome, s.Ground = to, due, time.Time{}, "", "", ""
}

// NotAgain refuses the officer who refused the succession before: on an
// objection that was upheld another one decides.
func (s *Succession) NotAgain(by PersonID) error { return notAgain(s.Reopened, by) }

// Reopen takes the refusal of the reissue back, so that another officer decides
// afresh, by due.
func (r *Reissue) Reopen(to ReissueState, o ObjectionID, due Date, now time.Time) {
	r.Reopened = append(slices.Clip(r.Reopened), Reopening{Decision: string(r.State), Decided: r.Closed, By: r.ClosedBy, Reason: r.Outcome, Due: r.Due, At: now, Objection: o})
	r.State, r.Due, r.Closed, r.ClosedBy, r.Outcome = to, due, time.Time{}, "", ""
}

// NotAgain refuses the officer who refused the reissue before: on an objection
// that was upheld another one decides.
func (r *Reissue) NotAgain(by PersonID) error { return notAgain(r.Reopened, by) }

// Involved are the people who did something in the case.
func (c *Case) Involved() []PersonID {
	some := []PersonID{c.Officer}
	for _, s := range c.Steps {
		some = append(some, s.By)
	}
	return slices.DeleteFunc(some, func(p PersonID) bool { return p == "" })
}

// Annul takes the revocation back: the label stands as if it had not been
// revoked. That it was stays told. It refuses a label that is not revoked.
func (l *Label) Annul(basis AnnulmentBasis, today Date, now time.Time) error {
	if l.Revoked == "" {
		return Refuse(Conflict, "refusal.annulment.not_revoked")
	}
	l.Annulled = append(slices.Clip(l.Annulled), Annulment{Revoked: l.Revoked, Ground: l.EndGround, On: today, Basis: basis})
	l.Revoked, l.Updated = "", now
	if l.Withdrawn == "" {
		l.EndGround, l.EndReason = "", ""
	}
	return nil
}
