package main

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks from which X-Forwarded-For is believed.
type proxies []netip.Prefix

func newProxies(trusted []string) (p proxies) {
	for _, t := range trusted {
		if r, err := parseRange(t); err == nil { // config.check has refused others
			p = append(p, r)
		}
	}
	return p
}

func (p proxies) has(s string) bool {
	a, err := netip.ParseAddr(strings.TrimSpace(s))
	if err != nil {
		return false
	}
	for _, r := range p {
		if r.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// client returns who asks through a connection from host: the last address in
// X-Forwarded-For that is not one of our own proxies'. From anyone else the
// header is not believed.
func (p proxies) client(host, forwarded string) string {
	if len(p) == 0 || !p.has(host) {
		return host
	}
	hops := strings.Split(forwarded, ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := strings.TrimSpace(hops[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			break
		}
		if host = hop; !p.has(hop) {
			break
		}
	}
	return host
}

// through gives a request the address of the client behind our own proxies.
func (p proxies) through(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, port, err := net.SplitHostPort(r.RemoteAddr); err == nil {
			r.RemoteAddr = net.JoinHostPort(p.client(host, strings.Join(r.Header.Values("X-Forwarded-For"), ",")), port)
		}
		r.Header.Del("X-Forwarded-For")
		next.ServeHTTP(w, r)
	})
}
