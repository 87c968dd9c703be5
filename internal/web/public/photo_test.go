package public_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shirushi/internal/art"
	"shirushi/internal/i18n"
	"shirushi/internal/scan"
	"shirushi/internal/scheme"
	"shirushi/internal/web/webtest"
)

// labelled is a printed label whose code holds an address.
func labelled(t *testing.T, address string) []byte {
	t.Helper()
	b, err := art.PNG(art.Label{Number: "2026000000000017", Level: scheme.Text{Ja: "★1", En: "Star 1"}, Scheme: scheme.Text{Ja: "見本", En: "Sample"}, Address: address}, 20)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// handed sends the form about a label in one's hand, as from an address.
func handed(h http.Handler, from, lang string, picture []byte, fields map[string]string) *httptest.ResponseRecorder {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, text := range fields {
		_ = form.WriteField(name, text)
	}
	if picture != nil {
		part, _ := form.CreateFormFile("picture", "../../x.png")
		_, _ = part.Write(picture)
	}
	_ = form.Close()
	r := httptest.NewRequest("POST", "/"+lang+"/verify", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.RemoteAddr = from + ":1"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPhoto_saysWhoseLabelItIs(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	number, revoked := string(all[0].Number), all[4]
	at := webtest.Base + "/l/"
	unknown := string(webtest.Number(t, 4711))
	for i, tt := range []struct {
		name, code string
		fields     map[string]string
		kind, says string // of the notice; a key with its arguments filled in by the page
	}{
		{"a true label", at + number, nil, "info", "verify.fit.unasked"},
		{"a true label with its number", at + number, map[string]string{"printed": "２０" + number[2:4] + "-" + number[4:]}, "info", "verify.code_same"},
		{"the true product", at + number, map[string]string{"product": strings.ToLower(all[0].Product.Models[0])}, "success", "verify.todo.same"},
		{"the true product with its maker", at + number, map[string]string{"product": all[0].Product.Models[0] + " " + all[0].Holder.Ja}, "success", "verify.is.active"},
		{"the true product by a part of its name", at + number, map[string]string{"product": "ルーター ミハリ"}, "warning", "verify.fit.unclear"},
		{"a copied code on another product", at + number, map[string]string{"product": "ZZZ-999"}, "danger", "verify.other_product_text"},
		{"another number printed", at + number, map[string]string{"printed": string(all[1].Number)}, "danger", "verify.code_forged"},
		{"a revoked label", at + string(revoked.Number), nil, "warning", "verify.is.revoked"},
		{"an expired label on its product", at + string(all[2].Number), map[string]string{"product": "KGM-1"}, "warning", "verify.shops_ended"},
		{"an expired label on another product", at + string(all[2].Number), map[string]string{"product": "ZZZ-999"}, "danger", "verify.other_product_text"},
		{"a number that no label has", at + unknown, nil, "danger", "verify.code_forged_do"},
		{"a number that none can have", at + "2026000000000099", nil, "danger", "verify.code_forged_do"},
		{"another site", "https://localhost.evil.test/l/" + number, nil, "danger", "verify.code_forged_do"},
		{"a look-alike", "http://loca1host:8080/l/" + number, nil, "danger", "verify.like_signs"},
		{"no address", "WIFI:S:home;;", nil, "danger", "verify.code_forged_do"},
		{"another page of the site", webtest.Base + "/ja/about", nil, "danger", "verify.code_forged_do"},
	} {
		for _, lang := range i18n.Languages {
			w := handed(h, fmt.Sprintf("203.0.113.%d", i), lang, labelled(t, tt.code), tt.fields)
			body := w.Body.String()
			found, _, _ := strings.Cut(body[max(0, strings.Index(body, `id="found"`)):], "</section>")
			if w.Code != http.StatusOK || !strings.Contains(found, "notice-"+tt.kind) || !strings.Contains(found, i18n.For(lang).T(tt.says)) {
				t.Errorf("%s in %s: %d, wanted %s with %s:\n%s", tt.name, lang, w.Code, tt.kind, tt.says, found)
			}
			if (tt.kind == "danger") != strings.Contains(found, "/"+lang+"/forged") {
				t.Errorf("%s in %s: whom to tell: %v", tt.name, lang, strings.Contains(found, "/forged"))
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be kept: %q", tt.name, w.Header().Get("Cache-Control"))
			}
		}
	}
}

func TestPhoto_aLabelThatIsNotListedYetIsNoLabel(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 5))
	e.Listed = scheme.DateOf(webtest.Now).AddDays(30)
	h := front(t, webtest.Registry(t, e), nil)
	body := handed(h, "203.0.113.1", "en", labelled(t, webtest.Base+"/l/"+string(e.Number)), nil).Body.String()
	if strings.Contains(body, e.Product.Models[0]) || !strings.Contains(body, i18n.For("en").T("verify.code_unknown", e.Number.Grouped())) {
		t.Error("it tells of the label")
	}
}

func TestPhoto_whatCannotBeReadIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	p := i18n.For("ja")
	code := labelled(t, webtest.Base+"/l/"+string(all[0].Number))
	for i, tt := range []struct {
		name    string
		picture []byte
		fields  map[string]string
		status  int
		says    string
	}{
		{"nothing", nil, nil, 400, p.T("verify.need_photo")},
		{"a model alone", nil, map[string]string{"product": "MHR-1"}, 400, p.T("verify.need_photo")},
		{"no address", nil, map[string]string{"address": "MHR-1"}, 400, p.T("verify.address_form", webtest.Base)},
		{"no label's address", nil, map[string]string{"address": webtest.Base + "/ja/about"}, 400, p.T("verify.address_form", webtest.Base)},
		{"no picture", []byte("<svg/>"), nil, 400, p.T("verify.picture_unreadable")},
		{"half a picture", code[:len(code)/2], nil, 400, p.T("verify.picture_unreadable")},
		{"too many bytes", make([]byte, scan.MostBytes+1), nil, 400, p.T("verify.picture_large", scan.MostBytes>>20, scan.MostDots)},
		{"beyond the request", make([]byte, scan.MostBytes+1<<20), nil, 400, p.T("verify.picture_large", scan.MostBytes>>20, scan.MostDots)},
		{"a long name", code, map[string]string{"product": strings.Repeat("x", 201)}, 400, p.T("refusal.text.too_long", 200)},
		{"a sign that turns the line", code, map[string]string{"product": "a\u202eb"}, 400, p.T("refusal.text.unseen", "U+202E")},
		{"a sign that no database takes", code, map[string]string{"product": "a\x00b"}, 400, p.T("error.characters")},
		{"no code", labelledBlank(t), nil, 200, p.T("verify.code_none")},
	} {
		w := handed(h, fmt.Sprintf("203.0.113.%d", i), "ja", tt.picture, tt.fields)
		if body := w.Body.String(); w.Code != tt.status || !strings.Contains(body, tt.says) {
			t.Errorf("%s: %d without %q", tt.name, w.Code, tt.says)
		} else if typed := tt.fields["printed"]; typed != "" && tt.picture != nil && !strings.Contains(body, `value="`+typed+`"`) {
			t.Errorf("%s: what was typed is lost", tt.name)
		}
	}
}

