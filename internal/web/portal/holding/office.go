package holding

import (
	"net/http"

	"shirushi/internal/holding"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/holder"
	"shirushi/internal/web/portal"
)

// tasks lists what of holders waits for the office.
func (d *Desk) tasks(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	all, today, err := d.holding.Tasks(r.Context(), who)
	if err != nil {
		return err
	}
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T("holder.nav.office"))
	part := holder.Part{ID: "tasks", Title: f.P.T("holder.tasks"), Empty: f.P.T("holder.tasks.none")}
	at := map[holding.TaskKind]string{holding.TaskNews: "news", holding.TaskSuccession: "successions", holding.TaskReissue: "reissues"}
	for _, t := range all {
		item := holder.Item{Title: t.Product.In(f.P.Lang), Href: portal.OfficeHome(r, at[t.Kind], t.ID), Tag: f.P.T("holder.task." + string(t.Kind)),
			Facts: rows(f, "applicant.number.registration", string(t.Label), "officer.label.holder", t.Holder.In(f.P.Lang), "holder.since", f.P.Date(t.Since), "holder.due", f.P.Date(t.Due))}
		if t.Due != "" && t.Due < today {
			item.Late = f.P.T("apply.wait.late")
		}
		part.Items = append(part.Items, item)
	}
	show := holder.List{Frame: f, Lead: f.P.T("holder.tasks.lead"), Parts: []holder.Part{part}}
	if key := "holder.done." + r.URL.Query().Get("done"); f.P.Has(key) {
		show.Lead = f.P.T(key)
	}
	return d.Site.Render(w, r, http.StatusOK, holder.ShowList(show))
}

// officeHub is the frame of the office's pages about one matter.
func (d *Desk) officeHub(r *http.Request, who scheme.Actor, title string, l scheme.Label, refused error) holder.Hub {
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T(title))
	f.Crumbs = []page.Link{{Text: f.P.T("holder.nav.office"), Href: portal.OfficeHome(r, "holders")}}
	return holder.Hub{Frame: f, Eyebrow: string(l.Number), Errors: page.ErrorsOf(f.P, portal.OnForm(refused, "", "reason", "remark")),
		Deeds: []page.Link{{Text: f.P.T("holder.office_label"), Href: portal.OfficeHome(r, "labels", string(l.Number))}}}
}

// reasoned is a form that asks for a reason, on a page with others.
func reasoned(hub holder.Hub, id, title, action, kind, reason, stepUp string, lead ...string) holder.Form {
	f := hub.Frame
	one := field(f, "reason", "field.reason", reason)
	one.Rows = 4
	return holder.Form{Frame: f, ID: id, Title: f.P.T(title), Action: action, Errors: hub.Errors, Lead: lead, StepUp: stepUp,
		Inputs: []holder.Input{{Kind: holder.Area, Field: required(one)}}, Kind: kind, Button: f.P.T(title)}
}

// news shows a piece of serious news to the office.
func (d *Desk) news(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showNewsToOffice(w, r, who, "", nil)
}

func (d *Desk) showNewsToOffice(w http.ResponseWriter, r *http.Request, who scheme.Actor, remark string, refused error) error {
	b, l, due, err := d.holding.News(r.Context(), who, scheme.NewsID(r.PathValue("news")))
	if err != nil {
		return err
	}
	hub := d.officeHub(r, who, "holder.task.news", l, refused)
	f := hub.Frame
	hub.Rows = rows(f, "applicant.product.title", l.Product.Name.In(f.P.Lang), "officer.label.holder", l.HolderName.In(f.P.Lang), "holder.since", f.P.Time(b.Told),
		"holder.embargo", f.P.Time(b.Embargo), "holder.released", f.P.Time(b.Released), "holder.due", f.P.Date(due), "holder.looked", f.P.Time(b.LookedAt), "holder.remark", b.Remark)
	if b.Held() {
		hub.Notice = &holder.Notice{Kind: "warning", Title: f.P.T("holder.embargo.office"), Lines: []string{f.P.T("holder.embargo.office.says", b.Embargo)}}
	}
	hub.Parts = []holder.Part{{ID: "news", Title: f.P.T("holder.news.text"), Items: []holder.Item{newsItem(f, b.News)}}}
	if b.Waits() {
		one := field(f, "remark", "holder.remark", remark)
		one.Hint, one.Rows = f.P.T("holder.remark.hint"), 4
		hub.Forms = []holder.Form{{Frame: f, ID: "look", Title: f.P.T("holder.look"), Errors: hub.Errors, Lead: []string{f.P.T("holder.look.says")},
			Inputs: []holder.Input{{Kind: holder.Area, Field: required(one)}}, Kind: "primary", Button: f.P.T("holder.look.button")}}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), holder.ShowHub(hub))
}

func (d *Desk) lookAt(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	remark := portal.Text(r, "remark")
	err := d.holding.LookAt(r.Context(), who, scheme.NewsID(r.PathValue("news")), remark)
	return d.decided(w, r, "looked", err, func(err error) error { return d.showNewsToOffice(w, r, who, remark, err) })
}

