package agenda_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/agenda"
	"shirushi/internal/misuse"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/surveillance"
	"shirushi/internal/testkit"
	"shirushi/internal/web/portal/portaltest"
)

// A house is a bureau with a third officer and a label that stands.
type house struct {
	*testing.T
	*portaltest.Bureau
	three scheme.Actor
	label scheme.LabelNumber
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := &house{T: t, Bureau: portaltest.On(t, s)}
		h.three = h.Person(testkit.Office(), 4, scheme.RoleOfficer)
		h.label = h.Issued(0)
		fn(h)
	})
}

func (h *house) days(n int) { h.Clock.Advance(time.Duration(n) * 24 * time.Hour) }

func (h *house) today() scheme.Date {
	h.Helper()
	s, _, err := h.Desk.Scheme(h.Context())
	h.OK(err)
	return s.Day(h.Clock.Now())
}

func (h *house) fresh(a scheme.Actor) scheme.Actor {
	a.SteppedUp = h.Clock.Now()
	return a
}

// waits are the sorts of what waits for someone of the office, in their order.
func (h *house) waits(who scheme.Actor) string {
	h.Helper()
	a, err := h.Agenda.Office(h.Context(), who, 50)
	h.OK(err)
	var all []string
	for _, one := range a.Items {
		all = append(all, string(one.Sort)+":"+one.State)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// late fails unless what waits for One first is late by these days.
func (h *house) late(when string, days int) {
	h.Helper()
	a, err := h.Agenda.Office(h.Context(), h.One, 50)
	h.OK(err)
	if len(a.Items) == 0 || a.Items[0].Late != days {
		h.Errorf("%s: %+v", when, a.Items)
	}
}

// see fails unless the officers One, Two and Three each see what is given.
func (h *house) see(when string, one, two, three string) {
	h.Helper()
	for _, o := range []struct {
		name string
		who  scheme.Actor
		want string
	}{{"one", h.One, one}, {"two", h.Two, two}, {"three", h.three, three}} {
		if got := h.waits(o.who); got != o.want {
			h.Errorf("%s: officer %s sees %q, want %q", when, o.name, got, o.want)
		}
	}
}

func TestOffice_aCaseWaitsForWhoeverMayTakeItsNextStep(t *testing.T) {
	each(t, func(h *house) {
		ctx, opened := h.Context(), "case:case_opened"
		h.see("before", "", "", "")
		id, err := h.Cases.Open(ctx, h.One, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "資料を確認します。"})
		h.OK(err)
		h.see("opened", opened, opened, opened)
		h.OK(h.Cases.Assign(ctx, h.One, id))
		h.see("taken", opened, "", "")
		h.OK(h.Cases.Demand(ctx, h.One, id, "資料を出してください。", h.today().AddDays(14)))
		h.see("demanded", "", "", "")
		h.days(15)
		h.see("the day after the last", "case:case_demanded", "", "")
		h.late("the first day on which the office may act", 0)
		h.days(5)
		h.see("overdue", "case:case_demanded", "", "")
		h.OK(h.Cases.Notify(ctx, h.One, id, "duties_not_met", "回答がありません。", h.today().AddDays(14)))
		h.see("hearing", "", "", "")
		h.days(20)
		h.see("hearing over", "", "hearing:case_hearing", "hearing:case_hearing")
		h.OK(h.Cases.Assign(ctx, h.Two, id))
		h.see("taken by who did not investigate", "", "hearing:case_hearing", "")
		h.OK(h.Office.Recuse(ctx, h.Two, office.RecuseRequest{Organisation: h.Maker.ID, Reason: "以前の勤務先です。"}))
		h.see("that officer keeps off", "", "", "")
	})
}

// What takes two is shown to those who may be the second, and never to the first.
func TestOffice_whatTakesTwoWaitsForTheSecond(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		h.OK(h.Office.Propose(ctx, h.One, h.label, "manufacturer", "みなと工業", "誤記"))
		h.see("correction", "", "correction:", "correction:")
		h.OK(h.Office.Confirm(ctx, h.fresh(h.Two), h.label))
		h.see("corrected", "", "", "")
		id, err := h.Cases.Open(ctx, h.Two, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "確認します。"})
		h.OK(err)
		h.OK(h.Cases.Assign(ctx, h.Two, id))
		h.OK(h.Cases.ProposeWarning(ctx, h.Two, id, scheme.Text{Ja: "注意", En: "Take care"}))
		h.see("warning", "warning:case_opened", "case:case_opened", "warning:case_opened")
		entry, err := h.Misuse.Enter(ctx, h.One, misuse.Draft{Template: "forged", Party: scheme.Text{Ja: "架空商会"}, Product: scheme.Text{Ja: "夜見カメラ"}, Source: "https://shop.example/cam", Seen: h.today()})
		h.OK(err)
		h.see("entry", "misuse:misuse_draft warning:case_opened", "case:case_opened misuse:misuse_draft", "misuse:misuse_draft warning:case_opened")
		h.OK(h.Misuse.Notice(ctx, h.One, entry, h.today(), "書留郵便"))
		h.see("noticed", "warning:case_opened", "case:case_opened", "warning:case_opened")
		h.OK(h.Misuse.Answer(ctx, h.One, entry, "取り下げました。", h.today()))
		h.see("answered", "warning:case_opened", "case:case_opened misuse:misuse_noticed", "misuse:misuse_noticed warning:case_opened")
	})
}

