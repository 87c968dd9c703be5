package remedy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/holding"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/office"
	"shirushi/internal/registry"
	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
	"shirushi/internal/web/portal/portaltest"
)

// A house is a bureau with the room of remedies, a third and a fourth officer,
// and another maker.
type house struct {
	*testing.T
	*portaltest.Bureau
	room                     *remedy.Room
	three, four, rita, agent scheme.Actor
	rival                    scheme.Organisation
	post                     *mail.Post
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := &house{T: t, Bureau: portaltest.On(t, s), rival: testkit.Maker(1)}
		post, err := mail.NewPost(make([]byte, 32), "office@label.example")
		h.OK(err)
		h.post = post
		h.room = remedy.New(h.Desk, post, portaltest.Base, h.Office)
		agency := testkit.Agency(0)
		for _, o := range []*scheme.Organisation{&h.rival, &agency} {
			h.Put(func(tx *store.Tx) error { return tx.PutOrganisation(o) })
		}
		h.three, h.four = h.Person(testkit.Office(), 4, scheme.RoleOfficer), h.Person(testkit.Office(), 5, scheme.RoleOfficer)
		h.rita, h.agent = h.Person(h.rival, 1, scheme.RoleApplicant), h.Person(agency, 1, scheme.RoleAgent)
		h.Put(func(tx *store.Tx) error {
			return tx.PutPower(scheme.Power{Agent: agency.ID, Applicant: h.Maker.ID, From: h.today().AddDays(-30)})
		})
		fn(h)
	})
}

func (h *house) scheme() *scheme.Scheme {
	h.Helper()
	s, _, err := h.Desk.Scheme(h.Context())
	h.OK(err)
	return s
}

func (h *house) today() scheme.Date { return h.scheme().Day(h.Clock.Now()) }
func (h *house) days(n int)         { h.Clock.Advance(time.Duration(n) * 24 * time.Hour) }

func (h *house) fresh(a scheme.Actor) scheme.Actor {
	a.SteppedUp = h.Clock.Now()
	return a
}

// no fails unless err is a refusal with this key.
func (h *house) no(err error, kind scheme.RefusalKind, key string) {
	h.Helper()
	for _, r := range scheme.RefusalsOf(err) {
		if r.Kind == kind && r.Key == key {
			return
		}
	}
	h.Fatalf("got %v, want %s: %s", err, kind, key)
}

func (h *house) label(n scheme.LabelNumber) (l scheme.Label) {
	h.Helper()
	h.OK(h.Store.View(h.Context(), func(tx *store.Tx) (err error) { l, err = tx.Label(n); return err }))
	return l
}

func (h *house) entry(n scheme.LabelNumber) (e registry.Entry) {
	h.Helper()
	h.OK(h.Store.View(h.Context(), func(tx *store.Tx) (err error) { e, err = tx.Entry(n, h.today()); return err }))
	return e
}

func (h *house) application(id scheme.ApplicationID) (a scheme.Application) {
	h.Helper()
	h.OK(h.Store.View(h.Context(), func(tx *store.Tx) (err error) { a, err = tx.Application(id); return err }))
	return a
}

// events are the public events about a label.
func (h *house) events(n scheme.LabelNumber) (own []scheme.Event) {
	h.Helper()
	_, err := h.Store.Sequence(h.Context(), h.today())
	h.OK(err)
	h.OK(h.Store.View(h.Context(), func(tx *store.Tx) error {
		all, err := tx.Events(0, 200)
		for _, e := range all {
			if e.Label == n {
				own = append(own, e)
			}
		}
		return err
	}))
	return own
}

// told is the status that the public record of asOf tells of a day.
func (h *house) told(n scheme.LabelNumber, day, asOf scheme.Date) scheme.Status {
	h.Helper()
	all := slices.DeleteFunc(h.events(n), func(e scheme.Event) bool { return h.scheme().Day(e.Recorded) > asOf })
	told, err := scheme.Replay(all)
	h.OK(err)
	return told.StatusOn(day)
}

