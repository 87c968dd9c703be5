package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"strings"
	"sync"
)

//go:embed static
var static embed.FS

var versions = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	err := fs.WalkDir(static, "static", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := static.ReadFile(path)
		sum := sha256.Sum256(b)
		all[strings.TrimPrefix(path, "static/")] = hex.EncodeToString(sum[:6])
		return err
	})
	if err != nil {
		panic("page: " + err.Error()) // the files are part of the program
	}
	return all
})

// Asset returns the address of a static file with its version, so that
// browsers may keep it for good. It panics for a file that does not exist.
func Asset(name string) string {
	v, ok := versions()[name]
	if !ok {
		panic("page: no static file " + name)
	}
	return "/static/" + name + "?v=" + v
}

// Static serves the static files under /static/. An address with the current
// version may be kept for a year, any other for an hour.
func Static() http.Handler {
	inner, err := fs.Sub(static, "static")
	if err != nil {
		panic("page: " + err.Error())
	}
	serve := http.StripPrefix("/static/", http.FileServerFS(inner))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/static/")
		v, ok := versions()[name]
		if !ok { // a folder would be listed
			http.NotFound(w, r)
			return
		}
		keep := "public, max-age=3600"
		if r.URL.Query().Get("v") == v {
			keep = "public, max-age=31536000, immutable"
		}
		w.Header().Set("Cache-Control", keep)
		w.Header().Set("ETag", `"`+v+`"`)
		serve.ServeHTTP(w, r)
	})
}
