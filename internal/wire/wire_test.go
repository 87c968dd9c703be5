package wire_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/wire"
)

var times = wire.Times{First: time.Minute, Idle: time.Minute, Write: time.Minute}

// ready answers paths that begin with /ready, and says that it did.
func ready(room *wire.Room, r *wire.Request) bool {
	if !strings.HasPrefix(r.Path, "/ready") {
		return false
	}
	room.Body = fmt.Appendf(room.Body, "ready %s", r.Path)
	room.Head = fmt.Appendf(room.Head, "HTTP/1.1 200 OK\r\nBy: wire\r\nContent-Length: %d\r\n\r\n", len(room.Body))
	return true
}

// others answers as net/http does, with what it was sent.
func others(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Header().Set("By", "others")
	fmt.Fprintf(w, "%s %s %s", r.Method, r.URL, body)
}

// serve starts a server on loopback and returns its address.
func serve(t *testing.T, times wire.Times, answer wire.Answer) (*http.Server, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(others)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(wire.Listen(l, times, answer)); err != http.ErrServerClosed {
			t.Error(err)
		}
	}()
	t.Cleanup(func() { server.Close(); <-ended })
	return server, l.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
}

// answer reads one answer and returns who gave it and what it says.
func answer(t *testing.T, in *bufio.Reader) (by, body string) {
	t.Helper()
	w, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Header.Get("By"), string(b)
}

const plain = " HTTP/1.1\r\nHost: labels.example\r\n\r\n"

func TestListen_answersUntilARequestIsNotItsOwn(t *testing.T) {
	t.Parallel()
	_, address := serve(t, times, ready)
	c := dial(t, address)
	in := bufio.NewReader(c)
	for i, one := range []struct{ ask, by, body string }{
		{"GET /ready/1" + plain, "wire", "ready /ready/1"},
		{"GET /ready/2" + plain, "wire", "ready /ready/2"},
		{"POST /ready/3 HTTP/1.1\r\nHost: labels.example\r\nContent-Length: 5\r\n\r\nhello", "others", "POST /ready/3 hello"},
		{"GET /ready/4" + plain, "others", "GET /ready/4 "},
	} {
		write(t, c, one.ask)
		if by, body := answer(t, in); by != one.by || body != one.body {
			t.Errorf("request %d: %s says %q, want %s to say %q", i, by, body, one.by, one.body)
		}
	}
}

// TestListen_whatIsNotPlain sends what this room must not take: each must be
// judged by net/http alone, from its first byte.
func TestListen_whatIsNotPlain(t *testing.T) {
	t.Parallel()
	_, address := serve(t, times, ready)
	long := strings.Repeat("x", 5000)
	for name, ask := range map[string]string{
		"two at once":       "GET /ready/1" + plain + "GET /ready/2" + plain,
		"a body announced":  "GET /ready HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
		"chunks":            "GET /ready HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"both":              "GET /ready HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
		"HEAD":              "HEAD /ready" + plain,
		"a query":           "GET /ready?a=b" + plain,
		"a code":            "GET /ready/%31" + plain,
		"a whole address":   "GET http://h/ready" + plain,
		"two dots":          "GET /ready/../x" + plain,
		"a dot":             "GET /./ready" + plain,
		"two slashes":       "GET //ready" + plain,
		"HTTP/1.0":          "GET /ready HTTP/1.0\r\nHost: h\r\n\r\n",
		"no host":           "GET /ready HTTP/1.1\r\n\r\n",
		"two hosts":         "GET /ready HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
		"an odd host":       "GET /ready HTTP/1.1\r\nHost: h/x\r\n\r\n",
		"an empty host":     "GET /ready HTTP/1.1\r\nHost:\r\n\r\n",
		"a folded line":     "GET /ready HTTP/1.1\r\nHost: h\r\nCookie: a\r\n b\r\n\r\n",
		"a bare line end":   "GET /ready HTTP/1.1\r\nHost: h\nCookie: a\r\n\r\n",
		"a bare return":     "GET /ready HTTP/1.1\r\nHost: h\rCookie: a\r\n\r\n",
		"a space in a name": "GET /ready HTTP/1.1\r\nHost : h\r\n\r\n",
		"no colon":          "GET /ready HTTP/1.1\r\nHost: h\r\nCookie\r\n\r\n",
		"NUL":               "GET /ready HTTP/1.1\r\nHost: h\r\nCookie: \x00\r\n\r\n",
		"not ASCII":         "GET /ready HTTP/1.1\r\nHost: h\r\nCookie: \xe6\x8f\r\n\r\n",
		"an unknown field":  "GET /ready HTTP/1.1\r\nHost: h\r\nX-Odd: 1\r\n\r\n",
		"a range":           "GET /ready HTTP/1.1\r\nHost: h\r\nRange: bytes=0-1\r\n\r\n",
		"two encodings":     "GET /ready HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\nAccept-Encoding: br\r\n\r\n",
		"expect":            "GET /ready HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n",
		"close":             "GET /ready HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		"upgrade":           "GET /ready HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
		"two tags":          "GET /ready HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"a\"\r\nIf-None-Match: \"b\"\r\n\r\n",
		"two clients":       "GET /ready HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n\r\n",
		"very long":         "GET /ready HTTP/1.1\r\nHost: h\r\nCookie: " + long + "\r\n\r\n",
		"another protocol":  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"lower case":        "get /ready" + plain,
		"nothing but ends":  "\r\n\r\n",
		"two spaces":        "GET  /ready" + plain,
		"trailing":          "GET /ready HTTP/1.1 \r\nHost: h\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := dial(t, address)
			write(t, c, ask)
			if err := c.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			all, err := io.ReadAll(c)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(all, []byte("HTTP/1.")) || bytes.Contains(all, []byte("By: wire")) {
				t.Errorf("answered with %.200q", all)
			}
		})
	}
}

