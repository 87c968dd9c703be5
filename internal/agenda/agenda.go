// Package agenda reads what waits for one person: for people of the office what
// they may do about labels after their issue, for holders what is asked of them
// and which of their days come. It decides nothing; what is shown here can be
// done where the item leads, and what a person may not do is not shown to that
// person. It also writes the daily letter about it.
package agenda

import (
	"cmp"
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Room reads agendas. It is safe for use by several goroutines.
type Room struct{ labels *labeldesk.Desk }

// New returns a room. base is the address of the site, without a slash at the
// end, for the links in letters.
func New(d *desk.Desk, post labeldesk.Post, base string) *Room {
	return &Room{labels: labeldesk.New(d, post, base)}
}

// An Item is one thing that waits.
type Item struct {
	Sort  scheme.AgendaSort
	ID    string // of what it is about; of a correction, an erasure or a judgment the label's number
	Label scheme.LabelNumber
	State string
	Name  scheme.Text // of the product, or of whom an entry of improper use is about; zero when none is known
	Due   scheme.Date // "" when no day is set
	Late  int         // days since it was due; 0 when it is not late
	Mine  bool        // the reader has it, not just anybody
	since int64
}

// An Agenda is what waits for one person, what is due first at first.
type Agenda struct {
	Items  []Item
	Total  int                       // of all that wait, also beyond Items
	Counts map[scheme.AgendaSort]int // of all; SortAtMost stands for that many or more
}

// Late counts the items that are late.
func (a Agenda) Late() (n int) {
	for _, one := range a.Items {
		if one.Late > 0 {
			n++
		}
	}
	return n
}

// SortAtMost is how many things of one sort are read.
const SortAtMost = 100

// Office reads what waits for someone of the office, with the names of the
// first most items; 0 names none, and gives them all. It says Missing to others.
func (r *Room) Office(ctx context.Context, who scheme.Actor, most int) (a Agenda, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		a, err = officeAgenda(w, most)
		return err
	})
	return a, err
}

func officeAgenda(w *desk.Work, most int) (Agenda, error) {
	officer := w.Who.Is(scheme.RoleOfficer)
	if !officer && !w.Who.Is(scheme.RoleAdministrator) {
		return Agenda{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	f := store.WaitingFilter{Person: w.Who.Person.ID, Today: w.Today, CaseReview: w.Today, MisuseReview: w.Today.AddDays(w.Scheme.Misuse.RemindDays), Limit: SortAtMost}
	if days := w.Scheme.Surveillance.RemindDays; len(days) > 0 {
		f.CaseReview = w.Today.AddDays(days[0])
	}
	all, err := w.Waiting(f)
	if err != nil {
		return Agenda{}, labeldesk.Wrap("read what waits", err)
	}
	var items []Item
	for _, one := range all {
		if !officer && one.Sort != scheme.AgendaErasure {
			continue
		}
		due, yours, err := open(w, one)
		if err != nil {
			return Agenda{}, err
		}
		if yours {
			items = append(items, Item{Sort: one.Sort, ID: one.ID, Label: one.Label, State: one.State, Due: due, Mine: one.Officer == w.Who.Person.ID, since: one.Since.Unix()})
		}
	}
	a := arranged(w, items, most)
	return a, nameAll(w, a.Items[:min(most, len(a.Items))])
}

// arranged sorts items, reckons how late they are, and keeps the first most.
func arranged(w *desk.Work, items []Item, most int) Agenda {
	a := Agenda{Items: items, Total: len(items), Counts: map[scheme.AgendaSort]int{}}
	for i := range items {
		one := &items[i]
		a.Counts[one.Sort]++
		if one.Due != "" && one.Due < w.Today {
			one.Late = one.Due.DaysUntil(w.Today)
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.Due, "9999"), cmp.Or(b.Due, "9999")), cmp.Compare(a.since, b.since))
	})
	if most > 0 && len(items) > most {
		a.Items = items[:most]
	}
	return a
}

// nameAll finds the names of what the items are about.
func nameAll(w *desk.Work, items []Item) error {
	for i := range items {
		one := &items[i]
		switch {
		case one.Sort == scheme.AgendaMisuse || one.Sort == scheme.AgendaMisuseReview:
			m, err := w.Misuse(scheme.MisuseID(one.ID))
			if err != nil {
				return labeldesk.Wrap("read entry", err)
			}
			one.Name = m.Party
		case one.Label != "":
			l, err := w.Label(one.Label)
			if err != nil {
				return labeldesk.Wrap("read label", err)
			}
			one.Name = l.Product.Name
		case one.Sort == scheme.AgendaObjection: // to a decision about no label
			o, err := w.Objection(scheme.ObjectionID(one.ID))
			if err != nil {
				return labeldesk.Wrap("read objection", err)
			}
			a, err := w.Application(scheme.ApplicationID(o.Subject))
			if err != nil {
				return labeldesk.Wrap("read application", err)
			}
			one.Name = a.Product.Name
		}
	}
	return nil
}
