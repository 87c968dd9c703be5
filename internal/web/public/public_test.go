package public_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

func front(t *testing.T, reg public.Registry, change func(*web.Config)) http.Handler {
	t.Helper()
	s := webtest.Site(t, change)
	mux := http.NewServeMux()
	s.Routes(mux)
	public.Routes(mux, s, reg, webtest.Stating(t, webtest.Samples(t)...), public.NewPages(nil))
	return s.Wrap(mux)
}

func samples(t *testing.T) (http.Handler, []registry.Entry) {
	t.Helper()
	all := webtest.Samples(t)
	return front(t, webtest.Registry(t, all...), nil), all
}

func TestHome_isChosenByTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for accept, want := range map[string]string{"ja": "/ja/", "en-US": "/en/", "": "/ja/"} {
		w := webtest.Ask(h, "GET", "/", "Accept-Language", accept)
		if w.Code != http.StatusFound || w.Header().Get("Location") != want || !strings.Contains(w.Header().Get("Vary"), "Accept-Language") || !strings.Contains(w.Header().Get("Vary"), "Cookie") {
			t.Errorf("%q: %d %q, Vary %q", accept, w.Code, w.Header().Get("Location"), w.Header().Get("Vary"))
		}
	}
	if w := webtest.Ask(h, "GET", "/", "Accept-Language", "ja", "Cookie", "lang=en"); w.Header().Get("Location") != "/en/" {
		t.Errorf("the choice is forgotten: %q", w.Header().Get("Location"))
	}
}

func TestPages_areWholeInBothLanguages(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	paths := []string{"/", "/labels", "/labels?q=MHR", "/labels?q=nothing+at+all"}
	for _, e := range all {
		paths = append(paths, "/labels/"+string(e.Number))
	}
	for _, lang := range i18n.Languages {
		notice := webtest.Scheme(t).Notice.In(lang)
		for _, path := range paths {
			w := webtest.Ask(h, "GET", "/"+lang+path)
			body := w.Body.String()
			if w.Code != 200 || strings.Count(body, "<h1") != 1 || !strings.Contains(body, `<html lang="`+lang+`">`) || !strings.Contains(body, notice) {
				t.Errorf("/%s%s: status %d, %d h1, notice %v", lang, path, w.Code, strings.Count(body, "<h1"), strings.Contains(body, notice))
			}
			for _, no := range []string{" style=", "<style", "onclick", "javascript:", "public.", "status."} {
				if strings.Contains(body, no) && !(no == "public." && strings.Contains(body, "public.example")) {
					t.Errorf("/%s%s holds %q", lang, path, no)
				}
			}
			other := i18n.For(lang).Other()
			if !strings.Contains(body, "/"+other+"/language?to="+url.QueryEscape("/"+lang+path)) {
				t.Errorf("/%s%s does not lead to itself in %s", lang, path, other)
			}
		}
	}
}

func TestLabel_statusIsSaidByWordAndSentence(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for i, status := range scheme.LabelStatuses {
		e := all[i]
		for _, lang := range i18n.Languages {
			p := i18n.For(lang)
			body := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(e.Number)).Body.String()
			hero, _, _ := strings.Cut(body, "<h1")
			for _, want := range []string{"hero status-" + string(status), p.T("status." + string(status)), p.T("public.status." + string(status) + ".do")} {
				if !strings.Contains(hero, want) {
					t.Errorf("%s in %s: nothing says %q before the name", status, lang, want)
				}
			}
			level, _ := webtest.Scheme(t).Level(e.Level)
			for _, want := range []string{level.Meaning.In(lang), e.Holder.In(lang), e.Product.Models[0], p.Date(e.ValidFrom), p.Date(e.ValidUntil), string(e.Edition), p.Country("JP")} {
				if !strings.Contains(body, want) {
					t.Errorf("%s in %s: the page does not say %q", status, lang, want)
				}
			}
		}
	}
}

