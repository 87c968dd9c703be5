package portaltest

import (
	"crypto/rand"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
)

var (
	controls  = regexp.MustCompile(`(?s)<(input|select)\s([^>]*)>(?:((?:<option[^>]*>[^<]*</option>)+)</select>)?|<textarea([^>]*)>(.*?)</textarea>`)
	chosen    = regexp.MustCompile(`<option value="([^"]*)" selected`)
	attribute = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// TypedIn returns what a browser would send with the form in a page's main part.
func TypedIn(t testing.TB, body string) url.Values {
	t.Helper()
	_, main, ok := strings.Cut(body, "<main")
	if !ok {
		t.Fatalf("no page: %.300s", body)
	}
	_, form, ok := strings.Cut(main, "<form")
	if !ok {
		t.Fatalf("no form on the page: %s", Plain(body))
	}
	form, _, _ = strings.Cut(form, "</form>")
	values := url.Values{}
	for _, m := range controls.FindAllStringSubmatch(form, -1) {
		attributes := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(m[2]+m[4], -1) {
			attributes[a[1]] = html.UnescapeString(a[2])
		}
		name, value := attributes["name"], attributes["value"]
		_, checked := attributes["checked"]
		switch kind := attributes["type"]; {
		case name == "" || (kind == "radio" || kind == "checkbox") && !checked:
			continue
		case m[1] == "":
			value = html.UnescapeString(strings.TrimPrefix(m[5], "\n"))
		case m[1] == "select":
			value = ""
			if option := chosen.FindStringSubmatch(m[3]); option != nil {
				value = html.UnescapeString(option[1])
			}
		}
		values.Add(name, value)
	}
	return values
}

// Send posts values as a form.
func (b *Bureau) Send(session, path string, values url.Values) Answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, Base+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Ask(r, session)
}

// Fill opens a form, types over some of its fields, and sends it.
func (b *Bureau) Fill(session, path string, pairs ...string) Answer {
	b.t.Helper()
	values := TypedIn(b.t, b.Get(session, path).Body)
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return b.Send(session, path, values)
}

// Started is a draft without a word in it, and its address.
func (b *Bureau) Started(lang string) (scheme.ApplicationID, string) {
	b.t.Helper()
	s, _, err := b.Desk.Scheme(b.t.Context())
	b.OK(err)
	a := b.Post(b.AsMaker, "/"+lang+"/desk/applications/new", "form", rand.Text(), "edition", string(s.Editions[0].ID))
	b.Leads("start", a, "/"+lang+"/desk/applications/")
	at := strings.TrimSuffix(a.To(), "/scope")
	_, id, _ := strings.Cut(at, "/desk/applications/")
	return scheme.ApplicationID(id), at
}

// Colleague is another person of the maker, signed in.
func (b *Bureau) Colleague() string {
	b.t.Helper()
	return b.Sign(b.Person(b.Maker, 7, scheme.RoleApplicant))
}

// Stranger is someone of another maker, signed in.
func (b *Bureau) Stranger() string {
	b.t.Helper()
	other := testkit.Maker(3)
	b.OK(b.Store.Update(b.t.Context(), func(tx *store.Tx) error { return tx.PutOrganisation(&other) }))
	return b.Sign(b.Person(other, 1, scheme.RoleApplicant, scheme.RoleManager))
}

// ProductForm is a complete product as typed.
var ProductForm = []string{
	"name_ja", "見本カメラ", "name_en", "Sample camera", "manufacturer", "架空電機", "country", "jp",
	"firmware", "1.0.0", "support_from", "2026-01-01", "summary_ja", "一行目\r\n二行目", "home_page", "https://maker.example/", "enquiry", "help@maker.example",
	"vulnerability_desk", "psirt@maker.example", "disclosure_policy", "https://maker.example/policy",
}

// AnswerForm is a complete answer as typed.
func AnswerForm(c scheme.Criterion) []string {
	on := func(part string) string { return scheme.Field(c.ID, part) }
	return []string{
		on("verdict"), "conforms", on("method"), string(c.Methods[0]), on("rationale"), "設計書と実機で確かめました。\r\n" + string(c.ID),
		on("evidence.0.title"), "試験記録 " + string(c.ID), on("evidence.0.date"), "2026-03-10", on("evidence.0.kept_at"), "書庫",
		on("evidence.1.title"), "設計書", on("assessor"), "見本 花子", on("assessed_on"), "2026-03-20", on("minutes"), "90", on("public_note"), "確認しました。",
	}
}

// Agent is someone of an agency that holds the maker's power of attorney.
func (b *Bureau) Agent() (scheme.Actor, string) {
	b.t.Helper()
	agency := testkit.Agency(1)
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&agency) })
	b.Put(func(tx *store.Tx) error {
		return tx.PutPower(scheme.Power{Agent: agency.ID, Applicant: b.Maker.ID, From: "2026-01-01"})
	})
	who := b.Person(agency, 1, scheme.RoleAgent)
	return who, b.Sign(who)
}

// Draft is an application that its maker has just started.
func (b *Bureau) Draft() scheme.ApplicationID {
	b.t.Helper()
	id, err := b.Office.Start(b.t.Context(), b.Anna, office.StartRequest{Level: "1"})
	b.OK(err)
	return id
}

// Ground is a ground of the scheme that ends a label by this deed.
func (b *Bureau) Ground(ends scheme.Deed) scheme.Ground {
	b.t.Helper()
	sch, _, err := b.Desk.Scheme(b.t.Context())
	b.OK(err)
	for _, g := range sch.Grounds {
		if g.Ends == ends {
			return g
		}
	}
	b.t.Fatalf("no ground for %s", ends)
	return scheme.Ground{}
}
