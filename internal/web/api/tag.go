package api

import (
	"bytes"
	"net/http"

	"shirushi/internal/web"
)

// tagged is a mux whose answers carry the hash of their bytes as ETag, so
// that who asks again for the same learns so without being sent it, and are
// packed where the client takes that.
type tagged struct {
	Mux
	site *web.Site
}

// HandleFunc adds h so that its answers are tagged and packed.
func (m tagged) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.Mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h(w, r)
			return
		}
		kept := &held{ResponseWriter: w, status: http.StatusOK}
		h(kept, r)
		m.site.SendPacked(w, r, kept.status, kept.body.Bytes())
	})
}

// held keeps an answer until all of it is there.
type held struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (a *held) WriteHeader(status int) { a.status = status }

func (a *held) Write(b []byte) (int, error) { return a.body.Write(b) }
