// Package job runs work that comes back: letters, the sequencer, sweeping.
// It knows nothing of what the work is, and nothing of where a lease is kept.
package job

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// Every runs fn at once and then each period until ctx ends, never twice at
// the same time. A failure or a panic of fn is logged under name and the
// next turn comes as if nothing had been. Every returns when ctx has ended
// and the turn under way is over.
func Every(ctx context.Context, log *slog.Logger, name string, period time.Duration, fn func(context.Context) error) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := turn(ctx, fn); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "job failed", "job", name, "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// A Lease gives name to holder until the time named, unless another holder
// has it at now. Store.Lease is one.
type Lease func(ctx context.Context, name, holder string, until, now time.Time) (bool, error)

// Leased returns fn such that of several processes only the one that holds
// the lease runs it. The lease is for twice the period, so that a holder who
// comes back in time keeps it; fn's context ends before the lease does, so
// that no two holders ever work at once.
func Leased(lease Lease, now func() time.Time, name, holder string, period time.Duration, fn func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		term := max(2*period, time.Second)
		at := now()
		held, err := lease(ctx, name, holder, at.Add(term), at)
		if err != nil {
			return fmt.Errorf("lease %s: %w", name, err)
		}
		if !held {
			return nil
		}
		ctx, stop := context.WithTimeout(ctx, term*9/10)
		defer stop()
		return fn(ctx)
	}
}

// turn runs fn once and makes a panic an error: one bad letter must not end
// the process that also serves the public pages.
func turn(ctx context.Context, fn func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return fn(ctx)
}
