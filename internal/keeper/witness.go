package keeper

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/witness"
)

// ErrRolledBack tells that a witness has cosigned a larger tree than this log
// has: events that were public are gone.
var ErrRolledBack = errors.New("the public log was put back to an older state")

// ErrLies tells that a witness said what cannot be.
var ErrLies = errors.New("the witness contradicts itself, or its clock is wrong")

const (
	tries      = 4                // sizes that a witness may name until it is believed to contradict itself
	clockApart = 10 * time.Minute // between a witness's clock and ours, at most
	sayAgain   = time.Minute      // between two times that the same is said of a log that may be altered
	sayDown    = 10 * time.Minute // and of a witness that cannot be asked
)

// A Courier takes the log's checkpoints to one witness. Its Turn is not for
// use by several goroutines.
type Courier struct {
	keeper *Keeper
	client *witness.Client
	name   string
	size   int64 // of the tree that the witness says to have cosigned last; -1: not asked yet
	said   error // last time, and when
	at     time.Time
}

// Courier returns the one who goes to the witness called name.
func (k *Keeper) Courier(name string, c *witness.Client) *Courier {
	return &Courier{keeper: k, client: c, name: name, size: -1}
}

// Turn asks the witness to cosign the newest checkpoint, unless it has done so
// today, and keeps what it says. The first time it asks in any case: the
// records that say so may have been put back. A failure is returned when it is new, and
// again after a while: a witness that is down for a day is not said so each
// time. ErrRolledBack and witness.ErrOtherTree are returned each minute.
func (c *Courier) Turn(ctx context.Context) error {
	err := c.turn(ctx)
	if err == nil || errors.Is(err, context.Canceled) {
		c.said = nil
		return nil
	}
	now, wait := c.keeper.now(), sayDown
	for _, alarm := range []error{ErrRolledBack, witness.ErrOtherTree} {
		if errors.Is(err, alarm) {
			wait = sayAgain
		}
	}
	if c.said != nil && c.said.Error() == err.Error() && now.Sub(c.at) < wait {
		return nil
	}
	c.said, c.at = err, now
	return fmt.Errorf("witness %s: %w", c.name, err)
}

func (c *Courier) turn(ctx context.Context) error {
	var named []int64 // sizes that the witness said
	for range tries {
		todo, r, err := c.next(ctx)
		if err != nil || todo.Size == 0 {
			return err
		}
		got, err := c.client.Add(ctx, r)
		var other *witness.OtherSize
		if errors.As(err, &other) {
			c.size = other.Size
			named = append(named, other.Size)
			continue // next says whether there is such a tree
		}
		if err != nil {
			return err
		}
		c.size = todo.Size
		err = c.keep(ctx, todo.Size, got)
		if !scheme.IsRefusal(err, scheme.Conflict) {
			return err
		}
		// There is a newer checkpoint already, or another process was first.
	}
	if len(named) == tries {
		return fmt.Errorf("%w: it named the sizes %v in turn", ErrLies, named)
	}
	return nil
}

// next returns the checkpoint that the witness is to cosign, and the request;
// a checkpoint of size 0 when there is nothing to ask.
func (c *Courier) next(ctx context.Context) (todo store.LogCheckpoint, r witness.Request, err error) {
	now := c.keeper.now()
	err = c.keeper.store.View(ctx, func(tx *store.Tx) error {
		last, err := tx.LastCheckpoint()
		if scheme.IsRefusal(err, scheme.Missing) {
			return nil
		}
		if err != nil {
			return err
		}
		had, err := tx.LastCosignature(c.client.Verifier)
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return err
		}
		if c.size >= 0 && c.size <= last.Size && had.Size == last.Size && had.Day == c.keeper.desk.Day(now) {
			return nil
		}
		old := c.size
		if old < 0 {
			old = had.Size
		}
		if old > last.Size {
			return fmt.Errorf("%w: the witness says that it cosigned %d events; here are %d", ErrRolledBack, old, last.Size)
		}
		r = witness.Request{Old: old, Checkpoint: []byte(last.Signed)}
		if old > 0 && old < last.Size {
			if r.Proof, err = tlog.ProveTree(last.Size, old, publog.Hashes(tx.LogTiles())); err != nil {
				return errors.Join(store.ErrAltered, err)
			}
		}
		todo = last
		return nil
	})
	if err != nil {
		c.size = -1 // asked anew next time: a size that a witness invented does not stay
		return store.LogCheckpoint{}, r, err
	}
	return todo, r, nil
}

// keep keeps a cosignature that was verified, unless its time cannot be.
func (c *Courier) keep(ctx context.Context, size int64, got publog.Cosignature) error {
	now := c.keeper.now()
	if apart := got.At.Sub(now).Abs(); apart > clockApart {
		return fmt.Errorf("%w: it says that it is %s", ErrLies, got.At.Format(time.RFC3339))
	}
	return c.keeper.store.Update(ctx, func(tx *store.Tx) error {
		return tx.AddCosignature(store.LogCosignature{Size: size, Cosignature: got, Day: c.keeper.desk.Day(got.At)}, now)
	})
}
