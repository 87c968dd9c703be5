package agenda_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
	"shirushi/internal/testkit"
)

// own are the sorts of what waits for someone of a holder's side.
func (h *house) own(who scheme.Actor) string {
	h.Helper()
	a, err := h.Agenda.Holder(h.Context(), who, 50)
	h.OK(err)
	var all []string
	for _, one := range a.Items {
		all = append(all, strings.TrimSuffix(string(one.Sort)+":"+one.State, ":"))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func (h *house) owns(when string, who scheme.Actor, want string) {
	h.Helper()
	if got := h.own(who); got != want {
		h.Errorf("%s: %s sees %q, want %q", when, who.Person.Name, got, want)
	}
}

func TestHolder_isToldWhatIsAskedAndWhichDaysCome(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		rival := testkit.Maker(1)
		h.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&rival) })
		rita := h.Person(rival, 1, scheme.RoleApplicant)
		h.owns("at first", h.Anna, "")
		id, err := h.Cases.Open(ctx, h.One, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "資料を確認します。"})
		h.OK(err)
		h.owns("a case of which the holder was not told", h.Anna, "")
		h.OK(h.Cases.Demand(ctx, h.One, id, "資料を出してください。", h.today().AddDays(14)))
		h.owns("demanded", h.Anna, "answer:case_demanded")
		h.owns("another maker", rita, "")
		h.Shows("start page", h.Get(h.AsMaker, "/ja/desk/applications"), 200, "あなたを待っていること", "/ja/desk/cases/"+string(id))
		h.Shows("hub", h.Get(h.AsMaker, "/en/desk/labels/"+string(h.label)), 200, "Case begun on", "Answer due", "/en/desk/cases/"+string(id))
		h.Shows("all", h.Get(h.AsMaker, "/en/desk/waiting"), 200, "Case: hand over the evidence asked for")
		h.Shows("an officer", h.Get(h.AsOne, "/en/desk/waiting"), 404)
		h.OK(h.Cases.Answer(ctx, h.Anna, id, "こちらです。", true))
		h.owns("answered", h.Anna, "")
		_, err = h.Holding.Tell(ctx, h.Anna, h.label, scheme.Bulletin{Embargo: h.Clock.Now().Add(72 * time.Hour), News: scheme.News{Kind: scheme.NewsSecurity, On: h.today(), Text: scheme.Text{Ja: "更新を出します。"}}})
		h.OK(err)
		h.owns("news held back", h.Anna, "held")
		h.OK(h.Cases.Notify(ctx, h.One, id, "duties_not_met", "足りません。", h.today().AddDays(14)))
		h.owns("hearing", h.Anna, "answer:case_hearing held")
		h.days(20)
		h.OK(h.Cases.Hear(ctx, h.Two, id, "意見はありませんでした。", false))
		h.OK(h.Cases.Revoke(ctx, h.fresh(h.Two), id, "是正されませんでした。"))
		h.owns("revoked", h.Anna, "held object:revocation")
		_, err = h.Remedy.Lodge(ctx, h.Anna, scheme.AgainstRevocation, string(h.label), "是正しました。")
		h.OK(err)
		h.owns("objected", h.Anna, "held")
		h.see("objected", "", "", "objection:objection_lodged") // One investigated, Two decided
	})
}

func TestHolder_isToldWhenValidityEnds(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		h.days(500)
		h.owns("before the window", h.Anna, "")
		h.days(100)
		h.owns("in the window", h.Anna, "extend")
		id, err := h.Office.StartAbout(ctx, h.Anna, office.AboutRequest{Label: h.label, Kind: scheme.Extension})
		h.OK(err)
		h.owns("begun", h.Anna, "extend:draft")
		a, err := h.Agenda.Holder(ctx, h.Anna, 5)
		h.OK(err)
		if len(a.Items) != 1 || a.Items[0].ID != string(id) {
			h.Errorf("it leads to %+v", a.Items)
		}
		h.days(300)
		h.owns("when it is too late", h.Anna, "")
	})
}
