package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

// text is a page of so many bytes.
func text(n int) string { return strings.Repeat("ラベルは有効です。", n/27+1)[:n] }

func shown(content string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
}

// packingSite answers with pages and texts of many kinds, on a mux that packs
// and, under /desk, on one that does not.
func packingSite(t *testing.T) http.Handler {
	site := webtest.Site(t, nil)
	mux := http.NewServeMux()
	page := func(status int, keep, content string) web.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			if keep != "" {
				w.Header().Set("Cache-Control", keep)
			}
			return site.Render(w, r, status, shown(content))
		}
	}
	both := func(path string, h web.Handler) {
		site.Packing(mux).Handle("GET "+path, site.Handle(h))
		mux.Handle("GET /desk"+path, site.Handle(h))
	}
	const keep = "public, max-age=60"
	site.Packing(mux).HandleFunc("POST /page", site.Handle(page(200, keep, text(9000))).ServeHTTP)
	both("/page", page(200, keep, text(9000)))
	both("/short", page(200, keep, text(999)))
	both("/empty", page(200, keep, ""))
	both("/unkept", page(200, "", text(9000)))
	both("/wrong", page(400, "", text(9000)))
	both("/missing", func(http.ResponseWriter, *http.Request) error { return scheme.Refuse(scheme.Missing, "error.missing") })
	both("/text", func(w http.ResponseWriter, r *http.Request) error {
		web.Give(w, r, "application/atom+xml; charset=utf-8", []byte(text(9000)))
		return nil
	})
	both("/picture", func(w http.ResponseWriter, r *http.Request) error {
		web.Give(w, r, "image/png", []byte(text(9000)))
		return nil
	})
	both("/cookie", func(w http.ResponseWriter, r *http.Request) error {
		site.SetSession(w, "x")
		return site.Render(w, r, 200, shown(text(9000)))
	})
	both("/late", func(w http.ResponseWriter, r *http.Request) error {
		w.WriteHeader(200)
		_, _ = io.WriteString(w, "half")
		return fmt.Errorf("fails too late")
	})
	return site.Wrap(mux)
}

// unpacked is the body of an answer as its reader sees it.
func unpacked(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") == "" {
		return w.Body.String()
	}
	z, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPacking_onlyWhatIsPublicAndPays(t *testing.T) {
	t.Parallel()
	h := packingSite(t)
	for path, packs := range map[string]bool{"/page": true, "/page?q=x": true, "/unkept": true, "/wrong": true, "/missing": true, "/text": true,
		"/short": false, "/empty": false, "/picture": false, "/cookie": false, "/late": false} {
		plain, packed, desk := webtest.Ask(h, "GET", path), webtest.Ask(h, "GET", path, "Accept-Encoding", "gzip"), webtest.Ask(h, "GET", "/desk"+path, "Accept-Encoding", "gzip")
		if got := packed.Header().Get("Content-Encoding") == "gzip"; got != packs {
			t.Errorf("%s is packed: %t", path, got)
		}
		if desk.Header().Get("Content-Encoding") != "" || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s is packed at a desk or for who does not take it", path)
		}
		if path != "/missing" && unpacked(t, packed) != plain.Body.String() || packed.Code != plain.Code {
			t.Errorf("%s reads otherwise when it is packed", path)
		}
		if packs && packed.Body.Len() >= plain.Body.Len() {
			t.Errorf("%s: %d bytes are packed into %d", path, plain.Body.Len(), packed.Body.Len())
		}
		for _, w := range []*httptest.ResponseRecorder{plain, packed} {
			if packs && w.Header().Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s does not say that it is packed for some: %v", path, w.Header())
			}
		}
	}
	if w := webtest.Ask(h, "POST", "/page", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("the answer to a form is packed")
	}
	if w := webtest.Ask(h, "GET", "/short", "Accept-Encoding", "gzip, identity;q=0"); w.Header().Get("Content-Encoding") != "gzip" {
		t.Error("who takes only what is packed is sent something else")
	}
}

