package applicant

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/application"
)

// tellWay fills in where the application stands, who has to move by when, and
// what happened so far.
func (d *Desk) tellWay(show *application.Page, r *http.Request, who scheme.Actor, f office.File) error {
	frame := show.Frame
	a := f.Application
	line := f.Scheme.Timeline(&a)
	numbers := map[scheme.Stage]string{scheme.StageReceived: a.Numbers.Application, scheme.StageChecked: a.Numbers.Acceptance,
		scheme.StageInquiry: a.Numbers.Provisional, scheme.StageDecided: string(a.Label)}
	for _, s := range line.Steps {
		show.Steps = append(show.Steps, application.Step{Name: frame.P.T("apply.stage." + string(s.Stage)), Progress: s.Progress, On: s.On,
			Number: numbered(frame, s.Stage, numbers[s.Stage])})
	}
	if a.State != scheme.Draft { // of a draft the tasks say what is left
		for _, w := range line.Waits {
			one := application.Wait{Who: frame.P.T("apply.party." + string(w.For)), What: frame.P.T("apply.wait." + string(w.Stage)),
				Due: w.Due, Late: w.Due != "" && w.Due < f.Today, Mine: w.For == scheme.PartyApplicant}
			if one.Mine && !slices.Contains(a.RolesOf(who), scheme.RoleEntry) { // an officer who enters from paper has no such move
				one.Who, one.What = frame.P.T("apply.party.mine"), frame.P.T("apply.wait.mine."+string(w.Stage))
			}
			show.Waits = append(show.Waits, one)
		}
	}
	rounds, err := d.office.Rounds(r.Context(), who, a.ID)
	if err != nil {
		return err
	}
	show.Events = events(frame, a, firstSent(a, rounds.Submissions))
	return nil
}

// firstSent is when the application was handed in first: the declaration on
// it is that of the last time. Zero for one that has not been.
func firstSent(a scheme.Application, handed []scheme.Submission) time.Time {
	if len(handed) > 0 {
		return handed[0].At
	}
	return a.Declaration.At
}

// numbered says which number a step has brought; "" when none.
func numbered(f page.Frame, stage scheme.Stage, number string) string {
	if number == "" {
		return ""
	}
	return f.P.T("apply.number."+string(stage), number)
}

// events are what happened to the application that its applicant may know, in
// the order of time.
func events(f page.Frame, a scheme.Application, sent time.Time) []application.Event {
	var all []application.Event
	add := func(e application.Event, key string) {
		if !e.At.IsZero() {
			e.What = f.P.T("apply.event." + key)
			all = append(all, e)
		}
	}
	add(application.Event{At: a.Started}, "started")
	add(application.Event{At: sent}, "submitted")
	for _, back := range a.Returns {
		add(application.Event{At: back.At, More: back.Reason}, "returned")
		add(application.Event{At: back.Back}, "corrected")
	}
	add(application.Event{At: a.AcceptedAt}, "accepted")
	if a.FeeSettled() {
		add(application.Event{At: a.Fee.At}, "fee")
	}
	if a.State == scheme.Issued || a.State == scheme.Refused || a.State == scheme.Rejected || a.State == scheme.GivenUp {
		add(application.Event{At: a.Closed, More: a.Reason}, string(a.State))
	}
	slices.SortStableFunc(all, func(x, y application.Event) int { return x.At.Compare(y.At) })
	return all
}

// showDoors fills in which agents the applicant may let in; only its own
// people see it.
func (d *Desk) showDoors(show *application.Page, r *http.Request, who scheme.Actor, f office.File) error {
	a := f.Application
	if who.Is(scheme.RoleApplicant) || who.Is(scheme.RoleAgent) {
		show.Clone = at(r, a.ID, "/copy")
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("carried")); err == nil {
		show.Said = show.Frame.P.T("apply.clone.done", n)
	}
	if r.URL.Query().Has("doors") {
		show.Said = show.Frame.P.T("apply.doors.done")
	}
	if !slices.Contains(a.RolesOf(who), scheme.RoleApplicant) {
		return nil
	}
	doors, err := d.office.Agents(r.Context(), who, a.ID)
	if err != nil {
		return err
	}
	show.DoorsTo = at(r, a.ID, "/agents")
	for _, door := range doors {
		if door.Began {
			continue // it cannot be let out of its own work
		}
		show.Doors = append(show.Doors, page.Option{Value: string(door.Agency.ID), Label: door.Agency.Name.In(show.Frame.P.Lang)})
		if door.Open {
			show.Let = append(show.Let, string(door.Agency.ID))
		}
	}
	return nil
}

// openTo lets agents in or out.
func (d *Desk) openTo(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	var agents []scheme.OrganisationID
	for _, one := range r.PostForm["open_to"] {
		agents = append(agents, scheme.OrganisationID(one))
	}
	if err := d.office.OpenTo(r.Context(), who, id, agents); err != nil {
		return err
	}
	return web.Redirect(w, r, at(r, id, "?doors=1"))
}
