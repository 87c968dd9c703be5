package scheme

import (
	"slices"
	"time"
)

// Bounds of what is said in a case.
const (
	maxCaseText     = 4000
	maxCaseSteps    = 500
	maxCaseFindings = 200
)

// NewCase opens a case about a label. It refuses a cause that the scheme does
// not have at the label's level, a label that no longer stands, and a step
// that says nothing.
func NewCase(id CaseID, l Label, s CaseStep, rules SurveillanceRules, today Date) (Case, error) {
	if st := l.StatusOn(today); st != Active && st != InExtension {
		return Case{}, Refuse(Conflict, "refusal.case.label_ended").With(Code("state." + string(st)))
	}
	c := Case{ID: id, Label: l.Number, Holder: l.Holder, State: CaseOpened, Opened: s.At}
	s.Deed = DeedCaseOpen
	if err := c.occasion(s, l.Level, rules); err != nil {
		return Case{}, err
	}
	return c, nil
}

// Reports are the reports that led to the case, each once.
func (c *Case) Reports() (all []DoubtID) {
	for _, s := range c.Steps {
		if s.Doubt != "" && !slices.Contains(all, s.Doubt) {
			all = append(all, s.Doubt)
		}
	}
	return all
}

// Join adds a further cause to a case that is open.
func (c *Case) Join(s CaseStep, level LevelID, rules SurveillanceRules) error {
	if c.Over() {
		return Refuse(Conflict, "refusal.case.over")
	}
	s.Deed = DeedCaseJoin
	return c.occasion(s, level, rules)
}

// occasion adds a step that says why the office looks at the label.
func (c *Case) occasion(s CaseStep, level LevelID, rules SurveillanceRules) error {
	var no Refusals
	switch {
	case !slices.Contains(CaseCauses, s.Cause):
		no.Add(Refuse(Invalid, "refusal.case.cause").On("cause"))
	case s.Cause == CausePeriodic && !slices.Contains(rules.Periodic, level):
		no.Add(Refuse(Invalid, "refusal.case.periodic").On("cause").With(level))
	}
	no.Add(c.checkText(s.Text))
	if no.Err() != nil {
		return no.Err()
	}
	return c.add(s)
}

// Step does a deed that the rules allow to someone with these roles, as far
// as it is a step: what it says is checked, the state follows, and Due is the
// day by which whoever comes next is to move.
func (c *Case) Step(roles []Role, s CaseStep, today Date) error {
	to, err := Next(CaseRules, c.State, s.Deed, roles)
	if err != nil {
		return err
	}
	if s.Deed == DeedCaseUnfind {
		if s, err = c.takingBack(s); err != nil {
			return err
		}
	}
	if err := c.checkStep(s, today); err != nil {
		return err
	}
	s.Late = c.HoldersTurn() && c.Overdue(today) && slices.Contains(holdersDeeds, s.Deed)
	if err := c.add(s); err != nil {
		return err
	}
	c.State = to
	return nil
}

func (c *Case) checkStep(s CaseStep, today Date) error {
	var no Refusals
	if silent := s.Deed == DeedCaseAssign || s.Deed == DeedCaseFind; !silent || s.Text != "" {
		no.Add(c.checkText(s.Text))
	}
	switch s.Deed {
	case DeedCaseFind:
		no.Add(checkFindings(s.Findings))
	case DeedCaseOrder:
		if !c.finds(FoundFailing) {
			no.Add(Refuse(Conflict, "refusal.case.nothing_to_correct"))
		}
	case DeedCaseAskTime, DeedCaseDenyTime:
		no.Add(c.checkTime(s.Deed))
	case DeedCaseNotify:
		no.Add(c.CanBeHeldToHearing(today))
	case DeedCaseRevoke:
		no.Add(c.checkNotice())
	case DeedCaseHear:
		no.Add(c.checkNotice())
		if !s.Oral {
			no.Add(c.CanBeHeard(today))
		}
	case DeedCaseExtend:
		if s.Due <= c.Due {
			no.Add(Refuse(Invalid, "refusal.case.extend").On("due").With(c.Due))
		}
	case DeedCaseClose:
		no.Add(c.CheckOutcome(s.Outcome))
	}
	return no.Err()
}

// CanBeHeldToHearing refuses a hearing while the holder still has time to
// show evidence or to put something right, or has asked in time for more and
// waits for the answer, and a second notice while the first
// one holds.
func (c *Case) CanBeHeldToHearing(today Date) error {
	if c.State == CaseHearing || c.State == CaseHeard {
		if !c.NoticeFails() {
			return Refuse(Conflict, "refusal.case.notice_stands")
		}
		return nil
	}
	if c.HoldersTurn() && !c.Overdue(today) {
		return Refuse(Conflict, "refusal.case.holder_has_time").With(c.Due)
	}
	if asked, waits := c.TimeAsked(); waits && !asked.Late {
		return Refuse(Conflict, "refusal.case.time_unanswered").With(asked.Wish)
	}
	return nil
}

