package web

import (
	"context"
	"net"
	"net/http"
)

// A page that stands ready is sent in one piece. net/http writes the head of
// an answer and the first of its body as one piece of 4 kB and the rest as
// another, which wakes the reader twice; a wholeConn keeps the first until it
// can be sent with the second.
type wholeConn struct {
	*net.TCPConn
	keeping bool   // the next small piece is kept
	kept    []byte // and sent before the next
}

// smallPiece is what net/http gathers of an answer before it writes.
const smallPiece = 4 << 10

// Write sends b, after what was kept before it. Only the goroutine that
// answers a request writes.
func (c *wholeConn) Write(b []byte) (int, error) {
	if c.keeping && len(c.kept) == 0 && len(b) <= smallPiece {
		c.kept = append(c.kept, b...)
		return len(b), nil
	}
	if len(c.kept) == 0 {
		return c.TCPConn.Write(b)
	}
	first := int64(len(c.kept))
	pieces := net.Buffers{c.kept, b}
	n, err := pieces.WriteTo(c.TCPConn)
	c.kept = c.kept[:0]
	return int(max(n-first, 0)), err
}

// send sends what is still kept.
func (c *wholeConn) send() {
	c.keeping = false
	if len(c.kept) > 0 {
		_, _ = c.TCPConn.Write(c.kept) // the connection tells the next who writes
		c.kept = c.kept[:0]
	}
}

type wholeKey struct{}

// Whole returns a listener whose connections can send an answer in one piece.
func Whole(l net.Listener) net.Listener { return wholeListener{l} }

type wholeListener struct{ net.Listener }

func (l wholeListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &wholeConn{TCPConn: tcp}, nil
	}
	return c, err
}

// connContext makes a connection known to those who answer on it.
func connContext(ctx context.Context, c net.Conn) context.Context {
	if whole, ok := c.(*wholeConn); ok {
		return context.WithValue(ctx, wholeKey{}, whole)
	}
	return ctx
}

// WriteWhole writes the body of an answer that is whole with it. On a
// connection of Whole head and body leave together.
func WriteWhole(w http.ResponseWriter, r *http.Request, body []byte) {
	if c, ok := r.Context().Value(wholeKey{}).(*wholeConn); ok {
		c.keeping = true
		defer c.send()
	}
	_, _ = w.Write(body) // nobody is left to tell
}
