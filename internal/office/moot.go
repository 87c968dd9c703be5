package office

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// CloseMoot closes the open applications about labels that have ended or gone
// to another holder meanwhile, and those that were returned and never came
// back, and returns how many. It is the software's own deed.
func (o *Office) CloseMoot(ctx context.Context) (closed int, err error) {
	return desk.Fulfil(ctx, o.desk, desk.Duty[scheme.ApplicationID]{What: "close application", Deed: string(scheme.DeedClose), Due: mootApplications, Do: o.closeMoot})
}

func mootApplications(w *desk.Work) (open []scheme.ApplicationID, err error) {
	all, err := every(w, store.ApplicationFilter{AboutAny: true, States: docketStates})
	if err != nil {
		return nil, wrap("list open applications about labels", err)
	}
	for _, a := range all {
		letter, err := mootBy(w, &a)
		if err != nil {
			return nil, err
		}
		if letter != "" {
			open = append(open, a.ID)
		}
	}
	return open, nil
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

func (o *Office) closeMoot(w *desk.Work, id scheme.ApplicationID) (did bool, err error) {
	a, err := w.Application(id)
	if err != nil {
		return false, wrap("read application", err)
	}
	to, err := scheme.Next(scheme.ApplicationRules, a.State, scheme.DeedClose, w.Who.Person.Roles)
	if scheme.IsRefusal(err, scheme.Conflict) { // decided a moment ago
		return false, nil
	}
	if err != nil {
		return false, err
	}
	letter, err := mootBy(w, &a)
	if err != nil || letter == "" {
		return false, err
	}
	before := a
	a.State, a.Closed = to, w.Now
	if err := keep(w, before, &a); err != nil {
		return false, err
	}
	return true, o.tellOf(w, a, letter, map[string]string{"number": string(a.Of)})
}
