package officer

import (
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page/desk/officelist"
	"shirushi/internal/web/portal"
)

// list shows applications by what is to be done next.
func (d *Desk) list(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	closed := r.URL.Query().Get("show") == "closed"
	list := d.office.Waiting
	if closed {
		list = d.office.Closed
	}
	rows, err := list(r.Context(), who)
	if err != nil {
		return err
	}
	sch, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	names, err := d.Names(r.Context(), who, who.Organisation.ID)
	if err != nil {
		return err
	}
	v := officelist.View{Closed: closed, Here: portal.OfficeHome(r), There: portal.OfficeHome(r) + "?show=closed"}
	v.Frame = d.OfficeFrame(r, who, "")
	v.Title = v.P.T("officer.list.title")
	v.Groups = groupRows(rows, closed, func(row office.Row) officelist.Row {
		return listRow(r, row, sch, sch.Day(d.Site.Now()), who, names)
	})
	if len(rows) >= office.ListedAtMost {
		v.Full = len(rows)
	}
	return d.Site.Render(w, r, http.StatusOK, officelist.Page(v))
}

// nextFor tells what has to be done next to an application.
func nextFor(a scheme.Application) officelist.Next {
	switch a.State {
	case scheme.Submitted:
		return officelist.Check
	case scheme.Returned:
		return officelist.Returned
	case scheme.Accepted:
		if a.Settled() {
			return officelist.Decide
		}
		return officelist.Wait
	}
	return officelist.Closed
}

// groupRows puts applications together by what has to be done next, each group
// in the order in which they come.
func groupRows(rows []office.Row, closed bool, show func(office.Row) officelist.Row) []officelist.Group {
	order := officelist.Open
	if closed {
		order = []officelist.Next{officelist.Closed}
	}
	by := map[officelist.Next][]officelist.Row{}
	for _, row := range rows {
		next := nextFor(row.Application)
		by[next] = append(by[next], show(row))
	}
	groups := make([]officelist.Group, len(order))
	for i, next := range order {
		groups[i] = officelist.Group{Next: next, Rows: by[next]}
	}
	return groups
}

func listRow(r *http.Request, row office.Row, sch *scheme.Scheme, today scheme.Date, who scheme.Actor, names map[scheme.PersonID]string) officelist.Row {
	a := row.Application
	out := officelist.Row{
		Href: portal.OfficeHome(r, "applications", string(a.ID)), Number: a.Numbers.Application,
		Applicant: row.Applicant, Product: a.Product.Name, Level: a.Level, Received: a.Received,
		AcceptedBy: names[a.AcceptedBy], Mine: a.AcceptedBy == who.Person.ID, Waiting: waitingFor(a), State: a.State,
	}
	until := today
	if !a.Closed.IsZero() {
		out.Closed = sch.Day(a.Closed)
		until = out.Closed
	}
	if a.Received != "" {
		out.Days = a.Received.DaysUntil(until)
	}
	return out
}

// waitingFor is the message key of what an accepted application waits for,
// or of the answer that is in.
func waitingFor(a scheme.Application) string {
	switch {
	case a.State != scheme.Accepted:
		return ""
	case a.Settled() || a.View.View == scheme.Objection:
		return "officer.view." + string(a.View.View)
	case a.Fee.Paid == "" && a.View.View == "":
		return "officer.wait.both"
	case a.Fee.Paid == "":
		return "officer.wait.fee"
	}
	return "officer.wait.view"
}
