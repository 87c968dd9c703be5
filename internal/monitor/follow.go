package monitor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/fetch"
	"shirushi/internal/publog"
)

// saveEvery is how many events are read between two writings of the state.
const saveEvery = 50_000

// follow reads the newest checkpoint and all events up to it. What is wrong
// with the log is found and ends the following; what was read before stays.
func (m *Monitor) follow(ctx context.Context) error {
	m.report.Followed = false
	m.report.Followed = false
	signed, err := m.site.get(ctx, "/log/checkpoint", mostText)
	if err != nil {
		return m.unreached(err)
	}
	if err := m.goOver(ctx, signed); err != nil {
		return err
	}
	return m.followTo(ctx, signed)
}

// mostKeys is how many keys one after the other are gone over to in a round.
const mostKeys = 20

// goOver follows the log to where a key begins that has signed this
// checkpoint and is not trusted yet: the first checkpoint with the event that
// tells of it is signed by the key before it too. What the site says about
// which event that is, is only a hint.
func (m *Monitor) goOver(ctx context.Context, signed []byte) error {
	for range mostKeys {
		verifiers, err := m.verifiers()
		if err != nil {
			return err
		}
		var unverified *note.UnverifiedNoteError
		if _, err := note.Open(signed, note.VerifierList(verifiers...)); !errors.As(err, &unverified) {
			return nil
		}
		list, err := m.site.get(ctx, "/log/key", mostText)
		if err != nil {
			return nil // then the checkpoint is found to be unsigned
		}
		event := m.nextKey(string(list))
		if event == 0 {
			return nil
		}
		first, err := m.site.get(ctx, "/log/checkpoint/of/"+strconv.FormatInt(event, 10), mostText)
		if err != nil {
			return nil
		}
		if _, err := note.Open(first, note.VerifierList(verifiers...)); err != nil {
			return nil
		}
		if err := m.followTo(ctx, first); err != nil || !m.report.Followed {
			return err
		}
	}
	return nil
}

// nextKey returns the number of the event that tells of the key for
// checkpoints after those that are trusted, by the site's list; 0 when there is none.
func (m *Monitor) nextKey(list string) int64 {
	last := int64(0)
	for _, k := range m.toldKeys() {
		last = max(last, k.Event)
	}
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		if len(words) < 3 || words[1] != string(publog.Checkpoints) {
			continue
		}
		if n, err := strconv.ParseInt(words[0], 10, 64); err == nil && n > last {
			return n
		}
	}
	return 0
}

// followTo reads all events up to a checkpoint.
func (m *Monitor) followTo(ctx context.Context, signed []byte) error {
	m.report.Followed = false
	c, err := m.open(signed)
	if err != nil || c.Origin == "" { // which was found
		return err
	}
	tree := newTree(ctx, m.site, c.Head)
	m.tree = tree
	if ok, err := m.goesOn(c, signed, tree); !ok || err != nil {
		return err
	}
	if err := m.witnessed(signed); err != nil {
		return err
	}
	m.state.head, m.state.Checkpoint = c, string(signed)
	whole, err := m.readEvents(ctx, c, tree)
	if saving := m.state.save(); err == nil {
		err = saving
	}
	if err != nil || !whole {
		return err
	}
	if len(m.toldKeys()) == 0 {
		return m.find(Finding{Code: KeyUntold, Log: m.state.Keys[0].Verifier})
	}
	m.report.Followed, err = m.signedByNewest(c.Size, false, signed)
	return err
}

// open verifies a checkpoint. Its origin is "" when it is none that can be
// relied on, which then is found.
func (m *Monitor) open(signed []byte) (c publog.Checkpoint, err error) {
	verifiers, err := m.verifiers()
	if err != nil {
		return c, err
	}
	c, _, err = publog.OpenCheckpoint(signed, verifiers[0].Name(), verifiers...)
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return c, m.find(Finding{Code: Unsigned, Site: names(unverified.Note.UnverifiedSigs), Log: m.state.Keys[len(m.state.Keys)-1].Verifier})
	case errors.As(err, &invalid):
		return c, m.find(Finding{Code: Unsigned, Site: invalid.Name, Log: m.state.Keys[len(m.state.Keys)-1].Verifier})
	case err != nil:
		return c, m.find(Finding{Code: Malformed, Site: clip(string(signed))})
	}
	if ok, err := m.signedByNewest(min(c.Size, m.state.Read), c.Size > m.state.Read, signed); !ok || err != nil {
		return publog.Checkpoint{}, err
	}
	return c, nil
}

