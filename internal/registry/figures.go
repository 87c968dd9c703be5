package registry

import (
	"cmp"
	"maps"
	"slices"

	"shirushi/internal/scheme"
)

// Figures are what is published of all labels together, as of one day. They
// count the labels that are listed on it, whatever their status.
type Figures struct {
	Day        scheme.Date
	All        Count
	ByStatus   []Count // in the order of scheme.LabelStatuses, all five
	ByLevel    []Count // by id
	ByCategory []Count // by id; "" are labels of levels without categories
	ByMonth    []Month // from the first month with a label to that of Day, all between
	Days       Spread  // days from receipt to issue, of labels that were applied for here
}

// A Count is how many labels of one kind there are.
type Count struct {
	Of      string // a status, a level or a category; "" of all
	Labels  int
	Models  int
	Holders int // that hold one of them or more
}

// A Month is what was first issued in a month.
type Month struct {
	Month   string // "2026-04"
	Labels  int
	Models  int
	Holders int // of these labels
	Days    Spread
}

// A Spread is how numbers of days lie. Half of them are Median or fewer, a
// quarter Lower or fewer, three quarters Upper or fewer.
type Spread struct {
	Of     int // labels; 0 when they are too few to be told of
	Lower  int
	Median int
	Upper  int
}

// A Group is some labels that have in common what the figures look at.
type Group struct {
	Level       scheme.LevelID
	Category    scheme.CategoryID
	FirstIssued scheme.Date
	scheme.Standing
	Labels int
	Models int
}

// A Holding is how a holder's labels lie: one for each level and category.
type Holding struct {
	Holder   string // its name, folded
	Level    scheme.LevelID
	Category scheme.CategoryID
}

// A Passage is a number of labels that were received on one day and issued on
// another.
type Passage struct {
	Received scheme.Date
	Issued   scheme.Date
	Labels   int
}

// A Tally gathers what is counted on one day. It is told only of labels that
// are listed on it.
type Tally struct {
	day                 scheme.Date
	all                 Count
	status              map[scheme.Status]*Count
	level, category     map[string]*Count
	month               map[string]*Month
	holders             map[string]bool
	ofLevel, ofCategory map[Holding]bool
	days                map[int]int            // labels by days
	daysOf              map[string]map[int]int // the same by month
}

// NewTally begins to count for day.
func NewTally(day scheme.Date) *Tally {
	return &Tally{
		day: day, status: map[scheme.Status]*Count{}, level: map[string]*Count{}, category: map[string]*Count{}, month: map[string]*Month{},
		holders: map[string]bool{}, ofLevel: map[Holding]bool{}, ofCategory: map[Holding]bool{}, days: map[int]int{}, daysOf: map[string]map[int]int{},
	}
}

// Add counts a group. Labels that do not stand yet on the day are left out.
func (t *Tally) Add(g Group) {
	status := g.StatusOn(t.day)
	if status == scheme.NoLabel {
		return
	}
	add := func(c *Count) { c.Labels, c.Models = c.Labels+g.Labels, c.Models+g.Models }
	add(&t.all)
	add(in(t.status, status, Count{Of: string(status)}))
	add(in(t.level, string(g.Level), Count{Of: string(g.Level)}))
	add(in(t.category, string(g.Category), Count{Of: string(g.Category)}))
	month := monthOf(g.FirstIssued)
	if month == "" {
		return
	}
	m := in(t.month, month, Month{Month: month})
	m.Labels, m.Models = m.Labels+g.Labels, m.Models+g.Models
}

// AddHolding counts a holder.
func (t *Tally) AddHolding(h Holding) {
	t.holders[h.Holder] = true
	t.ofLevel[Holding{Holder: h.Holder, Level: h.Level}] = true
	t.ofCategory[Holding{Holder: h.Holder, Category: h.Category}] = true
}

// Months are those in which labels that were counted were first issued.
func (t *Tally) Months() []string { return slices.Sorted(maps.Keys(t.month)) }

// AddHeld counts how many holders have labels of one status, or first issued
// in one month.
func (t *Tally) AddHeld(status scheme.Status, month string, holders int) {
	if c := t.status[status]; c != nil && status != "" {
		c.Holders += holders
	}
	if m := t.month[month]; m != nil {
		m.Holders += holders
	}
}

// AddPassage counts days from receipt to issue.
func (t *Tally) AddPassage(p Passage) {
	if p.Received == "" || p.Issued < p.Received {
		return
	}
	n := p.Received.DaysUntil(p.Issued)
	t.days[n] += p.Labels
	month := monthOf(p.Issued)
	if t.daysOf[month] == nil {
		t.daysOf[month] = map[int]int{}
	}
	t.daysOf[month][n] += p.Labels
}

// Figures returns what was counted. Days from receipt to issue are told of a
// group only when it has atLeast labels; of none when that is 0.
func (t *Tally) Figures(atLeast int) Figures {
	f := Figures{Day: t.day, All: t.all, ByLevel: ordered(t.level), ByCategory: ordered(t.category), Days: spread(t.days, atLeast)}
	f.All.Holders = len(t.holders)
	for _, s := range scheme.LabelStatuses {
		f.ByStatus = append(f.ByStatus, *in(t.status, s, Count{Of: string(s)}))
	}
	for i := range f.ByLevel {
		f.ByLevel[i].Holders = count(t.ofLevel, func(h Holding) bool { return string(h.Level) == f.ByLevel[i].Of })
	}
	for i := range f.ByCategory {
		f.ByCategory[i].Holders = count(t.ofCategory, func(h Holding) bool { return string(h.Category) == f.ByCategory[i].Of })
	}
	if len(t.month) > 0 {
		for m := slices.Min(slices.Collect(maps.Keys(t.month))); m <= monthOf(t.day); m = following(m) {
			one := *in(t.month, m, Month{Month: m})
			one.Days = spread(t.daysOf[m], atLeast)
			f.ByMonth = append(f.ByMonth, one)
		}
	}
	return f
}

func in[K comparable, V any](m map[K]*V, key K, fresh V) *V {
	if m[key] == nil {
		m[key] = &fresh
	}
	return m[key]
}

func ordered(m map[string]*Count) []Count {
	var all []Count
	for _, c := range m {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Compare(a.Of, b.Of) })
	return all
}

func count(all map[Holding]bool, is func(Holding) bool) int {
	n := 0
	for h := range all {
		if is(h) {
			n++
		}
	}
	return n
}

// spread takes the quartiles by nearest rank: each is a number that occurs.
func spread(labels map[int]int, atLeast int) Spread {
	total := 0
	for _, n := range labels {
		total += n
	}
	if atLeast == 0 || total < atLeast {
		return Spread{}
	}
	days := slices.Sorted(maps.Keys(labels))
	rank := func(quarters int) int {
		wanted, seen := (total*quarters+3)/4, 0
		for _, d := range days {
			if seen += labels[d]; seen >= wanted {
				return d
			}
		}
		return days[len(days)-1]
	}
	return Spread{Of: total, Lower: rank(1), Median: rank(2), Upper: rank(3)}
}

// monthOf is the month of a day, "2026-04".
func monthOf(day scheme.Date) string {
	if len(day) < len("2026-04") {
		return ""
	}
	return string(day[:len("2026-04")])
}

// following is the month after m.
func following(m string) string { return monthOf(scheme.Date(m + "-28").AddDays(4)) }
