package holding_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/holding"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

var warning = scheme.News{Kind: scheme.NewsSecurity, On: "2026-04-01", Text: scheme.Text{Ja: "秘密の脆弱性"}, References: []string{"CVE-2026-12345", "JVN#12345678"}}

// Serious news is held back until its time, is nowhere in public before, and
// waits for the office from the first minute on.
func TestStory_newsUnderEmbargo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		until := h.clock.Now().Add(48 * time.Hour)
		id, err := h.Tell(ctx, h.anna, h.number, scheme.Bulletin{News: warning, Serious: true, Embargo: until})
		h.ok(err)
		before := h.events()
		h.nowhere("秘密の脆弱性")
		f, err := h.Label(ctx, h.agent, h.number)
		h.ok(err)
		if held := f.Held(); len(held) != 1 || held[0].News.Text.Ja != "秘密の脆弱性" {
			t.Fatalf("the holder's side does not see it: %+v", held)
		}
		tasks, _, err := h.Tasks(ctx, h.one)
		h.ok(err)
		if len(tasks) != 1 || tasks[0].Kind != holding.TaskNews || tasks[0].Due != h.scheme.Calendar.After(h.today(), h.scheme.Holding.LookDays) {
			t.Fatalf("tasks %+v", tasks)
		}
		h.no(h.LookAt(ctx, h.one, id, " "), scheme.Invalid, "refusal.reason.missing")
		h.ok(h.LookAt(ctx, h.one, id, "開発者と連絡を取っている"))
		h.no(h.LookAt(ctx, h.two, id, "もう一度"), scheme.Conflict, "refusal.news.looked_at")
		if f, err = h.Label(ctx, h.anna, h.number); err != nil || f.Bulletins[0].Remark != "" || f.Bulletins[0].LookedAt.IsZero() {
			t.Fatalf("the office's remark is the office's: %+v %v", f.Bulletins, err)
		}

		h.days(1)
		if n, err := h.ReleaseDue(ctx); n != 0 || err != nil {
			t.Fatalf("%d released too early, %v", n, err)
		}
		h.days(1)
		for want := range []int{1, 0} {
			if n, err := h.ReleaseDue(ctx); n != 1-want || err != nil {
				t.Fatalf("%d released, %v", n, err)
			}
		}
		after := h.events()
		last := after[len(after)-1]
		if len(after) != len(before)+1 || last.Kind != scheme.LabelNews || last.Day != h.today() || last.Facts["kind"] != "security" || strings.Contains(string(last.Leaf()), "秘密") {
			t.Fatalf("events %+v", after)
		}
		if news := h.onRecord().News; len(news) != 1 || news[0].On != h.today() || news[0].References[1] != "JVN#12345678" {
			t.Fatalf("label %+v", news)
		}
		h.no(h.Drop(ctx, h.anna, h.number, id), scheme.Conflict, "refusal.news.not_held")
		if got := h.letters(); !slices.Equal(got, []string{"news_released"}) {
			t.Fatal(got)
		}
		h.replayed()
	})
}

// nowhere fails when a text stands in the public entry, an event's opening or
// the record of deeds.
func (h *house) nowhere(text string) {
	h.t.Helper()
	h.view(func(tx *store.Tx) error {
		lines, err := tx.AuditOf("label:"+string(h.number), 0)
		for _, l := range lines {
			if strings.Contains(l.Before+l.After, text) {
				h.t.Errorf("the record of deeds tells it: %s", l.After)
			}
		}
		return err
	})
	entry, err := h.store.Entry(h.t.Context(), h.number, h.today())
	h.ok(err)
	if len(entry.News) != 0 {
		h.t.Errorf("the public reads it: %+v", entry.News)
	}
	for _, e := range h.events() {
		if e.Kind == scheme.LabelNews {
			h.t.Errorf("an event tells of it: %+v", e)
		}
	}
}

