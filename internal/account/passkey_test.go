package account_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

func TestStory_fromInvitationToSignInToStepUp(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker := w.admit(t, testkit.Maker(0))
	p := w.invite(t, maker, 1, scheme.RoleApplicant)
	token := w.letters.token(t, p.Email)

	view, err := w.ShowLink(t.Context(), token)
	must(t, err)
	want := account.LinkView{State: account.LinkOpen, Kind: "invite", Name: p.Name, Organisation: maker.Name, First: true}
	if d := cmp.Diff(want, view); d != "" {
		t.Errorf("the page of the link (-want +got):\n%s", d)
	}
	enrolment, err := w.TakeLink(t.Context(), token)
	must(t, err)
	_, _, err = w.Actor(t.Context(), enrolment)
	refused(t, err, "refusal.signed_out")
	who, err := w.Enrolling(t.Context(), enrolment)
	must(t, err)
	if who.ID != p.ID {
		t.Errorf("enrolling %s, want %s", who.ID, p.ID)
	}
	options, err := w.BeginEnrol(t.Context(), enrolment)
	must(t, err)
	for _, need := range []string{`"residentKey":"required"`, `"userVerification":"required"`, `"attestation":"none"`} {
		if !bytes.Contains(options, []byte(need)) {
			t.Errorf("creation options lack %s:\n%s", need, options)
		}
	}
	key := testkit.NewPasskey(host, origin)
	key.Counting = true
	response, err := key.Create(options)
	must(t, err)
	session, err := w.FinishEnrol(t.Context(), enrolment, " 机の\u202e鍵 ", response)
	must(t, err)
	if session == enrolment {
		t.Error("the session kept its token when it was signed in")
	}
	_, err = w.Enrolling(t.Context(), enrolment)
	refused(t, err, "refusal.signed_out")
	if got := w.actor(t, session); got.Person.ID != p.ID || got.Fresh(w.clock.Now()) != nil || got.Person.Enrolled.IsZero() {
		t.Errorf("signed in as %+v", got)
	}
	if got := w.letters.take(p.Email); !slices.Equal(got, []string{"invite", "passkey_added"}) {
		t.Errorf("letters: %v", got)
	}

	must(t, w.SignOut(t.Context(), session))
	_, _, err = w.Actor(t.Context(), session)
	refused(t, err, "refusal.signed_out")
	must(t, w.SignOut(t.Context(), session))

	session, err = w.signIn(t, key)
	must(t, err)
	w.clock.Advance(scheme.StepUpHolds + time.Second)
	if err := w.actor(t, session).Fresh(w.clock.Now()); err == nil {
		t.Error("the passkey of the sign-in is still fresh")
	}
	must(t, w.stepUp(t, session, key))
	must(t, w.actor(t, session).Fresh(w.clock.Now()))
	if got, want := w.audit(t, "person:"+string(p.ID)), []string{"invite", "take_link", "enrol_enrol", "sign_out", "sign_in", "step_up"}; !slices.Equal(got, want) {
		t.Errorf("audit %v, want %v", got, want)
	}
}

func TestSignIn_refusesWhatAThiefCouldShow(t *testing.T) {
	t.Parallel()
	w := settled(t)
	for name, spoil := range map[string]func(*testkit.Passkey){
		"wrong origin":       func(k *testkit.Passkey) { k.Origin = "https://label.evil.example" },
		"other port":         func(k *testkit.Passkey) { k.Origin = "http://localhost:8081" },
		"wrong host":         func(k *testkit.Passkey) { k.RPID = "evil.example" },
		"user not verified":  func(k *testkit.Passkey) { k.Unverified = true },
		"count went back":    func(k *testkit.Passkey) { k.Counting, k.Count = true, 0 },
		"key never enrolled": func(k *testkit.Passkey) { *k = *testkit.NewPasskey(host, origin) },
	} {
		t.Run(name, func(t *testing.T) {
			key := *w.key
			if name == "count went back" {
				w.key.Counting, w.key.Count = true, 9
				_, err := w.signIn(t, w.key)
				must(t, err)
				w.key.Counting = true
			}
			spoil(&key)
			session, err := w.signIn(t, &key)
			if !scheme.IsRefusal(err, scheme.Denied) || session != "" {
				t.Errorf("got session %q, %v", session, err)
			}
		})
	}
	if _, err := w.signIn(t, w.key); err != nil {
		t.Errorf("the rightful owner: %v", err)
	}
}

