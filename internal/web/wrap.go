package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

type requestKey struct{}

// RequestID returns the id of the request: the reference number on error
// pages, in logs and in audit lines. It is "" outside a request.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// Wrap puts around all routes what must hold for every request: an id, the
// security headers, the limits, no writes from other sites, pages for what
// no route answers, and a page instead of a panic.
func (s *Site) Wrap(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.Now()
		id := newRequestID()
		ctx := context.WithValue(r.Context(), requestKey{}, id)
		if s.Mark != nil {
			ctx = s.Mark(ctx, id)
		}
		h, pattern := mux.Handler(r)
		limits, long := s.limitsOf(pattern)
		ctx, cancel := context.WithTimeout(ctx, limits.Timeout)
		defer cancel()
		r = r.WithContext(ctx)
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				s.Fail(rec, r, caught(v))
			}
			// The route, not the address: addresses may hold the token of a link.
			s.note(ctx, noted{id, r.Method, route(r), rec.status, rec.bytes, began})
		}()
		s.headers(rec.Header(), forPrograms(r))
		if err := s.admit(r, limits.Query); err != nil {
			s.Fail(rec, r, err)
			return
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, limits.Body)
			if long {
				streaming(w, r)
			}
		}
		if pattern == "" {
			s.unrouted(rec, r, h)
			return
		}
		mux.ServeHTTP(rec, r)
	})
}

func newRequestID() string { return rand.Text()[:12] }

// A noted is what the log says of a request.
type noted struct {
	id, method, route string
	status            int
	bytes             int64
	began             time.Time
}

// note writes the request into the log. It makes the record itself: a Logger
// would look up for each request from which line of the program it comes.
func (s *Site) note(ctx context.Context, n noted) {
	if !s.Log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	now := s.Now()
	line := slog.NewRecord(now, slog.LevelInfo, "request", 0)
	line.AddAttrs(slog.String("request", n.id), slog.String("method", n.method), slog.String("route", n.route),
		slog.Int("status", n.status), slog.Int64("bytes", n.bytes), slog.Int64("ms", now.Sub(n.began).Milliseconds()))
	_ = s.Log.Handler().Handle(ctx, line) // a log that cannot be written has nowhere to say so
}

// Headers that are the same in every answer. Pages load nothing from
// elsewhere and hold no script or style of their own.
var always = map[string][]string{
	"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Referrer-Policy":              {"same-origin"}, // not no-referrer: with it browsers send "Origin: null" with our own forms
	"Permissions-Policy":           {"camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
}

var strictTransport = []string{"max-age=31536000; includeSubDomains"}

// headers sets the security headers. What is for programs may be read from
// anywhere.
func (s *Site) headers(h http.Header, programs bool) {
	for name, values := range always {
		h[name] = values
	}
	if programs { // open to pages of every site; it knows no session
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Vary", "Accept-Language")
	}
	if s.secure {
		h["Strict-Transport-Security"] = strictTransport
	}
}

// admit refuses a request before any route sees it. Its query may have
// longest bytes.
func (s *Site) admit(r *http.Request, longest int) error {
	if len(r.URL.RawQuery) > longest || len(r.URL.Path) > 2048 {
		return errAddressLong
	}
	if !cleanAddress(r.URL) {
		return errCharacters
	}
	if s.limiter != nil && !isHealth(r) && !isStatic(r) && !s.limiter.Allow(Address(r)) {
		return s.limiter.Refuse(Address(r), tooOften)
	}
	if err := s.origin.Check(r); err != nil {
		return errCrossSite
	}
	return nil
}

// isStatic reports whether a request is for a part of a page that is the same
// for all: counted, one page would count as four, and the page that says "too
// often" would come without its looks.
func isStatic(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/static/") }

// Address returns who a request comes from, for limits: the IPv4 address, or
// the /64 network of an IPv6 address, since one line commonly owns a whole one.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return network(host)
}

func network(host string) string {
	ip := net.ParseIP(host)
	if ip == nil || ip.To4() != nil {
		return host
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}

// cleanAddress reports whether path and query, decoded, are text without
// control characters: databases refuse some of them only late.
func cleanAddress(u *url.URL) bool {
	if !cleanText(u.Path) {
		return false
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return false
	}
	for key, all := range values {
		for _, v := range append(all, key) {
			if !cleanText(v) {
				return false
			}
		}
	}
	return true
}

// cleanText reports whether s is valid UTF-8 without control characters other
// than tab and line ends.
func cleanText(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
	}) < 0
}

// unrouted answers what no route knows: the wrong method, or no page at all.
func (s *Site) unrouted(w http.ResponseWriter, r *http.Request, h http.Handler) {
	probe := &answer{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		s.Fail(w, r, errMethod)
		return
	}
	s.Fail(w, r, errNoPage)
}

func isHealth(r *http.Request) bool { return r.URL.Path == "/healthz" || r.URL.Path == "/readyz" }

func route(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

// A recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(b)
	rec.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// An answer is one that nobody is sent.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}