func TestStory_newsThatIsDroppedWasNeverTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Tell(ctx, h.agent, h.number, scheme.Bulletin{News: warning, Serious: true, Embargo: h.clock.Now().Add(time.Hour)})
		h.ok(err)
		h.no(h.Drop(ctx, h.rita, h.number, id), scheme.Denied, "refusal.role")
		h.ok(h.Drop(ctx, h.anna, h.number, id))
		h.days(3)
		if n, err := h.ReleaseDue(ctx); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		if tasks, _, err := h.Tasks(ctx, h.one); len(tasks) != 0 || err != nil {
			t.Fatal(tasks, err)
		}
		h.nowhere("秘密の脆弱性")
	})
}

// News is told of what was withdrawn, too: who has the product still needs it.
func TestTell_refusesWhatCannotBeShownAndTellsAtOnceWhatCan(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.ok(h.office.WithdrawLabel(ctx, h.anna, h.number, "holder_wish", "販売を終えたため"))
		long := h.clock.Now().Add(91 * 24 * time.Hour)
		for key, b := range map[string]scheme.Bulletin{
			"refusal.news.kind":         {News: scheme.News{Kind: "party", On: h.today(), Text: scheme.Text{Ja: "x"}}},
			"refusal.news.text":         {News: scheme.News{Kind: scheme.NewsUpdate, On: h.today()}},
			"refusal.date.future":       {News: scheme.News{Kind: scheme.NewsUpdate, On: h.today().AddDays(1), Firmware: "2"}},
			"refusal.news.reference":    {News: scheme.News{Kind: scheme.NewsSecurity, On: h.today(), Firmware: "2", References: []string{"CVE-1"}}},
			"refusal.news.serious":      {News: scheme.News{Kind: scheme.NewsUpdate, On: h.today(), Firmware: "2"}, Serious: true},
			"refusal.news.embargo_over": {News: warning, Embargo: h.clock.Now()},
			"refusal.news.embargo_long": {News: warning, Embargo: long},
		} {
			_, err := h.Tell(ctx, h.anna, h.number, b)
			h.no(err, scheme.Invalid, key)
		}
		_, err := h.Tell(ctx, h.one, h.number, scheme.Bulletin{News: warning})
		h.no(err, scheme.Denied, "refusal.role")
		_, err = h.Tell(ctx, h.anna, h.number, scheme.Bulletin{News: scheme.News{Kind: scheme.NewsPolicy, On: h.today(), Text: scheme.Text{En: "A new policy"}}})
		h.ok(err)
		if l := h.onRecord(); len(l.News) != 1 || l.News[0].Kind != scheme.NewsPolicy {
			t.Fatalf("%+v", l.News)
		}
		h.replayed()
	})
}

