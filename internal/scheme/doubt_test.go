package scheme

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const doubtGrid = `
               ask_reporter     add_to_doubt     open_case       to_register     answer_doubt   mark_spam    unmark_spam      forget_doubt
doubt_received O>doubt_asked    S>doubt_received O>doubt_in_case O>doubt_entered O>doubt_closed O>doubt_spam .                .
doubt_asked    O>doubt_asked    S>doubt_received O>doubt_in_case O>doubt_entered O>doubt_closed O>doubt_spam .                .
doubt_in_case  O>doubt_in_case  S>doubt_in_case  .               .               O>doubt_closed .            .                .
doubt_entered  O>doubt_entered  S>doubt_entered  .               .               O>doubt_closed .            .                .
doubt_closed   .                .                .               .               .              .            .                S>doubt_closed
doubt_spam     .                .                .               .               .              .            O>doubt_received S>doubt_spam
`

const misuseGrid = `
                 edit_misuse    notice_misuse      answer_misuse      publish_misuse     review_misuse      end_misuse      drop_misuse
misuse_draft     O>misuse_draft O>misuse_noticed   .                  O>misuse_published .                  .               O>misuse_dropped
misuse_noticed   .              .                  O>misuse_noticed   O>misuse_published .                  .               O>misuse_dropped
misuse_published .              O>misuse_published O>misuse_published .                  O>misuse_published OS>misuse_ended .
misuse_ended     .              .                  .                  .                  .                  .               .
misuse_dropped   .              .                  .                  .                  .                  .               .
`

var sideOfDoubt = map[Role]string{RoleOfficer: "O", RoleSystem: "S"}

func TestDoubtRules_everyStateDeedAndRoleIsDecided(t *testing.T) {
	t.Parallel()
	checkGrid(t, doubtGrid, sideOfDoubt, DoubtRules, DoubtStates, DoubtDeeds)
}

func TestMisuseRules_everyStateDeedAndRoleIsDecided(t *testing.T) {
	t.Parallel()
	checkGrid(t, misuseGrid, sideOfDoubt, MisuseRules, MisuseStates, MisuseDeeds)
}

var doubtPolicy = DoubtPolicy{Topics: []Topic{{ID: "conform", NeedsLabel: true}, {ID: "other"}}, TextAtMost: 100, KeepDays: 180, SpamKeepDays: 30}

func TestReportCheck_namesEachFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	right := Report{Topic: "conform", About: "1", Text: "見た", Language: "ja", Consent: true, When: sampleDay}
	if err := right.Check(doubtPolicy, sampleDay); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		field string
		alter func(*Report)
	}{
		"no topic":           {"topic", func(r *Report) { r.Topic = "" }},
		"no number":          {"about", func(r *Report) { r.About, r.Product = "", "箱" }},
		"about nothing":      {"about", func(r *Report) { r.Topic, r.About = "other", " " }},
		"no text":            {"text", func(r *Report) { r.Text = "　 " }},
		"long text":          {"text", func(r *Report) { r.Text = strings.Repeat("長", 101) }},
		"turned text":        {"text", func(r *Report) { r.Text = "a\u202eb" }},
		"long place":         {"where", func(r *Report) { r.Where = strings.Repeat("x", 301) }},
		"long contact":       {"contact", func(r *Report) { r.Contact = strings.Repeat("x", 301) }},
		"tomorrow":           {"when", func(r *Report) { r.When = sampleDay.AddDays(1) }},
		"no day of ours":     {"when", func(r *Report) { r.When = "2026-02-30" }},
		"no consent":         {"consent", func(r *Report) { r.Consent = false }},
		"filled by programs": {"website", func(r *Report) { r.Trap = "x" }},
		"no language":        {"language", func(r *Report) { r.Language = "fr" }},
	} {
		r := right
		c.alter(&r)
		if refusals := RefusalsOf(r.Check(doubtPolicy, sampleDay)); !slices.ContainsFunc(refusals, func(one *Refusal) bool { return one.Field == c.field }) {
			t.Errorf("%s: %v", name, refusals)
		}
	}
}

