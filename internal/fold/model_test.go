package fold_test

import (
	"testing"

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
