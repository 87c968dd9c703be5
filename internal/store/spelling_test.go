package store_test

import (
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// What is written in several ways is found however it is typed. The expected
// labels are listed by hand: the rules of folding are doubted here, too.
func TestEntries_howeverANameIsWrittenItIsFound(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s,
			entry("2026000000010001", "佐々木電機", "無線ルータ", "Wireless Router", "MÜ-10"),
			entry("2026000000020002", "𠮷野家電", "ルーターセット", "Router set", "ルータ-20"),
			entry("2026000000030003", "葛\U000E0100城通信", "ﾈｯﾄﾜｰｸｶﾒﾗ☎\uFE0F", "Caméra Réseau", "ＣＡＭ－３０"),
			entry("2026000000040004", "Müller Größe Élec", "見守りタグ 🛰", "Tag", "T 40/ﾊﾟ"),
			entry("2026000000050005", "שלום", "カーナビ", "Car navigation"),
		)
		for typed, want := range map[string]string{
			"ルーター": "0002 0001", "ルータ": "0002 0001", "るーたー": "0002 0001", "ﾙｰﾀｰ": "0002 0001", "無線ルーター": "0001", "ルーターセット": "0002", "カー": "0005",
			"佐々木": "0001", "々木": "0001", "佐佐木": "", "𠮷野": "0002", "𠮷野 家": "0002",
			"葛城": "0003", "葛\U000E0101城": "0003", "ネットワークカメラ": "0003", "ネツトワーク": "", "ねっとわーく": "0003", "メラ☎": "0003",
			"camera reseau": "0003", "CAMÉRA": "0003", "came\u0301ra": "0003", "cam30": "0003", "cam ３０": "0003",
			"muller": "0004", "MÜLLER": "0004", "mu\u0308ller": "0004", "elec": "0004", "mu10": "0001", "t40/パ": "0004", "t40/ハ\u309A": "0004", "タグ 🛰": "0004",
			"שלום": "0005", "\u202bשלום\u202c": "0005", "カーナヒ\u3099": "0005", "カーナヒ": "",
		} {
			if got := found(t, s, registry.Query{Text: typed}); got != want {
				t.Errorf("%q finds %q, want %q", typed, got, want)
			}
		}
		for _, typed := range []string{"𠮷", "☎", "🛰\uFE0F", "e\u0301"} { // one sign each
			_, err := s.Entries(t.Context(), registry.Query{Day: "2026-05-01", Text: typed})
			refuses(t, err, scheme.Invalid, "refusal.search.short")
		}
		for holder, want := range map[string]string{"muller grosse elec": "", "Muller Große Elec": "0004", "葛城通信": "0003", "佐々木電機": "0001"} {
			if got := found(t, s, registry.Query{Holder: holder}); got != want {
				t.Errorf("holder %q finds %q, want %q", holder, got, want)
			}
		}
	})
}
