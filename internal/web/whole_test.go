package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"shirushi/internal/web"
)

// TestWriteWhole_answersArriveAsWritten asks over kept connections, several
// requests ahead, for bodies of many sizes, with and without their length, by
// GET and HEAD.
func TestWriteWhole_answersArriveAsWritten(t *testing.T) {
	t.Parallel()
	body := func(n int) []byte { return bytes.Repeat([]byte("0123456789abcdef"), n/16+1)[:n] }
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{size}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("size"))
		if err != nil {
			t.Error(err)
		}
		if n%2 == 0 {
			w.Header().Set("Content-Length", strconv.Itoa(n))
		}
		web.WriteWhole(w, r, body(n))
		if n%3 == 0 {
			_, _ = w.Write(nil)
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.Server(t.Context(), mux)
	go func() { _ = server.Serve(web.Whole(l)) }()
	t.Cleanup(func() { server.Close() })
	sizes := []int{0, 1, 2, 100, 2000, 2047, 2048, 2049, 3900, 3999, 4000, 4095, 4096, 4097, 5000, 8192, 8193, 25000, 70001, 1 << 20}
	var all sync.WaitGroup
	for _, method := range []string{"GET", "HEAD"} {
		for range 4 {
			all.Go(func() {
				c, err := net.Dial("tcp", l.Addr().String())
				if err != nil {
					t.Error(err)
					return
				}
				defer c.Close()
				in := bufio.NewReader(c)
				all.Go(func() {
					for _, n := range sizes {
						fmt.Fprintf(c, "%s /%d HTTP/1.1\r\nHost: x\r\n\r\n", method, n)
					}
				})
				for _, n := range sizes {
					res, err := http.ReadResponse(in, &http.Request{Method: method})
					if err != nil {
						t.Errorf("%s %d: %v", method, n, err)
						return
					}
					got, err := io.ReadAll(res.Body)
					want := body(n)
					if method == "HEAD" {
						want = nil
					}
					if err != nil || !bytes.Equal(got, want) {
						t.Errorf("%s %d: %d bytes, %v", method, n, len(got), err)
						return
					}
				}
			})
		}
	}
	all.Wait()
}
