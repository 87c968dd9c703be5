package scan_test

import (
	"testing"

	"shirushi/internal/scan"
)

func TestTyped_forgivesSlipsOfCopyingAndNothingElse(t *testing.T) {
	t.Parallel()
	const number = "2026000000000297"
	for _, site := range []string{"http://localhost:8180", "https://labels.example"} {
		host := site[len("http://"):]
		if site[4] == 's' {
			host = site[len("https://"):]
		}
		for text, want := range map[string]scan.Verdict{
			site + "/l/" + number:               scan.ToLabel,
			host + "/l/" + number:               scan.ToLabel,
			host + "/l/" + number + "/":         scan.ToLabel,
			site + "/ja/labels/" + number + "/": scan.ToLabel,
			site + "/l/2026 0000 0000 0297":     scan.ToLabel,
			host + "／ｌ／２０２６００００００００００２９７": scan.ToLabel,
			site + "/":                               scan.Astray,
			host + "/":                               scan.Astray,
			"x." + host + "/l/" + number:             scan.Elsewhere,
			"jc-star-labels.example/l/" + number:     scan.Elsewhere,
			"https://jc-star-labels.example/l/2026/": scan.Elsewhere,
			host + "@evil.test/l/" + number:          scan.Elsewhere,
			site + "@evil.test/l/" + number:          scan.Elsewhere,
			"例え.テスト/l/1":                             scan.Elsewhere,
		} {
			got := scan.Typed(text, site)
			if verdict := scan.Judge(got.Address, site).Verdict; got.Number != "" || verdict != want {
				t.Errorf("%q seen from %s: %+v, %s, want %s", text, site, got, verdict, want)
			}
		}
		for _, text := range []string{number, "2026 0000 0000 0297", "２０２６－００００－００００－０２９７"} {
			if got := scan.Typed(text, site); got.Number == "" || got.Address != "" {
				t.Errorf("%q: %+v", text, got)
			}
		}
		for _, text := range []string{"", "MC-310", "このラベル", "javascript:alert(1)", "mailto:a@b.example", "a@b.example", "WIFI:S:home;;", "ftp://" + host + "/l/" + number} {
			if got := scan.Typed(text, site); got != (scan.Typing{}) {
				t.Errorf("%q is taken: %+v", text, got)
			}
		}
	}
}
