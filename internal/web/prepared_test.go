package web_test

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
	"shirushi/internal/wire"
)

// TestAtOnce_answersAsNetHTTPDoes asks two servers of one site, of which one
// answers prepared pages at once: every answer and every line of the log must
// be the same.
func TestAtOnce_answersAsNetHTTPDoes(t *testing.T) {
	t.Parallel()
	answers := map[bool][]string{}
	for _, atOnce := range []bool{true, false} {
		var log bytes.Buffer
		s, h := prepared(t, func(c *web.Config) {
			c.BaseURL, c.Log = "https://labels.example", slog.New(slog.NewTextHandler(&log, nil))
			c.Limits = web.Limits{PerMinute: 1, Burst: 11}
		})
		address := listen(t, s, h, atOnce)
		for _, ask := range []string{
			"GET /ja/page HTTP/1.1\r\nHost: h\r\n\r\n",
			"GET /en/page HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: keep-alive\r\n\r\n",
			"GET /ja/page HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"tag\"\r\n\r\n",
			"GET /ja/page HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"other\", W/\"tag\"\r\n\r\n",
			"GET /ja/page HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"other\"\r\n\r\n",
			"GET /ja/page HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip, br\r\n\r\n",
			"GET /ja/page HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\nIf-None-Match: \"tag-gzip\"\r\n\r\n",
			"HEAD /ja/page HTTP/1.1\r\nHost: h\r\n\r\n",
			"GET /ja/page?a=b HTTP/1.1\r\nHost: h\r\n\r\n",
			"GET /ja/nothing HTTP/1.1\r\nHost: h\r\n\r\n",
			"GET /ja/panic HTTP/1.1\r\nHost: h\r\n\r\n",
			"GET /ja/page HTTP/1.1\r\nHost: h\r\n\r\n", // over the limit
		} {
			answers[atOnce] = append(answers[atOnce], ask+"\n"+exchange(t, address, ask))
		}
		lines := regexp.MustCompile(`time=\S+ |request=\w+`).ReplaceAllString(log.String(), "")
		lines = regexp.MustCompile(`(?m)^level=ERROR.*\n`).ReplaceAllString(lines, "") // a panic is told where it happens
		answers[atOnce] = append(answers[atOnce], lines)
	}
	for i, want := range answers[false] {
		if got := answers[true][i]; got != want {
			t.Errorf("answer %d at once:\n%s\nby net/http:\n%s", i, got, want)
		}
	}
	if last := answers[true][11]; !strings.Contains(last, " 429 ") {
		t.Errorf("the limit does not count what is answered at once:\n%.300s", last)
	}
}

// prepared builds a site with one page that stands ready.
func prepared(t *testing.T, change func(*web.Config)) (*web.Site, http.Handler) {
	t.Helper()
	s := webtest.Site(t, change)
	page := func(room []byte, path string) (web.Prepared, bool) {
		lang, ok := strings.CutSuffix(strings.TrimPrefix(path, "/"), "/page")
		p := web.Prepared{Route: "GET /" + lang + "/page", Lang: lang, Keep: "public, max-age=7", Tag: `"tag"`, Body: append(room, strings.Repeat("ページ", 3000)...)}
		return p, ok
	}
	s.Find(func(room []byte, path string, _ time.Time) (web.Prepared, bool) {
		if strings.HasSuffix(path, "/panic") {
			panic("no page")
		}
		return page(room, path)
	})
	mux := http.NewServeMux()
	web.InBoth(mux, "GET /page", s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		p, _ := page(nil, r.URL.Path)
		s.SendPrepared(w, r, p)
		return nil
	}))
	return s, s.Wrap(mux)
}

// listen serves on loopback.
func listen(t *testing.T, s *web.Site, h http.Handler, atOnce bool) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = l.Addr().String()
	if atOnce {
		l = wire.Listen(l, web.WireTimes, s.AtOnce(func(remote, _ string) string { return remote }))
	}
	server := web.Server(t.Context(), h)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() { server.Close(); <-ended })
	return address
}

// exchange sends a request on a connection of its own and returns the answer,
// its fields in their order by name.
func exchange(t *testing.T, address, ask string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, ask); err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	method, _, _ := strings.Cut(ask, " ")
	w, err := http.ReadResponse(bufio.NewReader(io.TeeReader(c, &raw)), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(raw.Bytes(), []byte("\r\n\r\n"))
	text := regexp.MustCompile(`Date: [^\r]*GMT`).ReplaceAllString(string(head), "Date: a day in GMT")
	lines := map[string]bool{}
	status, fields, _ := strings.Cut(text, "\r\n")
	for line := range strings.SplitSeq(fields, "\r\n") {
		if lines[line] {
			t.Errorf("%q stands twice", line)
		}
		lines[line] = true
	}
	body = regexp.MustCompile(`[A-Z2-7]{12}`).ReplaceAll(body, []byte("REFERENCE")) // of an error page
	var out strings.Builder
	out.WriteString(status + "\n")
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		out.WriteString(line + "\n")
	}
	return out.String() + string(body)
}
