package office_test

import (
	"strings"
	"testing"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

func TestStart_wrongTurns(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	level := h.kind().Level
	certified, ok := firstOf(h.scheme.Levels, func(l scheme.Level) bool { return l.Certified })
	if !ok {
		t.Fatal("the scheme has no certified level to try")
	}
	for _, c := range []struct {
		name string
		who  scheme.Actor
		r    office.StartRequest
		kind scheme.RefusalKind
		key  string
	}{
		{"level that is not there", h.anna, office.StartRequest{Level: "9"}, scheme.Invalid, "refusal.level.unknown"},
		{"level that needs a report", h.anna, office.StartRequest{Level: certified.ID}, scheme.Invalid, "refusal.level.certified"},
		{"category that is not there", h.anna, office.StartRequest{Level: level, Category: "toaster"}, scheme.Invalid, "refusal.category"},
		{"edition that is not there", h.anna, office.StartRequest{Level: level, Edition: "X"}, scheme.Invalid, "refusal.edition.unknown"},
		{"for another maker", h.anna, office.StartRequest{Level: level, Applicant: h.rival.ID}, scheme.Denied, "refusal.role"},
		{"without a power", h.agent, office.StartRequest{Level: level, Applicant: h.rival.ID}, scheme.Denied, "refusal.power"},
		{"an agency for itself", h.agent, office.StartRequest{Level: level}, scheme.Denied, "refusal.power"},
		{"an officer", h.one, office.StartRequest{Level: level}, scheme.Denied, "refusal.role"},
		{"a manager", h.manager, office.StartRequest{Level: level}, scheme.Denied, "refusal.role"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.office.Start(ctx, c.who, c.r)
			refuses(t, err, c.kind, c.key)
		})
	}
	h.clock.Set(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	_, err := h.office.Start(ctx, h.anna, office.StartRequest{Level: level})
	h.no(err, scheme.Invalid, "refusal.edition.none_open")
}

func TestSubmit_wrongTurns(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 1)
	item := h.edition(id).Items[0]
	for _, c := range []struct {
		name string
		mend func(*office.SubmitRequest)
		kind scheme.RefusalKind
		keys []string
	}{
		{"nobody's word", func(r *office.SubmitRequest) { r.Name, r.Title = "", " " }, scheme.Invalid, []string{"refusal.declaration.name", "refusal.declaration.title"}},
		{"a statement left out", func(r *office.SubmitRequest) { r.Affirmed = r.Affirmed[1:] }, scheme.Invalid, []string{"refusal.declaration.statements"}},
		{"one statement twice for another", func(r *office.SubmitRequest) { r.Affirmed[0] = r.Affirmed[1] }, scheme.Invalid, []string{"refusal.declaration.statements"}},
		{"statements of another scheme", func(r *office.SubmitRequest) { r.Affirmed[0] = "x" }, scheme.Invalid, []string{"refusal.declaration.statements"}},
		{"in no language of ours", func(r *office.SubmitRequest) { r.Language = "fr" }, scheme.Invalid, []string{"refusal.declaration.language"}},
		{"another checklist than was read", func(r *office.SubmitRequest) { r.Checklist = strings.Repeat("0", 64) }, scheme.Conflict, []string{"refusal.declaration.checklist_changed"}},
		{"another application than was read", func(r *office.SubmitRequest) { r.Revision-- }, scheme.Conflict, []string{"refusal.stale"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := h.declaration(h.anna, id)
			c.mend(&r)
			refuses(t, h.office.Submit(ctx, h.anna, id, r), c.kind, c.keys...)
		})
	}
	stands := h.file(h.anna, id).Checklist.Answer(item.ID)
	stands.Verdict = scheme.DoesNotConform
	_, err := h.office.SaveAnswer(ctx, h.anna, id, stands)
	h.ok(err)
	h.no(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)), scheme.Invalid, "refusal.answer.does_not_conform")
	if a := onRecord(h, id); a.State != scheme.Draft || a.Numbers.Application != "" || !a.Declaration.At.IsZero() || len(h.letters()) != 0 {
		t.Fatalf("a refused submission left something: %+v", a)
	}
	if got := h.submitted(2); onRecord(h, got).Numbers.Application != first(t, h) {
		t.Fatal("a refused submission took a number")
	}
}

