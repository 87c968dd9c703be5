package main

import (
	"bytes"
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/web/webtest"
)

// An answer is what anybody gets who asks for an address.
type answer struct {
	status int
	header string // all of it but the length of time a cache may keep it
	body   []byte // as sent, but without packing
	short  string // headers of the answers to HEAD and to who has it already
}

// A walk asks, as nobody, for every address that is open to everybody: those
// that the platform itself names, and those that its answers lead to.
type walk struct {
	t    *testing.T
	p    *platform
	seen map[string]answer
	like map[string]int // addresses asked for that look alike
}

// mostAlike bounds how many addresses are asked for that differ only in what
// stands in for numbers and for values of parameters.
const mostAlike = 6

// isPublic reports whether an address is open to everybody and the same for
// everybody. Those of the door are for one person, and the crawl of the desks
// asks for them.
func isPublic(path string) bool {
	return !strings.Contains(path, "/desk") && !strings.Contains(path, "/door/")
}

// publicAddresses are the addresses that the platform's patterns make with
// the things of the crawl, and searches for words.
func (c *crawl) publicAddresses(words ...string) []string {
	var all []string
	for _, pattern := range c.p.addresses {
		method, path, _ := strings.Cut(pattern, " ")
		if method != http.MethodGet || !isPublic(path) {
			continue
		}
		for _, one := range c.candidates(path) {
			all = append(all, one.path)
			if strings.HasSuffix(path, "/labels") {
				for _, word := range words {
					for _, name := range []string{"q", "holder", "level", "cursor"} {
						all = append(all, one.path+"?"+name+"="+url.QueryEscape(word))
					}
				}
				for _, name := range []string{"category", "edition", "evaluator_class", "status", "issued_from", "issued_until", "sort", "limit"} {
					all = append(all, one.path+"?"+name+"=wrong")
				}
				for _, order := range registry.Orders {
					all = append(all, one.path+"?sort="+string(order))
				}
			}
		}
	}
	return all
}

// walkOver asks for the addresses and follows what they lead to.
func walkOver(t *testing.T, p *platform, addresses []string) *walk {
	t.Helper()
	w := &walk{t: t, p: p, seen: map[string]answer{}, like: map[string]int{}}
	for _, one := range addresses {
		w.visit(one)
	}
	for next := addresses; len(next) > 0; {
		var further []string
		for _, one := range next {
			for _, to := range leadsTo(w.seen[one]) {
				if _, known := w.seen[to]; !known && isPublic(to) && w.like[alike(to)] < mostAlike {
					w.visit(to)
					further = append(further, to)
				}
			}
		}
		next = further
	}
	return w
}

// again asks another process for the addresses of a walk.
func (w *walk) again(p *platform) *walk {
	w.t.Helper()
	other := &walk{t: w.t, p: p, seen: map[string]answer{}, like: map[string]int{}}
	for _, address := range w.addresses() {
		other.visit(address)
	}
	return other
}

func (w *walk) addresses() []string {
	var all []string
	for address := range w.seen {
		all = append(all, address)
	}
	slices.Sort(all)
	return all
}

// visit asks for an address in three ways: for all of it packed, for its
// headers alone, and as one who has it already.
func (w *walk) visit(address string) {
	w.t.Helper()
	if _, known := w.seen[address]; known {
		return
	}
	w.like[alike(address)]++
	whole := w.ask(http.MethodGet, address, "Accept-Encoding", "gzip")
	a := answer{status: whole.StatusCode, header: headers(whole.Header), body: bodyOf(w.t, whole)}
	if whole.StatusCode >= http.StatusInternalServerError && !strings.HasPrefix(address, "/readyz") {
		w.t.Errorf("%s fails with %d", address, whole.StatusCode)
	}
	a.short = headers(w.ask(http.MethodHead, address).Header)
	if tag := whole.Header.Get("Etag"); tag != "" {
		a.short += headers(w.ask(http.MethodGet, address, "If-None-Match", tag).Header)
	}
	w.seen[address] = a
}

func (w *walk) ask(method, address string, header ...string) *http.Response {
	r := httptest.NewRequestWithContext(context.Background(), method, "http://localhost"+address, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got := httptest.NewRecorder()
	w.p.handler.ServeHTTP(got, r)
	return got.Result()
}

// bodyOf returns what an answer holds, unpacked when it was packed for the way.
func bodyOf(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if r.Header.Get("Content-Encoding") == "gzip" && bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		return []byte(webtest.LaidOpen(t, b))
	}
	return b
}

// headers writes headers down in order.
func headers(h http.Header) string {
	var lines []string
	for name, values := range h {
		lines = append(lines, name+": "+strings.Join(values, ", "))
	}
	slices.Sort(lines)
	return passing.ReplaceAllString(strings.Join(lines, "\n"), "")
}

// passing are parts of an answer that differ from one to the next.
var passing = regexp.MustCompile(`X-Request-Id: [^\n]*|(?:max-age|Expires)[=:][^,\n]*`)

var (
	linkIn    = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	addressIn = regexp.MustCompile(`http://localhost(/[^\s"'<>\\&]*)`)
)

// leadsTo are the addresses of this site that an answer names.
func leadsTo(a answer) []string {
	var all []string
	add := func(to string) {
		to, _, _ = strings.Cut(strings.TrimPrefix(html.UnescapeString(to), "http://localhost"), "#")
		if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") {
			if _, err := url.ParseRequestURI(to); err == nil {
				all = append(all, to)
			}
		}
	}
	if !isText(a) {
		return nil
	}
	for _, found := range linkIn.FindAllSubmatch(a.body, -1) {
		add(string(found[1]))
	}
	for _, found := range addressIn.FindAllSubmatch(a.body, -1) {
		add(string(found[1]))
	}
	if _, to, is := strings.Cut(a.header, "Location: "); is {
		to, _, _ = strings.Cut(to, "\n")
		add(to)
	}
	return all
}

// isText reports whether an answer is written rather than drawn or packed.
func isText(a answer) bool {
	return !bytes.ContainsRune(a.body[:min(len(a.body), 512)], 0) && !bytes.HasPrefix(a.body, []byte("%PDF"))
}

var (
	numberIn = regexp.MustCompile(`[0-9]+`)
	valueIn  = regexp.MustCompile(`=[^&]*`)
)

// alike is the same for addresses that differ in numbers and values alone.
func alike(address string) string {
	path, query, _ := strings.Cut(address, "?")
	return numberIn.ReplaceAllString(path, "0") + "?" + valueIn.ReplaceAllString(query, "")
}