// verifiers returns what verifies the signatures of the trusted keys.
func (m *Monitor) verifiers() ([]note.Verifier, error) {
	all := make([]note.Verifier, len(m.state.Keys))
	for i, k := range m.state.Keys {
		v, err := note.NewVerifier(k.Verifier)
		if err != nil {
			return nil, fmt.Errorf("read a trusted key: %w", err)
		}
		all[i] = v
	}
	return all, nil
}

// names lists who has signed, for those who look into a finding.
func names(all []note.Signature) string {
	text := ""
	for _, s := range all {
		text += fmt.Sprintf("%s+%08x ", s.Name, s.Hash)
	}
	return clip(text)
}

func clip(s string) string {
	const most = 300
	if len(s) > most {
		s = s[:most]
	}
	return s
}

// toldKeys returns those trusted keys of which events tell.
func (m *Monitor) toldKeys() (told []trusted) {
	for _, k := range m.state.Keys {
		if k.Event > 0 {
			told = append(told, k)
		}
	}
	return told
}

// signedByNewest finds a checkpoint that the newest key of which so many
// events tell has not signed. more says that there are more to be read.
func (m *Monitor) signedByNewest(size int64, more bool, signed []byte) (bool, error) {
	verifiers, err := m.verifiers()
	if err != nil {
		return false, err
	}
	n, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return false, m.find(Finding{Code: Unsigned, Site: clip(err.Error()), Log: m.state.Keys[len(m.state.Keys)-1].Verifier})
	}
	by := func(k trusted) bool {
		v, err := note.NewVerifier(k.Verifier)
		return err == nil && slices.ContainsFunc(n.Sigs, func(s note.Signature) bool { return s.Name == v.Name() && s.Hash == v.KeyHash() })
	}
	var newest trusted
	code := KeyUntold
	for _, k := range m.toldKeys() {
		if k.Event > newest.Event && k.Event <= size {
			newest = k
		}
		if by(k) {
			code = KeyOld
		}
	}
	given := func(k trusted) bool { return k.Event == 0 && by(k) } // events further on may tell of it
	if newest.Event == 0 || by(newest) || more && slices.ContainsFunc(m.state.Keys, given) {
		return true, nil
	}
	return false, m.find(Finding{Code: code, Event: newest.Event, Log: newest.Verifier, Site: names(n.Sigs)})
}

// goesOn finds a tree that does not go on from the one seen before.
func (m *Monitor) goesOn(c publog.Checkpoint, signed []byte, tree *tree) (bool, error) {
	last, seen := m.newest()
	against := func(code Code) (bool, error) {
		if err := m.state.keepEvidence(m.report.At, signed); err != nil {
			return false, err
		}
		return false, m.find(Finding{Code: code, Log: headText(last), Site: headText(c)})
	}
	switch {
	case seen && c.Size < last.Size:
		return against(Shrunk)
	case seen && c.Size == last.Size && c.Root != last.Root:
		return against(Fork)
	case !seen || c.Size == last.Size || last.Size == 0:
		return true, nil
	}
	root, err := tlog.TreeHash(last.Size, tree.hashes)
	if err != nil {
		return false, m.badTree(tree, err)
	}
	if root != last.Root {
		return against(Rewritten)
	}
	return true, nil
}

func headText(c publog.Checkpoint) string { return fmt.Sprintf("%d %s", c.Size, c.Root) }

// badTree finds why hashes of a tree could not be had.
func (m *Monitor) badTree(tree *tree, err error) error {
	if tree.failed != nil {
		return m.unreached(tree.failed)
	}
	return m.find(Finding{Code: BadTiles, Site: clip(err.Error())})
}

// unreached finds that something could not be fetched. What does not come
// from the site is returned.
func (m *Monitor) unreached(err error) error {
	var u unreachable
	if errors.Is(err, context.Canceled) || !errors.As(err, &u) {
		return err
	}
	return m.find(Finding{Code: Unreachable, Field: u.path, Site: clip(u.err.Error())})
}

