package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// tagged is a mux whose answers carry the hash of their bytes as ETag, so
// that who asks again for the same learns so without being sent it.
type tagged struct{ *http.ServeMux }

// HandleFunc adds h so that its good answers are tagged.
func (m tagged) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.ServeMux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h(w, r)
			return
		}
		kept := &held{ResponseWriter: w, status: http.StatusOK}
		h(kept, r)
		kept.send(r.Header.Get("If-None-Match"))
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

func (a *held) send(known string) {
	h := a.Header()
	if a.status == http.StatusOK {
		sum := sha256.Sum256(a.body.Bytes())
		tag := `"` + hex.EncodeToString(sum[:16]) + `"`
		h.Set("ETag", tag)
		if matches(known, tag) {
			h.Del("Content-Type")
			a.ResponseWriter.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(a.body.Len()))
	a.ResponseWriter.WriteHeader(a.status)
	_, _ = a.ResponseWriter.Write(a.body.Bytes()) // nobody is left to tell
}

// matches reports whether tag is among those of an If-None-Match header.
func matches(known, tag string) bool {
	for one := range strings.SplitSeq(known, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == tag || one == "*" {
			return true
		}
	}
	return false
}
