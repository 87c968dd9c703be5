package account_test

import (
	"slices"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
)

// addKey makes another passkey for the administrator.
func (w *town) addKey(t *testing.T) *testkit.Passkey {
	t.Helper()
	must(t, w.AskPasskey(t.Context(), w.session))
	key := testkit.NewPasskey(host, origin)
	w.enrol(t, w.letters.token(t, w.admin.Person.Email), key)
	return key
}

func TestRemovePasskey_takesOneButNeverTheLast(t *testing.T) {
	t.Parallel()
	w := settled(t)
	lost := w.addKey(t)
	must(t, w.RemovePasskey(t.Context(), w.session, lost.ID()))
	if _, err := w.signIn(t, lost); err == nil {
		t.Error("the removed passkey still opens the door")
	}
	keys, err := w.Keys(t.Context(), w.session)
	must(t, err)
	if len(keys) != 1 || keys[0].ID != w.key.ID() {
		t.Errorf("left: %v", keys)
	}
	refused(t, w.RemovePasskey(t.Context(), w.session, w.key.ID()), "refusal.passkey.last")
	refused(t, w.RemovePasskey(t.Context(), w.session, lost.ID()), "refusal.account.missing")
	refused(t, w.RemovePasskey(t.Context(), w.session, "not base64 !"), "refusal.account.missing")
	if deeds := w.audit(t, "person:"+string(w.admin.Person.ID)); !slices.Contains(deeds, "remove_passkey") {
		t.Errorf("audit: %v", deeds)
	}
}

func TestRemovePasskey_needsAFreshOneAndOnesOwn(t *testing.T) {
	t.Parallel()
	w := settled(t)
	w.addKey(t)
	other := w.resident(t, w.admit(t, testkit.Maker(1)), 1, scheme.RoleApplicant)
	refused(t, w.RemovePasskey(t.Context(), other.session, w.key.ID()), "refusal.account.missing")
	w.clock.Advance(scheme.StepUpHolds + time.Second)
	refused(t, w.RemovePasskey(t.Context(), w.session, w.key.ID()), "refusal.step_up")
	refused(t, w.RemovePasskey(t.Context(), "", w.key.ID()), "refusal.signed_out")
}

func TestSignOutElsewhere_keepsOnlyThisSession(t *testing.T) {
	t.Parallel()
	w := settled(t)
	elsewhere, err := w.signIn(t, w.key)
	must(t, err)
	must(t, w.SignOutElsewhere(t.Context(), w.session))
	w.actor(t, w.session)
	_, _, err = w.Actor(t.Context(), elsewhere)
	refused(t, err, "refusal.signed_out")
}

func TestSetLanguage_isThatOfLetters(t *testing.T) {
	t.Parallel()
	w := settled(t)
	must(t, w.SetLanguage(t.Context(), w.session, "en"))
	if got := w.person(t, w.admin.Person.ID).Language; got != "en" {
		t.Errorf("language %q", got)
	}
	refused(t, w.SetLanguage(t.Context(), w.session, "fr"), "refusal.person.language")
}
