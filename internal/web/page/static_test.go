package page

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func asked(method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Static().ServeHTTP(w, r)
	return w
}

// Every colour and size that a style names is there, and none that nobody
// names is sent.
func TestStyles_holdTheTokensTheyUse(t *testing.T) {
	t.Parallel()
	site := string(files()[siteStyle].content)
	defined := map[string]bool{}
	for _, m := range regexp.MustCompile(`(--[a-z0-9-]+)\s*:`).FindAllStringSubmatch(site, -1) {
		defined[m[1]] = true
	}
	used := ""
	for name, f := range files() {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		css := string(f.content)
		used += css
		for _, m := range use.FindAllStringSubmatch(css, -1) {
			if !defined[m[1]] && !strings.Contains(css, m[1]+":") {
				t.Errorf("%s uses %s, which is defined nowhere", name, m[1])
			}
		}
		if strings.Count(css, "{") != strings.Count(css, "}") || regexp.MustCompile(`/\*[^!]`).MatchString(css) {
			t.Errorf("%s was cut wrongly", name)
		}
	}
	for name := range defined {
		if !strings.Contains(used, "var("+name) {
			t.Errorf("%s is sent and nobody uses it", name)
		}
	}
	if !strings.Contains(site, "MIT License") {
		t.Error("the licence of the tokens is gone")
	}
	if !strings.Contains(site, "--color-neutral-white: #ffffff;") {
		t.Error("the tokens were not read")
	}
}

func TestSqueeze_leavesWhatParts(t *testing.T) {
	t.Parallel()
	got := string(squeeze([]byte("/* a */\n.a,\n.b {\n  margin: calc(1px + 2px)\n    3px; /* b\n c */\n  content: \"›\" / \"\";\n}\n")))
	if want := `.a,.b {margin: calc(1px + 2px) 3px;content: "›" / "";}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestStatic_isPackedForWhoeverTakesIt(t *testing.T) {
	t.Parallel()
	for accept, packed := range map[string]bool{"gzip": true, "br, GZIP;q=0.5": true, "deflate": false, "": false, "gzip;q=0": false, "gzip; q=0.0, br": false} {
		w := asked("GET", Asset(siteStyle), "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != packed || w.Header().Get("Vary") != "Accept-Encoding" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%q: packed %v, headers %v", accept, got, w.Header())
		}
		body := io.Reader(w.Body)
		if packed {
			var err error
			if body, err = gzip.NewReader(body); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := io.ReadAll(body); err != nil || !bytes.Equal(b, files()[siteStyle].content) {
			t.Errorf("%q: another file arrives: %v", accept, err)
		}
	}
}

func TestStatic_isAnsweredAgainByItsTag(t *testing.T) {
	t.Parallel()
	plain, packed := asked("GET", Asset(siteStyle)), asked("GET", Asset(siteStyle), "Accept-Encoding", "gzip")
	if plain.Header().Get("ETag") == packed.Header().Get("ETag") {
		t.Error("two bodies have one tag")
	}
	again := asked("GET", Asset(siteStyle), "Accept-Encoding", "gzip", "If-None-Match", packed.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("%d with %d bytes", again.Code, again.Body.Len())
	}
	if w := asked("GET", Asset(siteStyle), "If-None-Match", packed.Header().Get("ETag")); w.Code != http.StatusOK {
		t.Errorf("the tag of the packed file answers for the plain one: %d", w.Code)
	}
	if w := asked("HEAD", Asset(siteStyle)); w.Body.Len() > 0 || w.Header().Get("Content-Length") != plain.Header().Get("Content-Length") {
		t.Errorf("HEAD: %v with %d bytes", w.Header(), w.Body.Len())
	}
	for _, name := range []string{"", "tokens.css", "../static.go", "site.css/"} {
		if w := asked("GET", "/static/"+name); w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", name, w.Code)
		}
	}
}
