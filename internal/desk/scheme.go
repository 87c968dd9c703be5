package desk

import (
	"context"
	"fmt"
	"time"

	"shirushi/internal/catalog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Scheme returns the scheme in use and the hash of its data. It refuses with
// NotReady while none has been loaded.
func (d *Desk) Scheme(ctx context.Context) (s *scheme.Scheme, hash string, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		version, err := tx.CurrentCatalog()
		if scheme.IsRefusal(err, scheme.Missing) {
			return scheme.Refuse(scheme.NotReady, "refusal.catalog.none")
		}
		if err != nil {
			return fmt.Errorf("read which scheme is in use: %w", err)
		}
		hash = version.Hash
		s, err = d.schemeOf(tx, hash)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	d.use(s)
	return s, hash, nil
}

func (d *Desk) use(s *scheme.Scheme) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.current = s
}

// SchemeAt returns the scheme as it was under this hash, for what was decided
// then. It refuses an unknown hash with Missing.
func (d *Desk) SchemeAt(ctx context.Context, hash string) (s *scheme.Scheme, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		s, err = d.schemeOf(tx, hash)
		return err
	})
	return s, err
}

// lastSeen is the scheme that this desk last saw in use; an empty one, whose
// days are UTC's, before it has seen any. It reads no database, so that those
// may ask who are in the middle of a transaction.
func (d *Desk) lastSeen() *scheme.Scheme {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.current == nil {
		return &scheme.Scheme{ZoneName: "UTC"}
	}
	return d.current
}

// Day returns the civil day of an instant in the zone of the scheme that this
// desk last saw in use; in UTC as long as it has not seen one.
func (d *Desk) Day(at time.Time) scheme.Date { return d.lastSeen().Day(at) }

// Zone returns the zone in which Day counts days.
func (d *Desk) Zone() (name string, offset time.Duration) {
	s := d.lastSeen()
	return s.ZoneName, s.ZoneOffset
}

// schemeOf reads the data of a hash once: it cannot change. What has been
// read is never changed by those who use it.
func (d *Desk) schemeOf(tx *store.Tx, hash string) (*scheme.Scheme, error) {
	d.mu.Lock()
	s := d.schemes[hash]
	d.mu.Unlock()
	if s != nil {
		return s, nil
	}
	kept, err := tx.CatalogFiles(hash)
	if err != nil {
		return nil, fmt.Errorf("read the files of scheme data %s: %w", hash, err)
	}
	files := make(map[string][]byte, len(kept))
	for _, f := range kept {
		files[f.Path] = f.Content
	}
	if s, err = catalog.ReadFiles(files); err != nil {
		return nil, fmt.Errorf("read scheme data %s: %w", hash, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.schemes[hash] = s
	return s, nil
}
