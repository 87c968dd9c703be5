package scheme

import (
	"cmp"
	"slices"
	"time"
)

// A Party is who has to move for an application to go on.
type Party string

const (
	PartyApplicant Party = "applicant"
	PartyOffice    Party = "office"
	PartyAuthority Party = "authority"
	PartyNobody    Party = "nobody" // it has come to its end
)

// A Stage is one step on the way of an application.
type Stage string

const (
	StageDraft     Stage = "draft"     // filled in by the applicant
	StageReceived  Stage = "received"  // handed in
	StageCorrected Stage = "corrected" // by the applicant, after a return
	StageChecked   Stage = "checked"   // the form, by the office; ends with acceptance
	StageFee       Stage = "fee"
	StageInquiry   Stage = "inquiry"
	StageDecided   Stage = "decided"
)

// A Progress is how far a step has come.
type Progress string

const (
	Done  Progress = "done"
	Now   Progress = "now"
	Later Progress = "later"
)

// A Step is one step of an application's way, in the order in which they are
// gone; fee and inquiry run side by side.
type Step struct {
	Stage    Stage
	Progress Progress
	On       Date // when it was done; zero before
}

// A Wait is something that is waited for.
type Wait struct {
	For   Party
	Stage Stage
	Due   Date // last day that is in time; zero when the scheme sets none
}

// A Timeline is where an application stands, whose move it is, and by when.
type Timeline struct {
	Steps []Step // of an application that has ended, those that were done
	Waits []Wait // the earliest due first; empty when it has come to its end
}

// Move returns who has to move first.
func (t Timeline) Move() Party {
	if len(t.Waits) == 0 {
		return PartyNobody
	}
	return t.Waits[0].For
}

// Due returns the earliest day by which someone has to move; zero when none
// is set.
func (t Timeline) Due() Date {
	if len(t.Waits) == 0 {
		return ""
	}
	return t.Waits[0].Due
}

// Late reports whether that day has passed.
func (t Timeline) Late(today Date) bool { return t.Due() != "" && t.Due() < today }

// WaitsFor returns what is waited for of one party, the earliest due first.
func (t Timeline) WaitsFor(p Party) []Wait {
	var waits []Wait
	for _, w := range t.Waits {
		if w.For == p {
			waits = append(waits, w)
		}
	}
	return waits
}

// Timeline tells where the application stands. The office's time for the
// formal check stands still while the application is returned.
func (s *Scheme) Timeline(a *Application) Timeline {
	t := Timeline{Steps: s.steps(a)}
	switch a.State {
	case Draft:
		t.Waits = []Wait{{PartyApplicant, StageDraft, ""}}
		if a.Entered() { // from paper, by the office
			t.Waits[0].For = PartyOffice
		}
	case Submitted:
		t.Waits = []Wait{{PartyOffice, StageChecked, s.checkDue(a)}}
	case Returned:
		t.Waits = []Wait{{PartyApplicant, StageCorrected, s.CorrectDue(a)}}
	case Accepted:
		t.Waits = s.waitsOfAccepted(a)
	}
	return t
}

// A Coming is a step that is still ahead of an application, or under way.
type Coming struct {
	Stage Stage
	For   Party
	Due   Date // zero while its time has not begun, or when the scheme sets none
	Days  int  // that the scheme gives it once it begins: working days for what the office does, else days; 0: no period
}

// Ahead returns the steps between submission and decision that are not done,
// in their order. Fee and inquiry run side by side.
func (s *Scheme) Ahead(a *Application) []Coming {
	all := []Coming{
		{Stage: StageChecked, For: PartyOffice, Days: s.Limits.CheckDays},
		{Stage: StageFee, For: PartyApplicant, Days: s.Limits.PaymentDays},
		{Stage: StageInquiry, For: PartyAuthority, Days: s.Limits.InquiryDays},
		{Stage: StageDecided, For: PartyOffice, Days: s.Limits.DecideDays},
	}
	line := s.Timeline(a)
	left := func(c Coming) bool {
		return slices.ContainsFunc(line.Steps, func(one Step) bool { return one.Stage == c.Stage && one.Progress != Done })
	}
	all = slices.DeleteFunc(all, func(c Coming) bool { return !left(c) })
	for i := range all {
		for _, w := range line.Waits {
			if w.Stage == all[i].Stage && all[i].Due == "" {
				all[i].For, all[i].Due = w.For, w.Due
			}
		}
	}
	return all
}

// someday sorts behind every day.
const someday Date = "9999"

