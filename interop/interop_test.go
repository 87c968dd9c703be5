// Package interop has programs that others wrote read and verify the public
// log of a running server. It is a module of its own so that nothing of theirs
// becomes part of the platform. It holds tests only.
package interop

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// events are how many the log begins with: 392 bundles, three levels of tiles.
const events = 100_100

// TestLog_isReadAndVerifiedByOthers serves a log with the program itself and
// lets Tessera's client and fsck, and golang.org/x/mod, read all of it.
func TestLog_isReadAndVerifiedByOthers(t *testing.T) {
	t.Parallel()
	s := start(t, events)
	v, origin := s.key()
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	fetcher := fetcherOf(t, s.base)

	if err := fsck.New(origin, v, fetcher, leafHashes, fsck.Opts{N: 4}).Check(ctx); err != nil {
		t.Fatalf("Tessera's fsck: %v", err)
	}
	read, c := modReads(t, s, v, origin)
	if read < events || c.N != read {
		t.Errorf("golang.org/x/mod read %d events of %d", read, c.N)
	}

	tracker, err := client.NewLogStateTracker(ctx, fetcher.ReadTile, nil, v, origin, client.UnilateralConsensus(fetcher.ReadCheckpoint))
	if err != nil {
		t.Fatalf("Tessera's client: %v", err)
	}
	included(t, ctx, fetcher, tracker, 0, 1, 255, 256, 65_535, 65_536, uint64(c.N)-1)
	s.add(700)
	s.signed(c.N + 700)
	was := tracker.Latest().Size
	if _, way, _, err := tracker.Update(ctx); err != nil || len(way) == 0 { // verifies that the new tree goes on from the old
		t.Fatalf("Tessera's client: %d hashes, %v", len(way), err)
	}
	if is := tracker.Latest().Size; is != was+700 {
		t.Errorf("the tracker saw %d events after %d", is, was)
	}
	included(t, ctx, fetcher, tracker, was, was+699)
	wayBack(t, s, v, origin, c)
	t.Logf("%d events read and verified", c.N+700)
}

// TestLog_forgeriesAreFoundByOthers changes one byte on the way: the program
// of others is to notice each, else it has verified nothing.
func TestLog_forgeriesAreFoundByOthers(t *testing.T) {
	t.Parallel()
	s := start(t, 1000)
	v, origin := s.key()
	for name, part := range map[string]func(*forger){
		"an entry":                     func(f *forger) { f.bundle = 2 },
		"a hash of the lowest tiles":   func(f *forger) { f.level, f.tile = 0, 1 },
		"a hash of the tile above":     func(f *forger) { f.level, f.tile = 1, 0 },
		"the signature":                func(f *forger) { f.note = -5 },
		"the number of events":         func(f *forger) { f.note = len(origin) + 1 },
		"nothing, as a counter-sample": func(*forger) {},
	} {
		f := &forger{Fetcher: fetcherOf(t, s.base), bundle: -1, level: -1}
		part(f)
		err := fsck.New(origin, v, f, leafHashes, fsck.Opts{N: 2}).Check(t.Context())
		if changed := f.changed.Load() > 0; changed != (err != nil) {
			t.Errorf("%s: changed %v, Tessera's fsck says %v", name, changed, err)
		}
	}
}

// A forger changes a byte of what it fetches.
type forger struct {
	fsck.Fetcher
	bundle, level, tile int // -1: none
	note                int // which byte of the checkpoint; negative: from its end; 0: none
	changed             atomic.Int64
}

