// Package publog is the public log of a scheme: every numbered public event is
// a leaf of one Merkle tree (RFC 6962), which grows and is never rewritten. It
// holds what can be reckoned: tiles, roots, proofs, checkpoints and who signed
// them. Where tiles lie and who asks for them is not its matter.
//
// Its forms are those of C2SP: tlog-tiles, tlog-checkpoint, signed-note and
// tlog-cosignature. The event numbered n is the leaf with index n-1.
package publog

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Width is how many hashes a whole tile holds, and how many entries a whole
// bundle (C2SP tlog-tiles).
const Width = 1 << height

const (
	height = 8
	levels = 7 // more than an int64 of leaves can fill
)

// Tiles are where the hashes of the tree lie.
type Tiles interface {
	// Tile returns the hashes of a tile that are known, one after the other,
	// 32 bytes each; none of a tile that was not begun.
	Tile(level int, n int64) ([]byte, error)
}

// ManyTiles are tiles that can be read at once.
type ManyTiles interface {
	Tiles
	// TilesAt returns what Tile returns, for each place.
	TilesAt(places []Place) ([][]byte, error)
}

// A Place says which tile is meant.
type Place struct {
	Level int
	N     int64
}

// tilesAt reads tiles at once where that can be done.
func tilesAt(tiles Tiles, places []Place) ([][]byte, error) {
	if many, ok := tiles.(ManyTiles); ok && len(places) > 1 {
		return many.TilesAt(places)
	}
	all := make([][]byte, len(places))
	for i, at := range places {
		var err error
		if all[i], err = tiles.Tile(at.Level, at.N); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// An Edge is the right side of a tree: all that is needed to let it grow.
type Edge struct {
	size  int64
	rows  [levels][]tlog.Hash // of the unfinished tile of each level
	fresh map[Place]int       // tiles that grew, and how many hashes they had
	whole map[Place][]tlog.Hash
}

// errTiles tells that what is kept of the tree is not what was kept.
var errTiles = errors.New("publog: tiles are missing or cut short")

// ReadEdge reads the right side of the tree with so many leaves.
func ReadEdge(size int64, tiles Tiles) (*Edge, error) {
	e := &Edge{size: size, fresh: map[Place]int{}, whole: map[Place][]tlog.Hash{}}
	var places []Place // of tiles that are not whole
	for level := range e.rows {
		if hashes := size >> (height * level); hashes%Width > 0 {
			places = append(places, Place{level, hashes / Width})
		}
	}
	read, err := tilesAt(tiles, places)
	if err != nil {
		return nil, err
	}
	for i, at := range places {
		b, want := read[i], int(size>>(height*at.Level)%Width)*tlog.HashSize
		if len(b) != want {
			return nil, fmt.Errorf("%w: tile %d of level %d has %d bytes, want %d", errTiles, at.N, at.Level, len(b), want)
		}
		e.rows[at.Level] = split(b)
	}
	return e, nil
}

// Size returns how many leaves the tree has.
func (e *Edge) Size() int64 { return e.size }

// Add appends a leaf.
func (e *Edge) Add(leaf []byte) {
	e.add(0, e.size, tlog.RecordHash(leaf))
	e.size++
}

// add appends the hash with this index to a level, and what it completes to
// the level above.
func (e *Edge) add(level int, index int64, h tlog.Hash) {
	at := Place{level, index / Width}
	if _, ok := e.fresh[at]; !ok {
		e.fresh[at] = len(e.rows[level])
	}
	e.rows[level] = append(e.rows[level], h)
	if len(e.rows[level]) < Width {
		return
	}
	e.whole[at] = e.rows[level]
	e.rows[level] = nil
	e.add(level+1, at.N, perfect(e.whole[at]))
}

// A Growth is a tile that gained hashes.
type Growth struct {
	Level  int
	N      int64
	From   int    // hashes that it had
	Hashes []byte // that it has now
}

// Grown returns what the tiles gained since the edge was read, in no order.
func (e *Edge) Grown() []Growth {
	all := make([]Growth, 0, len(e.fresh))
	for at, from := range e.fresh {
		row, ok := e.whole[at]
		if !ok {
			row = e.rows[at.Level]
		}
		all = append(all, Growth{at.Level, at.N, from, join(row)})
	}
	return all
}

// NoLeaves is the root of a tree without leaves.
var NoLeaves = tlog.Hash(sha256.Sum256(nil))

// Root returns the hash of the whole tree.
func (e *Edge) Root() tlog.Hash {
	if e.size == 0 {
		return NoLeaves
	}
	var root tlog.Hash
	empty := true
	for level := range e.rows { // from the smallest parts to the largest
		row := e.rows[level]
		for len(row) > 0 {
			part := len(row) & -len(row)
			h := perfect(row[len(row)-part:])
			row = row[:len(row)-part]
			if empty {
				root, empty = h, false
			} else {
				root = tlog.NodeHash(h, root)
			}
		}
	}
	return root
}

// perfect returns the hash over hashes, whose number is a power of two.
func perfect(hashes []tlog.Hash) tlog.Hash {
	row := append([]tlog.Hash(nil), hashes...)
	for ; len(row) > 1; row = row[:len(row)/2] {
		for i := range len(row) / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
	}
	return row[0]
}

// Hashes reads the tree's hashes for package tlog, which makes proofs of them.
// It reads each tile once, and hashes what lies over its hashes once: proofs of
// several leaves cost little more than one. It is for one goroutine.
func Hashes(tiles Tiles) tlog.HashReader {
	known := map[Place]pyramid{}
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var missing []Place
		for _, index := range indexes {
			at, _, _ := locate(index)
			if _, ok := known[at]; !ok {
				known[at] = nil
				missing = append(missing, at)
			}
		}
		read, err := tilesAt(tiles, missing)
		for i, at := range missing {
			if delete(known, at); err == nil {
				known[at] = pyramid{split(read[i])}
			}
		}
		if err != nil {
			return nil, err
		}
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			at, row, n := locate(index)
			p := known[at]
			if (n+1)<<row > len(p[0]) {
				return nil, fmt.Errorf("%w: tile %d of level %d", errTiles, at.N, at.Level)
			}
			out[i], known[at] = p.hash(row, n)
		}
		return out, nil
	})
}

// locate returns in which tile a hash of the tree is found, or can be reckoned,
// and where in its pyramid.
func locate(index int64) (at Place, row, n int) {
	level, place := tlog.SplitStoredHashIndex(index)
	row = level % height
	first := place << row // of the tile's hashes over which it is made
	return Place{level / height, first / Width}, row, int(first%Width) >> row
}

// A pyramid are a tile's hashes, those over two of them, over four, and so on,
// as far as they were asked for.
type pyramid [][]tlog.Hash

// hash returns the nth hash of a row, whose tile has all hashes under it, and
// the pyramid that has the rows up to it.
func (p pyramid) hash(row, n int) (tlog.Hash, pyramid) {
	for len(p) <= row {
		under := p[len(p)-1]
		over := make([]tlog.Hash, len(under)/2)
		for i := range over {
			over[i] = tlog.NodeHash(under[2*i], under[2*i+1])
		}
		p = append(p, over)
	}
	return p[row][n], p
}

func split(b []byte) []tlog.Hash {
	row := make([]tlog.Hash, len(b)/tlog.HashSize, Width)
	for i := range row {
		copy(row[i][:], b[i*tlog.HashSize:])
	}
	return row
}

func join(row []tlog.Hash) []byte {
	b := make([]byte, 0, len(row)*tlog.HashSize)
	for _, h := range row {
		b = append(b, h[:]...)
	}
	return b
}
