package desk

import (
	"context"
	"errors"
	"fmt"

	"shirushi/internal/scheme"
)

// A Duty is what the software does by itself about each thing of a sort whose
// time has come. It is safe to run it however often, and in several processes.
type Duty[T any] struct {
	What string                       // done to one thing, for the log: "remind of case"
	Deed string                       // under which it stands on record
	Due  func(*Work) ([]T, error)     // names the things whose time has come
	Do   func(*Work, T) (bool, error) // does it to one, in a deed of its own; false when it is no longer due
}

// Fulfil does the duty to all that is due now, and returns to how many. One
// thing that fails is said at the end and stops no other.
func Fulfil[T any](ctx context.Context, d *Desk, duty Duty[T]) (done int, err error) {
	var due []T
	err = d.Look(ctx, scheme.System(), func(w *Work) (err error) {
		due, err = duty.Due(w)
		return err
	})
	if err != nil {
		return 0, err
	}
	return Each(ctx, duty.What, due, func(ctx context.Context, one T) (did bool, err error) {
		err = d.Do(ctx, scheme.System(), duty.Deed, func(w *Work) (err error) {
			if did, err = duty.Do(w, one); !did {
				w.Unchanged()
			}
			return err
		})
		return did && err == nil, err
	})
}

// Each does something to each of some things and returns to how many it did.
// One that fails is said at the end and stops no other; the end of ctx does.
func Each[T any](ctx context.Context, what string, things []T, do func(context.Context, T) (bool, error)) (done int, err error) {
	var failed []error
	for _, one := range things {
		if ctx.Err() != nil {
			return done, errors.Join(append(failed, ctx.Err())...)
		}
		did, err := do(ctx, one)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s %v: %w", what, one, err))
		}
		if did {
			done++
		}
	}
	return done, errors.Join(failed...)
}
