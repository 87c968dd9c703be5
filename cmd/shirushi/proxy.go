package main

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// throughProxies gives a request the address of the client behind our own
// proxies: the last address in X-Forwarded-For that is not one of theirs.
// From anyone else the header is not believed, and taken off.
func throughProxies(trusted []string, next http.Handler) http.Handler {
	var ranges []netip.Prefix
	for _, t := range trusted {
		if r, err := parseRange(t); err == nil { // config.check has refused others
			ranges = append(ranges, r)
		}
	}
	ours := func(s string) bool {
		a, err := netip.ParseAddr(strings.TrimSpace(s))
		if err != nil {
			return false
		}
		for _, r := range ranges {
			if r.Contains(a.Unmap()) {
				return true
			}
		}
		return false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, port, err := net.SplitHostPort(r.RemoteAddr)
		if err == nil && ours(host) {
			hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			for i := len(hops) - 1; i >= 0; i-- {
				hop := strings.TrimSpace(hops[i])
				if _, err := netip.ParseAddr(hop); err != nil {
					break
				}
				if host = hop; !ours(hop) {
					break
				}
			}
			r.RemoteAddr = net.JoinHostPort(host, port)
		}
		r.Header.Del("X-Forwarded-For")
		next.ServeHTTP(w, r)
	})
}
