package applicant

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/applications"
	"shirushi/internal/web/portal"
)

// applicationsShown is how many applications stand on one page of the list.
const applicationsShown = 25

// A group is a part of the list of applications: whose hands they are in.
type group struct {
	name string
	of   office.OwnGroup
}

var groups = []group{{"all", office.OwnAll}, {"mine", office.OwnMine}, {"office", office.OwnOffice}, {"closed", office.OwnClosed}}

// applications lists the own applications, by group, search and page, and the
// labels.
func (d *Desk) applications(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	chosen := groups[max(0, slices.IndexFunc(groups, func(g group) bool { return g.name == r.URL.Query().Get("group") }))]
	query := portal.Tidy(r.URL.Query().Get("q"))
	from, err := strconv.Atoi(r.URL.Query().Get("from"))
	if err != nil || from < 0 {
		from = 0
	}
	own, err := d.office.Own(r.Context(), who, office.OwnFilter{Group: chosen.of, Text: query, Skip: from, Limit: applicationsShown})
	if err != nil {
		return err
	}
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("applicant.list.title"))
	list := applications.Page{Frame: f, Start: f.To("/desk/applications/new"), Agent: who.Is(scheme.RoleAgent), Here: f.To("/desk/applications"),
		Query: query, Group: chosen.name, Total: own.Total, Any: query != ""}
	grouped(&list, own)
	paged(&list, own, from)
	today := s.Day(d.Site.Now())
	for _, row := range own.Rows {
		one := applicationOf(r, f, s, today, row)
		if who.Is(scheme.RoleApplicant) || who.Is(scheme.RoleAgent) {
			one.Copy = at(r, row.Application.ID, "/copy")
		}
		list.Applications = append(list.Applications, one)
	}
	if list.Labels, err = d.labelsOf(r, who, f); err != nil {
		return err
	}
	if list.Waiting, err = d.WaitingFor(r.Context(), f, who); err != nil {
		return err
	}
	return d.Site.Render(w, r, http.StatusOK, applications.Show(list))
}

// addressOf is the address of one page of one group of the list.
func addressOf(list applications.Page, group string, from int) string {
	v := url.Values{"group": {group}}
	if list.Query != "" {
		v.Set("q", list.Query)
	}
	if from > 0 {
		v.Set("from", strconv.Itoa(from))
	}
	return list.Here + "?" + v.Encode()
}

// grouped counts what stands in each group, and leads there.
func grouped(list *applications.Page, own office.OwnList) {
	for _, g := range groups {
		one := applications.Group{Name: list.Frame.P.T("apply.group." + g.name), Href: addressOf(*list, g.name, 0), Here: g.name == list.Group, Count: own.Counts[g.of]}
		list.Any = list.Any || one.Count > 0
		list.Groups = append(list.Groups, one)
	}
}

// paged leads to the pages before and after the one that is shown.
func paged(list *applications.Page, own office.OwnList, from int) {
	if from > 0 {
		list.FirstPage = addressOf(*list, list.Group, 0)
	}
	if from+len(own.Rows) < own.Total {
		list.NextPage = addressOf(*list, list.Group, from+applicationsShown)
	}
	if len(own.Rows) > 0 {
		list.First = from + 1
	}
}

func applicationOf(r *http.Request, f page.Frame, s *scheme.Scheme, today scheme.Date, row office.Row) applications.Application {
	a := row.Application
	line := s.Timeline(&a)
	about := ""
	if a.AboutLabel() {
		about = f.P.T("renewal.tag", scheme.Code("application.kind."+string(a.Kind)), string(a.Of))
	}
	return applications.Application{
		About: about,
		Href:  at(r, a.ID, ""), Number: a.Numbers.Application, Product: a.Product.Name, Applicant: row.Applicant.In(f.P.Lang),
		State: a.State, Move: f.P.T("applicant.move." + move(a)), Due: line.Due(), Late: line.Late(today),
		Filled: row.Filled, Items: row.Items, Changed: lastChange(a),
	}
}

func (d *Desk) labelsOf(r *http.Request, who scheme.Actor, f page.Frame) ([]applications.Label, error) {
	labels, err := d.office.Labels(r.Context(), who)
	if err != nil {
		return nil, err
	}
	var list []applications.Label
	for _, l := range labels {
		one := applications.Label{
			Number: l.Label.Number, Href: f.To("/labels/" + string(l.Label.Number)), Hub: f.To("/desk/labels/" + string(l.Label.Number)), Product: l.Label.Product.Name,
			Holder: l.Holder.Name.In(f.P.Lang), Status: l.Status, ValidUntil: l.Label.ValidUntil,
		}
		if !l.Listed {
			one.Listed = l.Label.Listed
		}
		if slices.Contains(l.Deeds, scheme.DeedWithdraw) {
			one.Withdraw = f.To("/desk/labels/" + string(l.Label.Number) + "/withdraw")
		}
		one.Begun = begunOf(r, f, l)
		asked := func(kind scheme.ApplicationKind) bool {
			return slices.ContainsFunc(l.Open, func(a scheme.Application) bool { return a.Kind == kind })
		}
		if slices.Contains(l.Deeds, scheme.DeedExtend) && !l.Label.Pending() && !asked(scheme.Extension) {
			one.Extend = f.To("/desk/labels/" + string(l.Label.Number) + "/extend")
		}
		if slices.Contains(l.Deeds, scheme.DeedMaintain) && !asked(scheme.Maintenance) {
			one.Maintain = f.To("/desk/labels/" + string(l.Label.Number) + "/maintain")
		}
		if l.Label.Pending() && l.Label.Withdrawn == "" && l.Label.Revoked == "" {
			one.Applied = l.Label.ExtensionApplied
		}
		list = append(list, one)
	}
	return list, nil
}

// begunOf leads to the undecided applications about a label that the reader
// may know of.
func begunOf(r *http.Request, f page.Frame, l office.LabelFile) (ways []page.Link) {
	for _, a := range l.Open {
		if a.ID != "" {
			ways = append(ways, page.Link{Text: f.P.T("renewal.begun."+string(a.Kind), scheme.Code("state."+string(a.State))), Href: at(r, a.ID, "")})
		}
	}
	return ways
}
