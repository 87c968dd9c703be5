package public_test

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

// boxes are labels as those of the boxes that people who were told nothing
// were given: a true one and one that has expired.
func boxes(t *testing.T) (valid, expired registry.Entry) {
	t.Helper()
	valid = webtest.Entry(t, "2026000000000297")
	valid.Product.Name, valid.Holder = scheme.Text{Ja: "屋外見守りカメラ みまもの庭", En: "Mimamo Garden Camera"}, scheme.Text{Ja: "株式会社みなも電機", En: "Minamo Electric Co., Ltd."}
	valid.Product.Models = []string{"MC-310", "MC-310B"}
	expired = webtest.Samples(t)[2]
	return valid, expired
}

// TestTrial_whatPeopleTypedIsAnswered holds the page to what stumbled when
// people tried it: whoever gives more must not learn less, and nobody is
// accused for a slip of typing.
func TestTrial_whatPeopleTypedIsAnswered(t *testing.T) {
	t.Parallel()
	valid, expired := boxes(t)
	h := front(t, webtest.Registry(t, valid, expired), nil)
	number, host := string(valid.Number), strings.TrimPrefix(webtest.Base, "http://")
	const slip, elsewhere = "2026000000000298", "https://jc-star-labels.example/l/2026000000000298"
	type given map[string]string
	for i, tt := range []struct {
		name, code string // "" for no photo
		fields     given
		kind       string
		says       []string // keys
	}{
		{"true box, everything given", webtest.Base + "/l/" + number, given{"printed": number, "product": "MC-310"}, "success", []string{"verify.is.active", "public.models.there", "verify.code_same"}},
		{"true box, copied as printed", webtest.Base + "/l/" + number, given{"printed": number, "product": "MC-310 株式会社みなも電機"}, "success", []string{"public.models.there"}},
		{"true box, company alone", webtest.Base + "/l/" + number, given{"product": "株式会社みなも電機"}, "warning", []string{"verify.fit.unclear", "verify.model_again"}},
		{"true box, a word of its name", webtest.Base + "/l/" + number, given{"product": "カメラ"}, "warning", []string{"verify.fit.unclear"}},
		{"true box, photo and number", webtest.Base + "/l/" + number, given{"printed": number}, "info", []string{"verify.fit.unasked", "verify.model_again"}},
		{"true box, the number mistyped", webtest.Base + "/l/" + number, given{"printed": slip, "product": "MC-310"}, "warning", []string{"verify.printed_again"}},
		{"copied code, its own model", webtest.Base + "/l/" + number, given{"printed": number, "product": "BM-77"}, "danger", []string{"verify.other_product_text"}},
		{"copied code, name and model", webtest.Base + "/l/" + number, given{"product": "屋外見守りカメラ みまもの庭 BM-77"}, "warning", []string{"verify.todo.stray"}},
		{"expired box", webtest.Base + "/l/" + string(expired.Number), given{"product": "KGM-1"}, "warning", []string{"verify.is.expired", "public.models.there", "verify.shops_ended"}},
		{"forged box, everything given", elsewhere, given{"printed": slip, "product": "SS-900"}, "danger", []string{"verify.code_forged", "verify.code_forged_do"}},
		{"forged box, address in place of a photo", "", given{"address": elsewhere, "printed": slip, "product": "SS-900"}, "danger", []string{"verify.code_forged"}},
		{"forged box, address without https://", "", given{"address": elsewhere[len("https://"):]}, "danger", []string{"verify.code_forged"}},
		{"forged box with a true number", elsewhere, given{"printed": number}, "danger", []string{"verify.code_forged"}},
		{"number alone", "", given{"printed": number}, "info", []string{"verify.by_number", "verify.fit.unasked"}},
		{"number and model", "", given{"printed": number, "product": "mc310"}, "success", []string{"verify.by_number", "public.models.there"}},
		{"number and another model", "", given{"printed": number, "product": "BM-77"}, "danger", []string{"verify.other_product_text"}},
		{"a number that no label can have", "", given{"printed": slip}, "warning", []string{"verify.number_nobodys", "verify.as_printed"}},
		{"a number that no label has", "", given{"printed": string(webtest.Number(t, 4711))}, "warning", []string{"verify.number_nobodys", "verify.as_printed"}},
		{"address without http://", "", given{"address": host + "/l/" + number, "product": "MC-310"}, "success", []string{"verify.is.active"}},
		{"address with a slash", "", given{"address": webtest.Base + "/l/" + number + "/"}, "info", []string{"verify.is.active"}},
		{"address in wide letters", "", given{"address": "ｌｏｃａｌｈｏｓｔ：８０８０／ｌ／" + number}, "info", []string{"verify.is.active"}},
		{"number in place of the address", "", given{"address": number[:4] + " " + number[4:]}, "info", []string{"verify.by_number"}},
		{"photo and an address that is none", webtest.Base + "/l/" + number, given{"address": "読めません", "product": "MC-310"}, "success", []string{"verify.address_unread"}},
	} {
		for _, lang := range i18n.Languages {
			var picture []byte
			if tt.code != "" {
				picture = labelled(t, tt.code)
			}
			w := handed(h, fmt.Sprintf("203.0.113.%d", i), lang, picture, tt.fields)
			body := w.Body.String()
			found, _, _ := strings.Cut(body[max(0, strings.Index(body, `id="found"`)):], "</section>")
			if w.Code != 200 || strings.Count(found, "notice-"+tt.kind) != 1 || strings.Contains(body, "error-summary") {
				t.Errorf("%s in %s: %d, want %s: %s", tt.name, lang, w.Code, tt.kind, found)
			}
			for _, key := range tt.says {
				for _, part := range strings.Split(i18n.For(lang).T(key, "\x00", "\x00", "\x00"), "\x00") {
					if !strings.Contains(found, part) {
						t.Errorf("%s in %s does not say %s", tt.name, lang, key)
					}
				}
			}
			if suspect := tt.kind == "danger" || strings.Contains(strings.Join(tt.says, " "), "printed"); suspect != strings.Contains(found, "/"+lang+"/report") {
				t.Errorf("%s in %s: whom to tell: %t", tt.name, lang, !suspect)
			}
		}
	}
}

