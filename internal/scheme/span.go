package scheme

import "time"

// A Task is one thing that somebody has to do on the way of an application, a
// case or another matter of the office.
type Task string

const (
	TaskCheck   Task = "check"   // the form of what was handed in
	TaskCorrect Task = "correct" // what was returned
	TaskFee     Task = "fee"
	TaskInquiry Task = "inquiry" // of one authority
	TaskDecide  Task = "decide"  // once fee and inquiry are settled

	TaskFirstStep   Task = "case_first" // in a case that was opened
	TaskEvidence    Task = "case_evidence"
	TaskFind        Task = "case_find" // what came
	TaskPutRight    Task = "case_put_right"
	TaskLook        Task = "case_look" // whether it was put right
	TaskHear        Task = "case_hear"
	TaskCaseDecide  Task = "case_decide"
	TaskDoubt       Task = "doubt" // to answer who reported
	TaskObjection   Task = "objection"
	TaskSuccession  Task = "succession"
	TaskReissue     Task = "reissue"
	TaskSeriousNews Task = "news" // to look at it
)

// Tasks lists all of them, in the order in which they come up.
var Tasks = []Task{TaskCheck, TaskCorrect, TaskFee, TaskInquiry, TaskDecide, TaskFirstStep, TaskEvidence, TaskFind, TaskPutRight, TaskLook, TaskHear, TaskCaseDecide,
	TaskDoubt, TaskObjection, TaskSuccession, TaskReissue, TaskSeriousNews}

// A Span is a stretch of days in which one party was to do a task.
type Span struct {
	Task  Task
	Of    Party
	Begun Date
	Due   Date // last day in time; "" when none is set
	Ended Date // "" while it runs
	Moot  bool // it ended without having been done
}

// Days is how long a task that was done took; 0 when it was done on the day on
// which it began.
func (s Span) Days() int { return max(0, s.Begun.DaysUntil(s.Ended)) }

// Runs reports whether the task waits to be done.
func (s Span) Runs() bool { return s.Ended == "" }

// Late reports whether the last day went by, as of today, before the task was
// done or became moot.
func (s Span) Late(today Date) bool {
	if s.Runs() {
		return s.Due != "" && s.Due < today
	}
	return s.Due != "" && s.Due < s.Ended
}

// Course returns what was to be done about an application since it was handed
// in, in the order in which it began. Last days follow from the periods of s,
// which are those under which the application is judged, but for authorities:
// theirs stand in the inquiries.
func (s *Scheme) Course(a *Application) []Span {
	if a.Received == "" {
		return nil
	}
	c := course{scheme: s, app: a}
	c.checks()
	if !a.AcceptedAt.IsZero() {
		c.accepted()
	}
	return c.spans
}

// dayOf is the day of an instant; "" of none.
func (s *Scheme) dayOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return s.Day(t)
}

// A course gathers the spans of one application.
type course struct {
	scheme *Scheme
	app    *Application
	spans  []Span
}

// add ends a span on done, or where the application ended without it.
func (c *course) add(one Span, done Date) {
	one.Ended = done
	if done == "" && !c.app.Closed.IsZero() {
		one.Ended, one.Moot = c.scheme.Day(c.app.Closed), true
	}
	c.spans = append(c.spans, one)
}

// checks are the formal checks and the corrections between them. The office's
// time stands still while the application is returned.
func (c *course) checks() {
	s, a := c.scheme, c.app
	begun := a.Received
	for i, r := range a.Returns {
		before := *a
		before.Returns = a.Returns[:i]
		c.add(Span{Task: TaskCheck, Of: PartyOffice, Begun: begun, Due: s.checkDue(&before)}, s.Day(r.At))
		before.Returns = a.Returns[:i+1]
		back := s.dayOf(r.Back)
		if back == "" && (a.State != Returned && a.Closed.IsZero() || !a.AcceptedAt.IsZero()) {
			back = s.Day(r.At) // of records that do not tell when it came back
		}
		c.add(Span{Task: TaskCorrect, Of: PartyApplicant, Begun: s.Day(r.At), Due: s.CorrectDue(&before)}, back)
		if begun = back; back == "" {
			return
		}
	}
	due := s.checkDue(a)
	for _, r := range a.Reopened {
		if r.Decision == string(Rejected) {
			c.add(Span{Task: TaskCheck, Of: PartyOffice, Begun: begun, Due: due}, s.Day(r.Decided))
			begun = s.Day(r.At)
			due = s.working(begun, s.Limits.CheckDays)
		}
	}
	done := s.dayOf(a.AcceptedAt)
	if a.State == Rejected {
		done = s.dayOf(a.Closed)
	}
	c.add(Span{Task: TaskCheck, Of: PartyOffice, Begun: begun, Due: due}, done)
}

