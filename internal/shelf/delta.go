package shelf

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A skeleton is a page against which others are written: what they have in
// common with it is copied from there. Pages of one kind share most of their
// bytes.
type skeleton struct {
	text  []byte
	first []int32 // by hash of minMatch bytes: the last place at which they stand, plus one
	prev  []int32 // by place: the place before it with the same hash, plus one
}

const (
	minMatch   = 8 // shorter copies cost as much as the bytes themselves
	hashBits   = 14
	mostTried  = 12      // places of one hash looked at
	longestRun = 1 << 20 // bytes of a page, and of a skeleton
)

func newSkeleton(text []byte) *skeleton {
	s := &skeleton{text: text, first: make([]int32, 1<<hashBits), prev: make([]int32, len(text))}
	for at := 0; at+minMatch <= len(text); at++ {
		h := hashAt(text, at)
		s.prev[at], s.first[h] = s.first[h], int32(at+1)
	}
	return s
}

func hashAt(b []byte, at int) uint64 {
	return binary.LittleEndian.Uint64(b[at:]) * 0x9E3779B185EBCA87 >> (64 - hashBits)
}

// match returns the longest run of the skeleton that page has at this place.
// Of equal ones it takes the one nearest after the last, where pages mostly
// go on.
func (s *skeleton) match(page []byte, at, next int) (from, length int) {
	if next < len(s.text) {
		from, length = next, same(s.text[next:], page[at:])
	}
	place := s.first[hashAt(page, at)]
	for tried := 0; place > 0 && tried < mostTried; tried++ {
		if n := same(s.text[place-1:], page[at:]); n > length {
			from, length = int(place-1), n
		}
		place = s.prev[place-1]
	}
	return from, length
}

// same returns how many bytes a and b begin with alike.
func same(a, b []byte) int {
	most := min(len(a), len(b))
	n := 0
	for n+8 <= most {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
		n += 8
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

// write appends to out what page is beside the skeleton: by turns a run of
// its own bytes and a run to copy, from the skeleton or from the page so far,
// whose places count on from the end of the skeleton.
func (s *skeleton) write(out, page []byte) []byte {
	var seen [1 << hashBits]int32 // by hash: the last place in the page, plus one
	begin, next, at := 0, 0, 0
	for at+minMatch <= len(page) {
		from, length := s.match(page, at, next)
		h := hashAt(page, at)
		if own := int(seen[h]) - 1; own >= 0 {
			if n := same(page[own:at], page[at:]); n > length { // it ends where it would meet itself
				from, length = len(s.text)+own, n
			}
		}
		seen[h] = int32(at + 1)
		if length < minMatch {
			at++
			continue
		}
		out = appendRun(out, page[begin:at], from, length)
		for i := at + 1; i < at+length && i+minMatch <= len(page); i += 4 {
			seen[hashAt(page, i)] = int32(i + 1)
		}
		at += length
		begin = at
		if from < len(s.text) {
			next = from + length
		}
	}
	return appendRun(out, page[begin:], 0, 0)
}

func appendRun(out, own []byte, from, length int) []byte {
	out = binary.AppendUvarint(out, uint64(len(own)))
	out = append(out, own...)
	out = binary.AppendUvarint(out, uint64(length))
	if length > 0 {
		out = binary.AppendUvarint(out, uint64(from))
	}
	return out
}

var errDelta = errors.New("what is kept of a page does not read")

// read appends to out the page that write has written as runs. It fails on
// runs that write does not make, and on a page that is not size bytes long.
func (s *skeleton) read(out, runs []byte, size int) ([]byte, error) {
	begin := len(out)
	for len(runs) > 0 {
		own, n := binary.Uvarint(runs)
		if n <= 0 || own > uint64(len(runs)-n) {
			return out, errDelta
		}
		out = append(out, runs[n:n+int(own)]...)
		runs = runs[n+int(own):]
		length, n := binary.Uvarint(runs)
		if n <= 0 {
			return out, errDelta
		}
		runs = runs[n:]
		if length == 0 {
			break
		}
		from, n := binary.Uvarint(runs)
		if n <= 0 {
			return out, errDelta
		}
		runs = runs[n:]
		source, place := s.text, from
		if from >= uint64(len(s.text)) {
			source, place = out[begin:], from-uint64(len(s.text))
		}
		if length > longestRun || place > uint64(len(source)) || length > uint64(len(source))-place || len(out)-begin+int(length) > size {
			return out, errDelta
		}
		out = append(out, source[place:place+length]...)
	}
	if len(runs) > 0 || len(out)-begin != size {
		return out, errDelta
	}
	return out, nil
}
