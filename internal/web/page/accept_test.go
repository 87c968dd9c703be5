package page

import (
	"net/http/httptest"
	"testing"
)

func TestTakesGzip_asTheReaderSays(t *testing.T) {
	t.Parallel()
	const plain, packed, only = 0, 1, 2
	for said, want := range map[string]int{
		"": plain, "gzip": packed, "x-gzip": packed, "GZIP": packed, "gzip, deflate, br, zstd": packed, "br;q=1.0, gzip;q=0.8, *;q=0.1": packed, "*": packed, "*;q=0.5": packed,
		"gzip;q=0": plain, "gzip; q=0.000": plain, "gzip;q=0, *": plain, "*;q=0": plain, "identity": plain, "deflate": plain, "br": plain, "not-gzip": plain,
		"gzip;q=0.5, identity": plain, "gzip;q=0.5, identity;q=0.5": packed, "gzip, identity;q=0.9": packed, "*;q=0.5, gzip;q=0.2": plain,
		"identity;q=0": plain, "identity;q=0, gzip": only, "gzip, *;q=0": only, "identity;q=0, *": only, "gzip;q=0.001, identity;q=0": only,
		"gzip;Q=1": packed, "gzip ; q=1.000": packed, "gzip;q=1.001": plain, "gzip;q=2": plain, "gzip;q=-1": plain, "gzip;q=": plain, "gzip;q=NaN": plain, "gzip;q=0x1p-2": plain,
		"gzip;q=1e0": plain, "gzip;level=9": plain, ",,;,gzip": packed, "gzip;q=0, gzip": packed, ";q=1": plain,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", said)
		if got := TakesGzip(r); got != (want != plain) {
			t.Errorf("%q: takes gzip %t", said, got)
		}
		if got := TakesGzip(r) && RefusesPlain(r); got != (want == only) {
			t.Errorf("%q: takes nothing else %t", said, got)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	if TakesGzip(r) || RefusesPlain(r) {
		t.Error("who says nothing is sent what is packed")
	}
	r.Header["Accept-Encoding"] = []string{"br", "gzip;q=0.1"}
	if !TakesGzip(r) {
		t.Error("the second line is not read")
	}
}
