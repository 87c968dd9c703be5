package agenda_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/agenda"
	"shirushi/internal/desk"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/portal/portaltest"
)

// daily sends the daily letters and returns how many.
func (h *house) daily() int {
	h.Helper()
	n, err := h.Agenda.Daily(h.Context())
	h.OK(err)
	return n
}

// at sets the clock to an hour of the day, in Japan.
func (h *house) at(day scheme.Date, hour int) {
	h.Helper()
	s, _, err := h.Desk.Scheme(h.Context())
	h.OK(err)
	h.Clock.Set(s.Midnight(day).Add(time.Duration(hour) * time.Hour))
}

// A box keeps the letters that are delivered into it.
type box struct{ all []mail.Message }

func (b *box) Send(_ context.Context, m mail.Message) error {
	b.all = append(b.all, m)
	return nil
}

// letters delivers what waits, and returns the daily letters among it.
func (h *house) letters() (daily []mail.Message) {
	h.Helper()
	post, err := mail.NewPost(make([]byte, 32), "office@label.example")
	h.OK(err)
	var b box
	_, err = post.Deliver(h.Context(), h.Store, &b, h.Clock.Now().Add(time.Hour))
	h.OK(err)
	for _, m := range b.all {
		if strings.Contains(m.Subject, "あなたを待っていること") || strings.Contains(m.Subject, "Waiting for you") {
			daily = append(daily, m)
		}
	}
	return daily
}

// 2026-04-01 is a Wednesday.
func TestDaily_isSentOnceOnWorkingDaysToWhomSomethingWaitsFor(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		h.at("2026-04-02", 9)
		if n := h.daily(); n != 0 {
			h.Errorf("%d letters on an empty day", n)
		}
		id, err := h.Cases.Open(ctx, h.One, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "ひみつの疑い"})
		h.OK(err)
		if n := h.daily(); n != 0 {
			h.Errorf("%d letters to people who were looked at that day", n)
		}
		h.at("2026-04-03", 7)
		if n := h.daily(); n != 0 {
			h.Errorf("%d letters before the hour", n)
		}
		h.at("2026-04-03", 8)
		if n := h.daily(); n != 3 {
			h.Errorf("%d letters, want one to each officer", n)
		}
		if n := h.daily(); n != 0 {
			h.Errorf("%d letters more on the same day", n)
		}
		for _, day := range []scheme.Date{"2026-04-04", "2026-04-05"} {
			h.at(day, 12)
			if n := h.daily(); n != 0 {
				h.Errorf("%d letters at the weekend", n)
			}
		}
		h.at("2026-04-06", 12)
		h.OK(h.Cases.Assign(ctx, h.One, id))
		h.OK(h.Account.SetDaily(ctx, h.Sign(h.One), false))
		h.OK(h.Cases.Demand(ctx, h.One, id, "ひみつの資料を出してください。", h.today().AddDays(14)))
		if n := h.daily(); n != 1 {
			h.Errorf("%d letters, want that of the holder alone", n)
		}
		letters := h.letters()
		if len(letters) != 4 {
			h.Errorf("%d letters delivered, want 4", len(letters))
		}
		for _, l := range letters {
			if strings.Contains(l.Body, string(h.label)) || strings.Contains(l.Body, "ひみつ") || strings.Contains(l.Body, string(id)) {
				h.Errorf("a daily letter says more than how much waits: %s", l.Body)
			}
		}
	})
}

// Two processes that do the same at the same time send one letter.
func TestDaily_isSentOnceByTwoProcesses(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		h.at("2026-04-03", 9)
		_, err := h.Cases.Open(ctx, h.One, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "確認します。"})
		h.OK(err)
		post, err := mail.NewPost(make([]byte, 32), "office@label.example")
		h.OK(err)
		var sent [2]int
		var failed [2]error
		var both sync.WaitGroup
		for i := range sent {
			room := agenda.New(desk.New(h.Store, h.Clock.Now), post, portaltest.Base)
			both.Go(func() { sent[i], failed[i] = room.Daily(ctx) })
		}
		both.Wait()
		h.OK(failed[0])
		h.OK(failed[1])
		if n := len(h.letters()); sent[0]+sent[1] != 3 || n != 3 {
			h.Errorf("%d and %d sent, %d letters wait, want 3", sent[0], sent[1], n)
		}
	})
}
