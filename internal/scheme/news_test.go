package scheme

import (
	"slices"
	"strings"
	"testing"
)

func TestNews_Check(t *testing.T) {
	t.Parallel()
	good := News{Kind: NewsSecurity, On: "2026-04-01", Text: Text{Ja: "更新してください。"}, Link: "https://maker.example/1", References: []string{"CVE-2026-12345"}}
	for name, tt := range map[string]struct {
		change func(*News)
		want   string
	}{
		"good":               {func(*News) {}, ""},
		"firmware says it":   {func(n *News) { n.Text, n.Firmware = Text{}, "2.0" }, ""},
		"unknown kind":       {func(n *News) { n.Kind = "party" }, "invalid: kind: refusal.news.kind"},
		"no day":             {func(n *News) { n.On = "" }, "invalid: on: refusal.date.missing"},
		"no such day":        {func(n *News) { n.On = "2026-02-30" }, "invalid: on: refusal.date.malformed"},
		"a day to come":      {func(n *News) { n.On = "2026-04-03" }, "invalid: on: refusal.date.future"},
		"says nothing":       {func(n *News) { n.Text = Text{} }, "invalid: text_ja: refusal.news.text"},
		"text too long":      {func(n *News) { n.Text.En = strings.Repeat("a", 1001) }, "invalid: text_en: refusal.text.too_long"},
		"link to a script":   {func(n *News) { n.Link = "javascript:alert(1)" }, "invalid: link: refusal.news.link"},
		"too many numbers":   {func(n *News) { n.References = slices.Repeat([]string{"CVE-2026-1"}, 21) }, "invalid: references: refusal.product.too_many_lines"},
		"a number too long":  {func(n *News) { n.References = []string{strings.Repeat("a", 201)} }, "invalid: references: refusal.text.too_long"},
		"a number with more": {func(n *News) { n.References = []string{"a\x00b"} }, "invalid: references: refusal.text.unseen"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := good
			tt.change(&n)
			wantRefusal(t, n.Check("2026-04-02"), tt.want)
		})
	}
}

func TestCheckNews_tooMany(t *testing.T) {
	t.Parallel()
	one := News{Kind: NewsUpdate, On: "2026-04-01", Firmware: "2.0"}
	wantRefusal(t, CheckNews(slices.Repeat([]News{one}, 200), "2026-04-02"), "")
	wantRefusal(t, CheckNews(slices.Repeat([]News{one}, 201), "2026-04-02"), "invalid: news: refusal.news.too_many")
}

// wantRefusal compares a refusal with how it is written; "" wants none.
func wantRefusal(t *testing.T, err error, want string) {
	t.Helper()
	if (err == nil) != (want == "") || err != nil && err.Error() != want {
		t.Errorf("refused with %v, want %q", err, want)
	}
}
