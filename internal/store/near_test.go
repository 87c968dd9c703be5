package store_test

import (
	"fmt"
	"strings"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestEntries_nearMatchesAreShownOnlyWhenNothingMatches(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ahead := entry("2026000000040004", "甲", "製品", "", "ZZZ-7700")
		ahead.Listed = "2026-06-01"
		shelf(t, s, entry("2026000000010001", "甲", "カメラ", "", "SHC-5200W", "SHC-5300"), entry("2026000000020002", "乙", "鍵", "", "KGM-1"), ahead)
		for typed, want := range map[string]string{
			"SHC-5200W":        "=0001",
			"SHC-52O0W":        "~0001", // a letter for a digit
			"SHC-2500W":        "~0001", // swapped
			"SHC5400":          "~0001",
			"SHC-52WW":         "~0001",
			"SCH-2500":         "",
			"KGM-2":            "~0002",
			"2026000000010091": "~0001",
			"206000000010001":  "~0001",
			"2026000000999999": "",
			"存在しない":            "",
			"カメロ":              "",
			"ZZZ-7701":         "", // not listed yet: not even near
		} {
			page, err := s.Entries(t.Context(), registry.Query{Day: "2026-05-01", Text: typed})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, e := range page.Items {
				got += map[bool]string{true: "~", false: "="}[page.Near] + string(e.Number[12:])
			}
			if got != want || page.Near && (page.Next != "" || page.Total != len(page.Items)) {
				t.Errorf("%q: %q, want %q; %d in all, next %q", typed, got, want, page.Total, page.Next)
			}
		}
		page, err := s.Entries(t.Context(), registry.Query{Day: "2026-05-01", Text: "SHC-52O0W", Level: "2"})
		if err != nil || len(page.Items) > 0 {
			t.Errorf("the filter does not hold for near matches: %+v, %v", page, err)
		}
	})
}

func TestEntries_theNumberIsTakenOutOfAnAddress(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s, entry("2026000000010001", "甲", "カメラ", ""), entry("2026000000020002", "甲", "カメラ", ""))
		for _, typed := range []string{
			"https://label.example/l/2026000000010001", "http://127.0.0.1:8080/ja/labels/2026000000010001", "https://label.example/ja/labels/2026000000010001?from=code#top",
			"HTTPS://LABEL.EXAMPLE/L/2026000000010001", " https://label.example/l/2026-0000-0001-0001 ",
		} {
			if got := found(t, s, registry.Query{Text: typed}); got != "0001" {
				t.Errorf("%q finds %q", typed, got)
			}
		}
		for _, typed := range []string{"https://", "://", "https://label.example", "https://label.example/", "https:///////", "https://label.example/ja/about"} {
			if got := found(t, s, registry.Query{Text: typed}); got != "" {
				t.Errorf("%q finds %q", typed, got)
			}
		}
	})
}

// What is typed is never part of a statement, and what has no meaning finds
// nothing or is refused.
func TestEntries_hostileTextsAreHarmless(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s, entry("2026000000010001", "甲社", "カメラ", "Camera", "SHC-5200W"))
		for typed, want := range map[string]string{
			"\u202eカメラ\u202c": "0001", "カ\u200bメラ": "0001", "カメラ\ufeff": "0001",
			"カメラ OR 1=1": "", `"カメラ" NEAR(x)`: "", "カメラ*": "", "%%": "", "__": "", "''": "", "カメラ') --": "", "-カメラ": "", "カメ NOT ラー": "",
			strings.Repeat("カメラ ", 50): "0001", strings.Repeat("9", 200): "", strings.Repeat("ﷺ", 200): "", "\U0010FFFF\U0010FFFF": "",
		} {
			if got := found(t, s, registry.Query{Text: typed}); got != want {
				t.Errorf("%.40q finds %q, want %q", typed, got, want)
			}
		}
		for typed, key := range map[string]string{
			"\x00カメラ": "refusal.text.unreadable", "カメ\xff": "refusal.text.unreadable", "カ": "refusal.search.short", " % ": "refusal.search.short", "\u202e": "refusal.search.short",
			"aa bb cc dd ee ff gg hh ii": "refusal.search.words", strings.Repeat("印", 201): "refusal.search.long",
		} {
			_, err := s.Entries(t.Context(), registry.Query{Day: "2026-05-01", Text: typed})
			refuses(t, err, scheme.Invalid, key)
		}
	})
}

func TestPutEntries_aLabelWithThousandsOfModelsIsFoundByEachAndForgetsThem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		e := entry("2026000000010001", "甲社", "カメラ", "")
		for i := range 5000 {
			e.Product.Models = append(e.Product.Models, fmt.Sprintf("SHC-%05d", i))
		}
		change(t, s, func(tx *store.Tx) error { // of one number the last is kept
			return tx.PutEntries([]registry.Entry{entry("2026000000010001", "乙社", "鍵", ""), e, entry("2026000000020002", "甲社", "鍵", "")})
		})
		for _, typed := range []string{"SHC-00000", "shc04999", "03456", "SHC", "カメラ"} {
			same(t, found(t, s, registry.Query{Text: typed}), "0001")
		}
		e.Product.Models = []string{"SHC-00001"}
		shelf(t, s, e)
		same(t, found(t, s, registry.Query{Text: "shc04999"}), "")
		same(t, found(t, s, registry.Query{Text: "shc00001"}), "0001")
		same(t, found(t, s, registry.Query{Text: "乙社"}), "")
	})
}
