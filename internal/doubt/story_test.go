package doubt_test

import (
	"strings"
	"testing"
	"time"

	"shirushi/internal/doubt"
	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Who reported reads how the label stands today, also after the answer, and
// that a revocation was annulled since; of one that ended before, nothing.
func TestFollow_tellsHowTheLabelStandsToday(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		id, receipt := h.reported(h.told())
		h.ok(h.inbox.Answer(t.Context(), h.two, id, "取り消しました。"))
		today := scheme.DateOf(h.clock.Now())
		for _, one := range []struct {
			what     string
			set      func(*scheme.Label)
			status   scheme.Status
			annulled scheme.Date
		}{
			{"long before", func(l *scheme.Label) { l.Annulled = []scheme.Annulment{{Revoked: "2026-01-05", On: "2026-01-20"}} }, scheme.Active, ""},
			{"revoked", func(l *scheme.Label) { l.Revoked = today }, scheme.Revoked, ""},
			{"annulled", func(l *scheme.Label) {
				l.Revoked, l.Annulled = "", append(l.Annulled, scheme.Annulment{Revoked: today, On: today})
			}, scheme.Active, today},
			{"not public", func(l *scheme.Label) { l.Listed = today.AddDays(3) }, "", ""},
		} {
			h.put(func(tx *store.Tx) error {
				l, err := tx.Label(h.label)
				one.set(&l)
				h.ok(err)
				return tx.PutLabel(&l)
			})
			news, err := h.inbox.Follow(t.Context(), receipt)
			if h.ok(err); news.Status != one.status || news.Annulled.On != one.annulled {
				t.Errorf("%s: %q, annulled %q", one.what, news.Status, news.Annulled.On)
			}
		}
	})
}

// A doubt is asked about, led to a case and answered; who reported follows it
// with the receipt and nothing else.
func TestStory_doubtToCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, receipt := h.reported(h.told())
		f, err := h.inbox.Look(ctx, h.one, id)
		h.ok(err)
		if f.Told.Text != secretText || f.Told.Contact != "" || !f.Doubt.HasContact || f.Status != scheme.Active || f.Doubt.Due != "2026-04-15" {
			t.Errorf("%+v", f)
		}
		h.ok(h.inbox.Ask(ctx, h.one, id, "型番はどれですか。"))
		news, err := h.inbox.Follow(ctx, strings.ToLower(receipt[:5]+"-"+receipt[5:]))
		h.ok(err)
		if news.Status != scheme.Active || news.Annulled.On != "" || news.State != scheme.DoubtAsked || len(news.Messages) != 1 || news.Messages[0].By == h.one.Person.ID || !news.MayAdd {
			t.Errorf("%+v", news)
		}
		h.ok(h.inbox.Add(ctx, receipt, "SC-1です。"))
		h.ok(h.inbox.Add(ctx, receipt, "SC-1です。")) // the page loaded again
		if f, err = h.inbox.Look(ctx, h.one, id); err != nil || len(f.Told.Messages) != 2 || f.Doubt.State != scheme.DoubtReceived || !f.Doubt.Unread {
			t.Error(f.Told.Messages, f.Doubt.State, err)
		}
		_, err = h.inbox.OpenCase(ctx, h.one, id, doubt.CaseRequest{About: "情報によると「" + secretText + "」とのことです。", Take: true})
		h.refused("the report's own words", err, "refusal.doubt.betrays")
		_, err = h.inbox.OpenCase(ctx, h.one, id, doubt.CaseRequest{About: "匿名太郎氏ではなく tokumei@ から", Take: true})
		h.refused("the contact", err, "refusal.doubt.hints")
		_, err = h.inbox.OpenCase(ctx, h.one, id, doubt.CaseRequest{About: " ", Take: true})
		h.refused("nothing", err, "refusal.reason.missing")
		h.look(func(tx *store.Tx) error {
			if _, err := tx.OpenCase(h.label); !scheme.IsRefusal(err, scheme.Missing) {
				t.Error("a refused deed opened a case", err)
			}
			return nil
		})
		in, err := h.inbox.OpenCase(ctx, h.one, id, doubt.CaseRequest{About: "基板の端子の扱いに疑いがある。", Sure: true, Take: true})
		h.ok(err)
		h.look(func(tx *store.Tx) error {
			c, err := tx.OpenCase(h.label)
			if c.ID != in || c.ID == "" {
				t.Errorf("%+v", c)
			}
			return err
		})
		h.ok(h.inbox.Answer(ctx, h.two, id, "調べています。ありがとうございました。"))
		h.refused("after the end", h.inbox.Add(ctx, receipt, "もう一つ"), "refusal.report.closed")

		h.clock.Advance(179 * 24 * time.Hour)
		if n, err := h.inbox.Forget(ctx); n != 0 || err != nil {
			t.Error(n, err)
		}
		h.clock.Advance(2 * 24 * time.Hour)
		if n, err := h.inbox.Forget(ctx); n != 1 || err != nil {
			t.Error(n, err)
		}
		if n, err := h.inbox.Forget(ctx); n != 0 || err != nil {
			t.Error("forgot twice", n, err)
		}
		news, err = h.inbox.Follow(ctx, receipt)
		if f, look := h.inbox.Look(ctx, h.one, id); err != nil || look != nil || !news.Gone || len(news.Messages) != 0 || f.Told.Text != "" {
			t.Error(news, err, look, f.Told)
		}
		for _, secret := range []string{secretText, "tokumei", secretPlace, "SC-1です", receipt} {
			if strings.Contains(h.everything(), secret) {
				t.Errorf("%q lies in the clear", secret)
			}
		}
	})
}

