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

// Who turns pages while labels come, end and change their names meets each
// label that nobody touches once, in the order asked for.
func TestEntries_pagesHaveNeitherGapNorRepeatWhileDeedsAreDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		all := varied(90)
		change(t, s, func(tx *store.Tx) error { return tx.PutEntries(all) })
		come := 0
		for _, sort := range registry.Orders {
			for _, text := range []string{"", "ルータ", "ミホン ルータ"} {
				touched := map[scheme.LabelNumber]bool{}
				q := registry.Query{Text: text, Sort: sort, Day: "2026-03-15", Limit: 4}
				want, got := walked(t, s, q), []scheme.LabelNumber(nil)
				for page := 0; ; page++ {
					p, err := s.Entries(t.Context(), q)
					if err != nil {
						t.Fatal(err)
					}
					for _, e := range p.Items {
						got = append(got, e.Number)
					}
					if q.Cursor = p.Next; q.Cursor == "" {
						break
					}
					if page >= 6 {
						continue
					}
					one := all[(page*37+11)%len(all)]
					touched[one.Number] = true
					one.Product.Name.Ja, one.Revoked = fmt.Sprintf("鍵 %d ルータ", page), "2026-03-01"
					come++
					fresh := entry(fmt.Sprintf("2026%011d%d", come*7907%100000+1000, 5), "みほん電機", "ルータ", "")
					touched[fresh.Number] = true
					change(t, s, func(tx *store.Tx) error { return tx.PutEntries([]registry.Entry{one, fresh}) })
				}
				of := func(numbers []scheme.LabelNumber) []scheme.LabelNumber {
					return slices.DeleteFunc(numbers, func(n scheme.LabelNumber) bool { return touched[n] })
				}
				if got, want := of(got), of(want); !slices.Equal(got, want) {
					t.Errorf("%q by %q\nfinds %v\nwant  %v", text, sort, got, want)
				}
			}
		}
	})
}
