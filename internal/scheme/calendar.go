package scheme

import (
	"slices"
	"time"
)

// A Calendar tells the days on which the office works. The zero Calendar has
// no day off.
type Calendar struct {
	Weekend []time.Weekday // days of every week on which the office is closed
	Yearly  []string       // days of every year, "12-29"
	Closed  []Closure      // single days, in order
	Source  string         // where the days are published

	Official bool
}

// A Closure is one day on which the office is closed.
type Closure struct {
	Day  Date
	Name Text
}

// Open reports whether the office works on day.
func (c Calendar) Open(day Date) bool {
	return !slices.Contains(c.Weekend, day.time().Weekday()) && c.plain(day)
}

// plain reports whether the office works on a day that is none of a weekend.
func (c Calendar) plain(day Date) bool {
	if slices.Contains(c.Yearly, string(day[5:])) {
		return false
	}
	_, closed := slices.BinarySearchFunc(c.Closed, day, func(one Closure, day Date) int {
		switch {
		case one.Day < day:
			return -1
		case one.Day > day:
			return 1
		}
		return 0
	})
	return !closed
}

// closedForGood bounds the search for a working day: a calendar that is
// closed this long has been written wrongly, and counting goes on by days.
const closedForGood = 60

// After returns the n-th working day after day, and day itself when n is 0 or
// less.
func (c Calendar) After(day Date, n int) Date {
	for range max(n, 0) {
		day = c.next(day)
	}
	return day
}

func (c Calendar) next(day Date) Date {
	t := day.time()
	for i := 1; i <= closedForGood; i++ {
		at := t.AddDate(0, 0, i)
		if slices.Contains(c.Weekend, at.Weekday()) { // most that are off; no text is made of them
			continue
		}
		if one := DateOf(at); c.plain(one) {
			return one
		}
	}
	return day.AddDays(1)
}

// OnOrAfter returns day when the office works on it, and otherwise the next
// working day: a period that ends on a day off ends on the day after.
func (c Calendar) OnOrAfter(day Date) Date {
	if c.Open(day) {
		return day
	}
	return c.next(day)
}

// Between counts the working days after from, up to and with to; 0 when to is
// not later.
func (c Calendar) Between(from, to Date) int {
	n := 0
	for day := from.AddDays(1); day <= to; day = day.AddDays(1) {
		if c.Open(day) {
			n++
		}
	}
	return n
}
