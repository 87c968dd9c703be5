package fold_test

import (
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/fold"
)

var forms = []string{"株式会社", "(株)", "カ)", "(カ", "(カ)", "Co., Ltd.", "Inc."}

func TestPayer_theNameIsTheSameHoweverTheBankWritesIt(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"カクウムセンコウギョウ", "ｶｸｳﾑｾﾝｺｳｷﾞﾖｳ(ｶ", "ｶ)ｶｸｳﾑｾﾝｺｳｷﾞﾖｳ", "カクウムセン　コウギョウ　（カ）"},
		{"ルーター", "ﾙｰﾀｰ", "ﾙ-ﾀ-", "ルータ"},
		{"ショップ", "ｼﾖﾂﾌﾟ"},
		{"Kakuu Musen Co., Ltd.", "KAKUU MUSEN", "kakuu-musen co., ltd."},
	} {
		for _, one := range group[1:] {
			if got, want := fold.Payer(one, forms), fold.Payer(group[0], forms); got != want {
				t.Errorf("%q folds to %q, %q to %q", one, got, group[0], want)
			}
		}
	}
	if fold.Payer("株式会社", forms) == "" {
		t.Error("a name of a legal form alone is lost")
	}
}

func TestPayer_noNameMakesItPanic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { fold.Payer(hard(t, "a"), forms) })
}
