package remedy

import (
	"net/http"

	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
	"shirushi/internal/web/page/desk/objection"
	"shirushi/internal/web/portal"
)

// list shows the objections that concern the reader.
func (d *Desk) list(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if !portal.AtOffice(r) && !who.Is(scheme.RoleApplicant) && !who.Is(scheme.RoleAgent) {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	all, err := d.room.Objections(r.Context(), who, store.ObjectionFilter{})
	if err != nil {
		return err
	}
	v := objection.List{Frame: d.frame(r, who), Office: portal.AtOffice(r)}
	v.Title = v.P.T("objection.list.title")
	for _, o := range all {
		row := objection.Row{Href: home(r, string(o.ID)), Number: o.Number, Product: o.Product, Against: v.P.T("objection.against." + string(o.Against)),
			State: o.State, Side: o.Side, Due: o.Due, Overdue: o.Overdue, Officer: o.Name, Mine: o.Mine && o.Open() && v.Office}
		if o.Open() {
			v.Open = append(v.Open, row)
		} else {
			v.Over = append(v.Over, row)
		}
	}
	return d.Site.Render(w, r, http.StatusOK, objection.ListPage(v))
}

// show shows one objection.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.page(w, r, who, nil)
}

func (d *Desk) page(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	o, here := f.Objection, home(r, string(f.Objection.ID))
	v := objection.View{Frame: d.frame(r, who), Number: numberOf(f), State: o.State, Decision: o.Reason, Reasons: o.Text, Outcome: o.Outcome}
	v.Product, v.Title = f.Decision.Product.In(v.P.Lang), v.P.T("objection.title")
	v.Crumbs = []page.Link{{Text: v.P.T("objection.list.title"), Href: home(r)}}
	if done := r.URL.Query().Get("done"); done != "" && v.P.Has("objection.done."+done) {
		v.Saved = v.P.T("objection.done." + done)
	}
	side := "side"
	if f.Office {
		side = "office"
	}
	v.NextKind, v.NextSays = "info", v.P.T("objection.next."+side+"."+string(o.State))
	switch {
	case !o.Open():
		v.Next, v.NextSays = decided(v.Frame, f, side)
	case o.Overdue(f.Today):
		v.Next, v.NextKind = v.P.T("objection.overdue", o.Due), "warning"
	case o.Due != "":
		v.Next = v.P.T("objection.due", o.Due)
	default:
		v.Next = v.P.T("state." + string(o.State))
	}
	if f.Office && f.Involved && o.Open() {
		v.NextSays = v.P.T("refusal.objection.involved")
	}
	v.Facts = factsOf(v.Frame, f)
	for _, deed := range f.Deeds {
		switch deed {
		case scheme.DeedObjectionUphold:
			v.Deeds = append(v.Deeds, objection.Link{Text: v.P.T("objection.do.uphold"), Href: here + "/uphold", Kind: "primary"})
		case scheme.DeedObjectionDismiss:
			v.Deeds = append(v.Deeds, objection.Link{Text: v.P.T("objection.do.dismiss"), Href: here + "/dismiss", Kind: "secondary"})
		case scheme.DeedObjectionTake:
			v.Posts = append(v.Posts, objection.Link{Text: v.P.T("objection.do.take"), Href: here + "/take", Kind: "primary"})
		case scheme.DeedObjectionWithdraw:
			v.Posts = append(v.Posts, objection.Link{Text: v.P.T("objection.do.withdraw"), Href: here + "/withdraw", Kind: "secondary"})
		}
	}
	v.Errors = page.ErrorsOf(v.P, refused)
	return d.Site.Render(w, r, web.StatusOf(refused), objection.Page(v))
}

// decided says how the objection ended, on which day, and what followed.
func decided(f page.Frame, c remedy.File, side string) (said, says string) {
	o := c.Objection
	said = f.P.T("objection.ended."+string(o.State), c.Scheme.Day(o.Closed))
	if o.State == scheme.ObjectionUpheld {
		return said, f.P.T("objection.followed." + string(o.Against))
	}
	return said, f.P.T("objection.next." + side + "." + string(o.State))
}

