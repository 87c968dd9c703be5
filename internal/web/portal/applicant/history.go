package applicant

import (
	"net/http"
	"net/url"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page/desk/history"
	"shirushi/internal/web/portal"
)

// history shows what was done to an application; who of the office did it is
// not for the applicant.
func (d *Desk) history(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	after := portal.Tidy(r.URL.Query().Get("after"))
	read, err := d.office.History(r.Context(), who, f.Application.ID, after)
	if err != nil {
		return err
	}
	here := at(r, f.Application.ID, "/history")
	v := history.View{Frame: d.inside(r, who, f, d.Site.Printer(r).T("audit.history.title")), Back: at(r, f.Application.ID, "")}
	v.Styles = append(v.Styles, "records.css")
	if after != "" {
		v.First = here
	}
	if read.More {
		v.Next = here + "?" + url.Values{"after": {read.Lines[len(read.Lines)-1].ID}}.Encode()
	}
	for _, one := range read.Lines {
		e := portal.EntryOf(v.Frame, portal.Deed{At: one.At, Who: string(one.Who), Deed: one.Deed, Before: one.Before, After: one.After}, read.Names)
		switch {
		case one.Office:
			e.Who = v.P.T("audit.the_office")
		case !one.Side:
			e.Who = v.P.T("audit.authority")
		}
		v.Entries = append(v.Entries, e)
	}
	return d.Site.Render(w, r, http.StatusOK, history.Page(v))
}