// A change that does not affect the assessment is told part by part; support
// that ends earlier ends validity, once the holder has said so.
func TestStory_changesOfThePage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		l := h.onRecord()
		next := l.Product
		next.Enquiry, next.Firmware, next.Name.Ja = "https://maker.example/ask", "1.1.0", "別の製品"
		u := holding.Update{Revision: l.Revision, Product: next, Fields: append(slices.Clone(scheme.UpdateFields), "name_ja", "models")}
		h.no(h.UpdatePage(ctx, h.rita, h.number, u), scheme.Denied, "refusal.role")
		h.ok(h.UpdatePage(ctx, h.agent, h.number, u))
		h.no(h.UpdatePage(ctx, h.agent, h.number, u), scheme.Conflict, "refusal.stale")
		l = h.onRecord()
		if l.Product.Enquiry != next.Enquiry || l.Product.Firmware != "1.1.0" || l.Product.Name.Ja != "見本カメラ" {
			t.Fatalf("%+v", l.Product)
		}
		events := h.events()
		if last := events[len(events)-1]; last.Kind != scheme.LabelUpdated || last.Facts["parts"] != "product" || last.Facts["fields"] != "enquiry firmware" || len(last.Commitments) != 2 {
			t.Fatalf("%+v", last)
		}
		u = holding.Update{Revision: l.Revision, Product: l.Product, Fields: scheme.ContactFields}
		h.no(h.UpdatePage(ctx, h.anna, h.number, u), scheme.Invalid, "refusal.update.nothing")
		u.Product.Enquiry = ""
		h.no(h.UpdatePage(ctx, h.anna, h.number, u), scheme.Invalid, "refusal.product.missing")
		u.Product.Enquiry = "nonsense"
		h.no(h.UpdatePage(ctx, h.anna, h.number, u), scheme.Invalid, "refusal.contact_address")

		ends := h.today().AddDays(100)
		u = holding.Update{Revision: l.Revision, Product: l.Product, Fields: scheme.UpdateFields}
		u.Product.SupportUntil = h.today().AddDays(-1)
		h.no(h.UpdatePage(ctx, h.anna, h.number, u), scheme.Invalid, "refusal.update.support_over")
		u.Product.SupportUntil = ends
		h.no(h.UpdatePage(ctx, h.anna, h.number, u), scheme.Invalid, "refusal.update.shorter")
		u.Shorter = true
		h.ok(h.UpdatePage(ctx, h.anna, h.number, u))
		if l = h.onRecord(); l.ValidUntil != ends || l.StatusOn(ends) != scheme.Active || l.StatusOn(ends.AddDays(1)) != scheme.Expired {
			t.Fatalf("%+v", l.Standing)
		}
		u = holding.Update{Revision: l.Revision, Product: l.Product, Fields: scheme.UpdateFields}
		u.Product.SupportUntil = ""
		h.ok(h.UpdatePage(ctx, h.anna, h.number, u))
		if l = h.onRecord(); l.ValidUntil != ends {
			t.Fatal("longer support has prolonged validity")
		}
		h.replayed()
	})
}

func TestNameSuccessor_isOneOfTheHoldersOwn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.no(h.NameSuccessor(ctx, h.anna, h.number, "20260000000002"), scheme.Invalid, "refusal.number.malformed")
		h.no(h.NameSuccessor(ctx, h.anna, h.number, string(h.number)), scheme.Invalid, "refusal.successor.itself")
		number, err := h.scheme.Numbering.Registration.Number(2026, 99)
		h.ok(err)
		h.no(h.NameSuccessor(ctx, h.anna, h.number, number), scheme.Invalid, "refusal.successor.unknown")
		next := h.label(2)
		h.ok(h.NameSuccessor(ctx, h.anna, h.number, string(next)))
		h.no(h.NameSuccessor(ctx, h.anna, h.number, string(next)), scheme.Invalid, "refusal.successor.same")
		h.ok(h.NameSuccessor(ctx, h.anna, h.number, ""))
		if l := h.onRecord(); l.Successor != "" {
			t.Fatal(l.Successor)
		}
		h.replayed()
	})
}