// witnessed finds witnesses that have not cosigned.
func (m *Monitor) witnessed(signed []byte) error {
	for _, w := range m.Witnesses {
		if _, err := note.Open(signed, note.VerifierList(w)); err != nil {
			if err := m.find(Finding{Code: Unwitnessed, Log: w.Name()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// readEvents reads and proves the events of the tree that were not read yet,
// a bundle at a time. It returns false when it had to stop before the last.
func (m *Monitor) readEvents(ctx context.Context, c publog.Checkpoint, tree *tree) (bool, error) {
	saved := m.state.Read
	for m.state.Read < c.Size {
		ok, err := m.readBundle(ctx, c, tree)
		if !ok || err != nil {
			return false, err
		}
		if m.state.Read-saved < saveEvery {
			continue
		}
		if err := m.state.save(); err != nil {
			return false, err
		}
		saved = m.state.Read
	}
	return true, nil
}

// readBundle reads the rest of the bundle that holds the next event.
func (m *Monitor) readBundle(ctx context.Context, c publog.Checkpoint, tree *tree) (bool, error) {
	first := m.state.Read / publog.Width * publog.Width
	leaves, err := m.bundle(ctx, c, tree, m.state.Read/publog.Width)
	if leaves == nil || err != nil {
		return false, err
	}
	for i := m.state.Read - first; i < int64(len(leaves)); i++ {
		if err := m.take(first+i+1, leaves[i]); err != nil {
			return false, err
		}
	}
	return true, nil
}

// bundle fetches a bundle of events and proves each to be in the tree. It
// returns none when one is not, which is found.
func (m *Monitor) bundle(ctx context.Context, c publog.Checkpoint, tree *tree, n int64) ([][]byte, error) {
	first := n * publog.Width
	width := int(min(publog.Width, c.Size-first))
	from := first // of what is new in it
	if m.state.Read < c.Size {
		from = max(first, m.state.Read)
	}
	name := publog.TileName{Level: publog.EntriesLevel, N: n, Width: width}
	b, err := m.site.get(ctx, "/log/tile/"+name.String(), mostBundle)
	if errors.Is(err, fetch.ErrMissing) {
		return nil, m.find(Finding{Code: LeafMissing, Event: from + 1})
	}
	if err != nil {
		return nil, m.unreached(err)
	}
	leaves, err := publog.ParseEntries(b)
	if err != nil || len(leaves) != width {
		return nil, m.find(Finding{Code: LeafMissing, Event: first + int64(min(len(leaves), width-1)) + 1})
	}
	indexes := make([]int64, width)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
	}
	hashes, err := tree.hashes.ReadHashes(indexes)
	if err != nil {
		return nil, m.badTree(tree, err)
	}
	good := true
	for i, leaf := range leaves {
		if tlog.RecordHash(leaf) == hashes[i] {
			continue
		}
		good = false
		if err := m.find(Finding{Code: LeafDiffers, Event: first + int64(i) + 1, Site: clip(string(leaf))}); err != nil {
			return nil, err
		}
	}
	if !good {
		return nil, nil
	}
	return leaves, nil
}

// rereads is how many bundles of events read in earlier rounds are fetched
// again each round, picked by chance.
const rereads = 4

// reread proves that events read before are still given as they were: some,
// or all when all is to be compared.
func (m *Monitor) reread(ctx context.Context, before int64) error {
	bundles := (before + publog.Width - 1) / publog.Width
	for i := range bundles {
		n := i
		if !m.All {
			if i == rereads {
				return nil
			}
			n = rand.Int64N(bundles)
		}
		if _, err := m.bundle(ctx, m.state.head, m.tree, n); err != nil {
			return err
		}
	}
	return nil
}

// A tree is the tree of one checkpoint, whose tiles are fetched as they are
// needed. Hashes are proved to be in it before they are used.
type tree struct {
	ctx    context.Context
	site   *site
	hashes tlog.HashReader
	kept   map[tlog.Tile][]byte // of the upper levels, which many proofs share
	failed error                // why a tile could not be fetched
}

func newTree(ctx context.Context, s *site, h publog.Head) *tree {
	t := &tree{ctx: ctx, site: s, kept: map[tlog.Tile][]byte{}}
	t.hashes = tlog.TileHashReader(tlog.Tree{N: h.Size, Hash: h.Root}, t)
	return t
}

// Height is that of the tiles, for package tlog.
func (t *tree) Height() int { return 8 }

// SaveTiles keeps what was proved, but for the many tiles of the lowest level.
func (t *tree) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, one := range tiles {
		if one.L > 0 || one.W < publog.Width {
			t.kept[one] = data[i]
		}
	}
}

// ReadTiles fetches tiles.
func (t *tree) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, one := range tiles {
		if b, ok := t.kept[one]; ok {
			out[i] = b
			continue
		}
		name := publog.TileName{Level: one.L, N: one.N, Width: one.W}
		b, err := t.site.get(t.ctx, "/log/tile/"+name.String(), publog.Width*tlog.HashSize)
		if err != nil {
			t.failed = err
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}
