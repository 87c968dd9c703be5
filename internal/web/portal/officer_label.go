package portal

import (
	"context"
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officelabel"
	"shirushi/internal/web/page/desk/officelabels"
)

// officeLabels leads to the label with a number, and lists the newest.
func (p *Portal) officeLabels(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	typed := tidy(r.URL.Query().Get("number"))
	var refused error
	if typed != "" {
		number, err := p.findLabel(r, who, typed)
		if err == nil {
			return web.Redirect(w, r, officeHome(r, "labels", string(number)))
		}
		if len(scheme.RefusalsOf(err)) == 0 {
			return err
		}
		refused = onForm(err, "", "number")
	}
	files, err := p.office.Labels(r.Context(), who)
	if err != nil {
		return err
	}
	v := officelabels.View{Frame: p.officeFrame(r, who, ""), Here: officeHome(r, "labels"), Typed: typed}
	v.Title = v.P.T("officer.labels.title")
	v.Errors = page.ErrorsOf(v.P, refused)
	for _, f := range files {
		_, open := f.Label.Open()
		v.Rows = append(v.Rows, officelabels.Row{
			Href: officeHome(r, "labels", string(f.Label.Number)), Number: f.Label.Number, Product: f.Label.Product.Name,
			Holder: f.Holder.Name, Status: f.Status, Until: f.Label.ValidUntil, Waiting: open,
		})
	}
	return p.site.Render(w, r, web.StatusOf(refused), officelabels.Page(v))
}

// findLabel reads a number as it was typed. It refuses one that no label has.
func (p *Portal) findLabel(r *http.Request, who scheme.Actor, typed string) (scheme.LabelNumber, error) {
	sch, err := p.site.Scheme(r.Context())
	if err != nil {
		return "", err
	}
	number, err := sch.Numbering.Registration.Parse(typed)
	if err != nil {
		return "", err
	}
	_, err = p.office.Label(r.Context(), who, scheme.LabelNumber(number))
	if scheme.IsRefusal(err, scheme.Missing) {
		return "", scheme.Refuse(scheme.Missing, "officer.labels.not_found").On("number").With(number)
	}
	return scheme.LabelNumber(number), err
}

// officeLabel shows one label.
func (p *Portal) officeLabel(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return p.showLabel(w, r, who, officelabel.Typed{}, nil)
}

// showLabel shows the label as it stands now, with what was typed when a deed
// was refused.
func (p *Portal) showLabel(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed officelabel.Typed, refused error) error {
	f, err := p.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number")))
	if err != nil {
		return err
	}
	names, err := p.names(r.Context(), who, f.Holder.ID)
	if err != nil {
		return err
	}
	v := p.labelView(r, who, f, names)
	v.Errors, v.Typed = page.ErrorsOf(v.P, refused), typed
	return p.site.Render(w, r, web.StatusOf(refused), officelabel.Page(v))
}

func (p *Portal) labelView(r *http.Request, who scheme.Actor, f office.LabelFile, names map[scheme.PersonID]string) officelabel.View {
	number := string(f.Label.Number)
	v := officelabel.View{
		Frame: p.officeFrame(r, who, ""), Here: officeHome(r, "labels", number),
		ApplicationHref: officeHome(r, "applications", string(f.Label.Application)),
		Label:           f.Label, Status: f.Status, Holder: f.Holder, Scheme: f.Scheme, Deeds: f.Deeds, Names: names,
	}
	v.Public = v.To("/labels/" + number)
	v.Title = v.P.T("officer.label.title", number)
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.labels"), Href: officeHome(r, "labels")}}
	v.Saved = done(v.Frame, r, number)
	open, ok := f.Label.Open()
	v.Mine = ok && open.ProposedBy == who.Person.ID
	var all []noted
	for _, l := range f.Audit {
		all = append(all, noted{l.At, l.Who, l.Deed})
	}
	v.History = historyOf(v.Frame, all, names)
	return v
}

// propose proposes a clerical correction.
func (p *Portal) propose(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	number := scheme.LabelNumber(r.PathValue("number"))
	typed := officelabel.Typed{Field: text(r, "field"), To: text(r, "to"), Reason: text(r, "reason"), Open: true}
	err := p.office.Propose(r.Context(), who, number, typed.Field, typed.To, typed.Reason)
	if err == nil {
		return web.Redirect(w, r, officeHome(r, "labels", string(number))+"?done=propose")
	}
	if cannotShow(err) {
		return err
	}
	return p.showLabel(w, r, who, typed, p.onCorrection(err, typed.Field))
}

// onCorrection puts what the rule book says of the corrected part, such as a
// malformed address, to the text that was typed for it.
func (p *Portal) onCorrection(err error, part string) scheme.Refusals {
	refusals := onForm(err, "", "field", "to", "reason")
	for i, r := range scheme.RefusalsOf(err) {
		if r.Field == part && part != "" {
			refusals[i].Field = "to"
		}
	}
	return refusals
}

// labelDeed makes a handler that does a deed which needs nothing but the label.
func (p *Portal) labelDeed(deed scheme.Deed, work func(context.Context, scheme.Actor, scheme.LabelNumber) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		number := scheme.LabelNumber(r.PathValue("number"))
		err := work(r.Context(), who, number)
		if err == nil {
			return web.Redirect(w, r, officeHome(r, "labels", string(number))+"?done="+string(deed))
		}
		if cannotShow(err) {
			return err
		}
		return p.showLabel(w, r, who, officelabel.Typed{}, onForm(err, ""))
	}
}
