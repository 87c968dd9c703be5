package store

import (
	"context"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Oversight counts the cases that are open, and the doubts received in each of
// the years that begin at these instants; the last ends now. Numbers below
// atLeast are not told.
func (s *Store) Oversight(ctx context.Context, years []time.Time, atLeast int) (o registry.Oversight, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		o = registry.Oversight{} // View may begin anew
		n, err := scalar[int](tx, "cases", "SELECT COUNT(*) FROM label_case WHERE closed = ''")
		if err != nil {
			return err
		}
		o.OpenCases = registry.ToldOf(n, atLeast)
		for i := range years {
			var w where
			w.and("received >= " + w.mark(instant{&years[i]}))
			if i+1 < len(years) {
				w.and("received < " + w.mark(instant{&years[i+1]}))
			}
			w.and("state <> " + w.mark(string(scheme.DoubtSpam)))
			if n, err = scalar[int](tx, "doubts", "SELECT COUNT(*) FROM doubt "+w.String(), w.args...); err != nil {
				return err
			}
			o.Doubts = append(o.Doubts, registry.ToldOf(n, atLeast))
		}
		return nil
	})
	return o, err
}
