package page_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFields_labelHintAndErrorAreTiedToTheControl(t *testing.T) {
	t.Parallel()
	p := i18n.For("en")
	f := page.Field{Name: "S1.1-02.verdict", Label: "Verdict", Hint: "One of three", Error: "Choose one", Required: true}
	options := []page.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B", Hint: "second"}}
	const id = "f-S1-1-02-verdict"
	for name, c := range map[string]templ.Component{
		"text": page.TextField(p, f), "area": page.TextArea(p, f), "date": page.DateField(p, f), "select": page.Select(p, f, options),
		"radios": page.Radios(p, f, options), "checkboxes": page.Checkboxes(p, f, options, nil), "checkbox": page.Checkbox(p, f), "file": page.FileField(p, f, ".zip"),
	} {
		html := render(t, c)
		for _, want := range []string{`id="` + id + `"`, `name="S1.1-02.verdict"`, `aria-describedby="` + id + "-hint " + id + `-error"`, `id="` + id + `-hint"`, `id="` + id + `-error"`, "Choose one"} {
			if !strings.Contains(html, want) {
				t.Errorf("%s lacks %s:\n%s", name, want, html)
			}
		}
		if strings.Contains(html, " required") {
			t.Errorf("%s leaves it to the browser to say what is missing", name)
		}
	}
}

func TestErrorSummary_leadsToTheFirstControlOfEachField(t *testing.T) {
	t.Parallel()
	p := i18n.For("en")
	err := scheme.Refusals{scheme.Refuse(scheme.Invalid, "refusal.email").On("contact.email"), scheme.Refuse(scheme.Conflict, "refusal.stale")}
	errs := page.ErrorsOf(p, err)
	html := render(t, page.ErrorSummary(p, errs))
	if !strings.Contains(html, `href="#f-contact-email"`) || strings.Count(html, "<li>") != 2 || !strings.Contains(html, `role="alert"`) {
		t.Error(html)
	}
	if errs.On("contact.email") != p.T("refusal.email") || errs.On("name") != "" || !errs.Any() {
		t.Error("errors are not found by their field")
	}
	if html := render(t, page.ErrorSummary(p, page.ErrorsOf(p, nil))); strings.TrimSpace(html) != "" {
		t.Errorf("nothing is wrong and it is said: %s", html)
	}
}

func TestBadges_everyStatusAndStateHasItsWordAndShape(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		shapes := map[string]scheme.Status{}
		for _, status := range scheme.LabelStatuses {
			html := render(t, page.StatusBadge(p, status))
			_, shape, _ := strings.Cut(html, "<svg")
			shape, _, _ = strings.Cut(shape, "</svg>")
			if other, same := shapes[shape]; same {
				t.Errorf("%s and %s have one shape", status, other)
			}
			shapes[shape] = status
			if !p.Has("status."+string(status)) || !strings.Contains(html, p.T("status."+string(status))) || !strings.Contains(shape, "<path") {
				t.Errorf("%s in %s: %s", status, lang, html)
			}
		}
		for _, state := range scheme.ApplicationStates {
			if html := render(t, page.StateBadge(p, state)); !p.Has("state."+string(state)) || !strings.Contains(html, p.T("state."+string(state))) {
				t.Errorf("%s in %s: %s", state, lang, html)
			}
		}
	}
}

func TestShell_whatIsSaidIsNeverMarkup(t *testing.T) {
	t.Parallel()
	x := `"><script>alert(1)</script>`
	text := scheme.Text{Ja: x, En: x}
	f := page.Frame{
		P: i18n.For("ja"), Title: x, Path: "/ja/" + x, BaseURL: "https://labels.example", SchemeName: text, Operator: text, Notice: text, Description: x,
		Nav: []page.Link{{Text: x, Href: "/ja/" + x, Current: true}}, Crumbs: []page.Link{{Text: x, Href: "/ja/"}}, Person: x, Place: x, SignOut: "/ja/",
	}
	html := render(t, page.Shell(f))
	if strings.Contains(html, "<script") {
		t.Error("a text became markup")
	}
	for _, want := range []string{`<html lang="ja">`, `class="skip"`, `<main id="main"`, `aria-current="page"`, `hreflang="en"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the shell lacks %s", want)
		}
	}
}

func TestFrame_switchKeepsThePage(t *testing.T) {
	t.Parallel()
	f := page.Frame{P: i18n.For("ja"), Path: "/ja/labels?q=a&b"}
	if got, want := f.Switch(), "/en/language?to=%2Fja%2Flabels%3Fq%3Da%26b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := f.InOther(), "/en/labels?q=a&b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f.Path = "/other"
	if got := f.InOther(); got != "/en/" {
		t.Errorf("got %q", got)
	}
}

func TestLists_showWhatIsMissingAndWhereToMendIt(t *testing.T) {
	t.Parallel()
	html := render(t, page.SummaryList([]page.Row{{Key: "Models", Empty: "not given", Change: "/ja/x", ChangeText: "Change", Error: "Give one"}}))
	for _, want := range []string{"not given", `href="/ja/x"`, "Give one", `<span class="hidden"> Models</span>`} {
		if !strings.Contains(html, want) {
			t.Errorf("the list lacks %q: %s", want, html)
		}
	}
	html = render(t, page.TaskList([]page.Task{{Title: "Later", Kind: "later", State: "not yet"}}))
	if strings.Contains(html, "<a ") || !strings.Contains(html, "not yet") {
		t.Errorf("a task that cannot be started is a link: %s", html)
	}
	if html := render(t, page.Pager(i18n.For("en"), "", "")); strings.TrimSpace(html) != "" {
		t.Errorf("one page has a pager: %s", html)
	}
	html = render(t, page.TextArea(i18n.For("en"), page.Field{Name: "a", Value: "\nfirst"}))
	if !strings.Contains(html, ">\n\nfirst</textarea>") {
		t.Errorf("a first empty line is lost: %s", html)
	}
}

func TestAsset_unknownFileIsADefect(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("an address was made for a file that is not there")
		}
	}()
	page.Asset("nothing.css")
}
