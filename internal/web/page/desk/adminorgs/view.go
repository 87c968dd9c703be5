// Package adminorgs lists the organisations that take part.
package adminorgs

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Kinds     []page.Link // by which to narrow the list
	New       string      // address of the form for a new one
	Here      string      // address of the list
	Kind      scheme.OrganisationKind
	Query     string
	Rows      []Row
	First     int // place of the first row
	Total     int
	FirstPage string // "" on the first page
	NextPage  string // "" on the last page

	Recoveries     int    // colleagues who wait to be let in again
	RecoveriesHref string // where the reader does so
}

// A Row is one organisation.
type Row struct {
	Href         string
	Organisation scheme.Organisation
}

func (v View) heads() []string {
	p := v.P
	return []string{p.T("admin.orgs.col.name"), p.T("admin.orgs.col.kind"), p.T("admin.orgs.col.number"), p.T("admin.orgs.col.contact")}
}

func (v View) number(o scheme.Organisation) string {
	if o.CorporateNumber != "" || o.Proof.Number == "" {
		return o.CorporateNumber
	}
	return v.P.Country(o.Country) + " " + o.Proof.Number
}
