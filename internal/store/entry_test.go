package store_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// shelf puts entries into the store.
func shelf(t *testing.T, s *store.Store, entries ...registry.Entry) {
	t.Helper()
	change(t, s, func(tx *store.Tx) error {
		for _, e := range entries {
			if err := tx.PutEntry(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func entry(number, holder, ja, en string, models ...string) registry.Entry {
	return registry.Entry{
		Number: scheme.LabelNumber(number), Level: "1", Holder: scheme.Text{Ja: holder},
		Product:  registry.Product{Name: scheme.Text{Ja: ja, En: en}, Models: models},
		Standing: scheme.Standing{ValidFrom: "2026-04-01", ValidUntil: "2028-03-31"},
	}
}

// found returns the last four digits of the numbers found, in order.
func found(t *testing.T, s *store.Store, q registry.Query) string {
	t.Helper()
	if q.Day == "" {
		q.Day = "2026-05-01"
	}
	page, err := s.Entries(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	if page.Near {
		return ""
	}
	var ends []string
	for _, e := range page.Items {
		ends = append(ends, string(e.Number[len(e.Number)-4:]))
	}
	if page.Total != len(ends) || page.Next != "" {
		t.Errorf("%q: total %d, next %q for %d entries", q.Text, page.Total, page.Next, len(ends))
	}
	return strings.Join(ends, " ")
}

func TestEntries_findWhatAPersonTypes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s,
			entry("2026000000010001", "みほん電機株式会社", "ルータ光の道", "Hikari Router", "HR-100", "HR-200"),
			entry("2026000000020002", "株式会社ツキミ", "Ｗｉ−Ｆｉ カメラ", "Moon_Cam 100%", "MC_1", `C:\CAM`),
			entry("2026000000030003", "青空通信", "がっつり見守りカメラ", "Sky Cam", "SC-1", "26000000010001X"),
		)
		for typed, want := range map[string]string{
			"":                    "0003 0002 0001",
			"   ":                 "0003 0002 0001",
			"2026000000010001":    "0001",
			"2026 0000 0001 0001": "0001",
			"2026-0000-0001-0001": "0001",
			"２０２６００００　０００１　０００１": "0001",
			" 2026000000010001\n": "0001",
			"20260000":            "0003 0002 0001",
			"2026 0000 0002":      "0002",
			"0010001":             "",
			"2026000000010009":    "",
			"hr-100":              "0001",
			"HR-1":                "0001",
			"ＨＲ－２００":              "0001",
			"カメラ":                 "0003 0002",
			"かめら":                 "0003 0002",
			"ｶﾒﾗ":                 "0003 0002",
			"sky":                 "0003",
			"SKY CAM":             "0003",
			"cam sky":             "0003", // words in any order
			"ツキミ カメラ":             "0002", // holder and product
			"つきみ　かめら":             "0002",
			"wi-fi":               "0002",
			"ガッツリ":                "0003", // one letter, however its sound mark is written
			"かっつり":                "",
			"100%":                "0002",
			"C_1":                 "",
			"M_C":                 "0002",
			`c:\cam`:              "0002",
			"'; DROP TABLE entry": "",
			"100\nhr":             "0001", // a line feed is a space
			"道\nhikari":           "0001",
			"道hikari":             "", // what stands apart never joins
			"a b c d e f g h i j": "",
		} {
			if got := found(t, s, registry.Query{Text: typed}); got != want {
				t.Errorf("%q finds %q, want %q", typed, got, want)
			}
		}
	})
}

func TestEntries_theExactNumberComesFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s, entry("0000000000000005", "甲", "製品", ""), entry("00000000000000057777", "乙", "製品", ""),
			entry("9999", "丙", "製品", "", "0000000000000005"))
		if got := found(t, s, registry.Query{Text: "0000 0000 0000 0005"}); got != "0005 9999 7777" {
			t.Errorf("found %q", got)
		}
		var got []scheme.LabelNumber
		cursor := ""
		for range 4 {
			page, err := s.Entries(t.Context(), registry.Query{Day: "2026-05-01", Text: "0000000000000005", Limit: 1, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			same(t, page.Total, 3)
			for _, e := range page.Items {
				got = append(got, e.Number)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		same(t, got, []scheme.LabelNumber{"0000000000000005", "9999", "00000000000000057777"})
	})
}

func TestEntries_numbersWithLettersAreFoundToo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s, entry("SB-2026-0001", "甲", "製品", ""), entry("SB-2026-0002", "乙", "製品", ""))
		for typed, want := range map[string]string{"sb-2026-0001": "0001", "SB20260002": "0002", "ＳＢ ２０２６": "0002 0001", "0002": ""} {
			if got := found(t, s, registry.Query{Text: typed}); got != want {
				t.Errorf("%q finds %q, want %q", typed, got, want)
			}
		}
	})
}

