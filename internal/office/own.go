package office

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// An OwnGroup is a part of the own applications: by whose move is next.
type OwnGroup string

const (
	OwnAll    OwnGroup = ""
	OwnMine   OwnGroup = "mine"   // to fill in, to correct or to pay: something waits for the applicant
	OwnOffice OwnGroup = "office" // nothing waits for the applicant
	OwnClosed OwnGroup = "closed" // come to an end
)

// within adds to a filter what lets a group through. An application that is
// accepted waits for the applicant as long as its fee is open, as
// scheme.Timeline has it.
func (g OwnGroup) within(f store.ApplicationFilter) store.ApplicationFilter {
	switch g {
	case OwnMine:
		f.States, f.Fee = []scheme.ApplicationState{scheme.Draft, scheme.Returned, scheme.Accepted}, store.FeeOpen
	case OwnOffice:
		f.States, f.Fee = []scheme.ApplicationState{scheme.Submitted, scheme.Accepted}, store.FeeSettled
	case OwnClosed:
		f.States = []scheme.ApplicationState{scheme.Issued, scheme.Refused, scheme.Rejected, scheme.GivenUp}
	}
	return f
}

// An OwnFilter restricts the list of one's own applications.
type OwnFilter struct {
	States []scheme.ApplicationState // nil: all
	Group  OwnGroup
	Text   string // words, each in a product's name, a model, a number or the applicant's name; folded here
	Skip   int    // so many from the beginning
	Limit  int    // at most ListedAtMost, which is also what 0 means
}

// An OwnList is one page of one's own applications, the last started first; of
// those that wait for the applicant what is overdue comes before, the longest
// overdue first.
type OwnList struct {
	Rows   []Row
	Total  int              // that match in all
	Counts map[OwnGroup]int // of those that match the text
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
		if list.Counts, err = ownCounts(w, asked); err != nil {
			return err
		}
		asked = f.Group.within(asked)
		if f.States != nil {
			asked.States = f.States
		}
		if list.Total, err = w.CountApplications(asked); err != nil {
			return wrap("count applications", err)
		}
		page, err := ownPage(w, asked, f, list.Total)
		if err != nil {
			return err
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

// ownCounts counts each group of those that a filter lets through.
func ownCounts(w *desk.Work, asked store.ApplicationFilter) (map[OwnGroup]int, error) {
	counts := map[OwnGroup]int{}
	for _, g := range []OwnGroup{OwnAll, OwnMine, OwnOffice, OwnClosed} {
		n, err := w.CountApplications(g.within(asked))
		if err != nil {
			return nil, wrap("count applications", err)
		}
		counts[g] = n
	}
	return counts, nil
}

// sortedAtMost is how many applications that wait for the applicant are read
// to find the overdue ones among them; a longer list keeps its order.
const sortedAtMost = 500

// ownPage reads the page that is asked for of the total that match.
func ownPage(w *desk.Work, asked store.ApplicationFilter, f OwnFilter, total int) ([]scheme.Application, error) {
	sorted := f.Group == OwnMine && total <= sortedAtMost
	asked.Skip, asked.Limit = f.Skip, f.Limit
	if sorted {
		asked.Skip, asked.Limit = 0, sortedAtMost
	}
	all, err := w.Applications(asked)
	if err != nil {
		return nil, wrap("list applications", err)
	}
	if !sorted {
		return all, nil
	}
	overdue := func(a scheme.Application) scheme.Date {
		if line := w.Scheme.Timeline(&a); line.Late(w.Today) {
			return line.Due()
		}
		return "9999" // after every day
	}
	slices.SortStableFunc(all, func(x, y scheme.Application) int { return cmp.Compare(overdue(x), overdue(y)) })
	from := min(max(f.Skip, 0), len(all))
	return all[from:min(from+f.Limit, len(all))], nil
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
