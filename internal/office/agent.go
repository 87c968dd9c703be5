package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// An AgentDoor is an agent of the applicant and whether it is let into one
// application.
type AgentDoor struct {
	Agency scheme.Organisation
	Began  bool // it began the application itself, and stays in
	Open   bool
}

// Agents lists the agents that hold the applicant's power of attorney today.
// It is for the applicant's own people: what an agent may see is theirs to say.
func (o *Office) Agents(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (doors []AgentDoor, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		a, err := ownApplication(w, id)
		if err != nil {
			return err
		}
		doors, err = doorsOf(w, a)
		return err
	})
	return doors, err
}

func ownApplication(w *desk.Work, id scheme.ApplicationID) (scheme.Application, error) {
	a, err := open(w, id)
	if err == nil && !slices.Contains(a.RolesOf(w.Who), scheme.RoleApplicant) {
		err = scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.edit"))
	}
	return a, err
}

func doorsOf(w *desk.Work, a scheme.Application) ([]AgentDoor, error) {
	powers, err := w.PowersFor(a.Applicant)
	if err != nil {
		return nil, wrap("read the powers of attorney", err)
	}
	var doors []AgentDoor
	for _, p := range powers {
		known := slices.ContainsFunc(doors, func(d AgentDoor) bool { return d.Agency.ID == p.Agent })
		if known || !p.HoldsOn(w.Today) {
			continue
		}
		agency, err := w.Organisation(p.Agent)
		if err != nil {
			return nil, wrap("read the agent", err)
		}
		doors = append(doors, AgentDoor{Agency: agency, Began: a.Agent == p.Agent, Open: a.Agent == p.Agent || slices.Contains(a.OpenTo, p.Agent)})
	}
	return doors, nil
}

// OpenTo says which agents are let into the application besides the one that
// began it. It refuses organisations that do not hold the applicant's power
// of attorney today.
func (o *Office) OpenTo(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, agents []scheme.OrganisationID) error {
	return o.desk.Do(ctx, who, "open_to", func(w *desk.Work) error {
		a, err := ownApplication(w, id)
		if err != nil {
			return err
		}
		doors, err := doorsOf(w, a)
		if err != nil {
			return err
		}
		var let []scheme.OrganisationID
		for _, d := range doors {
			if slices.Contains(agents, d.Agency.ID) {
				let = append(let, d.Agency.ID)
			}
		}
		for _, one := range agents {
			if !slices.Contains(let, one) {
				return scheme.Refuse(scheme.Invalid, "refusal.power").On("open_to")
			}
		}
		if slices.Equal(let, a.OpenTo) {
			w.Unchanged()
			return nil
		}
		before := a
		a.OpenTo = let
		return keep(w, before, &a)
	})
}
