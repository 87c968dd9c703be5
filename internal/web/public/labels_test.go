package public_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

// noted is a registry that notes what it was asked and answers with page.
type noted struct {
	broken
	page  registry.Page
	err   error
	asked registry.Query
}

func (n *noted) Entry(context.Context, scheme.LabelNumber, scheme.Date) (registry.Entry, error) {
	return registry.Entry{}, scheme.Refuse(scheme.Missing, "refusal.missing")
}

func (n *noted) OfModels(context.Context, []string, scheme.Date, int) ([]registry.OfModel, error) {
	return nil, n.err
}

func (n *noted) Entries(_ context.Context, q registry.Query) (registry.Page, error) {
	n.asked = q
	return n.page, n.err
}

const everything = "q=%E3%83%9F%E3%83%8F%E3%83%AA&level=1&category=communication&edition=JST-CR-01-01-2024R1&evaluator_class=applicant" +
	"&holder=%E6%9E%B6%E7%A9%BA&status=revoked&issued_from=2025-01-01&issued_until=2025-12-31&sort=holder"

func TestLabels_addressSaysEverythingThatIsAsked(t *testing.T) {
	t.Parallel()
	reg := &noted{}
	h := front(t, reg, nil)
	w := webtest.Ask(h, "GET", "/ja/labels?"+everything+"&cursor=here")
	want := registry.Query{
		Text: "ミハリ", Level: "1", Category: "communication", Edition: "JST-CR-01-01-2024R1", Evaluator: "applicant", Holder: "架空",
		Status: scheme.Revoked, IssuedFrom: "2025-01-01", IssuedUntil: "2025-12-31", Sort: registry.ByHolder,
		Day: "2026-04-01", Limit: 20, Cursor: "here",
	}
	if d := cmp.Diff(want, reg.asked); d != "" || w.Code != 200 {
		t.Errorf("%d %s", w.Code, d)
	}
	webtest.Ask(h, "GET", "/ja/labels?q=&level=&category=&edition=&evaluator_class=&holder=+&status=&issued_from=&issued_until=&sort=")
	if d := cmp.Diff(registry.Query{Day: "2026-04-01", Limit: 20}, reg.asked); d != "" {
		t.Errorf("fields left alone restrict: %s", d)
	}
}

// links are the addresses of all links of a class or rel.
func links(body, mark string) []string {
	var out []string
	for _, part := range strings.Split(body, "<a ")[1:] {
		tag, _, _ := strings.Cut(part, ">")
		if strings.Contains(tag, mark) {
			_, rest, _ := strings.Cut(tag, `href="`)
			href, _, _ := strings.Cut(rest, `"`)
			out = append(out, html.UnescapeString(href))
		}
	}
	return out
}

func TestLabels_eachConditionCanBeTakenOffAlone(t *testing.T) {
	t.Parallel()
	h := front(t, &noted{}, nil)
	body := webtest.Ask(h, "GET", "/ja/labels?"+everything+"&cursor=here&back=there").Body.String()
	all, _ := url.ParseQuery(everything)
	off := links(body, `class="chip"`)
	if len(off) != 8 {
		t.Fatalf("%d conditions: %v", len(off), off)
	}
	seen := map[string]bool{}
	for _, href := range off {
		_, query, _ := strings.Cut(href, "?")
		v, _ := url.ParseQuery(query)
		var gone []string
		for name := range all {
			if !v.Has(name) {
				gone = append(gone, name)
			}
		}
		if len(gone) != 1 || seen[gone[0]] || len(v) != len(all)-1 {
			t.Errorf("%s takes off %v", href, gone)
			continue
		}
		seen[gone[0]] = true
	}
	if bare := links(body, `class="chip-all"`); len(bare) != 1 || !strings.Contains(bare[0], "sort=holder") || strings.Contains(bare[0], "level") {
		t.Errorf("all off: %v", bare)
	}
}

