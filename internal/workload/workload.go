// Package workload counts the office's own work: what is open, how long things
// took, which days were missed, what was returned and how things ended. It
// only reads, and it knows nothing of what anybody wrote: it is handed numbers,
// codes and days.
//
// Whoever keeps off something is not told of it by a count either: it is left
// out of all their figures, as it is of their lists.
package workload

import (
	"context"
	"slices"
	"strings"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Room counts. It is safe for use by several goroutines.
type Room struct {
	desk *desk.Desk
	kept kept
}

// New opens the room.
func New(d *desk.Desk) *Room { return &Room{desk: d} }

// MonthsAtMost bounds a period: what is counted is read anew each time.
const MonthsAtMost = 36

// monthsUsual is the period that is shown when none is asked for.
const monthsUsual = 12

// A Period is some months that follow each other, "2026-04" to "2026-06".
type Period struct {
	From string // the first; "" for the twelve months to To
	To   string // the last; "" for the month of today
}

// check fills in what is left open. It refuses what is no month, months that
// are to come, a last one before the first, and more than MonthsAtMost.
func (p Period) check(today scheme.Date) (Period, error) {
	if p.To == "" {
		p.To = monthOf(today)
	}
	var no scheme.Refusals
	if p.From == "" {
		if to, err := firstOf("to", p.To, today); err == nil {
			y, m, _ := to.Parts()
			p.From = monthOf(scheme.MakeDate(y, m-monthsUsual+1, 1))
		}
	}
	if p.From != "" {
		_, err := firstOf("from", p.From, today)
		no.Add(err)
	}
	_, err := firstOf("to", p.To, today)
	no.Add(err)
	if len(no) > 0 {
		return p, no.Err()
	}
	switch n := len(p.months()); {
	case p.From > p.To:
		return p, scheme.Refuse(scheme.Invalid, "refusal.workload.order").On("to")
	case n > MonthsAtMost:
		return p, scheme.Refuse(scheme.Invalid, "refusal.workload.long").On("from").With(MonthsAtMost)
	}
	return p, nil
}

// firstOf is the first day of a month.
func firstOf(field, month string, today scheme.Date) (scheme.Date, error) {
	day, err := scheme.ParseDate(month + "-01")
	if err != nil {
		return "", scheme.Refuse(scheme.Invalid, "refusal.workload.month").On(field).With(month)
	}
	if day > today {
		return "", scheme.Refuse(scheme.Invalid, "refusal.workload.future").On(field)
	}
	return day, nil
}

func (p Period) first() scheme.Date { return scheme.Date(p.From + "-01") }

func (p Period) last() scheme.Date {
	y, m, _ := scheme.Date(p.To + "-01").Parts()
	return scheme.MakeDate(y, m+1, 1).AddDays(-1)
}

// months lists them, one more than MonthsAtMost at most.
func (p Period) months() (all []string) {
	for day := p.first(); day <= scheme.Date(p.To+"-01") && len(all) <= MonthsAtMost; {
		all = append(all, monthOf(day))
		y, m, _ := day.Parts()
		day = scheme.MakeDate(y, m+1, 1)
	}
	return all
}

// monthOf is the month of a day, "2026-04"; "" of none.
func monthOf(day scheme.Date) string { return string(day[:min(len(day), len("2026-04"))]) }

// Figures counts, for people of the office. Nobody else learns that there is
// such a thing. Days and months are those of the scheme's zone. Where counting
// is slow the figures may be those of a while ago: they say of when they are.
func (r *Room) Figures(ctx context.Context, who scheme.Actor, asked Period) (f Figures, err error) {
	var p Period
	var off []scheme.Recusal
	err = r.desk.Look(ctx, who, func(w *desk.Work) (err error) {
		if !w.Who.Is(scheme.RoleOfficer) && !w.Who.Is(scheme.RoleAdministrator) {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		if p, err = asked.check(w.Today); err != nil {
			return err
		}
		off, err = labeldesk.Recusals(w, w.Who.Person)
		return err
	})
	if err != nil {
		return Figures{}, err
	}
	return r.kept.figures(ctx, question(p, off), func(ctx context.Context) (Figures, error) { return r.count(ctx, p, off) })
}

// question names what is asked: people who keep off the same have the same
// figures.
func question(p Period, off []scheme.Recusal) string {
	all := []string{p.From, p.To}
	for _, r := range off {
		if r.Holds() {
			all = append(all, "off "+string(r.Organisation)+"/"+string(r.Application))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// count counts for those who keep off what off says.
func (r *Room) count(ctx context.Context, p Period, off []scheme.Recusal) (f Figures, err error) {
	err = r.desk.Look(ctx, scheme.System(), func(w *desk.Work) error {
		t := newTally(w.Scheme, p, w.Today, off)
		if err := t.people(w); err != nil {
			return err
		}
		if err := t.read(w); err != nil {
			return labeldesk.Wrap("count the office's work", err)
		}
		f = t.figures()
		f.AsOf = w.Now
		return nil
	})
	if err != nil {
		return Figures{}, err
	}
	return f, nil
}

// people enters the officers of the office, so that one without work is seen.
func (t *tally) people(w *desk.Work) error {
	offices, err := w.Organisations(scheme.Office)
	if err != nil {
		return labeldesk.Wrap("list offices", err)
	}
	for _, o := range offices {
		people, err := w.People(o.ID)
		if err != nil {
			return labeldesk.Wrap("list people", err)
		}
		for _, p := range people {
			if p.Dismissed.IsZero() && p.Has(scheme.RoleOfficer) {
				t.load(p.ID)
			}
		}
	}
	return nil
}

// read hands all that is counted to the tally.
func (t *tally) read(w *desk.Work) error {
	tx := w.Tx
	from, to := t.first, t.last
	times := store.Times{From: t.scheme.Midnight(from), To: t.scheme.Midnight(to.AddDays(1))}
	for _, step := range []func() error{
		func() error { return t.applications(w, times, to) },
		func() error { return tx.EachCase(times, t.ofCase) },
		func() error { return tx.EachDoubt(times, t.doubt) },
		func() error { return tx.EachObjection(times, t.objection) },
		func() error { return tx.EachSuccession(times, t.succession) },
		func() error { return tx.EachReissue(times, t.reissue) },
		func() error { return tx.EachSeriousNews(times, t.news) },
		func() error { return tx.EachMisuse(t.today.AddDays(1), t.misuse) },
		func() error { return tx.EachExtension(from, to, t.extension) },
		func() error { return tx.EachRemarked(times, t.remarked) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// applications counts those that were handed in. Schemes that are no longer in
// use are read once the rows are: a transaction answers one question at a time.
func (t *tally) applications(w *desk.Work, times store.Times, until scheme.Date) error {
	var older []scheme.Application
	err := w.EachCourse(times, until, func(a scheme.Application) {
		switch {
		case t.leaves(a.ID, a.Applicant, a.Agent):
		case a.Catalog == w.Catalog:
			t.application(a, w.Scheme)
		default:
			older = append(older, a)
		}
	})
	if err != nil {
		return err
	}
	for _, a := range older {
		s, err := w.Judging(&a)
		if err != nil {
			return err
		}
		t.application(a, s)
	}
	return nil
}

// keepsOff reports whether the reader keeps off what concerns these.
func keepsOff(off []scheme.Recusal, application scheme.ApplicationID, sides ...scheme.OrganisationID) bool {
	return slices.ContainsFunc(off, func(r scheme.Recusal) bool {
		return r.Holds() && r.Application != "" && r.Application == application || slices.ContainsFunc(sides, r.CoversOrganisation)
	})
}

// within reports whether an instant lies in the period.
func (t *tally) within(at time.Time) bool { return !at.IsZero() && t.covers(t.scheme.Day(at)) }

func (t *tally) covers(day scheme.Date) bool {
	return t.first <= day && day <= t.last
}
