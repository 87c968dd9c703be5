package workload

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"shirushi/internal/scheme"
)

// Figures are the office's own, of a period and as of an instant. What is open
// is always as of the instant.
type Figures struct {
	Period     Period
	AsOf       time.Time
	Partial    bool // the reader keeps off something, which is left out; whether there is anything to leave out is not told
	Months     []string
	Open       []Open // in the order of Sorts, all of them
	Loads      []Load // the most first; the one of nobody last, and only when there is work of nobody
	Steps      []Step
	Deadlines  []Deadline
	Decisions  []Decision // in the order of scheme.ApplicationKinds, all of them
	Returns    Returns
	Grounds    []Ground
	CaseStates []Open // of the states of a case in which it is open, by Sort
	Outcomes   []Count
	Doubts     []Doubts
	Extensions []Extensions // in time, and late
	Objections []Objections
}

// A Sort is a sort of thing that the office has open.
type Sort string

// All sorts, in the order in which they are shown.
const (
	SortApplication Sort = "application"
	SortCase        Sort = "case"
	SortDoubt       Sort = "doubt"
	SortMisuse      Sort = "misuse"
	SortObjection   Sort = "objection"
	SortSuccession  Sort = "succession"
	SortReissue     Sort = "reissue"
	SortNews        Sort = "news"
)

// Sorts lists all of them.
var Sorts = []Sort{SortApplication, SortCase, SortDoubt, SortMisuse, SortObjection, SortSuccession, SortReissue, SortNews}

// Ages are the upper bounds, in days, of the groups into which open things are
// put by their age; the last group has none.
var Ages = []int{7, 30, 90}

// An Open is how much of one sort is open.
type Open struct {
	Sort   Sort
	All    int
	Ours   int // the office is to move
	Late   int // whoever is to move is late
	ByAge  [4]int
	Oldest int // days
}

// A Load is what one officer has.
type Load struct {
	Officer                         scheme.PersonID // "" of what nobody has
	Applications, Cases, Objections int
	Ours                            int // of them, the office is to move
	Late                            int // of them, whoever is to move is late
}

// All is how much that is.
func (l Load) All() int { return l.Applications + l.Cases + l.Objections }

// A Spread is how numbers of days lie: half are Median or fewer, nine in ten
// Ninth or fewer.
type Spread struct{ Of, Median, Ninth int }

// TaskWhole and TaskWholeCase are no tasks of somebody: from receipt to the
// decision, from the opening of a case to its end.
const (
	TaskWhole     scheme.Task = "whole"
	TaskWholeCase scheme.Task = "case_whole"
)

// tasks are those that are told of, in their order.
var tasks = append(append([]scheme.Task{TaskWhole}, scheme.Tasks...), TaskWholeCase)

// A Step is how many days a task took, of what was done in the period.
type Step struct {
	Task   scheme.Task
	Whole  Spread
	Months []Spread // by month of the period
}

// A Deadline is how often one party did a task in time.
type Deadline struct {
	Of    scheme.Party
	Task  scheme.Task
	Ended int // in the period, with a last day
	Late  int // of them
	Now   int // not done and late, now
}

// A Decision is how applications of a kind came to their end in the period. A
// decision that was taken back later counts all the same.
type Decision struct {
	Kind                               scheme.ApplicationKind
	Issued, Refused, Rejected, GivenUp int
}

// Returns are the returns of the period, and the comments that went with them.
type Returns struct {
	Returns      int
	Applications int // that were returned
	Places       []Place
}

// A Place is where comments stood.
type Place struct {
	Place        string
	Edition      scheme.EditionID // "" when the place is no item of a checklist
	Comments     int
	Applications int
}

// A Ground is how often something was decided on a ground.
type Ground struct {
	Ground               scheme.GroundID
	Revoked, Successions int
}

// A Count is how often there was something.
type Count struct {
	Of string
	N  int
}

// Doubts are what was received about one topic, by what came of it.
type Doubts struct {
	Topic                                      scheme.TopicID
	All, Open, Cases, Register, Answered, Spam int
}

// Extensions are applications for an extension that were received in time, or
// late, by what came of them.
type Extensions struct {
	Late                               bool
	All, Open, Granted, Refused, Ended int
}

