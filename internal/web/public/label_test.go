package public_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/webtest"
)

func TestLabel_theDayOfTheEndIsStated(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for i, want := range map[int]struct {
		key string
		day scheme.Date
	}{1: {"public.extension_applied", "2026-02-10"}, 2: {"public.expired_after", "2026-03-19"}, 3: {"public.withdrawn_on", "2026-03-02"}, 4: {"public.revoked_on", "2026-03-27"}} {
		for _, lang := range i18n.Languages {
			p := i18n.For(lang)
			_, rows, _ := strings.Cut(webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(all[i].Number)).Body.String(), `id="label"`)
			for _, text := range []string{p.T(want.key), p.Date(want.day), p.Date(all[i].ValidUntil)} {
				if !strings.Contains(rows, text) {
					t.Errorf("label %d in %s does not say %q", i, lang, text)
				}
			}
			if said := strings.Contains(rows, p.T("public.assessments_revoked", all[i].Revoked)); said != (all[i].Revoked != "") {
				t.Errorf("label %d in %s: over the assessments a revocation is said: %t", i, lang, said)
			}
		}
	}
}

func TestLabel_newsThatPressesStandsByTheStatus(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.News = []scheme.News{
		{Kind: scheme.NewsUpdate, On: "2026-03-20", Firmware: "2.5.0", Text: scheme.Text{Ja: "機能を加えました。"}},
		{Kind: scheme.NewsSecurity, On: "2026-02-10", Text: scheme.Text{Ja: "更新してください。", En: "Please update."}, Link: "https://kakuu-musen.example/security/1",
			References: []string{"JVN#12345678", "CVE-2026-12345", "社内番号 7"}},
	}
	e.Successor = webtest.Number(t, 2)
	h := front(t, webtest.Registry(t, e), nil)
	body := webtest.Ask(h, "GET", "/en/labels/"+string(e.Number)).Body.String()
	top, rest, _ := strings.Cut(body, "<h1")
	if !strings.Contains(top, "Please update.") || !strings.Contains(top, `href="#news"`) || strings.Contains(top, "機能を加えました。") {
		t.Error("the security news does not stand before the name, or the update does")
	}
	if !strings.Contains(top, `href="/en/labels/`+string(e.Successor)+`"`) {
		t.Error("nothing leads to the label of the product that follows")
	}
	if strings.Index(rest, "CVE-2026-12345") > strings.Index(rest, "2.5.0") {
		t.Error("the update stands before the security news")
	}
	for _, want := range []string{`href="https://jvn.jp/en/jp/JVN12345678/"`, `href="https://www.cve.org/CVERecord?id=CVE-2026-12345"`, `<span class="reference">社内番号 7</span>`,
		`href="https://kakuu-musen.example/security/1" rel="noopener nofollow"`, `<span lang="ja">機能を加えました。</span>`, i18n.For("en").T("public.only_in.ja")} {
		if !strings.Contains(rest, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestLabel_supportThatIsOverIsSaidOnItsDay(t *testing.T) {
	t.Parallel()
	for until, over := range map[scheme.Date]bool{"2026-03-31": true, "2030-01-01": false, "": false} {
		e := webtest.Entry(t, webtest.Number(t, 1))
		e.Product.SupportUntil = until
		h := front(t, webtest.Registry(t, e), nil)
		body := webtest.Ask(h, "GET", "/en/labels/"+string(e.Number)).Body.String()
		if got := strings.Contains(body, i18n.For("en").T("public.news.pressing")); got != over {
			t.Errorf("support until %q: said to be over: %v", until, got)
		}
	}
}

func TestLabel_saysWhereItCountsAbroad(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	p := i18n.For("en")
	active := webtest.Ask(h, "GET", "/en/labels/"+string(all[0].Number)).Body.String()
	for _, want := range []string{p.T("public.abroad.counts_deemed_compliance", scheme.Date("2026-01-01")), p.T("public.abroad.not_yet", scheme.Date("2026-06-01")), p.T("public.abroad.talks")} {
		if !strings.Contains(active, want) {
			t.Errorf("an active label lacks %q", want)
		}
	}
	ended := webtest.Ask(h, "GET", "/en/labels/"+string(all[4].Number)).Body.String()
	if strings.Contains(ended, "abroad-counts") || !strings.Contains(ended, p.T("public.abroad.not_current")) {
		t.Error("a revoked label counts abroad")
	}
}

func TestModels_answerWhetherTheReadersIsThere(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	p := i18n.For("en")
	at := func(e int, model string) string {
		return "/en/labels/" + string(all[e].Number) + "/models?model=" + url.QueryEscape(model)
	}
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{at(0, "mhr1200w"), 200, p.T("public.models.there", "MHR-1200W")},
		{at(0, "MHR-1201"), 200, p.T("public.models.not_there", "MHR-1201")},
		{at(0, "MHR-1200W みはり電機"), 200, p.T("public.models.there", "MHR-1200W")},
		{at(0, "XYZ-9"), 200, "/en/forged"},
		{at(0, "XYZ-9"), 200, p.T("public.models.not_there", "XYZ-9")},
		{at(4, "MHR-1200"), 200, "notice-warning"},
		{at(0, ""), 200, `name="model"`},
		{at(0, strings.Repeat("9", 101)), 400, p.T("refusal.text.too_long", 100)},
		{at(0, "MHR\u202e0021"), 400, p.T("refusal.text.unseen", "U+202E")},
		{at(0, "MHR\x00"), 400, ""},
		{at(0, `"><script>alert(1)</script>`), 200, "&lt;script&gt;"},
		{"/en/labels/" + string(webtest.Number(t, 999)) + "/models", http.StatusNotFound, ""},
	} {
		w := webtest.Ask(h, "GET", c.path)
		if body := w.Body.String(); w.Code != c.status || !strings.Contains(body, c.want) || strings.Contains(body, "<script") || strings.Contains(body, "\u202e") {
			t.Errorf("%s: %d, want %d and %q", c.path, w.Code, c.status, c.want)
		}
	}
}

// A label of thousands of models has a page that a phone can load.
func TestLabel_ofThousandsOfModelsStaysSmall(t *testing.T) {
	t.Parallel()
	sizes := map[int]int{}
	for _, n := range []int{24, 200, 400, 5000} {
		e := webtest.Entry(t, webtest.Number(t, 1))
		e.Product.Models = nil
		for i := range n {
			e.Product.Models = append(e.Product.Models, fmt.Sprintf("SHC-%04d", i))
		}
		h := front(t, webtest.Registry(t, e), nil)
		here := "/ja/labels/" + string(e.Number)
		body := webtest.Ask(h, "GET", here).Body.String()
		all := webtest.Ask(h, "GET", here+"/models").Body.String()
		if got := strings.Count(all, "<li>SHC-"); got != n {
			t.Errorf("%d models: their page shows %d", n, got)
		}
		if leads := strings.Contains(body, `class="more" href="`+here+`/models"`); leads != (n > 200) {
			t.Errorf("%d models: leads to their page: %v", n, leads)
		}
		sizes[n] = len(body)
	}
	if sizes[5000] > sizes[24]+500 {
		t.Errorf("bytes by number of models: %v", sizes)
	}
}

// The data for search engines may hold whatever a holder typed, and is never
// more than data.
func TestLabel_structuredDataIsDataAndNothingElse(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.Product.Name = scheme.Text{Ja: "</script><script>alert(1)</script><!--", En: "</SCRIPT >\u2028'"}
	h := front(t, webtest.Registry(t, e), nil)
	for _, lang := range i18n.Languages {
		w := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(e.Number))
		_, after, found := strings.Cut(w.Body.String(), `<script type="application/ld+json">`)
		text, rest, ended := strings.Cut(after, "</script>")
		var data map[string]any
		if err := json.Unmarshal([]byte(text), &data); !found || !ended || err != nil || data["@type"] != "Product" || data["name"] != e.Product.Name.In(lang) {
			t.Errorf("%s: %v, %v", lang, err, data)
		}
		if strings.Contains(rest, "<script") || strings.Contains(strings.ToLower(text), "<") {
			t.Errorf("%s: the data ends early", lang)
		}
	}
}

func TestSheet_saysHowTheLabelStandsToTheMinute(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for i, status := range scheme.LabelStatuses {
		e := all[i]
		for _, lang := range i18n.Languages {
			p := i18n.For(lang).In("Asia/Tokyo", 9*3600e9)
			w := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(e.Number)+"/status")
			body := w.Body.String()
			if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s in %s: %d, %q", status, lang, w.Code, w.Header().Get("Cache-Control"))
			}
			for _, want := range []string{p.T("status." + string(status)), p.T("public.sheet.as_of", webtest.Now), e.Number.Grouped(), e.Product.Models[0], p.Date(e.ValidUntil),
				"/labels/" + string(e.Number) + "/label.svg", webtest.Base + "/l/" + string(e.Number), p.T("public.sheet.not_certificate"), string(e.Edition)} {
				if !strings.Contains(body, want) {
					t.Errorf("%s in %s: the sheet does not say %q", status, lang, want)
				}
			}
			stands := status == scheme.Active || status == scheme.InExtension
			if said := strings.Contains(body, "sheet-not"); said == stands {
				t.Errorf("%s: said not to be valid: %v", status, said)
			}
			counts, not := strings.Contains(body, p.T("public.abroad.unofficial")), strings.Contains(body, p.T("public.abroad.not_current"))
			if active := status == scheme.Active; counts != active || not == active || !strings.Contains(body, p.Country("GB")) {
				t.Errorf("%s: counts abroad: %v, does not: %v", status, counts, not)
			}
		}
	}
	if w := webtest.Ask(h, "GET", "/ja/labels/"+string(webtest.Number(t, 999))+"/status"); w.Code != http.StatusNotFound {
		t.Errorf("a label nobody has: %d", w.Code)
	}
}

