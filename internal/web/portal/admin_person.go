package portal

import (
	"context"
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/admindismiss"
	"shirushi/internal/web/page/desk/adminorg"
)

// organisation shows one organisation, its people and powers of attorney.
func (p *Portal) organisation(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return p.showOrganisation(w, r, who, adminorg.View{}, nil)
}

// showOrganisation shows an organisation as it stands now; v holds what was
// typed into a form that was refused.
func (p *Portal) showOrganisation(w http.ResponseWriter, r *http.Request, who scheme.Actor, v adminorg.View, refused error) error {
	ctx := r.Context()
	o, err := p.account.Organisation(ctx, who, scheme.OrganisationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if v.People, err = p.account.People(ctx, who, o.ID); err != nil {
		return err
	}
	if v.Powers, v.Others, err = p.powersOf(ctx, who, o); err != nil {
		return err
	}
	sch, err := p.site.Scheme(ctx)
	if err != nil {
		return err
	}
	v.Frame = p.officeFrame(r, who, o.Name.In(web.Lang(r)))
	v.Crumbs = []page.Link{{Text: v.P.T("admin.orgs.title"), Href: officeHome(r, "organisations")}}
	v.Organisation, v.Me, v.Today, v.Here = o, who.Person.ID, sch.Day(p.site.Now()), officeHome(r, "organisations", string(o.ID))
	v.Saved = done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	if v.Invite.Language == "" {
		v.Invite.Language = web.Lang(r)
	}
	return p.site.Render(w, r, web.StatusOf(refused), adminorg.Page(v))
}

// powersOf returns the powers of attorney that an organisation has given or
// received, and the organisations with which it can have one.
func (p *Portal) powersOf(ctx context.Context, who scheme.Actor, o scheme.Organisation) ([]adminorg.Power, []scheme.Organisation, error) {
	others := map[scheme.OrganisationKind]scheme.OrganisationKind{scheme.Maker: scheme.Agency, scheme.Agency: scheme.Maker}[o.Kind]
	if others == "" {
		return nil, nil, nil
	}
	list, err := p.account.Organisations(ctx, who, others)
	if err != nil {
		return nil, nil, err
	}
	names := map[scheme.OrganisationID]scheme.Text{o.ID: o.Name}
	for _, one := range list {
		names[one.ID] = one.Name
	}
	powers, err := p.account.Powers(ctx, who, o.ID)
	if err != nil {
		return nil, nil, err
	}
	var out []adminorg.Power
	for _, one := range powers {
		out = append(out, adminorg.Power{Power: one, AgentName: names[one.Agent], ApplicantName: names[one.Applicant]})
	}
	return out, list, nil
}

// adminInvite enters a person and sends them the way in.
func (p *Portal) adminInvite(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	org := scheme.OrganisationID(r.PathValue("id"))
	one := scheme.Person{Organisation: org, Name: text(r, "name"), Email: text(r, "email"), Language: text(r, "language")}
	for _, role := range form["roles"] {
		one.Roles = append(one.Roles, scheme.Role(role))
	}
	_, err = p.account.Invite(r.Context(), who, one)
	if err == nil {
		return web.Redirect(w, r, officeHome(r, "organisations", string(org))+"?done=invite")
	}
	if cannotShow(err) {
		return err
	}
	return p.showOrganisation(w, r, who, adminorg.View{Invite: one, Inviting: true}, onForm(err, "", "name", "email", "language", "roles"))
}

// adminDismissAsk asks before someone loses access.
func (p *Portal) adminDismissAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return p.showDismiss(w, r, who, nil)
}

func (p *Portal) showDismiss(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	org := scheme.OrganisationID(r.PathValue("id"))
	people, err := p.account.People(r.Context(), who, org)
	if err != nil {
		return err
	}
	for _, one := range people {
		if string(one.ID) != r.PathValue("person") {
			continue
		}
		v := admindismiss.View{Frame: p.officeFrame(r, who, ""), Back: officeHome(r, "organisations", string(org)), Name: one.Name}
		v.Title = v.P.T("admin.people.dismiss.title")
		v.Action = v.Back + "/people/" + string(one.ID) + "/dismiss"
		v.Errors = page.ErrorsOf(v.P, refused)
		return p.site.Render(w, r, web.StatusOf(refused), admindismiss.Page(v))
	}
	return scheme.Refuse(scheme.Missing, "refusal.missing")
}

// adminDismiss ends a person's access.
func (p *Portal) adminDismiss(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	err := p.account.Dismiss(r.Context(), who, scheme.PersonID(r.PathValue("person")))
	if err == nil {
		return web.Redirect(w, r, officeHome(r, "organisations", r.PathValue("id"))+"?done=dismiss")
	}
	if cannotShow(err) {
		return err
	}
	return p.showDismiss(w, r, who, onForm(err, ""))
}

// grantPower enters a power of attorney of the organisation whose page it is.
func (p *Portal) grantPower(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.OrganisationID(r.PathValue("id"))
	power := scheme.Power{
		Agent: scheme.OrganisationID(text(r, "agent")), Applicant: scheme.OrganisationID(text(r, "applicant")),
		From: day(r, "from"), Until: day(r, "until"), SHA256: text(r, "sha256"),
	}
	if power.Agent == "" && r.PostForm.Has("applicant") {
		power.Agent = id
	} else {
		power.Applicant = id
	}
	err := p.account.GrantPower(r.Context(), who, power)
	if err == nil {
		return web.Redirect(w, r, officeHome(r, "organisations", string(id))+"?done=grant#powers")
	}
	if cannotShow(err) {
		return err
	}
	return p.showOrganisation(w, r, who, adminorg.View{Grant: power, Granting: true}, onForm(err, "", "agent", "applicant", "from", "until", "sha256"))
}

// endPower ends a power of attorney today.
func (p *Portal) endPower(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	power := scheme.Power{Agent: scheme.OrganisationID(text(r, "agent")), Applicant: scheme.OrganisationID(text(r, "applicant")), From: day(r, "from")}
	err := p.account.EndPower(r.Context(), who, power)
	if err == nil {
		return web.Redirect(w, r, officeHome(r, "organisations", r.PathValue("id"))+"?done=end_power#powers")
	}
	if cannotShow(err) {
		return err
	}
	return p.showOrganisation(w, r, who, adminorg.View{}, onForm(err, ""))
}
