package scheme_test

import (
	"strings"
	"testing"

	"shirushi/internal/scheme"
)

func TestCheckTerms_takesANamedPerson(t *testing.T) {
	t.Parallel()
	with := &scheme.Scheme{Terms: scheme.Terms{Text: scheme.Text{Ja: "秘密を守ります"}}}
	for _, tt := range []struct {
		name     string
		s        *scheme.Scheme
		accepted bool
		by, want string
	}{
		{"no terms", &scheme.Scheme{}, false, "", ""},
		{"accepted", with, true, "見本 花子", ""},
		{"not accepted", with, false, "見本 花子", "refusal.terms.open"},
		{"by nobody", with, true, "　", "refusal.terms.name"},
		{"not at all", with, false, "", "refusal.terms.open refusal.terms.name"},
		{"a name without end", with, true, strings.Repeat("名", 201), "refusal.text.too_long"},
	} {
		if got := keysOf(tt.s.CheckTerms(tt.accepted, tt.by)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
