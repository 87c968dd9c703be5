package office

import (
	"context"
	"errors"
	"fmt"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// CloseMoot closes the open applications about labels that have ended or gone
// to another holder meanwhile, and those that were returned and never came
// back, and returns how many. It is the software's own deed.
func (o *Office) CloseMoot(ctx context.Context) (closed int, err error) {
	var open []scheme.ApplicationID
	err = o.desk.Look(ctx, scheme.System(), func(w *desk.Work) error {
		open = nil
		all, err := every(w, store.ApplicationFilter{AboutAny: true, States: docketStates})
		if err != nil {
			return wrap("list open applications about labels", err)
		}
		for _, a := range all {
			letter, err := mootBy(w, &a)
			if err != nil {
				return err
			}
			if letter != "" {
				open = append(open, a.ID)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, id := range open { // one that cannot be closed does not stop the others
		did, err := o.closeMoot(ctx, scheme.System(), id)
		if err != nil {
			failed = append(failed, fmt.Errorf("close application %s: %w", id, err))
		}
		if did {
			closed++
		}
	}
	return closed, errors.Join(failed...)
}

// mootBy returns the letter that tells why an application about a label can
// come to nothing; "" while it can come to something.
func mootBy(w *desk.Work, a *scheme.Application) (letter string, err error) {
	l, err := w.Label(a.Of)
	if err != nil {
		return "", wrap("read the label", err)
	}
	s, err := w.Judging(a)
	if err != nil {
		return "", err
	}
	switch last := s.Abandoned(a); {
	case l.Withdrawn != "" || l.Revoked != "" || l.Holder != a.Applicant:
		return "application_moot", nil
	case last != "" && last < w.Today:
		return "application_abandoned", nil
	}
	return "", nil
}

func (o *Office) closeMoot(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (did bool, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedClose), func(w *desk.Work) error {
		did = false
		a, err := w.Application(id)
		if err != nil {
			return wrap("read application", err)
		}
		to, err := scheme.Next(scheme.ApplicationRules, a.State, scheme.DeedClose, w.Who.Person.Roles)
		if scheme.IsRefusal(err, scheme.Conflict) { // decided a moment ago
			w.Unchanged()
			return nil
		}
		if err != nil {
			return err
		}
		letter, err := mootBy(w, &a)
		if err != nil || letter == "" {
			w.Unchanged()
			return err
		}
		before := a
		a.State, a.Closed = to, w.Now
		if err := keep(w, before, &a); err != nil {
			return err
		}
		did = true
		return o.tellOf(w, a, letter, map[string]string{"number": string(a.Of)})
	})
	return did && err == nil, err
}
