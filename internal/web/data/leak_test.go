package data_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"shirushi/internal/dump"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/api"
	"shirushi/internal/web/data"
	"shirushi/internal/web/webtest"
)

// secret marks what must not be found in anything that is public.
const secret = "SECRET"

// planted returns a store with a draft, people and a label all of whose
// hidden parts are marked.
func planted(t *testing.T) (*store.Store, scheme.LabelNumber) {
	t.Helper()
	reg := webtest.Registry(t)
	n := webtest.Number(t, 1)
	shown := webtest.Entry(t, n)
	later := webtest.Entry(t, webtest.Number(t, 2))
	later.Listed, later.Holder.Ja, later.Product.Models = "2026-04-02", secret+" not listed yet", []string{secret + "-1"}
	l := scheme.Label{Number: n, Application: secret + "application", Holder: secret, HolderName: shown.Holder, Level: shown.Level, Edition: shown.Edition, Catalog: secret,
		Product: scheme.Product{Name: shown.Product.Name, Models: shown.Product.Models, Manufacturer: secret + " maker", HideManufacturer: true, Country: secret, HideCountry: true},
		Issued:  webtest.Now, FirstIssued: shown.FirstIssued, Standing: shown.Standing, EndReason: secret + " reason", Updated: webtest.Now,
		Assessments: []scheme.Assessment{{Application: secret, Edition: shown.Edition, Evaluator: "applicant", Completed: "2026-01-01", Answers: []scheme.PublicAnswer{}}},
		Corrections: []scheme.Correction{{Field: "manufacturer", From: secret + " before", To: secret + " after", Reason: secret, Proposed: webtest.Now, ProposedBy: secret, Confirmed: webtest.Now, ConfirmedBy: secret},
			{Field: "firmware", From: "1", To: secret + " proposal", Proposed: webtest.Now, ProposedBy: secret}}}
	if err := reg.Update(t.Context(), func(tx *store.Tx) error {
		day := func(at time.Time) scheme.Date { return webtest.Scheme(t).Day(at) }
		for _, put := range []func() error{
			func() error {
				return tx.PutOrganisation(&scheme.Organisation{ID: secret, Kind: scheme.Maker, Name: scheme.Text{Ja: secret + " company"}})
			},
			func() error {
				return tx.PutPerson(&scheme.Person{ID: secret, Organisation: secret, Name: secret + " person", Email: "secret@SECRET.example"})
			},
			func() error {
				return tx.PutApplication(&scheme.Application{ID: secret, Kind: scheme.New, State: scheme.Draft, Applicant: secret, Started: webtest.Now, StartedBy: secret,
					Product: scheme.Product{Name: scheme.Text{Ja: secret + " draft"}}})
			},
			func() error { return tx.PutEntry(registry.Of(l, day)) },
			func() error { return tx.PutEntry(later) },
		} {
			if err := put(); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	event(t, reg, "CORRECTED", scheme.LabelCorrected, n, map[string]string{"field": "manufacturer"}, map[string]string{"from": secret + " before", "to": secret + " after", "reason": secret})
	o := scheme.Opening{Event: "LATER", Field: "name_ja", Salt: "00", Text: secret + " name"}
	e := scheme.Event{ID: "LATER", Kind: scheme.LabelIssued, Recorded: webtest.Now, Day: "2026-04-01", Label: later.Number, Commitments: map[string]string{o.Field: o.Commit()}}
	if err := reg.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEventFrom("2026-04-02", e, []scheme.Opening{o}) }); err != nil {
		t.Fatal(err)
	}
	if _, err := reg.Sequence(t.Context(), "2026-04-01"); err != nil {
		t.Fatal(err)
	}
	return reg, n
}

func TestData_nothingHiddenIsFoundInAnything(t *testing.T) {
	t.Parallel()
	reg, n := planted(t)
	s := webtest.Site(t, nil)
	mux := http.NewServeMux()
	folder := made(t, reg)
	data.Routes(mux, s, reg, data.Options{Folder: folder, Pages: func(*scheme.Scheme) []string { return nil }})
	if _, err := api.Routes(mux, s, reg, folder, webtest.Stating(t)); err != nil {
		t.Fatal(err)
	}
	h := s.Wrap(mux)
	paths := []string{"/ja/data", "/en/data", "/ja/changes.atom", "/en/changes.atom", "/labels/" + string(n) + "/badge.svg", "/labels/" + string(webtest.Number(t, 2)) + "/badge.svg",
		"/robots.txt", "/sitemap.xml", "/sitemap.xml?part=pages", "/sitemap.xml?part=labels-1", "/.well-known/security.txt",
		"/api/v1/labels", "/api/v1/labels?q=" + secret, "/api/v1/labels/" + string(n), "/api/v1/labels/" + string(webtest.Number(t, 2)), "/api/v1/changes", "/api/v1/scheme", "/api/v1/dumps", "/api/v1/openapi.json"}
	for _, name := range dump.Names {
		paths = append(paths, "/data/"+name)
	}
	said := 0
	for _, path := range paths {
		for _, lang := range []string{"ja", "en"} {
			w := webtest.Ask(h, "GET", path, "Accept-Language", lang)
			body := webtest.LaidOpen(t, w.Body.Bytes())
			if strings.Contains(strings.ReplaceAll(body, "q="+secret, ""), secret) || strings.Contains(fmt.Sprint(w.Header()), secret) {
				t.Errorf("%s tells a secret: %v %s", path, w.Header(), body)
			}
			if strings.Contains(body, "ミハリ") {
				said++
			}
		}
	}
	if said < 8 {
		t.Errorf("the label is found in %d answers only: the test does not look", said)
	}
}
