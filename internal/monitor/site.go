package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Bounds of what a site is let do.
const (
	requestTime = 30 * time.Second
	tries       = 4
	longestWait = time.Minute // that a site may ask for before the next try
	mostBundle  = 256 * (2 + 65535)
	mostText    = 64 << 10
	mostPage    = 32 << 20
)

// A site is where everything is fetched from. It never goes to another host.
type site struct {
	base   *url.URL
	client *http.Client
	wait   func(context.Context, time.Duration) error
}

func newSite(o Options) (*site, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%w: %q", ErrAddress, o.URL)
	}
	u.Path = ""
	client := http.Client{Timeout: requestTime}
	if o.Client != nil {
		client = *o.Client
	}
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if r.URL.Host != u.Host || r.URL.Scheme != u.Scheme || len(via) > 3 {
			return fmt.Errorf("it sends us on to %s", r.URL.Host)
		}
		return nil
	}
	return &site{u, &client, o.Wait}, nil
}

// ErrAddress is what addresses are refused with that are not of a site.
var ErrAddress = errors.New("monitor: give the address of the site as https://labels.example")

// errMissing tells that the site knows no such address.
var errMissing = errors.New("not found")

// An unreachable is a failure of the site to answer.
type unreachable struct {
	path string
	err  error
}

func (u unreachable) Error() string { return u.path + ": " + u.err.Error() }
func (u unreachable) Unwrap() error { return u.err }

// get fetches what stands at a path. It tries again when the site fails or is
// busy. It fails with errMissing and with unreachable.
func (s *site) get(ctx context.Context, path string, most int64) ([]byte, error) {
	for try := 1; ; try++ {
		b, again, err := s.once(ctx, path, most)
		switch {
		case err == nil:
			return b, nil
		case again < 0 || try == tries || ctx.Err() != nil:
			return nil, unreachable{path, err}
		case again == 0:
			again = time.Duration(try) * time.Second
		}
		if err := s.wait(ctx, min(again, longestWait)); err != nil {
			return nil, unreachable{path, err}
		}
	}
}

// once is get without trying again; after a failure it says how long to wait
// before, 0 when the site does not say, and less when it is of no use.
func (s *site) once(ctx context.Context, path string, most int64) (_ []byte, again time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.String()+path, nil)
	if err != nil {
		return nil, -1, err
	}
	r.Header.Set("User-Agent", "shirushi-monitor")
	r.Header.Set("Cache-Control", "no-cache")
	answer, err := s.client.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusNotFound:
		return nil, -1, errMissing
	case answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After")) // none: as often as we like
		return nil, time.Duration(max(0, seconds)) * time.Second, errors.New(answer.Status)
	case answer.StatusCode != http.StatusOK:
		return nil, -1, errors.New(answer.Status)
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err == nil && int64(len(b)) > most {
		return nil, -1, fmt.Errorf("more than %d bytes", most)
	}
	return b, 0, err
}

// read fetches JSON.
func (s *site) read(ctx context.Context, path string, into any) error {
	b, err := s.get(ctx, path, mostPage)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return unreachable{path, err}
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