func TestPacking_eachFormHasItsOwnTag(t *testing.T) {
	t.Parallel()
	h := packingSite(t)
	for _, path := range []string{"/page", "/text"} {
		tags := map[string]string{}
		for _, how := range []string{"gzip", "identity"} {
			first := webtest.Ask(h, "GET", path, "Accept-Encoding", how)
			tags[how] = first.Header().Get("ETag")
			if !strings.HasPrefix(tags[how], `"`) {
				t.Fatalf("%s, %s: tagged %s", path, how, tags[how])
			}
			for _, method := range []string{"GET", "HEAD"} {
				for _, given := range []string{tags[how], "W/" + tags[how], `"x", ` + tags[how], "*"} {
					again := webtest.Ask(h, method, path, "Accept-Encoding", how, "If-None-Match", given)
					if again.Code != 304 || again.Body.Len() > 0 || again.Header().Get("ETag") != tags[how] || again.Header().Get("Vary") != "Accept-Encoding" || again.Header().Get("Content-Encoding") != "" || again.Header().Get("Content-Length") != "" {
						t.Errorf("%s %s, %s: %d %v", method, path, how, again.Code, again.Header())
					}
				}
			}
			head := webtest.Ask(h, "HEAD", path, "Accept-Encoding", how)
			if got, want := fmt.Sprint(head.Header()), fmt.Sprint(first.Header()); got != want || first.Header().Get("Content-Length") != fmt.Sprint(first.Body.Len()) {
				t.Errorf("%s, %s: HEAD %s\nGET %s", path, how, got, want)
			}
		}
		if tags["gzip"] == tags["identity"] {
			t.Errorf("%s: two bodies have one tag", path)
		}
		if w := webtest.Ask(h, "GET", path, "If-None-Match", tags["gzip"]); w.Code != 200 {
			t.Errorf("%s: the tag of what is packed answers for what is not: %d", path, w.Code)
		}
	}
	if tag := webtest.Ask(h, "GET", "/unkept").Header().Get("ETag"); tag != "" {
		t.Error("a page that nobody may keep is tagged", tag)
	}
}

// TestPacking_partsAreOfWhatIsNotPacked: the parts that one reader puts
// together are never of two different bodies.
func TestPacking_partsAreOfWhatIsNotPacked(t *testing.T) {
	t.Parallel()
	h := packingSite(t)
	whole := webtest.Ask(h, "GET", "/text")
	packed := webtest.Ask(h, "GET", "/text", "Accept-Encoding", "gzip").Header().Get("ETag")
	part := webtest.Ask(h, "GET", "/text", "Accept-Encoding", "gzip", "Range", "bytes=10-19", "If-Range", whole.Header().Get("ETag"))
	if part.Code != 206 || part.Body.String() != whole.Body.String()[10:20] || part.Header().Get("Content-Encoding") != "" || part.Header().Get("Vary") != "Accept-Encoding" || part.Header().Get("ETag") != whole.Header().Get("ETag") {
		t.Errorf("a part: %d, %d bytes, %v", part.Code, part.Body.Len(), part.Header())
	}
	other := webtest.Ask(h, "GET", "/text", "Accept-Encoding", "gzip", "Range", "bytes=10-19", "If-Range", packed)
	if other.Code != 200 || unpacked(t, other) != whole.Body.String() {
		t.Errorf("who has some of the packed is given a part of the other: %d", other.Code)
	}
}

// TestPacked_manyAtOnce packs and reads the same few contents from many sides.
func TestPacked_manyAtOnce(t *testing.T) {
	t.Parallel()
	site := webtest.Site(t, nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 60 {
				content := text(2000 + i%7)
				z, err := gzip.NewReader(bytes.NewReader(site.Packed(web.Tag([]byte(content)), []byte(content))))
				if err != nil {
					t.Error(err)
					return
				}
				if b, err := io.ReadAll(z); err != nil || string(b) != content {
					t.Errorf("%d: other bytes, %v", i, err)
				}
			}
		})
	}
	all.Wait()
}
