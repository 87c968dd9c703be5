package page

import (
	"net/http"
	"strconv"
	"strings"
)

// TakesGzip reports whether an answer to r is to be packed by gzip: the reader
// unpacks that by itself and does not like it less than what is not packed
// (RFC 9110, 12.5.3). Who says nothing of packing is sent nothing packed.
func TakesGzip(r *http.Request) bool { return GzipIn(r.Header["Accept-Encoding"]...) }

// GzipIn is TakesGzip by the values of Accept-Encoding.
func GzipIn(accepted ...string) bool {
	packed, plain := codings(accepted)
	return packed > 0 && packed >= plain
}

// RefusesPlain reports whether the reader takes only what is packed.
func RefusesPlain(r *http.Request) bool {
	_, plain := codings(r.Header["Accept-Encoding"])
	return plain < 0
}

// codings returns how much a reader likes what is packed by gzip, from 0 (not
// at all) to 1, and what is not packed: 0 when nothing is said of it, and -1
// when it is refused.
func codings(accepted []string) (packed, plain float64) {
	const unsaid = -2
	packed, plain = unsaid, unsaid
	other := float64(unsaid)
	for _, line := range accepted {
		for one := range strings.SplitSeq(line, ",") {
			name, weight, _ := strings.Cut(one, ";")
			name, q := strings.TrimSpace(name), quality(weight)
			switch {
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				packed = max(packed, q)
			case strings.EqualFold(name, "identity"):
				plain = q
			case name == "*":
				other = q
			}
		}
	}
	if packed == unsaid {
		packed = max(other, 0)
	}
	if plain == unsaid {
		plain = other
	}
	switch plain {
	case unsaid:
		plain = 0
	case 0:
		plain = -1
	}
	return packed, plain
}

// quality reads the weight after a coding, such as "q=0.5". One that is none
// counts as 0: what a reader cannot say is not sent to it.
func quality(weight string) float64 {
	weight = strings.TrimSpace(weight)
	if weight == "" {
		return 1
	}
	if len(weight) < 3 || weight[0]|0x20 != 'q' || weight[1] != '=' {
		return 0
	}
	digits := weight[2:]
	if len(digits) > len("0.000") || strings.Trim(digits, "0123456789.") != "" {
		return 0
	}
	q, err := strconv.ParseFloat(digits, 64)
	if err != nil || q > 1 {
		return 0
	}
	return q
}

// Matches reports whether the client of a GET or HEAD already has the answer
// with this strong ETag, so that 304 tells it enough.
func Matches(r *http.Request, etag string) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for _, line := range r.Header["If-None-Match"] {
		if Names(line, etag) {
			return true
		}
	}
	return false
}

// Names reports whether the value of an If-None-Match names a strong ETag.
func Names(value, etag string) bool {
	for given := range strings.SplitSeq(value, ",") {
		given = strings.TrimSpace(given)
		if given == "*" || strings.TrimPrefix(given, "W/") == etag { // a proxy that packs or unpacks makes it weak
			return true
		}
	}
	return false
}