// revoked ends a label as a case does: the first officer investigated, the
// second heard the holder and revoked.
func (h *house) revoked(n scheme.LabelNumber) {
	h.Helper()
	h.OK(h.Desk.Do(h.Context(), h.Two, "case_revoke", func(w *desk.Work) error {
		l, err := labeldesk.Take(w, n, scheme.DeedRevoke)
		if err != nil {
			return err
		}
		before := l
		if err := l.Revoke("false_statement", "証跡と宣言が合いません。", w.Today, w.Now); err != nil {
			return err
		}
		c := scheme.Case{ID: scheme.CaseID("C-" + string(n)), Label: n, Holder: l.Holder, State: scheme.CaseRevoked, Opened: w.Now, Closed: w.Now, Outcome: scheme.OutcomeRevoked,
			Steps: []scheme.CaseStep{{Deed: scheme.DeedCaseOpen, By: h.One.Person.ID, At: w.Now}, {Deed: scheme.DeedCaseRevoke, By: h.Two.Person.ID, At: w.Now}}}
		if err := w.PutCase(&c); err != nil {
			return err
		}
		if err := w.PublishFrom(l.Listed, scheme.LabelRevoked, n, w.Today, map[string]string{"ground": "false_statement"}, nil); err != nil {
			return err
		}
		return labeldesk.Keep(w, before, &l)
	}))
}

// Revoked, objected to, annulled: what was told on each day is told of that
// day as recorded then, and both are told now.
func TestStory_revocationAnnulledOnAnObjection(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		n := h.Issued(1)
		issued := h.today()
		h.days(10)
		h.revoked(n)
		revoked := h.today()
		h.no(h.lodge(h.rita, scheme.AgainstRevocation, string(n), "x"), scheme.Denied, "refusal.role")
		h.no(h.lodge(h.Anna, scheme.AgainstRevocation, string(n), " "), scheme.Invalid, "refusal.objection.text")
		h.days(5)
		id, err := h.room.Lodge(ctx, h.Anna, scheme.AgainstRevocation, string(n), "証跡は別の版のものでした。正しい版を示します。")
		h.OK(err)
		h.no(h.lodge(h.agent, scheme.AgainstRevocation, string(n), "again"), scheme.Conflict, "refusal.objection.already")
		for _, involved := range []scheme.Actor{h.One, h.Two} {
			h.no(h.room.TakeUp(ctx, involved, id), scheme.Denied, "refusal.objection.involved")
		}
		h.no(h.room.TakeUp(ctx, h.Anna, id), scheme.Denied, "refusal.role")
		h.no(h.room.Uphold(ctx, h.fresh(h.three), id, "r"), scheme.Conflict, "refusal.state")
		h.OK(h.room.TakeUp(ctx, h.three, id))
		h.no(h.room.Uphold(ctx, h.fresh(h.four), id, "r"), scheme.Denied, "refusal.objection.not_yours")
		h.no(h.room.Uphold(ctx, h.three, id, "r"), scheme.Denied, "refusal.step_up")
		h.no(h.room.Uphold(ctx, h.fresh(h.three), id, ""), scheme.Invalid, "refusal.reason.missing")
		h.room.GuardWith(func(_ *desk.Work, label scheme.LabelNumber, field, text string) error {
			if label == n && strings.Contains(text, "喫茶") {
				return scheme.Refuse(scheme.Invalid, "refusal.doubt.betrays").On(field)
			}
			return nil
		})
		h.no(h.room.Uphold(ctx, h.fresh(h.three), id, "喫茶ミモザの方の指摘は誤りでした。"), scheme.Invalid, "refusal.doubt.betrays")
		if l := h.label(n); l.Revoked != revoked {
			h.Fatal("a refused deed changed the label")
		}
		h.days(5)
		h.OK(h.room.Uphold(ctx, h.fresh(h.three), id, "示された版の証跡は宣言と合います。"))
		annulled := h.today()
		if l, e := h.label(n), h.entry(n); l.StatusOn(annulled) != scheme.Active || len(l.Annulled) != 1 || len(e.Annulled) != 1 || e.Annulled[0].Basis != scheme.ByObjection {
			h.Fatalf("%+v", l)
		}
		for _, c := range []struct {
			day, asOf scheme.Date
			want      scheme.Status
		}{
			{issued, issued, scheme.Active}, {revoked, revoked, scheme.Revoked}, {revoked.AddDays(3), annulled.AddDays(-1), scheme.Revoked},
			{revoked.AddDays(3), annulled, scheme.Active}, {annulled, annulled, scheme.Active}, {issued.AddDays(9), annulled, scheme.Active},
		} {
			if got := h.told(n, c.day, c.asOf); got != c.want {
				h.Errorf("%s as recorded on %s: %s, want %s", c.day, c.asOf, got, c.want)
			}
		}
		last := h.events(n)[len(h.events(n))-1]
		if last.Kind != scheme.RevocationAnnulled || last.Facts["revoked"] != string(revoked) || last.Facts["basis"] != "objection" || last.Day != annulled {
			h.Errorf("%+v", last)
		}
		f, err := h.room.Objection(ctx, h.Anna, id)
		h.OK(err)
		if f.Objection.State != scheme.ObjectionUpheld || f.Objection.ClosedBy != "" || f.Objection.Officer != "" || f.Objection.Reason == "" || len(f.Deeds) != 0 {
			h.Errorf("as its side reads it: %+v", f)
		}
		if _, err := h.room.Objection(ctx, h.rita, id); !scheme.IsRefusal(err, scheme.Missing) {
			h.Error("a stranger reads it:", err)
		}
		h.no(h.lodge(h.Anna, scheme.AgainstRevocation, string(n), "more"), scheme.Conflict, "refusal.objection.nothing")
		h.revokedAgain(n)
	})
}

