package scheme_test

import (
	"testing"

	"shirushi/internal/scheme"
)

func TestReferenceLink_followsTheFormOfTheNumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[string][2]string{
		"CVE-2026-12345":                  {"https://www.cve.org/CVERecord?id=CVE-2026-12345", "https://www.cve.org/CVERecord?id=CVE-2026-12345"},
		" CVE-2026-0001 ":                 {"https://www.cve.org/CVERecord?id=CVE-2026-0001", "https://www.cve.org/CVERecord?id=CVE-2026-0001"},
		"JVN#12345678":                    {"https://jvn.jp/jp/JVN12345678/", "https://jvn.jp/en/jp/JVN12345678/"},
		"JVNVU#98765432":                  {"https://jvn.jp/vu/JVNVU98765432/", "https://jvn.jp/en/vu/JVNVU98765432/"},
		"JVNTA#98765432":                  {"https://jvn.jp/ta/JVNTA98765432/", "https://jvn.jp/en/ta/JVNTA98765432/"},
		"JVNDB-2026-000123":               {"https://jvndb.jvn.jp/ja/contents/2026/JVNDB-2026-000123.html", "https://jvndb.jvn.jp/en/contents/2026/JVNDB-2026-000123.html"},
		"CVE-26-1":                        {},
		"JVN#1234":                        {},
		"CVE-2026-1234/../../x":           {},
		"CVE-2026-12345\"><script>":       {},
		"javascript:alert(1)":             {},
		"JVN#12345678#12345678":           {},
		"CVE-2026-123456789012345678901":  {},
		"see CVE-2026-12345 and the site": {},
	} {
		for i, lang := range []string{"ja", "en"} {
			if got := scheme.ReferenceLink(number, lang); got != want[i] {
				t.Errorf("%q in %s: %q, want %q", number, lang, got, want[i])
			}
		}
	}
}