// labelledBlank is a picture without a code.
func labelledBlank(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 300))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPhoto_oneAddressCannotSendThemWithoutEnd(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	last := 0
	for range 12 {
		last = handed(h, "198.51.100.7", "en", []byte("x"), nil).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the twelfth in a moment is answered with %d", last)
	}
	if w := handed(h, "198.51.100.8", "en", []byte("x"), nil); w.Code != http.StatusBadRequest {
		t.Errorf("another address suffers: %d", w.Code)
	}
}

func TestVerify_theNumberOfAnAddressStandsInTheField(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	if body := webtest.Ask(h, "GET", "/en/verify?q=2026000000000015").Body.String(); !strings.Contains(body, `value="2026000000000015"`) || !strings.Contains(body, "noindex") || strings.Contains(body, `id="proof" open`) {
		t.Error("it does not")
	}
	if body := webtest.Ask(h, "GET", "/en/verify?prove=2026000000000015").Body.String(); !strings.Contains(body, `id="proof" open`) || strings.Count(body, `value="2026000000000015"`) != 1 {
		t.Error("the proof that an address asks for is not ready")
	}
	for _, q := range []string{strings.Repeat("1", 41), "%E2%80%AE1"} {
		if w := webtest.Ask(h, "GET", "/en/verify?q="+q); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `value="1`) {
			t.Errorf("%s: %d", q, w.Code)
		}
	}
}