// accepted are the fee, the inquiries and the decision.
func (c *course) accepted() {
	s, a := c.scheme, c.app
	accepted := s.Day(a.AcceptedAt)
	paid := a.Fee.Paid
	if paid != "" {
		paid = max(paid, accepted) // a statement's day may lie before the acceptance
	}
	c.add(Span{Task: TaskFee, Of: PartyApplicant, Begun: accepted, Due: s.PaymentDue(accepted)}, paid)
	for _, i := range a.Inquiries {
		var done Date
		if !i.Open() {
			done = i.Answer.Answered
			if done == "" {
				done = s.Day(i.Answer.At)
			}
		}
		c.add(Span{Task: TaskInquiry, Of: PartyAuthority, Begun: s.Day(i.Asked), Due: i.Due}, done)
	}
	if !a.Settled() {
		return
	}
	begun := s.Day(a.settledAt())
	for _, r := range a.Reopened {
		if r.Decision == string(Refused) {
			c.add(Span{Task: TaskDecide, Of: PartyOffice, Begun: begun, Due: s.working(begun, s.Limits.DecideDays)}, s.Day(r.Decided))
			begun = s.Day(r.At)
		}
	}
	c.add(Span{Task: TaskDecide, Of: PartyOffice, Begun: begun, Due: s.working(begun, s.Limits.DecideDays)}, s.dayOf(a.decidedAt()))
}

// caseTasks say which task a deed of a case begins. Whatever was under way
// ends with it; any other deed lets it go on.
var caseTasks = map[Deed]Span{
	DeedCaseOpen:   {Task: TaskFirstStep, Of: PartyOffice},
	DeedCaseDemand: {Task: TaskEvidence, Of: PartyApplicant},
	DeedCaseAnswer: {Task: TaskFind, Of: PartyOffice},
	DeedCaseOrder:  {Task: TaskPutRight, Of: PartyApplicant},
	DeedCaseReport: {Task: TaskLook, Of: PartyOffice},
	DeedCaseNotify: {Task: TaskHear, Of: PartyOffice},
	DeedCaseHear:   {Task: TaskCaseDecide, Of: PartyOffice},
}

// CaseCourse returns what was to be done in a case, in the order in which it
// began, by the last days that were set then. A hearing has none for the
// office: only the holder's time in it is set.
func (s *Scheme) CaseCourse(c *Case) (spans []Span) {
	var now Span
	end := func(day Date, deed Deed) {
		if now.Task != "" {
			now.Ended = day
			now.Moot = now.Of == PartyApplicant && (deed == DeedCaseClose || deed == DeedCaseNotify)
			spans = append(spans, now)
		}
		now = Span{}
	}
	for _, step := range c.Steps {
		day := s.Day(step.At)
		begins, known := caseTasks[step.Deed]
		switch {
		case step.Deed == DeedCaseExtend && now.Of == PartyApplicant:
			now.Due = step.Due
		case step.Deed == DeedCaseRevoke || step.Deed == DeedCaseClose:
			end(day, step.Deed)
		case known && begins.Task != now.Task:
			end(day, step.Deed)
			now, now.Begun, now.Due = begins, day, step.Ours
			if now.Of == PartyApplicant {
				now.Due = step.Due
			}
		}
	}
	if now.Task != "" && !c.Closed.IsZero() {
		end(s.Day(c.Closed), DeedCaseClose)
	}
	if now.Task != "" {
		spans = append(spans, now)
	}
	return spans
}

// SuccessionCourse returns what the office was to do about a succession: to
// decide, and to decide afresh after each refusal that was taken back.
func (s *Scheme) SuccessionCourse(x *Succession) []Span {
	decided := x.State == Approved || x.State == NotGranted
	return s.deciding(TaskSuccession, x.Accepted.At, x.Reopened, x.Due, x.Closed, !decided)
}

// ReissueCourse returns the same of a reissue.
func (s *Scheme) ReissueCourse(r *Reissue) []Span {
	decided := r.State == ReissueDone || r.State == ReissueRefused
	return s.deciding(TaskReissue, r.Asked, r.Reopened, r.Due, r.Closed, !decided)
}

// deciding are the decisions on what came before the office at begun; moot says
// of the last that it ended otherwise.
func (s *Scheme) deciding(task Task, begun time.Time, again []Reopening, due Date, closed time.Time, moot bool) (spans []Span) {
	if begun.IsZero() {
		return nil
	}
	one := Span{Task: task, Of: PartyOffice, Begun: s.Day(begun)}
	for _, r := range again {
		one.Due, one.Ended = r.Due, s.Day(r.Decided)
		spans = append(spans, one)
		one.Begun = s.Day(r.At)
	}
	one.Due, one.Ended, one.Moot = due, s.dayOf(closed), moot && !closed.IsZero()
	return append(spans, one)
}