func TestLabel_groundAndCorrectionsAreShown(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	revoked := all[4]
	ground, _ := webtest.Scheme(t).Ground(revoked.EndGround)
	body := webtest.Ask(h, "GET", "/ja/labels/"+string(revoked.Number)).Body.String()
	for _, want := range []string{ground.Text.Ja, "<del>2.4.0</del>", "<ins>2.4.1</ins>", "版数の記載誤りのため"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestLabel_statusTurnsAtMidnightOfTheScheme(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.ValidUntil = "2026-04-01"
	now := time.Date(2026, 4, 1, 14, 59, 30, 0, time.UTC) // half a minute before midnight in Japan
	h := front(t, webtest.Registry(t, e), func(c *web.Config) { c.Now = func() time.Time { return now } })
	w := webtest.Ask(h, "GET", "/ja/labels/"+string(e.Number))
	if !strings.Contains(w.Body.String(), "hero status-active") {
		t.Error("not active on its last day")
	}
	if got := w.Header().Get("Cache-Control"); got != "public, max-age=30" {
		t.Errorf("may be kept past midnight: %q", got)
	}
	now = now.Add(30 * time.Second)
	if !strings.Contains(webtest.Ask(h, "GET", "/ja/labels/"+string(e.Number)).Body.String(), "hero status-expired") {
		t.Error("not expired at midnight")
	}
}

func TestLabel_isNotThereBeforeItsFirstDay(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.ValidFrom = "2026-04-02"
	h := front(t, webtest.Registry(t, e), nil)
	for _, path := range []string{"/ja/labels/" + string(e.Number), "/labels/" + string(e.Number) + "/label.svg"} {
		if w := webtest.Ask(h, "GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
}

func TestLabel_numberTypedInAnotherFormLeadsToTheRightAddress(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, n)
	for _, typed := range []string{n[:4] + " " + n[4:], n[:8] + "-" + n[8:], wide, " " + n} {
		w := webtest.Ask(h, "GET", "/en/labels/"+url.PathEscape(typed))
		if got := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || got != "/en/labels/"+n {
			t.Errorf("%q: %d %q", typed, w.Code, got)
		}
		w = webtest.Ask(h, "GET", "/en/labels?q="+url.QueryEscape(typed))
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/en/labels/"+n {
			t.Errorf("search for %q: %d %q", typed, w.Code, got)
		}
	}
}

func TestLabel_mistypedAndUnknownNumbersAreHelped(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	slip := n[:15] + string('0'+(n[15]-'0'+1)%10)
	unknown := string(webtest.Number(t, 999))
	for number, want := range map[string]struct {
		status int
		key    string
		args   []any
	}{
		slip:    {400, "refusal.number.check_digit", nil},
		"12345": {400, "refusal.number.malformed", []any{16}},
		"x'--":  {400, "refusal.number.malformed", []any{16}},
		unknown: {404, "public.search.unknown_number", []any{unknown[:4] + " " + unknown[4:8] + " " + unknown[8:12] + " " + unknown[12:]}},
	} {
		w := webtest.Ask(h, "GET", "/en/labels/"+url.PathEscape(number))
		said := i18n.For("en").T(want.key, want.args...)
		if w.Code != want.status || !strings.Contains(w.Body.String(), said) || !strings.Contains(w.Body.String(), `role="search"`) {
			t.Errorf("%q: %d, want %d with %q and the search", number, w.Code, want.status, said)
		}
		if !strings.Contains(w.Body.String(), i18n.For("en").T("public.unknown.scanned")) || !strings.Contains(w.Body.String(), `href="/en/forged"`) {
			t.Errorf("%q: who scanned the label is not told that it may be forged", number)
		}
		if like := strings.Contains(w.Body.String(), `href="/en/labels/`+n+`"`); like != (number == slip) {
			t.Errorf("%q: the label one slip away is offered: %v", number, like)
		}
	}
	w := webtest.Ask(h, "GET", "/en/labels?q="+slip)
	if !strings.Contains(w.Body.String(), i18n.For("en").T("refusal.number.check_digit")) {
		t.Error("the search does not point at the slip")
	}
}

func TestScanned_codeLeadsToThePageInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	for accept, want := range map[string]string{"ja": "/ja/labels/" + n, "en": "/en/labels/" + n} {
		w := webtest.Ask(h, "GET", "/l/"+n, "Accept-Language", accept)
		if w.Code != http.StatusFound || w.Header().Get("Location") != want || w.Header().Get("Vary") == "" {
			t.Errorf("%s: %d %q", accept, w.Code, w.Header().Get("Location"))
		}
	}
	for _, hostile := range []string{"%2F%2Fevil.example", "%5Cevil.example", "..", "https:%2F%2Fevil.example"} {
		w := webtest.Ask(h, "GET", "/l/"+hostile)
		if got := w.Header().Get("Location"); got != "" && !strings.HasPrefix(got, "/ja/") && !strings.HasPrefix(got, "/l") && got != "/" {
			t.Errorf("%s leads to %q", hostile, got)
		}
	}
}

func TestLabels_longListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	var all []registry.Entry
	for i := range 45 {
		all = append(all, webtest.Entry(t, webtest.Number(t, int64(i+1))))
	}
	h := front(t, webtest.Registry(t, all...), nil)
	seen, next := 0, "/en/labels?q=MHR"
	for pages := 0; next != ""; pages++ {
		if pages > 5 {
			t.Fatal("the pages do not end")
		}
		body := webtest.Ask(h, "GET", next).Body.String()
		seen += strings.Count(body, `class="entry-name"`)
		if !strings.Contains(body, "Results for “MHR”: 45") {
			t.Errorf("%s does not say how many there are", next)
		}
		next = ""
		if _, rest, ok := strings.Cut(body, `rel="next" href="`); ok {
			next, _, _ = strings.Cut(rest, `"`)
			next = strings.ReplaceAll(next, "&amp;", "&")
		}
	}
	if seen != 45 {
		t.Errorf("%d labels on all pages, want 45", seen)
	}
}

