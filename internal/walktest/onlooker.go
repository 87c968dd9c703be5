package walktest

import (
	"fmt"
	"slices"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// An Onlooker writes down what is said in public about one label, each thing
// with its day, and tells from that alone how the label stood. It knows neither
// the rule book nor the register; days are plain numbers, 0 the first.
type Onlooker struct {
	heard  []saying
	Told   []scheme.Status // by day: what was told on its evening
	Public map[string]bool // all else that everybody may know
}

// A saying is one thing that was said.
type saying struct {
	day   int
	what  scheme.EventKind
	until int // last day of validity, where that is said; -1 otherwise
	back  int // for a revocation, the day on which it was taken back; -1 when it was not
}

// Hear writes down an event of a day; number gives the number of a date.
func (o *Onlooker) Hear(e scheme.Event, day int, number func(scheme.Date) int) {
	s := saying{day: day, what: e.Kind, until: -1, back: -1}
	if until := e.Facts["valid_until"]; until != "" {
		s.until = number(scheme.Date(until))
	}
	if e.Kind == scheme.RevocationAnnulled {
		for i := range slices.Backward(o.heard) {
			if o.heard[i].what == scheme.LabelRevoked {
				o.heard[i].back = day
				break
			}
		}
	}
	o.heard = append(o.heard, s)
	o.note(e)
}

// note keeps what is known beside the status, one line for each thing.
func (o *Onlooker) note(e scheme.Event) {
	if o.Public == nil {
		o.Public = map[string]bool{}
	}
	add := func(form string, args ...any) { o.Public[o.unlike(fmt.Sprintf(form, args...))] = true }
	switch e.Kind {
	case scheme.WarningPublished:
		add("warning %s", e.Facts["warning"])
	case scheme.WarningEnded:
		delete(o.Public, "warning "+e.Facts["warning"])
		add("no warning %s", e.Facts["warning"])
	case scheme.LabelTransferred:
		add("other holder until %s", e.Day.AddDays(-1))
	case scheme.LabelReissued:
		add("papers of %s", e.Day)
	case scheme.RevocationAnnulled:
		add("annulled on %s: %s", e.Day, e.Facts["revoked"])
	case scheme.AnnouncementMade:
		add("announced on %s", e.Day)
	case scheme.LabelNews:
		add("news of %s", e.Day)
	case scheme.LabelCorrected:
		add("corrected on %s: %s", e.Day, e.Facts["field"])
	case scheme.LabelUpdated:
		if e.Facts["parts"] == "successor" {
			for known := range o.Public {
				if len(known) > 9 && known[:9] == "followed " {
					delete(o.Public, known)
				}
			}
			if next := e.Facts["successor"]; next != "" {
				add("followed by %s", next)
			}
		}
	}
}

// unlike gives a line that stands there already a number of its own.
func (o *Onlooker) unlike(line string) string {
	for one, n := line, 2; ; n++ {
		if !o.Public[one] {
			return one
		}
		one = fmt.Sprintf("%s (%d)", line, n)
	}
}

// Shown are the same lines, as the register's public entry has them.
func Shown(e registry.Entry) map[string]bool {
	o := Onlooker{Public: map[string]bool{}}
	add := func(form string, args ...any) { o.Public[o.unlike(fmt.Sprintf(form, args...))] = true }
	for _, w := range e.Warnings {
		if w.Ended == "" {
			add("warning %s", w.ID)
		} else {
			add("no warning %s", w.ID)
		}
	}
	for _, h := range e.PastHolders {
		add("other holder until %s", h.Until)
	}
	for _, d := range e.Reissued {
		add("papers of %s", d)
	}
	for _, a := range e.Annulled {
		add("annulled on %s: %s", a.On, a.Revoked)
	}
	for _, a := range e.Announced {
		add("announced on %s", a.On)
	}
	for _, n := range e.News {
		add("news of %s", n.On)
	}
	for _, c := range e.Corrections {
		add("corrected on %s: %s", c.On, c.Field)
	}
	if e.Successor != "" {
		add("followed by %s", e.Successor)
	}
	return o.Public
}

// A mind is how the onlooker thinks of the label on an evening.
type mind struct {
	until                       int
	waits, withdrawn, revokedBy bool
}

// says is what the onlooker says of the day.
func (m mind) says(day int) scheme.Status {
	switch {
	case m.revokedBy:
		return scheme.Revoked
	case m.withdrawn:
		return scheme.Withdrawn
	case day <= m.until:
		return scheme.Active
	case m.waits:
		return scheme.InExtension
	}
	return scheme.Expired
}

// after is how the onlooker thinks once something more was said.
func (m mind) after(s saying) mind {
	switch s.what {
	case scheme.LabelIssued, scheme.LabelImported, scheme.LabelUpdated:
		if s.until >= 0 {
			m.until = s.until
		}
	case scheme.ExtensionApplied:
		m.waits = s.day <= m.until
	case scheme.ExtensionEnded:
		m.waits = false
	case scheme.LabelExtended:
		m.until, m.waits = s.until, false
	case scheme.LabelWithdrawn:
		m.withdrawn = true
	case scheme.LabelRevoked:
		m.revokedBy = true
	case scheme.RevocationAnnulled:
		m.revokedBy = false
	}
	return m
}

// Tonight tells of the evening of a day from all that was heard up to then.
func (o *Onlooker) Tonight(day int) scheme.Status {
	var m mind
	for _, s := range o.heard {
		m = m.after(s)
	}
	return m.says(day)
}

// Evening writes down what is told on a day.
func (o *Onlooker) Evening(day int) {
	if len(o.Told) != day {
		panic("the onlooker slept")
	}
	o.Told = append(o.Told, o.Tonight(day))
}

// InTheEnd tells of every day up to last what must be told of it now: what was
// told then, but as if the revocations taken back since had never been.
func (o *Onlooker) InTheEnd(last int) []scheme.Status {
	kept := slices.DeleteFunc(slices.Clone(o.heard), func(s saying) bool { return s.back >= 0 || s.what == scheme.RevocationAnnulled })
	var m mind
	all := make([]scheme.Status, last+1)
	for day, next := 0, 0; day <= last; day++ {
		for ; next < len(kept) && kept[next].day <= day; next++ {
			m = m.after(kept[next])
		}
		all[day] = m.says(day)
	}
	return all
}

// MayDiffer reports whether a day lies in a revocation that was taken back.
func (o *Onlooker) MayDiffer(day int) bool {
	return slices.ContainsFunc(o.heard, func(s saying) bool { return s.day <= day && day < s.back })
}