func TestListen_takesWhatBrowsersAndProxiesSay(t *testing.T) {
	t.Parallel()
	read := make(chan wire.Request, 1)
	_, address := serve(t, times, func(room *wire.Room, r *wire.Request) bool {
		read <- *r
		return ready(room, r)
	})
	c := dial(t, address)
	write(t, c, "GET /ready/JC-1.a_b~c HTTP/1.1\r\nhost: [::1]:8080\r\nUSER-AGENT: Mozilla/5.0 (X11; Linux)\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Language: ja\r\n"+
		"Accept-Encoding: gzip, br\r\nConnection: Keep-Alive\r\nCookie: a=b; c=d\r\nsec-ch-ua: \"Chromium\";v=\"1\"\r\nSec-Fetch-Mode: navigate\r\n"+
		"X-Forwarded-For: 192.0.2.1, 10.0.0.1\r\nX-Forwarded-Proto: https\r\nIf-None-Match: W/\"a\", \"b\"\r\n\r\n")
	if by, _ := answer(t, bufio.NewReader(c)); by != "wire" {
		t.Fatalf("answered by %s", by)
	}
	want := wire.Request{Remote: "127.0.0.1", Path: "/ready/JC-1.a_b~c", Forwarded: "192.0.2.1, 10.0.0.1", Match: `W/"a", "b"`, Encodings: "gzip, br"}
	if saw := <-read; saw != want {
		t.Errorf("read as %+v, want %+v", saw, want)
	}
	write(t, c, "GET /ready"+plain)
	if by, _ := answer(t, bufio.NewReader(c)); by != "wire" {
		t.Fatalf("answered by %s", by)
	}
	if saw := <-read; saw.Match != "" || saw.Encodings != "" || saw.Forwarded != "" {
		t.Errorf("the next request is read as %+v", saw)
	}
}

// TestListen_inPieces sends a request in two pieces: net/http puts it together.
func TestListen_inPieces(t *testing.T) {
	t.Parallel()
	_, address := serve(t, times, ready)
	ask := "GET /ready" + plain
	for _, at := range []int{1, 4, 20, len(ask) - 2, len(ask) - 1} {
		c := dial(t, address)
		write(t, c, ask[:at])
		time.Sleep(20 * time.Millisecond)
		write(t, c, ask[at:])
		if by, body := answer(t, bufio.NewReader(c)); by != "others" && by != "wire" || !strings.Contains(body, "/ready") {
			t.Errorf("cut at %d: %s says %q", at, by, body)
		}
	}
}

