package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"shirushi/internal/i18n"
)

// A noForm is what no form of ours sends, from a broken browser or on
// purpose. Every address that takes a form refuses it.
type noForm struct {
	name   string
	kind   string // of the body
	body   string
	head   map[string]string
	method string // "": POST
	status int
	key    string // of the page's sentence
}

const urlencoded = "application/x-www-form-urlencoded"

func noForms() []noForm {
	var fields strings.Builder
	for i := range 10_001 {
		fields.WriteString("f" + strconv.Itoa(i) + "=1&")
	}
	part := "--b\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\n"
	return []noForm{
		{"JSON", "application/json", `{"reason":"x","revision":1}`, nil, "", 400, "error.not_form"},
		{"plain text", "text/plain", "reason=x&revision=1", nil, "", 400, "error.not_form"},
		{"XML", "application/xml", "<reason>x</reason>", nil, "", 400, "error.not_form"},
		{"a body of no kind", "", "reason=x", nil, "", 400, "error.not_form"},
		{"a kind that does not read", "application/;;", "reason=x", nil, "", 400, "error.not_form"},
		{"parts without boundary", "multipart/form-data", part + "x\r\n--b--\r\n", nil, "", 400, "error.not_form"},
		{"broken escapes", urlencoded, "reason=%zz&revision=1", nil, "", 400, "error.not_form"},
		{"semicolons", urlencoded, "reason=x;revision=1", nil, "", 400, "error.not_form"},
		{"ten thousand fields", urlencoded, fields.String(), nil, "", 400, "error.not_form"},
		{"a zero character", urlencoded, "reason=a%00b", nil, "", 400, "error.characters"},
		{"a zero character in a name", urlencoded, "rea%00son=x", nil, "", 400, "error.characters"},
		{"no UTF-8", urlencoded, "reason=%ff%fe", nil, "", 400, "error.characters"},
		{"Shift_JIS", urlencoded, "reason=%8d%82%82%a2", nil, "", 400, "error.characters"},
		{"more than may come", urlencoded, "reason=" + strings.Repeat("x", 3<<20), nil, "", 413, "error.too_large"},
		{"from another site", urlencoded, "reason=x", map[string]string{"Origin": "https://evil.example"}, "", 403, "error.cross_site"},
		{"from another site, as the browser says", urlencoded, "reason=x", map[string]string{"Sec-Fetch-Site": "cross-site"}, "", 403, "error.cross_site"},
		{"from a page without origin", urlencoded, "reason=x", map[string]string{"Origin": "null"}, "", 403, "error.cross_site"},
		{"by PATCH", urlencoded, "reason=x", nil, "PATCH", 405, "error.method"},
		{"by DELETE", "", "", nil, "DELETE", 405, "error.method"},
	}
}

func (n noForm) request(t *testing.T, address string) *http.Request {
	t.Helper()
	method := http.MethodPost
	if n.method != "" {
		method = n.method
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "http://localhost"+address, strings.NewReader(n.body))
	if n.kind != "" {
		r.Header.Set("Content-Type", n.kind)
	}
	for k, v := range n.head {
		r.Header.Set(k, v)
	}
	return r
}

// forScripts are the addresses that our own scripts ask, which take more than
// forms or say their refusals otherwise, and forms that may be very large.
var forScripts = regexp.MustCompile(`/(typed|start|finish|files|preview|import)$`)

// TestWrong_noAddressTakesWhatIsNoForm sends every kind of what is no form to
// every address of the desks that takes one, as someone who may use it.
func TestWrong_noAddressTakesWhatIsNoForm(t *testing.T) {
	t.Parallel()
	c := newCrawl(t)
	ids := c.named()
	kinds, senders, n := noForms(), map[string]sender{}, 0
	for _, pattern := range c.p.addresses {
		path, post := strings.CutPrefix(pattern, "POST ")
		if !post || !strings.Contains(path, "/desk/") {
			continue
		}
		lang := path[1:3]
		who := whoseDesk(path)
		if _, in := senders[who]; !in {
			senders[who] = c.signIn(who)
			c.written()
		}
		address := c.oneOf(path, ids)
		for _, kind := range kinds {
			if (n+len(kind.name))%3 != 0 && lang == i18n.Languages[1] {
				continue // the second language says the same: one in three will do
			}
			n++
			answer := senders[who].send(kind.request(t, address))
			told := answer.status == kind.status && saidAs(lang, kind.key).MatchString(answer.words)
			if forScripts.MatchString(path) {
				told = answer.status >= 400 && answer.status < 500 // in JSON, of what the script can mend
			}
			if !told {
				t.Errorf("%s to POST %s is answered with %d: %.300s", kind.name, address, answer.status, answer.words)
			}
			if c.written() {
				t.Errorf("%s to POST %s was written", kind.name, address)
			}
		}
	}
	t.Logf("%d kinds of what is no form, sent %d times", len(kinds), n)
}

// whoseDesk is someone whose desk an address belongs to.
func whoseDesk(path string) string {
	switch {
	case strings.Contains(path, "/desk/office/organisations"), strings.Contains(path, "/desk/office/catalog"):
		return oneAdmin
	case strings.Contains(path, "/desk/office/"):
		return oneOfficer
	}
	return oneMaker
}

// oneOf fills the braces of an address with things that are there.
func (c *crawl) oneOf(path string, ids *strings.Replacer) string {
	application := "{submitted}"
	if !strings.Contains(path, "/office/") {
		application = "{minamo.draft}"
	}
	path = strings.ReplaceAll(path, "/applications/{id}", "/applications/"+application)
	path = strings.NewReplacer("{number}", "{label}", "{item}", "S1.1-04", "{$}", "").Replace(path)
	return braces.ReplaceAllString(ids.Replace(path), strings.Repeat("A", 26))
}

// raw replaces the body of a request.
func raw(kind, body string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Content-Type", kind)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(body))), int64(len(body))
	}
}
