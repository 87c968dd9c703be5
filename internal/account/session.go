package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

const (
	sessionLasts = 12 * time.Hour // at most
	idleLasts    = time.Hour      // between two requests
	seenEvery    = time.Minute    // how exactly the last request is recorded; each record is a write
)

// What a session is for. Only one that is in is signed in.
const (
	purposeSignIn  = "sign_in" // nobody yet: waits for a passkey
	purposeEnrol   = "enrol"   // a link was taken: makes one more passkey
	purposeRecover = "recover" // a link was taken: makes a passkey instead of all others
	purposeIn      = "in"
)

// openSession keeps a new session and returns its token.
func (a *Account) openSession(tx *store.Tx, s store.Session, lasts time.Duration) (token string, err error) {
	token = newToken()
	now := a.now()
	s.TokenHash, s.Made, s.Seen, s.Expires = hashOf(token), now, now, now.Add(lasts)
	if err := tx.AddSession(s); err != nil {
		return "", fmt.Errorf("open session: %w", err)
	}
	return token, nil
}

// sessionFor reads a session that still holds and has one of the purposes.
func (a *Account) sessionFor(tx *store.Tx, token string, purposes ...string) (store.Session, error) {
	signedOut := scheme.Refuse(scheme.Denied, "refusal.signed_out")
	if token == "" {
		return store.Session{}, signedOut
	}
	s, err := tx.Session(hashOf(token))
	if scheme.IsRefusal(err, scheme.Missing) {
		return s, signedOut
	}
	if err != nil {
		return s, fmt.Errorf("read session: %w", err)
	}
	now := a.now()
	if !now.Before(s.Expires) || now.Sub(s.Seen) >= idleLasts || !slices.Contains(purposes, s.Purpose) {
		return s, signedOut
	}
	return s, nil
}

// personOf reads the person of a session, who may have been dismissed since.
func (a *Account) personOf(tx *store.Tx, s store.Session) (scheme.Person, error) {
	p, err := tx.Person(s.Person)
	if err != nil {
		return p, fmt.Errorf("read person of session: %w", err)
	}
	if !p.Dismissed.IsZero() {
		return p, scheme.Refuse(scheme.Denied, "refusal.signed_out")
	}
	return p, nil
}

// signedIn reads a session that is in, and its person.
func (a *Account) signedIn(tx *store.Tx, token string) (s store.Session, p scheme.Person, err error) {
	if s, err = a.sessionFor(tx, token, purposeIn); err != nil {
		return s, p, err
	}
	p, err = a.personOf(tx, s)
	return s, p, err
}

// Actor returns who is signed in, with what they may rely on today. It
// refuses a session that is not there, not signed in, or over, and the
// session of someone dismissed, all with the same refusal.
func (a *Account) Actor(ctx context.Context, session string) (who scheme.Actor, s store.Session, err error) {
	today := a.day(a.clock())
	err = a.store.View(ctx, func(tx *store.Tx) error {
		var p scheme.Person
		if s, p, err = a.signedIn(tx, session); err != nil {
			return err
		}
		who, err = OnRecord(tx, p, today)
		who.SteppedUp = s.SteppedUp
		return err
	})
	if err == nil && a.now().Sub(s.Seen) >= seenEvery {
		err = a.seen(ctx, session)
	}
	if err != nil {
		return scheme.Actor{}, store.Session{}, err
	}
	return who, s, nil
}

func (a *Account) seen(ctx context.Context, session string) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		s, err := a.sessionFor(tx, session, purposeIn) // it may have ended since it was read
		if err != nil {
			return err
		}
		s.Seen = a.now()
		if err := tx.PutSession(s); err != nil {
			return fmt.Errorf("prolong session: %w", err)
		}
		return nil
	})
}

