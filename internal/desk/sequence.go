package desk

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// between is how long an event waits for its number at most when the process
// that recorded it has died, or another has taken its turn.
const between = time.Second

// again is how long a failure that stays the same is not told of again.
const again = time.Minute

// Run numbers public events as they are recorded, until ctx ends, and calls
// then each time, which vouches for them. Any number of processes may run it.
// A failure is logged, once a minute while it stays the same, and tried
// again: an event without number is late, never lost. While then finds the log
// altered, as when an older backup was put back, nothing is numbered: a number
// that the public knows is not given to another event.
func (d *Desk) Run(ctx context.Context, log *slog.Logger, then func(context.Context) error) {
	tick := time.NewTicker(between)
	defer tick.Stop()
	said := complaint{log: log}
	for doubtful := true; ; {
		err := d.turn(ctx, doubtful, then)
		doubtful = errors.Is(err, store.ErrAltered)
		said.about(err, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		case <-tick.C:
		}
	}
}

// turn numbers events and has them vouched for: those that many deeds record
// meanwhile are too, and a long queue after each second's worth of it. A log
// that is doubtful is looked at before.
func (d *Desk) turn(ctx context.Context, doubtful bool, then func(context.Context) error) error {
	if doubtful {
		if err := then(ctx); errors.Is(err, store.ErrAltered) {
			return err
		}
	}
	for more := true; more; {
		var err error
		for began := time.Now(); more && err == nil && time.Since(began) < between; {
			more, err = d.sequence(ctx)
		}
		if err != nil {
			return err
		}
		if err := then(ctx); err != nil {
			return err
		}
	}
	return nil
}

// sequence numbers some of what is public today, in the zone of the scheme in
// use, and reports whether there is more.
func (d *Desk) sequence(ctx context.Context) (more bool, err error) {
	s, _, err := d.Scheme(ctx)
	if scheme.IsRefusal(err, scheme.NotReady) {
		s, err = d.lastSeen(), nil // none has been loaded: nothing waits for a day
	}
	if err != nil {
		return false, err
	}
	_, more, err = d.store.SequenceSome(ctx, s.Day(d.now()))
	return more, err
}

// Wake lets Run look for events at once. It never waits.
func (d *Desk) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// A complaint is what was logged last of a thing that is tried each second.
type complaint struct {
	log  *slog.Logger
	last string
	at   time.Time
}

// about logs a failure unless the same was logged less than a minute ago.
func (c *complaint) about(err error, now time.Time) {
	if err == nil || errors.Is(err, context.Canceled) || err.Error() == c.last && now.Sub(c.at) < again {
		return
	}
	c.log.Error("number events and sign the log", "err", err)
	c.last, c.at = err.Error(), now
}