// CanBeHeard refuses to end a hearing before the holder's day is past, unless
// the holder said that it adds nothing more. Who was heard in person has
// answered at the hearing, which is no matter of days.
func (c *Case) CanBeHeard(today Date) error {
	if !c.SaidAll() && !c.Overdue(today) {
		return Refuse(Conflict, "refusal.case.hearing_runs").With(c.Due)
	}
	return nil
}

// CheckOutcome refuses an outcome that does not follow from what happened:
// that a product conforms while a finding says otherwise, or that it was
// corrected when nothing was reported. There was nothing to look into, too,
// when what was to be corrected was taken back. From a notice of a hearing on,
// a case is closed only as kept, after the hearing or when its notice fails,
// or because the label ended.
func (c *Case) CheckOutcome(o CaseOutcome) error {
	if !slices.Contains(CaseOutcomes, o) {
		return Refuse(Invalid, "refusal.case.outcome").On("outcome")
	}
	wrong, unsure := c.finds(FoundFailing), c.finds(FoundUnconfirmed)
	fits := map[CaseOutcome]bool{
		OutcomeConforms:   c.State == CaseAnswered && len(c.Findings()) > 0 && !wrong && !unsure,
		OutcomeCorrected:  c.State == CaseCorrected && !wrong && !unsure,
		OutcomeOpen:       (c.State == CaseAnswered || c.State == CaseCorrected) && unsure && !wrong,
		OutcomeNoCase:     c.State == CaseOpened || c.State == CaseDemanded || c.State == CaseCorrecting && !wrong,
		OutcomeKept:       c.State == CaseHeard || c.State == CaseHearing && c.NoticeFails(),
		OutcomeLabelEnded: true, // whoever closes it looks at the label
	}
	if !fits[o] {
		return Refuse(Conflict, "refusal.case.outcome_not_now").On("outcome").With(Code("case.outcome."+string(o)), Code("state."+string(c.State)))
	}
	return nil
}

// OutcomesNow lists the outcomes with which the case could be closed as it
// stands. ended says that its label no longer stands.
func (c *Case) OutcomesNow(ended bool) (some []CaseOutcome) {
	for _, o := range CaseOutcomes {
		if c.CheckOutcome(o) == nil && (o != OutcomeLabelEnded || ended) {
			some = append(some, o)
		}
	}
	return some
}

// CheckPeriod refuses a last day for the holder that is not to come, gives
// fewer days than least, or more than the scheme allows.
func (r SurveillanceRules) CheckPeriod(due, today Date, least int) error {
	if _, err := ParseDate(string(due)); err != nil {
		return NotADate(string(due)).On("due")
	}
	first, last := r.Period(today, least)
	if due < first || r.AtMostDays > 0 && due > last {
		return Refuse(Invalid, "refusal.case.due").On("due").With(first, last)
	}
	return nil
}

// Period returns the first and the last of the days that the holder may be
// given, from tomorrow on or least days from today.
func (r SurveillanceRules) Period(today Date, least int) (first, last Date) {
	return today.AddDays(max(least, 1)), today.AddDays(max(r.AtMostDays, least, 1))
}

// Reminder returns how many days before the day of the holder a letter is due
// today, -1 for one that tells that it passed; false when none is. Of several
// that should have gone out only the last does. While a request for more time
// that came in time waits, nobody is told that the day passed.
func (r SurveillanceRules) Reminder(c Case, today Date) (CaseReminder, bool) {
	if !c.HoldersTurn() || c.Due == "" {
		return CaseReminder{}, false
	}
	due, found := CaseReminder{Due: c.Due}, false
	for _, days := range r.RemindDays {
		if !c.Spoke() && c.Due.AddDays(-days) <= today && (!found || days < due.Days) {
			due.Days, found = days, true
		}
	}
	if c.Due < today {
		asked, waits := c.TimeAsked()
		due.Days, found = -1, !waits || asked.Late
	}
	began := c.dueSince()
	for _, sent := range c.Reminded {
		if sent.Due == c.Due && sent.Days <= due.Days && !sent.At.Before(began) {
			return CaseReminder{}, false
		}
	}
	return due, found
}

// dueSince is when the day was set by which the holder is to move.
func (c *Case) dueSince() time.Time {
	for _, s := range slices.Backward(c.Steps) {
		switch s.Deed {
		case DeedCaseDemand, DeedCaseOrder, DeedCaseExtend, DeedCaseNotify:
			return s.At
		}
	}
	return c.Opened
}

func (c *Case) checkText(text string) error {
	if blank(text) {
		return Refuse(Invalid, "refusal.case.text").On("text")
	}
	return CheckText("text", text, maxCaseText)
}

func (c *Case) add(s CaseStep) error {
	if len(c.Steps) >= maxCaseSteps {
		return Refuse(Conflict, "refusal.case.full").With(maxCaseSteps)
	}
	c.Steps = append(slices.Clip(c.Steps), s)
	return nil
}

// End closes the case as of an instant.
func (c *Case) End(o CaseOutcome, now time.Time) { c.Outcome, c.Closed, c.Due = o, now, "" }
