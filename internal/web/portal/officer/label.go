package officer

import (
	"context"
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officelabel"
	"shirushi/internal/web/page/desk/officelabels"
	"shirushi/internal/web/portal"
)

// labels leads to the label with a number, and lists the newest.
func (d *Desk) labels(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	typed := portal.Tidy(r.URL.Query().Get("number"))
	var refused error
	if typed != "" {
		number, err := d.findLabel(r, who, typed)
		if err == nil {
			return web.Redirect(w, r, portal.OfficeHome(r, "labels", string(number)))
		}
		if len(scheme.RefusalsOf(err)) == 0 {
			return err
		}
		refused = portal.OnForm(err, "", "number")
	}
	files, err := d.office.Labels(r.Context(), who)
	if err != nil {
		return err
	}
	v := officelabels.View{Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "labels"), Typed: typed}
	v.Title = v.P.T("officer.labels.title")
	v.Errors = page.ErrorsOf(v.P, refused)
	for _, f := range files {
		_, open := f.Label.Open()
		row := officelabels.Row{
			Href: portal.OfficeHome(r, "labels", string(f.Label.Number)), Number: f.Label.Number, Product: f.Label.Product.Name,
			Holder: f.Holder.Name, Status: f.Status, Until: f.Label.ValidUntil, Waiting: open,
		}
		if !f.Listed {
			row.Listed = f.Label.Listed
		}
		v.Rows = append(v.Rows, row)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officelabels.Page(v))
}

// findLabel reads a number as it was typed. It refuses one that no label has.
func (d *Desk) findLabel(r *http.Request, who scheme.Actor, typed string) (scheme.LabelNumber, error) {
	sch, err := d.Site.Scheme(r.Context())
	if err != nil {
		return "", err
	}
	number, err := sch.Numbering.Registration.Parse(typed)
	if err != nil {
		return "", err
	}
	_, err = d.office.Label(r.Context(), who, scheme.LabelNumber(number))
	if scheme.IsRefusal(err, scheme.Missing) {
		return "", scheme.Refuse(scheme.Missing, "officer.labels.not_found").On("number").With(number)
	}
	return scheme.LabelNumber(number), err
}

// label shows one label.
func (d *Desk) label(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showLabel(w, r, who, officelabel.Typed{}, nil)
}

// showLabel shows the label as it stands now, with what was typed when a deed
// was refused.
func (d *Desk) showLabel(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed officelabel.Typed, refused error) error {
	f, err := d.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number")))
	if err != nil {
		return err
	}
	names, err := d.Names(r.Context(), who, f.Holder.ID)
	if err != nil {
		return err
	}
	v := d.labelView(r, who, f, names)
	if v.OnPaper, err = d.onPaper(r, who, v.Frame, f.Label.Number); err != nil {
		return err
	}
	if id := f.Label.LastApplication(); id != "" && v.Status == scheme.Revoked && len(f.Deeds) > 0 {
		last, err := d.office.File(r.Context(), who, id)
		if err != nil {
			return err
		}
		if last.Application.Entered() {
			v.ObjectHref = objectionOf(v.Frame, scheme.AgainstRevocation, string(f.Label.Number))
		}
	}
	v.Errors, v.Typed = page.ErrorsOf(v.P, refused), typed
	return d.Site.Render(w, r, web.StatusOf(refused), officelabel.Page(v))
}

// objectionOf is where an objection that came on paper is entered.
func objectionOf(f page.Frame, against scheme.ObjectionAgainst, of string) string {
	return f.To("/desk/objections/new") + "?against=" + string(against) + "&of=" + of
}

func (d *Desk) labelView(r *http.Request, who scheme.Actor, f office.LabelFile, names map[scheme.PersonID]string) officelabel.View {
	number := string(f.Label.Number)
	v := officelabel.View{
		Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "labels", number),
		ApplicationHref: portal.OfficeHome(r, "applications", string(f.Label.Application)),
		ErasuresHref:    portal.OfficeHome(r, "erasures", number),
		CaseHref:        portal.OfficeHome(r, "cases", "new") + "?label=" + number,
		JudgmentHref:    portal.OfficeHome(r, "labels", number, "judgment"),
		Label:           f.Label, Status: f.Status, Holder: f.Holder, Scheme: f.Scheme, Deeds: f.Deeds, Names: names,
	}
	v.Art = "/labels/" + number + "/label.svg"
	v.Public = v.To("/labels/" + number)
	if !f.Listed {
		v.Listed = f.Label.Listed
	}
	v.Title = v.P.T("officer.label.title", number)
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.labels"), Href: portal.OfficeHome(r, "labels")}}
	v.Saved = portal.Done(v.Frame, r, number)
	open, ok := f.Label.Open()
	v.Mine = ok && open.ProposedBy == who.Person.ID
	var all []noted
	for _, l := range f.Audit {
		all = append(all, noted{at: l.At, who: l.Who, deed: l.Deed})
	}
	v.History = historyOf(v.Frame, all, names)
	return v
}

// propose proposes a clerical correction.
func (d *Desk) propose(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	number := scheme.LabelNumber(r.PathValue("number"))
	typed := officelabel.Typed{Field: portal.Text(r, "field"), To: portal.Text(r, "to"), Reason: portal.Text(r, "reason"), Open: true}
	err := d.office.Propose(r.Context(), who, number, typed.Field, typed.To, typed.Reason)
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "labels", string(number))+"?done=propose")
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.showLabel(w, r, who, typed, d.onCorrection(err, typed.Field))
}

// onCorrection puts what the rule book says of the corrected part, such as a
// malformed address, to the text that was typed for it.
func (d *Desk) onCorrection(err error, part string) scheme.Refusals {
	refusals := portal.OnForm(err, "", "field", "to", "reason")
	for i, r := range scheme.RefusalsOf(err) {
		if r.Field == part && part != "" {
			refusals[i].Field = "to"
		}
	}
	return refusals
}

// labelDeed makes a handler that does a deed which needs nothing but the label.
func (d *Desk) labelDeed(deed scheme.Deed, work func(context.Context, scheme.Actor, scheme.LabelNumber) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		number := scheme.LabelNumber(r.PathValue("number"))
		err := work(r.Context(), who, number)
		if err == nil {
			return web.Redirect(w, r, portal.OfficeHome(r, "labels", string(number))+"?done="+string(deed))
		}
		if portal.CannotShow(err) {
			return err
		}
		return d.showLabel(w, r, who, officelabel.Typed{}, portal.OnForm(err, ""))
	}
}
