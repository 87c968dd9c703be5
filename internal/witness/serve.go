package witness

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// atOnce is how many requests a witness works on at one time; more are asked
// to come again.
const atOnce = 32

// Server returns a server of Handler that lets nobody wait on a connection
// for long.
func (w *Witness) Server() *http.Server {
	return &http.Server{Handler: w.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10}
}

// Handler answers POST /add-checkpoint, as C2SP tlog-witness says, and, for
// whoever wants to know, GET / with who this is and what it watches, and
// GET /checkpoint?origin=… with what it cosigned last of a log.
func (w *Witness) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", w.addCheckpoint)
	mux.HandleFunc("GET /checkpoint", w.checkpoint)
	mux.HandleFunc("GET /{$}", w.about)
	turns := make(chan struct{}, atOnce)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
			mux.ServeHTTP(rw, r)
		default:
			rw.Header().Set("Retry-After", "1")
			http.Error(rw, "too many requests at once", http.StatusServiceUnavailable)
		}
	})
}

func (w *Witness) addCheckpoint(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, mostBytes))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		http.Error(rw, "the request is too long", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(rw, "the request was cut short", http.StatusBadRequest)
		return
	}
	line, err := w.cosign(body)
	var why *no
	switch {
	case errors.As(err, &why):
		answer(rw, why.status, why.kind, why.text)
	case err != nil:
		w.log.Error("cosign", "err", err)
		http.Error(rw, "the witness cannot work now", http.StatusInternalServerError)
	default:
		answer(rw, http.StatusOK, "", line)
	}
}

func answer(rw http.ResponseWriter, status int, kind, text string) {
	if kind == "" {
		kind = "text/plain; charset=utf-8"
	}
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, strings.TrimSuffix(text, "\n")+"\n") // a reader that has gone needs no answer
}

func (w *Witness) checkpoint(rw http.ResponseWriter, r *http.Request) {
	text := w.newest(r.URL.Query().Get("origin"))
	if text == "" {
		answer(rw, http.StatusNotFound, "", "nothing of this log was cosigned here: give its name as origin")
		return
	}
	answer(rw, http.StatusOK, "", text)
}

func (w *Witness) about(rw http.ResponseWriter, _ *http.Request) {
	var origins []string
	for origin := range w.logs {
		origins = append(origins, origin)
	}
	slices.Sort(origins)
	answer(rw, http.StatusOK, "", fmt.Sprintf("witness %s\nwatches %s\n", w.key.Verifier, strings.Join(origins, "\nwatches ")))
}
