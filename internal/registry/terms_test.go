package registry_test

import (
	"slices"
	"strings"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

func TestTerms_aModelIsKnownByItsBeginningAndItsParts(t *testing.T) {
	t.Parallel()
	for model, want := range map[string][]string{
		"SHC-5200W":    {"5200w", "shc5200w"},
		"ＳＨＣ５２００":      {"5200", "shc5200"},
		"AB/CD-12 345": {"12345", "345", "ab/cd12345", "cd12345"},
		"X1":           {"x1"},
		"ミハリ-10":       {"ミハリ10"},
		"--":           nil,
	} {
		keys := registry.Entry{Product: registry.Product{Models: []string{model}}}.Terms().Models
		var got []string
		for key := range keys {
			got = append(got, key)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", model, got, want)
		}
		for key, whole := range keys {
			if whole != (key == registry.ModelKey(model)) {
				t.Errorf("%q: %q is whole: %v", model, key, whole)
			}
		}
	}
}

func TestTerms_areSortedOnceAndOfBoundedLength(t *testing.T) {
	t.Parallel()
	e := registry.Entry{Number: "2026000000010001", Holder: scheme.Text{Ja: strings.Repeat("﷽", 200)}, Product: registry.Product{Models: []string{strings.Repeat("﷽", 100)}}}
	terms := e.Terms()
	if !slices.IsSorted(terms.Tokens) || len(slices.Compact(slices.Clone(terms.Tokens))) != len(terms.Tokens) {
		t.Error("tokens are not sorted, or one stands there twice")
	}
	for _, token := range terms.Tokens {
		if len([]rune(token)) > registry.LongestKey+1 {
			t.Errorf("a token of %d signs", len([]rune(token)))
		}
	}
	for key := range terms.Models {
		if len([]rune(key)) > registry.LongestKey {
			t.Errorf("a key of %d signs", len([]rune(key)))
		}
	}
}

func TestGrams_areTheWordOrItsParts(t *testing.T) {
	t.Parallel()
	if got := strings.Join(slices.Concat(registry.Grams("カメラル"), registry.Grams("bc"), registry.Grams("a"), registry.Grams("")), " "); got != "カメラ メラル bc a" {
		t.Errorf("%q", got)
	}
}
