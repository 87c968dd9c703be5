package doubt_test

import (
	"slices"
	"strings"
	"testing"

	"shirushi/internal/desk"
	"shirushi/internal/doubt"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/surveillance"
)

const (
	toldCopy = "5台とも、箱から出して家のネットワークにつなぐと、ブラウザーの管理画面に同じ文字で入れました"
	copied   = "５台とも箱から出して、家のネットワークにつなぐと ブラウザーの管理画面に同じ文字で入れる。"
	naming   = "喫茶ミモザの山田様から、買った製品と店の製品について指摘がありました。"
	harmless = "初期パスワードの作り方を示す資料を提出してください。"
)

// reportedCase is a case that came of a report from a café.
func (h *house) reportedCase() scheme.CaseID {
	h.t.Helper()
	r := h.told()
	r.Text, r.Where, r.Contact = toldCopy+"。水道橋で喫茶ミモザを営んでいます。", "秋葉原の電気街", "山田 mimoza@example.jp"
	id, _ := h.reported(r)
	in, err := h.inbox.OpenCase(h.t.Context(), h.one, id, doubt.CaseRequest{About: harmless, Sure: true, Take: true})
	h.ok(err)
	return in
}

func TestGuard_theOpeningAsksForTheTickAndQuotesWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	r := h.told()
	r.Text, r.Contact = toldCopy, "田辺"
	id, _ := h.reported(r)
	for _, c := range []struct {
		about string
		sure  bool
		key   string
		field string
		piece string
	}{
		{harmless, false, "refusal.doubt.sure", "sure", ""},
		{"田辺様（新宿の歯科医院）から、初期パスワードが共通との指摘がありました。", false, "refusal.doubt.hints", "doubted", "田辺"},
		{copied, false, "refusal.doubt.betrays", "doubted", "５台とも箱から出して、家のネットワークにつ"},
		{copied, true, "refusal.doubt.betrays", "doubted", "５台とも箱から出して、家のネットワークにつ"},
	} {
		_, err := h.inbox.OpenCase(t.Context(), h.one, id, doubt.CaseRequest{About: c.about, Sure: c.sure})
		no := scheme.RefusalsOf(err)
		if len(no) != 1 || no[0].Key != c.key || no[0].Field != c.field || c.piece != "" && no[0].Args[0] != c.piece {
			t.Errorf("%s: %+v, want %s on %s with %s", c.about, no, c.key, c.field, c.piece)
		}
	}
}

