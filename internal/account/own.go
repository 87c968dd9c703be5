package account

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Key is a passkey as its person sees it.
type Key struct {
	ID   string // names it to RemovePasskey
	Name string
	Made time.Time
	Used time.Time
}

func keyID(k store.Passkey) string { return base64.RawURLEncoding.EncodeToString(k.CredentialID) }

// Keys lists the passkeys of the person of a session, the oldest first.
func (a *Account) Keys(ctx context.Context, session string) (keys []Key, err error) {
	err = a.store.View(ctx, func(tx *store.Tx) error {
		keys = nil
		_, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		all, err := tx.Passkeys(p.ID)
		for _, k := range all {
			keys = append(keys, Key{keyID(k), k.Name, k.Made, k.Used})
		}
		return err
	})
	return keys, err
}

// RemovePasskey removes one of the person's own passkeys and tells them by
// letter. It needs a fresh passkey and leaves the last one.
func (a *Account) RemovePasskey(ctx context.Context, session, id string) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		s, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		if err := (scheme.Actor{SteppedUp: s.SteppedUp}).Fresh(a.now()); err != nil {
			return err
		}
		keys, err := tx.Passkeys(p.ID)
		if err != nil {
			return fmt.Errorf("read passkeys: %w", err)
		}
		for _, k := range keys {
			if keyID(k) != id {
				continue
			}
			if len(keys) == 1 {
				return scheme.Refuse(scheme.Conflict, "refusal.passkey.last")
			}
			return a.remove(ctx, tx, p, k)
		}
		return scheme.Refuse(scheme.Missing, "refusal.passkey.missing")
	})
}

func (a *Account) remove(ctx context.Context, tx *store.Tx, p scheme.Person, k store.Passkey) error {
	if err := tx.DeletePasskey(k.CredentialID, p.ID); err != nil {
		return fmt.Errorf("remove passkey: %w", err)
	}
	if err := a.audit(ctx, tx, p, "remove_passkey", ofPerson(p.ID), facts{"passkey": k.Name}, nil); err != nil {
		return err
	}
	now := a.now()
	return a.post.Send(tx, p.Email, p.Language, "passkey_removed", map[string]string{
		"name": p.Name, "passkey": k.Name, "at": now.Format(time.RFC3339),
	}, now)
}

// SignOutElsewhere ends all sessions of the person but this one.
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
			return fmt.Errorf("keep session: %w", err)
		}
		return a.audit(ctx, tx, p, "sign_out_elsewhere", ofPerson(p.ID), nil, nil)
	})
}

// SetDaily chooses whether the person is sent a daily letter about what waits.
func (a *Account) SetDaily(ctx context.Context, session string, wanted bool) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		_, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		before := p
		p.NoDigest = !wanted
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
		return a.audit(ctx, tx, p, "set_daily", ofPerson(p.ID), before, p)
	})
}

// SetLanguage chooses the language, "ja" or "en", of the person's letters.
func (a *Account) SetLanguage(ctx context.Context, session, lang string) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		_, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		if lang != "ja" && lang != "en" {
			return scheme.Refuse(scheme.Invalid, "refusal.person.language").On("language")
		}
		before := p
		p.Language = lang
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
		return a.audit(ctx, tx, p, "set_language", ofPerson(p.ID), before, p)
	})
}
