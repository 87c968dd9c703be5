package store_test

import (
	"fmt"
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
		typed := []string{"ＫＧＭ１", "shc 5200w", "SHC-5200", "KGM", "ZZZ-7700", "", "-", "x'--\xff", "KGM-1 B", "kgm‐1", "2026-0000-0001-0001", "2026000000040004"}
		want := []string{"0003 0002", "0001", "", "", "", "", "", "", "0003", "0003 0002", "0001", ""}
		for _, most := range []int{5, 1} {
			got, err := s.OfModels(t.Context(), typed, "2026-05-01", most)
			if err != nil {
				t.Fatal(err)
			}
			for i, found := range got {
				var said []string
				for _, e := range found.Entries {
					said = append(said, string(e.Number[12:]))
				}
				wanted := strings.Fields(want[i])
				if found.Total != len(wanted) {
					t.Errorf("%q: %d in all, want %d", typed[i], found.Total, len(wanted))
				}
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

// A buyer asks whether a product has a label that is active: one that ended
// later in the register does not hide it.
func TestOfModels_activeOnesComeFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		active, gone, ahead := entry("2026000000010001", "甲", "鍵", "", "LK-1"), entry("2026000000020002", "甲", "鍵", "", "LK-1"), entry("2026000000030003", "甲", "鍵", "", "LK-1")
		gone.Revoked, ahead.ValidFrom = gone.ValidFrom, "2026-12-01"
		shelf(t, s, active, gone, ahead)
		got, err := s.OfModels(t.Context(), []string{"LK-1"}, "2026-05-01", 1)
		if err != nil || len(got[0].Entries) != 1 || got[0].Entries[0].Number != active.Number || got[0].Total != 2 {
			t.Errorf("%+v %v: want the active one of two", got, err)
		}
	})
}

// Thousands of lines, most of them the same few models, are answered with a
// few statements, and what is asked twice is answered twice.
func TestOfModels_answersThousandsOfLinesInTheirOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s, entry("2026000000010001", "甲", "鍵", "", "LK-7"), entry("2026000000020002", "甲", "鍵", "", "LK-4999"))
		lines := make([]string, 5000)
		for i := range lines {
			lines[i] = fmt.Sprintf("LK-%d", i)
		}
		lines[100] = "lk 7"
		got, err := s.OfModels(t.Context(), lines, "2026-05-01", 5)
		if err != nil || len(got) != len(lines) {
			t.Fatal(len(got), err)
		}
		for i, one := range got {
			if want := i == 7 || i == 100 || i == 4999; (one.Total == 1) != want || (len(one.Entries) == 1) != want {
				t.Errorf("line %d: %+v", i, one)
			}
		}
	})
}