func first(t *testing.T, h *house) string {
	t.Helper()
	n, err := h.scheme.Numbering.Application.Number(h.today().Year(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReasons_areAskedForByEveryNo(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	sent, settled, number := h.submitted(1), h.settled(2), h.issued(3)
	for _, c := range []struct{ reason, key string }{
		{"", "refusal.reason.missing"}, {" \n\u3000", "refusal.reason.missing"}, {strings.Repeat("字", 2001), "refusal.text.too_long"}} {
		h.no(h.office.Return(ctx, h.one, sent, c.reason), scheme.Invalid, c.key)
		h.no(h.office.Reject(ctx, h.one, sent, c.reason), scheme.Invalid, c.key)
		h.no(h.office.Refuse(ctx, h.fresh(h.two), settled, c.reason), scheme.Invalid, c.key)
		h.no(h.office.WithdrawLabel(ctx, h.anna, number, h.ground(scheme.DeedWithdraw), c.reason), scheme.Invalid, c.key)
	}
}

func TestIssue_wrongTurns(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	issue := func(who scheme.Actor, id scheme.ApplicationID) error {
		_, err := h.office.Issue(ctx, who, id)
		return err
	}
	open := h.accepted(1)
	h.no(issue(h.fresh(h.two), open), scheme.Conflict, "refusal.application.fee_open", "refusal.application.inquiry_open")
	h.ok(h.office.EnterPayment(ctx, h.one, open, h.payment(open)))
	h.ok(h.say(open, office.AnswerRequest{View: scheme.Objects, Text: "供給元に懸念があります"}))
	if onRecord(h, open).Numbers.Provisional != "" {
		t.Fatal("a provisional number against an objection")
	}
	h.no(issue(h.fresh(h.two), open), scheme.Conflict, "refusal.application.objection")

	settled := h.settled(2)
	h.no(issue(h.two, settled), scheme.Denied, "refusal.step_up")
	stale := h.fresh(h.two)
	h.clock.Advance(scheme.StepUpHolds + time.Second)
	h.no(issue(stale, settled), scheme.Denied, "refusal.step_up")
	h.no(issue(h.fresh(h.one), settled), scheme.Denied, "refusal.application.same_officer")
	h.no(h.office.Refuse(ctx, h.one, settled, "r"), scheme.Denied, "refusal.application.same_officer")
	h.no(h.office.Refuse(ctx, h.two, settled, "r"), scheme.Denied, "refusal.step_up")
	h.no(h.office.Refuse(ctx, stale, settled, "r"), scheme.Denied, "refusal.step_up")
	h.ok(h.office.MayRefuse(ctx, stale, settled, "r"))
	h.ok(issue(h.fresh(h.two), settled))
	h.no(issue(h.fresh(h.two), settled), scheme.Conflict, "refusal.state")

	h.ok(h.consent(open))
	h.ok(issue(h.fresh(h.three), open))
	if got := len(h.events()); got != 3 {
		t.Fatalf("%d events, want the scheme and two labels", got)
	}
}

// The label promises no day beyond the support of updates.
func TestIssue_validityEndsWithSupport(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 1)
	p := product(1)
	p.SupportUntil = h.scheme.LastDay(h.today())
	_, err := h.office.SaveProduct(ctx, h.anna, id, revisionOf(h, id), p)
	h.ok(err)
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	h.clock.Advance(10 * 24 * time.Hour)
	if f := h.file(h.one, id); len(f.Findings) != 0 {
		t.Fatalf("the office's own delay made the application wrong: %v", f.Findings)
	}
	h.ok(h.office.Accept(ctx, h.one, id))
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	h.ok(h.consent(id))
	number, err := h.office.Issue(ctx, h.fresh(h.two), id)
	h.ok(err)
	if l := h.label(number).Label; l.ValidUntil != p.SupportUntil || l.ValidFrom != h.today() {
		t.Fatalf("valid %s to %s, supported until %s", l.ValidFrom, l.ValidUntil, p.SupportUntil)
	}
}

func TestLabel_endsOnceWithAGroundOfTheScheme(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		withdrawn, stands := h.issued(1), h.issued(2)
		wish, wrong := h.ground(scheme.DeedWithdraw), h.ground(scheme.DeedRevoke)
		h.no(h.office.WithdrawLabel(ctx, h.anna, withdrawn, wrong, "r"), scheme.Invalid, "refusal.ground")
		h.no(h.office.WithdrawLabel(ctx, h.anna, withdrawn, "", "r"), scheme.Invalid, "refusal.ground")
		h.no(h.office.WithdrawLabel(ctx, h.stranger, withdrawn, wish, "r"), scheme.Denied, "refusal.role")

		h.ok(h.office.WithdrawLabel(ctx, h.anna, withdrawn, wish, "販売終了"))
		h.no(h.office.WithdrawLabel(ctx, h.anna, withdrawn, wish, "r"), scheme.Conflict, "refusal.state")

		for number, want := range map[scheme.LabelNumber]scheme.Status{withdrawn: scheme.Withdrawn, stands: scheme.Active} {
			entry, err := h.store.Entry(ctx, number, h.today())
			h.ok(err)
			if entry.StatusOn(h.today()) != want || h.label(number).Status != want {
				t.Errorf("%s is %s, want %s", number, entry.StatusOn(h.today()), want)
			}
		}
		events := h.events()
		if len(events) != 4 || events[3].Kind != scheme.LabelWithdrawn || events[3].Label != withdrawn || events[3].Facts["ground"] != string(wish) || len(events[3].Commitments) != 0 {
			t.Fatalf("events %+v", events)
		}
		if letters := strings.Join(h.letters(), " "); !strings.Contains(letters, "label_withdrawn") {
			t.Fatalf("letters %s", letters)
		}
	})
}

