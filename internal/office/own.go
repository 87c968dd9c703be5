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
	Text   string                    // in a product's name, a model, a number or the applicant's name; folded here
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
		list = OwnList{Counts: map[scheme.ApplicationState]int{}}
		all, names, err := ownApplications(w)
		if err != nil {
			return err
		}
		words := strings.Fields(fold.Text(f.Text))
		for _, a := range all {
			if !matches(a, names[a.Applicant], words) {
				continue
			}
			list.Counts[a.State]++
			if f.States != nil && !slices.Contains(f.States, a.State) {
				continue
			}
			list.Total++
			if list.Total <= f.Skip || len(list.Rows) == f.Limit {
				continue
			}
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

// ownApplications reads all applications of the person's side, page by page:
// what an agent may know of is told from the application itself.
func ownApplications(w *desk.Work) ([]scheme.Application, map[scheme.OrganisationID]scheme.Text, error) {
	own := ownOf(w.Who)
	if own == nil {
		own = []scheme.OrganisationID{} // people of the office have none of their own
	}
	var all []scheme.Application
	names := map[scheme.OrganisationID]scheme.Text{}
	after := ""
	for {
		page, err := w.Applications(store.ApplicationFilter{Applicants: own, Order: store.LastStarted, After: after})
		if err != nil {
			return nil, nil, wrap("list applications", err)
		}
		if len(page) == 0 {
			return all, names, nil
		}
		after = string(page[len(page)-1].ID)
		for _, a := range page {
			if !mayKnow(w.Who, a) {
				continue
			}
			if _, known := names[a.Applicant]; !known {
				org, err := w.Organisation(a.Applicant)
				if err != nil {
					return nil, nil, wrap("read the applicant", err)
				}
				names[a.Applicant] = org.Name
			}
			all = append(all, a)
		}
	}
}

// matches reports whether each word stands somewhere in what people call the
// application by.
func matches(a scheme.Application, applicant scheme.Text, words []string) bool {
	if len(words) == 0 {
		return true
	}
	said := append([]string{a.Product.Name.Ja, a.Product.Name.En, applicant.Ja, applicant.En,
		a.Numbers.Application, a.Numbers.Acceptance, a.Numbers.Provisional, string(a.Label)}, a.Product.Models...)
	text := fold.Text(strings.Join(said, "\n"))
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