// Whatever the office says in a case that came of a report is held against the
// report; the tick lets short words pass, and never a copy.
func TestGuard_holdsEveryTextOfTheCase(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	ctx := t.Context()
	id := h.reportedCase()
	try := func(what, field string, do func(*surveillance.Room, string) error) {
		t.Helper()
		for _, c := range []struct {
			room *surveillance.Room
			text string
			key  string
		}{{h.cases, copied, "refusal.doubt.betrays"}, {h.cases.Sure(), copied, "refusal.doubt.betrays"}, {h.cases, naming, "refusal.doubt.hints"},
			{h.cases, "秋葉原で売られた製品を調べました。", "refusal.doubt.hints"}, {h.cases, "水道橋駅の近くで見られた製品です。喫茶ミモザ", "refusal.doubt.hints"},
			{h.cases, "mimoza@example.jp", "refusal.doubt.hints"}} {
			no := scheme.RefusalsOf(do(c.room, c.text))
			if len(no) == 0 || no[0].Key != c.key || no[0].Field != field {
				t.Errorf("%s: %s: %+v, want %s on %s", what, c.text, no, c.key, field)
			}
		}
		h.look(func(tx *store.Tx) error {
			c, err := tx.Case(id)
			for _, s := range c.Steps {
				if strings.Contains(s.Text, "ミモザ") {
					t.Errorf("%s: a refused text was kept", what)
				}
			}
			return err
		})
	}
	day := scheme.Date("2026-05-11")
	f, err := h.cases.Case(ctx, h.one, id)
	h.ok(err)
	item := f.Items[0].ID
	ground := f.Scheme.Grounds[slices.IndexFunc(f.Scheme.Grounds, func(g scheme.Ground) bool { return g.Ends == scheme.DeedRevoke })].ID
	warn := func(r *surveillance.Room, s string) error {
		return r.ProposeWarning(ctx, h.one, id, scheme.Text{Ja: s, En: "Take care."})
	}
	try("warning", "text_ja", warn)
	h.refused("a warning without the tick", warn(h.cases, "ご注意ください。"), "refusal.doubt.sure")
	h.ok(warn(h.cases.Sure(), "ご注意ください。"))
	demand := func(r *surveillance.Room, s string) error { return r.Demand(ctx, h.one, id, s, day) }
	try("demand", "text", demand)
	h.ok(demand(h.cases, harmless))
	h.refused("a word of the report", h.cases.Extend(ctx, h.one, id, "電気街の控え", day.AddDays(3)), "refusal.doubt.hints")
	h.ok(h.cases.Sure().Extend(ctx, h.one, id, "電気街の控え", day.AddDays(3)))
	h.ok(h.cases.Extend(ctx, h.one, id, "電気街の控えの写し", day.AddDays(4))) // looked at before
	try("extension", "text", func(r *surveillance.Room, s string) error { return r.Extend(ctx, h.one, id, s, day.AddDays(7)) })
	h.ok(h.cases.AskTime(ctx, h.anna, id, copied, day.AddDays(7))) // the holder must not learn by a refusal
	try("denial", "text", func(r *surveillance.Room, s string) error { return r.DenyTime(ctx, h.one, id, s) })
	h.ok(h.cases.DenyTime(ctx, h.one, id, "資料は既にお持ちのはずです。"))
	h.ok(h.cases.Answer(ctx, h.anna, id, "山田様とは誰ですか。", false))
	find := func(r *surveillance.Room, s string) error {
		return r.Find(ctx, h.one, id, []scheme.Finding{{Criterion: item, Verdict: scheme.FoundFailing, Text: s}})
	}
	try("finding", "findings", find)
	h.ok(find(h.cases, "初期パスワードは共通でした。"))
	try("taking back", "text", func(r *surveillance.Room, s string) error { return r.Unfind(ctx, h.one, id, item, s) })
	try("order", "text", func(r *surveillance.Room, s string) error { return r.Order(ctx, h.one, id, s, day) })
	try("joining", "text", func(r *surveillance.Room, s string) error {
		_, err := r.Open(ctx, h.one, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: s})
		return err
	})
	notify := func(r *surveillance.Room, s string) error { return r.Notify(ctx, h.one, id, ground, s, "") }
	try("notice", "text", notify)
	h.ok(notify(h.cases, "初期パスワードが共通です。"))
	h.ok(h.cases.State(ctx, h.anna, id, "直します。", true))
	hear := func(r *surveillance.Room, s string) error { return r.Hear(ctx, h.two, id, s, false) }
	try("hearing", "text", hear)
	h.ok(hear(h.cases, "意見を聴きました。"))
	try("closing", "text", func(r *surveillance.Room, s string) error {
		return r.Close(ctx, h.two, id, scheme.OutcomeKept, s)
	})
	revoke := func(r *surveillance.Room, s string) error { return r.Revoke(ctx, h.fresh(h.two), id, s) }
	try("revocation", "text", revoke)
	h.ok(revoke(h.cases, "初期パスワードが共通でした。"))
	announce := func(r *surveillance.Room, s string) error {
		return r.ProposeAnnouncement(ctx, h.one, id, scheme.AnnounceWideImpact, scheme.Text{Ja: s, En: "Change it."})
	}
	try("announcement", "text_ja", announce)
	h.refused("an announcement without the tick", announce(h.cases, "変えてください。"), "refusal.doubt.sure")
	h.ok(announce(h.cases.Sure(), "変えてください。"))
	h.ok(h.cases.ConfirmAnnouncement(ctx, h.fresh(h.two), id))
}

// What is decided on an objection is held against the reports of the label's
// cases too.
func TestGuard_holdsDecisionsAboutTheLabel(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	held := func(text string) error {
		return desk.New(h.store, h.clock.Now).Do(t.Context(), h.two, "test", func(w *desk.Work) error {
			w.Unchanged()
			return h.inbox.GuardLabel(w, h.label, "reason", text)
		})
	}
	h.ok(held(copied)) // no case hangs on a report
	h.reportedCase()
	h.refused("a copy", held(copied), "refusal.doubt.betrays")
	h.refused("the contact", held("mimoza@example.jp の方の指摘は誤りでした。"), "refusal.doubt.betrays")
	h.ok(held(harmless))
}
