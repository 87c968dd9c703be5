package api

import (
	"bytes"
	"net/http"
	"strconv"

	"shirushi/internal/web"
)

// tagged is a mux whose answers carry the hash of their bytes as ETag, so
// that who asks again for the same learns so without being sent it.
type tagged struct{ Mux }

// HandleFunc adds h so that its good answers are tagged.
func (m tagged) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.Mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h(w, r)
			return
		}
		kept := &held{ResponseWriter: w, status: http.StatusOK}
		h(kept, r)
		kept.send(r)
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

func (a *held) send(r *http.Request) {
	h := a.Header()
	if a.status == http.StatusOK {
		tag := web.Tag(a.body.Bytes())
		h.Set("ETag", tag)
		if web.Matches(r, tag) {
			h.Del("Content-Type")
			a.ResponseWriter.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(a.body.Len()))
	a.ResponseWriter.WriteHeader(a.status)
	_, _ = a.ResponseWriter.Write(a.body.Bytes()) // nobody is left to tell
}
