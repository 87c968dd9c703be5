package office

import (
	"context"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// An OwnFilter restricts the list of one's own applications.
type OwnFilter struct {
	States []scheme.ApplicationState // nil: all
	Text   string                    // words, each in a product's name, a model, a number or the applicant's name; folded here
	Skip   int                       // so many from the beginning
	Limit  int                       // at most ListedAtMost, which is also what 0 means
}

// An OwnList is one page of one's own applications, the last started first.
type OwnList struct {
	Rows   []Row
	Total  int                             // that match in all
	Counts map[scheme.ApplicationState]int // of those that match the text, by state
}

// Own lists the applications of the person's own side: of the own maker, or
// of makers for which the own agency acts and that it may know of.
func (o *Office) Own(ctx context.Context, who scheme.Actor, f OwnFilter) (list OwnList, err error) {
	if f.Limit < 1 || f.Limit > ListedAtMost {
		f.Limit = ListedAtMost
	}
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		list = OwnList{}
		asked := store.ApplicationFilter{Side: sideOf(w.Who), Words: strings.Fields(fold.Text(f.Text)), Order: store.LastStarted}
		if list.Counts, err = w.ApplicationsByState(asked); err != nil {
			return wrap("count applications", err)
		}
		for state, n := range list.Counts {
			if f.States == nil || slices.Contains(f.States, state) {
				list.Total += n
			}
		}
		asked.States, asked.Skip, asked.Limit = f.States, f.Skip, f.Limit
		page, err := w.Applications(asked)
		if err != nil {
			return wrap("list applications", err)
		}
		names := map[scheme.OrganisationID]scheme.Text{}
		for _, a := range page {
			row, err := rowOf(w, veiled(a), names)
			if err != nil {
				return err
			}
			list.Rows = append(list.Rows, row)
		}
		return nil
	})
	return list, err
}

// sideOf is by what applications are the person's own, as RolesOf has it;
// people of the office have none.
func sideOf(who scheme.Actor) *store.Side {
	side := &store.Side{}
	if who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator) {
		return side
	}
	if who.Is(scheme.RoleApplicant) {
		side.Applicant = who.Organisation.ID
	}
	if who.Is(scheme.RoleAgent) {
		side.Agent, side.ActsFor = who.Organisation.ID, who.ActsFor
	}
	return side
}