func TestCorrection_takesTwoOfficersAndShowsBothVersions(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	number := h.issued(1)
	h.no(h.office.Confirm(ctx, h.two, number), scheme.Conflict, "refusal.correction.none")
	h.no(h.office.Propose(ctx, h.one, number, "firmware", "1.0.1", strings.Repeat("字", 2001)), scheme.Invalid, "refusal.text.too_long")
	h.ok(h.office.Propose(ctx, h.one, number, "firmware", "1.0.1", "転記の誤り"))
	if e, err := h.store.Entry(ctx, number, h.today()); err != nil || e.Product.Firmware != "1.0.0" || len(e.Corrections) != 0 {
		t.Fatalf("a proposal is public: %+v, %v", e, err)
	}
	h.no(h.office.Confirm(ctx, h.one, number), scheme.Denied, "refusal.correction.same_officer")
	h.no(h.office.Propose(ctx, h.two, number, "firmware", "1.0.2", "r"), scheme.Conflict, "refusal.correction.open")
	before := len(h.events())
	h.ok(h.office.Confirm(ctx, h.two, number))
	e, err := h.store.Entry(ctx, number, h.today())
	if err != nil || e.Product.Firmware != "1.0.1" || len(e.Corrections) != 1 || e.Corrections[0].From != "1.0.0" || e.Corrections[0].Reason != "転記の誤り" {
		t.Fatalf("%+v, %v", e, err)
	}
	events := h.events()
	last := events[len(events)-1]
	if len(events) != before+1 || last.Kind != scheme.LabelCorrected || last.Facts["field"] != "firmware" || len(last.Commitments) != 3 {
		t.Fatalf("%+v", last)
	}
	h.ok(h.office.Propose(ctx, h.two, number, "name_en", "Another", "r"))
	h.ok(h.office.Drop(ctx, h.two, number))
	if len(h.events()) != before+1 {
		t.Fatal("a dropped proposal became public")
	}
}

// What the holder hides stays hidden when it is corrected.
func TestCorrection_ofWhatTheHolderHidesIsNoPublicFact(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 1)
	p := product(1)
	p.HideManufacturer = true
	_, err := h.office.SaveProduct(ctx, h.anna, id, revisionOf(h, id), p)
	h.ok(err)
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	h.ok(h.office.Accept(ctx, h.one, id))
	h.ok(h.office.EnterPayment(ctx, h.one, id, h.payment(id)))
	h.ok(h.consent(id))
	number, err := h.office.Issue(ctx, h.fresh(h.two), id)
	h.ok(err)
	before := len(h.events())
	h.ok(h.office.Propose(ctx, h.one, number, "manufacturer", "秘密製作所", "r"))
	h.ok(h.office.Confirm(ctx, h.two, number))
	e, err := h.store.Entry(ctx, number, h.today())
	if err != nil || len(e.Corrections) != 0 || e.Product.Manufacturer != "" || len(h.events()) != before {
		t.Fatalf("%+v, %v", e, err)
	}
}