// Both sides and the office say yes: the label has another holder, and the one
// before loses its rights at once.
func TestStory_succession(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, err := h.Offer(ctx, h.agent, h.number, h.wish())
		h.no(err, scheme.Denied, "refusal.holding.own")
		id, err := h.Offer(ctx, h.anna, h.number, h.wish())
		h.ok(err)
		_, err = h.Offer(ctx, h.anna, h.number, h.wish())
		h.no(err, scheme.Conflict, "refusal.succession.open")
		for _, who := range []scheme.Actor{h.other, h.agent} {
			_, _, err := h.Succession(ctx, who, id)
			h.no(err, scheme.Missing, "refusal.missing")
		}
		h.no(h.Approve(ctx, h.fresh(h.one), id), scheme.Conflict, "refusal.state")
		h.no(h.Accept(ctx, h.anna, id, h.vow(h.scheme.Holding.Accepts)), scheme.Denied, "refusal.role")
		h.no(h.Accept(ctx, h.rita, id, holding.Vowing{Language: "ja"}), scheme.Invalid, "refusal.vow.statements")
		h.ok(h.Accept(ctx, h.rita, id, h.vow(h.scheme.Holding.Accepts)))
		tasks, _, err := h.Tasks(ctx, h.one)
		h.ok(err)
		if len(tasks) != 1 || tasks[0].Kind != holding.TaskSuccession || tasks[0].Due == "" {
			t.Fatalf("%+v", tasks)
		}
		h.no(h.Approve(ctx, h.one, id), scheme.Denied, "refusal.step_up")
		h.no(h.Approve(ctx, h.fresh(h.anna), id), scheme.Denied, "refusal.role")
		wish, err := h.AskReissue(ctx, h.anna, h.number, "社名が変わったため")
		h.ok(err)
		held, err := h.Tell(ctx, h.anna, h.number, scheme.Bulletin{News: warning, Embargo: h.clock.Now().Add(time.Hour)})
		h.ok(err)
		h.days(1)
		h.ok(h.Approve(ctx, h.fresh(h.one), id))

		l := h.onRecord()
		past := []scheme.PastHolder{{Holder: h.maker.ID, Name: h.maker.Name, Until: h.today().AddDays(-1)}}
		if l.Holder != h.rival.ID || l.HolderName != h.rival.Name || !slices.Equal(l.PastHolders, past) {
			t.Fatalf("%+v", l)
		}
		for _, who := range []scheme.Actor{h.anna, h.agent} {
			_, err := h.Label(ctx, who, h.number)
			h.no(err, scheme.Denied, "refusal.label.not_yours")
			h.no(h.Drop(ctx, who, h.number, held), scheme.Denied, "refusal.role")
		}
		f, err := h.Label(ctx, h.rita, h.number)
		h.ok(err)
		if len(f.Held()) != 1 || len(f.Reissues) != 0 || !f.May(scheme.DeedUpdatePage) {
			t.Fatalf("what is held back goes along, what was asked does not: %+v", f)
		}
		h.no(h.Reissue(ctx, h.fresh(h.one), wish), scheme.Conflict, "refusal.state")
		h.no(h.TakeBack(ctx, h.anna, id, "やはり残したい"), scheme.Conflict, "refusal.state")
		events := h.events()
		if last := events[len(events)-1]; last.Kind != scheme.LabelTransferred || last.Day != h.today() || len(last.Commitments) == 0 || len(last.Facts) != 0 {
			t.Fatalf("%+v", last)
		}
		if got := h.letters(); !slices.Equal(got, []string{"succession_accepted", "succession_done_from", "succession_done_to", "succession_offered"}) {
			t.Fatal(got)
		}
		h.replayed()
	})
}

func TestStory_successionRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Offer(ctx, h.anna, h.number, h.wish())
		h.ok(err)
		h.ok(h.Accept(ctx, h.rita, id, h.vow(h.scheme.Holding.Accepts)))
		recused := scheme.Recusal{ID: "R", Person: h.two.Person.ID, Organisation: h.rival.ID, Reason: "親族が勤めている"}
		h.put(func(tx *store.Tx) error { return tx.AddRecusal(recused) })
		h.no(h.Refuse(ctx, h.fresh(h.two), id, "理由"), scheme.Denied, "refusal.recused")
		if tasks, _, err := h.Tasks(ctx, h.two); len(tasks) != 0 || err != nil {
			t.Fatal("who keeps off one side is given the decision", err)
		}
		h.no(h.Refuse(ctx, h.fresh(h.one), id, ""), scheme.Invalid, "refusal.reason.missing")
		h.ok(h.Refuse(ctx, h.fresh(h.one), id, "証跡を引き継ぐ体制がない"))
		out, _, err := h.Succession(ctx, h.rita, id)
		h.ok(err)
		if out.State != scheme.NotGranted || out.Ground != "maintenance_refused" || len(out.Deeds) != 0 || h.onRecord().Holder != h.maker.ID {
			t.Fatalf("%+v", out)
		}
		if got := h.letters(); !slices.Equal(got, []string{"succession_accepted", "succession_offered", "succession_refused", "succession_refused"}) {
			t.Fatal(got)
		}
		id, err = h.Offer(ctx, h.anna, h.number, h.wish()) // tried again
		h.ok(err)
		h.ok(h.TakeBack(ctx, h.anna, id, "取引がなくなったため"))
		id, err = h.Offer(ctx, h.anna, h.number, h.wish())
		h.ok(err)
		h.ok(h.Decline(ctx, h.rita, id, "引き受けられないため"))
		h.replayed()
	})
}

