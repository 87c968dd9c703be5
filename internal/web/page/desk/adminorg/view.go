// Package adminorg is the administrator's page of one organisation: its
// details, its people, its powers of attorney.
package adminorg

import (
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Saved        string
	Errors       page.Errors
	Here         string // address of the organisation; forms post below it
	Today        scheme.Date
	Organisation scheme.Organisation
	People       []scheme.Person
	Me           scheme.PersonID
	Powers       []Power
	Others       []scheme.Organisation // the agencies a maker may choose, the makers of an agency
	Invite       scheme.Person         // as it was typed
	Inviting     bool                  // the invitation was refused
	Grant        scheme.Power          // as it was typed
	Granting     bool                  // the grant was refused
}

// A Power is a power of attorney with the names of its parties.
type Power struct {
	scheme.Power
	AgentName, ApplicantName scheme.Text
}

func (v View) rows() []page.Row {
	p, o := v.P, v.Organisation
	none := p.T("officer.checklist.empty")
	rows := []page.Row{
		{Key: p.T("admin.org.kind"), Text: p.T("organisation.kind." + string(o.Kind))},
		{Key: p.T("admin.org.name"), Text: o.Name.Ja, Empty: none},
		{Key: p.T("admin.org.name_en"), Text: o.Name.En, Empty: none},
		{Key: p.T("admin.org.reading"), Text: o.Reading, Empty: none},
		{Key: p.T("officer.applicant.country"), Text: p.Country(o.Country), Empty: none},
	}
	if o.Foreign() {
		rows = append(rows, page.Row{Key: p.T("officer.applicant.proof"), Text: joined(p, o.Proof.Kind, o.Proof.Number, o.Proof.SHA256), Empty: none})
	} else {
		rows = append(rows, page.Row{Key: p.T("admin.org.corporate_number"), Text: o.CorporateNumber, Empty: none})
	}
	return append(rows,
		page.Row{Key: p.T("admin.org.address"), Text: o.Address, Empty: none},
		page.Row{Key: p.T("admin.org.contact"), Text: joined(p, o.Contact.Name, o.Contact.Email), Empty: none},
	)
}

func joined(p *i18n.Printer, parts ...string) string {
	var some []string
	for _, s := range parts {
		if s != "" {
			some = append(some, s)
		}
	}
	return p.List(some)
}

func (v View) peopleHeads() []string {
	p := v.P
	return []string{p.T("admin.people.name"), p.T("admin.people.email"), p.T("admin.people.roles"), p.T("admin.people.state"), p.T("admin.people.dismiss")}
}

func (v View) roles(p scheme.Person) string {
	var names []string
	for _, r := range p.Roles {
		names = append(names, v.P.T("role."+string(r)))
	}
	return v.P.List(names)
}

func (v View) state(p scheme.Person) string {
	switch {
	case !p.Dismissed.IsZero():
		return v.P.T("admin.people.state.dismissed")
	case p.Enrolled.IsZero():
		return v.P.T("admin.people.state.invited")
	}
	return v.P.T("admin.people.state.enrolled")
}

func (v View) dismissHref(p scheme.Person) string {
	return v.Here + "/people/" + string(p.ID) + "/dismiss"
}

func (v View) inviteField(name, label, value string) page.Field {
	return page.Field{Name: name, Label: v.P.T(label), Value: value, Error: v.Errors.On(name), Required: true, Width: "medium"}
}

func (v View) inviteEmail() page.Field {
	f := v.inviteField("email", "admin.people.email", v.Invite.Email)
	f.Type = "email"
	return f
}

func (v View) languages() []page.Option {
	return []page.Option{{Value: "ja", Label: v.P.T("admin.people.language.ja")}, {Value: "en", Label: v.P.T("admin.people.language.en")}}
}

func (v View) roleOptions() []page.Option {
	var options []page.Option
	for _, r := range v.Organisation.Kind.RolesOf() {
		options = append(options, page.Option{Value: string(r), Label: v.P.T("role." + string(r))})
	}
	return options
}

func (v View) chosenRoles() []string {
	var chosen []string
	for _, r := range v.Invite.Roles {
		chosen = append(chosen, string(r))
	}
	return chosen
}

// hasPowers reports whether organisations of this kind give or hold powers of
// attorney.
func (v View) hasPowers() bool {
	return v.Organisation.Kind == scheme.Maker || v.Organisation.Kind == scheme.Agency
}

// other is the party to choose: agent for a maker, applicant for an agency.
func (v View) other() (name, label string, value scheme.OrganisationID) {
	if v.Organisation.Kind == scheme.Agency {
		return "applicant", "admin.powers.applicant", v.Grant.Applicant
	}
	return "agent", "admin.powers.agent", v.Grant.Agent
}

func (v View) otherField() page.Field {
	name, label, value := v.other()
	return page.Field{Name: name, Label: v.P.T(label), Value: string(value), Error: v.Errors.On(name), Required: true}
}

func (v View) others() []page.Option {
	options := []page.Option{{Label: v.P.T("admin.powers.choose")}}
	for _, o := range v.Others {
		options = append(options, page.Option{Value: string(o.ID), Label: o.Name.In(v.P.Lang)})
	}
	return options
}

func (v View) fromField() page.Field {
	return page.Field{Name: "from", Label: v.P.T("admin.powers.from"), Value: string(v.Grant.From), Error: v.Errors.On("from"), Required: true}
}

func (v View) untilField() page.Field {
	return page.Field{Name: "until", Label: v.P.T("admin.powers.until"), Value: string(v.Grant.Until), Error: v.Errors.On("until")}
}

func (v View) hashField() page.Field {
	return page.Field{Name: "sha256", Label: v.P.T("admin.powers.sha256"), Hint: v.P.T("admin.powers.sha256.hint"), Value: v.Grant.SHA256, Error: v.Errors.On("sha256"), Autocomplete: "off"}
}

func (v View) powerHeads() []string {
	p := v.P
	return []string{p.T("admin.powers.agent"), p.T("admin.powers.applicant"), p.T("admin.powers.from"), p.T("admin.powers.last"), p.T("admin.powers.state"), p.T("admin.powers.end")}
}

func (v View) last(p Power) string {
	if p.Until == "" {
		return v.P.T("admin.powers.until_open")
	}
	return v.P.Date(p.Until)
}

func (v View) powerState(p Power) string {
	switch {
	case p.HoldsOn(v.Today):
		return v.P.T("admin.powers.state.holds")
	case p.Ended == "" && v.Today < p.From:
		return v.P.T("admin.powers.state.later")
	}
	return v.P.T("admin.powers.state.over")
}
