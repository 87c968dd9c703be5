package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"shirushi/internal/fetch"
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

// A site is where everything is fetched from.
type site struct {
	host *fetch.Host
	wait func(context.Context, time.Duration) error
}

func newSite(o Options) (*site, error) {
	client := http.Client{Timeout: requestTime}
	if o.Client != nil {
		client = *o.Client
	}
	host, err := fetch.At(o.URL, "shirushi-monitor", client)
	if err != nil || strings.TrimSuffix(o.URL, "/") != host.Address() {
		return nil, fmt.Errorf("%w: %q", ErrAddress, o.URL)
	}
	return &site{host, o.Wait}, nil
}

// ErrAddress is what addresses are refused with that are not of a site.
var ErrAddress = errors.New("monitor: give the address of the site as https://labels.example")

// An unreachable is a failure of the site to answer.
type unreachable struct {
	path string
	err  error
}

func (u unreachable) Error() string { return u.path + ": " + u.err.Error() }
func (u unreachable) Unwrap() error { return u.err }

// get fetches what stands at a path. It tries again when the site fails or is
// busy. It fails with unreachable, which is also fetch.ErrMissing when the
// site knows no such address.
func (s *site) get(ctx context.Context, path string, most int64) ([]byte, error) {
	for try := 1; ; try++ {
		b, err := s.host.Get(ctx, path, most)
		if err == nil {
			return b, nil
		}
		var later *fetch.LaterError
		if !errors.As(err, &later) || try == tries || ctx.Err() != nil {
			return nil, unreachable{path, err}
		}
		pause := later.After
		if pause == 0 {
			pause = time.Duration(try) * time.Second
		}
		if err := s.wait(ctx, min(pause, longestWait)); err != nil {
			return nil, unreachable{path, err}
		}
	}
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