// An offer is reminded of once, and lapses; so does one whose label has ended.
func TestStory_offersLapse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Offer(ctx, h.anna, h.number, h.wish())
		h.ok(err)
		did := 0
		for range h.scheme.Holding.OfferDays + 2 {
			n, err := h.FollowUp(ctx)
			h.ok(err)
			did += n
			h.days(1)
		}
		out, _, err := h.Succession(ctx, h.anna, id)
		h.ok(err)
		if did != 2 || out.State != scheme.OfferLapsed {
			t.Fatalf("%d, %+v", did, out)
		}
		id, err = h.Offer(ctx, h.anna, h.number, h.wish())
		h.ok(err)
		h.ok(h.Accept(ctx, h.rita, id, h.vow(h.scheme.Holding.Accepts)))
		wish, err := h.AskReissue(ctx, h.agent, h.number, "社名が変わったため")
		h.ok(err)
		h.ok(h.office.WithdrawLabel(ctx, h.anna, h.number, h.scheme.Holding.ChangeGround, "暗号の方式を変えた"))
		h.no(h.Approve(ctx, h.fresh(h.one), id), scheme.Conflict, "refusal.state")
		h.no(h.Reissue(ctx, h.fresh(h.one), wish), scheme.Conflict, "refusal.state")
		if n, err := h.FollowUp(ctx); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		if n, err := h.FollowUp(ctx); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		want := []string{"label_withdrawn", "succession_accepted", "succession_lapsed", "succession_lapsed", "succession_lapsed", "succession_lapsed", "succession_offered", "succession_offered", "succession_reminder"}
		if got := h.letters(); !slices.Equal(got, want) {
			t.Fatal(got)
		}
		h.replayed()
	})
}

func TestOffer_findsWhoIsOnRecordAndNobodyElse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for to, key := range map[string]string{"": "refusal.succession.to", h.rival.Name.Ja[:6]: "refusal.succession.unknown", h.agency.Name.Ja: "refusal.succession.unknown",
			"1234567890123": "refusal.succession.unknown", h.maker.CorporateNumber: "refusal.succession.same"} {
			wish := h.wish()
			wish.To = to
			_, err := h.Offer(ctx, h.anna, h.number, wish)
			h.no(err, scheme.Invalid, key)
		}
		wish := h.wish()
		wish.To = h.rival.Name.Ja
		_, err := h.Offer(ctx, h.anna, h.number, wish)
		h.ok(err)
		out, err := h.Labels(ctx, h.rita)
		h.ok(err)
		if len(out.Labels) != 0 || len(out.Offers) != 1 || out.Offers[0].FromName != h.maker.Name {
			t.Fatalf("%+v", out)
		}
	})
}

// An application about the label stands in the way; nobody else's does.
func TestApprove_waitsForAnApplicationAboutTheLabel(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a := scheme.Application{ID: "X", Kind: scheme.Extension, Of: h.number, State: scheme.Submitted, Applicant: h.maker.ID, Started: h.clock.Now()}
		h.put(func(tx *store.Tx) error { return tx.PutApplication(&a) })
		id, err := h.Offer(ctx, h.anna, h.number, h.wish())
		h.ok(err)
		h.ok(h.Accept(ctx, h.rita, id, h.vow(h.scheme.Holding.Accepts)))
		h.no(h.Approve(ctx, h.fresh(h.one), id), scheme.Conflict, "refusal.succession.application")
		a.State, a.Closed = scheme.GivenUp, h.clock.Now()
		h.put(func(tx *store.Tx) error { return tx.PutApplication(&a) })
		h.ok(h.Approve(ctx, h.fresh(h.one), id))
	})
}