// revokedAgain revokes the label once more, which can be objected to anew.
func (h *house) revokedAgain(n scheme.LabelNumber) {
	h.Helper()
	h.days(1)
	h.Put(func(tx *store.Tx) error {
		l, err := tx.Label(n)
		if err != nil {
			return err
		}
		if err := l.Revoke("false_statement", "再び", h.today(), h.Clock.Now()); err != nil {
			return err
		}
		return tx.PutLabel(&l)
	})
	h.OK(h.lodge(h.agent, scheme.AgainstRevocation, string(n), "二度目の取消しにも不服があります。"))
}

func (h *house) lodge(who scheme.Actor, against scheme.ObjectionAgainst, subject, text string) error {
	_, err := h.room.Lodge(h.Context(), who, against, subject, text)
	return err
}

// A refused application: upheld, and decided afresh by another.
func TestStory_refusalIsDecidedAfresh(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.Settled(1) // accepted by the first officer
		subject := string(id)
		h.no(h.lodge(h.Anna, scheme.AgainstApplication, subject, "x"), scheme.Conflict, "refusal.objection.nothing")
		h.OK(h.Office.Refuse(ctx, h.fresh(h.Two), id, "根拠が足りません。"))
		h.no(h.lodge(h.rita, scheme.AgainstApplication, subject, "x"), scheme.Missing, "refusal.missing")
		h.no(h.lodge(h.agent, scheme.AgainstApplication, subject, "x"), scheme.Missing, "refusal.missing") // it was never let in
		h.no(h.lodge(h.three, scheme.AgainstApplication, subject, "x"), scheme.Denied, "refusal.role")
		o, err := h.room.Lodge(ctx, h.Anna, scheme.AgainstApplication, subject, "根拠は別紙のとおり示してあります。")
		h.OK(err)
		h.no(h.room.TakeUp(ctx, h.One, o), scheme.Denied, "refusal.objection.involved")
		h.no(h.room.TakeUp(ctx, h.Two, o), scheme.Denied, "refusal.objection.involved")
		h.OK(h.room.TakeUp(ctx, h.three, o))
		h.OK(h.room.Uphold(ctx, h.fresh(h.three), o, "別紙を見落としていました。"))
		a := h.application(id)
		if a.State != scheme.Accepted || len(a.Reopened) != 1 || a.Reopened[0].Reason != "根拠が足りません。" || a.Reopened[0].Objection != o {
			h.Fatalf("%+v", a)
		}
		for _, not := range []scheme.Actor{h.One, h.Two} {
			if _, err := h.Office.Issue(ctx, h.fresh(not), id); !scheme.IsRefusal(err, scheme.Denied) {
				h.Errorf("%s decides again: %v", not.Person.ID, err)
			}
		}
		h.no(h.Office.Refuse(ctx, h.fresh(h.Two), id, "r"), scheme.Denied, "refusal.objection.decided_before")
		n, err := h.Office.Issue(ctx, h.fresh(h.four), id)
		h.OK(err)
		if h.label(n).StatusOn(h.today()) != scheme.Active {
			h.Error("no label came of it")
		}
		f, err := h.room.Objection(ctx, h.three, o)
		h.OK(err)
		if f.Objection.Reason != "根拠が足りません。" || f.Objection.Outcome != "別紙を見落としていました。" {
			h.Errorf("the history: %+v", f.Objection)
		}
	})
}

