package registry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

func boxed() registry.Entry {
	return registry.Entry{
		Number: "2026000000000297", Holder: scheme.Text{Ja: "株式会社みなも電機", En: "Minamo Electric Co., Ltd."},
		Product: registry.Product{Name: scheme.Text{Ja: "屋外見守りカメラ みまもの庭", En: "Mimamo Garden Camera"}, Models: []string{"MC-310", "MC-310B", "みはり 2"}},
	}
}

// What people who were told nothing typed off boxes, and what else may stand there.
func TestOnBox_findsTheModelInWhatStandsOnAProduct(t *testing.T) {
	t.Parallel()
	forms := []string{"株式会社", "(株)", "Co., Ltd."}
	is := func(model string) registry.Box { return registry.Box{Fit: registry.FitModel, Model: model} }
	for typed, want := range map[string]registry.Box{
		"":                 {},
		" 、・ ":             {},
		"MC-310":           is("MC-310"),
		"ｍｃ－３１０":           is("MC-310"),
		"MCー310":           is("MC-310"),
		"mc 310 b":         is("MC-310B"),
		"MC-310 株式会社みなも電機": is("MC-310"),
		"株式会社みなも電機　ＭＣ３１０":                       is("MC-310"),
		"㈱みなも電機 MC-310":                         is("MC-310"),
		"屋外見守りカメラ みまもの庭 MC-310":                 is("MC-310"),
		"Mimamo Garden Camera (MC-310)":         is("MC-310"),
		"型番MC-310です":                            is("MC-310"),
		"型番：MC-310 登録番号 2026 0000 0000 0297":    is("MC-310"),
		"MC-310 2026000000000297":               is("MC-310"),
		"MC-310/MC-310B":                        is("MC-310"),
		"ミハリ2":                                  is("みはり 2"),
		"みまもの庭 ミハリ2":                            is("みはり 2"),
		"カメラ":                                   {Fit: registry.FitUnclear},
		"みまもの庭":                                 {Fit: registry.FitUnclear},
		"SuperSight":                            {Fit: registry.FitUnclear},
		"4K":                                    {Fit: registry.FitUnclear},
		"1080p IP67":                            {Fit: registry.FitUnclear},
		"2026000000000297":                      {Fit: registry.FitUnclear},
		"屋外見守りカメラ みまもの庭":                        {Fit: registry.FitNamed},
		"株式会社みなも電機":                             {Fit: registry.FitNamed},
		"みなも電機":                                 {Fit: registry.FitNamed},
		"minamo electric":                       {Fit: registry.FitNamed},
		"屋外見守りカメラ みまもの庭 BM-77":                  {Fit: registry.FitNamed, Stray: "BM-77"},
		"MC-310 BM-77":                          {Fit: registry.FitBeside, Model: "MC-310", Stray: "BM-77"},
		"MC-310 Pro":                            {Fit: registry.FitBeside, Model: "MC-310", Stray: "Pro"},
		"MC-310 W":                              {Fit: registry.FitBeside, Model: "MC-310", Stray: "W"},
		"MC-310W":                               {Fit: registry.FitLike, Stray: "MC-310W", Like: []string{"MC-310", "MC-310B"}},
		"MC-301":                                {Fit: registry.FitLike, Stray: "MC-301", Like: []string{"MC-310"}},
		"310":                                   {Fit: registry.FitLike, Stray: "310", Like: []string{"MC-310", "MC-310B"}},
		"BM-77":                                 {Fit: registry.FitOther, Stray: "BM-77"},
		"カメラ BM-77":                             {Fit: registry.FitOther, Stray: "BM-77"},
		"AI Wi-Fi カメラ SuperSight SS-900":        {Fit: registry.FitOther, Stray: "SS-900"},
		"ＳＳ－９００":                                {Fit: registry.FitOther, Stray: "ＳＳ－９００"},
		"MC-310B MC-310":                        is("MC-310B"),
		"Mimamo Garden Camera, Minamo Electric": {Fit: registry.FitNamed},
	} {
		if diff := cmp.Diff(want, boxed().OnBox(typed, forms)); diff != "" {
			t.Errorf("%q (-want +got): %s", typed, diff)
		}
	}
}

// Whatever is typed, a product is never said to be covered unless a model of
// the label stands there.
func FuzzOnBox_neverPassesWithoutAModel(f *testing.F) {
	for _, s := range []string{"MC-310 x", "カメラ BM-77", "みはり 2", "\u202e\x00ー", strings.Repeat("A1 ", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		b := boxed().OnBox(typed, []string{"株式会社"})
		if (b.Fit == registry.FitModel || b.Fit == registry.FitBeside) != (b.Model != "") {
			t.Errorf("%q: %+v", typed, b)
		}
		if b.Fit == registry.FitOther && b.Stray == "" {
			t.Errorf("%q is refused without saying why", typed)
		}
	})
}
