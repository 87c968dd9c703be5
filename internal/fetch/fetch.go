// Package fetch asks one host on the web, and never another, with limits on
// time and size. What comes back is for others to believe or not.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// ErrMissing tells that the host has no such thing.
var ErrMissing = errors.New("not there")

// ErrRefused tells that the host does not take what it was asked with, such as
// a number or a day.
var ErrRefused = errors.New("refused")

// ErrUnreachable tells that the host did not answer as it must.
var ErrUnreachable = errors.New("no proper answer")

// A LaterError is ErrUnreachable from a host that may answer another time: it
// failed, or is busy.
type LaterError struct {
	After time.Duration // as the host asks; 0 when it does not
	Cause error
}

func (e *LaterError) Error() string   { return fmt.Sprintf("%v: %v", ErrUnreachable, e.Cause) }
func (e *LaterError) Unwrap() []error { return []error{ErrUnreachable, e.Cause} }

// mostMoves is how often the host may send us on, to itself.
const mostMoves = 5

// A Host is whom is asked.
type Host struct {
	base   *url.URL
	agent  string
	client http.Client
}

// At returns the host at an address, of which scheme and host count alone:
// "https://labels.example". It is told agent as the name of who asks. client
// says how it is reached, and how long it may take; where it leads does not
// count. At refuses what is no address of the web, or holds a password.
func At(address, agent string, client http.Client) (*Host, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("%q is no address of the web: want https://host", address)
	}
	h := &Host{&url.URL{Scheme: u.Scheme, Host: u.Host}, agent, client}
	h.client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if len(via) > mostMoves || r.URL.Host != h.base.Host || r.URL.Scheme != h.base.Scheme {
			return fmt.Errorf("it leads to %s, and only %s is asked", r.URL.Redacted(), h.base.Host)
		}
		return nil
	}
	return h, nil
}

// Name returns the host, with the port where it has one.
func (h *Host) Name() string { return h.base.Host }

// Address returns the address, "https://labels.example".
func (h *Host) Address() string { return h.base.String() }

// Secret reports whether nobody on the way can change what the host says.
func (h *Host) Secret() bool { return h.base.Scheme == "https" }

// Get reads what stands at a path, which may have a query: at most so many
// bytes. It fails with ErrMissing, ErrRefused, ErrUnreachable and *LaterError.
func (h *Host) Get(ctx context.Context, path string, most int64) ([]byte, error) {
	b, err := h.get(ctx, path, most)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.Address()+path, err)
	}
	return b, nil
}

func (h *Host) get(ctx context.Context, path string, most int64) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.Address()+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	r.Header.Set("User-Agent", h.agent)
	r.Header.Set("Cache-Control", "no-cache")
	answer, err := h.client.Do(r)
	if err != nil {
		return nil, &LaterError{0, err}
	}
	defer answer.Body.Close()
	if err := judge(answer); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err != nil {
		return nil, &LaterError{0, err}
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrUnreachable, most)
	}
	return b, nil
}

func judge(answer *http.Response) error {
	switch code := answer.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusNotFound:
		return ErrMissing
	case code == http.StatusBadRequest:
		return ErrRefused
	case code == http.StatusTooManyRequests || code >= 500:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After")) // none: as soon as we like
		return &LaterError{time.Duration(max(0, seconds)) * time.Second, errors.New(answer.Status)}
	default:
		return fmt.Errorf("%w: %s", ErrUnreachable, answer.Status)
	}
}
