package store

import (
	"context"
	"time"
)

// Lease lets one holder at a time do the work of this name until a moment.
// It reports whether holder has it now: because nobody had it, because it had
// run out at now, or because holder had it before and prolongs it.
func (s *Store) Lease(ctx context.Context, name, holder string, until, now time.Time) (bool, error) {
	ends := until.Add(time.Second - 1) // whole seconds, rounded up: not over while the holder counts on it
	taken := 0
	err := s.Update(ctx, func(tx *Tx) (err error) {
		taken, err = tx.exec("lease", `INSERT INTO lease (name, holder, ends) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends = excluded.ends
			WHERE lease.holder = excluded.holder OR lease.ends <= $4`, name, holder, instant{&ends}, instant{&now})
		return err
	})
	return taken == 1, err
}
