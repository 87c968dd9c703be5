package store_test

import (
	"errors"
	"fmt"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestWhole_readsEveryListedEntryOfOneMoment(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var all []registry.Entry
		for i := range 450 { // more than are in memory at once
			e := entry(fmt.Sprintf("2026%012d", i), "見本", "製品", "", "M")
			if i%3 == 0 {
				e.Listed = "2026-05-02"
			}
			all = append(all, e)
		}
		shelf(t, s, all...)
		if _, err := s.PlaceWritten(t.Context()); err != nil {
			t.Fatal(err)
		}
		heads, err := s.Heads(t.Context())
		if err != nil || heads.Entries != 450 {
			t.Fatalf("%+v %v", heads, err)
		}
		var got []scheme.LabelNumber
		err = s.Whole(t.Context(), "2026-05-01", func(h registry.Heads) error { same(t, h, heads); return nil }, func(e registry.Entry) error {
			if len(got) == 0 { // what is written from now on belongs to a later moment
				change(t, s, func(tx *store.Tx) error { return tx.PutEntry(entry("9999000000000000", "見本", "後から", "")) })
			}
			got = append(got, e.Number)
			return nil
		})
		if err != nil || len(got) != 300 || got[0] != all[1].Number || got[299] != all[449].Number {
			t.Errorf("%d entries: %v", len(got), err)
		}
		stop := errors.New("enough")
		if err := s.Whole(t.Context(), "2026-05-01", func(registry.Heads) error { return nil }, func(registry.Entry) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%v", err)
		}
		if err := s.Whole(t.Context(), "", nil, nil); err == nil {
			t.Error("read without the day")
		}
	})
}
