package fold_test

import (
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/fold"
)

func TestEdits_countsSlipsOfTheHand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"shc5200w", "shc5200w", 0}, {"shc5200w", "shc5200", 1}, {"shc5200", "shc52o0", 1}, {"shc5200", "shc2500", 1},
		{"shc5200", "sch5020", 2}, {"", "ab", 2}, {"ルータ", "ルーター", 1}, {"abc", "xyz", 3},
	} {
		if got := fold.Edits(c.a, c.b); got != c.want || fold.Edits(c.b, c.a) != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestSimilar_areThoseOneSlipAwayAndNoOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[abc]{0,6}`).Draw(t, "text")
		seen := map[string]bool{}
		for _, one := range fold.Similar(s, "abc") {
			if seen[one] || fold.Edits(s, one) != 1 {
				t.Fatalf("%q is no new text one slip from %q", one, s)
			}
			seen[one] = true
		}
		other := rapid.StringMatching(`[abc]{0,7}`).Draw(t, "other")
		if fold.Edits(s, other) == 1 && !seen[other] {
			t.Fatalf("%q is one slip from %q and is missing", other, s)
		}
	})
}
