package account

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

const (
	// recoveryHolds is how long a wish waits for the second officer.
	recoveryHolds = 72 * time.Hour
	// evenly is what AskRecovery takes at least, so that its duration does
	// not tell whether an address is known.
	evenly = 200 * time.Millisecond
)

// AskRecovery is for someone who has lost their passkeys. People of makers
// and agencies are sent a link; for people of the office a second officer
// must approve first. The outcome is the same for an address that nobody
// has, and when asked too often.
func (a *Account) AskRecovery(ctx context.Context, address string) error {
	done := time.NewTimer(evenly)
	defer done.Stop()
	address = email(address)
	if address == "" {
		return scheme.Refuse(scheme.Invalid, "refusal.email").On("email")
	}
	if err := checkEmail("email", address); err != nil {
		return err
	}
	err := a.store.Update(ctx, func(tx *store.Tx) error { return a.askRecovery(ctx, tx, address) })
	select {
	case <-done.C:
	case <-ctx.Done():
	}
	return err
}

func (a *Account) askRecovery(ctx context.Context, tx *store.Tx, address string) error {
	p, err := tx.PersonByEmail(address)
	if scheme.IsRefusal(err, scheme.Missing) || (err == nil && !p.Dismissed.IsZero()) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for address: %w", err)
	}
	if err := a.notTooOften(tx, p.ID); scheme.IsRefusal(err, scheme.TooOften) {
		return nil // whoever asks learns nothing of who is on record
	} else if err != nil {
		return err
	}
	if err := a.audit(ctx, tx, p, "ask_recovery", linksOf(p.ID), nil, nil); err != nil {
		return err
	}
	switch {
	case p.Enrolled.IsZero(): // there is nothing to recover: the invitation went astray
		return a.postLink(tx, kindInvite, p, a.now())
	case ofOffice(scheme.Actor{Person: p}):
		return a.waitForSecond(tx, p)
	}
	return a.postLink(tx, kindRecover, p, a.now())
}

// waitForSecond keeps the wish of someone of the office, once, and tells
// them and those who can approve it.
func (a *Account) waitForSecond(tx *store.Tx, p scheme.Person) error {
	open, err := a.open(tx)
	if err != nil {
		return err
	}
	for _, r := range open {
		if r.Person == p.ID {
			return nil
		}
	}
	now := a.now()
	if err := tx.AddRecovery(store.Recovery{ID: rand.Text(), Person: p.ID, Asked: now}); err != nil {
		return fmt.Errorf("keep recovery: %w", err)
	}
	at := now.Format(time.RFC3339)
	if err := a.post.Send(tx, p.Email, p.Language, "recovery_asked", map[string]string{"name": p.Name, "at": at}, now); err != nil {
		return err
	}
	return a.tellOffice(tx, p, func(other scheme.Person) error {
		return a.post.Send(tx, other.Email, other.Language, "recovery_to_approve", map[string]string{
			"name": other.Name, "person": p.Name, "at": at,
			"link": a.config.BaseURL + "/" + other.Language + "/desk/office/recoveries",
		}, now)
	})
}

// open returns the recoveries that can still be approved.
func (a *Account) open(tx *store.Tx) ([]store.Recovery, error) {
	open, err := tx.OpenRecoveries(a.now().Add(-recoveryHolds))
	if err != nil {
		return nil, fmt.Errorf("read recoveries: %w", err)
	}
	return open, nil
}

// A RecoveryWish is the wish of someone of the office, as those see it who
// can approve it.
type RecoveryWish struct {
	ID     string
	Person scheme.Person
	Asked  time.Time
	Own    bool // of the reader, who cannot approve it
}

// Recoveries lists the wishes that wait for a second officer.
func (a *Account) Recoveries(ctx context.Context, who scheme.Actor) (wishes []RecoveryWish, err error) {
	if !ofOffice(who) {
		return nil, denied()
	}
	err = a.store.View(ctx, func(tx *store.Tx) error {
		wishes = nil
		open, err := a.open(tx)
		if err != nil {
			return err
		}
		for _, r := range open {
			p, err := tx.Person(r.Person)
			if err != nil {
				return fmt.Errorf("read person: %w", err)
			}
			if !p.Dismissed.IsZero() {
				continue
			}
			wishes = append(wishes, RecoveryWish{r.ID, p, r.Asked, p.ID == who.Person.ID})
		}
		return nil
	})
	return wishes, err
}

// ApproveRecovery lets someone of the office in again: they are sent a link
// for a new passkey. Only another officer with a fresh passkey may, who has
// made sure by other means that it is that person who asks.
func (a *Account) ApproveRecovery(ctx context.Context, who scheme.Actor, id string) error {
	if err := who.Fresh(a.now()); err != nil {
		return err
	}
	return a.settle(ctx, who, id, "approve_recovery", func(tx *store.Tx, r *store.Recovery, p scheme.Person) error {
		r.ApprovedBy = who.Person.ID
		return a.postLink(tx, kindRecover, p, a.now())
	})
}

// RefuseRecovery turns a wish down, and tells the person.
func (a *Account) RefuseRecovery(ctx context.Context, who scheme.Actor, id string) error {
	return a.settle(ctx, who, id, "refuse_recovery", func(tx *store.Tx, r *store.Recovery, p scheme.Person) error {
		r.Refused = true
		return a.post.Send(tx, p.Email, p.Language, "recovery_refused", map[string]string{"name": p.Name}, a.now())
	})
}

// settle ends a wish, by someone of the office other than who wished.
func (a *Account) settle(ctx context.Context, who scheme.Actor, id, deed string, how func(*store.Tx, *store.Recovery, scheme.Person) error) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		who, err := current(tx, who)
		if err != nil {
			return err
		}
		if !ofOffice(who) {
			return denied()
		}
		r, err := tx.Recovery(id)
		if err != nil {
			return err
		}
		if r.Person == who.Person.ID {
			return scheme.Refuse(scheme.Denied, "refusal.recovery.own")
		}
		p, err := tx.Person(r.Person)
		if err != nil {
			return fmt.Errorf("read person: %w", err)
		}
		if !r.Settled.IsZero() || !p.Dismissed.IsZero() || a.now().Sub(r.Asked) >= recoveryHolds {
			return scheme.Refuse(scheme.Conflict, "refusal.recovery.settled")
		}
		before := r
		r.Settled = a.now()
		if err := how(tx, &r, p); err != nil {
			return err
		}
		if err := tx.PutRecovery(r); err != nil {
			return fmt.Errorf("settle recovery: %w", err)
		}
		return a.audit(ctx, tx, who.Person, deed, ofPerson(p.ID), before, r)
	})
}
