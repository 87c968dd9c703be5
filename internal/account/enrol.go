package account

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// BeginEnrol returns the options with which the browser makes a passkey. It
// refuses a session that was not opened by a link.
func (a *Account) BeginEnrol(ctx context.Context, session string) (options []byte, err error) {
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		s, p, err := a.enrolling(tx, session)
		if err != nil {
			return err
		}
		h, err := holderOf(tx, p)
		if err != nil {
			return err
		}
		if s.Purpose == purposeRecover {
			h.keys = nil // the new one may take an old one's place on the same device
		}
		creation, data, err := a.keys.BeginRegistration(h,
			webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()),
			webauthn.WithExtensions(webauthn.WithExtensionCredProps()))
		if err != nil {
			return fmt.Errorf("begin enrolment: %w", err)
		}
		if options, err = a.begin(&s, forEnrol, creation, data); err != nil {
			return err
		}
		if err := tx.PutSession(s); err != nil {
			return fmt.Errorf("begin enrolment: %w", err)
		}
		return nil
	})
	return options, err
}

// FinishEnrol keeps the passkey that the browser has made, under the name
// that its person gives it, and returns the token of a session that is
// signed in; the one given is over. After a recovery the new passkey is the
// only one, and all other sessions of the person have ended. The person is
// told by letter; after a recovery the others of an office are, too.
func (a *Account) FinishEnrol(ctx context.Context, session, name string, response []byte) (newSession string, err error) {
	if name = line(name); len([]rune(name)) > longestKeyName {
		return "", scheme.Refuse(scheme.Invalid, "refusal.text.too_long").On("name").With(longestKeyName)
	}
	var refused error
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		newSession, refused = "", nil
		s, p, err := a.enrolling(tx, session)
		if err != nil {
			return err
		}
		c, err := a.created(&s, p, response)
		if len(scheme.RefusalsOf(err)) > 0 {
			refused = err
			return tx.PutSession(s)
		}
		if err != nil {
			return err
		}
		newSession, err = a.enrol(ctx, tx, s, p, name, c)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return "", err
	}
	return newSession, nil
}

const longestKeyName = 60

// created checks what the browser made. The device must keep the passkey
// itself, or nobody could sign in without typing a name.
func (a *Account) created(s *store.Session, p scheme.Person, response []byte) (*webauthn.Credential, error) {
	data, err := a.use(s, forEnrol)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return nil, wrong(err)
	}
	c, err := a.keys.CreateCredential(holder{person: p}, data, parsed)
	if err != nil {
		return nil, wrong(err)
	}
	if c.Extensions.RK != nil && !*c.Extensions.RK {
		return nil, scheme.Refuse(scheme.Denied, "refusal.passkey.not_kept")
	}
	return c, nil
}

// enrol keeps a passkey and signs its person in.
func (a *Account) enrol(ctx context.Context, tx *store.Tx, s store.Session, p scheme.Person, name string, c *webauthn.Credential) (token string, err error) {
	if s.Purpose == purposeRecover {
		if err := forgetKeys(tx, p.ID); err != nil {
			return "", err
		}
		if err := tx.DeleteSessionsOf(p.ID); err != nil {
			return "", fmt.Errorf("end sessions: %w", err)
		}
	}
	if err := tx.DeleteSession(s.TokenHash); err != nil {
		return "", fmt.Errorf("end session: %w", err)
	}
	record, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write passkey: %w", err)
	}
	key := store.Passkey{CredentialID: c.ID, Person: p.ID, Name: name, Record: record, Made: a.now(), Used: a.now()}
	if err := tx.AddPasskey(key); scheme.IsRefusal(err, scheme.Conflict) {
		return "", scheme.Refuse(scheme.Conflict, "refusal.passkey.known")
	} else if err != nil {
		return "", fmt.Errorf("keep passkey: %w", err)
	}
	if p.Enrolled.IsZero() {
		p.Enrolled = a.now()
		if err := tx.PutPerson(&p); err != nil {
			return "", fmt.Errorf("note enrolment: %w", err)
		}
	}
	if token, err = a.enterSession(ctx, tx, p, "enrol_"+s.Purpose); err != nil {
		return "", err
	}
	return token, a.tellEnrolment(tx, s.Purpose, p, name)
}

// tellEnrolment posts the letters by which a theft would be noticed.
func (a *Account) tellEnrolment(tx *store.Tx, purpose string, p scheme.Person, name string) error {
	now := a.now()
	at := now.Format(time.RFC3339)
	if purpose != purposeRecover {
		return a.post.Send(tx, p.Email, p.Language, "passkey_added", map[string]string{"name": p.Name, "passkey": name, "at": at}, now)
	}
	if err := a.post.Send(tx, p.Email, p.Language, "passkeys_reset", map[string]string{"name": p.Name, "at": at}, now); err != nil {
		return err
	}
	return a.tellOffice(tx, p, func(other scheme.Person) error {
		return a.post.Send(tx, other.Email, other.Language, "passkeys_reset_of", map[string]string{"name": other.Name, "person": p.Name, "at": at}, now)
	})
}

// tellOffice calls tell for everyone else of the office who can sign in,
// when p is of the office.
func (a *Account) tellOffice(tx *store.Tx, p scheme.Person, tell func(scheme.Person) error) error {
	if !ofOffice(scheme.Actor{Person: p}) {
		return nil
	}
	people, err := officePeople(tx)
	if err != nil {
		return err
	}
	for _, other := range people {
		if other.ID == p.ID || other.Enrolled.IsZero() {
			continue
		}
		if err := tell(other); err != nil {
			return err
		}
	}
	return nil
}
