package web

import (
	"bytes"
	"context"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"shirushi/internal/web/page"
	"shirushi/internal/wire"
)

// A Prepared is a page that stands ready and is the same for all who ask.
type Prepared struct {
	Route string // the pattern of the route that it answers for, for the log
	Lang  string
	Keep  string // Cache-Control
	Tag   string // ETag, a strong one
	Body  []byte
}

// A Finder appends to room the page that stands ready at a path, if there is
// one. It must not wait for anything.
type Finder func(room []byte, path string, now time.Time) (page Prepared, ok bool)

// Find has fn asked for pages that stand ready. It is to be called before the
// first request.
func (s *Site) Find(fn Finder) { s.finders = append(s.finders, fn) }

// fixed are the header fields of a whole answer that are the same for each of
// a language.
func (p Prepared) fixed() [2][2]string {
	return [...][2]string{{"Content-Type", "text/html; charset=utf-8"}, {"Content-Language", p.Lang}}
}

// SendPrepared answers with the page, packed where the reader takes that, or
// with 304 to who has it. What is packed is kept for the next, and packed anew
// when the page's ETag is another.
func (s *Site) SendPrepared(w http.ResponseWriter, r *http.Request, p Prepared) {
	h := w.Header()
	h["Vary"], h["Cache-Control"] = acceptEncoding, []string{p.Keep}
	packed := page.TakesGzip(r)
	if s.Told(w, r, p.Tag, packed) {
		return
	}
	if packed {
		p.Body = s.Packed(p.Tag, p.Body)
		h["Content-Encoding"] = gzipped
	}
	for _, f := range p.fixed() {
		h[f[0]] = []string{f[1]}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(p.Body))}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(p.Body) // nobody is left to tell
}

// AtOnce returns what answers the plainest requests before net/http reads
// them, with pages that stand ready: as Wrap and Send would answer, with the
// same limits and the same line in the log. client tells from the other end
// of the connection and X-Forwarded-For who asks.
func (s *Site) AtOnce(client func(remote, forwarded string) string) wire.Answer {
	fields := http.Header{}
	s.headers(fields, false)
	var b bytes.Buffer
	_ = fields.Write(&b) // memory takes all
	always := b.String()
	return func(room *wire.Room, r *wire.Request) (ok bool) {
		defer func() {
			if v := recover(); v != nil {
				s.Log.Error("answer at once", "panic", v, "stack", string(debug.Stack()))
				ok = false
			}
		}()
		return s.atOnce(room, r, always, client)
	}
}

func (s *Site) atOnce(room *wire.Room, r *wire.Request, always string, client func(remote, forwarded string) string) bool {
	began := s.Now()
	p, ok := s.find(room.Body, r.Path, began)
	room.Body = p.Body
	if !ok || s.limiter != nil && !s.limiter.Allow(network(client(r.Remote, r.Forwarded))) {
		return false
	}
	packed := r.Encodings != "" && page.GzipIn(r.Encodings)
	tag := sentTag(p.Tag, packed)
	status := http.StatusOK
	switch {
	case r.Match != "" && page.Names(r.Match, tag):
		status, room.Body = http.StatusNotModified, room.Body[:0]
	case packed:
		room.Body = append(room.Body[:0], s.Packed(p.Tag, p.Body)...)
	}
	p.Tag, p.Body = tag, room.Body
	room.Head = p.head(room.Head, status, packed, always, began)
	s.note(context.Background(), noted{newRequestID(), http.MethodGet, p.Route, status, int64(len(room.Body)), began})
	return true
}

func (s *Site) find(room []byte, path string, now time.Time) (p Prepared, ok bool) {
	for _, fn := range s.finders {
		if p, ok = fn(room, path, now); ok {
			return p, true
		}
	}
	return Prepared{Body: room}, false
}

// head appends the head of an answer as net/http would write it.
func (p Prepared) head(b []byte, status int, packed bool, always string, now time.Time) []byte {
	line := func(name, value string) { b = append(append(append(append(b, name...), ": "...), value...), "\r\n"...) }
	b = append(strconv.AppendInt(append(b, "HTTP/1.1 "...), int64(status), 10), ' ')
	b = append(append(append(b, http.StatusText(status)...), "\r\n"...), always...)
	line("Cache-Control", p.Keep)
	line("Etag", p.Tag)
	line("Vary", acceptEncoding[0])
	if status == http.StatusOK {
		for _, f := range p.fixed() {
			line(f[0], f[1])
		}
		if packed {
			line("Content-Encoding", gzipped[0])
		}
		b = append(strconv.AppendInt(append(b, "Content-Length: "...), int64(len(p.Body)), 10), "\r\n"...)
	}
	b = now.UTC().AppendFormat(append(b, "Date: "...), http.TimeFormat)
	return append(b, "\r\n\r\n"...)
}
