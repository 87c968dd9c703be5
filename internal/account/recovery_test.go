package account_test

import (
	"slices"
	"testing"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
)

func TestRecovery_ofAMakerGoesByLetterAndReplacesAllPasskeys(t *testing.T) {
	t.Parallel()
	w := settled(t)
	r := w.resident(t, w.admit(t, testkit.Maker(0)), 1, scheme.RoleApplicant)
	address := r.actor.Person.Email
	w.clock.Advance(time.Minute)
	must(t, w.AskRecovery(t.Context(), "  "+address+" "))
	token := w.letters.token(t, address)
	if view, err := w.ShowLink(t.Context(), token); err != nil || view.Kind != "recover" || view.First {
		t.Errorf("link %+v %v", view, err)
	}
	if _, err := w.signIn(t, r.key); err != nil {
		t.Errorf("asking alone must change nothing: %v", err)
	}
	fresh := testkit.NewPasskey(host, origin)
	session := w.enrol(t, token, fresh)
	w.actor(t, session)
	_, _, err := w.Actor(t.Context(), r.session)
	refused(t, err, "refusal.signed_out")
	if _, err := w.signIn(t, r.key); !scheme.IsRefusal(err, scheme.Denied) {
		t.Errorf("the old passkey: %v", err)
	}
	if _, err := w.signIn(t, fresh); err != nil {
		t.Errorf("the new passkey: %v", err)
	}
	if got := w.letters.take(address); !slices.Equal(got, []string{"recover", "passkeys_reset"}) {
		t.Errorf("letters %v", got)
	}
	if got := w.letters.take(w.admin.Person.Email); !slices.Equal(got, []string{"passkey_added"}) {
		t.Errorf("the office was told of a maker's recovery: %v", got)
	}
}

func TestRecovery_aSecondOpenLinkIsOvertaken(t *testing.T) {
	t.Parallel()
	w := settled(t)
	r := w.resident(t, w.admit(t, testkit.Maker(0)), 1, scheme.RoleApplicant)
	must(t, w.AskRecovery(t.Context(), r.actor.Person.Email))
	first := w.letters.token(t, r.actor.Person.Email)
	must(t, w.AskRecovery(t.Context(), r.actor.Person.Email))
	second := w.letters.token(t, r.actor.Person.Email)
	w.clock.Advance(time.Minute)
	w.enrol(t, second, testkit.NewPasskey(host, origin))
	_, err := w.TakeLink(t.Context(), first)
	refused(t, err, "refusal.link.used")
}

