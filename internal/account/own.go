package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Key is one of a person's own passkeys, as its person sees it.
type Key struct {
	ID   string // for RemovePasskey
	Name string
	Made time.Time
	Used time.Time
}

// Keys lists the passkeys of a session's person, the oldest first.
func (a *Account) Keys(ctx context.Context, session string) (keys []Key, err error) {
	err = a.store.View(ctx, func(tx *store.Tx) error {
		keys = nil
		_, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		all, err := tx.Passkeys(p.ID)
		if err != nil {
			return fmt.Errorf("read passkeys: %w", err)
		}
		for _, k := range all {
			keys = append(keys, Key{base64.RawURLEncoding.EncodeToString(k.CredentialID), k.Name, k.Made, k.Used})
		}
		return nil
	})
	return keys, err
}

// RemovePasskey removes one of the own passkeys, of a lost device for
// example. It needs a fresh passkey and never takes the last one, without
// which its person could not sign in again.
func (a *Account) RemovePasskey(ctx context.Context, session, id string) error {
	credential, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return missing()
	}
	return a.store.Update(ctx, func(tx *store.Tx) error {
		s, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		if err := (scheme.Actor{SteppedUp: s.SteppedUp}).Fresh(a.now()); err != nil {
			return err
		}
		all, err := tx.Passkeys(p.ID)
		if err != nil {
			return fmt.Errorf("read passkeys: %w", err)
		}
		at := slices.IndexFunc(all, func(k store.Passkey) bool { return bytes.Equal(k.CredentialID, credential) })
		switch {
		case at < 0:
			return missing()
		case len(all) == 1:
			return scheme.Refuse(scheme.Conflict, "refusal.passkey.last")
		}
		if err := tx.DeletePasskey(credential, p.ID); err != nil {
			return fmt.Errorf("remove passkey: %w", err)
		}
		return a.audit(ctx, tx, p, "remove_passkey", ofPerson(p.ID), facts{"passkey": all[at].Name}, nil)
	})
}

// SignOutElsewhere ends all other sessions of a session's person.
func (a *Account) SignOutElsewhere(ctx context.Context, session string) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		s, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		if err := tx.DeleteSessionsOf(p.ID); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		if err := tx.AddSession(s); err != nil {
			return fmt.Errorf("keep own session: %w", err)
		}
		return a.audit(ctx, tx, p, "sign_out_elsewhere", ofPerson(p.ID), nil, nil)
	})
}

// SetLanguage changes the language in which a session's person is written to.
func (a *Account) SetLanguage(ctx context.Context, session, lang string) error {
	if lang != "ja" && lang != "en" {
		return scheme.Refuse(scheme.Invalid, "refusal.person.language").On("language")
	}
	return a.store.Update(ctx, func(tx *store.Tx) error {
		_, p, err := a.signedIn(tx, session)
		if err != nil || p.Language == lang {
			return err
		}
		before := p.Language
		p.Language = lang
		if err := tx.PutPerson(&p); err != nil {
			return fmt.Errorf("set language: %w", err)
		}
		return a.audit(ctx, tx, p, "set_language", ofPerson(p.ID), facts{"language": before}, facts{"language": lang})
	})
}
