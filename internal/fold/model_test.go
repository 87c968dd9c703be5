package fold_test

import (
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/fold"
)

func TestModel_looksPastWidthCaseHyphensAndSpaces(t *testing.T) {
	t.Parallel()
	for _, same := range []string{"HN-AX1800", "hn-ax1800", "ＨＮ－ＡＸ１８００", "HN AX1800", "HNAX1800", "HN‐AX 1800", "HN—AX1800", "HN−AX1800", "HN\u00a0AX1800", "ＨＮーAX1800", "HN_AX1800"} {
		if got := fold.Model(same); got != "hnax1800" {
			t.Errorf("%q: %q", same, got)
		}
	}
	for _, other := range []string{"HN-AX1800W", "HN-AX18O0", "HN/AX1800", "HN.AX1800", "HN+AX1800"} {
		if fold.Model(other) == "hnax1800" {
			t.Errorf("%q looks like HN-AX1800", other)
		}
	}
}

func TestModel_plainTextFoldsAsAnyOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("aZ09-_ \t\n\v\f\r\x00\x1c\x1f\x7f./~"))).Draw(t, "s")
		if got, want := fold.Model(s), fold.Model("ー"+s); got != want { // ー is passed over, but is no plain sign
			t.Fatalf("%q: %q, want %q", s, got, want)
		}
	})
}
