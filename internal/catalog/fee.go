package catalog

import (
	"fmt"
	"slices"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

// fillFees checks the fees and gives them to s, whose editions are there by
// now: a level under which applications come in needs a fee on every day.
func (r *reader) fillFees(d *yamlfile.Document, f feesShape, s *scheme.Scheme) {
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
		for _, kind := range one.fee().Kinds() {
			key := fmt.Sprintf("%s of %s from %s", kind, one.Level, one.From)
			if before, twice := first[key]; twice {
				r.at(d, fmt.Sprintf("two fees of level %q begin on %s; the other on line %d", one.Level, one.From, before),
					"Let one begin on another day, so that it is clear which holds", "fees", at, "from")
			}
			first[key] = d.Line("fees", at, "from")
		}
		s.Fees = append(s.Fees, one.fee())
	}
	if sound && len(r.problems) == 0 {
		r.checkFeeGaps(d, s)
	}
}

// checkFeeGaps reports the first day on which an application could come in
// for which no fee holds. A fee can only stop holding after its last day. Of
// the kinds about a label that stands only those are looked at that have a fee
// at the level at all.
func (r *reader) checkFeeGaps(d *yamlfile.Document, s *scheme.Scheme) {
	for _, kind := range scheme.ApplicationKinds {
		if kind == scheme.New || slices.ContainsFunc(s.Fees, func(f scheme.Fee) bool { return f.IsFor(kind) }) {
			r.checkFeeGapsOf(d, s, kind)
		}
	}
}

func (r *reader) checkFeeGapsOf(d *yamlfile.Document, s *scheme.Scheme, kind scheme.ApplicationKind) {
	reported := map[scheme.LevelID]bool{}
	for _, e := range s.Editions {
		if kind != scheme.New && !slices.ContainsFunc(s.Fees, func(f scheme.Fee) bool { return f.IsFor(kind) && f.Level == e.Level }) {
			continue // this level takes none
		}
		days := []scheme.Date{e.InForceFrom}
		for _, f := range s.Fees {
			if f.IsFor(kind) && f.Level == e.Level && f.Until != "" {
				days = append(days, f.Until.AddDays(1))
			}
		}
		for _, day := range days {
			if day == "" || !e.OpenOn(day) || reported[e.Level] {
				continue
			}
			if _, err := s.FeeOn(kind, e.Level, day); err != nil {
				reported[e.Level] = true
				r.at(d, fmt.Sprintf("no fee of level %q holds on %s, when %s applications under %s can come in", e.Level, day, kind, e.ID),
					"Add a fee that covers the day; leave out until when it is to stay open", "fees")
			}
		}
	}
}
