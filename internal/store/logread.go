package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// errNothingSigned is said of a log before its first checkpoint.
var errNothingSigned = scheme.Refuse(scheme.NotYetMade, "refusal.log.none")

// NewestCheckpoint returns the checkpoint that the public is given at now, a
// signed note with what witnesses have said of it, and when the office signed
// it. It refuses with NotYetMade before the first.
func (s *Store) NewestCheckpoint(ctx context.Context, now time.Time) (signed string, at time.Time, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		c, err := tx.NewestCheckpoint(now)
		signed, at = c.Signed, c.At
		return notYet(err)
	})
	return signed, at, err
}

// CosignedOn returns the largest checkpoint that a witness cosigned on a day,
// with the cosignatures of that day. It refuses with Missing when none did.
func (s *Store) CosignedOn(ctx context.Context, day scheme.Date) (signed string, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		c, err := tx.CheckpointOn(day)
		if scheme.IsRefusal(err, scheme.Missing) {
			err = scheme.Refuse(scheme.Missing, "refusal.log.day_none").With(day)
		}
		signed = c.Signed
		return err
	})
	return signed, err
}

// CheckpointOf returns the first checkpoint with at least so many events, with
// what witnesses have said of it. It refuses with Missing when none has as many.
func (s *Store) CheckpointOf(ctx context.Context, size int64) (signed string, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		c, err := tx.CheckpointAt(size)
		if scheme.IsRefusal(err, scheme.Missing) {
			return scheme.Refuse(scheme.Missing, "refusal.log.size")
		}
		if err != nil {
			return err
		}
		c, err = tx.Cosigned(c)
		signed = c.Signed
		return err
	})
	return signed, err
}

// notYet makes a missing checkpoint one that is still to come.
func notYet(err error) error {
	if scheme.IsRefusal(err, scheme.Missing) {
		return errNothingSigned
	}
	return err
}

// LogTile returns a tile of hashes or a bundle of entries. It refuses with
// Missing what is not whole in a tree that was signed: what it returns never
// reads otherwise later. It fails with ErrAltered when it is not there as it
// must be.
func (s *Store) LogTile(ctx context.Context, name publog.TileName) (content []byte, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		c, err := tx.LastCheckpoint()
		if err != nil {
			return notYet(err)
		}
		if !name.In(c.Size) {
			return scheme.Refuse(scheme.Missing, "refusal.log.tile_ahead").With(c.Size)
		}
		if name.Level == publog.EntriesLevel {
			content, err = tx.bundle(name)
			return err
		}
		content, err = tx.LogTiles().Tile(name.Level, name.N)
		if err == nil && len(content) < name.Width*tlog.HashSize {
			err = fmt.Errorf("%w: tile %s is cut short", ErrAltered, name)
		}
		if err == nil {
			content = content[:name.Width*tlog.HashSize]
		}
		return err
	})
	return content, err
}

// bundle returns the leaves of a bundle that is in the tree.
func (tx *Tx) bundle(name publog.TileName) ([]byte, error) {
	first := name.N*publog.Width + 1
	leaves, err := tx.leaves(first, first+int64(name.Width)-1)
	if err == nil && len(leaves) != name.Width {
		err = fmt.Errorf("%w: events from number %d on are missing", ErrAltered, first+int64(len(leaves)))
	}
	if err != nil {
		return nil, err
	}
	return publog.Entries(leaves)
}

// KeysTold lists the keys of all roles that the log tells of, in the order of
// the events that do.
func (s *Store) KeysTold(ctx context.Context) (told []publog.Told, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		for _, role := range publog.Roles {
			keys, err := tx.LogKeys(role)
			if err != nil {
				return err
			}
			for _, k := range keys {
				if k.Seq > 0 {
					told = append(told, publog.Told{Event: k.Seq, Role: k.Role, Verifier: k.Verifier, Lost: k.Lost})
				}
			}
		}
		return nil
	})
	slices.SortFunc(told, func(a, b publog.Told) int { return cmp.Compare(a.Event, b.Event) })
	return told, err
}
