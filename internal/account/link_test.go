package account_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

func (w *town) state(t *testing.T, token string) account.LinkState {
	t.Helper()
	view, err := w.ShowLink(t.Context(), token)
	must(t, err)
	return view.State
}

func TestLink_looksLikeALinkAndIsLongEnough(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := testkit.Person(w.admin.Organisation, 1, scheme.RoleOfficer)
	p.Language = "en"
	_, err := w.Invite(t.Context(), w.admin, p)
	must(t, err)
	token := w.letters.token(t, p.Email)
	if len(token) != 43 {
		t.Errorf("token of %d signs, want 43 for 32 bytes", len(token))
	}
	for _, l := range w.letters.posted {
		if l.to == p.Email && l.args["link"] != origin+"/en/door/link/"+token {
			t.Errorf("link %s", l.args["link"])
		}
	}
}

func TestLink_lookingChangesNothingAndTakingCountsOnce(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	token := w.letters.token(t, p.Email)
	for range 3 {
		if got := w.state(t, token); got != account.LinkOpen {
			t.Fatalf("link is %s", got)
		}
	}
	refused(t, w.RenewLink(t.Context(), token), "refusal.link.open")
	_, err := w.TakeLink(t.Context(), token)
	must(t, err)
	_, err = w.TakeLink(t.Context(), token)
	refused(t, err, "refusal.link.used")
	refused(t, w.RenewLink(t.Context(), token), "refusal.link.used")
	if view, err := w.ShowLink(t.Context(), token); err != nil || view.State != account.LinkUsed || view.Name != "" {
		t.Errorf("a used link shows %+v %v", view, err)
	}
}

func TestTakeLink_ofManyAtTheSameTimeOneWins(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := settledOn(t, s)
		p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
		token := w.letters.token(t, p.Email)
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 12 {
			wg.Go(func() {
				session, err := w.TakeLink(t.Context(), token)
				mu.Lock()
				defer mu.Unlock()
				if err == nil && session != "" {
					won++
				} else if !scheme.IsRefusal(err, scheme.Conflict) {
					t.Errorf("a loser got %v", err)
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("%d took the link", won)
		}
	})
}

func TestLink_expiresAfterFifteenMinutesAndCanBeRenewed(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	old := w.letters.token(t, p.Email)
	w.clock.Advance(15*time.Minute - time.Second)
	if got := w.state(t, old); got != account.LinkOpen {
		t.Errorf("a second before its end the link is %s", got)
	}
	w.clock.Advance(time.Second)
	if got := w.state(t, old); got != account.LinkExpired {
		t.Errorf("at its end the link is %s", got)
	}
	_, err := w.TakeLink(t.Context(), old)
	refused(t, err, "refusal.link.expired")
	w.clock.Advance(90 * 24 * time.Hour)
	w.letters.take(p.Email)
	must(t, w.RenewLink(t.Context(), old))
	fresh := w.letters.token(t, p.Email)
	if fresh == old {
		t.Fatal("the renewed link has the old token")
	}
	w.enrol(t, fresh, testkit.NewPasskey(host, origin))
	if got := w.state(t, old); got != account.LinkUsed {
		t.Errorf("after the enrolment the old link is %s", got)
	}
}

func TestRenewLink_threeTimesAnHour(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	token := w.letters.token(t, p.Email)
	w.clock.Advance(time.Hour)
	for range 3 {
		must(t, w.RenewLink(t.Context(), token))
	}
	err := w.RenewLink(t.Context(), token)
	refused(t, err, "refusal.link.too_often")
	if !scheme.IsRefusal(err, scheme.TooOften) {
		t.Errorf("got %v", err)
	}
	w.clock.Advance(time.Hour)
	must(t, w.RenewLink(t.Context(), token))
}

func TestLink_unknownTokensAreAllAlike(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	token := w.letters.token(t, p.Email)
	must(t, w.Dismiss(t.Context(), w.admin, p.ID))
	for _, odd := range []string{"", "x", token, strings.ToLower(token) + " ", token[:42], "' OR 1=1 --", "\x00", "\xff\xfe", strings.Repeat("A", 100000)} {
		if got := w.state(t, odd); got != account.LinkUnknown {
			t.Errorf("%.50q is %s", odd, got)
		}
		_, err := w.TakeLink(t.Context(), odd)
		refused(t, err, "refusal.link.unknown")
		refused(t, w.RenewLink(t.Context(), odd), "refusal.link.unknown")
	}
}

func TestEnrolmentSession_holdsHalfAnHourAndDoesNothingElse(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	session, err := w.TakeLink(t.Context(), w.letters.token(t, p.Email))
	must(t, err)
	for name, err := range map[string]error{
		"act":         func() error { _, _, err := w.Actor(t.Context(), session); return err }(),
		"ask passkey": w.AskPasskey(t.Context(), session),
		"step up":     w.FinishStepUp(t.Context(), session, nil),
	} {
		if refused(t, err, "refusal.signed_out"); t.Failed() {
			t.Fatal(name)
		}
	}
	w.clock.Advance(30 * time.Minute)
	_, err = w.BeginEnrol(t.Context(), session)
	refused(t, err, "refusal.signed_out")
	// The link is used and the passkey was not made: the way on is to ask.
	w.letters.take(p.Email)
	must(t, w.AskRecovery(t.Context(), p.Email))
	w.enrol(t, w.letters.token(t, p.Email), testkit.NewPasskey(host, origin))
	if got := w.letters.take(p.Email); !slices.Equal(got, []string{"invite", "passkey_added"}) {
		t.Errorf("letters %v", got)
	}
}

func TestEnrolmentSession_isOvertakenByTheRightfulOwner(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	thief, err := w.TakeLink(t.Context(), w.letters.token(t, p.Email))
	must(t, err)
	options, err := w.BeginEnrol(t.Context(), thief)
	must(t, err)
	response, err := testkit.NewPasskey(host, origin).Create(options)
	must(t, err)
	w.clock.Advance(time.Minute)
	must(t, w.AskRecovery(t.Context(), p.Email))
	w.enrol(t, w.letters.token(t, p.Email), testkit.NewPasskey(host, origin))
	_, err = w.FinishEnrol(t.Context(), thief, "", response)
	refused(t, err, "refusal.link.used")
	_, err = w.Enrolling(t.Context(), thief)
	refused(t, err, "refusal.link.used")
}
