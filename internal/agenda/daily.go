package agenda

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
)

// deedDaily is under what the audit keeps that a daily letter was sent.
const deedDaily = "daily_letter"

// Daily sends people the letter about what waits for them, and returns how
// many: on working days from the hour on that the scheme's data says, once a
// day, and none to whom nothing waits for or who wants none. It says of what
// sort the things are and how many, and no more. It is the software's own deed.
func (r *Room) Daily(ctx context.Context) (sent int, err error) {
	var failed []error
	for after := scheme.PersonID(""); ; {
		people, err := r.toTell(ctx, after)
		if err != nil || len(people) == 0 {
			return sent, errors.Join(append(failed, err)...)
		}
		n, err := desk.Each(ctx, "daily letter to", people, r.tell)
		sent, failed = sent+n, append(failed, err)
		after = people[len(people)-1].ID
	}
}

// An addressee is a person who is named by id in a failure: names and addresses
// are in no log.
type addressee struct{ scheme.Person }

func (a addressee) String() string { return string(a.ID) }

// toTell lists the next people who have not been looked at today; nobody
// before the hour and on days on which the office is closed.
func (r *Room) toTell(ctx context.Context, after scheme.PersonID) (people []addressee, err error) {
	err = r.labels.Look(ctx, scheme.System(), func(w *desk.Work) error {
		people = nil
		hour := w.Scheme.Daily.Hour
		if hour == 0 || !w.Scheme.Calendar.Open(w.Today) || w.Now.Before(w.Scheme.Midnight(w.Today).Add(time.Duration(hour)*time.Hour)) {
			return nil
		}
		all, err := w.PeopleToTell(w.Today, after)
		for _, p := range all {
			people = append(people, addressee{p})
		}
		return labeldesk.Wrap("list whom to tell", err)
	})
	return people, err
}

// tell looks what waits for one person and writes to that person if something
// does.
func (r *Room) tell(ctx context.Context, p addressee) (did bool, err error) {
	told, page, err := r.toldTo(ctx, p.Person)
	if len(scheme.RefusalsOf(err)) > 0 {
		return false, nil // signs in no more
	}
	if err != nil {
		return false, err
	}
	err = r.labels.Do(ctx, scheme.System(), deedDaily, func(w *desk.Work) error {
		did = false
		w.Unchanged()
		if err := w.MarkTold(p.ID, w.Today); err != nil || len(told) == 0 {
			return labeldesk.Wrap("note the daily letter", err)
		}
		count := 0
		for _, t := range told {
			count += t.Count
		}
		did = true
		w.Audit("person:"+string(p.ID), nil, map[string]any{"Waiting": count})
		args := map[string]string{"name": p.Name, "count": strconv.Itoa(count), "waiting": mail.Waiting(told), "link": r.labels.Base + "/" + p.Language + page}
		return labeldesk.Wrap("queue a letter", r.labels.Post.Send(w.Tx, p.Email, p.Language, deedDaily, args, w.Now))
	})
	if scheme.IsRefusal(err, scheme.Conflict) {
		return false, nil // another process was first
	}
	return did && err == nil, err
}

// toldTo is what a letter says to one person, and the page to which it leads.
func (r *Room) toldTo(ctx context.Context, p scheme.Person) (told []mail.Waits, page string, err error) {
	err = r.labels.Look(ctx, scheme.Actor{Person: p}, func(w *desk.Work) error {
		told, page = nil, ""
		var a Agenda
		switch {
		case w.Who.Is(scheme.RoleApplicant) || w.Who.Is(scheme.RoleAgent):
			page = "/desk/applications"
			a, err = holderAgenda(w, 0)
		case w.Who.Is(scheme.RoleOfficer):
			page = "/desk/office/"
			if a, err = officeAgenda(w, 0); err == nil {
				told, err = applications(w)
			}
		case w.Who.Is(scheme.RoleAdministrator):
			page = "/desk/office/waiting"
			a, err = officeAgenda(w, 0)
		}
		told = append(told, a.told()...)
		return err
	})
	return told, page, err
}

// told counts what waits, sort by sort, with the first day of each.
func (a Agenda) told() (all []mail.Waits) {
	for _, sort := range slices.Concat(scheme.OfficeAgenda, scheme.HolderAgenda) {
		t := mail.Waits{Sort: string(sort), Count: a.Counts[sort]}
		for _, one := range a.Items {
			if one.Sort == sort && one.Due != "" {
				t.Due = min(cmp.Or(t.Due, one.Due), one.Due)
			}
		}
		if t.Count > 0 {
			all = append(all, t)
		}
	}
	return all
}

// applications are those that an officer works on and whose next step is the
// officer's.
func applications(w *desk.Work) ([]mail.Waits, error) {
	all, err := w.Applications(openOf(w.Who.Person.ID))
	if err != nil {
		return nil, labeldesk.Wrap("list applications", err)
	}
	t := mail.Waits{Sort: "application"}
	for _, a := range all {
		s, err := w.Judging(&a)
		if err != nil {
			return nil, err
		}
		line := s.Timeline(&a)
		if a.TurnOf(w.Who.Person.ID, line.Waits) != scheme.TurnYours {
			continue
		}
		t.Count++
		if due := line.Due(); due != "" {
			t.Due = min(cmp.Or(t.Due, due), due)
		}
	}
	if t.Count == 0 {
		return nil, nil
	}
	return []mail.Waits{t}, nil
}
