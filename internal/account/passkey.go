package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// ceremonyHolds is how long a browser may take to answer a challenge.
const ceremonyHolds = 5 * time.Minute

// A ceremony is a challenge under way. It lies in its session and is used up
// by the first answer, right or wrong.
type ceremony struct {
	For   string               `json:"for"` // enrol, sign_in, step_up
	Begun time.Time            `json:"begun"`
	Data  webauthn.SessionData `json:"data"`
}

const (
	forEnrol  = "enrol"
	forSignIn = "sign_in"
	forStepUp = "step_up"
)

// begin puts a ceremony into a session and returns the options for the browser.
func (a *Account) begin(s *store.Session, purpose string, options any, data *webauthn.SessionData) ([]byte, error) {
	var err error
	if s.Ceremony, err = json.Marshal(ceremony{purpose, a.now(), *data}); err != nil {
		return nil, fmt.Errorf("keep challenge: %w", err)
	}
	out, err := json.Marshal(options)
	if err != nil {
		return nil, fmt.Errorf("write passkey options: %w", err)
	}
	return out, nil
}

// use takes the ceremony out of a session. It refuses when there is none of
// this purpose under way, or too old a one: an answer counts once.
func (a *Account) use(s *store.Session, purpose string) (webauthn.SessionData, error) {
	kept := s.Ceremony
	s.Ceremony = nil
	if kept == nil {
		return webauthn.SessionData{}, scheme.Refuse(scheme.Conflict, "refusal.passkey.begin_again")
	}
	var c ceremony
	if err := json.Unmarshal(kept, &c); err != nil {
		return c.Data, fmt.Errorf("read challenge: %w", err)
	}
	if c.For != purpose || a.now().Sub(c.Begun) > ceremonyHolds {
		return c.Data, scheme.Refuse(scheme.Conflict, "refusal.passkey.begin_again")
	}
	return c.Data, nil
}

// wrong is the refusal of an answer that does not hold. What the library
// found goes with it for the operator's log: a wrong origin, mostly, is a
// wrong setting.
func wrong(err error) error {
	var found *protocol.Error
	why := err.Error()
	if errors.As(err, &found) {
		why = found.Details + " " + found.DevInfo
	}
	return fmt.Errorf("%w (%s)", scheme.Refuse(scheme.Denied, "refusal.passkey.wrong"), why)
}

// A holder is a person as the library wants to see them.
type holder struct {
	person scheme.Person
	keys   []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.person.ID) }
func (h holder) WebAuthnName() string                       { return h.person.Email }
func (h holder) WebAuthnDisplayName() string                { return h.person.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// holderOf reads a person's passkeys.
func holderOf(tx *store.Tx, p scheme.Person) (holder, error) {
	h := holder{person: p}
	keys, err := tx.Passkeys(p.ID)
	if err != nil {
		return h, fmt.Errorf("read passkeys: %w", err)
	}
	for _, k := range keys {
		var c webauthn.Credential
		if err := json.Unmarshal(k.Record, &c); err != nil {
			return h, fmt.Errorf("read passkey: %w", err)
		}
		h.keys = append(h.keys, c)
	}
	return h, nil
}

// noteUse keeps what the library must know at the passkey's next use.
func (a *Account) noteUse(tx *store.Tx, p scheme.PersonID, c *webauthn.Credential) error {
	keys, err := tx.Passkeys(p)
	if err != nil {
		return fmt.Errorf("read passkeys: %w", err)
	}
	for _, k := range keys {
		if string(k.CredentialID) != string(c.ID) {
			continue
		}
		if k.Record, err = json.Marshal(c); err != nil {
			return fmt.Errorf("write passkey: %w", err)
		}
		k.Used = a.now()
		if err := tx.PutPasskey(k); err != nil {
			return fmt.Errorf("write passkey: %w", err)
		}
		return nil
	}
	return errors.New("write passkey: it is not there")
}

// forgetKeys removes all passkeys of a person.
func forgetKeys(tx *store.Tx, p scheme.PersonID) error {
	keys, err := tx.Passkeys(p)
	if err != nil {
		return fmt.Errorf("read passkeys: %w", err)
	}
	for _, k := range keys {
		if err := tx.DeletePasskey(k.CredentialID, p); err != nil {
			return fmt.Errorf("remove passkey: %w", err)
		}
	}
	return nil
}
