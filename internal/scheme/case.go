package scheme

import (
	"slices"
	"time"
)

// CaseID names a case of surveillance. It is random.
type CaseID string

// A CaseCause says why a case was opened, or joined.
type CaseCause string

const (
	CauseDoubt    CaseCause = "doubt"    // somebody reported it; never said to the holder
	CauseOffice   CaseCause = "office"   // the office itself noticed something
	CausePeriodic CaseCause = "periodic" // looked at in turn, at levels where the scheme does so
	CauseNews     CaseCause = "news"     // what its holder told about the product
)

// CaseCauses lists all of them.
var CaseCauses = []CaseCause{CauseDoubt, CauseOffice, CausePeriodic, CauseNews}

// A CaseState is where a case stands.
type CaseState string

const (
	CaseOpened     CaseState = "case_opened"
	CaseDemanded   CaseState = "case_demanded"   // the holder is to show evidence
	CaseAnswered   CaseState = "case_answered"   // the office is to look at it
	CaseCorrecting CaseState = "case_correcting" // the holder is to put something right
	CaseCorrected  CaseState = "case_corrected"  // the office is to look whether it did
	CaseHearing    CaseState = "case_hearing"    // the holder may speak before a decision
	CaseHeard      CaseState = "case_heard"      // the office is to decide
	CaseRevoked    CaseState = "case_revoked"
	CaseClosed     CaseState = "case_closed"
)

// CaseStates and CaseDeeds are all there are, in the order of a life.
var (
	CaseStates = []CaseState{CaseOpened, CaseDemanded, CaseAnswered, CaseCorrecting, CaseCorrected, CaseHearing, CaseHeard, CaseRevoked, CaseClosed}
	CaseDeeds  = []Deed{DeedCaseJoin, DeedCaseAssign, DeedCaseDemand, DeedCaseAnswer, DeedCaseFind, DeedCaseUnfind, DeedCaseOrder, DeedCaseReport, DeedCaseAskTime, DeedCaseExtend, DeedCaseDenyTime,
		DeedCaseNotify, DeedCaseState, DeedCaseHear, DeedCaseRevoke, DeedCaseClose, DeedCaseWarn, DeedCaseAnnounce}
)

// The deeds of a case. Opening one is DeedCaseOpen, and needs no case.
const (
	DeedCaseOpen     Deed = "case_open"
	DeedCaseJoin     Deed = "case_join"     // a further cause comes to it
	DeedCaseAssign   Deed = "case_assign"   // an officer takes it over
	DeedCaseDemand   Deed = "case_demand"   // evidence, by a day
	DeedCaseAnswer   Deed = "case_answer"   // by the holder: evidence, or why it cannot be disclosed
	DeedCaseFind     Deed = "case_find"     // what the office found, item by item
	DeedCaseUnfind   Deed = "case_unfind"   // a finding is taken back
	DeedCaseOrder    Deed = "case_order"    // a correction, by a day
	DeedCaseReport   Deed = "case_report"   // by the holder: it is corrected
	DeedCaseAskTime  Deed = "case_ask_time" // by the holder: a later day
	DeedCaseExtend   Deed = "case_extend"   // the day by which the holder is to move; grants what it asked for
	DeedCaseDenyTime Deed = "case_deny_time"
	DeedCaseNotify   Deed = "case_notify"   // the holder that a revocation is considered, on what ground
	DeedCaseState    Deed = "case_state"    // by the holder: its statement
	DeedCaseHear     Deed = "case_hear"     // by who did not investigate: the hearing is over
	DeedCaseRevoke   Deed = "case_revoke"   // the label, by who did not investigate
	DeedCaseClose    Deed = "case_close"    // without a revocation, with a reason
	DeedCaseWarn     Deed = "case_warn"     // the public: propose, confirm, drop, renew, end
	DeedCaseAnnounce Deed = "case_announce" // the revocation: propose, confirm, drop
)

