package fold_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shirushi/internal/fold"
)

// shown writes s with what Spans found in square brackets.
func shown(s string, spans [][2]int) string {
	var b strings.Builder
	at := 0
	for _, span := range spans {
		b.WriteString(s[at:span[0]] + "[" + s[span[0]:span[1]] + "]")
		at = span[1]
	}
	return b.String() + s[at:]
}

func TestSpans_markWhatWasMeantHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s, typed, want string
		by             func(string) string
	}{
		{"家庭用無線ルーター ミハリ", "みはり", "家庭用無線ルーター [ミハリ]", fold.Text},
		{"家庭用無線ﾙｰﾀｰ", "ルーター", "家庭用無線[ﾙｰﾀｰ]", fold.Text},
		{"㈱架空", "株", "[㈱]架空", fold.Text},
		{"ｶﾞﾗｽ", "ガ", "[ｶﾞ]ﾗｽ", fold.Text},
		{"Mihari Home Wi-Fi Router", "home WI-FI", "Mihari [Home] [Wi-Fi] Router", fold.Text},
		{"SHC-5200W", "shc5200", "[SHC-5200]W", fold.Model},
		{"SHC-5200W", "5200w", "SHC-[5200W]", fold.Model},
		{"2026 0000 0000 0109", "20260000", "[2026 0000] 0000 0109", fold.Model},
		{"aaaa", "aa", "[aaaa]", fold.Text},
		{"ab", "x", "ab", fold.Text},
		{"", "x", "", fold.Text},
		{"\xff\xfea", "a", "\xff\xfe[a]", fold.Text},
	} {
		words := strings.Fields(fold.Text(c.typed))
		for i := range words {
			words[i] = c.by(words[i])
		}
		if d := cmp.Diff(c.want, shown(c.s, fold.Spans(c.s, words, c.by))); d != "" {
			t.Errorf("%q in %q: %s", c.typed, c.s, d)
		}
	}
}

func TestSpans_lieInOrderWithinTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := hard(t, "s")
		by := rapid.SampledFrom([]func(string) string{fold.Text, fold.Model}).Draw(t, "by")
		words := []string{by(hard(t, "a")), "", by("a")}
		end := -1
		for _, span := range fold.Spans(s, words, by) {
			if span[0] <= end || span[1] <= span[0] || span[1] > len(s) {
				t.Fatalf("%v after %d in %q", span, end, s)
			}
			end = span[1]
		}
	})
}
