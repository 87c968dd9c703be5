package shelf

import (
	"math/bits"
	"sync"
)

// stripes is how many parts an index has, each with a lock of its own.
const stripes = 256

// A place is where a record stands in the file.
type place struct {
	hash uint64 // of the key; 0 in an empty slot
	at   uint64 // offset << lengthBits | length
}

const (
	lengthBits = 21
	mostLength = 1<<lengthBits - 1 // bytes of a record
	mostOffset = 1<<(64-lengthBits) - 1
)

// A stripe is one part of the index: an open table with linear probing.
// turn counts the drops that fell into it, of keys that are there or not.
type stripe struct {
	mu    sync.RWMutex
	slots []place
	used  int
	turn  uint64
}

func (t *stripe) slot(hash uint64) int {
	high, _ := bits.Mul64(hash, uint64(len(t.slots)))
	return int(high)
}

// find returns the slot of hash, or the empty one at which the search ended;
// -1 when there is no slot at all.
func (t *stripe) find(hash uint64) int {
	if len(t.slots) == 0 {
		return -1
	}
	i := t.slot(hash)
	for t.slots[i].hash != 0 && t.slots[i].hash != hash {
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	return i
}

func (t *stripe) get(hash uint64) (at uint64, ok bool) {
	i := t.find(hash)
	if i < 0 || t.slots[i].hash == 0 {
		return 0, false
	}
	return t.slots[i].at, true
}

// put keeps where the record of hash stands. Two keys of one hash take the
// place of one another, which a reader sees by the key in the record.
func (t *stripe) put(hash, at uint64) {
	if (t.used+1)*8 > len(t.slots)*7 {
		t.grow()
	}
	i := t.find(hash)
	if t.slots[i].hash == 0 {
		t.used++
	}
	t.slots[i] = place{hash, at}
}

func (t *stripe) grow() {
	old := t.slots
	t.slots = make([]place, len(old)+len(old)/2+16)
	for _, p := range old {
		if p.hash != 0 {
			t.slots[t.find(p.hash)] = p
		}
	}
}

// remove takes the record of hash out, and moves what was pushed past its
// slot back, so that no search ends too early.
func (t *stripe) remove(hash uint64) {
	hole := t.find(hash)
	if hole < 0 || t.slots[hole].hash == 0 {
		return
	}
	t.used--
	n := len(t.slots)
	for i := (hole + 1) % n; t.slots[i].hash != 0; i = (i + 1) % n {
		home := t.slot(t.slots[i].hash)
		if (i-home+n)%n >= (i-hole+n)%n { // its search passes the hole
			t.slots[hole] = t.slots[i]
			hole = i
		}
	}
	t.slots[hole] = place{}
}