// Refused before the fee was paid: what had lapsed is owed again.
func TestStory_reopenedFeeIsOwedAgain(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.Submitted(portaltest.Product(1), nil)
		h.OK(h.Office.Reject(ctx, h.One, id, "様式が違います。"))
		o := h.upheld(scheme.AgainstApplication, string(id))
		if a := h.application(id); a.State != scheme.Submitted || a.Reopened[0].Objection != o {
			h.Fatalf("%+v", a)
		}
		h.no(h.Office.Accept(ctx, h.One, id), scheme.Denied, "refusal.objection.decided_before")
		h.OK(h.Office.Accept(ctx, h.Two, id))
		h.days(1)
		h.OK(h.Office.Refuse(ctx, h.fresh(h.four), id, "対象外です。"))
		h.upheld(scheme.AgainstApplication, string(id))
		var l scheme.Ledger
		h.OK(h.Store.View(ctx, func(tx *store.Tx) (err error) { l, err = tx.Ledger(id); return err }))
		if l.Closed != "" || l.Lapsed != "" || l.Owed != l.Fee || l.Invoice == "" || l.Due == "" {
			h.Errorf("%+v", l)
		}
	})
}

// upheld lodges an objection for the maker and upholds it.
func (h *house) upheld(against scheme.ObjectionAgainst, subject string) scheme.ObjectionID {
	h.Helper()
	o, err := h.room.Lodge(h.Context(), h.Anna, against, subject, "不服があります。")
	h.OK(err)
	h.OK(h.room.TakeUp(h.Context(), h.three, o))
	h.OK(h.room.Uphold(h.Context(), h.fresh(h.three), o, "認めます。"))
	return o
}

// Dismissed, withdrawn, late.
func TestStory_objectionsThatChangeNothing(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.Settled(1)
		h.OK(h.Office.Refuse(ctx, h.fresh(h.Two), id, "根拠が足りません。"))
		against := func(text string) (scheme.ObjectionID, error) {
			return h.room.Lodge(ctx, h.Anna, scheme.AgainstApplication, string(id), text)
		}
		first, err := against("一度目")
		h.OK(err)
		h.OK(h.room.Withdraw(ctx, h.Anna, first))
		h.no(h.room.Withdraw(ctx, h.Anna, first), scheme.Conflict, "refusal.state")
		second, err := against("二度目") // one may think again in time
		h.OK(err)
		h.OK(h.room.TakeUp(ctx, h.three, second))
		h.no(h.room.TakeUp(ctx, h.three, second), scheme.Conflict, "refusal.objection.yours")
		h.OK(h.room.TakeUp(ctx, h.four, second)) // takes over
		h.OK(h.room.Dismiss(ctx, h.fresh(h.four), second, "根拠はやはり足りません。"))
		if a := h.application(id); a.State != scheme.Refused || len(a.Reopened) != 0 {
			h.Errorf("%+v", a)
		}
		_, err = against("三度目")
		h.no(err, scheme.Conflict, "refusal.objection.already")

		other := h.Settled(2)
		h.OK(h.Office.Refuse(ctx, h.fresh(h.Two), other, "根拠が足りません。"))
		last := h.scheme().ObjectDue(h.today())
		way, err := h.room.Against(ctx, h.Anna, scheme.AgainstApplication, string(other))
		h.OK(err)
		if !way.May || way.Until != last {
			h.Errorf("%+v", way)
		}
		h.days(h.scheme().Limits.ObjectDays + 1)
		err = h.lodge(h.Anna, scheme.AgainstApplication, string(other), "遅れました。")
		h.no(err, scheme.Conflict, "refusal.objection.late")
		if args := scheme.RefusalsOf(err)[0].Args; len(args) != 1 || args[0] != last {
			h.Errorf("the day is not said: %v", args)
		}
		rows, err := h.room.Objections(ctx, h.three, store.ObjectionFilter{})
		h.OK(err)
		own, err := h.room.Objections(ctx, h.rita, store.ObjectionFilter{})
		h.OK(err)
		if len(rows) != 2 || len(own) != 0 {
			h.Errorf("%d objections for the office, %d for a stranger", len(rows), len(own))
		}
	})
}

