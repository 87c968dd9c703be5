package paper

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/font"
)

func broken(text string, signs int) []string {
	var all []string
	for _, l := range breakLines(font.Regular().Signs(text), float64(signs*font.Em)) {
		var b strings.Builder
		for _, s := range l.signs {
			b.WriteString(s.Text)
		}
		all = append(all, b.String())
	}
	return all
}

func TestBreakLines_keepsTheRulesOfJapaneseLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		signs      int
		want       string
	}{
		{"no full stop begins a line", "これは文です。次の文", 6, "これは文で|す。次の文"},
		{"no bracket opens at the end", "これは文「次」の文です", 5, "これは文|「次」の文|です"},
		{"no small kana begins a line", "りょうしょうです", 4, "りょう|しょうで|す"},
		{"no long mark begins a line", "サーバーとルーター", 3, "サー|バーと|ルー|ター"},
		{"a word stays whole", "この router は速い", 4, "この|router|は速い"},
		{"a number stays whole", "金額は198,000円です", 4, "金額は|198,000|円です"},
		{"a word too long is broken", "MHR2600AX12345", 3, "MHR2|600AX|12345"},
		{"an address breaks after a slash", "https://a.example/bb/ccc", 6, "https://|a.example/|bb/ccc"},
		{"nothing", "", 5, ""},
	} {
		if got := strings.Join(broken(tt.text, tt.signs), "|"); got != tt.want {
			t.Errorf("%s: %q is broken into %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestBreakLines_losesNothingButSpaces(t *testing.T) {
	t.Parallel()
	flat := func(s string) string {
		return strings.NewReplacer(" ", "", "\u3000", "", "\t", "").Replace(s)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("あっー。「」漢𠮷\u3099aB1-/. \u3000…"))).Draw(t, "text")
		signs := rapid.IntRange(1, 8).Draw(t, "signs")
		lines := broken(text, signs)
		if got := strings.Join(lines, ""); flat(got) != flat(text) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
