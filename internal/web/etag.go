package web

import (
	"net/http"
	"strings"
)

// Matches reports whether the client of a GET or HEAD already has the answer
// with this strong ETag, so that 304 tells it enough.
func Matches(r *http.Request, etag string) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for _, line := range r.Header["If-None-Match"] {
		for given := range strings.SplitSeq(line, ",") {
			given = strings.TrimSpace(given)
			if given == "*" || strings.TrimPrefix(given, "W/") == etag { // a proxy that compresses makes it weak
				return true
			}
		}
	}
	return false
}
