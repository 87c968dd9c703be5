package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

// fillScheme checks what the schema of scheme.yaml cannot say, and fills s.
func (r *reader) fillScheme(d *yamlfile.Document, f schemeShape, s *scheme.Scheme) {
	f.into(s, r.offset(d, f.Zone.Offset))
	if !f.Official && f.Notice.IsZero() {
		r.at(d, "the notice is missing although official is false", "Say in notice, in both languages, that the data is not the owner's own", "official")
	}
	unique(r, d, "levels", s.Levels, func(l scheme.Level) string { return string(l.ID) })
	unique(r, d, "categories", s.Categories, func(c scheme.Category) string { return string(c.ID) })
	unique(r, d, "evaluators", s.Evaluators, func(e scheme.EvaluatorClass) string { return string(e.ID) })
	unique(r, d, "questions", s.Questions, func(q scheme.ScopeQuestion) string { return string(q.ID) })
	unique(r, d, "statements", s.Statements, func(t scheme.Statement) string { return t.ID })
	unique(r, d, "grounds", s.Grounds, func(g scheme.Ground) string { return string(g.ID) })
	uniqueIn(r, d, []string{"erasure", "grounds"}, s.Erasure.Grounds, func(g scheme.ErasureGround) string { return string(g.ID) })
	unique(r, d, "evidence_kinds", s.Evidence, func(k scheme.EvidenceKind) string { return k.ID })
	r.checkLevels(d, s)
	r.checkNumbering(d, s.Numbering)
	r.checkGrounds(d, s)
	r.checkInquiry(d, s)
	r.checkHolding(d, s)
	r.checkSurveillance(d, s)
}

// checkSurveillance sees to it that levels looked at in turn are there, and
// that reminders are in falling order.
func (r *reader) checkSurveillance(d *yamlfile.Document, s *scheme.Scheme) {
	for i, l := range s.Surveillance.Periodic {
		if _, ok := s.Level(l); !ok {
			r.at(d, "there is no level "+string(l), "Name one of levels", "surveillance", "periodic", strconv.Itoa(i))
		}
	}
	for i, days := range s.Surveillance.RemindDays {
		if i > 0 && days >= s.Surveillance.RemindDays[i-1] {
			r.at(d, "the days are not in falling order", "Write the earliest reminder first", "surveillance", "remind_days", strconv.Itoa(i))
		}
	}
}

func (r *reader) at(d *yamlfile.Document, what, remedy string, at ...string) {
	r.report(Problem{File: d.File, Line: d.Line(at...), Path: yamlfile.Path(at...), What: what, Remedy: remedy})
}

// offset reads "+09:00". The schema has seen to the form.
func (r *reader) offset(d *yamlfile.Document, text string) time.Duration {
	hours, _ := strconv.Atoi(text[1:3])
	minutes, _ := strconv.Atoi(text[4:6])
	if hours > 14 || minutes > 59 || hours == 14 && minutes > 0 {
		r.at(d, "no place on earth is "+text+" from UTC", "Write an offset between -14:00 and +14:00", "zone", "offset")
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if text[0] == '-' {
		return -offset
	}
	return offset
}

func unique[T any](r *reader, d *yamlfile.Document, list string, all []T, id func(T) string) {
	uniqueIn(r, d, []string{list}, all, id)
}

// uniqueIn is unique for a list that stands below others.
func uniqueIn[T any](r *reader, d *yamlfile.Document, list []string, all []T, id func(T) string) {
	first := map[string]int{}
	for i, one := range all {
		at := append(slices.Clone(list), strconv.Itoa(i), "id")
		if before, twice := first[id(one)]; twice {
			r.at(d, fmt.Sprintf("the id %q is taken; first on line %d", id(one), before), "Give each entry an id of its own", at...)
			continue
		}
		first[id(one)] = d.Line(at...)
	}
}

// checkLevels reports evaluators of levels that are not there, and levels
// that nobody may assess.
func (r *reader) checkLevels(d *yamlfile.Document, s *scheme.Scheme) {
	assessed := map[scheme.LevelID]bool{}
	for i, e := range s.Evaluators {
		for j, l := range e.MayAssess {
			assessed[l] = true
			if _, ok := s.Level(l); !ok {
				r.at(d, fmt.Sprintf("there is no level %q", l), "Name a level that stands under levels, or add it there",
					"evaluators", strconv.Itoa(i), "may_assess", strconv.Itoa(j))
			}
		}
	}
	for i, l := range s.Levels {
		if !assessed[l.ID] {
			r.at(d, fmt.Sprintf("no evaluator may assess for level %q", l.ID), "Name the level in may_assess of one evaluator or more", "levels", strconv.Itoa(i), "id")
		}
	}
}

func (r *reader) checkNumbering(d *yamlfile.Document, n scheme.Numberings) {
	taken := map[string]string{}
	for _, one := range []struct {
		key string
		scheme.Numbering
	}{{"application", n.Application}, {"acceptance", n.Acceptance}, {"provisional", n.Provisional}, {"registration", n.Registration}} {
		if err := one.Validate(); err != nil {
			r.at(d, err.Error(), "Mend the form or the check digit", "numbering", one.key, "form")
			continue
		}
		if before, ok := taken[one.Form]; ok {
			r.at(d, "the form is that of "+before+": nobody could tell the numbers apart", "Give each kind of number a form of its own", "numbering", one.key, "form")
			continue
		}
		taken[one.Form] = one.key
	}
}

// checkGrounds sees to it that a label can be ended in either way.
func (r *reader) checkGrounds(d *yamlfile.Document, s *scheme.Scheme) {
	ends := map[scheme.Deed]bool{}
	for _, g := range s.Grounds {
		ends[g.Ends] = true
	}
	for _, deed := range []scheme.Deed{scheme.DeedRevoke, scheme.DeedWithdraw} {
		if !ends[deed] {
			r.at(d, fmt.Sprintf("no ground ends a label by %s", deed), fmt.Sprintf("Add a ground with ends: %s", deed), "grounds")
		}
	}
}

// day reports a day that no calendar has.
func (r *reader) day(d *yamlfile.Document, day scheme.Date, at ...string) bool {
	if day == "" {
		return true
	}
	if _, err := scheme.ParseDate(string(day)); err != nil {
		r.at(d, fmt.Sprintf("no calendar has the day %s", day), "Write a day that exists, as YYYY-MM-DD", at...)
		return false
	}
	return true
}
