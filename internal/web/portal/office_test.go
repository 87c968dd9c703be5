package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

// officePages are the addresses of the office that show something, by who may
// see them.
func officePages(id scheme.ApplicationID, n scheme.LabelNumber, maker scheme.OrganisationID, person scheme.PersonID) (officer, both, admin []string) {
	app, label, org := "applications/"+string(id), "labels/"+string(n), "organisations/"+string(maker)
	return []string{"", app, app + "/issue", "labels", label, "cases", "cases/new"},
		[]string{"recoveries", "staff", "audit", app + "/recuse"},
		[]string{"organisations", "organisations/new", org, org + "/change", org + "/people/" + string(person) + "/dismiss", "catalog"}
}

func TestOffice_everyAddressAsksForTheRole(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	id := b.Settled(2)
	officer, both, admin := officePages(id, n, b.Maker.ID, b.Anna.Person.ID)
	for _, lang := range i18n.Languages {
		at := "/" + lang + "/desk/office/"
		check := func(session, page string, want int) {
			t.Helper()
			if got := b.Get(session, at+page); got.Status != want {
				t.Errorf("%s%s: status %d, want %d", at, page, got.Status, want)
			}
		}
		for _, page := range append(append(append([]string{}, officer...), both...), admin...) {
			b.Leads("signed out", b.Get("", at+page), "/"+lang+"/door/sign-in?next=")
			check(b.AsMaker, page, http.StatusNotFound)
		}
		for _, page := range officer {
			check(b.AsTwo, page, http.StatusOK)
			check(b.AsAdmin, page, http.StatusForbidden)
		}
		for _, page := range both {
			check(b.AsTwo, page, http.StatusOK)
			check(b.AsAdmin, page, http.StatusOK)
		}
		for _, page := range admin {
			check(b.AsTwo, page, http.StatusForbidden)
			check(b.AsAdmin, page, http.StatusOK)
		}
	}
}

func TestOffice_everyDeedAsksForTheRole(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	n := b.Issued(1)
	app, label, org := "applications/"+string(b.Submitted(portaltest.Product(2), nil))+"/", "labels/"+string(n)+"/", "organisations/"+string(b.Maker.ID)
	officer := []string{app + "assign", app + "accept", app + "return", app + "reject", app + "inquiries", app + "inquiries/x/enter", app + "inquiries/x/confirm", app + "inquiries/x/reply", app + "inquiries/x/remind", app + "refuse", app + "issue",
		"cases/new", "cases/x/demand", label + "propose", label + "confirm", label + "drop"}
	admin := []string{"organisations/new", org + "/change", org + "/people", org + "/people/" + string(b.Anna.Person.ID) + "/dismiss", org + "/powers", org + "/powers/end", "catalog"}
	before := b.Get(b.AsOne, "/en/desk/office/"+strings.TrimSuffix(app, "/")).Body
	for _, deed := range officer {
		if got := b.Post(b.AsMaker, "/en/desk/office/"+deed); got.Status != http.StatusNotFound {
			t.Errorf("maker on %s: status %d", deed, got.Status)
		}
		if got := b.Post(b.AsAdmin, "/en/desk/office/"+deed); got.Status != http.StatusForbidden {
			t.Errorf("administrator on %s: status %d", deed, got.Status)
		}
		if got := b.Post("", "/en/desk/office/"+deed); got.Status != http.StatusForbidden {
			t.Errorf("nobody on %s: status %d", deed, got.Status)
		}
	}
	for _, deed := range admin {
		if got := b.Post(b.AsMaker, "/en/desk/office/"+deed); got.Status != http.StatusNotFound {
			t.Errorf("maker on %s: status %d", deed, got.Status)
		}
		if got := b.Post(b.AsOne, "/en/desk/office/"+deed); got.Status != http.StatusForbidden {
			t.Errorf("officer on %s: status %d", deed, got.Status)
		}
	}
	if after := b.Get(b.AsOne, "/en/desk/office/"+strings.TrimSuffix(app, "/")).Body; after != before {
		t.Error("a refused deed changed the application")
	}
}