func TestSignIn_anAnswerCountsOnce(t *testing.T) {
	t.Parallel()
	w := settled(t)
	session, options, err := w.BeginSignIn(t.Context())
	must(t, err)
	response, err := w.key.Sign(options)
	must(t, err)
	in, err := w.FinishSignIn(t.Context(), session, response)
	must(t, err)
	if in == session {
		t.Error("the session kept its token")
	}
	_, err = w.FinishSignIn(t.Context(), session, response)
	refused(t, err, "refusal.signed_out")
	other, _, err := w.BeginSignIn(t.Context())
	must(t, err)
	_, err = w.FinishSignIn(t.Context(), other, response)
	refused(t, err, "refusal.passkey.wrong")
	_, err = w.FinishSignIn(t.Context(), other, response) // a wrong answer uses the challenge up
	refused(t, err, "refusal.signed_out")
}

func TestSignIn_ofTwoEqualAnswersAtTheSameTimeOneCounts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := settledOn(t, s)
		session, options, err := w.BeginSignIn(t.Context())
		must(t, err)
		response, err := w.key.Sign(options)
		must(t, err)
		var wg sync.WaitGroup
		var in atomic.Int32
		for range 8 {
			wg.Go(func() {
				if _, err := w.FinishSignIn(t.Context(), session, response); err == nil {
					in.Add(1)
				} else if !scheme.IsRefusal(err, scheme.Denied) {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Errorf("%d sessions were opened", in.Load())
		}
	})
}

