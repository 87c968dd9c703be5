package catalog

import (
	"fmt"
	"strconv"

	"shirushi/internal/scheme"
)

// fillFees checks the fees and gives them to s, whose editions are there by
// now: a level under which applications come in needs a fee on every day.
func (r *reader) fillFees(d *document, f feesShape, s *scheme.Scheme) {
	first := map[string]int{}
	sound := true
	for i, one := range f.Fees {
		at := strconv.Itoa(i)
		if _, ok := s.Level(one.Level); !ok && len(s.Levels) > 0 {
			r.at(d, fmt.Sprintf("there is no level %q", one.Level), "Name a level of scheme.yaml", "fees", at, "level")
		}
		if !r.day(d, one.From, "fees", at, "from") || !r.day(d, one.Until, "fees", at, "until") {
			sound = false
			continue
		}
		if one.Until != "" && one.Until < one.From {
			r.at(d, fmt.Sprintf("the last day %s is before the first day %s", one.Until, one.From), "Correct one of the two", "fees", at, "until")
		}
		key := fmt.Sprintf("%s from %s", one.Level, one.From)
		if before, twice := first[key]; twice {
			r.at(d, fmt.Sprintf("two fees of level %q begin on %s; the other on line %d", one.Level, one.From, before),
				"Let one begin on another day, so that it is clear which holds", "fees", at, "from")
		}
		first[key] = d.line("fees", at, "from")
		s.Fees = append(s.Fees, one.fee())
	}
	if sound && len(r.problems) == 0 {
		r.checkFeeGaps(d, s)
	}
}

// checkFeeGaps reports the first day on which an application could come in
// for which no fee holds. A fee can only stop holding after its last day.
func (r *reader) checkFeeGaps(d *document, s *scheme.Scheme) {
	reported := map[scheme.LevelID]bool{}
	for _, e := range s.Editions {
		days := []scheme.Date{e.InForceFrom}
		for _, f := range s.Fees {
			if f.Level == e.Level && f.Until != "" {
				days = append(days, f.Until.AddDays(1))
			}
		}
		for _, day := range days {
			if day == "" || !e.OpenOn(day) || reported[e.Level] {
				continue
			}
			if _, err := s.FeeOn(e.Level, day); err != nil {
				reported[e.Level] = true
				r.at(d, fmt.Sprintf("no fee of level %q holds on %s, when applications under %s can come in", e.Level, day, e.ID),
					"Add a fee that covers the day; leave out until when it is to stay open", "fees")
			}
		}
	}
}