// A court annuls: entered by one, confirmed by another; an objection that
// waited ends with it.
func TestStory_revocationAnnulledByACourt(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		n := h.Issued(1)
		h.no(h.room.EnterJudgment(ctx, h.One, n, "東京地方裁判所", "令和8年（行ウ）第1号", h.today()), scheme.Conflict, "refusal.state")
		h.days(1)
		h.revoked(n)
		o, err := h.room.Lodge(ctx, h.Anna, scheme.AgainstRevocation, string(n), "不服があります。")
		h.OK(err)
		h.days(100)
		h.no(h.room.EnterJudgment(ctx, h.Anna, n, "c", "1", h.today()), scheme.Denied, "refusal.role")
		h.no(h.room.EnterJudgment(ctx, h.One, n, "c", "1", h.today().AddDays(1)), scheme.Invalid, "refusal.judgment.day")
		h.OK(h.room.EnterJudgment(ctx, h.One, n, "c", "1", h.today()))
		h.no(h.room.EnterJudgment(ctx, h.Two, n, "c", "2", h.today()), scheme.Conflict, "refusal.judgment.waits")
		h.OK(h.room.DropJudgment(ctx, h.One, n))
		h.no(h.room.ConfirmJudgment(ctx, h.fresh(h.Two), n), scheme.Conflict, "refusal.judgment.none")
		h.OK(h.room.EnterJudgment(ctx, h.One, n, "東京地方裁判所", "令和8年（行ウ）第1号", h.today().AddDays(-3)))
		h.no(h.room.ConfirmJudgment(ctx, h.fresh(h.One), n), scheme.Denied, "refusal.judgment.same_officer")
		h.no(h.room.ConfirmJudgment(ctx, h.Two, n), scheme.Denied, "refusal.step_up")
		h.OK(h.room.ConfirmJudgment(ctx, h.fresh(h.Two), n))
		if e := h.entry(n); len(e.Annulled) != 1 || e.Annulled[0].Basis != scheme.ByCourt || e.StatusOn(h.today()) != scheme.Active {
			h.Errorf("%+v", e.Annulled)
		}
		f, err := h.room.Objection(ctx, h.Anna, o)
		h.OK(err)
		if f.Objection.State != scheme.ObjectionUpheld {
			h.Errorf("%+v", f.Objection)
		}
	})
}

// The extension of a label, refused and reopened: it is pending from the day
// on which the objection was upheld. The days before stay as they were told.
func TestStory_extensionRefusedAndReopened(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		n := h.Issued(1)
		end := h.label(n).ValidUntil
		h.Clock.Advance(h.scheme().Midnight(end.AddDays(-20)).Add(12 * time.Hour).Sub(h.Clock.Now()))
		id, err := h.Office.StartAbout(ctx, h.Anna, office.AboutRequest{Label: n, Kind: scheme.Extension})
		h.OK(err)
		h.confirmAll(id)
		h.Submit(id)
		h.OK(h.Office.Reject(ctx, h.One, id, "様式が違います。"))
		h.days(30)
		if got := h.label(n).StatusOn(h.today()); got != scheme.Expired {
			h.Fatal(got)
		}
		h.upheld(scheme.AgainstApplication, string(id))
		reopened := h.today()
		l := h.label(n)
		if !l.Pending() || l.ExtensionApplied != reopened || l.StatusOn(reopened) != scheme.Expired {
			h.Fatalf("%+v", l.Standing)
		}
		h.OK(h.Office.Accept(ctx, h.Two, id))
		a := h.application(id)
		if !a.FeeSettled() {
			h.OK(h.Office.EnterPayment(ctx, h.Two, id, office.PaymentRequest{Day: h.today(), Yen: a.FeeYen, Reference: "F-2"}))
		}
		if len(a.Inquiries) > 0 {
			h.Consents(id)
		}
		h.days(3)
		_, err = h.Office.Issue(ctx, h.fresh(h.four), id)
		h.OK(err)
		l = h.label(n)
		if l.StatusOn(h.today()) != scheme.Active || l.StatusOn(reopened) != scheme.Expired || l.StatusOn(end.AddDays(1)) != scheme.Expired || l.ValidUntil <= end {
			h.Errorf("%+v", l.Standing)
		}
		told, err := scheme.Replay(h.events(n))
		h.OK(err)
		for day := end.AddDays(-60); day < end.AddDays(800); day = day.AddDays(1) {
			if told.StatusOn(day) != l.StatusOn(day) {
				h.Fatalf("%s: the events tell of %s, the register of %s", day, told.StatusOn(day), l.StatusOn(day))
			}
		}
	})
}