func TestForgetOn_countsFromTheEndAndIsSoonerForSpam(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	d := Doubt{State: DoubtReceived}
	if got := d.ForgetOn(doubtPolicy, ""); got != "" {
		t.Errorf("an open doubt is forgotten on %s", got)
	}
	d.State, d.Closed = DoubtClosed, now
	if got := d.ForgetOn(doubtPolicy, "2026-04-01"); got != "2026-09-28" {
		t.Error(got)
	}
	d.State = DoubtSpam
	if got := d.ForgetOn(doubtPolicy, "2026-04-01"); got != "2026-05-01" {
		t.Error(got)
	}
	if d.Forgotten = now; d.ForgetOn(doubtPolicy, "2026-04-01") != "" {
		t.Error("forgotten twice")
	}
}

func TestBetrays_findsContactAndOwnWords(t *testing.T) {
	t.Parallel()
	c := Confidence{Contact: "田中 一郎 <ichiro.tanaka@example.jp> 090-1234-5678", Text: "倉庫の三番の棚で型番SC-1の箱に去年の日付のラベルを見ました。",
		Messages: []DoubtMessage{{Text: "私は当時その会社の品質保証部で働いていて記録を見ました"}, {By: "officer", Text: "どの店で見たかを教えていただけますか。よろしくお願いします。"}}}
	for text, want := range map[string]bool{
		"箱のラベルの日付について説明してください。":            false,
		"田中さんからの情報です。":                     true,
		"mail to ichiro.tanaka@example.jp": true,
		"090-1234-5678に電話":                 true,
		"倉庫の三番の棚で型番SC-1の箱に去年の日付のラベルを見たとの情報があります。":     true,
		"情報をくれた人は「私は当時その会社の品質保証部で働いていて記録を見ました」と言います。": true,
		"どの店で見たかを教えていただけますか。よろしくお願いします。":              false,
	} {
		if got := c.Betrays(text, strings.ToLower); (got != "") != want {
			t.Errorf("%s: %q", text, got)
		}
	}
	if got := (Confidence{}).Betrays("何か", strings.ToLower); got != "" {
		t.Errorf("nothing was told, and %q betrays it", got)
	}
}

// Words that many use point to nobody; names, places and rare words may.
func TestHints_shortWordsByWhichSomebodyIsKnown(t *testing.T) {
	t.Parallel()
	c := Confidence{Text: "新宿の田中歯科の受付で、管理画面のパスワードが同じでした。シオサイを使っています。", Where: "秋葉原の量販店", Messages: []DoubtMessage{{Text: "I run Mimosa, a coffee house."}}}
	how := Reading{Fold: strings.ToLower, Public: []string{"パスワード", "管理画面", "北辰ネットワークス 岸"},
		Clues: DoubtClues{Names: []string{"様", "さん", "氏"}, Places: []string{"店", "歯科", "喫茶"}, Plain: []string{"仕様", "氏名", "お客様", "皆さん"}}}
	for text, want := range map[string]string{
		"田辺様から指摘がありました。": "田辺様", "山田さんによる": "山田さん", "岸様のご説明": "", "製品の仕様、氏名の欄、お客様と皆さん": "", "たくさんあります": "",
		"田中歯科で見られた": "田中歯科", "秋葉原で買われた": "秋葉原", "シオサイの件": "シオサイ", "by mimosa": "mimosa", "別の店の製品": "",
		"管理画面のパスワードが共通です。": "", "": "",
	} {
		if got := c.Hints(text, how); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	long := Confidence{Text: "The default password is the same on all the five devices that I have bought."}
	for text, want := range map[string]bool{"the default password is the same for all": false, "On all the five devices, that I have bought": true} {
		if got := long.Copied(text, how); (got != "") != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
