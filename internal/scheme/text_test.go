package scheme

import (
	"strings"
	"testing"
)

func TestCheckText_refusesWhatCannotBeSeenAndWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"", "普通の文。", "two\nlines\twith a tab", "𠮷野家 髙﨑", "が (か with a mark)", "عربي", "👩‍🔬", strings.Repeat("字", 10)} {
		if err := CheckText("x", good, 30); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for sign, said := range map[string]string{"a\x00b": "U+0000", "a\x1bb": "U+001B", "a\rb": "U+000D", "a\u007fb": "U+007F", "a\u0085b": "U+0085",
		"\u202egnp.exe": "U+202E", "a\u2066b": "U+2066", "\ufeffa": "U+FEFF", "a\ufffd": "U+FFFD", "a\u2028b": "U+2028"} {
		refused := RefusalsOf(CheckText("x", sign, 30))
		if len(refused) != 1 || refused[0].Key != "refusal.text.unseen" || refused[0].Args[0] != said || refused[0].Field != "x" {
			t.Errorf("%q: %v", sign, refused)
		}
	}
	if err := CheckText("x", strings.Repeat("字", 31), 30); RefusalsOf(err)[0].Key != "refusal.text.too_long" {
		t.Error(err)
	}
}
