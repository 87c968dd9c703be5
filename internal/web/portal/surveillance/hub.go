package surveillance

import (
	"context"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/holder"
)

// ofLabel is the section of a label's hub about its cases; none when the
// holder was told of no case.
func (d *Desk) ofLabel(ctx context.Context, f page.Frame, who scheme.Actor, l scheme.Label) ([]holder.Part, error) {
	rows, err := d.room.Cases(ctx, who, store.CaseFilter{Label: l.Number})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	part := holder.Part{ID: "cases", Title: f.P.T("case.nav")}
	for _, one := range rows {
		c := one.Case
		item := holder.Item{Title: f.P.T("agenda.case_of", c.Opened), Href: f.To("/desk/cases/" + string(c.ID)), Tag: f.P.T("state." + string(c.State))}
		switch {
		case c.HoldersTurn() && c.Due != "":
			item.Facts = []page.Row{{Key: f.P.T("agenda.case_answer"), Text: f.P.Date(c.Due)}}
			if one.Overdue {
				item.Late = f.P.T("apply.wait.late")
			}
		case one.Closed != "":
			item.Facts = []page.Row{{Key: f.P.T("agenda.case_closed"), Text: f.P.Date(one.Closed)}}
		}
		part.Items = append(part.Items, item)
	}
	return []holder.Part{part}, nil
}
