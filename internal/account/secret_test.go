package account_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

// watched is a real post that also shows its letters to the test.
type watched struct {
	*mail.Post
	letters
}

func (w *watched) Send(tx *store.Tx, to, lang, kind string, args map[string]string, now time.Time) error {
	if err := w.letters.Send(tx, to, lang, kind, args, now); err != nil {
		return err
	}
	return w.Post.Send(tx, to, lang, kind, args, now)
}

// The whole database file is searched, so that no column, index or free page
// can be forgotten, before and after the letters have gone.
func TestSecrets_standNowhereInTheDatabase(t *testing.T) {
	t.Parallel()
	inner, err := mail.NewPost(bytes.Repeat([]byte{7}, mail.KeyLength), "desk@office.example")
	must(t, err)
	post := &watched{Post: inner}
	dsn := storetest.SQLiteDSN(t)
	w := &town{store: storetest.Open(t, dsn), clock: testkit.NewClock()}
	w.Account, err = account.New(w.store, post, w.clock.Now, config(), day)
	must(t, err)

	var secrets []string
	first, err := w.FirstOfficer(t.Context(), testkit.Office(), testkit.Person(testkit.Office(), 0))
	must(t, err)
	enrolment, err := w.TakeLink(t.Context(), first)
	must(t, err)
	options, err := w.BeginEnrol(t.Context(), enrolment)
	must(t, err)
	w.key = testkit.NewPasskey(host, origin)
	response, err := w.key.Create(options)
	must(t, err)
	w.session, err = w.FinishEnrol(t.Context(), enrolment, "key", response)
	must(t, err)
	w.admin = w.actor(t, w.session)
	secrets = append(secrets, first, enrolment, w.session)

	maker := w.admit(t, testkit.Maker(0))
	p := w.invite(t, maker, 1, scheme.RoleApplicant)
	invited := post.token(t, p.Email)
	secrets = append(secrets, invited)
	w.clock.Advance(20 * time.Minute)
	must(t, w.RenewLink(t.Context(), invited))
	renewed := post.token(t, p.Email)
	in := w.enrol(t, renewed, testkit.NewPasskey(host, origin))
	secrets = append(secrets, renewed, in)
	must(t, w.AskRecovery(t.Context(), p.Email))
	secrets = append(secrets, post.token(t, p.Email))
	pending, _, err := w.BeginSignIn(t.Context())
	must(t, err)
	signedIn, err := w.signIn(t, w.key)
	must(t, err)
	must(t, w.stepUp(t, signedIn, w.key))
	secrets = append(secrets, pending, signedIn)

	path := strings.TrimPrefix(dsn, "sqlite:")
	search := func(when string) (audited bool) {
		t.Helper()
		for _, file := range files(t, path) {
			b, err := os.ReadFile(file)
			must(t, err)
			audited = audited || bytes.Contains(b, []byte("take_link"))
			for i, secret := range secrets {
				if bytes.Contains(b, []byte(secret)) {
					t.Errorf("%s, %s holds secret %d", when, filepath.Base(file), i)
				}
			}
		}
		return audited
	}
	search("with letters waiting")
	sent, err := inner.Deliver(t.Context(), w.store, mail.Folder(t.TempDir()), w.clock.Now())
	must(t, err)
	if sent < 5 {
		t.Errorf("%d letters went out", sent)
	}
	if !search("with letters gone") {
		t.Error("no audit line was found: the search looks in the wrong place")
	}
}

// files returns the database file and what lies beside it.
func files(t *testing.T, path string) []string {
	t.Helper()
	all, err := filepath.Glob(path + "*")
	must(t, err)
	if len(all) == 0 {
		t.Fatalf("no file at %s", path)
	}
	return all
}

func TestSecrets_standInNoErrorThatIsLogged(t *testing.T) {
	t.Parallel()
	w := settled(t)
	session, options, err := w.BeginSignIn(t.Context())
	must(t, err)
	key := *w.key
	key.Origin = "https://evil.example"
	response, err := key.Sign(options)
	must(t, err)
	_, err = w.FinishSignIn(t.Context(), session, response)
	if err == nil || !strings.Contains(err.Error(), "evil.example") {
		t.Errorf("the operator is not told of the wrong origin: %v", err)
	}
	must(t, w.store.Close())
	var said []string
	for _, secret := range []string{session, w.session} {
		_, _, e1 := w.Actor(t.Context(), secret)
		_, e2 := w.TakeLink(t.Context(), secret)
		_, e3 := w.FinishEnrol(t.Context(), secret, "", nil)
		e4 := w.SignOut(t.Context(), secret)
		for _, e := range []error{err, e1, e2, e3, e4} {
			if e == nil {
				t.Error("a closed store answers")
				continue
			}
			said = append(said, e.Error())
		}
	}
	b, err := json.Marshal(said)
	must(t, err)
	if bytes.Contains(b, []byte(session)) || bytes.Contains(b, []byte(w.session)) {
		t.Errorf("an error holds a secret: %s", b)
	}
}
