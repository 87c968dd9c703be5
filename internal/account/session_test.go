package account_test

import (
	"slices"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
)

func TestSession_endsAfterAnHourWithoutUse(t *testing.T) {
	t.Parallel()
	w := settled(t)
	for range 3 {
		w.clock.Advance(59 * time.Minute)
		w.actor(t, w.session)
	}
	w.clock.Advance(time.Hour)
	_, _, err := w.Actor(t.Context(), w.session)
	refused(t, err, "refusal.signed_out")
}

func TestSession_endsAfterTwelveHoursInAnyCase(t *testing.T) {
	t.Parallel()
	w := settled(t)
	for range 23 {
		w.clock.Advance(30 * time.Minute)
		w.actor(t, w.session)
	}
	w.clock.Advance(30 * time.Minute)
	_, _, err := w.Actor(t.Context(), w.session)
	refused(t, err, "refusal.signed_out")
	n, err := w.Sweep(t.Context())
	if err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
}

func TestSession_onlyItsTokenOpensIt(t *testing.T) {
	t.Parallel()
	w := settled(t)
	var hash string
	_, s, err := w.Actor(t.Context(), w.session)
	must(t, err)
	hash = s.TokenHash
	for _, token := range []string{"", hash, w.session[:42], w.session + "A", "\x00", "\xff"} {
		_, _, err := w.Actor(t.Context(), token)
		refused(t, err, "refusal.signed_out")
	}
}

func TestActor_agentsActOnlyWhileThePowerHolds(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker, other, agency := w.admit(t, testkit.Maker(0)), w.admit(t, testkit.Maker(1)), w.admit(t, testkit.Agency(0))
	agent := w.resident(t, agency, 1, scheme.RoleAgent)
	today := day(w.clock.Now())
	must(t, w.GrantPower(t.Context(), w.admin, scheme.Power{Agent: agency.ID, Applicant: maker.ID, From: today.AddDays(1), Until: today.AddDays(2)}))
	must(t, w.GrantPower(t.Context(), w.admin, scheme.Power{Agent: agency.ID, Applicant: other.ID, From: today}))
	actsFor := func() []scheme.OrganisationID {
		session, err := w.signIn(t, agent.key)
		must(t, err)
		return w.actor(t, session).ActsFor
	}
	for day, want := range [][]scheme.OrganisationID{{other.ID}, {maker.ID, other.ID}, {maker.ID, other.ID}, {other.ID}} {
		slices.Sort(want)
		if got := actsFor(); !slices.Equal(got, want) {
			t.Errorf("on day %d for %v, want %v", day, got, want)
		}
		w.clock.Advance(24 * time.Hour)
	}
	// Ended in the middle of a session, it ends for that session.
	session, err := w.signIn(t, agent.key)
	must(t, err)
	if got := w.actor(t, session).ActsFor; len(got) != 1 {
		t.Fatalf("acts for %v", got)
	}
	power := scheme.Power{Agent: agency.ID, Applicant: other.ID, From: today}
	must(t, w.EndPower(t.Context(), w.admin, power))
	if got := w.actor(t, session).ActsFor; len(got) != 0 {
		t.Errorf("acts for %v after the power's end", got)
	}
	refused(t, w.EndPower(t.Context(), w.admin, power), "refusal.power.ended")
}

func TestDemoSignIn_refusesOutsideADemo(t *testing.T) {
	t.Parallel()
	w := settled(t)
	_, err := w.DemoSignIn(t.Context(), w.admin.Person.ID)
	refused(t, err, "refusal.account.denied")
	_, err = w.ActorOf(t.Context(), w.admin.Person.Email)
	refused(t, err, "refusal.account.denied")
}

func TestDemoSignIn_signsInWithAFreshStep(t *testing.T) {
	t.Parallel()
	c := config()
	c.Demo = true
	w := empty(t, c)
	_, err := w.FirstOfficer(t.Context(), testkit.Office(), testkit.Person(testkit.Office(), 0))
	must(t, err)
	admin, err := w.ActorOf(t.Context(), "PERSON-0@office.example")
	must(t, err)
	session, err := w.DemoSignIn(t.Context(), admin.Person.ID)
	must(t, err)
	who := w.actor(t, session)
	must(t, who.Fresh(w.clock.Now()))
	if got := w.audit(t, "person:"+string(admin.Person.ID)); !slices.Equal(got, []string{"first_officer", "demo_sign_in"}) {
		t.Errorf("audit %v", got)
	}
	_, err = w.BeginStepUp(t.Context(), session)
	refused(t, err, "refusal.passkey.none")
	_, err = w.DemoSignIn(t.Context(), "nobody")
	if !scheme.IsRefusal(err, scheme.Missing) {
		t.Errorf("got %v", err)
	}
}

func TestSession_ofADismissedPersonEndsAtOnce(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker := w.admit(t, testkit.Maker(0))
	gone := w.resident(t, maker, 1, scheme.RoleApplicant)
	begun, options, err := w.BeginSignIn(t.Context())
	must(t, err)
	response, err := gone.key.Sign(options)
	must(t, err)
	must(t, w.Dismiss(t.Context(), w.admin, gone.actor.Person.ID))
	_, _, err = w.Actor(t.Context(), gone.session)
	refused(t, err, "refusal.signed_out")
	if session, err := w.FinishSignIn(t.Context(), begun, response); err == nil || session != "" {
		t.Errorf("a sign-in begun before was finished: %v", err)
	}
	if _, err := w.signIn(t, gone.key); !scheme.IsRefusal(err, scheme.Denied) {
		t.Errorf("the passkey still opens: %v", err)
	}
	must(t, w.store.View(t.Context(), func(tx *store.Tx) error {
		keys, err := tx.Passkeys(gone.actor.Person.ID)
		if len(keys) != 0 {
			t.Errorf("%d passkeys left", len(keys))
		}
		return err
	}))
	if got := w.letters.take(gone.actor.Person.Email); !slices.Equal(got, []string{"dismissed"}) {
		t.Errorf("letters %v", got)
	}
}
