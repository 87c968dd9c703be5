package store_test

import (
	"strings"
	"testing"

	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestOfModels_findsWholeModelsThatAreListedHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ahead := entry("2026000000040004", "甲", "製品", "", "KGM-1", "ZZZ-7700")
		ahead.Listed = "2026-06-01"
		shelf(t, s, entry("2026000000010001", "甲", "カメラ", "", "SHC-5200W", "SHC-5300"), entry("2026000000020002", "乙", "鍵", "", "KGM-1"),
			entry("2026000000030003", "乙", "鍵2", "", "KGM-1", "KGM-1 B"), ahead)
		typed := []string{"ＫＧＭ１", "shc 5200w", "SHC-5200", "KGM", "ZZZ-7700", "", "-", "x'--\xff", "KGM-1 B"}
		want := []string{"0003 0002", "0001", "", "", "", "", "", "", "0003"}
		for _, most := range []int{5, 1} {
			got, err := s.OfModels(t.Context(), typed, "2026-05-01", most)
			if err != nil {
				t.Fatal(err)
			}
			for i, found := range got {
				var said []string
				for _, e := range found {
					said = append(said, string(e.Number[12:]))
				}
				wanted := strings.Fields(want[i])
				wanted = wanted[:min(most, len(wanted))]
				if strings.Join(said, " ") != strings.Join(wanted, " ") {
					t.Errorf("%q, at most %d: %v, want %v", typed[i], most, said, wanted)
				}
			}
		}
		if _, err := s.OfModels(t.Context(), typed, "", 1); err == nil {
			t.Error("it tells without a day")
		}
	})
}