// CaseRules is the life of a case. Rules that need more than state and role
// stand beside Case: CanBeHeldToHearing, CheckUninvolved, CheckOutcome.
var CaseRules = caseRules()

func caseRules() []Rule[CaseState] {
	rules := []Rule[CaseState]{
		{CaseOpened, DeedCaseDemand, office, CaseDemanded},
		{CaseOpened, DeedCaseNotify, office, CaseHearing},
		{CaseDemanded, DeedCaseAnswer, holder, CaseAnswered},
		{CaseDemanded, DeedCaseNotify, office, CaseHearing},
		{CaseAnswered, DeedCaseAnswer, holder, CaseAnswered},
		{CaseAnswered, DeedCaseDemand, office, CaseDemanded},
		{CaseAnswered, DeedCaseFind, office, CaseAnswered},
		{CaseAnswered, DeedCaseOrder, office, CaseCorrecting},
		{CaseAnswered, DeedCaseNotify, office, CaseHearing},
		{CaseCorrecting, DeedCaseReport, holder, CaseCorrected},
		{CaseCorrecting, DeedCaseNotify, office, CaseHearing},
		{CaseCorrected, DeedCaseFind, office, CaseCorrected},
		{CaseCorrected, DeedCaseNotify, office, CaseHearing},
		{CaseHearing, DeedCaseState, holder, CaseHearing},
		{CaseHearing, DeedCaseNotify, office, CaseHearing}, // anew, when the notice fails
		{CaseHeard, DeedCaseNotify, office, CaseHearing},
		{CaseHearing, DeedCaseHear, office, CaseHeard},
		{CaseHeard, DeedCaseRevoke, office, CaseRevoked},
		{CaseRevoked, DeedCaseAnnounce, office, CaseRevoked},
	}
	for _, s := range CaseStates[:7] {
		rules = append(rules, Rule[CaseState]{s, DeedCaseJoin, office, s}, Rule[CaseState]{s, DeedCaseAssign, office, s},
			Rule[CaseState]{s, DeedCaseWarn, office, s}, Rule[CaseState]{s, DeedCaseClose, office, CaseClosed})
	}
	for _, s := range CaseStates[2:7] {
		rules = append(rules, Rule[CaseState]{s, DeedCaseUnfind, office, s})
	}
	for _, s := range []CaseState{CaseDemanded, CaseCorrecting} {
		rules = append(rules, Rule[CaseState]{s, DeedCaseAskTime, holder, s}, Rule[CaseState]{s, DeedCaseDenyTime, office, s})
	}
	for _, s := range holdersTurn {
		rules = append(rules, Rule[CaseState]{s, DeedCaseExtend, office, s})
	}
	return rules
}

// holdersDeeds are what the holder's side does in a case.
var holdersDeeds = []Deed{DeedCaseAnswer, DeedCaseReport, DeedCaseState, DeedCaseAskTime}

var holdersTurn = []CaseState{CaseDemanded, CaseCorrecting, CaseHearing}

// A Case is the office's look at one label after its issue. All of it is
// confidential between the office and the holder; what the public learns of
// it is a warning, a revocation or an announcement.
//
// What happened in it stands in Steps, which are added to and never edited.
type Case struct {
	ID        CaseID
	Revision  int
	Label     LabelNumber
	Holder    OrganisationID // of the label while the case is open
	State     CaseState
	Officer   PersonID // who has it; "" until someone took it
	Opened    time.Time
	Due       Date // last day for whoever is to move; "" when the case is over or no day is set
	Closed    time.Time
	Outcome   CaseOutcome
	Steps     []CaseStep
	Warnings  []CaseWarning
	Announced []CaseAnnouncement // one that stands at most, and those that were dropped
	Reminded  []CaseReminder
}

