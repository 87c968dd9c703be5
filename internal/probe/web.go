package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"shirushi/internal/device"
)

// mostBody is what is read of a page, in bytes, unpacked.
const mostBody = 256 << 10

// A Page is what a device answered to a request.
type Page struct {
	Status int
	Header http.Header
	Body   []byte // its first bytes
	Cut    bool   // there was more
	TLS    *tls.ConnectionState
}

// errElsewhere is why a redirect is not followed.
var errElsewhere = errors.New("probe: the device sends elsewhere")

// client returns a client for one service of one unit. It asks no other
// address, follows redirects to the same service alone, and takes any
// certificate: whom a device is signed by is looked at elsewhere.
func (b *Bench) client(to netip.AddrPort) *http.Client {
	transport := &http.Transport{
		DialContext:            func(ctx context.Context, _, _ string) (net.Conn, error) { return b.Wire.Dial(ctx, "tcp", to) },
		TLSClientConfig:        &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10},
		DisableCompression:     true, // what is unpacked could be endless
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &http.Client{
		Transport: transport,
		Timeout:   b.Wire.care.Time,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			switch {
			case r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme:
				return fmt.Errorf("%w: %s", errElsewhere, r.URL)
			case len(via) >= 5:
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
}

// ask sends a request to a service and notes it and the answer.
func (b *Bench) ask(ctx context.Context, l *Look, to netip.AddrPort, r *http.Request) (Page, error) {
	l.Note("> %s %s", r.Method, r.URL)
	r.Header.Set("User-Agent", "shirushi-check")
	w, err := b.client(to).Do(r.WithContext(ctx))
	if err != nil {
		l.Note("! %v", err)
		return Page{}, err
	}
	defer w.Body.Close()
	p := Page{Status: w.StatusCode, Header: w.Header, TLS: w.TLS}
	p.Body, err = io.ReadAll(io.LimitReader(w.Body, mostBody+1))
	if p.Cut = len(p.Body) > mostBody; p.Cut {
		p.Body = p.Body[:mostBody]
	}
	l.Note("< %s", w.Status)
	for _, name := range []string{"Server", "Location", "Www-Authenticate", "Content-Type", "Content-Encoding", "Set-Cookie", "Strict-Transport-Security"} {
		for _, value := range w.Header.Values(name) {
			l.Note("< %s: %s", name, value)
		}
	}
	l.Note("< %s", p.Body[:min(len(p.Body), 2000)])
	if err != nil && !p.Cut {
		l.Note("! %v", err)
	}
	return p, nil
}

// get asks for a path of a service.
func (b *Bench) get(ctx context.Context, l *Look, to netip.AddrPort, s device.Service, path string) (Page, error) {
	r, err := http.NewRequest(http.MethodGet, address(to, s, path), nil)
	if err != nil {
		return Page{}, err
	}
	return b.ask(ctx, l, to, r)
}

// address is the address of a path of a service.
func address(to netip.AddrPort, s device.Service, path string) string {
	u := url.URL{Scheme: "http", Host: to.String()}
	if s.Protocol == device.HTTPS {
		u.Scheme = "https"
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return u.String() + path
}

var passwordField = regexp.MustCompile(`(?i)<input[^>]{0,400}type\s*=\s*["']?password`)

// AsksForPassword reports whether a page is one on which a person signs in.
func (p Page) AsksForPassword() bool { return passwordField.Match(p.Body) }

// httpDoor asks for the guarded page, or for the first one.
func httpDoor(ctx context.Context, b *Bench, l *Look, to netip.AddrPort, s device.Service) door {
	p, err := b.get(ctx, l, to, s, s.Path)
	switch {
	case errors.Is(err, errElsewhere):
		return door{doorUnclear, "Location"}
	case err != nil:
		return door{state: doorSilent}
	case p.Status == http.StatusUnauthorized || p.Status == http.StatusForbidden:
		return door{doorShut, http.StatusText(p.Status)}
	case p.AsksForPassword():
		return door{doorShut, "input type=password"}
	case p.Status == http.StatusOK && s.Path != "" && s.Path != "/":
		return door{doorOpen, fmt.Sprintf("GET %s: %d", s.Path, p.Status)}
	}
	return door{doorUnclear, fmt.Sprintf("GET %s: %d", "/"+strings.TrimPrefix(s.Path, "/"), p.Status)}
}
