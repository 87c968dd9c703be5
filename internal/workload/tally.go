package workload

import (
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A tally gathers what is counted. Each of its methods is told of one thing.
type tally struct {
	scheme *scheme.Scheme
	period Period
	first  scheme.Date // of the period
	last   scheme.Date
	today  scheme.Date
	off    []scheme.Recusal

	open       map[Sort]*Open
	states     map[scheme.CaseState]*Open
	loads      map[scheme.PersonID]*Load
	days       map[scheme.Task]map[string]map[int]int // things by days, by month
	deadlines  map[span]*Deadline
	decisions  map[scheme.ApplicationKind]*Decision
	returns    Returns
	returned   map[scheme.ApplicationID]bool
	places     map[Place]*Place // by place and edition
	grounds    map[scheme.GroundID]*Ground
	outcomes   map[scheme.CaseOutcome]int
	doubts     map[scheme.TopicID]*Doubts
	extensions [2]Extensions
	objections map[scheme.ObjectionAgainst]*Objections
}

// A span is a task of a party.
type span struct {
	task scheme.Task
	of   scheme.Party
}

func newTally(s *scheme.Scheme, p Period, today scheme.Date, off []scheme.Recusal) *tally {
	return &tally{
		scheme: s, period: p, first: p.first(), last: p.last(), today: today, off: off,
		open: map[Sort]*Open{}, states: map[scheme.CaseState]*Open{}, loads: map[scheme.PersonID]*Load{}, days: map[scheme.Task]map[string]map[int]int{},
		deadlines: map[span]*Deadline{}, decisions: map[scheme.ApplicationKind]*Decision{}, returned: map[scheme.ApplicationID]bool{}, places: map[Place]*Place{},
		grounds: map[scheme.GroundID]*Ground{}, outcomes: map[scheme.CaseOutcome]int{}, doubts: map[scheme.TopicID]*Doubts{},
		extensions: [2]Extensions{{}, {Late: true}}, objections: map[scheme.ObjectionAgainst]*Objections{},
	}
}

// leaves reports whether the reader keeps off what concerns these.
func (t *tally) leaves(application scheme.ApplicationID, sides ...scheme.OrganisationID) bool {
	return keepsOff(t.off, application, sides...)
}

// An opened is one thing that is open.
type opened struct {
	since scheme.Date
	ours  bool
	late  bool
}

func (o *Open) add(one opened, today scheme.Date) {
	age := max(0, one.since.DaysUntil(today))
	o.All, o.Oldest = o.All+1, max(o.Oldest, age)
	group, _ := slices.BinarySearch(Ages, age)
	o.ByAge[group]++
	if one.ours {
		o.Ours++
	}
	if one.late {
		o.Late++
	}
}

func (t *tally) isOpen(s Sort, one opened) { at(t.open, s, Open{Sort: s}).add(one, t.today) }

func (t *tally) load(p scheme.PersonID) *Load { return at(t.loads, p, Load{Officer: p}) }

// has adds to what an officer has.
func (t *tally) has(p scheme.PersonID, one opened, sort func(*Load) *int) {
	l := t.load(p)
	*sort(l)++
	if one.ours {
		l.Ours++
	}
	if one.late {
		l.Late++
	}
}

// span counts what was to be done.
func (t *tally) span(s scheme.Span) {
	key := span{s.Task, s.Of}
	fresh := Deadline{Of: s.Of, Task: s.Task}
	switch {
	case s.Runs():
		if s.Late(t.today) {
			at(t.deadlines, key, fresh).Now++
		}
		return
	case !t.covers(s.Ended):
		return
	case !s.Moot:
		t.took(s.Task, s.Begun, s.Ended)
	}
	late := s.Late(t.today)
	if s.Due != "" && (late || !s.Moot) {
		d := at(t.deadlines, key, fresh)
		d.Ended++
		if late {
			d.Late++
		}
	}
}

// took counts days of what was done.
func (t *tally) took(task scheme.Task, begun, ended scheme.Date) {
	if !t.covers(ended) {
		return
	}
	if t.days[task] == nil {
		t.days[task] = map[string]map[int]int{}
	}
	month := monthOf(ended)
	if t.days[task][month] == nil {
		t.days[task][month] = map[int]int{}
	}
	t.days[task][month][max(0, begun.DaysUntil(ended))]++
}

// application counts one; s is the scheme under which it is judged.
func (t *tally) application(a scheme.Application, s *scheme.Scheme) {
	if a.Open() {
		line := s.Timeline(&a)
		one := opened{a.Received, line.Move() == scheme.PartyOffice, line.Late(t.today)}
		t.isOpen(SortApplication, one)
		t.has(a.Officer, one, func(l *Load) *int { return &l.Applications })
	}
	for _, one := range s.Course(&a) {
		t.span(one)
	}
	for _, r := range a.Returns {
		if t.within(r.At) {
			t.returns.Returns++
			t.returned[a.ID] = true
		}
	}
	d := at(t.decisions, a.Kind, Decision{Kind: a.Kind})
	for _, r := range a.Reopened {
		if t.within(r.Decided) {
			d.add(scheme.ApplicationState(r.Decision))
			t.took(TaskWhole, a.Received, t.scheme.Day(r.Decided))
		}
	}
	if a.Open() || !t.within(a.Closed) {
		return
	}
	d.add(a.State)
	if len(a.Reopened) == 0 && (a.State == scheme.Issued || a.State == scheme.Refused || a.State == scheme.Rejected) {
		t.took(TaskWhole, a.Received, t.scheme.Day(a.Closed))
	}
}

func (d *Decision) add(end scheme.ApplicationState) {
	switch end {
	case scheme.Issued:
		d.Issued++
	case scheme.Refused:
		d.Refused++
	case scheme.Rejected:
		d.Rejected++
	case scheme.GivenUp:
		d.GivenUp++
	}
}

func (t *tally) ofCase(c store.Concerned[scheme.Case]) {
	if t.leaves(c.Application, c.Sides[:]...) {
		return
	}
	one := c.It
	for _, s := range t.scheme.CaseCourse(&one) {
		t.span(s)
	}
	if !one.Over() {
		o := opened{t.scheme.Day(one.Opened), !one.HoldersTurn(), one.Overdue(t.today)}
		t.isOpen(SortCase, o)
		at(t.states, one.State, Open{Sort: Sort(one.State)}).add(o, t.today)
		t.has(one.Officer, o, func(l *Load) *int { return &l.Cases })
		return
	}
	if !t.within(one.Closed) {
		return
	}
	t.outcomes[one.Outcome]++
	t.took(TaskWholeCase, t.scheme.Day(one.Opened), t.scheme.Day(one.Closed))
	if one.Outcome == scheme.OutcomeRevoked {
		notice, _ := one.Last(scheme.DeedCaseNotify)
		end, _ := one.Last(scheme.DeedCaseRevoke)
		if end.Ground == "" {
			end.Ground = notice.Ground
		}
		at(t.grounds, end.Ground, Ground{Ground: end.Ground}).Revoked++
	}
}

func (t *tally) doubt(d store.Concerned[scheme.Doubt]) {
	if t.leaves(d.Application, d.Sides[:]...) {
		return
	}
	one, received := d.It, t.scheme.Day(d.It.Received)
	if one.Closed.IsZero() {
		t.isOpen(SortDoubt, opened{received, one.Due != "", one.Due != "" && one.Due < t.today})
		t.span(scheme.Span{Task: scheme.TaskDoubt, Of: scheme.PartyOffice, Begun: received, Due: one.Due})
	} else if one.State != scheme.DoubtSpam {
		t.took(scheme.TaskDoubt, received, t.scheme.Day(one.Closed))
	}
	if !t.covers(received) {
		return
	}
	n := at(t.doubts, one.Topic, Doubts{Topic: one.Topic})
	n.All++
	switch {
	case one.State == scheme.DoubtSpam:
		n.Spam++
	case one.Case != "":
		n.Cases++
	case one.Misuse != "":
		n.Register++
	case one.Closed.IsZero():
		n.Open++
	default:
		n.Answered++
	}
}

func (t *tally) objection(o store.Concerned[scheme.Objection]) {
	if t.leaves(o.Application, o.Sides[:]...) {
		return
	}
	one, lodged := o.It, t.scheme.Day(o.It.Lodged)
	s := scheme.Span{Task: scheme.TaskObjection, Of: scheme.PartyOffice, Begun: lodged, Due: one.Due}
	if one.Open() {
		has := opened{lodged, true, one.Overdue(t.today)}
		t.isOpen(SortObjection, has)
		t.has(one.Officer, has, func(l *Load) *int { return &l.Objections })
	} else {
		s.Ended, s.Moot = t.scheme.Day(one.Closed), one.State == scheme.ObjectionWithdrawn
	}
	t.span(s)
	if !t.covers(lodged) {
		return
	}
	n := at(t.objections, one.Against, Objections{Against: one.Against})
	n.All++
	switch one.State {
	case scheme.ObjectionUpheld:
		n.Upheld++
	case scheme.ObjectionDismissed:
		n.Dismissed++
	case scheme.ObjectionWithdrawn:
		n.Withdrawn++
	default:
		n.Open++
	}
}

func (t *tally) succession(s store.Concerned[scheme.Succession]) {
	one := s.It
	if one.Accepted.At.IsZero() || t.leaves(s.Application, s.Sides[:]...) {
		return // the office had nothing to do with it yet
	}
	t.decisionsOn(SortSuccession, t.scheme.SuccessionCourse(&one))
	for _, r := range one.Reopened {
		if t.within(r.Decided) {
			at(t.grounds, r.Ground, Ground{Ground: r.Ground}).Successions++
		}
	}
	if one.State == scheme.NotGranted && t.within(one.Closed) {
		at(t.grounds, one.Ground, Ground{Ground: one.Ground}).Successions++
	}
}

func (t *tally) reissue(r store.Concerned[scheme.Reissue]) {
	if t.leaves(r.Application, r.Sides[:]...) {
		return
	}
	t.decisionsOn(SortReissue, t.scheme.ReissueCourse(&r.It))
}

// decisionsOn counts what the office was to decide about one thing of a sort;
// the last of it may still wait.
func (t *tally) decisionsOn(sort Sort, course []scheme.Span) {
	for _, one := range course {
		if one.Runs() {
			t.isOpen(sort, opened{one.Begun, true, one.Late(t.today)})
		}
		t.span(one)
	}
}

func (t *tally) news(b store.Concerned[scheme.Bulletin]) {
	if t.leaves(b.Application, b.Sides[:]...) {
		return
	}
	begun := t.scheme.Day(b.It.Told)
	work := scheme.Span{Task: scheme.TaskSeriousNews, Of: scheme.PartyOffice, Begun: begun, Due: b.It.Due}
	if b.It.Waits() {
		t.isOpen(SortNews, opened{begun, true, work.Late(t.today)})
	} else {
		work.Ended = t.scheme.Day(b.It.LookedAt)
	}
	t.span(work)
}

// misuse counts an entry of the register of improper use on which the office
// is to move, or for which somebody else's answer is waited.
func (t *tally) misuse(m store.Concerned[scheme.Misuse]) {
	if t.leaves(m.Application, m.Sides[:]...) {
		return
	}
	one := m.It
	waits := one.State == scheme.MisuseNoticed && one.Answer == "" && one.Due != "" && one.Due >= t.today
	late := one.State == scheme.MisuseStanding && one.Review != "" && one.Review < t.today
	t.isOpen(SortMisuse, opened{t.scheme.Day(one.Entered), !waits, late})
}

func (t *tally) extension(x store.Asked) {
	a := x.Application
	if t.leaves(a.ID, a.Applicant, a.Agent) {
		return
	}
	n := &t.extensions[0]
	if x.Standing.StatusOn(a.Received) == scheme.Expired {
		n = &t.extensions[1]
	}
	n.All++
	switch {
	case a.Open():
		n.Open++
	case a.State == scheme.Issued:
		n.Granted++
	case a.State == scheme.Refused || a.State == scheme.Rejected:
		n.Refused++
	default:
		n.Ended++
	}
}

// remarked counts the comments at one place of one application.
func (t *tally) remarked(r store.Remarked) {
	if t.leaves(r.Application, r.Applicant, r.Agent) {
		return
	}
	key := Place{Place: r.Place}
	if e, known := t.scheme.Edition(r.Edition); known {
		if _, item := e.Item(scheme.CriterionID(r.Place)); item {
			key.Edition = r.Edition
		}
	}
	p := at(t.places, key, key)
	p.Comments += r.Comments
	p.Applications++
}
