package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/adminorgform"
	"shirushi/internal/web/page/desk/adminorgs"
	"shirushi/internal/web/portal"
)

// organisationFields are the fields of the form of an organisation.
var organisationFields = []string{"kind", "name", "name_en", "reading", "country", "corporate_number",
	"proof", "proof_number", "proof_sha256", "reads_japanese", "address", "contact_name", "contact_email"}

// organisationsShown is how many organisations a page lists.
const organisationsShown = 50

// organisations lists who takes part, by kind, search and page.
func (d *Desk) organisations(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	asked := scheme.OrganisationKind(r.URL.Query().Get("kind"))
	if !slices.Contains(adminorgform.Kinds, asked) {
		asked = ""
	}
	query := portal.Tidy(r.URL.Query().Get("q"))
	from, err := strconv.Atoi(r.URL.Query().Get("from"))
	if err != nil || from < 0 {
		from = 0
	}
	found, total, err := d.account.FindOrganisations(r.Context(), who, account.OrganisationFilter{Kind: asked, Text: query, Skip: from, Limit: organisationsShown})
	if err != nil {
		return err
	}
	here := portal.OfficeHome(r, "organisations")
	address := func(kind scheme.OrganisationKind, from int) string { return organisationsAt(here, kind, query, from) }
	v := adminorgs.View{Frame: d.OfficeFrame(r, who, ""), New: portal.OfficeHome(r, "organisations", "new"),
		Here: here, Kind: asked, Query: query, First: from + 1, Total: total}
	v.Title = v.P.T("admin.orgs.title")
	if v.Recoveries, err = d.Recoveries(r.Context(), who); err != nil {
		return err
	}
	v.RecoveriesHref = portal.OfficeHome(r, "recoveries")
	v.Kinds = []page.Link{{Text: v.P.T("admin.orgs.all"), Href: address("", 0), Current: asked == ""}}
	for _, kind := range adminorgform.Kinds {
		v.Kinds = append(v.Kinds, page.Link{Text: v.P.T("organisation.kind." + string(kind)), Href: address(kind, 0), Current: kind == asked})
	}
	for _, o := range found {
		v.Rows = append(v.Rows, adminorgs.Row{Href: portal.OfficeHome(r, "organisations", string(o.ID)), Organisation: o})
	}
	if from > 0 {
		v.FirstPage = address(asked, 0)
	}
	if from+len(found) < total {
		v.NextPage = address(asked, from+organisationsShown)
	}
	return d.Site.Render(w, r, http.StatusOK, adminorgs.Page(v))
}

// organisationsAt is the address of the list, narrowed and from a place on.
func organisationsAt(here string, kind scheme.OrganisationKind, query string, from int) string {
	v := url.Values{}
	for name, value := range map[string]string{"kind": string(kind), "q": query, "from": strconv.Itoa(from)} {
		if value != "" && value != "0" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return here
	}
	return here + "?" + v.Encode()
}

// organisationNew shows the empty form.
func (d *Desk) organisationNew(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.organisationForm(w, r, who, scheme.Organisation{Kind: scheme.Maker, Country: "JP"}, nil)
}

// organisationAdmit enters a new organisation.
func (d *Desk) organisationAdmit(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	o := readOrganisation(r)
	o.Kind = scheme.OrganisationKind(portal.Text(r, "kind"))
	id, err := d.account.AdmitOrganisation(r.Context(), who, o)
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "organisations", string(id))+"?done=admit")
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.organisationForm(w, r, who, o, err)
}

// organisationChangeAsk shows the form with the details as they stand.
func (d *Desk) organisationChangeAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	o, err := d.account.Organisation(r.Context(), who, scheme.OrganisationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return d.organisationForm(w, r, who, o, nil)
}

// organisationChange changes the details.
func (d *Desk) organisationChange(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	o := readOrganisation(r)
	o.ID = scheme.OrganisationID(r.PathValue("id"))
	var err error
	if o.Revision, err = portal.Count(r, "revision"); err != nil {
		return err
	}
	err = d.account.ChangeOrganisation(r.Context(), who, o)
	if err == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "organisations", string(o.ID))+"?done=change")
	}
	if portal.CannotShow(err) {
		return err
	}
	return d.organisationForm(w, r, who, o, err)
}

// organisationForm shows the form for a new organisation, or for one that has
// an id.
func (d *Desk) organisationForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, o scheme.Organisation, refused error) error {
	v := adminorgform.View{Frame: d.OfficeFrame(r, who, ""), Organisation: o, New: o.ID == ""}
	list := portal.OfficeHome(r, "organisations")
	v.Crumbs = []page.Link{{Text: v.P.T("admin.orgs.title"), Href: list}}
	if v.New {
		v.Title, v.Action, v.Back = v.P.T("admin.org.new"), portal.OfficeHome(r, "organisations", "new"), list
	} else {
		v.Back = portal.OfficeHome(r, "organisations", string(o.ID))
		v.Title, v.Action = v.P.T("admin.org.change"), v.Back+"/change"
	}
	if refused != nil {
		v.Errors = page.ErrorsOf(v.P, portal.OnForm(refused, "", organisationFields...))
	}
	return d.Site.Render(w, r, web.StatusOf(refused), adminorgform.Page(v))
}

func readOrganisation(r *http.Request) scheme.Organisation {
	return scheme.Organisation{
		Name: scheme.Text{Ja: portal.Text(r, "name"), En: portal.Text(r, "name_en")}, Reading: portal.Text(r, "reading"),
		Country: portal.Text(r, "country"), CorporateNumber: portal.Text(r, "corporate_number"), Address: portal.Text(r, "address"),
		Proof:   scheme.Proof{Kind: portal.Text(r, "proof"), Number: portal.Text(r, "proof_number"), SHA256: portal.Text(r, "proof_sha256")},
		Contact: scheme.Contact{Name: portal.Text(r, "contact_name"), Email: portal.Text(r, "contact_email"), ReadsJapanese: portal.Text(r, "reads_japanese") == "yes"},
	}
}
