package holding

import (
	"context"
	"net/http"

	"shirushi/internal/holding"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/holder"
	"shirushi/internal/web/portal"
)

type heldFunc func(context.Context, scheme.Actor, scheme.LabelNumber, scheme.NewsID) error

func (d *Desk) offerForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showOffer(w, r, who, holding.Wish{}, nil)
}

// vowInputs ask for the person responsible and the statements.
func vowInputs(f page.Frame, v holding.Vowing, all []scheme.Statement) []holder.Input {
	var options []page.Option
	for _, s := range all {
		options = append(options, page.Option{Value: s.ID, Label: s.Text.In(f.P.Lang)})
	}
	name, title := field(f, "name", "holder.vow.name", v.Name), field(f, "title", "holder.vow.title", v.Title)
	name.Autocomplete, title.Autocomplete = "name", "organization-title"
	return []holder.Input{{Kind: holder.Heading, Field: field(f, "", "holder.vow", "")}, {Kind: holder.Text, Field: required(name)}, {Kind: holder.Text, Field: required(title)},
		{Kind: holder.Several, Field: required(field(f, "affirmed", "holder.vow.statements", "")), Options: options, Chosen: v.Affirmed}}
}

func vowing(r *http.Request) holding.Vowing {
	return holding.Vowing{Name: portal.Text(r, "name"), Title: portal.Text(r, "title"), Language: web.Lang(r), Affirmed: r.PostForm["affirmed"]}
}

func (d *Desk) showOffer(w http.ResponseWriter, r *http.Request, who scheme.Actor, wish holding.Wish, refused error) error {
	form, file, err := d.form(r, who, scheme.DeedOffer, "holder.do.offer")
	if err != nil {
		return err
	}
	f := form.Frame
	to := field(f, "to", "holder.to", wish.To)
	to.Hint = f.P.T("holder.to.hint")
	reason := field(f, "reason", "field.reason", wish.Reason)
	reason.Hint, reason.Rows = f.P.T("holder.offer.reason"), 4
	form.Lead = []string{f.P.T("holder.offer.lead")}
	form.Notice = &holder.Notice{Kind: "info", Title: f.P.T("holder.offer.follows"), Lines: []string{f.P.T("holder.offer.until"), f.P.T("holder.offer.lose"), f.P.T("holder.offer.agents"), f.P.T("holder.offer.open"), f.P.T("holder.offer.refused")}}
	form.Inputs = append([]holder.Input{{Kind: holder.Text, Field: required(to)}, {Kind: holder.Area, Field: required(reason)}}, vowInputs(f, wish.Vow, file.Scheme.Holding.Offers)...)
	form.Button = f.P.T("holder.offer.button")
	return d.show(w, r, form, refused)
}

func (d *Desk) offer(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	wish := holding.Wish{To: portal.Text(r, "to"), Reason: portal.Text(r, "reason"), Vow: vowing(r)}
	_, err := d.holding.Offer(r.Context(), who, numberOf(r), wish)
	return d.done(w, r, "offered", err, func(err error) error { return d.showOffer(w, r, who, wish, err) })
}

func successionOf(r *http.Request) scheme.SuccessionID {
	return scheme.SuccessionID(r.PathValue("succession"))
}

// succession shows how a succession stands, to either side.
func (d *Desk) succession(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	s, l, err := d.holding.Succession(r.Context(), who, successionOf(r))
	if err != nil {
		return err
	}
	sch, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("holder.succession"))
	f.Crumbs = []page.Link{{Text: f.P.T("holder.nav"), Href: f.To("/desk/labels")}}
	hub := holder.Hub{Frame: f, Eyebrow: string(s.Label), Status: s.Status, State: f.P.T("holder.succession." + string(s.State)), Rows: successionRows(f, s, l, sch),
		Lead: f.P.T("holder.succession.says." + string(s.State))}
	if last := s.LapsesOn(sch); last != "" {
		hub.Next = append(hub.Next, f.P.T("holder.next.offer", s.ToName, last))
	}
	if due := s.DecideDue(); due != "" {
		hub.Next = append(hub.Next, f.P.T("holder.next.decision", due))
	}
	here := f.To("/desk/successions/" + string(s.ID))
	for _, one := range []struct {
		deed      scheme.Deed
		key, part string
	}{{scheme.DeedAcceptLabel, "holder.do.accept", "/accept"}, {scheme.DeedDeclineLabel, "holder.do.decline", "/decline"}, {scheme.DeedTakeBack, "holder.do.take_back", "/take-back"}} {
		for _, may := range s.Deeds {
			if may == one.deed {
				hub.Deeds = append(hub.Deeds, page.Link{Text: f.P.T(one.key), Href: here + one.part})
			}
		}
	}
	if s.State == scheme.NotGranted {
		hub.Deeds = append(hub.Deeds, objectTo(f, scheme.AgainstSuccession, string(s.ID)))
	}
	if l.ListedOn(sch.Day(d.Site.Now())) {
		hub.Deeds = append(hub.Deeds, page.Link{Text: f.P.T("holder.public"), Href: f.To("/labels/" + string(s.Label))})
	}
	hub.Parts = vowParts(f, s)
	return d.Site.Render(w, r, http.StatusOK, holder.ShowHub(hub))
}