// file reads the objection of the address; an officer reads it on the office's
// side only, and the side that objects on its own.
func (d *Desk) file(r *http.Request, who scheme.Actor) (remedy.File, error) {
	f, err := d.room.Objection(r.Context(), who, objectionOf(r))
	if err == nil && f.Office != portal.AtOffice(r) {
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return f, err
}

func numberOf(f remedy.File) string {
	if f.Objection.Label != "" {
		return string(f.Objection.Label)
	}
	return f.Decision.Number
}

// factsOf are the facts of an objection; the first four say what it is about.
func factsOf(frame page.Frame, f remedy.File) []page.Row {
	p, o, desk := frame.P, f.Objection, "/desk"
	if f.Office {
		desk = "/desk/office"
	}
	rows := []page.Row{
		{Key: p.T("objection.col.against"), Text: p.T("objection.against." + string(o.Against))},
		{Key: p.T("objection.col.number"), Text: numberOf(f)},
		{Key: p.T("officer.label.product"), Text: f.Decision.Product.In(p.Lang)},
		{Key: p.T("objection.decided"), Text: p.Date(f.Decision.Day)},
		{Key: p.T("objection.side"), Text: f.Side.In(p.Lang)},
		{Key: p.T("objection.lodged"), Text: p.Time(o.Lodged)},
	}
	if f.Label {
		rows[1].Change, rows[1].ChangeText = frame.To(desk+"/labels/"+string(o.Label)), p.T("objection.read.label")
	}
	if f.Case != "" {
		rows[3].Change, rows[3].ChangeText = frame.To(desk+"/cases/"+string(f.Case)), p.T("objection.read.case")
	}
	if o.Against == scheme.AgainstApplication {
		rows[3].Change, rows[3].ChangeText = frame.To(desk+"/applications/"+o.Subject), p.T("objection.read.application")
	}
	if g, ok := f.Scheme.Ground(o.Ground); ok {
		rows = append(rows, page.Row{Key: p.T("case.field.ground"), Text: g.Text.In(p.Lang)})
	}
	if f.Office {
		rows = append(rows, page.Row{Key: p.T("objection.decided_by"), Text: f.Names[o.DecidedBy], Empty: p.T("objection.unknown")},
			page.Row{Key: p.T("case.col.officer"), Text: f.Names[o.Officer], Empty: p.T("case.nobody")})
	}
	if !o.Closed.IsZero() {
		rows = append(rows, page.Row{Key: p.T("objection.closed"), Text: p.Time(o.Closed)})
	}
	return rows
}

// lodgeForm asks for the reasons of an objection.
func (d *Desk) lodgeForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	q := r.URL.Query()
	return d.showLodge(w, r, who, scheme.ObjectionAgainst(portal.Tidy(q.Get("against"))), portal.Tidy(q.Get("of")), "", nil)
}

// lodge lodges an objection.
func (d *Desk) lodge(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	against, of, text := scheme.ObjectionAgainst(portal.Text(r, "against")), portal.Text(r, "of"), portal.Text(r, "text")
	id, err := d.room.Lodge(r.Context(), who, against, of, text)
	switch {
	case err == nil:
		return web.Redirect(w, r, homeOf(r, who, string(id))+"?done=lodged")
	case portal.CannotShow(err), scheme.IsRefusal(err, scheme.Denied):
		return err
	}
	return d.showLodge(w, r, who, against, of, text, err)
}

func (d *Desk) showLodge(w http.ResponseWriter, r *http.Request, who scheme.Actor, against scheme.ObjectionAgainst, of, text string, refused error) error {
	way, err := d.room.Against(r.Context(), who, against, of)
	if err != nil {
		return err
	}
	if way.ID != "" && !way.May && refused == nil { // there is one: it says how it stands
		return web.Redirect(w, r, homeOf(r, who, string(way.ID)))
	}
	v := cases.Form{Frame: d.frame(r, who), Back: homeOf(r, who), Kind: "primary"}
	if who.Is(scheme.RoleOfficer) {
		v.Frame = d.OfficeFrame(r, who, "")
	}
	v.Here = home(r, "new")
	v.Title, v.Lead, v.Button = v.P.T("objection.form.title"), v.P.T("objection.form.lead"), v.P.T("objection.form.button")
	if who.Is(scheme.RoleOfficer) {
		v.Lead = v.P.T("objection.form.lead_paper")
	}
	v.Crumbs = []page.Link{{Text: v.P.T("objection.list.title"), Href: homeOf(r, who)}}
	number := way.Number
	if number == "" {
		number = string(way.Label)
	}
	v.Facts = []page.Row{{Key: v.P.T("objection.col.against"), Text: v.P.T("objection.against." + string(against))}, {Key: v.P.T("objection.col.number"), Text: number},
		{Key: v.P.T("officer.label.product"), Text: way.Product.In(v.P.Lang)}, {Key: v.P.T("objection.decided"), Text: v.P.Date(way.Day)}}
	if way.Until != "" {
		v.Facts = append(v.Facts, page.Row{Key: v.P.T("objection.until"), Text: v.P.Date(way.Until)})
	}
	if way.Over && refused == nil {
		refused = scheme.Refuse(scheme.Conflict, "refusal.objection.late").With(way.Until)
	}
	v.Inputs = []cases.Input{{Kind: "hidden", Field: page.Field{Name: "against", Value: string(against)}}, {Kind: "hidden", Field: page.Field{Name: "of", Value: of}},
		area(v.Frame, "objection.form.text", "text", text, 4000)}
	return d.render(w, r, v, refused)
}

