package office_test

import (
	"strings"
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
)

// further is an authority that nobody has asked yet.
func (h *house) further() (o scheme.Organisation) {
	h.t.Helper()
	h.put(func(tx *store.Tx) error {
		all, err := tx.Organisations(scheme.Authority)
		if err != nil {
			return err
		}
		o = testkit.Authority(100 + len(all))
		return tx.PutOrganisation(&o)
	})
	return o
}

// colleague is someone of another authority, which is not asked of itself.
func (h *house) colleague() scheme.Actor {
	h.t.Helper()
	if h.scholar.Person.ID == "" {
		h.put(func(tx *store.Tx) error { return tx.PutOrganisation(&h.college) })
		h.scholar = h.person(h.college, 1, scheme.RoleReviewer)
	}
	return h.scholar
}

// letter is a signed letter of the ministry without objection.
func (h *house) letter(id scheme.ApplicationID) office.EnterRequest {
	h.t.Helper()
	i := h.inquiry(id, h.ministry)
	return office.EnterRequest{Inquiry: i.ID, Revision: i.Revision, View: scheme.NoObjection, Answered: h.today(),
		Letter: scheme.SignedLetter{Reference: "見本第1号", SHA256: strings.Repeat("ab", 32), KeptAt: "文書庫3"}}
}

// asked is an accepted application of which the ministry and the college were
// asked.
func (h *house) asked(n int) scheme.ApplicationID {
	h.t.Helper()
	h.colleague()
	return h.accepted(n)
}

func TestAccept_asksEveryAuthorityWithWhatItMayKnow(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		id := h.asked(1)
		a := onRecord(h, id)
		if len(a.Inquiries) != 2 {
			t.Fatalf("%d inquiries", len(a.Inquiries))
		}
		for _, i := range a.Inquiries {
			if i.About.Acceptance != a.Numbers.Acceptance || i.About.SuppliedBy[0] != "秘密の供給元" || i.Due != h.scheme.InquiryDue(h.today()) || i.AskedBy != h.one.Person.ID {
				t.Errorf("%+v", i)
			}
		}
		want := 2 // to one person each
		if got := strings.Count(strings.Join(h.letters(), " "), "inquiry_asked"); got != want {
			t.Errorf("%d letters, want %d", got, want)
		}
	})
}

func TestAccept_leavesOutWhomTheSchemeRestricts(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	h.load("scheme.yaml", "  remind_every: 10\n", "  remind_every: 10\n  restricted:\n    - corporate_number: \""+h.ministry.CorporateNumber+"\"\n      levels: [\"3\"]\n", nil)
	id := h.asked(1)
	a := onRecord(h, id)
	if len(a.Inquiries) != 1 || a.Inquiries[0].Authority != h.college.ID {
		t.Fatalf("%+v", a.Inquiries)
	}
	ctx := t.Context()
	h.no(h.office.AskAuthority(ctx, h.one, id, h.college.ID), scheme.Conflict, "refusal.inquiry.asked_before")
	h.no(h.office.AskAuthority(ctx, h.one, id, h.maker.ID), scheme.Invalid, "refusal.inquiry.authority")
	h.no(h.office.AskAuthority(ctx, h.one, id, "nobody"), scheme.Invalid, "refusal.inquiry.authority")
	h.ok(h.office.AskAuthority(ctx, h.one, id, h.ministry.ID))
	if len(onRecord(h, id).Inquiries) != 2 {
		t.Fatal("asked by hand, it is not there")
	}
}

// However long an authority is silent, and however often it is reminded,
// nothing is decided for the label.
func TestSilence_isNeverConsent(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.asked(1)
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	h.ok(h.consent(id))
	reminded := 0
	for range 60 {
		h.clock.Advance(14 * day)
		n, err := h.office.RemindAuthorities(ctx)
		h.ok(err)
		reminded += n
		if again, err := h.office.RemindAuthorities(ctx); again != 0 || err != nil {
			t.Fatalf("reminded again at once: %d, %v", again, err)
		}
		_, err = h.office.Issue(ctx, h.fresh(h.two), id)
		h.no(err, scheme.Conflict, "refusal.application.inquiry_open")
	}
	a := onRecord(h, id)
	if a.InquirySettled() || a.Numbers.Provisional != "" || a.State != scheme.Accepted {
		t.Fatal("silence counted after two years")
	}
	if reminded < 40 || len(h.inquiry(id, h.college).Reminders) != reminded || len(h.inquiry(id, h.ministry).Reminders) != 0 {
		t.Fatalf("%d reminders, %d on record", reminded, len(h.inquiry(id, h.college).Reminders))
	}
	if letters := strings.Join(h.letters(), " "); strings.Count(letters, "inquiry_overdue") != reminded-1 || strings.Count(letters, "inquiry_reminder") != 1 {
		t.Fatalf("letters %s", letters)
	}
	i := h.inquiry(id, h.college)
	h.ok(h.office.AnswerInquiry(ctx, h.fresh(h.scholar), i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.NoObjection}))
	if late := h.inquiry(id, h.college).Answer; !late.Late || late.Counts != scheme.NoObjection {
		t.Fatalf("%+v", late)
	}
	if onRecord(h, id).Numbers.Provisional == "" {
		t.Fatal("no provisional number once both are settled")
	}
}

