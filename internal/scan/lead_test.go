package scan_test

import (
	"strings"
	"testing"

	"shirushi/internal/scan"
)

func TestJudge_onlyTheSitesOwnAddressOfALabelCounts(t *testing.T) {
	t.Parallel()
	const site, number = "https://labels.example", "2026000000000015"
	for _, tt := range []struct {
		code    string
		verdict scan.Verdict
		like    scan.Likeness
	}{
		{site + "/l/" + number, scan.ToLabel, ""},
		{"HTTPS://LABELS.EXAMPLE/l/" + number, scan.ToLabel, ""},
		{" " + site + ":443/ja/labels/" + number + "?utm=1#x\n", scan.ToLabel, ""},
		{site + "/l/2026-0000", scan.ToLabel, ""}, // what the number is worth is another question
		{site + "/about", scan.Astray, ""},
		{site, scan.Astray, ""},
		{site + "/l/1/2", scan.Astray, ""},
		{site + "/l/..", scan.Astray, ""},
		{site + "/l/%2e%2e", scan.Astray, ""},
		{site + "/language?to=/l/" + number, scan.Astray, ""},
		{"http://labels.example/l/" + number, scan.Elsewhere, scan.ByPlainly},
		{site + ":444/l/" + number, scan.Elsewhere, scan.ByPort},
		{site + ".evil.test/l/" + number, scan.Elsewhere, scan.ByPart},
		{"https://labels-example.test/l/" + number, scan.Elsewhere, scan.ByPart},
		{site + "@evil.test/l/" + number, scan.Elsewhere, scan.ByBefore},
		{site + ":x@evil.test/l/" + number, scan.Elsewhere, scan.ByBefore},
		{"https://me@labels.example/l/" + number, scan.Elsewhere, scan.ByBefore},
		{"https://lаbels.example/l/" + number, scan.Elsewhere, scan.BySigns}, // a Cyrillic letter
		{"https://xn--lbels-3ve.example/l/" + number, scan.Elsewhere, scan.BySigns},
		{"https://1abels.examp1e/l/" + number, scan.Elsewhere, scan.BySigns},
		{"https://label.example/l/" + number, scan.Elsewhere, scan.BySigns},
		{"https://labels.example./l/" + number, scan.Elsewhere, scan.BySigns},
		{"https://evil.test/labels.example/l/" + number, scan.Elsewhere, ""},
		{"https://evil.test", scan.Elsewhere, ""},
		{site + "\\@evil.test/l/" + number, scan.Elsewhere, ""},
		{"https://labels\u202e.example/l/" + number, scan.Elsewhere, ""},
		{"https://[::1/l/" + number, scan.Elsewhere, ""},
		{number, scan.NoAddress, ""},
		{"javascript://labels.example/l/" + number, scan.NoAddress, ""},
		{"data:text/html,x", scan.NoAddress, ""},
		{"WIFI:S:x;;", scan.NoAddress, ""},
		{"", scan.NoAddress, ""},
	} {
		got := scan.Judge(tt.code, site)
		if got.Verdict != tt.verdict || got.Like != tt.like {
			t.Errorf("%q is %q like %q, want %q like %q", tt.code, got.Verdict, got.Like, tt.verdict, tt.like)
		}
		if (got.Number != "") != (tt.verdict == scan.ToLabel) {
			t.Errorf("%q names the number %q", tt.code, got.Number)
		}
	}
	for code, want := range map[string]string{"https://localhost:8080/l/1": "https://localhost:8080", "http://localhost:8081/l/1": "localhost:8081", "http://ｅｖｉｌ.test:80/": "evil.test", "ftp://x": "ftp://x"} {
		if got := scan.Judge(code, "http://localhost:8080").Shown(); got != want {
			t.Errorf("%q is shown as %q, want %q", code, got, want)
		}
	}
	if got := scan.Judge("http://localhost:8080/l/"+number, "http://localhost:8080"); got.Verdict != scan.ToLabel || got.Number != number {
		t.Errorf("a site on a port: %+v", got)
	}
}

func TestJudge_whatIsShownCannotHideOrTurnAnything(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"a\u202eb", "a\x1b[2Jb", "a\u200bb", "a\nb", "a\xffb", strings.Repeat("x", 5000)} {
		got := scan.Judge(code, "https://labels.example").Text
		if strings.ContainsAny(got, "\u202e\x1b\u200b\n") || len([]rune(got)) > 201 || got == "" {
			t.Errorf("%q is shown as %q", code, got)
		}
	}
}
