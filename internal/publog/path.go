package publog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A TileName names a tile, or a bundle of entries, as addresses do
// (C2SP tlog-tiles).
type TileName struct {
	Level int // EntriesLevel for a bundle of entries
	N     int64
	Width int // hashes or entries, 1 to Width
}

// EntriesLevel is the level of bundles of entries.
const EntriesLevel = -1

// ErrName is what names of tiles are refused with that are not written as they must be.
var ErrName = errors.New("publog: not the name of a tile")

// ParseTileName reads what follows "tile/" in an address: "0/x001/234.p/5" or
// "entries/000".
func ParseTileName(s string) (TileName, error) {
	level, rest, ok := strings.Cut(s, "/")
	name := TileName{Width: Width}
	if level == "entries" {
		name.Level = EntriesLevel
	} else {
		n, err := strconv.Atoi(level)
		if err != nil || n < 0 || n >= levels || strconv.Itoa(n) != level {
			return TileName{}, ErrName
		}
		name.Level = n
	}
	if !ok {
		return TileName{}, ErrName
	}
	rest, width, partial := strings.Cut(rest, ".p/")
	if partial {
		n, err := strconv.Atoi(width)
		if err != nil || n < 1 || n >= Width {
			return TileName{}, ErrName
		}
		name.Width = n
	}
	for part := range strings.SplitSeq(rest, "/") {
		n, err := strconv.Atoi(strings.TrimPrefix(part, "x"))
		if err != nil || n < 0 || n > 999 || name.N > 1<<50 {
			return TileName{}, ErrName
		}
		name.N = name.N*1000 + int64(n)
	}
	if name.String() != s {
		return TileName{}, ErrName
	}
	return name, nil
}

// String returns the name as it is written in addresses.
func (t TileName) String() string {
	path := fmt.Sprintf("%03d", t.N%1000)
	for n := t.N / 1000; n > 0; n /= 1000 {
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	level := "entries"
	if t.Level != EntriesLevel {
		level = strconv.Itoa(t.Level)
	}
	if t.Width < Width {
		path += ".p/" + strconv.Itoa(t.Width)
	}
	return level + "/" + path
}

// In reports whether all of the tile is there in a tree with so many leaves.
func (t TileName) In(size int64) bool {
	there := size >> (height * max(t.Level, 0)) // hashes or entries of the level
	return t.N <= there/Width && t.N*Width+int64(t.Width) <= there
}

// Entries puts leaves together as a bundle: each after its length in two
// bytes. It fails for a leaf that is longer than 65,535 bytes.
func Entries(leaves [][]byte) ([]byte, error) {
	var b []byte
	for _, leaf := range leaves {
		if len(leaf) > MostLeaf {
			return nil, fmt.Errorf("publog: a leaf has %d bytes; %d can be told", len(leaf), MostLeaf)
		}
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(leaf))), leaf...)
	}
	return b, nil
}

// MostLeaf is how many bytes a leaf may have.
const MostLeaf = 1<<16 - 1

// ParseEntries takes a bundle apart.
func ParseEntries(b []byte) (leaves [][]byte, err error) {
	for len(b) > 0 {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			return nil, errors.New("publog: a bundle of entries is cut short")
		}
		n := 2 + int(binary.BigEndian.Uint16(b))
		leaves, b = append(leaves, b[2:n]), b[n:]
	}
	return leaves, nil
}