func successionRows(f page.Frame, s holding.Handover, l scheme.Label, sch *scheme.Scheme) []page.Row {
	ground, _ := sch.Ground(s.Ground)
	return rows(f, "applicant.product.title", s.Product.In(f.P.Lang), "holder.from", s.FromName.In(f.P.Lang), "holder.to", s.ToName.In(f.P.Lang),
		"applicant.label.valid_until", f.P.Date(l.ValidUntil), "field.reason", s.Reason, "holder.closed", f.P.Time(s.Closed), "holder.outcome", s.Outcome, "field.ground", ground.Text.In(f.P.Lang))
}

// vowParts tell who declared what for either side.
func vowParts(f page.Frame, s holding.Handover) (out []holder.Part) {
	for _, one := range []struct {
		id, title string
		vow       scheme.Vow
	}{{"offer", "holder.vow.offer", s.Offer}, {"accepted", "holder.vow.accept", s.Accepted}} {
		if one.vow.At.IsZero() {
			continue
		}
		part := holder.Part{ID: one.id, Title: f.P.T(one.title), Text: one.vow.Statements,
			Rows: rows(f, "holder.vow.name", one.vow.Name, "holder.vow.title", one.vow.Title, "holder.vow.at", f.P.Time(one.vow.At))}
		out = append(out, part)
	}
	return out
}

// onSuccession makes a form about a succession.
func (d *Desk) onSuccession(r *http.Request, who scheme.Actor, deed scheme.Deed, title string) (holder.Form, *scheme.Scheme, error) {
	s, l, err := d.holding.Succession(r.Context(), who, successionOf(r))
	if err != nil {
		return holder.Form{}, nil, err
	}
	if _, err := scheme.Next(scheme.SuccessionRules, s.State, deed, s.RolesOf(who)); err != nil {
		return holder.Form{}, nil, err
	}
	sch, err := d.Site.Scheme(r.Context())
	if err != nil {
		return holder.Form{}, nil, err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T(title))
	here := f.To("/desk/successions/" + string(s.ID))
	f.Crumbs = []page.Link{{Text: f.P.T("holder.nav"), Href: f.To("/desk/labels")}, {Text: f.P.T("holder.succession"), Href: here}}
	return holder.Form{Frame: f, Back: here, BackSay: f.P.T("holder.back_plain"), Kind: "primary", Facts: successionRows(f, s, l, sch)}, sch, nil
}

func (d *Desk) acceptForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showAccept(w, r, who, holding.Vowing{}, nil)
}

func (d *Desk) showAccept(w http.ResponseWriter, r *http.Request, who scheme.Actor, v holding.Vowing, refused error) error {
	form, sch, err := d.onSuccession(r, who, scheme.DeedAcceptLabel, "holder.do.accept")
	if err != nil {
		return err
	}
	form.Lead = []string{form.Frame.P.T("holder.accept.lead")}
	form.Inputs, form.Button = vowInputs(form.Frame, v, sch.Holding.Accepts), form.Frame.P.T("holder.accept.button")
	return d.show(w, r, form, refused)
}

func (d *Desk) accept(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	v := vowing(r)
	err := d.holding.Accept(r.Context(), who, successionOf(r), v)
	return d.stepped(w, r, err, func(err error) error { return d.showAccept(w, r, who, v, err) })
}

// stepped leads back to the succession, or shows the form again.
func (d *Desk) stepped(w http.ResponseWriter, r *http.Request, err error, again func(error) error) error {
	switch {
	case err == nil:
		return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/successions/"+string(successionOf(r)))
	case portal.CannotShow(err), scheme.IsRefusal(err, scheme.Denied):
		return err
	}
	return again(err)
}

// backDeeds are the two ways of stepping back.
var backDeeds = map[string]struct {
	deed scheme.Deed
	key  string
}{"decline": {scheme.DeedDeclineLabel, "holder.do.decline"}, "take-back": {scheme.DeedTakeBack, "holder.do.take_back"}}

func (d *Desk) stepBackForm(how string) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		return d.showStepBack(w, r, who, how, "", nil)
	}
}

func (d *Desk) showStepBack(w http.ResponseWriter, r *http.Request, who scheme.Actor, how, reason string, refused error) error {
	form, _, err := d.onSuccession(r, who, backDeeds[how].deed, backDeeds[how].key)
	if err != nil {
		return err
	}
	f := form.Frame
	one := field(f, "reason", "field.reason", reason)
	one.Hint, one.Rows = f.P.T("holder.step_back.reason"), 4
	form.Inputs, form.Button = []holder.Input{{Kind: holder.Area, Field: required(one)}}, f.P.T(backDeeds[how].key)
	return d.show(w, r, form, refused)
}

func (d *Desk) stepBack(how string, do func(context.Context, scheme.Actor, scheme.SuccessionID, string) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		reason := portal.Text(r, "reason")
		err := do(r.Context(), who, successionOf(r), reason)
		return d.stepped(w, r, err, func(err error) error { return d.showStepBack(w, r, who, how, reason, err) })
	}
}