func TestRemind_neverOfAnInquiryThatIsOver(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	given, waiting := h.asked(1), h.asked(2)
	h.ok(h.office.GiveUp(ctx, h.anna, given))
	h.ok(h.say(waiting, office.AnswerRequest{View: scheme.AsksMore, Text: "親会社はどこですか"}))
	h.clock.Advance(100 * day)
	n, err := h.office.RemindAuthorities(ctx)
	h.ok(err)
	if n != 1 || len(h.inquiry(waiting, h.college).Reminders) != 1 {
		t.Fatalf("%d reminders; the application that ended and the authority that waits for us need none", n)
	}
	i := h.inquiry(waiting, h.ministry)
	h.ok(h.office.RemindAuthority(ctx, h.one, waiting, i.ID, i.Revision)) // by hand all the same
	i = h.inquiry(waiting, h.ministry)
	h.no(h.office.RemindAuthority(ctx, h.two, waiting, i.ID, i.Revision), scheme.Conflict, "refusal.inquiry.reminded") // once a day
	h.clock.Advance(day)
	h.ok(h.office.RemindAuthority(ctx, h.two, waiting, i.ID, i.Revision))
	h.ok(h.consent(waiting))
	i = h.inquiry(waiting, h.ministry)
	h.no(h.office.RemindAuthority(ctx, h.one, waiting, i.ID, i.Revision), scheme.Conflict, "refusal.inquiry.answered")
}

func TestAnswer_aConditionWaitsForAnOfficerWhoDoesNotDecide(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	h.no(h.say(id, office.AnswerRequest{View: scheme.Condition}), scheme.Invalid, "refusal.inquiry.text.condition")
	h.ok(h.say(id, office.AnswerRequest{View: scheme.Condition, Text: "保守者を変えないこと"}))
	_, err := h.office.Issue(ctx, h.fresh(h.two), id)
	h.no(err, scheme.Conflict, "refusal.application.inquiry_unconfirmed")
	i := h.inquiry(id, h.ministry)
	h.no(h.office.ConfirmInquiry(ctx, h.three, id, i.ID, i.Revision, " "), scheme.Invalid, "refusal.inquiry.words")
	h.no(h.office.ConfirmInquiry(ctx, h.three, id, "other", i.Revision, "x"), scheme.Missing, "refusal.missing")
	h.no(h.office.ConfirmInquiry(ctx, h.three, id, i.ID, i.Revision-1, "x"), scheme.Conflict, "refusal.inquiry.changed")
	h.ok(h.office.ConfirmInquiry(ctx, h.three, id, i.ID, i.Revision, "誓約書を受け取った"))
	if onRecord(h, id).Numbers.Provisional == "" {
		t.Fatal("no provisional number after the condition is met")
	}
	_, err = h.office.Issue(ctx, h.fresh(h.three), id)
	h.no(err, scheme.Denied, "refusal.inquiry.same_officer.confirmed")
	_, err = h.office.Issue(ctx, h.fresh(h.two), id)
	h.ok(err)
}

func TestEnterAnswer_fromALetterThatAnotherOfficerDecidesOn(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	for _, c := range []struct {
		name string
		mend func(*office.EnterRequest)
		want []string
	}{
		{"silence", func(r *office.EnterRequest) { r.View = "" }, []string{"refusal.inquiry.view"}},
		{"a question", func(r *office.EnterRequest) { r.View = scheme.AsksMore }, []string{"refusal.inquiry.view"}},
		{"no letter", func(r *office.EnterRequest) { r.Letter = scheme.SignedLetter{} },
			[]string{"refusal.inquiry.reference", "refusal.evidence.sha256", "refusal.inquiry.kept_at"}},
		{"no such day", func(r *office.EnterRequest) { r.Answered = "2026-02-30" }, []string{"refusal.date.malformed"}},
		{"before it was asked", func(r *office.EnterRequest) { r.Answered = h.today().AddDays(-1) }, []string{"refusal.inquiry.before_asked"}},
		{"tomorrow", func(r *office.EnterRequest) { r.Answered = h.today().AddDays(1) }, []string{"refusal.date.future"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := h.letter(id)
			c.mend(&r)
			refuses(t, h.office.EnterAnswer(ctx, h.two, id, r), scheme.Invalid, c.want...)
		})
	}
	old := h.letter(id)
	h.ok(h.office.EnterAnswer(ctx, h.two, id, old))
	h.no(h.office.EnterAnswer(ctx, h.two, id, old), scheme.Conflict, "refusal.inquiry.changed")
	if i := h.inquiry(id, h.ministry); !i.Answer.ByLetter() || i.Answer.By != h.two.Person.ID {
		t.Fatalf("%+v", i.Answer)
	}
	if letters := strings.Join(h.letters(), " "); !strings.Contains(letters, "inquiry_entered") {
		t.Fatalf("the authority was not told: %s", letters)
	}
	_, err := h.office.Issue(ctx, h.fresh(h.two), id)
	h.no(err, scheme.Denied, "refusal.inquiry.same_officer.letter")
	h.no(h.office.Refuse(ctx, h.two, id, "r"), scheme.Denied, "refusal.inquiry.same_officer.letter")
	h.clock.Advance(2 * day)
	h.ok(h.say(id, office.AnswerRequest{View: scheme.Objects, Text: "撤回します"}))
	older := h.letter(id)
	older.Answered = h.today().AddDays(-1)
	h.no(h.office.EnterAnswer(ctx, h.two, id, older), scheme.Invalid, "refusal.inquiry.older")
	_, err = h.office.Issue(ctx, h.fresh(h.three), id)
	h.no(err, scheme.Conflict, "refusal.application.objection")
	if i := h.inquiry(id, h.ministry); len(i.Earlier) != 1 || i.Earlier[0].Letter.Reference != "見本第1号" {
		t.Fatalf("the letter is forgotten: %+v", i.Earlier)
	}
}

