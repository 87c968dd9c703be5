// Package desk is the frame of every deed: who asks, one transaction, the
// audit line, the public event. It does no deed itself and knows no rule of
// the scheme; it sees to it that none is done by halves or in silence.
package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Desk is where deeds are done. It is safe for use by several goroutines,
// and by several processes on one store.
type Desk struct {
	store *store.Store
	now   func() time.Time
	wake  chan struct{}

	mu      sync.Mutex
	schemes map[string]*scheme.Scheme // by hash; what a hash stands for never changes
	current *scheme.Scheme            // last seen in use; nil before the first load
}

// New returns a desk on s with this clock.
func New(s *store.Store, now func() time.Time) *Desk {
	return &Desk{store: s, now: now, wake: make(chan struct{}, 1), schemes: map[string]*scheme.Scheme{}}
}

// Do does one deed in one transaction. Either all that fn wrote is there
// afterwards, with its audit lines and events, or nothing is. It refuses an
// actor who may no longer sign in, and fails a deed that left no audit line.
//
// fn may run more than once and must have no effect outside the transaction.
func (d *Desk) Do(ctx context.Context, who scheme.Actor, deed string, fn func(*Work) error) error {
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		w, err := d.work(ctx, tx, who)
		if err != nil {
			return err
		}
		w.deed = deed
		if err := fn(w); err != nil {
			return err
		}
		return w.finish()
	})
	if err != nil {
		return err
	}
	d.Wake()
	return nil
}

// Look reads in one transaction, as of one moment.
func (d *Desk) Look(ctx context.Context, who scheme.Actor, fn func(*Work) error) error {
	return d.store.View(ctx, func(tx *store.Tx) error {
		w, err := d.work(ctx, tx, who)
		if err != nil {
			return err
		}
		return fn(w)
	})
}

// work prepares a deed. Before the first load of scheme data the scheme is
// empty: nothing can be applied for, and days are UTC's.
func (d *Desk) work(ctx context.Context, tx *store.Tx, who scheme.Actor) (*Work, error) {
	w := &Work{Tx: tx, Now: d.now().UTC().Truncate(time.Second), desk: d, request: account.RequestOf(ctx)}
	version, err := tx.CurrentCatalog()
	switch {
	case scheme.IsRefusal(err, scheme.Missing):
		w.Scheme = &scheme.Scheme{}
	case err != nil:
		return nil, fmt.Errorf("read which scheme is in use: %w", err)
	default:
		w.Catalog = version.Hash
		if w.Scheme, err = d.schemeOf(tx, version.Hash); err != nil {
			return nil, err
		}
		d.use(w.Scheme)
	}
	w.Today = w.Scheme.Day(w.Now)
	w.Who, err = onRecord(tx, who, w.Today)
	return w, err
}

// onRecord returns the actor as the records have it now: roles may have been
// taken away and powers may have ended since the session began.
func onRecord(tx *store.Tx, who scheme.Actor, today scheme.Date) (scheme.Actor, error) {
	if who.IsSystem() {
		return who, nil
	}
	p, err := tx.Person(who.Person.ID)
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return scheme.Actor{}, fmt.Errorf("read who asks: %w", err)
	}
	if err != nil || !p.Dismissed.IsZero() {
		return scheme.Actor{}, scheme.Refuse(scheme.Denied, "refusal.signed_out")
	}
	now, err := account.OnRecord(tx, p, today)
	if err != nil {
		return scheme.Actor{}, fmt.Errorf("read who asks: %w", failure(err))
	}
	now.SteppedUp = who.SteppedUp
	return now, nil
}

// failure makes a refusal of the store a failure: it is about a row that must
// be there, and nothing that a person could mend.
func failure(err error) error {
	if len(scheme.RefusalsOf(err)) > 0 {
		return errors.New(err.Error())
	}
	return err
}
