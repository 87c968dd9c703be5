package admin

import (
	"context"
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/admindismiss"
	"shirushi/internal/web/page/desk/adminorg"
	"shirushi/internal/web/portal"
)

// organisation shows one organisation, its people and powers of attorney.
func (d *Desk) organisation(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showOrganisation(w, r, who, adminorg.View{}, nil)
}

// showOrganisation shows an organisation as it stands now; v holds what was
// typed into a form that was refused.
func (d *Desk) showOrganisation(w http.ResponseWriter, r *http.Request, who scheme.Actor, v adminorg.View, refused error) error {
	ctx := r.Context()
	o, err := d.account.Organisation(ctx, who, scheme.OrganisationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if v.People, err = d.account.People(ctx, who, o.ID); err != nil {
		return err
	}
	if v.Powers, v.Others, err = d.powersOf(ctx, who, o); err != nil {
		return err
	}
	sch, err := d.Site.Scheme(ctx)
	if err != nil {
		return err
	}
	v.Frame = d.OfficeFrame(r, who, o.Name.In(web.Lang(r)))
	v.Crumbs = []page.Link{{Text: v.P.T("admin.orgs.title"), Href: portal.OfficeHome(r, "organisations")}}
	v.Organisation, v.Me, v.Today, v.Here = o, who.Person.ID, sch.Day(d.Site.Now()), portal.OfficeHome(r, "organisations", string(o.ID))
	v.Saved = portal.Done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	if v.Invite.Language == "" {
		v.Invite.Language = web.Lang(r)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), adminorg.Page(v))
}

// powersOf returns the powers of attorney that an organisation has given or
// received, and the organisations with which it can have one.
func (d *Desk) powersOf(ctx context.Context, who scheme.Actor, o scheme.Organisation) ([]adminorg.Power, []scheme.Organisation, error) {
	others := map[scheme.OrganisationKind]scheme.OrganisationKind{scheme.Maker: scheme.Agency, scheme.Agency: scheme.Maker}[o.Kind]
	if others == "" {
		return nil, nil, nil
	}
	list, err := d.account.Organisations(ctx, who, others)
	if err != nil {
		return nil, nil, err
	}
	names := map[scheme.OrganisationID]scheme.Text{o.ID: o.Name}
	for _, one := range list {
		names[one.ID] = one.Name
	}
	powers, err := d.account.Powers(ctx, who, o.ID)
	if err != nil {
		return nil, nil, err
	}
	var out []adminorg.Power
	for _, one := range powers {
		out = append(out, adminorg.Power{Power: one, AgentName: names[one.Agent], ApplicantName: names[one.Applicant]})
	}
	return out, list, nil
}

// invite enters a person and sends them the way in.
func (d *Desk) invite(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	org := scheme.OrganisationID(r.PathValue("id"))
	one := scheme.Person{Organisation: org, Name: portal.Text(r, "name"), Email: portal.Text(r, "email"), Language: portal.Text(r, "language")}
	for _, role := range form["roles"] {
		one.Roles = append(one.Roles, scheme.Role(role))
	}
	_, err = d.account.Invite(r.Context(), who, one)
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "organisations", string(org))+"?done=invite")
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.showOrganisation(w, r, who, adminorg.View{Invite: one, Inviting: true}, portal.OnForm(err, "", "name", "email", "language", "roles"))
}

// dismissAsk asks before someone loses access.
func (d *Desk) dismissAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showDismiss(w, r, who, nil)
}

func (d *Desk) showDismiss(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	org := scheme.OrganisationID(r.PathValue("id"))
	people, err := d.account.People(r.Context(), who, org)
	if err != nil {
		return err
	}
	for _, one := range people {
		if string(one.ID) != r.PathValue("person") {
			continue
		}
		v := admindismiss.View{Frame: d.OfficeFrame(r, who, ""), Back: portal.OfficeHome(r, "organisations", string(org)), Name: one.Name}
		v.Title = v.P.T("admin.people.dismiss.title")
		v.Action = v.Back + "/people/" + string(one.ID) + "/dismiss"
		v.Errors = page.ErrorsOf(v.P, refused)
		return d.Site.Render(w, r, web.StatusOf(refused), admindismiss.Page(v))
	}
	return scheme.Refuse(scheme.Missing, "refusal.missing")
}

// dismiss ends a person's access.
func (d *Desk) dismiss(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	err := d.account.Dismiss(r.Context(), who, scheme.PersonID(r.PathValue("person")))
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "organisations", r.PathValue("id"))+"?done=dismiss")
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.showDismiss(w, r, who, portal.OnForm(err, ""))
}

// grantPower enters a power of attorney of the organisation whose page it is.
func (d *Desk) grantPower(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.OrganisationID(r.PathValue("id"))
	power := scheme.Power{
		Agent: scheme.OrganisationID(portal.Text(r, "agent")), Applicant: scheme.OrganisationID(portal.Text(r, "applicant")),
		From: portal.Day(r, "from"), Until: portal.Day(r, "until"), SHA256: portal.Text(r, "sha256"),
	}
	if power.Agent == "" && r.PostForm.Has("applicant") {
		power.Agent = id
	} else {
		power.Applicant = id
	}
	err := d.account.GrantPower(r.Context(), who, power)
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "organisations", string(id))+"?done=grant#powers")
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.showOrganisation(w, r, who, adminorg.View{Grant: power, Granting: true}, portal.OnForm(err, "", "agent", "applicant", "from", "until", "sha256"))
}

// endPower ends a power of attorney today.
func (d *Desk) endPower(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	power := scheme.Power{Agent: scheme.OrganisationID(portal.Text(r, "agent")), Applicant: scheme.OrganisationID(portal.Text(r, "applicant")), From: portal.Day(r, "from")}
	err := d.account.EndPower(r.Context(), who, power)
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "organisations", r.PathValue("id"))+"?done=end_power#powers")
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.showOrganisation(w, r, who, adminorg.View{}, portal.OnForm(err, ""))
}
