package store

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// Entries are found through sets of their ids. A set is kept in chunks of
// chunkSize neighbouring ids, each as a short list; to work with, a chunk is
// a row of bits.
const (
	chunkBits = 14
	chunkSize = 1 << chunkBits
)

// A chunk holds one bit for each of chunkSize ids.
type chunk [chunkSize / 64]uint64

func (c *chunk) set(at uint16)      { c[at>>6] |= 1 << (at & 63) }
func (c *chunk) drop(at uint16)     { c[at>>6] &^= 1 << (at & 63) }
func (c *chunk) has(at uint16) bool { return c[at>>6]&(1<<(at&63)) != 0 }

// and keeps what is in the other chunk, too, and reports whether anything is.
func (c *chunk) and(o *chunk) bool {
	var any uint64
	for i := range c {
		c[i] &= o[i]
		any |= c[i]
	}
	return any != 0
}

func (c *chunk) or(o *chunk) {
	for i := range c {
		c[i] |= o[i]
	}
}

// without drops what is in the other chunk, and reports whether anything is
// left.
func (c *chunk) without(o *chunk) bool {
	var any uint64
	for i := range c {
		c[i] &^= o[i]
		any |= c[i]
	}
	return any != 0
}

func (c *chunk) count() (n int) {
	for _, w := range c {
		n += bits.OnesCount64(w)
	}
	return n
}

// falling calls fn with the ids of the chunk with this number, the highest
// first, until fn returns false.
func (c *chunk) falling(number int64, fn func(id int64) bool) bool {
	for i := len(c) - 1; i >= 0; i-- {
		for w := c[i]; w != 0; {
			top := 63 - bits.LeadingZeros64(w)
			w &^= 1 << top
			if !fn(number<<chunkBits | int64(i<<6|top)) {
				return false
			}
		}
	}
	return true
}

// rising is falling in the other direction.
func (c *chunk) rising(number int64, fn func(id int64) bool) bool {
	for i := range c {
		for w := c[i]; w != 0; w &= w - 1 {
			if !fn(number<<chunkBits | int64(i<<6|bits.TrailingZeros64(w))) {
				return false
			}
		}
	}
	return true
}

// list returns the chunk as it is kept: the first of its members, then each
// as the step from the one before.
func (c *chunk) list() []byte {
	var out []byte
	last := int64(0)
	c.rising(0, func(id int64) bool {
		out = binary.AppendUvarint(out, uint64(id-last))
		last = id
		return true
	})
	return out
}

// add reads a kept list into the chunk.
func (c *chunk) add(list []byte) error {
	at := uint64(0)
	for len(list) > 0 {
		step, n := binary.Uvarint(list)
		if at += step; n <= 0 || step >= chunkSize || at >= chunkSize {
			return fmt.Errorf("a set of entries is damaged in the database")
		}
		c.set(uint16(at))
		list = list[n:]
	}
	return nil
}

// A sparse set holds whole chunks by their numbers.
type sparse map[int64]*chunk

func (s sparse) set(id int64) {
	c := s[id>>chunkBits]
	if c == nil {
		c = new(chunk)
		s[id>>chunkBits] = c
	}
	c.set(uint16(id & (chunkSize - 1)))
}

func (s sparse) has(id int64) bool {
	c := s[id>>chunkBits]
	return c != nil && c.has(uint16(id&(chunkSize-1)))
}

// numbers lists the chunks, the highest first.
func (s sparse) numbers() []int64 {
	all := make([]int64, 0, len(s))
	for n := range s {
		all = append(all, n)
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all
}
