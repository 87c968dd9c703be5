package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/erasures"
	"shirushi/internal/web/portal"
)

// erasures leads to the label with a number, and lists those of which texts
// were taken back or are to be.
func (d *Desk) erasures(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	typed := portal.Tidy(r.URL.Query().Get("number"))
	var refused error
	if typed != "" {
		sch, err := d.Site.Scheme(r.Context())
		if err != nil {
			return err
		}
		number, err := sch.Numbering.Registration.Parse(typed)
		if err == nil {
			return web.Redirect(w, r, portal.OfficeHome(r, "erasures", number))
		}
		refused = portal.OnForm(err, "", "number")
	}
	rows, err := d.office.Erasures(r.Context(), who)
	if err != nil {
		return err
	}
	v := erasures.List{Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "erasures"), Typed: typed}
	v.Title = v.P.T("erasure.title")
	v.Errors = page.ErrorsOf(v.P, refused)
	for _, one := range rows {
		v.Rows = append(v.Rows, erasures.Row{Href: portal.OfficeHome(r, "erasures", string(one.Label.Number)), Number: one.Label.Number,
			Product: one.Label.Product.Name, Updated: one.Label.Updated, Open: one.Open})
	}
	return d.Site.Render(w, r, web.StatusOf(refused), erasures.ListPage(v))
}

// erasure shows what could be taken back of one label, once the passkey is
// fresh.
func (d *Desk) erasure(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showErasure(w, r, who, erasures.View{}, nil)
}

func (d *Desk) showErasure(w http.ResponseWriter, r *http.Request, who scheme.Actor, v erasures.View, refused error) error {
	number := r.PathValue("number")
	here := portal.OfficeHome(r, "erasures", number)
	f, err := d.office.ErasuresOf(r.Context(), who, scheme.LabelNumber(number))
	if web.RefusedFor(err, "refusal.step_up") {
		return portal.ToStepUp(w, r, here)
	}
	if err != nil {
		return err
	}
	if v.Names, err = d.Names(r.Context(), who); err != nil {
		return err
	}
	v.Frame, v.Here = d.OfficeFrame(r, who, ""), here
	v.Title = v.P.T("erasure.label_title")
	v.Crumbs = []page.Link{{Text: v.P.T("erasure.title"), Href: portal.OfficeHome(r, "erasures")}}
	v.Public = v.To("/labels/" + number)
	v.Saved = portal.Done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	v.Label, v.Status, v.Rules = f.Label, f.Status, f.Rules
	v.MayPropose = who.Is(scheme.RoleAdministrator)
	open, _ := f.Label.OpenErasure()
	v.Mine = open.ProposedBy == who.Person.ID
	for _, e := range slices.Backward(f.Events) {
		for _, t := range e.Texts {
			v.Texts = append(v.Texts, erasures.Text{Event: e.Event, Field: t.Field, Text: t.Text})
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), erasures.Page(v))
}

// proposeErasure takes the form in.
func (d *Desk) proposeErasure(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	number := scheme.LabelNumber(r.PathValue("number"))
	typed := erasures.View{Chosen: r.PostForm["texts"], Ground: scheme.GroundID(portal.Text(r, "ground"))}
	err := d.office.ProposeErasure(r.Context(), who, number, chosenTexts(typed.Chosen), typed.Ground)
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "erasures", string(number))+"?done=propose_erasure")
	case portal.CannotShow(err):
		return err
	}
	return d.showErasure(w, r, who, typed, portal.OnForm(err, "", "texts", "ground"))
}

// chosenTexts reads what was ticked. What nobody could have ticked names no
// text that there is.
func chosenTexts(ticked []string) (texts []scheme.ErasedText) {
	for _, one := range ticked {
		event, field, _ := strings.Cut(one, ":")
		n, _ := strconv.ParseInt(event, 10, 64) // 0 is no event's number
		texts = append(texts, scheme.ErasedText{Event: n, Field: field})
	}
	return texts
}

// erasureDeed makes a handler that settles the erasure that waits.
func (d *Desk) erasureDeed(word string, work func(context.Context, scheme.Actor, scheme.LabelNumber) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		here := portal.OfficeHome(r, "erasures", r.PathValue("number"))
		err := work(r.Context(), who, scheme.LabelNumber(r.PathValue("number")))
		switch {
		case err == nil:
			return web.Redirect(w, r, here+"?done="+word+"_erasure")
		case web.RefusedFor(err, "refusal.step_up"):
			return portal.ToStepUp(w, r, here)
		case portal.CannotShow(err):
			return err
		}
		return d.showErasure(w, r, who, erasures.View{}, portal.OnForm(err, ""))
	}
}