// What a reader must know before relying on a yes is not folded away, and who
// declared has a name.
func TestLabel_saysWhoDeclaredAndWhatAYesRestsOn(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.Holder, e.Product.Manufacturer = scheme.Text{Ja: "株式会社あさぎ", En: "Asagi Inc."}, "株式会社あさぎ"
	body := webtest.Ask(front(t, webtest.Registry(t, e), nil), "GET", "/en/labels/"+string(e.Number)).Body.String()
	p := i18n.For("en")
	unfolded := regexp.MustCompile(`(?s)<details class="details">.*?</details>`).ReplaceAllString(body, "")
	if !strings.Contains(unfolded, p.T("public.abroad.unofficial")) {
		t.Error("that the answer abroad is known at second hand is folded away")
	}
	if !strings.Contains(body, "<strong>"+p.T("public.declared_by")+"</strong> Asagi Inc.") {
		t.Error("who declared conformity is not named")
	}
	if n := strings.Count(body, "Asagi Inc.</span> <br><span class=\"soft\" lang=\"ja\">株式会社あさぎ"); n != 2 {
		t.Errorf("holder and manufacturer are one company, shown by both names %d times, want 2", n)
	}
	if strings.Index(body, `id="abroad"`) > strings.Index(body, `id="assessments"`) {
		t.Error("where the label counts stands below all items of its assessments")
	}
}

func TestLabel_whatComesWithTheProductIsShownWhenItIsGiven(t *testing.T) {
	t.Parallel()
	with, without := webtest.Entry(t, webtest.Number(t, 1)), webtest.Entry(t, webtest.Number(t, 2))
	with.Product.SBOM, with.Product.CyberInsurance = "on request (SPDX 2.3)", "見舞金 1年"
	h := front(t, webtest.Registry(t, with, without), nil)
	p := i18n.For("en")
	a, b := webtest.Ask(h, "GET", "/en/labels/"+string(with.Number)).Body.String(), webtest.Ask(h, "GET", "/en/labels/"+string(without.Number)).Body.String()
	for _, text := range []string{p.T("field.sbom"), "on request (SPDX 2.3)", p.T("field.cyber_insurance"), `<span lang="ja">見舞金 1年</span>`} {
		if !strings.Contains(a, text) || strings.Contains(b, text) {
			t.Errorf("%q: shown %v, and where it is not given %v", text, strings.Contains(a, text), strings.Contains(b, text))
		}
	}
}