func TestAnswers_twoEditorsNeverLoseText(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r := h.kind()
		id, err := h.office.Start(ctx, h.anna, r)
		h.ok(err)
		ben := h.person(h.maker, 9, scheme.RoleApplicant)
		item := h.edition(id).Items[0]
		mine, err := h.office.SaveAnswer(ctx, h.anna, id, scheme.Answer{Criterion: item.ID, Rationale: "アンナの文"})
		h.ok(err)
		if mine.Revision != 1 || mine.SavedBy != h.anna.Person.ID || mine.Saved != h.clock.Now() {
			t.Fatalf("%+v", mine)
		}
		_, err = h.office.SaveAnswer(ctx, ben, id, scheme.Answer{Criterion: item.ID, Rationale: "ベンの文"})
		clash, ok := clashOf(err)
		if !ok || clash.Theirs.Rationale != "アンナの文" || clash.Mine.Rationale != "ベンの文" || clash.Theirs.Revision != 1 {
			t.Fatalf("got %v", err)
		}
		h.no(err, scheme.Conflict, "refusal.answer.clash")
		if got := h.file(h.anna, id).Checklist.Answer(item.ID); got.Rationale != "アンナの文" || got.Revision != 1 {
			t.Fatalf("a clash changed the answer: %+v", got)
		}
		lines := len(h.audit("application:" + string(id)))
		again, err := h.office.SaveAnswer(ctx, ben, id, scheme.Answer{Criterion: item.ID, Rationale: "アンナの文"})
		if err != nil || again.SavedBy != h.anna.Person.ID || again.Revision != 1 || len(h.audit("application:"+string(id))) != lines {
			t.Fatalf("saving what stands already: %+v, %v", again, err)
		}
		clash.Mine.Revision = clash.Theirs.Revision
		clash.Mine.Rationale = "二人の文"
		both, err := h.office.SaveAnswer(ctx, ben, id, clash.Mine)
		if err != nil || both.Revision != 2 {
			t.Fatalf("%+v, %v", both, err)
		}
		line := h.audit("application:" + string(id))[0]
		if !strings.Contains(line.Before, "アンナの文") || !strings.Contains(line.After, "二人の文") {
			t.Fatalf("audit: %+v", line)
		}
	})
}

func TestEdits_refuseNonsenseAndStaleReaders(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.draft(h.anna, "", 1)
	at := revisionOf(h, id)
	_, err := h.office.SaveProduct(ctx, h.anna, id, at-1, product(2))
	h.no(err, scheme.Conflict, "refusal.stale")
	if a, err := h.office.SaveProduct(ctx, h.anna, id, at-1, product(1)); err != nil || a.Revision != at {
		t.Fatalf("saving what stands already: %v", err)
	}
	_, err = h.office.SaveProduct(ctx, h.anna, id, at, scheme.Product{HomePage: "javascript:alert(1)"})
	h.no(err, scheme.Invalid, "refusal.web_address")
	_, err = h.office.SaveScope(ctx, h.anna, id, at, []scheme.ScopeAnswer{{Question: "what?"}})
	h.no(err, scheme.Invalid, "refusal.scope.open")
	_, err = h.office.SaveScope(ctx, h.anna, id, at, []scheme.ScopeAnswer{{Question: h.scheme.Questions[0].ID, Reason: strings.Repeat("字", 2001)}})
	h.no(err, scheme.Invalid, "refusal.text.too_long")
	_, err = h.office.SaveEvaluator(ctx, h.anna, id, at, scheme.Evaluator{Class: "friend"})
	h.no(err, scheme.Invalid, "refusal.evaluator.class")
	_, err = h.office.SaveKind(ctx, h.anna, id, at, "9", "", "")
	h.no(err, scheme.Invalid, "refusal.level.unknown")
	_, err = h.office.SaveAnswer(ctx, h.anna, id, scheme.Answer{Criterion: "none"})
	h.no(err, scheme.Missing, "refusal.answer.no_such_item")
	_, err = h.office.SaveAnswer(ctx, h.anna, id, scheme.Answer{Criterion: h.edition(id).Items[0].ID, Verdict: "maybe"})
	h.no(err, scheme.Invalid, "refusal.answer.verdict_unknown")
	if a, err := h.office.SaveProduct(ctx, h.anna, id, at, scheme.Product{}); err != nil || a.Revision != at+1 {
		t.Fatalf("gaps may be saved: %v", err)
	}
	sent := h.submitted(3)
	_, err = h.office.SaveAnswer(ctx, h.anna, sent, scheme.Answer{Criterion: h.edition(sent).Items[0].ID})
	h.no(err, scheme.Conflict, "refusal.state")
}

// An applicant whose contact cannot be reached is a failure of ours, and
// leaves nothing half done.
func TestLetters_aDeedThatCannotTellIsNotDone(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.submitted(1)
	h.put(func(tx *store.Tx) error {
		o, err := tx.Organisation(h.maker.ID)
		if err != nil {
			return err
		}
		o.Contact.Email = ""
		return tx.PutOrganisation(&o)
	})
	if err := h.office.Accept(t.Context(), h.one, id); err == nil || scheme.RefusalsOf(err) != nil {
		t.Fatalf("got %v, want a failure", err)
	}
	if a := onRecord(h, id); a.State != scheme.Submitted || a.Numbers.Acceptance != "" {
		t.Fatalf("half done: %+v", a)
	}
}
