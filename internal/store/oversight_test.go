package store_test

import (
	"fmt"
	"testing"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestOversight_tellsOfFewOnlyThatTheyAreFew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		japan := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.FixedZone("", 9*3600)) }
		put := func(n int, state scheme.DoubtState, at time.Time) {
			d := scheme.Doubt{ID: scheme.DoubtID(fmt.Sprint("D", n)), State: state, Received: at, Token: fmt.Sprint(n)}
			if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutDoubt(&d) }); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 3 { // within the first hours of the year in Japan
			put(n, scheme.DoubtReceived, japan(2026).Add(time.Duration(n)*time.Hour))
		}
		put(3, scheme.DoubtClosed, japan(2026).Add(-time.Second))
		put(4, scheme.DoubtSpam, japan(2026))
		put(5, scheme.DoubtClosed, japan(2024))
		years := []time.Time{japan(2025), japan(2026)}
		got, err := s.Oversight(t.Context(), years, 3)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, registry.Oversight{OpenCases: registry.Told{Fewer: 3}, Doubts: []registry.Told{{Fewer: 3}, {N: 3}}})
		if got, _ = s.Oversight(t.Context(), years, 4); got.Doubts[1] != (registry.Told{Fewer: 4}) || got.OpenCases != got.Doubts[0] {
			t.Errorf("few, or none: %+v", got)
		}
	})
}
