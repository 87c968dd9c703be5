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

// An Edge is the right side of a tree: all that is needed to let it grow.
type Edge struct {
	size  int64
	rows  [levels][]tlog.Hash // of the unfinished tile of each level
	fresh map[place]int       // tiles that grew, and how many hashes they had
	whole map[place][]tlog.Hash
}

type place struct {
	level int
	n     int64
}

// errTiles tells that what is kept of the tree is not what was kept.
var errTiles = errors.New("publog: tiles are missing or cut short")

// ReadEdge reads the right side of the tree with so many leaves.
func ReadEdge(size int64, tiles Tiles) (*Edge, error) {
	e := &Edge{size: size, fresh: map[place]int{}, whole: map[place][]tlog.Hash{}}
	for level := range e.rows {
		hashes := size >> (height * level)
		n, width := hashes/Width, int(hashes%Width)
		if width == 0 {
			continue
		}
		b, err := tiles.Tile(level, n)
		if err != nil {
			return nil, err
		}
		if len(b) != width*tlog.HashSize {
			return nil, fmt.Errorf("%w: tile %d of level %d has %d bytes, want %d", errTiles, n, level, len(b), width*tlog.HashSize)
		}
		e.rows[level] = split(b)
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
	at := place{level, index / Width}
	if _, ok := e.fresh[at]; !ok {
		e.fresh[at] = len(e.rows[level])
	}
	e.rows[level] = append(e.rows[level], h)
	if len(e.rows[level]) < Width {
		return
	}
	e.whole[at] = e.rows[level]
	e.rows[level] = nil
	e.add(level+1, at.n, perfect(e.whole[at]))
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
			row = e.rows[at.level]
		}
		all = append(all, Growth{at.level, at.n, from, join(row)})
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
// It reads each tile once.
func Hashes(tiles Tiles) tlog.HashReader {
	read := map[place][]tlog.Hash{}
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			under := level % height // levels of the tile below the hash
			first := n << under     // of the hashes in the tile's row that it stands for
			at := place{level / height, first / Width}
			row, ok := read[at]
			if !ok {
				b, err := tiles.Tile(at.level, at.n)
				if err != nil {
					return nil, err
				}
				row = split(b)
				read[at] = row
			}
			from, to := int(first%Width), int(first%Width)+1<<under
			if to > len(row) {
				return nil, fmt.Errorf("%w: tile %d of level %d", errTiles, at.n, at.level)
			}
			out[i] = perfect(row[from:to])
		}
		return out, nil
	})
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