// A foreign site comes first, the printed number after it.
func TestTrial_theForeignSiteIsSaidFirst(t *testing.T) {
	t.Parallel()
	valid, expired := boxes(t)
	h := front(t, webtest.Registry(t, valid, expired), nil)
	body := handed(h, "203.0.113.1", "ja", labelled(t, "https://jc-star-labels.example/l/1"), map[string]string{"printed": "2026000000000298", "product": "SS-900"}).Body.String()
	site, number := strings.Index(body, "jc-star-labels.example"), strings.Index(body, i18n.For("ja").T("verify.printed_false", "2026000000000298"))
	if site < 0 || number < site {
		t.Errorf("site at %d, number at %d", site, number)
	}
}

// What somebody stumbled over who had been told nothing and read only English:
// each row is a page, and the words that were missing on it.
func TestTrial_whatPagesHaveToSay(t *testing.T) {
	t.Parallel()
	valid, expired := boxes(t)
	all := []registry.Entry{valid, expired}
	mux := http.NewServeMux()
	site := webtest.Site(t, nil)
	public.Routes(mux, site, webtest.Registry(t, all...), webtest.Stating(t, all...), public.NewPages(nil))
	h := site.Wrap(mux)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang).In("Asia/Tokyo", 9*time.Hour)
		for _, tt := range []struct {
			name, path string
			says       []string
		}{
			{"a label older than the log", "/labels/" + string(expired.Number) + "/status", []string{p.T("public.stated.recorded", scheme.Date("2026-04-01")), p.T("public.days", p.Zone()), p.T("public.stated.known.hint")}},
			{"what the reports take", "/forged", []string{p.T("forged.tell_picture")}},
			{"the verify page's words", "/verify", []string{p.T("verify.recorded_later"), p.T("verify.key_open"), p.T("verify.key_same_here"), p.T("verify.unwatched"), p.T("verify.pdf_none"), p.T("verify.pdf_unreadable"), `data-offset="+09:00"`}},
		} {
			body := html.UnescapeString(webtest.Ask(h, "GET", "/"+lang+tt.path).Body.String())
			for _, words := range tt.says {
				if !strings.Contains(body, words) {
					t.Errorf("%s in %s does not say %q", tt.name, lang, words)
				}
			}
		}
		found := handed(h, "203.0.113.9", lang, labelled(t, webtest.Base+"/l/"+string(valid.Number)), map[string]string{"product": "MC-310"}).Body.String()
		for _, name := range []string{valid.Product.Name.Ja, valid.Product.Name.En, valid.Holder.Ja, valid.Holder.En} {
			if !strings.Contains(found, name) {
				t.Errorf("the answer in %s does not name %q", lang, name)
			}
		}
	}
}

// Statements of one label that speak of other days, or count other records, are
// saved under other names.
func TestTrial_noStatementOverwritesAnother(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	names := map[string]bool{}
	n := string(all[0].Number)
	for _, path := range []string{"/labels/" + n + "/status.json", "/en/labels/" + n + "/status.pdf", "/ja/labels/" + n + "/status.pdf"} {
		for _, days := range []string{"?on=2026-03-30", "?on=2026-03-31", "?on=2026-04-01"} {
			w := webtest.Ask(h, "GET", path+days)
			name := w.Header().Get("Content-Disposition")
			if w.Code != 200 || names[name] || !strings.Contains(name, days[4:]) {
				t.Errorf("%s%s: %d %q", path, days, w.Code, name)
			}
			names[name] = true
		}
	}
}
