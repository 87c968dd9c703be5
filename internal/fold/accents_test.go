package fold_test

import (
	"testing"

	"shirushi/internal/fold"
)

func TestAccents_ofLatinLettersAlone(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"müller": "muller", "e\u0301lec": "elec", "é": "e", "ǘ": "u", "größe": "große", "ガギパ": "ガギパ", "é ガ": "e ガ", "й": "й", "": "", "abc": "abc",
	} {
		if got := fold.Accents(typed); got != want || fold.Accents(got) != got {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
