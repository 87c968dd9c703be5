package portal_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
)

var (
	controls  = regexp.MustCompile(`(?s)<(input|select)\s([^>]*)>|<textarea([^>]*)>(.*?)</textarea>`)
	attribute = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// typedIn returns what a browser would send with the form in a page's main part.
func typedIn(t testing.TB, body string) url.Values {
	t.Helper()
	_, main, ok := strings.Cut(body, "<main")
	if !ok {
		t.Fatalf("no page: %.300s", body)
	}
	_, form, ok := strings.Cut(main, "<form")
	if !ok {
		t.Fatalf("no form on the page: %s", plain(body))
	}
	form, _, _ = strings.Cut(form, "</form>")
	values := url.Values{}
	for _, m := range controls.FindAllStringSubmatch(form, -1) {
		attributes := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(m[2]+m[3], -1) {
			attributes[a[1]] = html.UnescapeString(a[2])
		}
		name, value := attributes["name"], attributes["value"]
		_, checked := attributes["checked"]
		switch kind := attributes["type"]; {
		case name == "" || (kind == "radio" || kind == "checkbox") && !checked:
			continue
		case m[1] == "":
			value = html.UnescapeString(strings.TrimPrefix(m[4], "\n"))
		case m[1] == "select":
			continue
		}
		values.Add(name, value)
	}
	return values
}

// send posts values as a form.
func (b *bureau) send(session, path string, values url.Values) answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, bureauBase+path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.ask(r, session)
}

// fill opens a form, types over some of its fields, and sends it.
func (b *bureau) fill(session, path string, pairs ...string) answer {
	b.t.Helper()
	values := typedIn(b.t, b.get(session, path).body)
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return b.send(session, path, values)
}

// started is a draft without a word in it, and its address.
func (b *bureau) started(lang string) (scheme.ApplicationID, string) {
	b.t.Helper()
	s, _, err := b.desk.Scheme(b.t.Context())
	b.ok(err)
	a := b.post(b.asMaker, "/"+lang+"/desk/applications/new", "edition", string(s.Editions[0].ID))
	b.leads("start", a, "/"+lang+"/desk/applications/")
	_, id, _ := strings.Cut(a.to(), "/desk/applications/")
	return scheme.ApplicationID(id), a.to()
}

// colleague is another person of the maker, signed in.
func (b *bureau) colleague() string {
	b.t.Helper()
	return b.sign(b.person(b.maker, 7, scheme.RoleApplicant))
}

// stranger is someone of another maker, signed in.
func (b *bureau) stranger() string {
	b.t.Helper()
	other := testkit.Maker(3)
	b.ok(b.store.Update(b.t.Context(), func(tx *store.Tx) error { return tx.PutOrganisation(&other) }))
	return b.sign(b.person(other, 1, scheme.RoleApplicant, scheme.RoleManager))
}

// productForm is a complete product as typed.
var productForm = []string{
	"name_ja", "見本カメラ", "name_en", "Sample camera", "models", "SC-1\r\nSC-2\r\n\r\n  SC-3 ", "manufacturer", "架空電機", "country", "jp",
	"firmware", "1.0.0", "support_from", "2026-01-01", "summary_ja", "一行目\r\n二行目", "home_page", "https://maker.example/", "enquiry", "help@maker.example",
	"vulnerability_desk", "psirt@maker.example", "disclosure_policy", "https://maker.example/policy",
}

// answerForm is a complete answer as typed.
func answerForm(c scheme.Criterion) []string {
	on := func(part string) string { return scheme.Field(c.ID, part) }
	return []string{
		on("verdict"), "conforms", on("method"), string(c.Methods[0]), on("rationale"), "設計書と実機で確かめました。\r\n" + string(c.ID),
		on("evidence.0.title"), "試験記録 " + string(c.ID), on("evidence.0.date"), "2026-03-10", on("evidence.0.kept_at"), "書庫",
		on("evidence.1.title"), "設計書", on("assessor"), "見本 花子", on("assessed_on"), "2026-03-20", on("minutes"), "90", on("public_note"), "確認しました。",
	}
}

// agent is someone of an agency that holds the maker's power of attorney.
func (b *bureau) agent() (scheme.Actor, string) {
	b.t.Helper()
	agency := testkit.Agency(1)
	b.put(func(tx *store.Tx) error { return tx.PutOrganisation(&agency) })
	b.put(func(tx *store.Tx) error {
		return tx.PutPower(scheme.Power{Agent: agency.ID, Applicant: b.maker.ID, From: "2026-01-01"})
	})
	who := b.person(agency, 1, scheme.RoleAgent)
	return who, b.sign(who)
}
