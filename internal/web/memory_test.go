package web

import (
	"fmt"
	"net/http/httptest"
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

// TestSendPacked_whoAsksForAnythingPushesOutNothing: an address with a query
// can be made without end.
func TestSendPacked_whoAsksForAnythingPushesOutNothing(t *testing.T) {
	t.Parallel()
	s, err := New(Config{BaseURL: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	for target, kept := range map[string]int{"/en/labels?q=1": 0, "/en/labels?q=2": 0, "/en/labels": 1} {
		r, w := httptest.NewRequest("GET", target, nil), httptest.NewRecorder()
		r.Header.Set("Accept-Encoding", "gzip")
		before := len(s.packed.lately)
		s.SendPacked(w, r, 200, fmt.Appendf(nil, "%s %2000d", target, 1))
		if got := len(s.packed.lately) - before; got != kept || w.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d more kept, want %d; %v", target, got, kept, w.Header())
		}
	}
}
