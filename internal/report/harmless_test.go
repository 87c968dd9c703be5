package report_test

import (
	"strings"
	"testing"

	"shirushi/internal/report"
)

func TestHarmless_leavesNothingThatSteers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"220 camera":            "220 camera",
		"みまもり　カメラ":              "みまもり　カメラ",
		"\x1b[2J\x1b]0;x\x07":   `\x1b[2J\x1b]0;x\a`,
		"a\r\nb":                `a\r\nb`,
		`a\nb`:                  `a\\nb`,
		"\u202egnp.exe":         `\u202egnp.exe`,
		"\xff\xfb\x01":          `\xff\xfb\x01`,
		"\ufffd":                "\ufffd",
		strings.Repeat("a", 60): strings.Repeat("a", 50) + "…",
	} {
		if got := report.Harmless(text, 50); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	if got := report.HarmlessLines("a\\n\nb\x1b", 50); got != "a\\n\nb\\x1b" {
		t.Errorf("%q", got)
	}
}