func TestLabels_whatIsNotKnownIsNamedAndTheRestIsKept(t *testing.T) {
	t.Parallel()
	reg := &noted{}
	h := front(t, reg, nil)
	for _, lang := range i18n.Languages {
		for field, given := range map[string]string{
			"level": "9", "category": "x", "edition": "x", "evaluator_class": "x", "status": "valid", "sort": "best", "issued_from": "soon", "issued_until": "2026-13-01", "holder": strings.Repeat("x", 201),
		} {
			v, _ := url.ParseQuery("q=keep+me&holder=Also+me&issued_from=2026-02-03")
			v.Set(field, given)
			w := webtest.Ask(h, "GET", "/"+lang+"/labels?"+v.Encode())
			body := w.Body.String()
			if w.Code != http.StatusBadRequest || !strings.Contains(body, `href="#f-`+field+`"`) || !strings.Contains(body, `id="f-`+field+`-error"`) || !strings.Contains(body, `<details class="filters" open>`) {
				t.Errorf("%s in %s: %d, not named", field, lang, w.Code)
			}
			kept := []string{`value="keep me"`, `value="Also me"`, `value="2026-02-03"`}
			for i, name := range []string{"q", "holder", "issued_from"} {
				if name != field && !strings.Contains(body, kept[i]) {
					t.Errorf("%s in %s: %s is lost", field, lang, name)
				}
			}
		}
	}
	if reg.asked.Day != "" {
		t.Error("the registry was asked all the same")
	}
}

func TestLabels_whatTheRegistryRefusesIsSaidBesideTheBox(t *testing.T) {
	t.Parallel()
	h := front(t, &noted{err: scheme.Refuse(scheme.Invalid, "refusal.search.long").On("q").With(7)}, nil)
	w := webtest.Ask(h, "GET", "/en/labels?q=abc&level=1")
	body := w.Body.String()
	if w.Code != 400 || !strings.Contains(body, `id="f-q-error"`) || !strings.Contains(body, `value="abc"`) || !strings.Contains(body, `value="1" selected`) {
		t.Errorf("%d", w.Code)
	}
}

func TestLabels_pagesLeadForwardAndBackAgain(t *testing.T) {
	t.Parallel()
	var all []registry.Entry
	for i := range 65 {
		all = append(all, webtest.Entry(t, webtest.Number(t, int64(i+1))))
	}
	h := front(t, webtest.Registry(t, all...), nil)
	read := func(address string) (string, string) {
		body := webtest.Ask(h, "GET", address).Body.String()
		_, list, _ := strings.Cut(body, `<ul class="entries">`)
		list, _, _ = strings.Cut(list, "</ul>")
		return body, list
	}
	way, lists := []string{"/en/labels?q=MHR"}, []string(nil)
	for address := way[0]; ; {
		body, list := read(address)
		lists = append(lists, list)
		next := links(body, `rel="next"`)
		if len(next) == 0 {
			if !strings.Contains(body, "61 to 65") {
				t.Error("the last page does not say where it is")
			}
			break
		}
		address = next[0]
		way = append(way, address)
	}
	if len(way) != 4 {
		t.Fatalf("%d pages", len(way))
	}
	for i := 3; i > 0; i-- {
		body, _ := read(way[i])
		back := links(body, `rel="prev"`)
		if i == 1 {
			back = links(body, `rel="first"`)
		}
		if len(back) != 1 {
			t.Fatalf("page %d does not lead back", i+1)
		}
		if _, list := read(back[0]); list != lists[i-1] {
			t.Errorf("back from page %d: another list", i+1)
		}
	}
}

func TestLabels_noSignThatTurnsTextRoundIsEchoed(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for _, sign := range []string{"\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c"} {
		for _, path := range []string{"/ja/labels?q=" + url.QueryEscape("a"+sign+"b"), "/ja/labels?holder=" + url.QueryEscape(sign), "/ja/labels?level=" + url.QueryEscape(sign+"x"), "/ja/labels/" + url.PathEscape("1"+sign)} {
			if body := webtest.Ask(h, "GET", path).Body.String(); strings.Contains(body, sign) {
				t.Errorf("%q is echoed by %s", sign, path)
			}
		}
	}
}

