package sheet_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/sheet"
)

func TestPasted_readsListsAsPeopleHaveThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]string{
		"":                                  nil,
		" \r\n\t,\n":                        nil,
		"AB-1":                              {"AB-1"},
		"AB-1\r\nAB-2\rAB-3\n":              {"AB-1", "AB-2", "AB-3"},
		"AB-1\tAB-2\n\nAB-3,AB-4, AB-5 ":    {"AB-1", "AB-2", "AB-3", "AB-4", "AB-5"},
		"AB-1、AB-2，AB-3;AB-4；AB-5":          {"AB-1", "AB-2", "AB-3", "AB-4", "AB-5"},
		"型番\nAB-1":                          {"AB-1"},
		"Model No.\tAB-1":                   {"AB-1"},
		"AB-1\n型番":                          {"AB-1", "型番"}, // a heading stands first
		"FJ-P1 EU\nFJ-P1 JP":                {"FJ-P1 EU", "FJ-P1 JP"},
		"\"AB,1\"\t\"AB \"\"2\"\"\"\n\"AB3": {"AB,1", `AB "2"`, `"AB3`},
		`"AB" 4,"AB5"`:                      {`"AB" 4`, "AB5"},
		"\ufeffAB-1\u3000\n\u3000AB-2":      {"AB-1", "AB-2"},
		"A\x07B":                            {"A\x07B"},
	} {
		if d := cmp.Diff(want, sheet.Pasted(typed)); d != "" {
			t.Errorf("%q (-want +got):\n%s", typed, d)
		}
	}
}

func FuzzPasted(f *testing.F) {
	for _, seed := range []string{"AB-1\nAB-2", "\"a\"\"b\",c", "型番\t、", "\"", "\"\"\"", "a\"b\",\"c", "\r\r\n\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		models := sheet.Pasted(typed)
		for _, m := range models {
			if strings.TrimSpace(m) != m || m == "" || strings.ContainsAny(m, "\n\r") {
				t.Errorf("%q gives %q", typed, m)
			}
		}
		// Whatever says something is in one of the models.
		plain := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) || strings.ContainsRune("\",，、;；\ufeff", r) {
					return -1
				}
				return r
			}, s)
		}
		if all, got := plain(strings.ToValidUTF8(typed, "\ufffd")), plain(strings.Join(models, "")); !strings.HasSuffix(all, got) {
			t.Errorf("%q lost something: %q", typed, models)
		}
		// What was read and written one a line is read the same again.
		if again := sheet.Pasted("AB\n" + strings.Join(clean(models), "\n")); len(again) != len(clean(models))+1 {
			t.Errorf("%q: %q is read again as %q", typed, models, again)
		}
	})
}

// clean leaves out models that need quotes when they are written down.
func clean(models []string) []string {
	var out []string
	for _, m := range models {
		if !strings.ContainsAny(m, "\"\t,，、;；") {
			out = append(out, m)
		}
	}
	return out
}
