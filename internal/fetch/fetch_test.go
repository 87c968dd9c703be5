package fetch_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shirushi/internal/fetch"
)

func TestAt_takesOnlyAddressesOfTheWeb(t *testing.T) {
	for _, address := range []string{"", "labels.example", "file:///etc/passwd", "https://", "https://me:secret@labels.example", "http://a b"} {
		if _, err := fetch.At(address, "test", http.Client{}); err == nil {
			t.Errorf("%q is taken", address)
		}
	}
	h, err := fetch.At("https://labels.example:8443/ja/labels/1?x=y#z", "test", http.Client{})
	if err != nil || h.Address() != "https://labels.example:8443" || h.Name() != "labels.example:8443" || !h.Secret() {
		t.Errorf("%v, %v", h, err)
	}
}

func TestGet_tellsWhyThereIsNothing(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another host was asked") }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.UserAgent() != "test" {
			t.Errorf("asked as %q", r.UserAgent())
		}
		switch r.URL.Path {
		case "/there":
			_, _ = w.Write([]byte("text " + r.URL.RawQuery))
		case "/refused":
			w.WriteHeader(http.StatusBadRequest)
		case "/odd":
			w.WriteHeader(http.StatusTeapot)
		case "/busy":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/broken":
			w.Header().Set("Content-Length", "100")
		case "/moved":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/away":
			http.Redirect(w, r, elsewhere.URL+"/there", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/long":
			_, _ = w.Write([]byte(strings.Repeat("x", 11)))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	h, err := fetch.At(server.URL, "test", http.Client{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, text string
		err        error
		later      bool
		after      time.Duration
	}{
		{path: "/there?a=1", text: "text a=1"},
		{path: "/moved", text: "text "},
		{path: "/gone", err: fetch.ErrMissing},
		{path: "/refused", err: fetch.ErrRefused},
		{path: "/odd", err: fetch.ErrUnreachable},
		{path: "/long", err: fetch.ErrUnreachable},
		{path: "/away", err: fetch.ErrUnreachable, later: true},
		{path: "/round", err: fetch.ErrUnreachable, later: true},
		{path: "/broken", err: fetch.ErrUnreachable, later: true},
		{path: "/busy", err: fetch.ErrUnreachable, later: true, after: 7 * time.Second},
	} {
		b, err := h.Get(t.Context(), c.path, 10)
		var later *fetch.LaterError
		if string(b) != c.text || !errors.Is(err, c.err) || errors.As(err, &later) != c.later || c.later && later.After != c.after {
			t.Errorf("%s: %q, %v", c.path, b, err)
		}
	}
}
