package agenda

import (
	"net/http"
	"net/url"

	"shirushi/internal/agenda"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/waiting"
)

// own shows all that waits for a holder or an applicant.
func (d *Desk) own(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	a, err := d.room.Holder(r.Context(), who, onPage)
	if err != nil {
		return err
	}
	v := waiting.View{Frame: d.Frame(r, who, d.Site.Printer(r).T("agenda.own.title"))}
	v.Lead, v.Part = v.P.T("agenda.own.lead"), ownPart(v.Frame, a)
	v.Part.None = v.P.T("agenda.own.none")
	if a.Total > len(a.Items) {
		v.More = v.P.T("agenda.more", len(a.Items))
	}
	return d.Site.Render(w, r, http.StatusOK, waiting.Page(v))
}

func ownPart(f page.Frame, a agenda.Agenda) waiting.Part {
	p := waiting.Part{Title: f.P.T("agenda.own.title"), Total: a.Total, All: f.To("/desk/waiting")}
	for _, one := range a.Items {
		p.Items = append(p.Items, ownItem(f, one))
	}
	return p
}

// ownItem says what is asked of a holder or comes about a label, and leads there.
func ownItem(f page.Frame, one agenda.Item) waiting.Item {
	item := waiting.Item{Text: f.P.T(words(f, one)), About: about(f, one), Due: one.Due, Late: one.Late}
	switch one.Sort {
	case scheme.AgendaReturned:
		item.Href = f.To("/desk/applications/" + one.ID)
	case scheme.AgendaAnswer:
		item.Href = f.To("/desk/cases/" + one.ID)
	case scheme.AgendaOffer:
		item.Href = f.To("/desk/successions/" + one.ID)
	case scheme.AgendaExtend:
		item.Href, item.Said = f.To("/desk/labels/"+one.ID), "agenda.ends"
		switch one.State {
		case agenda.ExtendDraft:
			item.Href = f.To("/desk/applications/" + one.ID)
		case agenda.ExtendLate:
			item.Said = "agenda.until"
		}
	case scheme.AgendaHeld:
		item.Href, item.Said = f.To("/desk/labels/"+string(one.Label)), "agenda.released"
	case scheme.AgendaObject:
		item.Href, item.Said = f.To("/desk/objections/new")+"?"+url.Values{"against": {one.State}, "of": {one.ID}}.Encode(), "agenda.until"
	}
	return item
}
