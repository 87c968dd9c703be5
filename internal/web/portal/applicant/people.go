package applicant

import (
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/outcome"
	"shirushi/internal/web/page/desk/people"
	"shirushi/internal/web/portal"
)

// colleagues lists the people of the manager's own organisation.
func (d *Desk) colleagues(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showColleagues(w, r, who, people.Page{Language: web.Lang(r)}, nil)
}

// inviteColleague sends an invitation.
func (d *Desk) inviteColleague(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed := people.Page{Name: portal.Text(r, "name"), Email: portal.Text(r, "email"), Language: portal.Text(r, "language"), Chosen: r.PostForm["roles"]}
	person := scheme.Person{Organisation: who.Organisation.ID, Name: typed.Name, Email: typed.Email, Language: typed.Language}
	for _, role := range typed.Chosen {
		person.Roles = append(person.Roles, scheme.Role(role))
	}
	_, err := d.account.Invite(r.Context(), who, person)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showColleagues(w, r, who, typed, err)
	}
	return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/people?done=invited")
}

func (d *Desk) showColleagues(w http.ResponseWriter, r *http.Request, who scheme.Actor, show people.Page, refused error) error {
	all, err := d.account.People(r.Context(), who, who.Organisation.ID)
	if err != nil {
		return err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("applicant.people.title"))
	show.Frame, show.Errors = f, page.ErrorsOf(f.P, refused)
	if key := "applicant.people.done." + r.URL.Query().Get("done"); f.P.Has(key) && refused == nil {
		show.Saved = f.P.T(key)
	}
	for _, role := range who.Organisation.Kind.RolesOf() {
		show.Roles = append(show.Roles, page.Option{Value: string(role), Label: f.P.T("role." + string(role)), Hint: f.P.T("applicant.people.role." + string(role))})
	}
	for _, one := range all {
		line := people.Person{Name: one.Name, Email: one.Email, State: f.P.T("applicant.people.in"), Since: one.Enrolled}
		switch {
		case !one.Dismissed.IsZero():
			line.State, line.Since = f.P.T("applicant.people.gone"), one.Dismissed
		case one.Enrolled.IsZero():
			line.State, line.Since = f.P.T("applicant.people.invited"), one.Invited
		}
		for _, role := range one.Roles {
			line.Roles = append(line.Roles, f.P.T("role."+string(role)))
		}
		if one.Dismissed.IsZero() && one.ID != who.Person.ID {
			line.Dismiss = f.To("/desk/people/" + string(one.ID) + "/dismiss")
		}
		show.People = append(show.People, line)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), people.Show(show))
}

// colleague finds the person whom the address names among the own people.
func (d *Desk) colleague(r *http.Request, who scheme.Actor) (scheme.Person, error) {
	all, err := d.account.People(r.Context(), who, who.Organisation.ID)
	if err != nil {
		return scheme.Person{}, err
	}
	for _, one := range all {
		if one.ID == scheme.PersonID(r.PathValue("person")) {
			return one, nil
		}
	}
	return scheme.Person{}, scheme.Refuse(scheme.Missing, "refusal.missing")
}

func (d *Desk) dismissColleagueForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	one, err := d.colleague(r, who)
	if err != nil {
		return err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("applicant.people.dismiss_title"))
	f.Crumbs = []page.Link{{Text: f.P.T("applicant.people.title"), Href: f.To("/desk/people")}}
	return d.Site.Render(w, r, http.StatusOK, outcome.Show(outcome.Page{
		Frame: f, Strong: one.Name, Text: []string{f.P.T("applicant.people.dismiss_text"), f.P.T("applicant.people.dismiss_kept")},
		Button: f.P.T("applicant.people.dismiss_button"), Links: []page.Link{{Text: f.P.T("applicant.people.keep"), Href: f.To("/desk/people")}},
	}))
}

func (d *Desk) dismissColleague(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	one, err := d.colleague(r, who)
	if err != nil {
		return err
	}
	if err := d.account.Dismiss(r.Context(), who, one.ID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/people?done=dismissed")
}
