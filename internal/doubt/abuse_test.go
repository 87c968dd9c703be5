package doubt_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"shirushi/internal/doubt"
	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestReport_refusedLeavesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	ctx := t.Context()
	for name, c := range map[string]struct {
		key   string
		alter func(*scheme.Report)
	}{
		"a trap":          {"refusal.report.trap", func(r *scheme.Report) { r.Trap = "http://spam.example" }},
		"huge":            {"refusal.text.too_long", func(r *scheme.Report) { r.Text = strings.Repeat("長", 4001) }},
		"no such label":   {"refusal.report.unknown", func(r *scheme.Report) { r.About = "2026000000000995" }},
		"no number":       {"refusal.report.number", func(r *scheme.Report) { r.About = "'; DROP TABLE doubt; --" }},
		"another site":    {"refusal.report.elsewhere", func(r *scheme.Report) { r.About = "https://labe1.example/l/" + string(h.label) }},
		"no consent":      {"refusal.report.consent", func(r *scheme.Report) { r.Consent = false }},
		"unseen signs":    {"refusal.text.unseen", func(r *scheme.Report) { r.Text = "a\u0000b" }},
		"unknown topic":   {"refusal.report.topic", func(r *scheme.Report) { r.Topic = "x" }},
		"label is needed": {"refusal.report.about_needed", func(r *scheme.Report) { r.About, r.Product = "", "箱" }},
	} {
		r := h.told()
		c.alter(&r)
		if _, err := h.inbox.Report(ctx, h.form(), r); err == nil {
			t.Errorf("%s was taken", name)
		} else if name != "no such label" {
			h.refused(name, err, c.key)
		}
	}
	fast := h.inbox.Form()
	_, err := h.inbox.Report(ctx, fast, h.told())
	h.refused("at once", err, "refusal.report.fast")
	for name, form := range map[string]string{"no form": "", "a made up form": "AAAA.1775012400.BBBB", "an altered one": strings.Replace(fast, ".1", ".0", 1)} {
		_, err := h.inbox.Report(ctx, form, h.told())
		h.refused(name, err, "refusal.report.form")
	}
	old := h.inbox.Form()
	h.clock.Advance(25 * time.Hour)
	_, err = h.inbox.Report(ctx, old, h.told())
	h.refused("a day later", err, "refusal.report.form")
	if rows, err := h.inbox.List(ctx, h.one); len(rows) != 0 || err != nil {
		t.Errorf("%d doubts of refused reports, %v", len(rows), err)
	}
}

func TestReport_sentTwiceIsOneWithOneReceipt(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	form := h.form()
	first, err := h.inbox.Report(t.Context(), form, h.told())
	h.ok(err)
	again, err := h.inbox.Report(t.Context(), form, h.told())
	h.ok(err)
	if first != again || len(first) != 25 {
		t.Errorf("%s and %s", first, again)
	}
	other := h.told()
	other.Text = "別のこと"
	_, err = h.inbox.Report(t.Context(), form, other)
	h.refused("the same form with another text", err, "refusal.report.sent")
	if rows, err := h.inbox.List(t.Context(), h.one); len(rows) != 1 || err != nil {
		t.Error(len(rows), err)
	}
}

func TestReport_floodsAreStopped(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	for n := range 5 {
		id, _ := h.reported(h.told())
		if f, err := h.inbox.Look(t.Context(), h.one, id); err != nil || f.Doubt.Alike != n {
			t.Errorf("%d alike, want %d, %v", f.Doubt.Alike, n, err)
		}
	}
	same := h.told()
	same.Text = " " + strings.ReplaceAll(same.Text, "ジェイタグ", "ｼﾞｪｲﾀｸﾞ") // another width is no other text
	_, err := h.inbox.Report(t.Context(), h.form(), same)
	h.refused("a sixth of the same text", err, "refusal.report.alike")
	for n := range 295 {
		r := h.told()
		r.Text = fmt.Sprintf("見たこと %d", n)
		form := h.inbox.Form()
		h.clock.Advance(4 * time.Second)
		if _, err := h.inbox.Report(t.Context(), form, r); err != nil {
			t.Fatal(n, err)
		}
	}
	other := h.told()
	other.Text = "まったく別のこと"
	_, err = h.inbox.Report(t.Context(), h.form(), other)
	h.refused("more than a day holds", err, "refusal.report.day")
	h.clock.Advance(24 * time.Hour)
	if _, err = h.inbox.Report(t.Context(), h.form(), other); err != nil {
		t.Error("the day after:", err)
	}
}

