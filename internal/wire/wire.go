// Package wire answers the plainest requests where they come in: a connection
// is read here for as long as each request on it is a plain GET of what stands
// ready, and given to net/http with the first that is not, for good. What
// stands ready is the owner's to say; this room knows requests and bytes only.
//
// It takes no more than it is sure of. A request that it cannot read to the
// last byte, that comes in pieces or with another after it, or that says
// anything it does not know, is net/http's, which reads it from the start.
package wire

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// An Answer writes into room the whole answer to a request. It reports false
// when it has none; the request is then answered by others. It is called by
// several goroutines at once and must keep neither room nor r.
type Answer func(room *Room, r *Request) (ok bool)

// A Room is where an answer is put together: the bytes of its head, with the
// empty line, and of its body. Both are empty at first, with room from before.
type Room struct {
	Head, Body []byte
	pieces     [2][]byte
}

// Times bound how long a connection is waited for.
type Times struct {
	First time.Duration // for the first request
	Idle  time.Duration // for each after it
	Write time.Duration // until an answer is taken
}

// Listen returns a listener whose Accept gives the connections that are not,
// or no longer, answered here. Close ends it with all connections that it has
// not given away.
func Listen(l net.Listener, times Times, answer Answer) net.Listener {
	w := &listener{Listener: l, times: times, answer: answer, away: make(chan net.Conn), ended: make(chan struct{}), ours: map[net.Conn]struct{}{}}
	go w.accept()
	return w
}

type listener struct {
	net.Listener
	times  Times
	answer Answer
	away   chan net.Conn // to net/http
	failed error         // why nothing more comes in, once ended is closed
	ended  chan struct{}

	mu     sync.Mutex
	ours   map[net.Conn]struct{}
	closed atomic.Bool
}

// Accept returns the next connection for net/http.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.away:
		return c, nil
	case <-l.ended:
		return nil, l.failed
	}
}

// Close stops listening and ends the connections held here as soon as the
// answer under way, if there is one, is given to the system.
func (l *listener) Close() error {
	err := l.Listener.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed.Store(true)
	for c := range l.ours {
		_ = c.SetReadDeadline(time.Unix(1, 0)) // who waits for a request stops waiting
	}
	return err
}

// How long to wait after a failure to accept that may pass, such as too many
// open files.
const (
	firstRest   = 5 * time.Millisecond
	longestRest = time.Second
)

func (l *listener) accept() {
	rest := firstRest
	for {
		c, err := l.Listener.Accept()
		if err == nil {
			rest = firstRest
			if l.take(c) {
				go l.serve(c)
			}
			continue
		}
		if temporary := (interface{ Temporary() bool })(nil); !errors.As(err, &temporary) || !temporary.Temporary() {
			l.failed = err
			close(l.ended)
			return
		}
		time.Sleep(rest)
		rest = min(2*rest, longestRest)
	}
}

// take counts a connection among ours; after Close it is closed.
func (l *listener) take(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed.Load() {
		_ = c.Close()
		return false
	}
	l.ours[c] = struct{}{}
	return true
}

func (l *listener) leave(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ours, c)
}

// longest is how many bytes a request of ours may have.
const longest = 4 << 10

// mostKept is the largest body whose room is kept for later answers.
const mostKept = 256 << 10

var rooms = sync.Pool{New: func() any { return new(Room) }}

// serve answers what it can, and gives the connection away with what it could
// not.
func (l *listener) serve(c net.Conn) {
	read := make([]byte, longest)
	n, ok := l.answerAll(c, read)
	l.leave(c)
	if !ok {
		_ = c.Close() // nobody is left to tell
		return
	}
	_ = c.SetDeadline(time.Time{}) // net/http sets its own; on a closed connection it will notice
	select {
	case l.away <- &given{Conn: c, first: read[:n]}:
	case <-l.ended:
		_ = c.Close()
	}
}

// answerAll answers until a request comes that is not ours, and reports how
// many bytes of it were read. It reports false when the connection is over.
func (l *listener) answerAll(c net.Conn, read []byte) (n int, ok bool) {
	r := Request{Remote: withoutPort(c.RemoteAddr())}
	for wait := l.times.First; ; wait = l.times.Idle {
		// In this order: Close says that it closes, then sets the deadline back.
		if c.SetReadDeadline(time.Now().Add(wait)) != nil || l.closed.Load() {
			return 0, false
		}
		n, err := c.Read(read)
		if n == 0 || err != nil {
			return 0, false
		}
		if !r.read(read[:n]) {
			return n, true
		}
		if sent, ok := l.send(c, &r); !sent {
			return n, ok
		}
	}
}

// send answers one request. It reports whether it did; when it did not, ok
// tells whether the connection still stands.
func (l *listener) send(c net.Conn, r *Request) (sent, ok bool) {
	room := rooms.Get().(*Room)
	room.Head, room.Body = room.Head[:0], room.Body[:0]
	defer func() {
		if cap(room.Body) <= mostKept {
			rooms.Put(room)
		}
	}()
	if !l.answer(room, r) {
		return false, true
	}
	if c.SetWriteDeadline(time.Now().Add(l.times.Write)) != nil {
		return false, false
	}
	room.pieces = [2][]byte{room.Head, room.Body}
	pieces := net.Buffers(room.pieces[:])
	_, err := pieces.WriteTo(c) // as one piece where the system can
	return err == nil, false
}

func withoutPort(a net.Addr) string {
	name, _, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	return name
}

// A given is a connection of which something has been read already.
type given struct {
	net.Conn
	first []byte
}

// Read gives what was read first, then what comes.
func (g *given) Read(b []byte) (int, error) {
	if len(g.first) == 0 {
		return g.Conn.Read(b)
	}
	n := copy(b, g.first)
	if g.first = g.first[n:]; len(g.first) == 0 {
		g.first = nil
	}
	return n, nil
}

// ReadFrom lets the system send files itself.
func (g *given) ReadFrom(r io.Reader) (int64, error) { return io.Copy(g.Conn, r) }
