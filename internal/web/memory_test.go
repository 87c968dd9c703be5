package web

import (
	"fmt"
	"testing"
)

// TestMemory_isBounded: whatever is put in, and what is asked for again stays.
func TestMemory_isBounded(t *testing.T) {
	t.Parallel()
	const most = 1 << 20
	m := newMemory(most)
	m.put("often", make([]byte, 5000))
	for i := range 5000 {
		m.put(fmt.Sprint("page ", i), make([]byte, i%9000))
		held := 0
		for _, half := range []map[string][]byte{m.lately, m.ago} {
			for tag, b := range half {
				held += len(tag) + len(b) + packedCost
			}
		}
		if held > most || m.size > most/2 {
			t.Fatalf("%d bytes are kept after %d pages, %d of them lately; at most %d", held, i, m.size, most)
		}
		if b, ok := m.get("often"); !ok || len(b) != 5000 {
			t.Fatalf("what is asked for all the time is gone after %d pages", i)
		}
	}
	if _, ok := m.get("page 1"); ok {
		t.Error("what nobody asks for stays")
	}
	m.put("large", make([]byte, most/4))
	if _, ok := m.get("large"); ok {
		t.Error("one answer takes a quarter of the room")
	}
	if _, ok := m.get("often"); !ok {
		t.Error("and pushes out others")
	}
}
