package remedy

import (
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
	"shirushi/internal/web/page/desk/objection"
	"shirushi/internal/web/portal"
)

// judgment shows the judgment that waits, or the form to enter one.
func (d *Desk) judgment(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showJudgment(w, r, who, scheme.Judgment{}, nil)
}

func labelOf(r *http.Request) scheme.LabelNumber { return scheme.LabelNumber(r.PathValue("number")) }

func (d *Desk) enterJudgment(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	j := scheme.Judgment{Court: portal.Text(r, "court"), Number: portal.Text(r, "number"), Day: scheme.Date(portal.Text(r, "day"))}
	return d.judged(w, r, who, j, d.room.EnterJudgment(r.Context(), who, labelOf(r), j.Court, j.Number, j.Day))
}

func (d *Desk) confirmJudgment(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	err := d.room.ConfirmJudgment(r.Context(), who, labelOf(r))
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "labels", string(labelOf(r))))
	}
	return d.judged(w, r, who, scheme.Judgment{}, err)
}

func (d *Desk) dropJudgment(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.judged(w, r, who, scheme.Judgment{}, d.room.DropJudgment(r.Context(), who, labelOf(r)))
}

func (d *Desk) judged(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed scheme.Judgment, err error) error {
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "labels", string(labelOf(r)), "judgment"))
	case portal.CannotShow(err):
		return err
	}
	return d.showJudgment(w, r, who, typed, err)
}

func (d *Desk) showJudgment(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed scheme.Judgment, refused error) error {
	c, err := d.room.Court(r.Context(), who, labelOf(r))
	if err != nil {
		return err
	}
	f := d.OfficeFrame(r, who, "")
	f.Title = f.P.T("judgment.title")
	back, here := portal.OfficeHome(r, "labels", string(labelOf(r))), portal.OfficeHome(r, "labels", string(labelOf(r)), "judgment")
	f.Crumbs = []page.Link{{Text: string(labelOf(r)), Href: back}}
	facts := []page.Row{{Key: f.P.T("officer.label.number"), Text: string(c.Label.Number)}, {Key: f.P.T("officer.label.product"), Text: c.Label.Product.Name.In(f.P.Lang)},
		{Key: f.P.T("judgment.revoked"), Text: f.P.Date(c.Label.Revoked)}}
	if !c.May {
		v := objection.Waits{Frame: f, Back: back, Drop: here + "/drop", Says: f.P.T("judgment.waits"), Errors: page.ErrorsOf(f.P, refused)}
		v.Facts = append(facts, page.Row{Key: f.P.T("judgment.court"), Text: c.Judgment.Court}, page.Row{Key: f.P.T("judgment.number"), Text: c.Judgment.Number},
			page.Row{Key: f.P.T("judgment.day"), Text: f.P.Date(c.Judgment.Day)}, page.Row{Key: f.P.T("judgment.entered"), Text: c.Entered})
		if c.Confirm {
			v.Confirm, v.Says = here+"/confirm", f.P.T("judgment.confirm.lead")
		}
		if web.RefusedFor(refused, "refusal.step_up") {
			v.StepUp = portal.StepUpHref(r, here)
		}
		return d.Site.Render(w, r, web.StatusOf(refused), objection.WaitsPage(v))
	}
	v := cases.Form{Frame: f, Here: here, Back: back, Kind: "primary", Lead: f.P.T("judgment.lead"), Button: f.P.T("judgment.button"), Facts: facts}
	v.Inputs = []cases.Input{
		{Field: page.Field{Name: "court", Label: f.P.T("judgment.court"), Value: typed.Court, Required: true}},
		{Field: page.Field{Name: "number", Label: f.P.T("judgment.number"), Value: typed.Number, Required: true, Width: "medium"}},
		{Kind: "date", Field: page.Field{Name: "day", Label: f.P.T("judgment.day"), Value: string(typed.Day), Required: true, Min: string(c.Label.Revoked)}}}
	return d.render(w, r, v, refused)
}
