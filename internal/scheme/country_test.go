package scheme_test

import (
	"slices"
	"testing"

	"shirushi/internal/scheme"
)

func TestCountries_areThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	all := scheme.Countries()
	if len(all) != 249 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("%d codes, want 249, each once and in order", len(all))
	}
	for _, code := range all {
		if !scheme.IsCountry(code) {
			t.Errorf("%s is no country", code)
		}
	}
	for _, code := range []string{"", "J", "JPN", "jp", "XX", "ZZ", "EU", "UK", "AA", "A ", " A", "D ", "日本"} {
		if scheme.IsCountry(code) {
			t.Errorf("%q is a country", code)
		}
	}
}