func TestFollow_receiptsOfOthersTellNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	id, receipt := h.reported(h.told())
	guesses := []string{"", "A", strings.Repeat("A", 25), receipt[:24], receipt + "A", string(id), "%' OR 1=1 --"}
	for at := range receipt {
		wrong := []byte(receipt)
		wrong[at] = "A2"[(map[bool]int{true: 1, false: 0})[wrong[at] == 'A']]
		guesses = append(guesses, string(wrong))
	}
	for _, guess := range guesses {
		_, err := h.inbox.Follow(t.Context(), guess)
		h.refused(guess, err, "refusal.receipt")
		h.refused(guess, h.inbox.Add(t.Context(), guess, "x"), "refusal.receipt")
	}
	if doubt.Receipt("abcd-efgh ０１８") != "ABCDEFGHOIB" {
		t.Error(doubt.Receipt("abcd-efgh ０１８"))
	}
	for n := range 20 {
		h.ok(h.inbox.Add(t.Context(), receipt, fmt.Sprint("追加 ", n)))
	}
	h.refused("a flood of messages", h.inbox.Add(t.Context(), receipt, "もう一つ"), "refusal.report.messages")
	h.refused("a huge one", h.inbox.Add(t.Context(), receipt, strings.Repeat("長", 4001)), "refusal.text.too_long")
}

// What was marked as spam looks to its sender as if it waited.
func TestSpam_isNotToldAndComesBackWhenItWasNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	ctx := t.Context()
	id, receipt := h.reported(h.told())
	h.ok(h.inbox.MarkSpam(ctx, h.one, id))
	if news, err := h.inbox.Follow(ctx, receipt); err != nil || news.State != scheme.DoubtReceived {
		t.Error(news, err)
	}
	h.ok(h.inbox.UnmarkSpam(ctx, h.one, id))
	if f, err := h.inbox.Look(ctx, h.one, id); err != nil || f.Doubt.State != scheme.DoubtReceived || f.Doubt.Due == "" || f.Told.Text != secretText {
		t.Error(f, err)
	}
	h.ok(h.inbox.MarkSpam(ctx, h.one, id))
	h.clock.Advance(31 * 24 * time.Hour)
	if n, err := h.inbox.Forget(ctx); n != 1 || err != nil {
		t.Error(n, err)
	}
	h.refused("after it was forgotten", h.inbox.UnmarkSpam(ctx, h.one, id), "refusal.doubt.forgotten")
}

// Only officers who do not keep off the label see a doubt, and its contact only
// with a fresh passkey and a line on record.
func TestDoubt_isForOfficersAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	ctx := t.Context()
	id, _ := h.reported(h.told())
	for name, who := range map[string]scheme.Actor{"the holder": h.anna, "an administrator": h.admin, "nobody": {}, "the software": scheme.System()} {
		if _, err := h.inbox.Look(ctx, who, id); !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("%s looks: %v", name, err)
		}
		if rows, err := h.inbox.List(ctx, who); len(rows) != 0 || !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("%s lists: %v", name, err)
		}
		if _, err := h.inbox.Contact(ctx, h.fresh(who), id); !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("%s reads the contact: %v", name, err)
		}
		_, open := h.inbox.OpenCase(ctx, who, id, doubt.CaseRequest{About: "x", Take: true})
		_, enter := h.inbox.ToRegister(ctx, who, id, misuse.Draft{})
		for deed, err := range map[string]error{"asks": h.inbox.Ask(ctx, who, id, "x"), "answers": h.inbox.Answer(ctx, who, id, "x"), "marks": h.inbox.MarkSpam(ctx, who, id), "opens": open, "enters": enter} {
			if !scheme.IsRefusal(err, scheme.Denied) {
				t.Errorf("%s %s: %v", name, deed, err)
			}
		}
	}
	_, err := h.inbox.Contact(ctx, h.one, id)
	h.refused("without a passkey", err, "refusal.step_up")
	contact, err := h.inbox.Contact(ctx, h.fresh(h.one), id)
	if err != nil || contact != secretContact {
		t.Error(contact, err)
	}
	h.look(func(tx *store.Tx) error {
		lines, err := tx.AuditOf("doubt:"+string(id), 0)
		if len(lines) != 2 || lines[0].Deed != "read_contact" && lines[1].Deed != "read_contact" {
			t.Errorf("%+v", lines)
		}
		return err
	})
	h.put(func(tx *store.Tx) error {
		return tx.AddRecusal(scheme.Recusal{ID: "r", Person: h.one.Person.ID, Organisation: h.maker.ID, Reason: "身内", At: h.clock.Now(), By: h.one.Person.ID})
	})
	_, err = h.inbox.Look(ctx, h.one, id)
	h.refused("a recused officer", err, "refusal.recused")
	if rows, err := h.inbox.List(ctx, h.one); len(rows) != 0 || err != nil {
		t.Error("a recused officer sees it on the list", err)
	}
	if rows, err := h.inbox.List(ctx, h.two); len(rows) != 1 || err != nil {
		t.Error(len(rows), err)
	}
}