// A CaseStep is one thing that happened in a case. Which fields it has
// follows from its deed.
type CaseStep struct {
	Deed        Deed        `json:"deed"`
	At          time.Time   `json:"at"`
	By          PersonID    `json:"by"`             // "" when it was the software
	Text        string      `json:"text,omitempty"` // both sides read it
	Due         Date        `json:"due,omitempty"`  // until when the other side is to move
	Ours        Date        `json:"ours,omitempty"` // last day on which the office does in time what begins with this step; "" when the scheme set none
	Wish        Date        `json:"wish,omitempty"` // day by which the holder asks to be let move
	Late        bool        `json:"late,omitempty"` // came after the day that was set
	Cause       CaseCause   `json:"cause,omitempty"`
	Doubt       DoubtID     `json:"doubt,omitempty"`       // never shown to the holder
	Demand      DemandID    `json:"demand,omitempty"`      // by which sealed files can be opened
	Undisclosed bool        `json:"undisclosed,omitempty"` // an answer that says why evidence cannot be shown even under a pledge of secrecy
	Findings    []Finding   `json:"findings,omitempty"`
	Ground      GroundID    `json:"ground,omitempty"`
	Oral        bool        `json:"oral,omitempty"` // the text notes what was said at a hearing
	All         bool        `json:"all,omitempty"`  // a statement after which its holder adds nothing more
	Outcome     CaseOutcome `json:"outcome,omitempty"`
}

// A CaseOutcome says how a case ended.
type CaseOutcome string

const (
	OutcomeConforms   CaseOutcome = "conforms"    // nothing was found
	OutcomeCorrected  CaseOutcome = "corrected"   // it was put right
	OutcomeOpen       CaseOutcome = "unconfirmed" // nothing was found against it, and not everything could be confirmed
	OutcomeNoCase     CaseOutcome = "no_case"     // there was nothing to look into
	OutcomeKept       CaseOutcome = "kept"        // the label stays after a hearing
	OutcomeLabelEnded CaseOutcome = "label_ended" // the label came to its end otherwise
	OutcomeRevoked    CaseOutcome = "revoked"
)

// CaseOutcomes are those with which a case can be closed.
var CaseOutcomes = []CaseOutcome{OutcomeConforms, OutcomeCorrected, OutcomeOpen, OutcomeNoCase, OutcomeKept, OutcomeLabelEnded}

// A CaseReminder is a letter that was sent about the day by which someone is
// to move.
type CaseReminder struct {
	Due  Date      `json:"due"`
	Days int       `json:"days"` // before it; -1: it has passed
	At   time.Time `json:"at"`
}

// SurveillanceRules are the scheme's choices about cases. Periods in which
// the office is to move are working days; 0 sets no day.
type SurveillanceRules struct {
	Periodic    []LevelID // levels whose labels are looked at in turn; at others no case begins so
	TriageDays  int       // to the first step
	AnswerDays  int       // days, for the holder
	FindDays    int
	CorrectDays int // days, for the holder
	CheckDays   int // of what was corrected
	HearingDays int // days, for the holder; a hearing never has fewer
	DecideDays  int
	LeastDays   int   // working days that a demand or an order gives at least
	AtMostDays  int   // days that any period for the holder may have
	ReviewDays  int   // days after which a warning is looked at anew
	RemindDays  []int // days before the day by which the holder is to move, in falling order

	MoreTimeAtMost     int // how often the holder may ask for more time after one demand or order
	MoreTimeAnswerDays int // working days in which the office answers that

	Official bool
}

// Over reports whether the case has come to its end.
func (c *Case) Over() bool { return c.State == CaseRevoked || c.State == CaseClosed }

// HoldersTurn reports whether the holder is to move, or in a hearing still may.
func (c *Case) HoldersTurn() bool { return slices.Contains(holdersTurn, c.State) && !c.SaidAll() }

// Asked reports whether something is asked of the holder that it has not done:
// not of one that has made its statement and may add to it.
func (c *Case) Asked() bool { return c.HoldersTurn() && !c.Spoke() }

// Spoke reports whether the holder has made a statement in the hearing that
// is not over.
func (c *Case) Spoke() bool {
	return c.State == CaseHearing && c.saidSince(DeedCaseNotify, func(CaseStep) bool { return true })
}

