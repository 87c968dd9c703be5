package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed static
var static embed.FS

// tokensFile holds the design tokens. It is not served by itself: what of it
// the style sheets use stands at the head of siteStyle.
const (
	tokensFile = "tokens.css"
	siteStyle  = "site.css"
)

// A file is a static file as it is sent.
type file struct {
	content []byte
	packed  []byte // by gzip; nil where that gains nothing
	version string
}

var files = sync.OnceValue(func() map[string]file {
	raw := map[string][]byte{}
	err := fs.WalkDir(static, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := static.ReadFile(name)
		raw[strings.TrimPrefix(name, "static/")] = b
		return err
	})
	if err != nil {
		panic("page: " + err.Error()) // the files are part of the program
	}
	return ready(raw)
})

// ready makes of the files as they were written what is sent.
func ready(raw map[string][]byte) map[string]file {
	used := tokensUsed(raw)
	all := map[string]file{}
	for name, b := range raw {
		switch {
		case name == tokensFile:
			continue
		case name == siteStyle:
			b = append(squeeze(used), squeeze(b)...)
		case path.Ext(name) == ".css":
			b = squeeze(b)
		}
		sum := sha256.Sum256(b)
		f := file{content: b, version: hex.EncodeToString(sum[:6])}
		if packed := Gzip(b); len(packed) < len(b) {
			f.packed = packed
		}
		all[name] = f
	}
	return all
}

// Asset returns the address of a static file with its version, so that
// browsers may keep it for good. It panics for a file that does not exist.
func Asset(name string) string {
	f, ok := files()[name]
	if !ok {
		panic("page: no static file " + name)
	}
	return "/static/" + name + "?v=" + f.version
}

// Static serves the static files under /static/, packed where the reader
// takes that. An address with the current version may be kept for a year, any
// other for an hour.
func Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/static/")
		f, ok := files()[name]
		if !ok { // a folder would be listed
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		keep := "public, max-age=3600"
		if r.URL.Query().Get("v") == f.version {
			keep = "public, max-age=31536000, immutable"
		}
		h.Set("Cache-Control", keep)
		h.Set("Content-Type", kindOf(name))
		h.Add("Vary", "Accept-Encoding")
		body, tag := f.content, `"`+f.version+`"`
		if f.packed != nil && TakesGzip(r) {
			body, tag = f.packed, `"`+f.version+`-gzip"`
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("ETag", tag)
		if Matches(r, tag) {
			h.Del("Content-Type")
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // nobody is left to tell
		}
	})
}

// kindOf says what a static file holds.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "text/plain; charset=utf-8"
}
