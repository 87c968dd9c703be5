// Package reader reads an installation from outside, as everyone can: the
// checkpoint, keys and tiles of its public log, and status files. It asks one
// host only, with limits on time and size, and believes nothing: what it
// returns is for others to verify. It also keeps, in a file, what was seen of
// logs before.
package reader

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
)

// Limits on one answer. A whole tile has 8 KiB; a status file some kilobytes
// for each event of its label.
const (
	mostNote   = 1 << 20
	mostTile   = publog.Width * tlog.HashSize
	MostStatus = 16 << 20 // bytes of a status file, and of a document with one
	patience   = 20 * time.Second
)

// ErrMissing tells that the host has no such thing.
var ErrMissing = errors.New("not there")

// ErrRefused tells that the host does not take what it was asked with, such as
// a number or a day.
var ErrRefused = errors.New("refused")

// ErrUnreachable tells that the host did not answer as it must.
var ErrUnreachable = errors.New("no proper answer")

// A Site is an installation.
type Site struct {
	base   *url.URL
	client http.Client
}

// At returns the installation at an address, of which only scheme and host
// count: "https://labels.example". It refuses what is no address of the web.
func At(address string) (*Site, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("%q is no address of the web: want https://host", address)
	}
	s := &Site{base: &url.URL{Scheme: u.Scheme, Host: u.Host}}
	s.client = http.Client{Timeout: patience, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 5 || r.URL.Host != s.base.Host || r.URL.Scheme != s.base.Scheme {
			return fmt.Errorf("it leads to %s, and only %s is asked", r.URL.Redacted(), s.base.Host)
		}
		return nil
	}}
	return s, nil
}

// Host returns the host, with the port where it has one.
func (s *Site) Host() string { return s.base.Host }

// Address returns the address, "https://labels.example".
func (s *Site) Address() string { return s.base.String() }

// Secret reports whether nobody on the way can change what the host says.
func (s *Site) Secret() bool { return s.base.Scheme == "https" }

// Checkpoint returns the newest checkpoint, a signed note.
func (s *Site) Checkpoint(ctx context.Context) ([]byte, error) {
	return s.get(ctx, "/log/checkpoint", nil, mostNote)
}

// A Key is a verifier that the host tells of.
type Key struct {
	Verifier string
	Event    int64 // number of the event that tells of it; 0 when none is named
}

// Keys returns the verifiers that the host tells of, in its order.
func (s *Site) Keys(ctx context.Context) (keys []Key, err error) {
	b, err := s.get(ctx, "/log/key", nil, mostNote)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(b)) {
		var k Key
		for _, word := range strings.Fields(line) {
			if n, err := strconv.ParseInt(word, 10, 64); err == nil {
				k.Event = n
			} else if strings.Count(word, "+") >= 2 {
				k.Verifier = word
			}
		}
		if k.Verifier != "" {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// StatusFile returns the status file of a label: for a day and by what was
// known on another, either of which may be "".
func (s *Site) StatusFile(ctx context.Context, number, on, known string) ([]byte, error) {
	asked := url.Values{}
	if on != "" {
		asked.Set("on", on)
	}
	if known != "" {
		asked.Set("known", known)
	}
	return s.get(ctx, "/labels/"+url.PathEscape(number)+"/status.json", asked, MostStatus)
}

// File returns whatever lies at an address of the installation.
func (s *Site) File(ctx context.Context, path string, asked url.Values) ([]byte, error) {
	return s.get(ctx, path, asked, MostStatus)
}

// Consistency returns the proof that a tree of the log begins with an older
// one, made of the host's tiles. The tiles may lie: check the proof.
func (s *Site) Consistency(ctx context.Context, older, newer int64) (tlog.TreeProof, error) {
	p, err := tlog.ProveTree(newer, older, publog.Hashes(s.Tiles(ctx, newer)))
	if err != nil {
		return nil, fmt.Errorf("read the tree: %w", err)
	}
	return p, nil
}

// Tiles returns the tiles of the host's tree as it was with so many leaves.
func (s *Site) Tiles(ctx context.Context, size int64) publog.Tiles { return tiles{ctx, s, size} }

type tiles struct {
	ctx  context.Context
	site *Site
	size int64
}

// Tile returns the hashes of a tile that belong to the tree.
func (t tiles) Tile(level int, n int64) ([]byte, error) {
	width := min(publog.Width, t.size>>(8*level)-n*publog.Width)
	if width <= 0 {
		return nil, nil
	}
	name := publog.TileName{Level: level, N: n, Width: int(width)}
	b, err := t.site.get(t.ctx, "/log/tile/"+name.String(), nil, mostTile)
	if errors.Is(err, ErrMissing) && width < publog.Width { // a tile that became whole need not be there in part
		name.Width = publog.Width
		b, err = t.site.get(t.ctx, "/log/tile/"+name.String(), nil, mostTile)
	}
	if err != nil {
		return nil, err
	}
	if len(b) < int(width)*tlog.HashSize {
		return nil, fmt.Errorf("%w: tile %s has %d bytes", ErrUnreachable, name, len(b))
	}
	return b[:int(width)*tlog.HashSize], nil
}

// get reads one answer of at most so many bytes.
func (s *Site) get(ctx context.Context, path string, asked url.Values, most int64) ([]byte, error) {
	u := *s.base
	u.RawQuery = asked.Encode()
	at := u.JoinPath(path)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer func() { _ = answer.Body.Close() }()
	switch {
	case answer.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", at.Redacted(), ErrMissing)
	case answer.StatusCode == http.StatusBadRequest:
		return nil, fmt.Errorf("%s: %w", at.Redacted(), ErrRefused)
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s: %w: %s", at.Redacted(), ErrUnreachable, answer.Status)
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", at.Redacted(), ErrUnreachable, err)
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("%s: %w: longer than %d bytes", at.Redacted(), ErrUnreachable, most)
	}
	return b, nil
}