func TestOffice_isForTheOfficeAndSaysWhatItMay(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		for _, who := range []scheme.Actor{h.Anna, h.Rei} {
			if _, err := h.Agenda.Office(ctx, who, 0); !scheme.IsRefusal(err, scheme.Missing) {
				h.Errorf("%s reads %v", who.Person.Name, err)
			}
		}
		h.OK(h.Office.Propose(ctx, h.One, h.label, "manufacturer", "みなと工業", "誤記"))
		if got := h.waits(h.Admin); got != "" {
			h.Errorf("an administrator who is no officer sees %q", got)
		}
		page := h.Get(h.AsTwo, "/ja/desk/office/")
		h.Shows("start page", page, 200, "ほかに、あなたを待っていること", "訂正：二人目として確認する", "/ja/desk/office/labels/"+string(h.label))
		h.Shows("all", h.Get(h.AsTwo, "/en/desk/office/waiting"), 200, "Correction: confirm it as the second officer", "Labels (1)")
		if page := h.Get(h.AsOne, "/en/desk/office/"); strings.Contains(page.Body, "Labels (1)") || !strings.Contains(page.Body, "Nothing besides applications") {
			h.Error("who proposed the correction is asked to confirm it")
		}
		h.Shows("a maker", h.Get(h.AsMaker, "/ja/desk/office/waiting"), 404)
	})
}

// A thousand open things are neither all read nor all shown.
func TestOffice_readsSoManyOfASortAndNoMore(t *testing.T) {
	each(t, func(h *house) {
		h.Put(func(tx *store.Tx) error {
			for n := range 1000 {
				d := scheme.Doubt{ID: scheme.DoubtID(fmt.Sprintf("D%04d", n)), State: scheme.DoubtReceived, Received: h.Clock.Now(), Due: h.today().AddDays(n % 7), Token: fmt.Sprint(n)}
				if err := tx.PutDoubt(&d); err != nil {
					return err
				}
			}
			return nil
		})
		a, err := h.Agenda.Office(h.Context(), h.One, 10)
		h.OK(err)
		if len(a.Items) != 10 || a.Total != agenda.SortAtMost || a.Counts[scheme.AgendaDoubt] != agenda.SortAtMost || a.Items[9].Due != h.today() {
			h.Errorf("%d shown of %d, the last due on %s", len(a.Items), a.Total, a.Items[len(a.Items)-1].Due)
		}
	})
}

// What is due to who reported has words of its own: there is nothing to read
// where nothing was added.
func TestAgenda_tellsAnAnswerFromWhatWasAdded(t *testing.T) {
	each(t, func(h *house) {
		d := scheme.Doubt{ID: "D1", State: scheme.DoubtInCase, Received: h.Clock.Now(), Due: h.today(), Token: "1"}
		h.Put(func(tx *store.Tx) error { return tx.PutDoubt(&d) })
		h.see("the case is over", "doubt:to_answer", "doubt:to_answer", "doubt:to_answer")
		d.Unread = true
		h.Put(func(tx *store.Tx) error { return tx.PutDoubt(&d) })
		h.see("something was added", "doubt:doubt_in_case", "doubt:doubt_in_case", "doubt:doubt_in_case")
	})
}