// confirmAll confirms all that was carried into an application.
func (h *house) confirmAll(id scheme.ApplicationID) {
	h.Helper()
	ctx := h.Context()
	f, err := h.Office.File(ctx, h.Anna, id)
	h.OK(err)
	for _, part := range f.Application.Carried {
		h.OK(h.Office.ConfirmPart(ctx, h.Anna, id, h.application(id).Revision, part))
	}
	for _, item := range f.Edition.Items {
		if a := f.Checklist.Answer(item.ID); a.Carried {
			a.Assessor, a.AssessedOn = "見本 花子", h.today()
			_, err := h.Office.ConfirmAnswer(ctx, h.Anna, id, a, false)
			h.OK(err)
		}
	}
}

// A refused succession: either side may object; upheld, it waits for another
// officer. Overtaken, nothing can be reopened any more.
func TestStory_refusedSuccession(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		n := h.Issued(1)
		s := scheme.Succession{ID: "S-1", Label: n, State: scheme.NotGranted, From: h.Maker.ID, To: h.rival.ID, Closed: h.Clock.Now(), ClosedBy: h.Two.Person.ID,
			Outcome: "体制が確かめられません。", Ground: "succession_refused"}
		h.Put(func(tx *store.Tx) error { return tx.PutSuccession(&s) })
		h.no(h.lodge(h.agent, scheme.AgainstSuccession, "S-1", "x"), scheme.Missing, "refusal.missing")
		o, err := h.room.Lodge(ctx, h.rita, scheme.AgainstSuccession, "S-1", "体制図を出します。")
		h.OK(err)
		if _, err := h.room.Objection(ctx, h.Anna, o); !scheme.IsRefusal(err, scheme.Missing) {
			h.Error("the other side reads what is not its own:", err)
		}
		h.no(h.room.TakeUp(ctx, h.Two, o), scheme.Denied, "refusal.objection.involved")
		h.OK(h.room.TakeUp(ctx, h.three, o))
		h.OK(h.room.Uphold(ctx, h.fresh(h.three), o, "認めます。"))
		h.OK(h.Store.View(ctx, func(tx *store.Tx) (err error) { s, err = tx.Succession("S-1"); return err }))
		if s.State != scheme.Taken || !s.Open() || !scheme.IsRefusal(s.NotAgain(h.Two.Person.ID), scheme.Denied) {
			h.Errorf("%+v", s)
		}

		s.State, s.Closed, s.ClosedBy = scheme.NotGranted, h.Clock.Now().Add(time.Hour), h.four.Person.ID
		h.Put(func(tx *store.Tx) error { return tx.PutSuccession(&s) })
		h.days(1)
		mine, err := h.room.Lodge(ctx, h.Anna, scheme.AgainstSuccession, "S-1", "こちらも不服です。")
		h.OK(err)
		h.Put(func(tx *store.Tx) error {
			l, err := tx.Label(n)
			if err == nil {
				err = l.Withdraw("own_wish", "r", h.today(), h.Clock.Now())
			}
			if err != nil {
				return err
			}
			return tx.PutLabel(&l)
		})
		h.OK(h.room.TakeUp(ctx, h.three, mine))
		h.no(h.room.Uphold(ctx, h.fresh(h.three), mine, "r"), scheme.Conflict, "refusal.objection.overtaken")
		h.OK(h.room.Dismiss(ctx, h.fresh(h.three), mine, "ラベルが取り下げられています。"))
	})
}