// SaidAll reports whether the holder has said, since it was given its day in
// the hearing, that it adds nothing more. The hearing may then end before it.
func (c *Case) SaidAll() bool {
	all := func(s CaseStep) bool { return s.All }
	return c.State == CaseHearing && c.saidSince(DeedCaseNotify, all) && c.saidSince(DeedCaseExtend, all)
}

// saidSince reports whether there is such a statement after the last step of
// the deed.
func (c *Case) saidSince(deed Deed, such func(CaseStep) bool) bool {
	for i := len(c.Steps) - 1; i >= 0 && c.Steps[i].Deed != deed; i-- {
		if c.Steps[i].Deed == DeedCaseState && such(c.Steps[i]) {
			return true
		}
	}
	return false
}

// Overdue reports whether the day is past by which someone was to move.
func (c *Case) Overdue(today Date) bool { return !c.Over() && c.Due != "" && c.Due < today }

// Last returns the last step of this deed; false when there is none.
func (c *Case) Last(deed Deed) (CaseStep, bool) {
	for i := len(c.Steps) - 1; i >= 0; i-- {
		if c.Steps[i].Deed == deed {
			return c.Steps[i], true
		}
	}
	return CaseStep{}, false
}

// investigating are the deeds after which an officer is no longer impartial.
var investigating = []Deed{DeedCaseOpen, DeedCaseDemand, DeedCaseFind, DeedCaseUnfind, DeedCaseOrder, DeedCaseNotify}

// Investigated reports whether the person did anything in the case by which
// the office looked into it.
func (c *Case) Investigated(p PersonID) bool {
	return p != "" && slices.ContainsFunc(c.Steps, func(s CaseStep) bool { return s.By == p && slices.Contains(investigating, s.Deed) })
}

// CheckUninvolved refuses an officer who investigated: the holder is heard,
// and the decision made, by somebody else. Whoever opened sealed evidence on
// a demand of the case before the hearing was announced investigated as well.
func (c *Case) CheckUninvolved(p PersonID, opened []Access) error {
	notice, _ := c.Last(DeedCaseNotify)
	looked := slices.ContainsFunc(opened, func(a Access) bool {
		return a.Who == p && a.Demand != "" && a.At.Before(notice.At) &&
			slices.ContainsFunc(c.Steps, func(s CaseStep) bool { return s.Demand == a.Demand })
	})
	if c.Investigated(p) || looked {
		return Refuse(Denied, "refusal.case.investigated")
	}
	return nil
}

// Told reports whether the holder knows of the case: from the first step that
// asks something of it, or from a warning to the public.
func (c *Case) Told() bool {
	return slices.ContainsFunc(c.Steps, func(s CaseStep) bool { return s.Deed == DeedCaseDemand || s.Deed == DeedCaseNotify }) ||
		slices.ContainsFunc(c.Warnings, func(w CaseWarning) bool { return !w.Confirmed.IsZero() })
}

// ForHolder returns what the holder may see of the case: all that was said and
// found, but neither why it was begun, by whose report, nor who of the office
// did what, nor what the office has only proposed.
func (c *Case) ForHolder() Case {
	out := *c
	out.Officer, out.Steps, out.Warnings, out.Announced, out.Reminded = "", nil, nil, nil, nil
	for _, s := range c.Steps {
		if s.Deed == DeedCaseAssign {
			continue
		}
		if !slices.Contains(holdersDeeds, s.Deed) {
			s.By = ""
		}
		s.Cause, s.Doubt = "", ""
		out.Steps = append(out.Steps, s)
	}
	for _, w := range c.Warnings {
		if !w.Confirmed.IsZero() {
			w.ProposedBy, w.ConfirmedBy, w.EndedBy = "", "", ""
			out.Warnings = append(out.Warnings, w)
		}
	}
	for _, a := range c.Announced {
		if !a.Confirmed.IsZero() {
			out.Announced = append(out.Announced, CaseAnnouncement{Text: a.Text, Confirmed: a.Confirmed})
		}
	}
	return out
}
