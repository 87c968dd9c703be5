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
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/fetch"
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

// What a Site may fail with, as told in package fetch.
var (
	ErrMissing     = fetch.ErrMissing
	ErrRefused     = fetch.ErrRefused
	ErrUnreachable = fetch.ErrUnreachable
)

// A Site is an installation.
type Site struct{ host *fetch.Host }

// At returns the installation at an address, of which only scheme and host
// count: "https://labels.example". It refuses what is no address of the web.
func At(address string) (*Site, error) {
	host, err := fetch.At(address, "shirushi-verify", http.Client{Timeout: patience})
	if err != nil {
		return nil, err
	}
	return &Site{host}, nil
}

// Host returns the host, with the port where it has one.
func (s *Site) Host() string { return s.host.Name() }

// Address returns the address, "https://labels.example".
func (s *Site) Address() string { return s.host.Address() }

// Secret reports whether nobody on the way can change what the host says.
func (s *Site) Secret() bool { return s.host.Secret() }

// Checkpoint returns the newest checkpoint, a signed note.
func (s *Site) Checkpoint(ctx context.Context) ([]byte, error) {
	return s.host.Get(ctx, "/log/checkpoint", mostNote)
}

// A Key is a verifier that the host tells of.
type Key struct {
	Verifier string
	Event    int64 // number of the event that tells of it; 0 when none is named
}

// Keys returns the verifiers that the host tells of, in its order.
func (s *Site) Keys(ctx context.Context) (keys []Key, err error) {
	b, err := s.host.Get(ctx, "/log/key", mostNote)
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
	return s.File(ctx, "/labels/"+url.PathEscape(number)+"/status.json", asked)
}

// File returns whatever lies at an address of the installation.
func (s *Site) File(ctx context.Context, path string, asked url.Values) ([]byte, error) {
	if len(asked) > 0 {
		path += "?" + asked.Encode()
	}
	return s.host.Get(ctx, path, MostStatus)
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
	b, err := t.site.host.Get(t.ctx, "/log/tile/"+name.String(), mostTile)
	if errors.Is(err, ErrMissing) && width < publog.Width { // a tile that became whole need not be there in part
		name.Width = publog.Width
		b, err = t.site.host.Get(t.ctx, "/log/tile/"+name.String(), mostTile)
	}
	if err != nil {
		return nil, err
	}
	if len(b) < int(width)*tlog.HashSize {
		return nil, fmt.Errorf("%w: tile %s has %d bytes", ErrUnreachable, name, len(b))
	}
	return b[:int(width)*tlog.HashSize], nil
}
