package store_test

import (
	"fmt"
	"slices"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// Of more matches than are compared one by one, no page is empty and no count
// speaks of labels in whose names the word does not stand.
func TestEntries_ofManyLabelsOnlyThoseWithTheWordAreCountedAndShown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var all []registry.Entry
		for i := range 1200 { // in each stand all parts of "ring", "ringing" and "abcabca", but in four not the words
			name := fmt.Sprintf("Printer Inning %d bcabc cab ging ngi ringi", i)
			if i%300 == 7 {
				name = fmt.Sprintf("Ringing bell %d abcabca", i)
			}
			all = append(all, entry(fmt.Sprintf("2026%012d", i), "甲社", "呼び鈴 九", name))
		}
		change(t, s, func(tx *store.Tx) error { return tx.PutEntries(all) })
		for text, want := range map[string]int{"ringing": 4, "abcabca": 4, "呼び鈴 z": 0, "甲社 鈴": 1200, "九 呼び": 1200, "bell 呼び 九": 4, "inning": 1196, "ringer": 0} {
			for _, order := range registry.Orders {
				q := registry.Query{Text: text, Sort: order, Day: "2026-05-01", Limit: 200}
				if got := walked(t, s, q); len(got) != want {
					t.Errorf("%q by %q finds %d, want %d", text, order, len(got), want)
				}
			}
			page, err := s.Entries(t.Context(), registry.Query{Text: text, Day: "2026-05-01"})
			if err != nil || !page.Near && page.Total != want && !(page.About && page.Total > want) {
				t.Errorf("%q counts %d of %d as exact, %v", text, page.Total, want, err)
			}
			if exact := text == "甲社 鈴" || text == "九 呼び"; exact && page.About {
				t.Errorf("%q: an exact count is called about", text)
			}
			page, err = s.Entries(t.Context(), registry.Query{Text: text, Day: "2026-05-01", Status: scheme.Revoked})
			if err != nil || page.Total > 0 {
				t.Errorf("%q: the filter does not hold: %d, %v", text, page.Total, err)
			}
		}
	})
}

// Where so many match that their keys are not read one by one, entries are
// gone through in the order of the key: with the same answer.
func TestEntries_ofManyMatchesEveryOrderHolds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := varied(store.MostKeys + 300)
		for i := range all {
			all[i].Number = scheme.LabelNumber(fmt.Sprintf("2026%012d", i*7919%len(all)))
		}
		change(t, s, func(tx *store.Tx) error { return tx.PutEntries(all) })
		for _, order := range registry.Orders {
			slices.SortFunc(all, func(a, b registry.Entry) int { return sorted(order, a, b) })
			var want []scheme.LabelNumber
			for _, e := range all {
				want = append(want, e.Number)
			}
			if got := walked(t, s, registry.Query{Sort: order, Day: "2026-05-01", Limit: 200}); !slices.Equal(got, want) {
				t.Errorf("by %q: %d of %d, first %v, want %v", order, len(got), len(want), got[:min(5, len(got))], want[:5])
			}
		}
	})
}
