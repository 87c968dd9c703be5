package main

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/scheme"
)

// packedIsTheSame asks again for everything of a walk, packed and not, as
// nobody and as someone who has signed in: all read the same, and HEAD tells
// what GET would send.
func packedIsTheSame(t *testing.T, w *walk, who scheme.Actor) {
	t.Helper()
	session, err := w.p.account.DemoSignIn(t.Context(), who.Person.ID)
	if err != nil {
		t.Fatal(err)
	}
	cookie := (&http.Cookie{Name: "shirushi", Value: session}).String()
	packed, saved := 0, 0
	for _, address := range w.addresses() {
		const how, gzip = "Accept-Encoding", "gzip, deflate, br"
		plain, small := w.ask(http.MethodGet, address), w.ask(http.MethodGet, address, how, gzip)
		sent := plain.ContentLength
		isPacked := small.Header.Get("Content-Encoding") == "gzip" && small.Header.Get("Vary") != ""
		if isPacked {
			packed++
			saved += max(0, int(sent-small.ContentLength))
			if !strings.Contains(strings.Join(small.Header.Values("Vary"), ","), how) || !strings.Contains(strings.Join(plain.Header.Values("Vary"), ","), how) {
				t.Errorf("%s does not say that it is packed for some: %v", address, plain.Header)
			}
			if tag := small.Header.Get("Etag"); tag != "" && tag == plain.Header.Get("Etag") {
				t.Errorf("%s has one tag for two bodies", address)
			}
		}
		for as, header := range map[string]http.Header{"HEAD": w.ask(http.MethodHead, address, how, gzip).Header, "GET with a session": w.ask(http.MethodGet, address, how, gzip, "Cookie", cookie).Header} {
			if got, want := reference.ReplaceAllString(headers(header), ""), reference.ReplaceAllString(headers(small.Header), ""); got != want {
				t.Errorf("%s: %s answers %s\nGET answers %s", address, as, got, want)
			}
		}
		a, b := reference.ReplaceAllString(string(bodyOf(t, plain)), ""), reference.ReplaceAllString(string(bodyOf(t, small)), "")
		if a != b || plain.StatusCode != small.StatusCode {
			t.Errorf("%s reads otherwise when it is packed: %s", address, difference(a, b))
		}
	}
	if packed < 200 {
		t.Errorf("%d addresses only are packed", packed)
	}
	t.Logf("%d of %d addresses are packed, %d bytes saved", packed, len(w.seen), saved)
}
