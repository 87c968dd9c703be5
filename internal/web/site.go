// Package web is what all fronts share: a handler that may fail, errors made
// into pages, languages, sessions' cookies, security headers and limits. It
// knows no deed and no record; whoever signs in and what the scheme says are
// asked through functions that are given to it.
package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Config is what a Site needs to know of the place it stands in.
type Config struct {
	BaseURL string // as the reader types it, "https://labels.example", without a path
	Log     *slog.Logger
	Now     func() time.Time
	Scheme  func(context.Context) (*scheme.Scheme, error)                   // in force now
	Actor   func(ctx context.Context, session string) (scheme.Actor, error) // refuses with refusal.signed_out; nil on a site without desks
	Mark    func(ctx context.Context, request string) context.Context       // makes the request's id known further in; may be nil
	Ready   func(context.Context) error                                     // for /readyz; nil: always ready
	Limits  Limits

	// KeepStatus is how long browsers and caches may keep what tells of a
	// status, in whole seconds from KeepLeast to KeepMost; 0: KeepUsually.
	KeepStatus time.Duration
}

// Limits bound what one request and one address may take. Zero fields take
// the defaults; a negative PerMinute means no limit.
type Limits struct {
	Body      int64         // bytes of a request's body; 2 MiB
	PerMinute int           // requests an address may make on average; 3,000
	Burst     int           // and at once; 1,000
	Timeout   time.Duration // for one request; 30 s
	Query     int           // bytes of the query of an address; 8 KiB
}

// A Site holds what its handlers share.
type Site struct {
	Config
	secure  bool
	limiter *Limiter
	origin  *http.CrossOriginProtection

	allowances map[string]Allowance // by pattern
	finders    []Finder
	sections   []Section // of the public site
	packed     *memory
}

// New makes a site. It fails on a base address that is not one of the web,
// or that has a path, and on a KeepStatus out of its bounds.
func New(c Config) (*Site, error) {
	u, err := url.Parse(c.BaseURL)
	if err != nil || !scheme.IsWebAddress(c.BaseURL) || u.Path != "" || u.RawQuery != "" {
		return nil, fmt.Errorf("base address %q: must be http(s)://host[:port] and nothing more", c.BaseURL)
	}
	i18n.For(i18n.Languages[0]) // messages that do not read stop the program here, not a reader's request
	c.Limits.fill()
	if c.KeepStatus == 0 {
		c.KeepStatus = KeepUsually
	}
	if c.KeepStatus < KeepLeast || c.KeepStatus > KeepMost || c.KeepStatus%time.Second != 0 {
		return nil, fmt.Errorf("a status kept for %v: must be whole seconds from %v to %v", c.KeepStatus, KeepLeast, KeepMost)
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Site{Config: c, secure: u.Scheme == "https", origin: http.NewCrossOriginProtection(), allowances: map[string]Allowance{}, packed: newMemory(packedKept)}
	if err := s.origin.AddTrustedOrigin(c.BaseURL); err != nil {
		return nil, fmt.Errorf("base address %q: %w", c.BaseURL, err)
	}
	if c.Limits.PerMinute > 0 {
		s.limiter = NewLimiter(c.Limits.PerMinute, c.Limits.Burst, c.Now)
	}
	return s, nil
}

func (l *Limits) fill() {
	if l.Body == 0 {
		l.Body = 2 << 20
	}
	if l.PerMinute == 0 {
		l.PerMinute = 3000
	}
	if l.Burst == 0 {
		l.Burst = 1000
	}
	if l.Timeout == 0 {
		l.Timeout = 30 * time.Second
	}
	if l.Query == 0 {
		l.Query = 8 << 10
	}
}

// Routes adds what belongs to no front: health, static files and the choice
// of language.
func (s *Site) Routes(mux Mux) {
	mux.Handle("GET /static/", page.Static())
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	InBoth(mux, "GET /language", s.Handle(s.language))
}

// A Mux is where a front puts its addresses, as a *http.ServeMux is.
type Mux interface {
	Handle(pattern string, h http.Handler)
	HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request))
}

// InBoth adds a route under /ja and under /en: "GET /labels" becomes
// "GET /ja/labels" and "GET /en/labels".
func InBoth(mux Mux, pattern string, h http.Handler) {
	method, path, _ := strings.Cut(pattern, " ")
	for _, lang := range i18n.Languages {
		mux.Handle(method+" /"+lang+path, h)
	}
}

// A Handler answers a request or returns why it did not. It has not written
// anything when it returns an error.
type Handler func(http.ResponseWriter, *http.Request) error

// Handle makes an http.Handler of h: what it returns becomes a page.
func (s *Site) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

// Render writes a page. Nothing is written when the component fails. Pages
// are not stored by caches unless the handler has said otherwise, and packed
// only on a mux of Packing.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", Lang(r))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	if _, ok := w.(packing); ok {
		s.SendPacked(w, r, status, b.Bytes())
		return nil
	}
	w.WriteHeader(status)
	if _, err := w.Write(b.Bytes()); err != nil {
		s.Log.InfoContext(r.Context(), "reader left", "request", RequestID(r.Context()))
	}
	return nil
}

// Printer returns the printer of the reader's language, telling instants in
// the scheme's zone.
func (s *Site) Printer(r *http.Request) *i18n.Printer {
	p := i18n.For(Lang(r))
	if sch, err := s.scheme(r.Context()); err == nil {
		p = p.In(sch.ZoneName, sch.ZoneOffset)
	}
	return p
}

// Frame returns the frame of the page at the request's address.
func (s *Site) Frame(r *http.Request, title string) page.Frame {
	p := i18n.For(Lang(r))
	f := page.Frame{P: p, Title: title, Path: "/" + p.Lang + "/", BaseURL: s.BaseURL}
	if here := r.URL.RequestURI(); strings.HasPrefix(here, f.Path) {
		f.Path = here
	}
	sch, err := s.scheme(r.Context())
	f.Menu, f.Foot = s.offered(f, sch)
	last := &f.Foot[len(f.Foot)-1]
	last.Links = append(last.Links, siteLinks(f, sch)...)
	if err != nil {
		return f // an error page is shown even then
	}
	f.P = p.In(sch.ZoneName, sch.ZoneOffset)
	f.SchemeName, f.Operator, f.Official = sch.ShortName, sch.Operator, sch.Official
	if !sch.Official {
		f.Notice = sch.Notice
	}
	return f
}

func (s *Site) scheme(ctx context.Context) (*scheme.Scheme, error) {
	if s.Scheme == nil {
		return nil, fmt.Errorf("no scheme given")
	}
	return s.Scheme(ctx)
}

// WriteJSON answers one of our own scripts. What it is told is not stored.
func WriteJSON(w http.ResponseWriter, status int, answer any) error {
	b, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b) // nobody is left to tell
	return nil
}

// Redirect sends the reader to a local address with 303, as after a POST.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