// Papers that were not made anew: upheld, the request waits for another
// officer. When papers were asked for again meanwhile, nothing is reopened.
func TestStory_refusedReissue(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		n := h.Issued(1)
		papers := holding.New(h.Desk, h.post, portaltest.Base)
		id, err := papers.AskReissue(ctx, h.Anna, n, "社名が変わったため")
		h.OK(err)
		h.no(h.lodge(h.Anna, scheme.AgainstReissue, string(id), "x"), scheme.Conflict, "refusal.objection.nothing")
		h.OK(papers.RefuseReissue(ctx, h.fresh(h.Two), id, "届出がありません。"))
		h.days(20)
		h.no(h.lodge(h.rita, scheme.AgainstReissue, string(id), "x"), scheme.Missing, "refusal.missing")
		h.no(h.lodge(h.One, scheme.AgainstReissue, string(id), "x"), scheme.Denied, "refusal.role")
		o, err := h.room.Lodge(ctx, h.Anna, scheme.AgainstReissue, string(id), "届出は先月出しました。")
		h.OK(err)
		h.no(h.room.TakeUp(ctx, h.Two, o), scheme.Denied, "refusal.objection.involved")
		h.OK(h.room.TakeUp(ctx, h.three, o))
		h.OK(h.room.Uphold(ctx, h.fresh(h.three), o, "届出がありました。"))
		if due, want := h.wishDue(id), h.scheme().WishDue(h.today()); due != want {
			h.Errorf("reopened on %s, to be decided by %s, want %s", h.today(), due, want)
		}
		h.no(papers.Reissue(ctx, h.fresh(h.Two), id), scheme.Denied, "refusal.objection.decided_before")
		h.no(papers.RefuseReissue(ctx, h.fresh(h.Two), id, "r"), scheme.Denied, "refusal.objection.decided_before")
		h.no(papers.Reissue(ctx, h.four, id), scheme.Denied, "refusal.step_up")
		h.days(1)
		h.OK(papers.RefuseReissue(ctx, h.fresh(h.four), id, "届出は別の製品のものでした。"))
		again, err := h.room.Lodge(ctx, h.Anna, scheme.AgainstReissue, string(id), "この製品のものです。")
		h.OK(err)
		h.OK(h.room.TakeUp(ctx, h.three, again))
		_, err = papers.AskReissue(ctx, h.Anna, n, "改めてお願いします。")
		h.OK(err)
		h.no(h.room.Uphold(ctx, h.fresh(h.three), again, "r"), scheme.Conflict, "refusal.objection.overtaken")
		h.OK(h.room.Dismiss(ctx, h.fresh(h.three), again, "改めて申請されています。"))
	})
}

// wishDue is the day by which a reissue is to be decided.
func (h *house) wishDue(id scheme.ReissueID) (due scheme.Date) {
	h.Helper()
	h.OK(h.Store.View(h.Context(), func(tx *store.Tx) error {
		r, err := tx.Reissue(id)
		due = r.DecideDue()
		return err
	}))
	return due
}

// An officer who keeps off one of the sides neither reads nor decides.
func TestObjection_keepsOffWhoRecusedHimself(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		n := h.Issued(1)
		h.days(1)
		h.revoked(n)
		o, err := h.room.Lodge(ctx, h.Anna, scheme.AgainstRevocation, string(n), "不服があります。")
		h.OK(err)
		h.OK(h.Office.Recuse(ctx, h.three, office.RecuseRequest{Organisation: h.Maker.ID, Reason: "以前の勤務先です。"}))
		h.no(h.room.TakeUp(ctx, h.three, o), scheme.Denied, "refusal.recused")
		rows, err := h.room.Objections(ctx, h.three, store.ObjectionFilter{})
		h.OK(err)
		if len(rows) != 0 {
			h.Error("what one keeps off is listed")
		}
	})
}

// Officers are told once before the day by which an objection is to be decided,
// and once when it is past.
func TestRemind_tellsOnceBeforeTheDayAndOnceAfter(t *testing.T) {
	each(t, func(h *house) {
		id := h.Settled(0)
		h.OK(h.Office.Refuse(h.Context(), h.fresh(h.Two), id, "満たしていません。"))
		o, err := h.room.Lodge(h.Context(), h.Anna, scheme.AgainstApplication, string(id), "満たしています。")
		h.OK(err)
		var due scheme.Date
		h.OK(h.Store.View(h.Context(), func(tx *store.Tx) error {
			one, err := tx.Objection(o)
			due = one.Due
			return err
		}))
		told := func(day scheme.Date, want int) {
			h.Helper()
			h.Clock.Set(h.scheme().Midnight(day).Add(10 * time.Hour))
			if n, err := h.room.Remind(h.Context()); n != want || err != nil {
				h.Errorf("on %s told of %d, %v, want %d", day, n, err, want)
			}
		}
		told(due.AddDays(-6), 0)
		told(due.AddDays(-5), 1)
		told(due.AddDays(-5), 0)
		told(due, 0)
		told(due.AddDays(1), 1)
		told(due.AddDays(2), 0)
	})
}