func TestLabels_absurdSearchesAreAnsweredCalmly(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for q, want := range map[string]int{
		strings.Repeat("あ", 201): 400, strings.Repeat("9", 200): 200, "%": 400, "_": 400, "%%": 200, `'; DROP TABLE entry; --`: 200,
		"<script>alert(1)</script>": 200, "\u202e\u0000"[:3]: 200, "   ": 200, "𠮷": 400, "𠮷田": 200, "\\\\": 200,
	} {
		w := webtest.Ask(h, "GET", "/ja/labels?q="+url.QueryEscape(q))
		if w.Code != want {
			t.Errorf("%.30q: %d, want %d", q, w.Code, want)
		}
		if strings.Contains(w.Body.String(), "<script") {
			t.Errorf("%.30q became markup", q)
		}
	}
	if w := webtest.Ask(h, "GET", "/ja/labels?cursor=nonsense"); w.Code != http.StatusBadRequest {
		t.Errorf("broken cursor: %d, want 400", w.Code)
	}
}

func TestLabel_whatAHolderWritesNeverBecomesMarkupOrALinkThatRuns(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	x := `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
	text := scheme.Text{Ja: x, En: x}
	e.Holder, e.Product.Name, e.Product.Summary = text, text, text
	e.Product.Models, e.Product.Conformity, e.Product.Certifications = []string{x}, []string{x}, []string{x}
	e.Product.Manufacturer, e.Product.Country, e.Product.Firmware = x, x, x
	e.Product.HomePage, e.Product.Enquiry = "javascript:alert(1)", "data:text/html,<script>alert(1)</script>"
	e.Product.VulnerabilityDesk, e.Product.DisclosurePolicy = x, "https://user:pass@evil.example/"
	e.Category, e.Evaluator, e.EndGround, e.Withdrawn = scheme.CategoryID(x), scheme.EvaluatorClassID(x), scheme.GroundID(x), "2026-03-01"
	e.Assessments[0].Answers[0].Note, e.Assessments[0].Answers[1].Criterion = x, scheme.CriterionID(x)
	e.Assessments[0].Evaluator, e.Assessments[0].Edition = scheme.EvaluatorClassID(x), scheme.EditionID(x)
	e.Corrections = []registry.Correction{{Field: x, From: x, To: x, Reason: x, On: "2026-03-01"}}
	h := front(t, webtest.Registry(t, e), nil)
	for _, path := range []string{"/ja/labels/" + string(e.Number), "/en/labels/" + string(e.Number), "/ja/labels?q=alert", "/en/"} {
		w := webtest.Ask(h, "GET", path)
		body := w.Body.String()
		if w.Code != 200 || !strings.Contains(body, "&lt;script&gt;") {
			t.Errorf("%s: %d, and the text is not shown as it is", path, w.Code)
		}
		body = strings.Replace(body, `<script type="application/ld+json">`, "", 1) // holds data; TestLabel_structuredDataIsDataAndNothingElse
		for _, no := range []string{"<script", "<img src=x", `href="javascript`, `href="data`, "href=\"https://user"} {
			if strings.Contains(strings.ToLower(body), no) {
				t.Errorf("%s holds %q", path, no)
			}
		}
	}
}

func TestLabel_linksOutAreMarkedAndAddressesAreForMail(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	body := webtest.Ask(h, "GET", "/ja/labels/"+string(all[0].Number)).Body.String()
	if !strings.Contains(body, `<a href="https://kakuu-musen.example/contact" rel="noopener nofollow">`) {
		t.Error("a link out of the site is not marked")
	}
	if !strings.Contains(body, `href="mailto:psirt@kakuu-musen.example"`) {
		t.Error("a mail address is no mail link")
	}
}

func TestArtwork_codeHoldsTheAddressOfThePage(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	w := webtest.Ask(h, "GET", "/labels/"+n+"/label.svg")
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "image/svg+xml") || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if err := xml.Unmarshal(w.Body.Bytes(), new(struct{})); err != nil {
		t.Fatalf("not XML: %v", err)
	}
	dir := t.TempDir()
	svg, png := filepath.Join(dir, "label.svg"), filepath.Join(dir, "label.png")
	if err := os.WriteFile(svg, w.Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("rsvg-convert", "-o", png, svg).CombinedOutput(); err != nil {
		t.Fatalf("rsvg-convert (Debian package librsvg2-bin): %v %s", err, out)
	}
	var said bytes.Buffer
	cmd := exec.Command("zbarimg", "--nodbus", "-q", "--raw", png)
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("zbarimg (Debian package zbar-tools): %v", err)
	}
	want := webtest.Base + "/l/" + n
	if got := strings.TrimSpace(said.String()); got != want {
		t.Fatalf("the code reads %q, want %q", got, want)
	}
	if w := webtest.Ask(h, "GET", strings.TrimPrefix(want, webtest.Base)); w.Code != http.StatusFound {
		t.Errorf("what the code holds is answered with %d", w.Code)
	}
	for path, status := range map[string]int{"/labels/123/label.svg": 400, "/labels/" + string(webtest.Number(t, 999)) + "/label.svg": 404} {
		if w := webtest.Ask(h, "GET", path); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}

func TestPages_withoutSchemeOrRegistryAreAFailureAndStillAPage(t *testing.T) {
	t.Parallel()
	gone := errors.New("disk on fire")
	h := front(t, broken{gone}, nil)
	for _, path := range []string{"/ja/", "/ja/labels", "/ja/labels/" + string(webtest.Number(t, 1)), "/labels/" + string(webtest.Number(t, 1)) + "/label.svg"} {
		if w := webtest.Ask(h, "GET", path); w.Code != 500 || strings.Contains(w.Body.String(), "fire") || !strings.Contains(w.Body.String(), "お問い合わせ番号") && strings.HasPrefix(path, "/ja") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	h = front(t, broken{gone}, func(c *web.Config) {
		c.Scheme = func(context.Context) (*scheme.Scheme, error) { return nil, gone }
	})
	if w := webtest.Ask(h, "GET", "/en/"); w.Code != 500 || !strings.Contains(w.Body.String(), "Reference number") {
		t.Errorf("without scheme: %d", w.Code)
	}
}

func TestHead_answersAsGetWithoutWritesOfOtherMethods(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	path := "/ja/labels/" + string(all[0].Number)
	if w := webtest.Ask(h, "HEAD", path); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		if w := webtest.Ask(h, method, path); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d, want 405", method, w.Code)
		}
	}
}

// broken is a registry that cannot be read.
type broken struct{ err error }

func (b broken) Entry(context.Context, scheme.LabelNumber, scheme.Date) (registry.Entry, error) {
	return registry.Entry{}, fmt.Errorf("read entry: %w", b.err)
}

func (b broken) OfModels(context.Context, []string, scheme.Date, int) ([]registry.OfModel, error) {
	return nil, fmt.Errorf("list entries of models: %w", b.err)
}

func (b broken) Entries(context.Context, registry.Query) (registry.Page, error) {
	return registry.Page{}, fmt.Errorf("list entries: %w", b.err)
}

func (b broken) Figures(context.Context, scheme.Date, int) (registry.Figures, error) {
	return registry.Figures{}, fmt.Errorf("count entries: %w", b.err)
}

func (b broken) Oversight(context.Context, []time.Time, int) (registry.Oversight, error) {
	return registry.Oversight{}, fmt.Errorf("count cases: %w", b.err)
}

// A label of an earlier register has no answers: its page says so, and there
// is no checklist to fetch.
func TestLabel_takenOverHasNoChecklist(t *testing.T) {
	t.Parallel()
	_, all := samples(t)
	e := all[0]
	e.Assessments = []registry.Assessment{{Edition: e.Edition, Evaluator: e.Evaluator, Completed: e.FirstIssued}}
	r := ready(t, e)
	at := "/en/labels/" + string(e.Number)
	if said, page := i18n.For("en").T("public.no_checklist"), r.page(t, at); !strings.Contains(page, said) || strings.Contains(page, "/checklist/") {
		t.Errorf("it does not say %q, or leads to a checklist", said)
	}
	if w := webtest.Ask(r, "GET", at+"/checklist/1.pdf"); w.Code != http.StatusNotFound {
		t.Errorf("the checklist: %d", w.Code)
	}
}