func TestSignIn_garbageIsRefusedAndNotAFailure(t *testing.T) {
	t.Parallel()
	w := settled(t)
	for _, response := range []string{"", "{}", "null", "[]", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`, "\xff\x00", strings.Repeat("[", 5000)} {
		session, _, err := w.BeginSignIn(t.Context())
		must(t, err)
		if _, err := w.FinishSignIn(t.Context(), session, []byte(response)); !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("%.20q: got %v", response, err)
		}
	}
}

func TestSignIn_aChallengeHoldsFiveMinutes(t *testing.T) {
	t.Parallel()
	w := settled(t)
	session, options, err := w.BeginSignIn(t.Context())
	must(t, err)
	response, err := w.key.Sign(options)
	must(t, err)
	w.clock.Advance(5 * time.Minute)
	_, err = w.FinishSignIn(t.Context(), session, response)
	refused(t, err, "refusal.signed_out")
}

func TestSignIn_aCopiedPasskeyIsRefusedAndOnRecord(t *testing.T) {
	t.Parallel()
	w := settled(t)
	w.key.Counting = true
	_, err := w.signIn(t, w.key)
	must(t, err)
	stolen := *w.key // a copy, with the count of this moment
	_, err = w.signIn(t, w.key)
	must(t, err)
	_, err = w.signIn(t, &stolen)
	refused(t, err, "refusal.passkey.copied")
	if got := w.audit(t, "person:"+string(w.admin.Person.ID)); got[len(got)-1] != "sign_in_refused" {
		t.Errorf("the audit ends with %v", got)
	}
	err = w.stepUp(t, w.session, &stolen)
	must(t, err) // its count has now passed the owner's …
	_, err = w.signIn(t, w.key)
	refused(t, err, "refusal.passkey.copied") // … so the owner is told
}

func TestStepUp_onlyWithOnesOwnPasskey(t *testing.T) {
	t.Parallel()
	w := settled(t)
	officer := w.resident(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	options, err := w.BeginStepUp(t.Context(), w.session)
	must(t, err)
	if _, err := officer.key.Sign(options); err == nil {
		t.Error("the options allow another person's passkey")
	}
	_, open, err := w.BeginSignIn(t.Context()) // options that allow any passkey
	must(t, err)
	response, err := officer.key.Sign(open)
	must(t, err)
	refused(t, w.FinishStepUp(t.Context(), w.session, response), "refusal.passkey.wrong")
	refused(t, w.FinishStepUp(t.Context(), w.session, response), "refusal.passkey.begin_again")
}

func TestStepUp_theAnswerOfOneSessionDoesNotServeAnother(t *testing.T) {
	t.Parallel()
	w := settled(t)
	second, err := w.signIn(t, w.key)
	must(t, err)
	options, err := w.BeginStepUp(t.Context(), w.session)
	must(t, err)
	response, err := w.key.Sign(options)
	must(t, err)
	_, err = w.BeginStepUp(t.Context(), second)
	must(t, err)
	refused(t, w.FinishStepUp(t.Context(), second, response), "refusal.passkey.wrong")
	must(t, w.FinishStepUp(t.Context(), w.session, response))
	refused(t, w.FinishStepUp(t.Context(), w.session, response), "refusal.passkey.begin_again")
	w.clock.Advance(6 * time.Minute)
	options, err = w.BeginStepUp(t.Context(), w.session)
	must(t, err)
	response, err = w.key.Sign(options)
	must(t, err)
	w.clock.Advance(5*time.Minute + time.Second)
	refused(t, w.FinishStepUp(t.Context(), w.session, response), "refusal.passkey.begin_again")
}

func TestEnrol_refusesAWrongPlaceAndAnUnverifiedUser(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker := w.admit(t, testkit.Maker(0))
	p := w.invite(t, maker, 1, scheme.RoleApplicant)
	session, err := w.TakeLink(t.Context(), w.letters.token(t, p.Email))
	must(t, err)
	_, err = w.FinishEnrol(t.Context(), session, "", []byte("{}"))
	refused(t, err, "refusal.passkey.begin_again")
	for name, spoil := range map[string]func(*testkit.Passkey){
		"wrong origin": func(k *testkit.Passkey) { k.Origin = "http://evil.example" },
		"wrong host":   func(k *testkit.Passkey) { k.RPID = "evil.example" },
		"unverified":   func(k *testkit.Passkey) { k.Unverified = true },
	} {
		options, err := w.BeginEnrol(t.Context(), session)
		must(t, err)
		key := testkit.NewPasskey(host, origin)
		spoil(key)
		response, err := key.Create(options)
		must(t, err)
		_, err = w.FinishEnrol(t.Context(), session, "", response)
		if refused(t, err, "refusal.passkey.wrong"); t.Failed() {
			t.Fatal(name)
		}
	}
	_, err = w.FinishEnrol(t.Context(), session, strings.Repeat("鍵", 61), nil)
	refused(t, err, "refusal.text.too_long")
	_, err = w.BeginEnrol(t.Context(), w.session) // a session that is in is no enrolment
	refused(t, err, "refusal.signed_out")
	_, err = w.BeginStepUp(t.Context(), session)
	refused(t, err, "refusal.signed_out")
	if !w.person(t, p.ID).Enrolled.IsZero() {
		t.Error("a refused enrolment was noted")
	}
}

func TestEnrol_onePasskeyCannotBelongToTwo(t *testing.T) {
	t.Parallel()
	w := settled(t)
	p := w.invite(t, w.admin.Organisation, 1, scheme.RoleOfficer)
	session, err := w.TakeLink(t.Context(), w.letters.token(t, p.Email))
	must(t, err)
	options, err := w.BeginEnrol(t.Context(), session)
	must(t, err)
	copied := *w.key
	response, err := copied.Create(options)
	must(t, err)
	_, err = w.FinishEnrol(t.Context(), session, "", response)
	refused(t, err, "refusal.passkey.known")
}

func TestAskPasskey_addsOneAndKeepsTheOthers(t *testing.T) {
	t.Parallel()
	w := settled(t)
	address := w.admin.Person.Email
	must(t, w.AskPasskey(t.Context(), w.session))
	if got := w.letters.take("nobody"); got != nil {
		t.Error(got)
	}
	token := w.letters.token(t, address)
	session, err := w.TakeLink(t.Context(), token)
	must(t, err)
	options, err := w.BeginEnrol(t.Context(), session)
	must(t, err)
	if _, err := w.key.Create(options); err == nil {
		t.Error("the options do not exclude the passkey that is there")
	}
	second := testkit.NewPasskey(host, origin)
	response, err := second.Create(options)
	must(t, err)
	_, err = w.FinishEnrol(t.Context(), session, "phone", response)
	must(t, err)
	for _, key := range []*testkit.Passkey{w.key, second} {
		if _, err := w.signIn(t, key); err != nil {
			t.Error(err)
		}
	}
	if got := w.letters.take(address); !slices.Equal(got, []string{"passkey_added", "add_passkey", "passkey_added"}) {
		t.Errorf("letters: %v", got)
	}
	w.clock.Advance(6 * time.Minute)
	refused(t, w.AskPasskey(t.Context(), w.session), "refusal.step_up")
}
