package account

import (
	"context"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// BeginSignIn opens a session that waits for a passkey and returns its token
// and the options for the browser. Nobody types a name: the passkey says
// whose it is.
func (a *Account) BeginSignIn(ctx context.Context) (session string, options []byte, err error) {
	assertion, data, err := a.keys.BeginDiscoverableLogin()
	if err != nil {
		return "", nil, fmt.Errorf("begin sign-in: %w", err)
	}
	s := store.Session{Purpose: purposeSignIn}
	if options, err = a.begin(&s, forSignIn, assertion, data); err != nil {
		return "", nil, err
	}
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		session, err = a.openSession(tx, s, ceremonyHolds)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	return session, options, nil
}

// FinishSignIn checks the browser's answer and returns the token of a session
// that is signed in. The one given is over in any case.
func (a *Account) FinishSignIn(ctx context.Context, session string, response []byte) (newSession string, err error) {
	var refused error
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		newSession, refused = "", nil
		s, err := a.sessionFor(tx, session, purposeSignIn)
		if err != nil {
			return err
		}
		if err := tx.DeleteSession(s.TokenHash); err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		h, c, err := a.discovered(tx, &s, response)
		if err == nil {
			err = a.accept(ctx, tx, h.person, c, "sign_in")
		}
		if len(scheme.RefusalsOf(err)) > 0 {
			refused = err
			return nil
		}
		if err != nil {
			return err
		}
		newSession, err = a.enterSession(ctx, tx, h.person, "sign_in")
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

// discovered checks an answer that itself says whose it is.
func (a *Account) discovered(tx *store.Tx, s *store.Session, response []byte) (h holder, c *webauthn.Credential, err error) {
	data, err := a.use(s, forSignIn)
	if err != nil {
		return h, nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return h, nil, wrong(err)
	}
	var failure error // of the store, which the library would make an answer that does not hold
	find := func(_, handle []byte) (webauthn.User, error) {
		p, err := tx.Person(scheme.PersonID(handle))
		if err == nil {
			h, err = holderOf(tx, p)
		}
		if err != nil && len(scheme.RefusalsOf(err)) == 0 {
			failure = err
		}
		return h, err
	}
	_, c, err = a.keys.ValidatePasskeyLogin(find, data, parsed)
	switch {
	case failure != nil:
		return h, nil, failure
	case err != nil:
		return h, nil, wrong(err)
	case !h.person.Dismissed.IsZero():
		return h, nil, scheme.Refuse(scheme.Denied, "refusal.person.gone")
	}
	return h, c, nil
}

// accept notes the use of a passkey whose answer holds. It refuses one whose
// count of signatures went back, which a copy of it would cause; the line in
// the audit stays.
func (a *Account) accept(ctx context.Context, tx *store.Tx, p scheme.Person, c *webauthn.Credential, deed string) error {
	if !c.Authenticator.CloneWarning {
		return a.noteUse(tx, p.ID, c)
	}
	if err := a.audit(ctx, tx, p, deed+"_refused", ofPerson(p.ID), nil, facts{"reason": "sign count went back"}); err != nil {
		return err
	}
	return scheme.Refuse(scheme.Denied, "refusal.passkey.copied")
}

// BeginStepUp returns the options with which a signed-in person shows one of
// their own passkeys again, before a grave deed.
func (a *Account) BeginStepUp(ctx context.Context, session string) (options []byte, err error) {
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		s, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		h, err := holderOf(tx, p)
		if err != nil {
			return err
		}
		if len(h.keys) == 0 { // in a demo, or after a dismissal and its undoing
			return scheme.Refuse(scheme.Conflict, "refusal.passkey.none")
		}
		assertion, data, err := a.keys.BeginLogin(h)
		if err != nil {
			return fmt.Errorf("begin step-up: %w", err)
		}
		if options, err = a.begin(&s, forStepUp, assertion, data); err != nil {
			return err
		}
		if err := tx.PutSession(s); err != nil {
			return fmt.Errorf("begin step-up: %w", err)
		}
		return nil
	})
	return options, err
}

// FinishStepUp checks the browser's answer; from then on the session has a
// fresh passkey for scheme.StepUpHolds.
func (a *Account) FinishStepUp(ctx context.Context, session string, response []byte) error {
	var refused error
	err := a.store.Update(ctx, func(tx *store.Tx) error {
		refused = nil
		s, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		c, err := a.shown(tx, &s, p, response)
		if err == nil {
			err = a.accept(ctx, tx, p, c, "step_up")
		}
		if len(scheme.RefusalsOf(err)) > 0 {
			refused = err
			return tx.PutSession(s)
		}
		if err != nil {
			return err
		}
		s.SteppedUp, s.Seen = a.now(), a.now()
		if err := tx.PutSession(s); err != nil {
			return fmt.Errorf("step up: %w", err)
		}
		return a.audit(ctx, tx, p, "step_up", ofPerson(p.ID), nil, nil)
	})
	if err != nil {
		return err
	}
	return refused
}

// shown checks the answer of a person who is known.
func (a *Account) shown(tx *store.Tx, s *store.Session, p scheme.Person, response []byte) (*webauthn.Credential, error) {
	data, err := a.use(s, forStepUp)
	if err != nil {
		return nil, err
	}
	h, err := holderOf(tx, p)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return nil, wrong(err)
	}
	c, err := a.keys.ValidateLogin(h, data, parsed)
	if err != nil {
		return nil, wrong(err)
	}
	return c, nil
}