// TestListen_manyAtOnce checks under the race detector that each connection
// gets its own answers, whole, also large ones read slowly.
func TestListen_manyAtOnce(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<15)
	_, address := serve(t, times, func(room *wire.Room, r *wire.Request) bool {
		n := len(r.Path) * 300 % len(body)
		room.Body = append(room.Body, body[:n]...)
		room.Head = fmt.Appendf(room.Head, "HTTP/1.1 200 OK\r\nBy: %s\r\nContent-Length: %d\r\n\r\n", r.Path, n)
		return true
	})
	var all sync.WaitGroup
	for i := range 16 {
		c := dial(t, address)
		all.Go(func() {
			in := bufio.NewReader(c)
			for n := range 50 {
				path := "/" + strings.Repeat("a", 1+(i*31+n*7)%500)
				if _, err := io.WriteString(c, "GET "+path+plain); err != nil {
					t.Error(err)
					return
				}
				w, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(w.Body)
				if err != nil || w.Header.Get("By") != path || !bytes.Equal(got, body[:len(path)*300%len(body)]) {
					t.Errorf("%s: answer of %s, %d bytes, %v", path, w.Header.Get("By"), len(got), err)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestListen_whoSaysNothingIsLetGo(t *testing.T) {
	t.Parallel()
	_, address := serve(t, wire.Times{First: 50 * time.Millisecond, Idle: 50 * time.Millisecond, Write: 50 * time.Millisecond}, func(room *wire.Room, r *wire.Request) bool {
		ok := ready(room, r)
		if r.Path == "/ready/large" {
			room.Body = append(room.Body, make([]byte, 64<<20)...)
		}
		return ok
	})
	for _, ask := range []string{"", "GET /ready" + plain, "GET /ready/large" + plain} {
		c := dial(t, address)
		write(t, c, ask)
		time.Sleep(200 * time.Millisecond) // the reader of a large answer does not read
		all, err := io.ReadAll(c)
		if ask != "GET /ready/large"+plain && err != nil {
			t.Errorf("%q: %v", ask, err)
		}
		if len(all) > 32<<20 {
			t.Errorf("%q: %d bytes were written to who did not read", ask, len(all))
		}
	}
}

func TestListen_shutdownEndsConnections(t *testing.T) {
	t.Parallel()
	server, address := serve(t, times, ready)
	c := dial(t, address)
	in := bufio.NewReader(c)
	write(t, c, "GET /ready"+plain)
	if by, _ := answer(t, in); by != "wire" {
		t.Fatalf("answered by %s", by)
	}
	if err := server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if b, err := in.ReadByte(); err != io.EOF {
		t.Errorf("after the end: %q, %v", b, err)
	}
}

// FuzzListen has any bytes read here and by net/http: what is answered here,
// net/http must read as the same one request, with nothing after it.
func FuzzListen(f *testing.F) {
	f.Add([]byte("GET /ready" + plain))
	f.Add([]byte("GET /ready HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: a\r\nIf-None-Match: \"b\"\r\nConnection: keep-alive\r\nAccept-Encoding: gzip\r\n\r\n"))
	f.Fuzz(func(t *testing.T, head []byte) {
		r, ok := wire.Read(head)
		if !ok {
			return
		}
		in := bufio.NewReader(bytes.NewReader(head))
		want, err := http.ReadRequest(in)
		if err != nil {
			t.Fatalf("net/http refuses %q: %v", head, err)
		}
		if left := in.Buffered(); left != 0 || want.ContentLength != 0 || want.TransferEncoding != nil || want.Close || want.Method != "GET" || !want.ProtoAtLeast(1, 1) {
			t.Errorf("%q is read by net/http as %+v, with %d bytes after it", head, want, left)
		}
		if want.URL.Path != r.Path || want.RequestURI != r.Path || want.Header.Get("X-Forwarded-For") != r.Forwarded || want.Header.Get("If-None-Match") != r.Match || want.Header.Get("Accept-Encoding") != r.Encodings {
			t.Errorf("%q is read as %+v, by net/http as %+v", head, r, want)
		}
	})
}
