// Package account knows who takes part and lets them in: organisations,
// people, powers of attorney, one-time links, passkeys and sessions. It
// refuses to know what people do once they are in, and it has no passwords.
//
// Every deed writes its audit line in its own transaction. Secrets (tokens
// of links and sessions) are returned or posted once; only their SHA-256 is
// kept, and no audit line holds either.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Post queues a letter in the transaction of the deed that it tells of.
type Post interface {
	Send(tx *store.Tx, to, lang, kind string, args map[string]string, now time.Time) error
}

// A Config says where the site is; browsers bind passkeys to it.
type Config struct {
	RPID    string   // host name that passkeys belong to; changing it loses them all
	RPName  string   // shown by the browser when a passkey is made
	Origins []string // from which the site is served, such as "https://label.example.jp"
	BaseURL string   // of links in letters, without a slash at the end
	Demo    bool     // lets DemoSignIn and ActorOf work; never in earnest
}

// An Account is the register of people and their way in. It is safe for use
// by several goroutines and several processes on one store.
type Account struct {
	store  *store.Store
	post   Post
	clock  func() time.Time
	config Config
	day    func(time.Time) scheme.Date
	keys   *webauthn.WebAuthn
}

// New returns an account room. day tells the civil day of an instant in the
// scheme's zone.
func New(s *store.Store, post Post, now func() time.Time, c Config, day func(time.Time) scheme.Date) (*Account, error) {
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.RPID == "" || c.RPName == "" || c.BaseURL == "" {
		return nil, errors.New("set up accounts: relying party id, its name and the base address are needed")
	}
	keys, err := webauthn.New(&webauthn.Config{
		RPID:                  c.RPID,
		RPDisplayName:         c.RPName,
		RPOrigins:             c.Origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification:   protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{
			Login:        webauthn.TimeoutConfig{Timeout: ceremonyHolds},
			Registration: webauthn.TimeoutConfig{Timeout: ceremonyHolds},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("set up accounts: %w", err)
	}
	return &Account{store: s, post: post, clock: now, config: c, day: day, keys: keys}, nil
}

// now is the present, in the form in which the store keeps times.
func (a *Account) now() time.Time { return a.clock().UTC().Truncate(time.Second) }

// newToken returns a secret of 32 random bytes as it goes to the person.
func newToken() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashOf is what the store knows of a token.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// current returns who as the store has them now. It refuses someone who has
// been dismissed since the request began, so that two administrators cannot
// dismiss each other. The software itself has no record and passes as it is.
func current(tx *store.Tx, who scheme.Actor) (scheme.Actor, error) {
	if who.IsSystem() {
		return who, nil
	}
	p, err := tx.Person(who.Person.ID)
	if scheme.IsRefusal(err, scheme.Missing) || (err == nil && !p.Dismissed.IsZero()) {
		return who, scheme.Refuse(scheme.Denied, "refusal.person.gone")
	}
	if err != nil {
		return who, fmt.Errorf("read who is asking: %w", err)
	}
	who.Person = p
	return who, nil
}

func denied() error  { return scheme.Refuse(scheme.Denied, "refusal.account.denied") }
func missing() error { return scheme.Refuse(scheme.Missing, "refusal.missing") }

// audit writes the line of a deed. before and after are what the deed
// changed, nil where there was or is nothing; they must hold no secret.
func (a *Account) audit(ctx context.Context, tx *store.Tx, who scheme.Person, deed, subject string, before, after any) error {
	line := store.AuditLine{
		ID: rand.Text(), At: a.now(), Who: who.ID, Organisation: who.Organisation,
		Deed: deed, Subject: subject, Request: RequestOf(ctx),
	}
	var err error
	if line.Before, err = said(before); err != nil {
		return fmt.Errorf("write audit line %s: %w", deed, err)
	}
	if line.After, err = said(after); err != nil {
		return fmt.Errorf("write audit line %s: %w", deed, err)
	}
	if err := tx.AddAudit(line); err != nil {
		return fmt.Errorf("write audit line %s: %w", deed, err)
	}
	return nil
}

func said(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// facts are what an audit line says beside a whole noun.
type facts map[string]string

func ofPerson(id scheme.PersonID) string             { return "person:" + string(id) }
func ofOrganisation(id scheme.OrganisationID) string { return "organisation:" + string(id) }
