package account_test

import (
	"errors"
	"fmt"
	"maps"
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

const (
	host   = "localhost"
	origin = "http://localhost:8080"
)

// A letter is what was posted, as the test reads it.
type letter struct {
	to, lang, kind string
	args           map[string]string
}

// letters is a post that keeps letters open. A letter of a transaction that
// is run again is there twice, which no test here minds.
type letters struct {
	mu     sync.Mutex
	posted []letter
	fails  error
}

func (l *letters) Send(_ *store.Tx, to, lang, kind string, args map[string]string, _ time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails != nil {
		return l.fails
	}
	l.posted = append(l.posted, letter{to, lang, kind, maps.Clone(args)})
	return nil
}

// take returns the kinds of letters posted to an address since the last
// call, and forgets them.
func (l *letters) take(to string) (kinds []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.posted = slices.DeleteFunc(l.posted, func(one letter) bool {
		if one.to != to {
			return false
		}
		kinds = append(kinds, one.kind)
		return true
	})
	return kinds
}

// token returns the token of the last link posted to an address.
func (l *letters) token(t *testing.T, to string) string {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, one := range slices.Backward(l.posted) {
		if link := one.args["link"]; one.to == to && strings.Contains(link, "/door/link/") {
			return link[strings.LastIndex(link, "/")+1:]
		}
	}
	t.Fatalf("no link was posted to %s", to)
	return ""
}

// A town is an account room with its store, clock and post.
type town struct {
	*account.Account
	store   *store.Store
	clock   *testkit.Clock
	letters *letters
	admin   scheme.Actor // first officer and administrator
	key     *testkit.Passkey
	session string // the administrator's
}

func config() account.Config {
	return account.Config{RPID: host, RPName: "Sample", Origins: []string{origin}, BaseURL: origin + "/"}
}

func day(t time.Time) scheme.Date { return scheme.DateOf(t.Add(9 * time.Hour)) }

// empty returns a town without people.
func empty(t *testing.T, c account.Config) *town {
	t.Helper()
	return emptyOn(t, storetest.SQLite(t), c)
}

func emptyOn(t *testing.T, s *store.Store, c account.Config) *town {
	t.Helper()
	w := &town{store: s, clock: testkit.NewClock(), letters: &letters{}}
	var err error
	if w.Account, err = account.New(w.store, w.letters, w.clock.Now, c, day); err != nil {
		t.Fatal(err)
	}
	return w
}

// settled returns a town with its office and one administrator, who is
// signed in.
func settled(t *testing.T) *town {
	t.Helper()
	return settledOn(t, storetest.SQLite(t))
}

func settledOn(t *testing.T, s *store.Store) *town {
	t.Helper()
	w := emptyOn(t, s, config())
	token, err := w.FirstOfficer(t.Context(), testkit.Office(), testkit.Person(testkit.Office(), 0))
	must(t, err)
	w.key = testkit.NewPasskey(host, origin)
	w.session = w.enrol(t, token, w.key)
	w.admin = w.actor(t, w.session)
	return w
}

// enrol follows a link and makes a passkey; it returns the session.
func (w *town) enrol(t *testing.T, token string, key *testkit.Passkey) string {
	t.Helper()
	session, err := w.TakeLink(t.Context(), token)
	must(t, err)
	options, err := w.BeginEnrol(t.Context(), session)
	must(t, err)
	response, err := key.Create(options)
	must(t, err)
	in, err := w.FinishEnrol(t.Context(), session, "test key", response)
	must(t, err)
	return in
}

// signIn signs in with a passkey.
func (w *town) signIn(t *testing.T, key *testkit.Passkey) (string, error) {
	t.Helper()
	session, options, err := w.BeginSignIn(t.Context())
	must(t, err)
	response, err := key.Sign(options)
	must(t, err)
	return w.FinishSignIn(t.Context(), session, response)
}

// stepUp shows a passkey again in a session.
func (w *town) stepUp(t *testing.T, session string, key *testkit.Passkey) error {
	t.Helper()
	options, err := w.BeginStepUp(t.Context(), session)
	must(t, err)
	response, err := key.Sign(options)
	must(t, err)
	return w.FinishStepUp(t.Context(), session, response)
}

func (w *town) actor(t *testing.T, session string) scheme.Actor {
	t.Helper()
	who, _, err := w.Actor(t.Context(), session)
	must(t, err)
	return who
}

// A resident is an invited person with a passkey, signed in.
type resident struct {
	actor   scheme.Actor
	key     *testkit.Passkey
	session string
}

func (w *town) admit(t *testing.T, o scheme.Organisation) scheme.Organisation {
	t.Helper()
	id, err := w.AdmitOrganisation(t.Context(), w.admin, o)
	must(t, err)
	o, err = w.Organisation(t.Context(), w.admin, id)
	must(t, err)
	return o
}

func (w *town) invite(t *testing.T, org scheme.Organisation, n int, roles ...scheme.Role) scheme.Person {
	t.Helper()
	p := testkit.Person(org, n, roles...)
	id, err := w.Invite(t.Context(), w.admin, p)
	must(t, err)
	p.ID = id
	return p
}

func (w *town) resident(t *testing.T, org scheme.Organisation, n int, roles ...scheme.Role) resident {
	t.Helper()
	p := w.invite(t, org, n, roles...)
	r := resident{key: testkit.NewPasskey(host, origin)}
	r.session = w.enrol(t, w.letters.token(t, p.Email), r.key)
	r.actor = w.actor(t, r.session)
	w.letters.take(p.Email)
	return r
}

func (w *town) person(t *testing.T, id scheme.PersonID) (p scheme.Person) {
	t.Helper()
	must(t, w.store.View(t.Context(), func(tx *store.Tx) (err error) {
		p, err = tx.Person(id)
		return err
	}))
	return p
}

func (w *town) audit(t *testing.T, subject string) (deeds []string) {
	t.Helper()
	must(t, w.store.View(t.Context(), func(tx *store.Tx) error {
		lines, err := tx.AuditOf(subject, 0)
		for _, l := range slices.Backward(lines) {
			deeds = append(deeds, l.Deed)
		}
		return err
	}))
	return deeds
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks that err holds the refusal with this key.
func refused(t *testing.T, err error, key string) {
	t.Helper()
	for _, r := range scheme.RefusalsOf(err) {
		if r.Key == key {
			return
		}
	}
	t.Errorf("got %v, want the refusal %s", err, key)
}

func TestNew_needsToKnowWhereTheSiteIs(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*account.Config){
		"no host":      func(c *account.Config) { c.RPID = "" },
		"an address":   func(c *account.Config) { c.RPID = "https://label.example" },
		"no name":      func(c *account.Config) { c.RPName = "" },
		"no origin":    func(c *account.Config) { c.Origins = nil },
		"no base":      func(c *account.Config) { c.BaseURL = "" },
		"only a slash": func(c *account.Config) { c.BaseURL = "/" },
	} {
		c := config()
		spoil(&c)
		if _, err := account.New(nil, nil, time.Now, c, day); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestFirstOfficer_onlyUntilSomeoneOfTheOfficeIsIn(t *testing.T) {
	t.Parallel()
	w := empty(t, config())
	office, p := testkit.Office(), testkit.Person(testkit.Office(), 0)
	lost, err := w.FirstOfficer(t.Context(), office, p)
	must(t, err)
	w.clock.Advance(16 * time.Minute)
	if _, err := w.TakeLink(t.Context(), lost); err == nil {
		t.Error("a link of 16 minutes was taken")
	}
	other := testkit.Person(office, 1)
	office.Name.En = "Corrected Office"
	_, err = w.FirstOfficer(t.Context(), office, testkit.Person(office, 1, scheme.RoleOfficer))
	refused(t, err, "refusal.person.first_role")
	again, err := w.FirstOfficer(t.Context(), office, other)
	must(t, err)
	session := w.enrol(t, again, testkit.NewPasskey(host, origin))
	who := w.actor(t, session)
	if !who.Is(scheme.RoleOfficer) || !who.Is(scheme.RoleAdministrator) || who.Organisation.Kind != scheme.Office {
		t.Errorf("first officer is %+v", who)
	}
	if who.Person.Email != other.Email || who.Person.Name != other.Name || who.Organisation.Name != office.Name {
		t.Errorf("not corrected: %+v of %+v", who.Person, who.Organisation)
	}
	_, err = w.FirstOfficer(t.Context(), office, p)
	refused(t, err, "refusal.person.not_first")
}

func TestFirstOfficer_mustBeAbleToInviteOthers(t *testing.T) {
	t.Parallel()
	w := empty(t, config())
	_, err := w.FirstOfficer(t.Context(), testkit.Office(), testkit.Person(testkit.Office(), 0, scheme.RoleOfficer))
	refused(t, err, "refusal.person.first_role")
	if people, err := w.Organisations(t.Context(), scheme.Actor{Person: scheme.Person{Roles: []scheme.Role{scheme.RoleOfficer}}}, scheme.Office); err != nil || len(people) != 0 {
		t.Errorf("the refused office was kept: %v %v", people, err)
	}
}

func TestEveryDeed_isUndoneWhenItsLetterCannotBePosted(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker := w.admit(t, testkit.Maker(0))
	w.letters.fails = errors.New("no ink")
	_, err := w.Invite(t.Context(), w.admin, testkit.Person(maker, 0, scheme.RoleApplicant))
	if !errors.Is(err, w.letters.fails) {
		t.Fatalf("got %v", err)
	}
	people, err := w.People(t.Context(), w.admin, maker.ID)
	must(t, err)
	if len(people) != 0 {
		t.Errorf("an invitation without letter was kept: %v", people)
	}
}

func TestRequest_standsInTheAuditLine(t *testing.T) {
	t.Parallel()
	w := settled(t)
	id, err := w.AdmitOrganisation(account.WithRequest(t.Context(), "req-7"), w.admin, testkit.Maker(0))
	must(t, err)
	must(t, w.store.View(t.Context(), func(tx *store.Tx) error {
		lines, err := tx.AuditOf(fmt.Sprint("organisation:", id), 0)
		if err == nil && (len(lines) != 1 || lines[0].Request != "req-7" || lines[0].Who != w.admin.Person.ID || lines[0].Before != "" || lines[0].After == "") {
			t.Errorf("audit: %+v", lines)
		}
		return err
	}))
}