func (f *forger) change(b []byte, at int) []byte {
	f.changed.Add(1)
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func (f *forger) ReadCheckpoint(ctx context.Context) ([]byte, error) {
	b, err := f.Fetcher.ReadCheckpoint(ctx)
	switch {
	case err != nil || f.note == 0:
		return b, err
	case f.note < 0:
		return f.change(b, len(b)+f.note), nil
	}
	return f.change(b, f.note), nil
}

func (f *forger) ReadTile(ctx context.Context, level, index uint64, width uint8) ([]byte, error) {
	b, err := f.Fetcher.ReadTile(ctx, level, index, width)
	if err == nil && int(level) == f.level && int(index) == f.tile {
		b = f.change(b, 40)
	}
	return b, err
}

func (f *forger) ReadEntryBundle(ctx context.Context, index uint64, width uint8) ([]byte, error) {
	b, err := f.Fetcher.ReadEntryBundle(ctx, index, width)
	if err == nil && int(index) == f.bundle {
		b = f.change(b, 40)
	}
	return b, err
}

func fetcherOf(t *testing.T, base string) *client.HTTPFetcher {
	t.Helper()
	root, err := url.Parse(base + "/log/")
	if err != nil {
		t.Fatal(err)
	}
	f, err := client.NewHTTPFetcher(root, &http.Client{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// leafHashes are those of the entries of a bundle.
func leafHashes(bundle []byte) (hashes [][]byte, err error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	for _, entry := range b.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

// included has Tessera's client prove that events are in the tree it tracks.
func included(t *testing.T, ctx context.Context, f *client.HTTPFetcher, tracker *client.LogStateTracker, indexes ...uint64) {
	t.Helper()
	c := tracker.Latest()
	builder, err := client.NewProofBuilder(ctx, c.Size, f.ReadTile)
	if err != nil {
		t.Fatal(err)
	}
	for _, index := range indexes {
		way, err := builder.InclusionProof(ctx, index)
		if err != nil {
			t.Fatalf("proof of event %d: %v", index+1, err)
		}
		bundle, err := client.GetEntryBundle(ctx, f.ReadEntryBundle, index/256, c.Size)
		if err != nil {
			t.Fatalf("bundle of event %d: %v", index+1, err)
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(bundle.Entries[index%256])
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, index, c.Size, leaf, way, c.Hash); err != nil {
			t.Errorf("event %d is not in the tree: %v", index+1, err)
		}
	}
}

// modReads has golang.org/x/mod open the checkpoint, read the entries one by
// one, build their tree anew and prove events with tiles that it authenticates.
func modReads(t *testing.T, s *server, v note.Verifier, origin string) (read int64, c tlog.Tree) {
	t.Helper()
	c = treeOf(t, s, v, origin)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, i := range indexes {
			if i >= int64(len(stored)) {
				return nil, errors.New("not read yet")
			}
			out = append(out, stored[i])
		}
		return out, nil
	})
	for _, tile := range tlog.NewTiles(8, 0, c.N) {
		if tile.L != 0 {
			continue
		}
		tile.L = -1 // the entries under the hashes
		b, err := tilesOf{s}.get(tile)
		if err != nil {
			t.Fatal(err)
		}
		var bundle api.EntryBundle
		if err := bundle.UnmarshalText(b); err != nil || len(bundle.Entries) != tile.W {
			t.Fatalf("%s: %d entries, %v", tile.Path(), len(bundle.Entries), err)
		}
		for _, entry := range bundle.Entries {
			hashes, err := tlog.StoredHashes(read, entry, reader)
			if err != nil {
				t.Fatal(err)
			}
			stored, read = append(stored, hashes...), read+1
		}
	}
	root, err := tlog.TreeHash(c.N, reader)
	if err != nil || root != c.Hash {
		t.Errorf("the entries give %v, signed is %v, %v", root, c.Hash, err)
	}
	served := tlog.TileHashReader(c, tilesOf{s})
	for _, n := range []int64{0, 256, 65_536, c.N / 3, c.N - 1} {
		way, err := tlog.ProveRecord(c.N, n, served)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(way, c.N, c.Hash, n, stored[tlog.StoredHashIndex(0, n)]); err != nil {
			t.Errorf("event %d: %v", n+1, err)
		}
	}
	return read, c
}

// wayBack has golang.org/x/mod prove that the newest tree goes on from was.
func wayBack(t *testing.T, s *server, v note.Verifier, origin string, was tlog.Tree) {
	t.Helper()
	is := treeOf(t, s, v, origin)
	way, err := tlog.ProveTree(is.N, was.N, tlog.TileHashReader(is, tilesOf{s}))
	if err != nil {
		t.Fatal(err)
	}
	if err := tlog.CheckTree(way, is.N, is.Hash, was.N, was.Hash); err != nil {
		t.Errorf("the tree of %d events does not go on from that of %d: %v", is.N, was.N, err)
	}
}

// treeOf is the tree of the newest checkpoint. x/mod knows the form of its
// own checkpoints, which differs in the first line only.
func treeOf(t *testing.T, s *server, v note.Verifier, origin string) tlog.Tree {
	t.Helper()
	n, err := note.Open(s.get("checkpoint"), note.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	rest, ours := bytes.CutPrefix([]byte(n.Text), []byte(origin+"\n"))
	c, err := tlog.ParseTree(append([]byte("go.sum database tree\n"), rest...))
	if err != nil || !ours {
		t.Fatalf("checkpoint %q: %v", n.Text, err)
	}
	return c
}