func TestAnswer_canBeTakenBackAndReplacedUntilTheDecision(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.settled(1)
	i := h.inquiry(id, h.ministry)
	h.no(h.office.TakeBackAnswer(ctx, h.reviewer, i.ID, i.Revision), scheme.Denied, "refusal.step_up")
	h.ok(h.office.TakeBackAnswer(ctx, h.fresh(h.reviewer), i.ID, i.Revision))
	_, err := h.office.Issue(ctx, h.fresh(h.two), id)
	h.no(err, scheme.Conflict, "refusal.application.inquiry_open")
	i = h.inquiry(id, h.ministry)
	h.no(h.office.TakeBackAnswer(ctx, h.fresh(h.reviewer), i.ID, i.Revision), scheme.Conflict, "refusal.inquiry.open")
	h.no(h.office.AnswerInquiry(ctx, h.reviewer, i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.NoObjection}), scheme.Denied, "refusal.step_up")
	h.ok(h.consent(id))
	i = h.inquiry(id, h.ministry)
	h.no(h.office.AnswerInquiry(ctx, h.reviewer, i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.AsksMore, Text: "?"}), scheme.Denied, "refusal.step_up")
	_, err = h.office.Issue(ctx, h.fresh(h.two), id)
	h.ok(err)
	i = h.inquiry(id, h.ministry)
	h.no(h.office.TakeBackAnswer(ctx, h.fresh(h.reviewer), i.ID, i.Revision), scheme.Conflict, "refusal.state")
	if len(i.Earlier) != 1 {
		t.Fatalf("%+v", i.Earlier)
	}
}

func TestQuestion_goesToTheOfficerAndBackWhileTheClockGoesOn(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	due := h.inquiry(id, h.ministry).Due
	i := h.inquiry(id, h.ministry)
	h.no(h.office.ReplyAuthority(ctx, h.one, id, i.ID, i.Revision, "x"), scheme.Conflict, "refusal.inquiry.no_question")
	h.no(h.say(id, office.AnswerRequest{View: scheme.AsksMore}), scheme.Invalid, "refusal.inquiry.words")
	h.ok(h.office.AnswerInquiry(ctx, h.reviewer, i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.AsksMore, Text: "親会社は"})) // no passkey
	i = h.inquiry(id, h.ministry)
	if !i.Asks() || i.Due != due || h.scheme.Timeline(ref(onRecord(h, id))).WaitsFor(scheme.PartyOffice) == nil {
		t.Fatalf("%+v", i)
	}
	h.no(h.say(id, office.AnswerRequest{View: scheme.AsksMore, Text: "又"}), scheme.Conflict, "refusal.inquiry.asked_already")
	h.no(h.office.ReplyAuthority(ctx, h.one, id, i.ID, i.Revision, ""), scheme.Invalid, "refusal.inquiry.words")
	h.ok(h.office.ReplyAuthority(ctx, h.one, id, i.ID, i.Revision, "ありません"))
	letters := strings.Join(h.letters(), " ")
	for _, kind := range []string{"inquiry_question", "inquiry_reply"} {
		if !strings.Contains(letters, kind) {
			t.Errorf("no letter %s: %s", kind, letters)
		}
	}
	one, _, err := h.office.InquiryFor(ctx, h.reviewer, i.ID)
	h.ok(err)
	if len(one.Asks) != 1 || one.Asks[0].Reply != "ありません" || one.Waits {
		t.Fatalf("%+v", one)
	}
}

func ref[T any](one T) *T { return &one }