// OnRecord returns a person with what they may rely on today, as the records
// have it: the organisation, and whom it acts for.
func OnRecord(tx *store.Tx, p scheme.Person, today scheme.Date) (scheme.Actor, error) {
	who := scheme.Actor{Person: p}
	var err error
	if who.Organisation, err = tx.Organisation(p.Organisation); err != nil {
		return who, fmt.Errorf("read organisation: %w", err)
	}
	if who.Organisation.Kind != scheme.Agency {
		return who, nil
	}
	powers, err := tx.PowersOf(p.Organisation)
	if err != nil {
		return who, fmt.Errorf("read powers: %w", err)
	}
	for _, one := range powers {
		if one.HoldsOn(today) && !slices.Contains(who.ActsFor, one.Applicant) {
			who.ActsFor = append(who.ActsFor, one.Applicant)
		}
	}
	return who, nil
}

// Enrolling returns the person who has taken a link and may now make a
// passkey.
func (a *Account) Enrolling(ctx context.Context, session string) (p scheme.Person, err error) {
	err = a.store.View(ctx, func(tx *store.Tx) error {
		_, p, err = a.enrolling(tx, session)
		return err
	})
	return p, err
}

// enrolling reads a session that was opened by a link, and its person. It
// refuses one that is overtaken: whoever has taken a stolen link may not use
// it after the rightful owner has come in by another.
func (a *Account) enrolling(tx *store.Tx, token string) (s store.Session, p scheme.Person, err error) {
	if s, err = a.sessionFor(tx, token, purposeEnrol, purposeRecover); err != nil {
		return s, p, err
	}
	if p, err = a.personOf(tx, s); err != nil {
		return s, p, err
	}
	keys, err := tx.Passkeys(p.ID)
	if err != nil {
		return s, p, fmt.Errorf("read passkeys: %w", err)
	}
	for _, k := range keys {
		if k.Made.After(s.Made) {
			return s, p, scheme.Refuse(scheme.Conflict, "refusal.link.used")
		}
	}
	return s, p, nil
}

// SignOut ends a session. Ending one that is over is no error.
func (a *Account) SignOut(ctx context.Context, session string) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		s, p, err := a.signedIn(tx, session)
		if err != nil && len(scheme.RefusalsOf(err)) == 0 {
			return err
		}
		if delErr := tx.DeleteSession(hashOf(session)); delErr != nil {
			return fmt.Errorf("sign out: %w", delErr)
		}
		if err != nil { // it was over, or never in: nobody signs out
			return nil
		}
		return a.audit(ctx, tx, p, "sign_out", ofPerson(s.Person), nil, nil)
	})
}

// Sweep removes the sessions that are over and returns how many there were.
func (a *Account) Sweep(ctx context.Context) (n int, err error) {
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		n, err = tx.DeleteExpiredSessions(a.now())
		return err
	})
	return n, err
}

// DemoSignIn signs a person in without a passkey, and as if one had just
// been used. It refuses everywhere but in a demo.
func (a *Account) DemoSignIn(ctx context.Context, id scheme.PersonID) (session string, err error) {
	if !a.config.Demo {
		return "", denied()
	}
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		if !p.Dismissed.IsZero() {
			return scheme.Refuse(scheme.Denied, "refusal.person.gone")
		}
		session, err = a.enterSession(ctx, tx, p, "demo_sign_in")
		return err
	})
	return session, err
}

// ActorOf returns the person with this address as if signed in, for the
// story that a demo tells. It refuses everywhere else.
func (a *Account) ActorOf(ctx context.Context, address string) (who scheme.Actor, err error) {
	if !a.config.Demo {
		return who, denied()
	}
	today := a.day(a.clock())
	err = a.store.View(ctx, func(tx *store.Tx) error {
		p, err := tx.PersonByEmail(email(address))
		if err != nil {
			return err
		}
		who, err = OnRecord(tx, p, today)
		return err
	})
	return who, err
}

// enterSession signs a person in: a new session that is in, with its passkey
// used just now.
func (a *Account) enterSession(ctx context.Context, tx *store.Tx, p scheme.Person, deed string) (token string, err error) {
	token, err = a.openSession(tx, store.Session{Person: p.ID, Purpose: purposeIn, SteppedUp: a.now()}, sessionLasts)
	if err != nil {
		return "", err
	}
	return token, a.audit(ctx, tx, p, deed, ofPerson(p.ID), nil, nil)
}