func TestAskRecovery_saysTheSameToEveryone(t *testing.T) {
	t.Parallel()
	w := settled(t)
	r := w.resident(t, w.admit(t, testkit.Maker(0)), 1, scheme.RoleApplicant)
	gone := w.resident(t, w.admit(t, testkit.Maker(1)), 1, scheme.RoleApplicant)
	must(t, w.Dismiss(t.Context(), w.admin, gone.actor.Person.ID))
	w.letters.take(gone.actor.Person.Email)
	for _, address := range []string{"nobody@nowhere.example", gone.actor.Person.Email, r.actor.Person.Email, r.actor.Person.Email, r.actor.Person.Email, r.actor.Person.Email} {
		began := time.Now()
		if err := w.AskRecovery(t.Context(), address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if took := time.Since(began); took < 190*time.Millisecond {
			t.Errorf("%s: answered after %v", address, took)
		}
	}
	if got := w.letters.take(r.actor.Person.Email); len(got) != 3 {
		t.Errorf("four wishes in an hour brought %v", got)
	}
	if got := w.letters.take(gone.actor.Person.Email); got != nil {
		t.Errorf("a dismissed person was sent %v", got)
	}
	w.clock.Advance(time.Hour)
	must(t, w.AskRecovery(t.Context(), r.actor.Person.Email))
	if got := w.letters.take(r.actor.Person.Email); len(got) != 1 {
		t.Errorf("an hour later %v", got)
	}
	for _, odd := range []string{"", "  ", "no address", "a@b\r\nBcc: c@d"} {
		refused(t, w.AskRecovery(t.Context(), odd), "refusal.email")
	}
}

func TestRecovery_ofAnOfficerNeedsASecondOne(t *testing.T) {
	t.Parallel()
	w := settled(t)
	office := w.admin.Organisation
	lost, second := w.resident(t, office, 1, scheme.RoleOfficer), w.resident(t, office, 2, scheme.RoleOfficer)
	maker := w.resident(t, w.admit(t, testkit.Maker(0)), 1, scheme.RoleApplicant, scheme.RoleManager)
	address := lost.actor.Person.Email
	w.clock.Advance(time.Minute)
	must(t, w.AskRecovery(t.Context(), address))
	must(t, w.AskRecovery(t.Context(), address)) // one wish, however often it is made
	if got := w.letters.take(address); !slices.Equal(got, []string{"recovery_asked"}) {
		t.Fatalf("the officer was sent %v", got)
	}
	if got := w.letters.take(second.actor.Person.Email); !slices.Equal(got, []string{"recovery_to_approve"}) {
		t.Errorf("the second officer was sent %v", got)
	}
	wishes, err := w.Recoveries(t.Context(), second.actor)
	must(t, err)
	if len(wishes) != 1 || wishes[0].Person.ID != lost.actor.Person.ID || wishes[0].Own {
		t.Fatalf("wishes %+v", wishes)
	}
	id := wishes[0].ID
	_, err = w.Recoveries(t.Context(), maker.actor)
	refused(t, err, "refusal.account.denied")

	w.clock.Advance(scheme.StepUpHolds)
	stale := second.actor
	refused(t, w.ApproveRecovery(t.Context(), stale, id), "refusal.step_up")
	must(t, w.stepUp(t, lost.session, lost.key))
	refused(t, w.ApproveRecovery(t.Context(), w.actor(t, lost.session), id), "refusal.recovery.own")
	must(t, w.stepUp(t, maker.session, maker.key))
	refused(t, w.ApproveRecovery(t.Context(), w.actor(t, maker.session), id), "refusal.account.denied")
	must(t, w.stepUp(t, second.session, second.key))
	approver := w.actor(t, second.session)
	must(t, w.ApproveRecovery(t.Context(), approver, id))
	refused(t, w.ApproveRecovery(t.Context(), approver, id), "refusal.recovery.settled")
	if wishes, err := w.Recoveries(t.Context(), approver); err != nil || len(wishes) != 0 {
		t.Errorf("still open: %v %v", wishes, err)
	}

	fresh := testkit.NewPasskey(host, origin)
	w.enrol(t, w.letters.token(t, address), fresh)
	if _, err := w.signIn(t, lost.key); !scheme.IsRefusal(err, scheme.Denied) {
		t.Errorf("the old passkey: %v", err)
	}
	_, _, err = w.Actor(t.Context(), lost.session)
	refused(t, err, "refusal.signed_out")
	if got := w.letters.take(address); !slices.Equal(got, []string{"recover", "passkeys_reset"}) {
		t.Errorf("the officer was sent %v", got)
	}
	for _, other := range []scheme.Person{second.actor.Person, w.admin.Person} {
		if got := w.letters.take(other.Email); !slices.Contains(got, "passkeys_reset_of") {
			t.Errorf("%s was sent %v", other.ID, got)
		}
	}
	want := []string{"invite", "take_link", "enrol_enrol", "step_up", "approve_recovery", "take_link", "enrol_recover"}
	if got := w.audit(t, "person:"+string(lost.actor.Person.ID)); !slices.Equal(got, want) {
		t.Errorf("audit %v, want %v", got, want)
	}
}

func TestRecovery_anApprovalDoesNotLastForEver(t *testing.T) {
	t.Parallel()
	w := settled(t)
	lost := w.resident(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	address := lost.actor.Person.Email
	must(t, w.AskRecovery(t.Context(), address))
	wishes, err := w.Recoveries(t.Context(), w.admin)
	must(t, err)
	must(t, w.ApproveRecovery(t.Context(), w.admin, wishes[0].ID))
	token := w.letters.token(t, address)
	for range 2 { // renewed twice, a link is as old as the approval
		w.clock.Advance(11 * time.Hour)
		must(t, w.RenewLink(t.Context(), token))
		token = w.letters.token(t, address)
	}
	w.clock.Advance(3 * time.Hour)
	refused(t, w.RenewLink(t.Context(), token), "refusal.link.ask_again")
}

func TestRecovery_lapsesAfterThreeDaysAndCanBeRefused(t *testing.T) {
	t.Parallel()
	w := settled(t)
	lost := w.resident(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	address := lost.actor.Person.Email
	wish := func() account.RecoveryWish {
		t.Helper()
		must(t, w.AskRecovery(t.Context(), address))
		wishes, err := w.Recoveries(t.Context(), w.admin)
		must(t, err)
		if len(wishes) != 1 {
			t.Fatalf("wishes %+v", wishes)
		}
		return wishes[0]
	}
	old := wish()
	w.clock.Advance(72 * time.Hour)
	if wishes, err := w.Recoveries(t.Context(), w.admin); err != nil || len(wishes) != 0 {
		t.Errorf("after three days %v %v", wishes, err)
	}
	admin := w.admin
	admin.SteppedUp = w.clock.Now()
	refused(t, w.ApproveRecovery(t.Context(), admin, old.ID), "refusal.recovery.settled")
	again := wish()
	if again.ID == old.ID {
		t.Error("the lapsed wish came back")
	}
	refused(t, w.RefuseRecovery(t.Context(), lost.actor, again.ID), "refusal.recovery.own")
	must(t, w.RefuseRecovery(t.Context(), admin, again.ID))
	refused(t, w.ApproveRecovery(t.Context(), admin, again.ID), "refusal.recovery.settled")
	if got := w.letters.take(address); !slices.Equal(got, []string{"recovery_asked", "recovery_asked", "recovery_refused"}) {
		t.Errorf("letters %v", got)
	}
	if err := w.RefuseRecovery(t.Context(), admin, "none"); !scheme.IsRefusal(err, scheme.Missing) {
		t.Errorf("got %v", err)
	}
}