func TestEntries_comeHighestFirstWithoutSkipOrRepeat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var want []scheme.LabelNumber
		for i := range 23 {
			e := entry(fmt.Sprintf("20260000%08d", i*7), "甲", "製品", "")
			e.Level = scheme.LevelID(fmt.Sprint(i%2 + 1))
			shelf(t, s, e)
			if i%2 == 1 {
				want = append(want, e.Number)
			}
		}
		slices.Reverse(want)
		for _, text := range []string{"", "製品", "2026"} {
			for _, limit := range []int{1, 4, 11, 0, registry.MaxLimit} {
				var got []scheme.LabelNumber
				q := registry.Query{Text: text, Level: "2", Status: scheme.Active, Day: "2026-05-01", Limit: limit}
				for range 50 {
					page, err := s.Entries(t.Context(), q)
					if err != nil {
						t.Fatal(err)
					}
					same(t, page.Total, len(want))
					for _, e := range page.Items {
						got = append(got, e.Number)
					}
					if q.Cursor = page.Next; q.Cursor == "" {
						break
					}
				}
				same(t, got, want)
			}
		}
	})
}

func TestEntries_refuseWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b64 := base64.RawURLEncoding.EncodeToString
		for _, c := range []struct {
			q   registry.Query
			key string
		}{
			{registry.Query{Day: "2026-05-01", Limit: -1}, "refusal.limit"},
			{registry.Query{Day: "2026-05-01", Limit: registry.MaxLimit + 1}, "refusal.limit"},
			{registry.Query{Day: "2026-05-01", Text: strings.Repeat("印", 201)}, "refusal.search.long"},
			{registry.Query{Day: "2026-05-01", Text: "a\x00b"}, "refusal.text.unreadable"},
			{registry.Query{Status: "broken", Day: "2026-05-01"}, "refusal.status.unknown"},
			{registry.Query{Day: "2026-05-01", Cursor: "!"}, "refusal.cursor"},
			{registry.Query{Day: "2026-05-01", Cursor: b64([]byte("no flag"))}, "refusal.cursor"},
			{registry.Query{Day: "2026-05-01", Cursor: b64([]byte("7:0001"))}, "refusal.cursor"},
			{registry.Query{Day: "2026-05-01", Cursor: b64([]byte(`{"s":"holder","k":"a","n":"1"}`))}, "refusal.cursor"}, // of another order
			{registry.Query{Day: "2026-05-01", Sort: "price"}, "refusal.search.sort"},
			{registry.Query{Day: "2026-05-01", IssuedFrom: "2026-13-01"}, "refusal.date.malformed"},
			{registry.Query{Day: "2026-05-01", IssuedUntil: "1.4.2026"}, "refusal.date.malformed"},
			{registry.Query{Day: "2026-05-01", IssuedFrom: "2026-04-02", IssuedUntil: "2026-04-01"}, "refusal.search.order"},
		} {
			_, err := s.Entries(t.Context(), c.q)
			refuses(t, err, scheme.Invalid, c.key)
		}
		if _, err := s.Entries(t.Context(), registry.Query{Status: scheme.Active}); err == nil || len(scheme.RefusalsOf(err)) > 0 {
			t.Errorf("a status without a day: %v", err)
		}
		if _, err := s.Entries(t.Context(), registry.Query{Day: "2026-05-01", Text: strings.Repeat("%", 200)}); err != nil {
			t.Error(err)
		}
	})
}

func TestEntries_searchFollowsTheEntry(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		e := entry("2026000000010001", "甲", "旧い名", "")
		shelf(t, s, e)
		e.Product.Name.Ja = "新しい名"
		shelf(t, s, e)
		same(t, found(t, s, registry.Query{Text: "旧い"}), "")
		same(t, found(t, s, registry.Query{Text: "新しい"}), "0001")
	})
}