func TestLabels_modelsThatMatchAreShownOfManyAndMarked(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.Product.Models = nil
	for i := range 5000 {
		e.Product.Models = append(e.Product.Models, fmt.Sprintf("SHC-%d", 10_000+i))
	}
	e.Product.Models[4999] = "SHC-5200W"
	h := front(t, &noted{page: registry.Page{Items: []registry.Entry{e}, Total: 1}}, nil)
	body := webtest.Ask(h, "GET", "/en/labels?q=shc5200w").Body.String()
	if !strings.Contains(body, "<mark>SHC-5200W</mark>") || !strings.Contains(body, "(5,000 in all)") {
		t.Error("the model that was searched for is not shown")
	}
	body = webtest.Ask(h, "GET", "/en/labels?q=SHC").Body.String()
	if !strings.Contains(body, "and 4,997 more that match (5,000 in all)") || strings.Count(body, `class="model"`) != 3 {
		t.Error("how many more match is not said")
	}
	body = webtest.Ask(h, "GET", "/en/labels?q=router").Body.String()
	if !strings.Contains(body, "<mark>Router</mark>") || !strings.Contains(body, "and 4,997 more") {
		t.Error("the name that was searched for is not marked")
	}
}

func TestLabels_nearMatchesAreCalledSo(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.Product.Models = []string{"A-1", "A-2", "A-3", "MHR-1200"}
	h := front(t, &noted{page: registry.Page{Items: []registry.Entry{e}, Total: 1, Near: true}}, nil)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		body := webtest.Ask(h, "GET", "/"+lang+"/labels?q=MHR-1300").Body.String()
		for _, want := range []string{p.T("public.search.near", "MHR-1300"), p.T("public.search.near_title"), p.T("public.search.near_text")} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: does not say %q", lang, want)
			}
		}
		if !strings.Contains(body, `<span class="model">MHR-1200</span>`) {
			t.Errorf("%s: the model that is like it is not shown", lang)
		}
		if strings.Contains(body, "<mark>") || strings.Contains(body, p.T("public.search.found", "MHR-1300", 1)) {
			t.Errorf("%s: a near match looks like a match", lang)
		}
	}
}

func TestLabels_moreThanCanBeCountedIsSaidSo(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	h := front(t, &noted{page: registry.Page{Items: []registry.Entry{e}, Total: 10000, More: true, Next: "n"}}, nil)
	for path, want := range map[string]string{"/labels": "more than 10,000", "/labels?q=MHR": "“MHR”: more than 10,000", "/labels?status=active": "more than 10,000"} {
		if body := webtest.Ask(h, "GET", "/en"+path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
}

func TestLabels_theAddressInTheCodeLeadsToItsLabel(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	for _, typed := range []string{webtest.Base + "/l/" + n, webtest.Base + "/en/labels/" + n, "https://elsewhere.example/l/" + n + "?x=1", " \u200e" + webtest.Base + "/l/" + n + "\r\n"} {
		w := webtest.Ask(h, "GET", "/ja/labels?q="+url.QueryEscape(typed))
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/ja/labels/"+n {
			t.Errorf("%q: %d %q", typed, w.Code, got)
		}
	}
}

func TestLabels_onlyTheWholeListIsForSearchEngines(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for path, unlisted := range map[string]bool{"/ja/labels": false, "/ja/labels?q=MHR": true, "/ja/labels?status=active": true, "/ja/labels/12": true} {
		if got := strings.Contains(webtest.Ask(h, "GET", path).Body.String(), `content="noindex"`); got != unlisted {
			t.Errorf("%s: noindex %v", path, got)
		}
	}
}

func TestLabels_whoPastesAWholePageIsToldBesideTheBox(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for _, n := range []int{201, 9_000, 20_000} {
		w := webtest.Ask(h, "GET", "/en/labels?level=1&q="+strings.Repeat("x", n))
		body := w.Body.String()
		if w.Code != 400 || !strings.Contains(body, i18n.For("en").T("refusal.search.long", 200)) || !strings.Contains(body, `role="search"`) || !strings.Contains(body, `value="1" selected`) {
			t.Errorf("%d characters: %d", n, w.Code)
		}
	}
}

func TestPages_beforeTheSchemeIsLoadedSayThatItIsNot(t *testing.T) {
	t.Parallel()
	h := front(t, &noted{}, func(c *web.Config) {
		c.Scheme = func(context.Context) (*scheme.Scheme, error) {
			return nil, scheme.Refuse(scheme.NotReady, "refusal.catalog.none")
		}
	})
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		for _, path := range []string{"/", "/labels", "/labels?q=MHR", "/labels/" + string(webtest.Number(t, 1)), "/label-use"} {
			w := webtest.Ask(h, "GET", "/"+lang+path)
			body := w.Body.String()
			if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(body, p.T("error.not_ready.title")) ||
				!strings.Contains(body, p.T("refusal.catalog.none")) || strings.Contains(body, p.T("error.reference", "")) {
				t.Errorf("/%s%s: %d %q", lang, path, w.Code, w.Header().Get("Retry-After"))
			}
		}
	}
}

