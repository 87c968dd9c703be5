package public_test

import (
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/webtest"
)

// laterLives are labels to each of which something happened after its issue.
func laterLives(t *testing.T) map[string]registry.Entry {
	t.Helper()
	all := map[string]registry.Entry{}
	add := func(name string, n int64, change func(*registry.Entry)) {
		e := webtest.Entry(t, webtest.Number(t, n))
		change(&e)
		all[name] = e
	}
	add("warned", 11, func(e *registry.Entry) {
		e.Warnings = []registry.Warning{
			{ID: "b", From: "2026-03-25", Text: scheme.Text{Ja: "初期パスワードの生成方法について調べています。パスワードを変更してお使いください。", En: "We are looking into how default passwords are made. Please change yours."}},
			{ID: "a", From: "2026-02-10", Ended: "2026-02-20", Text: scheme.Text{Ja: "以前の注意の内容。", En: "What the earlier warning said."}},
		}
	})
	add("pending", 12, func(e *registry.Entry) { e.ExtensionApplied = "2026-03-20" })
	add("late", 13, func(e *registry.Entry) { e.ValidUntil, e.ExtensionApplied = "2026-03-10", "2026-03-20" })
	add("refused", 14, func(e *registry.Entry) {
		e.ValidUntil = "2026-03-10"
		e.ApplyForExtension("2026-03-01")
		e.EndExtension("2026-03-20")
	})
	add("extended", 15, func(e *registry.Entry) {
		e.ValidUntil = "2026-03-10"
		e.ApplyForExtension("2026-03-01")
		e.Extend("2028-03-10", "2026-03-20")
		e.Assessments = append([]registry.Assessment{e.Assessments[0]}, e.Assessments...)
		e.Assessments[0].Completed = "2026-02-25"
	})
	add("transferred", 16, func(e *registry.Entry) {
		e.PastHolders = []registry.PastHolder{{Name: scheme.Text{Ja: "前身無線株式会社", En: "Forerunner Wireless K.K."}, Until: "2026-03-01"}}
		e.Reissued = []scheme.Date{"2026-03-05"}
	})
	add("announced", 17, func(e *registry.Entry) {
		e.Revoked, e.EndGround = "2026-03-27", "false_statement"
		e.Announced = []scheme.Announcement{{On: "2026-03-27", Text: scheme.Text{Ja: "申請書に事実と異なる記載があったため、ラベルを取り消しました。", En: "The label was revoked because the application stated what was not true."}}}
	})
	add("annulled", 18, func(e *registry.Entry) {
		e.Annulled = []scheme.Annulment{{Revoked: "2026-02-27", Ground: "false_statement", On: "2026-03-20", Basis: scheme.ByObjection}}
		e.Announced = []scheme.Announcement{{On: "2026-02-27", Text: scheme.Text{Ja: "取り消したことの公表。", En: "What was announced of the revocation."}}}
	})
	return all
}

// What presses stands at the top, what is over in the history alone.
func TestLabel_saysWhatHappenedAfterItsIssue(t *testing.T) {
	t.Parallel()
	lives := laterLives(t)
	var entries []registry.Entry
	for _, e := range lives {
		entries = append(entries, e)
	}
	h := front(t, webtest.Registry(t, entries...), nil)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		said := func(key string, args ...any) string { return p.T(key, args...) }
		for name, want := range map[string]struct{ top, history, never string }{
			"warned":      {said("history.warning_title", scheme.Date("2026-03-25")), said("history.warning_ended", scheme.Date("2026-02-10")), ""},
			"pending":     {said("history.pending_active", scheme.Date("2026-03-20")), said("history.extension_applied"), said("history.expired")},
			"late":        {said("history.pending_late", scheme.Date("2026-03-20")), said("history.expired"), said("history.extension_in_progress")},
			"refused":     {said("public.status.expired", scheme.Date("2026-03-10")), said("history.extension_ended", scheme.Date("2026-03-01")), said("history.extended", scheme.Date("2028-03-10"))},
			"extended":    {said("public.status.active", scheme.Date("2028-03-10")), said("history.extended", scheme.Date("2028-03-10")), said("history.expired")},
			"transferred": {said("status.active"), said("history.reissued"), ""},
			"announced":   {said("history.announced_title", scheme.Date("2026-03-27")), said("history.announced"), said("history.text")},
			"annulled":    {said("history.annulled_note", scheme.Date("2026-02-27"), scheme.Date("2026-03-20")), said("history.annulled.objection", scheme.Date("2026-02-27")), said("history.announced_title", scheme.Date("2026-02-27"))},
		} {
			body := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(lives[name].Number)).Body.String()
			top, _, _ := strings.Cut(body, "<h1")
			_, history, _ := strings.Cut(body, `<h2 id="history">`)
			if !strings.Contains(top, want.top) || !strings.Contains(history, want.history) {
				t.Errorf("%s in %s: %q by the status: %t; %q in the history: %t", name, lang, want.top, strings.Contains(top, want.top), want.history, strings.Contains(history, want.history))
			}
			if want.never != "" && strings.Contains(body, want.never) {
				t.Errorf("%s in %s says %q", name, lang, want.never)
			}
		}
		warned := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(lives["warned"].Number)).Body.String()
		top, rest, _ := strings.Cut(warned, "<h1")
		if over := lives["warned"].Warnings[1].Text.In(lang); strings.Contains(top, over) || !strings.Contains(rest, over) {
			t.Errorf("%s: a warning that has ended stands at the top, or nowhere", lang)
		}
		if sheet := webtest.Ask(h, "GET", "/"+lang+"/labels/"+string(lives["warned"].Number)+"/status").Body.String(); !strings.Contains(sheet, lives["warned"].Warnings[0].Text.In(lang)) {
			t.Errorf("%s: the printed sheet keeps a warning to itself", lang)
		}
	}
}