// decided leads back to the list, or shows the page again.
func (d *Desk) decided(w http.ResponseWriter, r *http.Request, what string, err error, again func(error) error) error {
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "holders")+"?done="+what)
	case portal.CannotShow(err):
		return err
	}
	return again(err)
}

// stepUpFor is where the passkey is shown when that is what was lacking.
func stepUpFor(r *http.Request, refused error) string {
	if web.RefusedFor(refused, "refusal.step_up") {
		return portal.StepUpHref(r, portal.OfficeHome(r, "holders"))
	}
	return ""
}

// decision is the page on which the office decides on a succession, once the
// passkey is fresh.
func (d *Desk) decision(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showDecision(w, r, who, "", nil)
}

func (d *Desk) showDecision(w http.ResponseWriter, r *http.Request, who scheme.Actor, reason string, refused error) error {
	s, l, err := d.holding.Succession(r.Context(), who, successionOf(r))
	if err != nil {
		return err
	}
	if refused == nil && len(s.Deeds) > 0 && who.Fresh(d.Site.Now()) != nil {
		return portal.ToStepUp(w, r, r.URL.Path)
	}
	sch, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	hub := d.officeHub(r, who, "holder.succession", l, refused)
	f := hub.Frame
	hub.Status, hub.State, hub.Rows = s.Status, f.P.T("holder.succession."+string(s.State)), successionRows(f, s, l, sch)
	if due := s.DecideDue(); due != "" {
		hub.Next = []string{f.P.T("holder.next.decision", due)}
	}
	hub.Parts = vowParts(f, s)
	if s.State == scheme.Taken && len(s.Deeds) > 0 {
		here, stepUp := portal.OfficeHome(r, "successions", string(s.ID)), stepUpFor(r, refused)
		hub.Forms = []holder.Form{
			{Frame: f, ID: "approve", Title: f.P.T("holder.approve"), Action: here + "/approve", StepUp: stepUp, Lead: []string{f.P.T("holder.approve.says"), f.P.T("holder.approve.cases")}, Kind: "primary", Button: f.P.T("holder.approve")},
			reasoned(hub, "refuse", "holder.refuse", here+"/refuse", "danger", reason, stepUp, f.P.T("holder.refuse.says"))}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), holder.ShowHub(hub))
}

func (d *Desk) approve(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	err := d.holding.Approve(r.Context(), who, successionOf(r))
	return d.decided(w, r, "approved", err, func(err error) error { return d.showDecision(w, r, who, "", err) })
}

func (d *Desk) refuse(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	reason := portal.Text(r, "reason")
	err := d.holding.Refuse(r.Context(), who, successionOf(r), reason)
	return d.decided(w, r, "refused", err, func(err error) error { return d.showDecision(w, r, who, reason, err) })
}

// reissueDecision is the page on which the office decides on papers made anew.
func (d *Desk) reissueDecision(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showReissueDecision(w, r, who, "", nil)
}

func (d *Desk) showReissueDecision(w http.ResponseWriter, r *http.Request, who scheme.Actor, reason string, refused error) error {
	one, l, name, err := d.holding.Wish(r.Context(), who, scheme.ReissueID(r.PathValue("reissue")))
	if err != nil {
		return err
	}
	if refused == nil && one.Open() && who.Fresh(d.Site.Now()) != nil {
		return portal.ToStepUp(w, r, r.URL.Path)
	}
	hub := d.officeHub(r, who, "holder.reissue", l, refused)
	f := hub.Frame
	hub.State = f.P.T("holder.reissue." + string(one.State))
	hub.Rows = rows(f, "applicant.product.title", l.Product.Name.In(f.P.Lang), "holder.reissue.was", both(l.HolderName), "holder.reissue.now", both(name), "field.reason", one.Reason,
		"holder.asked", f.P.Time(one.Asked), "holder.closed", f.P.Time(one.Closed), "holder.outcome", one.Outcome)
	if one.Open() {
		here, stepUp := portal.OfficeHome(r, "reissues", string(one.ID)), stepUpFor(r, refused)
		hub.Forms = []holder.Form{
			{Frame: f, ID: "approve", Title: f.P.T("holder.reissue.do"), Action: here + "/approve", StepUp: stepUp, Lead: []string{f.P.T("holder.reissue.do.says")}, Kind: "primary", Button: f.P.T("holder.reissue.do")},
			reasoned(hub, "refuse", "holder.refuse", here+"/refuse", "danger", reason, stepUp)}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), holder.ShowHub(hub))
}

func both(t scheme.Text) string {
	if t.Ja == "" || t.En == "" {
		return t.Ja + t.En
	}
	return t.Ja + " / " + t.En
}

func (d *Desk) reissue(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	err := d.holding.Reissue(r.Context(), who, scheme.ReissueID(r.PathValue("reissue")))
	return d.decided(w, r, "reissued", err, func(err error) error { return d.showReissueDecision(w, r, who, "", err) })
}

func (d *Desk) refuseReissue(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	reason := portal.Text(r, "reason")
	err := d.holding.RefuseReissue(r.Context(), who, scheme.ReissueID(r.PathValue("reissue")), reason)
	return d.decided(w, r, "refused", err, func(err error) error { return d.showReissueDecision(w, r, who, reason, err) })
}
