package fold_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/fold"
)

func TestText_whatPeopleTypeMeetsWhatIsOnRecord(t *testing.T) {
	t.Parallel()
	for name, same := range map[string][]string{
		"width":            {"mhr-1200", "ＭＨＲ－１２００", "MHR-1200"},
		"half-width kana":  {"ルーター", "ﾙｰﾀｰ"},
		"half-width marks": {"ガパ", "ｶﾞﾊﾟ", "か\u3099は\u309a"},
		"case":             {"straße éa", "STRAßE ÉA", "Straße E\u0301a"},
		"kana":             {"ミハリ", "みはり", "ﾐﾊﾘ"},
		"repeated kana":    {"ミスヾ", "みすゞ"},
		"dashes":           {"a-b", "a‐b", "a‑b", "a‒b", "a–b", "a—b", "a―b", "a−b", "a－b"},
		"signs":            {"(株)架空", "㈱架空", "（株）架空"},
		"white space":      {"a b", "  a  b ", "a\tb", "a　b", "a\u00a0b", "a\r b", "a\u2028b"},
		"marks":            {"h\u0331", "H\u0331", "\u1e96"},
	} {
		for _, typed := range same[1:] {
			if got, want := fold.Text(typed), fold.Text(same[0]); got != want {
				t.Errorf("%s: %q folds to %q, %q to %q", name, typed, got, same[0], want)
			}
		}
	}
}

func TestText_whatDiffersStaysApart(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"ハ", "バ"}, {"ー", "-"}, {"ab", "a b"}, {"a\nb", "a b"}, {"a\nb", "ab"}, {"1", "l"}, {"ッ", "ツ"}} {
		if fold.Text(pair[0]) == fold.Text(pair[1]) {
			t.Errorf("%q and %q both fold to %q", pair[0], pair[1], fold.Text(pair[0]))
		}
	}
}

// hard draws text of the signs that folding touches, and any other.
func hard(t *rapid.T, name string) string {
	signs := rapid.SampledFrom([]rune("aAßİKÅＡ１ｱｶﾞﾊﾟあかはわゎゔゝゞアワヷヸーｰ-‐―−－ \t\r\u00a0\u2028　\u0301\u0331\u3099\u309a¨´゛㈱㍿ΣςH"))
	return string(rapid.SliceOf(rapid.OneOf(signs, rapid.Rune())).Draw(t, name))
}

func TestText_foldedFoldsToItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := hard(t, "a") + rapid.SampledFrom([]string{"", "\n", " \n "}).Draw(t, "between") + hard(t, "b")
		once := fold.Text(s)
		if twice := fold.Text(once); twice != once {
			t.Fatalf("%q folds to %q, and that to %q", s, once, twice)
		}
	})
}

// The parts of a list are folded together; a search must not find what only
// the end of one and the beginning of the next make.
func TestText_partsOfAListNeverJoin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.ReplaceAll(hard(t, "a"), "\n", ""), strings.ReplaceAll(hard(t, "b"), "\n", "")
		if got, want := fold.Text(a+"\n"+b), fold.Text(a)+"\n"+fold.Text(b); got != want {
			t.Fatalf("%q and %q: %q, want %q", a, b, got, want)
		}
	})
}
