package account_test

import (
	"slices"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
)

func TestRemovePasskey_leavesTheLastAndNeedsAFreshOne(t *testing.T) {
	t.Parallel()
	w := settled(t)
	officer := w.resident(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	keys, err := w.Keys(t.Context(), w.session)
	must(t, err)
	if len(keys) != 1 || keys[0].ID != w.key.ID() || keys[0].Name != "test key" {
		t.Fatalf("keys %+v", keys)
	}
	refused(t, w.RemovePasskey(t.Context(), w.session, keys[0].ID), "refusal.passkey.last")
	refused(t, w.RemovePasskey(t.Context(), w.session, officer.key.ID()), "refusal.passkey.missing")
	w.clock.Advance(time.Minute)
	must(t, w.AskPasskey(t.Context(), w.session))
	second := testkit.NewPasskey(host, origin)
	w.enrol(t, w.letters.token(t, w.admin.Person.Email), second)
	w.letters.take(w.admin.Person.Email)
	must(t, w.RemovePasskey(t.Context(), w.session, w.key.ID()))
	if _, err := w.signIn(t, w.key); !scheme.IsRefusal(err, scheme.Denied) {
		t.Errorf("the removed passkey: %v", err)
	}
	if got := w.letters.take(w.admin.Person.Email); !slices.Equal(got, []string{"passkey_removed"}) {
		t.Errorf("letters %v", got)
	}
	w.clock.Advance(scheme.StepUpHolds)
	refused(t, w.RemovePasskey(t.Context(), w.session, second.ID()), "refusal.step_up")
}

func TestSignOutElsewhere_keepsThisSessionOnly(t *testing.T) {
	t.Parallel()
	w := settled(t)
	officer := w.resident(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	other, err := w.signIn(t, w.key)
	must(t, err)
	must(t, w.SignOutElsewhere(t.Context(), w.session))
	_, _, err = w.Actor(t.Context(), other)
	refused(t, err, "refusal.signed_out")
	w.actor(t, w.session)
	w.actor(t, officer.session)
	refused(t, w.SignOutElsewhere(t.Context(), other), "refusal.signed_out")
}

func TestSetLanguage_changesTheLettersToCome(t *testing.T) {
	t.Parallel()
	w := settled(t)
	refused(t, w.SetLanguage(t.Context(), w.session, "fr"), "refusal.person.language")
	must(t, w.SetLanguage(t.Context(), w.session, "en"))
	must(t, w.AskPasskey(t.Context(), w.session))
	if last := w.letters.posted[len(w.letters.posted)-1]; last.lang != "en" {
		t.Errorf("the letter is in %s", last.lang)
	}
}
