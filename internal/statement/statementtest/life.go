package statementtest

import (
	"math/rand/v2"
	"strings"
	"time"

	"shirushi/internal/scheme"
)

// A Life is what befell one label, day by day, with what the public was told
// of it then.
type Life struct {
	Events  []scheme.Event
	Label   scheme.Label                  // as the register has it in the end
	First   scheme.Date                   // day of the issue
	Last    scheme.Date                   // last day that was lived
	Told    map[scheme.Date]scheme.Status // on the evening of each day
	Now     map[scheme.Date]scheme.Status // what must be told of each day in the end: as Told, but for days of an annulled revocation
	without map[scheme.Date]scheme.Status // what Told would be without revocations
	rand    *rand.Rand
}

// lifeRules leave extensions short windows, so that all happens in weeks.
var lifeRules = scheme.ExtensionRules{OpensDays: 6, LateDays: 8}

const (
	lifeFirst = scheme.Date("2026-04-10")
	lifeTerm  = 15 // days
	lifeDays  = 90
)

// RandomLife lives through a label's life by chance. The label's deeds are
// those of scheme.Label; what is to be told of a day is reckoned apart from
// it, from what holds on that day alone.
func RandomLife(r *rand.Rand) *Life {
	l := &Life{First: lifeFirst, rand: r, Told: map[scheme.Date]scheme.Status{}, Now: map[scheme.Date]scheme.Status{}, without: map[scheme.Date]scheme.Status{}}
	until := lifeFirst.AddDays(lifeTerm - 1)
	l.Label = scheme.Label{Number: Label, Standing: scheme.Standing{ValidFrom: lifeFirst, ValidUntil: until}}
	l.say(scheme.LabelIssued, lifeFirst, "level", "1", "edition", "R1", "evaluator", "self", "valid_from", string(lifeFirst), "valid_until", string(until), "first_issued", string(lifeFirst))
	for day := lifeFirst; day < lifeFirst.AddDays(lifeDays); day = day.AddDays(1) {
		for range r.IntN(3) {
			l.befall(day)
		}
		l.Last = day
		l.Told[day], l.without[day] = l.tonight(day, true), l.tonight(day, false)
		l.Now[day] = l.Told[day]
	}
	return l
}

// tonight tells the status from the facts as they are, knowing nothing of
// other days.
func (l *Life) tonight(day scheme.Date, revocations bool) scheme.Status {
	s := l.Label.Standing
	switch {
	case revocations && s.Revoked != "":
		return scheme.Revoked
	case s.Withdrawn != "":
		return scheme.Withdrawn
	case day <= s.ValidUntil:
		return scheme.Active
	case l.pending() && s.ExtensionApplied <= s.ValidUntil:
		return scheme.InExtension
	}
	return scheme.Expired
}

func (l *Life) pending() bool {
	return l.Label.ExtensionApplied != "" && l.Label.ExtensionRefused == ""
}

func (l *Life) say(kind scheme.EventKind, day scheme.Date, facts ...string) {
	e := scheme.Event{Seq: int64(len(l.Events) + 1), ID: scheme.EventID(strings.Repeat("A", 26)), Kind: kind, Day: day, Label: Label,
		Recorded: Must(time.Parse(time.DateOnly, string(day)))}
	for i := 0; i < len(facts); i += 2 {
		if e.Facts == nil {
			e.Facts = map[string]string{}
		}
		e.Facts[facts[i]] = facts[i+1]
	}
	l.Events = append(l.Events, e)
}

// befall lets one thing happen on a day, if it can.
func (l *Life) befall(day scheme.Date) {
	s := &l.Label
	stands := s.Withdrawn == "" && s.Revoked == "" && s.StatusOn(day).Stands()
	switch deed := l.rand.IntN(24); {
	case deed < 7 && s.CanBeExtended(day, lifeRules) == nil:
		s.ApplyForExtension(day)
		l.say(scheme.ExtensionApplied, day)
	case deed == 7 && l.pending() && s.Withdrawn == "" && s.Revoked == "", deed < 10 && l.pending() && (s.Withdrawn != "" || s.Revoked != ""):
		l.endExtension(day)
	case deed == 8 && l.pending() && s.Withdrawn == "" && s.Revoked == "":
		until := s.ValidUntil.AddDays(1 + l.rand.IntN(lifeTerm))
		s.Extend(until, day)
		l.say(scheme.LabelExtended, day, "valid_until", string(until), "edition", "R2", "evaluator", "self")
	case deed == 10 && stands && l.rand.IntN(3) == 0:
		if s.Withdraw("no_longer_sold", "", day, time.Time{}) == nil {
			l.say(scheme.LabelWithdrawn, day, "ground", "no_longer_sold")
			if l.pending() && l.rand.IntN(2) == 0 {
				l.endExtension(day)
			}
		}
	case deed == 11 && stands:
		if s.Revoke("false_statement", "", day, time.Time{}) == nil {
			l.say(scheme.LabelRevoked, day, "ground", "false_statement")
			if l.pending() && l.rand.IntN(2) == 0 {
				l.endExtension(day)
			}
		}
	case deed > 20 && s.Revoked != "":
		l.annul(day)
	case deed == 12:
		l.say(scheme.LabelTransferred, day)
		s.PastHolders = append(s.PastHolders, scheme.PastHolder{Until: day.AddDays(-1)})
	case deed == 13 && stands:
		l.say(scheme.LabelMaintained, day, "edition", "R1", "evaluator", "other")
	case deed == 15 && !l.pending() && s.StatusOn(day) == scheme.Active && day < s.ValidUntil && l.rand.IntN(2) == 0:
		s.ValidUntil = day.AddDays(l.rand.IntN(day.DaysUntil(s.ValidUntil))) // support ends earlier
		l.sayAll(day)
	case deed == 14:
		l.say(scheme.WarningPublished, day, "warning", "w")
	}
}

// sayAll tells all facts of the label anew.
func (l *Life) sayAll(day scheme.Date) {
	s := l.Label.Standing
	l.say(scheme.LabelUpdated, day, "level", "1", "edition", "R1", "evaluator", "self", "first_issued", string(l.First), "valid_from", string(s.ValidFrom),
		"valid_until", string(s.ValidUntil), "extension_applied", string(s.ExtensionApplied), "extension_refused", string(s.ExtensionRefused))
}

func (l *Life) endExtension(day scheme.Date) {
	l.Label.EndExtension(day)
	l.say(scheme.ExtensionEnded, day, "outcome", "refused")
}

func (l *Life) annul(day scheme.Date) {
	revoked := l.Label.Revoked
	l.say(scheme.RevocationAnnulled, day, "revoked", string(revoked), "basis", "court")
	l.Label.Annulled = append(l.Label.Annulled, scheme.Annulment{Revoked: revoked, On: day, Basis: scheme.ByCourt})
	l.Label.Revoked = ""
	for d := revoked; d < day; d = d.AddDays(1) {
		l.Now[d] = l.without[d]
	}
}
