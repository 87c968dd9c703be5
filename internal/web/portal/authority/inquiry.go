package authority

import (
	"net/http"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/asked"
	"shirushi/internal/web/portal"
)

// inquiry shows one inquiry.
func (d *Desk) inquiry(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.show(w, r, who, asked.View{}, nil)
}

// show shows an inquiry as it stands now, with what was typed into a form
// that was refused.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, who scheme.Actor, v asked.View, refused error) error {
	one, _, err := d.office.InquiryFor(r.Context(), who, scheme.InquiryID(r.PathValue("inquiry")))
	if err != nil {
		return err
	}
	v.Frame = d.frame(r, who, "")
	v.Title = v.P.T("inquiry.one.title", one.About.Acceptance)
	v.Crumbs = []page.Link{{Text: v.P.T("inquiry.nav"), Href: here(r, "")}}
	v.Inquiry = said(v.Frame, r, one)
	if key := "inquiry.done." + r.URL.Query().Get("done"); refused == nil && v.P.Has(key) {
		v.Saved = v.P.T(key)
	}
	v.Errors = page.ErrorsOf(v.P, refused)
	return d.Site.Render(w, r, web.StatusOf(refused), asked.Page(v))
}

// answer answers, or asks the office.
func (d *Desk) answer(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.InquiryID(r.PathValue("inquiry"))
	v := asked.View{Typed: scheme.View(portal.Text(r, "view")), Text: portal.Text(r, "text")}
	err := d.office.AnswerInquiry(r.Context(), who, id, office.AnswerRequest{Revision: revision(r), View: v.Typed, Text: v.Text})
	switch {
	case err == nil && v.Typed == scheme.AsksMore:
		return web.Redirect(w, r, here(r, id)+"?done=question")
	case err == nil:
		return web.Redirect(w, r, here(r, id)+"?done=answer")
	case portal.CannotShow(err):
		return err
	case web.RefusedFor(err, "refusal.step_up"): // what was typed must not be lost on the way
		v.StepUp = portal.StepUpHref(r, here(r, ""))
	}
	return d.show(w, r, who, v, portal.OnForm(err, "", "view", "text"))
}

// takeBack takes the answer back that stands.
func (d *Desk) takeBack(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.InquiryID(r.PathValue("inquiry"))
	err := d.office.TakeBackAnswer(r.Context(), who, id, revision(r))
	v := asked.View{}
	switch {
	case err == nil:
		return web.Redirect(w, r, here(r, id)+"?done=taken_back")
	case portal.CannotShow(err):
		return err
	case web.RefusedFor(err, "refusal.step_up"):
		v.StepUp, v.Retake = portal.StepUpHref(r, here(r, "")), true
	}
	return d.show(w, r, who, v, portal.OnForm(err, ""))
}

// revision is that of the inquiry which the person has read; what is none
// counts as changed.
func revision(r *http.Request) int {
	n, err := strconv.Atoi(portal.Text(r, "revision"))
	if err != nil {
		return 0
	}
	return n
}

// said puts an inquiry into the form of the pages.
func said(f page.Frame, r *http.Request, one office.Asked) asked.Inquiry {
	i := asked.Inquiry{ID: string(one.ID), Href: here(r, one.ID), Revision: one.Revision, About: one.About, Asked: one.Asked, Due: one.Due, Late: one.Late,
		Open: one.Answer.View == "", Closed: one.Closed(), Waits: one.Waits, Reminded: one.Reminded, Answer: asked.Answer(one.Answer)}
	for _, a := range one.Earlier {
		i.Earlier = append(i.Earlier, asked.Answer(a))
	}
	for _, q := range one.Asks {
		i.Asks = append(i.Asks, asked.Question(q))
	}
	if i.Open && !i.Closed {
		i.Tick = string(one.ID) + "." + strconv.Itoa(one.Revision)
	}
	i.Kind, i.State = stateOf(f, i)
	return i
}

// stateOf says where an inquiry stands for its authority, with the kind of
// mark before it.
func stateOf(f page.Frame, i asked.Inquiry) (kind, text string) {
	switch {
	case i.Open && i.Closed:
		return "later", f.P.T("inquiry.state.closed")
	case i.Waits:
		return "later", f.P.T("inquiry.state.waits")
	case i.Late:
		return "wrong", f.P.T("inquiry.state.late")
	case i.Open:
		return "todo", f.P.T("inquiry.state.open")
	}
	return "done", f.P.T("view." + string(i.Answer.View))
}