// A forged label is told of, entered, answered and published by a second
// officer, and ends.
func TestStory_improperUseAnsweredAndEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		told := h.told()
		told.Topic, told.About, told.Product = "forged", "", "架空商会のカメラ"
		id, _ := h.reported(told)
		draft := misuse.Draft{Template: "forged", Party: scheme.Text{Ja: "架空商会"}, Product: scheme.Text{Ja: "夜見カメラ"}, Source: "https://shop.example/cam", Seen: "2026-03-30", CorporateNumber: h.maker.CorporateNumber}
		bad := draft
		bad.Party.Ja = "匿名 tokumei@example.jp"
		_, err := h.inbox.ToRegister(ctx, h.one, id, bad)
		h.refused("who reported as the party", err, "refusal.doubt.betrays")
		entry, err := h.inbox.ToRegister(ctx, h.one, id, draft)
		h.ok(err)
		h.ok(h.register.Notice(ctx, h.one, entry, "2026-04-01", "書留郵便"))
		h.refused("too soon", h.register.Publish(ctx, h.fresh(h.two), entry), "refusal.misuse.time_to_answer")
		h.refused("an answer that names who reported", h.register.Answer(ctx, h.one, entry, "tokumei という人の嫌がらせです。", "2026-04-01"), "refusal.doubt.betrays")
		h.ok(h.register.Answer(ctx, h.one, entry, "販売を止めます。", "2026-04-01"))
		h.refused("by who entered it", h.register.Publish(ctx, h.fresh(h.one), entry), "refusal.misuse.same_officer")
		h.refused("without a passkey", h.register.Publish(ctx, h.two, entry), "refusal.step_up")
		if all, err := h.register.Standing(ctx); len(all) != 0 || err != nil {
			t.Fatal("public before its publication", all, err)
		}
		h.ok(h.register.Publish(ctx, h.fresh(h.two), entry))
		all, err := h.register.Standing(ctx)
		if err != nil || len(all) != 1 || all[0].Number != 1 || all[0].Answer != "販売を止めます。" || !strings.Contains(all[0].Said.Ja, "架空商会") {
			t.Fatalf("%+v %v", all, err)
		}
		h.ok(h.register.End(ctx, h.fresh(h.one), entry, "stopped"))
		if all, err := h.register.Standing(ctx); len(all) != 0 || err != nil {
			t.Error("stands after its end", all, err)
		}
		if one, err := h.register.Numbered(ctx, 1); err != nil || one.Ended != "2026-04-01" || one.End.Ja == "" {
			t.Errorf("%+v %v", one, err)
		}
		h.events(t, scheme.MisusePublished, scheme.MisuseAnswered, scheme.MisuseEnded)
		h.letters(t, map[string]int{"misuse_noticed": 1, "misuse_published": 1, "misuse_ended": 1})
	})
}

// events fails unless the public learnt exactly this of the register.
func (h *house) events(t *testing.T, want ...scheme.EventKind) {
	t.Helper()
	_, err := h.store.Sequence(t.Context(), "2030-01-01")
	h.ok(err)
	h.look(func(tx *store.Tx) error {
		all, err := tx.Events(0, 0)
		var got []scheme.EventKind
		for _, e := range all {
			if strings.HasPrefix(string(e.Kind), "misuse_") {
				got = append(got, e.Kind)
				if e.Label != "" || e.Facts["misuse"] != "1" {
					t.Errorf("%+v", e)
				}
			}
		}
		if len(got) != len(want) {
			t.Errorf("events %v, want %v", got, want)
		}
		return err
	})
}

// letters counts the letters that wait to be sent, by kind.
func (h *house) letters(t *testing.T, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	h.look(func(tx *store.Tx) error {
		due, err := tx.DueLetters(h.clock.Now().Add(time.Hour), 100)
		for _, l := range due {
			got[l.Kind]++
		}
		return err
	})
	for kind, n := range want {
		if got[kind] != n {
			t.Errorf("%d letters %s, want %d", got[kind], kind, n)
		}
	}
}

// What nobody does comes by itself: an urgent entry ends, officers are reminded.
func TestStory_urgentEndsAndLateIsReminded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.reported(h.told())
		entry, err := h.register.Enter(ctx, h.one, misuse.Draft{Template: "guarantee", Party: scheme.Text{Ja: "架空電器"}, Product: scheme.Text{Ja: "呼鈴"}, Source: "https://shop.example/", Seen: "2026-04-01", Urgent: true})
		h.ok(err)
		h.ok(h.register.Publish(ctx, h.fresh(h.two), entry))
		h.daily()
		h.letters(t, map[string]int{"misuse_review": 0, "doubts_overdue": 0})
		h.clock.Advance(10 * 24 * time.Hour)
		h.daily()
		h.daily()
		h.letters(t, map[string]int{"misuse_review": 2})
		h.clock.Advance(5 * 24 * time.Hour)
		if all, err := h.register.Standing(ctx); len(all) != 0 || err != nil {
			t.Error("stands past its review", all, err)
		}
		h.daily()
		h.events(t, scheme.MisusePublished, scheme.MisuseEnded)
		for range 2 {
			_, err := h.inbox.Remind(ctx)
			h.ok(err)
		}
		h.letters(t, map[string]int{"doubts_overdue": 2})
	})
}

// daily lets the register of improper use do what is due.
func (h *house) daily() {
	h.t.Helper()
	_, err := h.register.Daily(h.t.Context())
	h.ok(err)
}
