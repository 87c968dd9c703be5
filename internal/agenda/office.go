package agenda

import (
	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
)

// open says by when something is to be done, and whether it waits for the
// reader: not what a colleague has who is here, and not what takes somebody
// who had no part in what came before.
func open(w *desk.Work, one store.Waiting) (due scheme.Date, yours bool, err error) {
	yours = one.Officer == "" || one.Officer == w.Who.Person.ID
	one.Due = ours(w, one)
	switch one.Sort {
	case scheme.AgendaHearing:
		yours, err = mayHear(w, one)
	case scheme.AgendaObjection:
		if yours {
			yours, err = remedy.Uninvolved(w, scheme.ObjectionID(one.ID))
		}
	case scheme.AgendaReissue, scheme.AgendaSuccession:
		if one.Again {
			yours, err = mayDecideAgain(w, one)
		}
	}
	return one.Due, yours, err
}

// ours is the day by which the office is to move. What waits because the
// holder let its own last day pass can be done only after that day: the office
// has the next working day before it is late.
func ours(w *desk.Work, one store.Waiting) scheme.Date {
	switch scheme.CaseState(one.State) {
	case scheme.CaseDemanded, scheme.CaseCorrecting, scheme.CaseHearing:
		if one.Due != "" && one.Sort != scheme.AgendaMoreTime && one.Sort != scheme.AgendaWarningReview {
			return w.Scheme.Calendar.After(one.Due, 1)
		}
	}
	return one.Due
}

// mayHear reports whether a hearing, or the decision after it, waits for the
// reader: one who did not investigate, unless a colleague who did not either
// has the case.
func mayHear(w *desk.Work, one store.Waiting) (bool, error) {
	c, err := w.Case(scheme.CaseID(one.ID))
	if err != nil {
		return false, labeldesk.Wrap("read case", err)
	}
	reader := w.Who.Person.ID
	if free, err := surveillance.Uninvolved(w, c, reader); err != nil || !free {
		return false, err
	}
	if one.Officer == "" || one.Officer == reader {
		return true, nil
	}
	free, err := surveillance.Uninvolved(w, c, one.Officer)
	return !free, err
}

// mayDecideAgain reports whether the reader may decide afresh on what was
// refused once: another one does than who refused it.
func mayDecideAgain(w *desk.Work, one store.Waiting) (bool, error) {
	if one.Sort == scheme.AgendaReissue {
		r, err := w.Reissue(scheme.ReissueID(one.ID))
		return r.NotAgain(w.Who.Person.ID) == nil, labeldesk.Wrap("read reissue", err)
	}
	s, err := w.Succession(scheme.SuccessionID(one.ID))
	return s.NotAgain(w.Who.Person.ID) == nil, labeldesk.Wrap("read succession", err)
}

// openOf asks for the applications on which an officer works.
func openOf(officer scheme.PersonID) store.ApplicationFilter {
	return store.ApplicationFilter{Officers: []scheme.PersonID{officer}, States: []scheme.ApplicationState{scheme.Submitted, scheme.Returned, scheme.Accepted}, Received: true, Limit: SortAtMost}
}