func TestSearchDescription_leadsABrowserToTheSearch(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for _, lang := range i18n.Languages {
		page := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(all[0].Number)).Body.String()
		_, rest, _ := strings.Cut(page, `<link rel="search" `)
		_, rest, _ = strings.Cut(rest, `href="`)
		at, _, _ := strings.Cut(rest, `"`)
		w := webtest.Ask(h, "GET", at)
		var d struct {
			ShortName string
			Language  string
			URLs      []struct {
				Type     string `xml:"type,attr"`
				Template string `xml:"template,attr"`
			} `xml:"Url"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != 200 {
			t.Fatalf("%s: %d %v", at, w.Code, err)
		}
		if n := len([]rune(d.ShortName)); n == 0 || n > 16 || d.Language != lang || len(d.URLs) == 0 || d.URLs[0].Type != "text/html" {
			t.Errorf("%s: %+v", at, d)
			continue
		}
		search := strings.ReplaceAll(strings.TrimPrefix(d.URLs[0].Template, webtest.Base), "{searchTerms}", "KGM-1")
		if body := webtest.Ask(h, "GET", search).Body.String(); strings.Count(body, `class="entry-name"`) != 1 {
			t.Errorf("%s does not find the label", search)
		}
	}
}

func TestPages_nameTheirOwnAddressOnce(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for path, want := range map[string]string{"/ja/labels": "/ja/labels", "/en/labels/" + string(all[0].Number) + "?utm=x": "/en/labels/" + string(all[0].Number), "/ja/labels?q=MHR": ""} {
		body := webtest.Ask(h, "GET", path).Body.String()
		_, rest, _ := strings.Cut(body, `<link rel="canonical" href="`)
		if got, _, _ := strings.Cut(rest, `"`); strings.TrimPrefix(got, webtest.Base) != want {
			t.Errorf("%s calls itself %q, want %q", path, got, want)
		}
	}
}

// One sign is in nearly every label: the page says what to type, and does
// not mind when a condition alone is asked for.
func TestLabels_oneSignIsTooLittleAndSaidSo(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for _, q := range []string{"a", "鍵", "-"} {
		w := webtest.Ask(h, "GET", "/ja/labels?status=active&q="+url.QueryEscape(q))
		body := w.Body.String()
		if w.Code != 400 || !strings.Contains(body, `id="f-q-error"`) || !strings.Contains(body, `value="active" selected`) {
			t.Errorf("%q: %d", q, w.Code)
		}
	}
	if body := webtest.Ask(h, "GET", "/ja/labels?status=active").Body.String(); strings.Count(body, `class="entry-name"`) != 1 {
		t.Error("a condition alone finds nothing")
	}
	for typed, want := range map[string]int{"KGM1": 1, "みはり": 1, "MHR1200W": 4, "錠前": 0, "2026000000000": len(all)} {
		if body := webtest.Ask(h, "GET", "/ja/labels?q="+url.QueryEscape(typed)).Body.String(); strings.Count(body, `class="entry-name"`) != want {
			t.Errorf("%q finds %d, want %d", typed, strings.Count(body, `class="entry-name"`), want)
		}
	}
}

// A total that may be a few too high is not said as if it were exact.
func TestLabels_aTotalThatIsNotExactIsCalledAbout(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][2]string{"ja": {"約1,234件", "およそ10,000件以上"}, "en": {"about 1,234", "about 10,000 or more"}} {
		for i, page := range []registry.Page{{Total: 1234, About: true}, {Total: 10_000, More: true, About: true}} {
			page.Items = webtest.Samples(t)[:1]
			w := webtest.Ask(front(t, &noted{page: page}, nil), "GET", "/"+lang+"/labels?q=camera")
			if !strings.Contains(w.Body.String(), want[i]) {
				t.Errorf("%s: %d, no %q", lang, w.Code, want[i])
			}
		}
	}
}