// An agent that was not let into an application about the label learns that
// one is under way, because it cannot begin another, and no more.
func TestLabel_keepsApplicationsFromAgentsThatWereNotLetIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := scheme.Application{ID: "X", Kind: scheme.Extension, Of: h.number, State: scheme.Draft, Applicant: h.maker.ID, Started: h.clock.Now()}
		h.put(func(tx *store.Tx) error { return tx.PutApplication(&a) })
		for who, want := range map[string]int{"agent": 0, "holder": 1} {
			f, err := h.Label(t.Context(), map[string]scheme.Actor{"agent": h.agent, "holder": h.anna}[who], h.number)
			h.ok(err)
			if len(f.Applications) != want || !slices.Contains(f.Asked, scheme.Extension) {
				t.Errorf("%s: %+v, asked %v", who, f.Applications, f.Asked)
			}
		}
	})
}

func TestStory_reissueAfterANewName(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.put(func(tx *store.Tx) error {
			o, err := tx.Organisation(h.maker.ID)
			o.Name = scheme.Text{Ja: "新架空電機株式会社", En: "New Kaku Electric"}
			if err == nil {
				err = tx.PutOrganisation(&o)
			}
			return err
		})
		_, err := h.AskReissue(ctx, h.anna, h.number, "")
		h.no(err, scheme.Invalid, "refusal.reason.missing")
		id, err := h.AskReissue(ctx, h.anna, h.number, "社名が変わったため")
		h.ok(err)
		_, err = h.AskReissue(ctx, h.anna, h.number, "社名が変わったため")
		h.no(err, scheme.Conflict, "refusal.reissue.open")
		h.no(h.Reissue(ctx, h.one, id), scheme.Denied, "refusal.step_up")
		h.no(h.RefuseReissue(ctx, h.fresh(h.one), id, " "), scheme.Invalid, "refusal.reason.missing")
		h.ok(h.RefuseReissue(ctx, h.fresh(h.one), id, "登録の名称がまだ変わっていない"))
		id, err = h.AskReissue(ctx, h.anna, h.number, "登録も変わったため")
		h.ok(err)
		h.ok(h.TakeBackReissue(ctx, h.anna, id))
		id, err = h.AskReissue(ctx, h.anna, h.number, "やはり必要なため")
		h.ok(err)
		h.no(h.Reissue(ctx, h.fresh(h.anna), id), scheme.Denied, "refusal.role")
		h.ok(h.Reissue(ctx, h.fresh(h.one), id))
		if l := h.onRecord(); l.HolderName.Ja != "新架空電機株式会社" || !slices.Equal(l.Reissued, []scheme.Date{h.today()}) {
			t.Fatalf("%+v", l)
		}
		events := h.events()
		if last := events[len(events)-1]; last.Kind != scheme.LabelReissued || len(last.Commitments) != 4 {
			t.Fatalf("%+v", last)
		}
		h.replayed()
	})
}

// What a holder tells anew is forgotten with its event.
func TestErasure_reachesWhatWasToldAnew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		l := h.onRecord()
		next := l.Product
		next.Enquiry = "hanako.mihon@maker.example"
		h.ok(h.UpdatePage(t.Context(), h.anna, h.number, holding.Update{Revision: l.Revision, Product: next, Fields: scheme.ContactFields}))
		events := h.events()
		h.ok(h.Do(t.Context(), scheme.System(), "forget", func(w *desk.Work) error {
			l, err := w.Label(h.number)
			if err != nil {
				return err
			}
			before := l
			l.Forget(events[len(events)-1], "enquiry", next.Enquiry, scheme.Text{Ja: "（消去済み）"})
			return labeldesk.Keep(w, before, &l)
		}))
		if got := h.onRecord().Product.Enquiry; got != "" {
			t.Fatal(got)
		}
	})
}