// Objections are those lodged, by what came of them.
type Objections struct {
	Against                                 scheme.ObjectionAgainst
	All, Open, Upheld, Dismissed, Withdrawn int
}

// spread takes median and ninth tenth by nearest rank: each is a number that
// occurs.
func spread(days map[int]int) Spread {
	s := Spread{}
	for _, n := range days {
		s.Of += n
	}
	rank := func(tenths int) int {
		wanted, seen, last := (s.Of*tenths+9)/10, 0, 0
		for _, d := range slices.Sorted(maps.Keys(days)) {
			if last = d; seen < wanted {
				seen += days[d]
			}
			if seen >= wanted {
				break
			}
		}
		return last
	}
	s.Median, s.Ninth = rank(5), rank(9)
	return s
}

// figures returns what was counted.
func (t *tally) figures() Figures {
	f := Figures{Period: t.period, Months: t.period.months(), Partial: len(t.off) > 0, Returns: t.returns}
	for _, s := range Sorts {
		f.Open = append(f.Open, *at(t.open, s, Open{Sort: s}))
	}
	for _, s := range scheme.CaseStates[:7] {
		f.CaseStates = append(f.CaseStates, *at(t.states, s, Open{Sort: Sort(s)}))
	}
	f.Loads = t.sortedLoads()
	for _, task := range tasks {
		if days := t.days[task]; days != nil {
			f.Steps = append(f.Steps, stepOf(task, days, f.Months))
		}
		for _, of := range []scheme.Party{scheme.PartyOffice, scheme.PartyApplicant, scheme.PartyAuthority} {
			if d := t.deadlines[span{task, of}]; d != nil {
				f.Deadlines = append(f.Deadlines, *d)
			}
		}
	}
	for _, kind := range scheme.ApplicationKinds {
		f.Decisions = append(f.Decisions, *at(t.decisions, kind, Decision{Kind: kind}))
	}
	f.Returns.Applications = len(t.returned)
	f.Returns.Places = values(t.places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.Applications, a.Applications), cmp.Compare(b.Comments, a.Comments), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Edition, b.Edition))
	})
	f.Grounds = values(t.grounds, func(a, b Ground) int {
		return cmp.Or(cmp.Compare(b.Revoked+b.Successions, a.Revoked+a.Successions), cmp.Compare(a.Ground, b.Ground))
	})
	for _, o := range append(slices.Clone(scheme.CaseOutcomes), scheme.OutcomeRevoked) {
		f.Outcomes = append(f.Outcomes, Count{string(o), t.outcomes[o]})
	}
	f.Doubts = values(t.doubts, func(a, b Doubts) int { return cmp.Or(cmp.Compare(b.All, a.All), cmp.Compare(a.Topic, b.Topic)) })
	f.Extensions = []Extensions{t.extensions[0], t.extensions[1]}
	for _, against := range scheme.ObjectionsAgainst {
		f.Objections = append(f.Objections, *at(t.objections, against, Objections{Against: against}))
	}
	return f
}

// sortedLoads puts who has most first, and nobody last.
func (t *tally) sortedLoads() []Load {
	all := values(t.loads, func(a, b Load) int {
		if (a.Officer == "") != (b.Officer == "") {
			return cmp.Compare(b.Officer, a.Officer)
		}
		return cmp.Or(cmp.Compare(b.All(), a.All()), cmp.Compare(a.Officer, b.Officer))
	})
	return slices.DeleteFunc(all, func(l Load) bool { return l.Officer == "" && l.All() == 0 })
}

func stepOf(task scheme.Task, days map[string]map[int]int, months []string) Step {
	s := Step{Task: task}
	whole := map[int]int{}
	for _, m := range months {
		for d, n := range days[m] {
			whole[d] += n
		}
		s.Months = append(s.Months, spread(days[m]))
	}
	s.Whole = spread(whole)
	return s
}

// at is what a map holds at key, put there when there is nothing.
func at[K comparable, V any](m map[K]*V, key K, fresh V) *V {
	if m[key] == nil {
		m[key] = &fresh
	}
	return m[key]
}

func values[K comparable, V any](m map[K]*V, order func(a, b V) int) []V {
	var all []V
	for _, v := range m {
		all = append(all, *v)
	}
	slices.SortFunc(all, order)
	return all
}
