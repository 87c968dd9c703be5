package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestThroughProxies_believesOnlyOurOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ what, peer, forwarded, want string }{
		{"a stranger's header is not believed", "203.0.113.9:1", "198.51.100.1", "203.0.113.9:1"},
		{"our proxy's is", "10.0.0.2:1", "198.51.100.1", "198.51.100.1:1"},
		{"what the client put before it is not", "10.0.0.2:1", "1.1.1.1, 198.51.100.1", "198.51.100.1:1"},
		{"two proxies of ours are passed over", "10.0.0.2:1", "198.51.100.1, 10.0.0.3", "198.51.100.1:1"},
		{"rubbish ends the search", "10.0.0.2:1", "rubbish", "10.0.0.2:1"},
		{"no header", "10.0.0.2:1", "", "10.0.0.2:1"},
		{"an IPv6 client", "10.0.0.2:1", "2001:db8::1", "[2001:db8::1]:1"},
	} {
		var got, left string
		h := newProxies([]string{"10.0.0.0/8"}).through(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got, left = r.RemoteAddr, r.Header.Get("X-Forwarded-For")
		}))
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want || left != "" {
			t.Errorf("%s: %s (header left: %q), want %s", c.what, got, left, c.want)
		}
	}
}