func area(f page.Frame, key, name, text string, most int) cases.Input {
	return cases.Input{Kind: "area", Field: page.Field{Name: name, Label: f.P.T(key), Hint: f.P.T(key + "_hint"), Value: text, Required: true, Rows: 8, MaxLength: most}}
}

// render shows a form, with what was refused beside its fields.
func (d *Desk) render(w http.ResponseWriter, r *http.Request, v cases.Form, refused error) error {
	var names []string
	for _, in := range v.Inputs {
		names = append(names, in.Name)
	}
	if web.RefusedFor(refused, "refusal.step_up") { // what was typed must not be lost on the way
		v.StepUp = portal.StepUpHref(r, v.Back)
	}
	if refused != nil {
		refused = portal.OnForm(refused, "", names...)
	}
	v.Errors = page.ErrorsOf(v.P, refused)
	for i := range v.Inputs {
		v.Inputs[i].Error = v.Errors.On(v.Inputs[i].Name)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), cases.FormPage(v))
}

// done leads back to the objection, or shows it again with what was refused.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, who scheme.Actor, word string, err error) error {
	switch {
	case err == nil:
		return web.Redirect(w, r, home(r, string(objectionOf(r)))+"?done="+word)
	case portal.CannotShow(err):
		return err
	}
	return d.page(w, r, who, err)
}

func (d *Desk) take(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.done(w, r, who, "taken", d.room.TakeUp(r.Context(), who, objectionOf(r)))
}

func (d *Desk) withdraw(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.done(w, r, who, "withdrawn", d.room.Withdraw(r.Context(), who, objectionOf(r)))
}

// decideForm asks for the reasons of a decision on an objection.
func (d *Desk) decideForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showDecide(w, r, who, "", nil)
}

// decide upholds or dismisses an objection.
func (d *Desk) decide(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	reason, err := portal.Text(r, "reason"), error(scheme.Refuse(scheme.Missing, "refusal.missing"))
	switch r.PathValue("step") {
	case "uphold":
		err = d.room.Uphold(r.Context(), who, objectionOf(r), reason)
	case "dismiss":
		err = d.room.Dismiss(r.Context(), who, objectionOf(r), reason)
	}
	switch {
	case err == nil:
		return web.Redirect(w, r, home(r, string(objectionOf(r)))+"?done="+r.PathValue("step"))
	case portal.CannotShow(err):
		return err
	}
	return d.showDecide(w, r, who, reason, err)
}

func (d *Desk) showDecide(w http.ResponseWriter, r *http.Request, who scheme.Actor, reason string, refused error) error {
	step := r.PathValue("step")
	deed := map[string]scheme.Deed{"uphold": scheme.DeedObjectionUphold, "dismiss": scheme.DeedObjectionDismiss}[step]
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	if deed == "" {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if refused == nil && !f.May(deed) {
		return scheme.Refuse(scheme.Conflict, "refusal.state").With(scheme.Code("deed."+string(deed)), scheme.Code("state."+string(f.Objection.State)))
	}
	v := cases.Form{Frame: d.frame(r, who), Here: home(r, string(f.Objection.ID), step), Back: home(r, string(f.Objection.ID)), Kind: "danger"}
	v.Title, v.Lead, v.Button = v.P.T("objection.do."+step), v.P.T("objection.do."+step+".lead"), v.P.T("objection.do."+step+".button")
	v.Crumbs = []page.Link{{Text: v.P.T("objection.list.title"), Href: home(r)}, {Text: numberOf(f), Href: v.Back}}
	v.Facts = factsOf(v.Frame, f)[:4]
	v.Follows = []string{v.P.T("objection.follows." + step + "." + string(f.Objection.Against)), v.P.T("objection.follows.told")}
	v.Inputs = []cases.Input{area(v.Frame, "objection.do.reason", "reason", reason, 2000)}
	return d.render(w, r, v, refused)
}