func (s *Scheme) waitsOfAccepted(a *Application) []Wait {
	accepted := s.Day(a.AcceptedAt)
	var waits []Wait
	if !a.FeeSettled() {
		waits = append(waits, Wait{PartyApplicant, StageFee, s.period(accepted, s.Limits.PaymentDays)})
	}
	waits = append(waits, a.inquiryWaits()...)
	if len(waits) == 0 {
		waits = append(waits, Wait{PartyOffice, StageDecided, s.working(s.Day(a.settledAt()), s.Limits.DecideDays)})
	}
	slices.SortStableFunc(waits, func(a, b Wait) int { return cmp.Compare(cmp.Or(a.Due, someday), cmp.Or(b.Due, someday)) })
	return waits
}

// period is the last day of a period of days; one that would end on a day off
// ends on the next working day. Zero days set no period.
func (s *Scheme) period(from Date, days int) Date {
	if days == 0 {
		return ""
	}
	return s.Calendar.OnOrAfter(from.AddDays(days))
}

// working is the last day of a period of working days; zero days set none.
func (s *Scheme) working(from Date, days int) Date {
	if days == 0 {
		return ""
	}
	return s.Calendar.After(from, days)
}

// PaymentDue returns the last day on which the fee of an application accepted
// on day is paid in time; zero when the scheme sets none.
func (s *Scheme) PaymentDue(accepted Date) Date { return s.period(accepted, s.Limits.PaymentDays) }

// InquiryDue returns the last day on which an inquiry made on day is answered
// in time; zero when the scheme sets none.
func (s *Scheme) InquiryDue(asked Date) Date { return s.period(asked, s.Limits.InquiryDays) }

// ObjectDue returns the last day on which an objection to a decision of day
// is in time; zero when the scheme sets none.
func (s *Scheme) ObjectDue(decided Date) Date { return s.period(decided, s.Limits.ObjectDays) }

// CorrectDue returns the last day on which a returned application is
// corrected in time; zero when the scheme sets none.
func (s *Scheme) CorrectDue(a *Application) Date {
	if len(a.Returns) == 0 {
		return ""
	}
	return s.period(s.Day(a.Returns[len(a.Returns)-1].At), s.Limits.CorrectDays)
}

// checkDue is the last day on which the formal check is in time: so many
// working days of the office's own, at least one of them after the last
// correction came in.
func (s *Scheme) checkDue(a *Application) Date {
	if s.Limits.CheckDays == 0 {
		return ""
	}
	left, from := s.Limits.CheckDays, a.Received
	for _, r := range a.Returns {
		left -= s.Calendar.Between(from, s.Day(r.At))
		from = s.Day(r.Back)
		if r.Back.IsZero() {
			from = s.Day(a.Declaration.At)
		}
	}
	return s.Calendar.After(from, max(left, 1))
}

func (s *Scheme) steps(a *Application) []Step {
	ended := a.State == GivenUp || a.State == Rejected || a.State == Refused || a.State == Issued
	step := func(stage Stage, on time.Time, now bool) Step {
		one := Step{Stage: stage, Progress: Later}
		switch {
		case now && !ended:
			one.Progress = Now
		case !on.IsZero():
			one.Progress, one.On = Done, s.Day(on)
		}
		return one
	}
	started, accepted := a.Started, a.State == Accepted
	if a.Received == "" {
		started = time.Time{}
	}
	steps := []Step{step(StageDraft, started, a.State == Draft), {Stage: StageReceived, Progress: Later}}
	if a.Received != "" {
		steps[1] = Step{StageReceived, Done, a.Received}
	}
	if n := len(a.Returns); n > 0 {
		steps = append(steps, step(StageCorrected, a.Returns[n-1].Back, a.State == Returned))
	}
	steps = append(steps,
		step(StageChecked, a.AcceptedAt, a.State == Submitted),
		step(StageFee, a.Fee.At, accepted && !a.FeeSettled()),
		step(StageInquiry, a.answeredAt(), accepted && !a.InquirySettled()),
		step(StageDecided, a.decidedAt(), accepted && a.Settled()))
	if ended { // what did not come to pass will not
		steps = slices.DeleteFunc(steps, func(one Step) bool { return one.Progress == Later })
	}
	return steps
}

// decidedAt is when the label was issued or refused; zero before, and for
// an application that ended otherwise.
func (a *Application) decidedAt() time.Time {
	if a.State == Issued || a.State == Refused {
		return a.Closed
	}
	return time.Time{}
}

// settledAt is when fee and inquiry were both answered for; zero before.
func (a *Application) settledAt() time.Time {
	if !a.Settled() {
		return time.Time{}
	}
	if a.Fee.At.After(a.answeredAt()) {
		return a.Fee.At
	}
	return a.answeredAt()
}
