package portal

import (
	"net/http"
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/adminorgform"
	"shirushi/internal/web/page/desk/adminorgs"
)

// organisationFields are the fields of the form of an organisation.
var organisationFields = []string{"kind", "name", "name_en", "reading", "country", "corporate_number",
	"proof", "proof_number", "proof_sha256", "reads_japanese", "address", "contact_name", "contact_email"}

// organisations lists who takes part, all or of one kind.
func (p *Portal) organisations(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	v := adminorgs.View{Frame: p.officeFrame(r, who, ""), New: officeHome(r, "organisations", "new")}
	v.Title = v.P.T("admin.orgs.title")
	here := officeHome(r, "organisations")
	asked := scheme.OrganisationKind(r.URL.Query().Get("kind"))
	if !slices.Contains(adminorgform.Kinds, asked) {
		asked = ""
	}
	v.Kinds = []page.Link{{Text: v.P.T("admin.orgs.all"), Href: here, Current: asked == ""}}
	for _, kind := range adminorgform.Kinds {
		v.Kinds = append(v.Kinds, page.Link{Text: v.P.T("organisation.kind." + string(kind)), Href: here + "?kind=" + string(kind), Current: kind == asked})
		if asked != "" && asked != kind {
			continue
		}
		list, err := p.account.Organisations(r.Context(), who, kind)
		if err != nil {
			return err
		}
		for _, o := range list {
			v.Rows = append(v.Rows, adminorgs.Row{Href: officeHome(r, "organisations", string(o.ID)), Organisation: o})
		}
	}
	return p.site.Render(w, r, http.StatusOK, adminorgs.Page(v))
}

// organisationNew shows the empty form.
func (p *Portal) organisationNew(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return p.organisationForm(w, r, who, scheme.Organisation{Kind: scheme.Maker, Country: "JP"}, nil)
}

// organisationAdmit enters a new organisation.
func (p *Portal) organisationAdmit(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	o := readOrganisation(r)
	o.Kind = scheme.OrganisationKind(text(r, "kind"))
	id, err := p.account.AdmitOrganisation(r.Context(), who, o)
	if err == nil {
		return web.Redirect(w, r, officeHome(r, "organisations", string(id))+"?done=admit")
	}
	if cannotShow(err) {
		return err
	}
	return p.organisationForm(w, r, who, o, err)
}

// organisationChangeAsk shows the form with the details as they stand.
func (p *Portal) organisationChangeAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	o, err := p.account.Organisation(r.Context(), who, scheme.OrganisationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return p.organisationForm(w, r, who, o, nil)
}

// organisationChange changes the details.
func (p *Portal) organisationChange(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	o := readOrganisation(r)
	o.ID = scheme.OrganisationID(r.PathValue("id"))
	var err error
	if o.Revision, err = count(r, "revision"); err != nil {
		return err
	}
	err = p.account.ChangeOrganisation(r.Context(), who, o)
	if err == nil {
		return web.Redirect(w, r, officeHome(r, "organisations", string(o.ID))+"?done=change")
	}
	if cannotShow(err) {
		return err
	}
	return p.organisationForm(w, r, who, o, err)
}

// organisationForm shows the form for a new organisation, or for one that has
// an id.
func (p *Portal) organisationForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, o scheme.Organisation, refused error) error {
	v := adminorgform.View{Frame: p.officeFrame(r, who, ""), Organisation: o, New: o.ID == ""}
	list := officeHome(r, "organisations")
	v.Crumbs = []page.Link{{Text: v.P.T("admin.orgs.title"), Href: list}}
	if v.New {
		v.Title, v.Action, v.Back = v.P.T("admin.org.new"), officeHome(r, "organisations", "new"), list
	} else {
		v.Back = officeHome(r, "organisations", string(o.ID))
		v.Title, v.Action = v.P.T("admin.org.change"), v.Back+"/change"
	}
	if refused != nil {
		v.Errors = page.ErrorsOf(v.P, onForm(refused, "", organisationFields...))
	}
	return p.site.Render(w, r, web.StatusOf(refused), adminorgform.Page(v))
}

func readOrganisation(r *http.Request) scheme.Organisation {
	return scheme.Organisation{
		Name: scheme.Text{Ja: text(r, "name"), En: text(r, "name_en")}, Reading: text(r, "reading"),
		Country: text(r, "country"), CorporateNumber: text(r, "corporate_number"), Address: text(r, "address"),
		Proof:   scheme.Proof{Kind: text(r, "proof"), Number: text(r, "proof_number"), SHA256: text(r, "proof_sha256")},
		Contact: scheme.Contact{Name: text(r, "contact_name"), Email: text(r, "contact_email"), ReadsJapanese: text(r, "reads_japanese") == "yes"},
	}
}
