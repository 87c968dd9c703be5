package keeper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/store"
)

// Status answers a question about a label that is listed today, under the
// scheme in use, with a signed status file. It refuses with Missing a label
// that is not listed, with Invalid what statement.Make refuses, and with
// NotYetMade while something about the label is public and not in a signed
// tree yet, which lasts a second or two. It fails with store.ErrAltered when
// the register says something else than the log. Where the key for statements
// cannot be used it refuses with NotYetMade as well, because of what is wrong
// with it, such as ErrNoKey.
func (k *Keeper) Status(ctx context.Context, s *scheme.Scheme, q statement.Question) (f statement.File, told statement.Statement, err error) {
	now := k.now()
	today := s.Day(now)
	if q, err = q.On(today); err != nil {
		return f, told, err
	}
	err = k.store.View(ctx, func(tx *store.Tx) error {
		entry, err := tx.Entry(q.Number, today)
		if err != nil {
			return err
		}
		on, events, err := k.record(tx, q.Number, today)
		if err != nil {
			return err
		}
		var count []statement.Recorded
		if told, count, err = statement.Make(q, events, s.ZoneOffset, now); err != nil {
			return err
		}
		if q.Known == today {
			if err := agrees(told, entry); err != nil {
				return err
			}
		}
		told.Size = on.Size
		f, err = k.sign(tx, told, count, on)
		return err
	})
	if err != nil {
		return statement.File{}, statement.Statement{}, fmt.Errorf("state the status of label %s: %w", q.Number, err)
	}
	return f, told, nil
}

// FirstRecorded returns the day on which a label that is listed today was first
// recorded in the log, in the scheme's zone. It refuses as Status does.
func (k *Keeper) FirstRecorded(ctx context.Context, s *scheme.Scheme, number scheme.LabelNumber) (day scheme.Date, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) error {
		changes, _, err := tx.ChangesOf(number, s.Day(k.now()))
		if err == nil && len(changes) == 0 {
			return scheme.Refuse(scheme.NotYetMade, "refusal.statement.not_yet")
		}
		if err == nil {
			day = s.Day(changes[0].Recorded)
		}
		return err
	})
	return day, err
}

// A resting is the checkpoint on which a statement rests, and the same with
// the cosignatures of witnesses; "" where there are none.
type resting struct {
	store.LogCheckpoint
	cosigned string
}

// record reads what is public of a label, and the checkpoint that is served,
// or a newer one where that has not all of it yet.
func (k *Keeper) record(tx *store.Tx, number scheme.LabelNumber, today scheme.Date) (on resting, events []statement.Recorded, err error) {
	changes, waiting, err := tx.ChangesOf(number, today)
	if err != nil {
		return on, nil, err
	}
	last := int64(0)
	for _, c := range changes {
		events, last = append(events, statement.Recorded{Event: c.Event, Openings: c.Openings}), c.Seq
	}
	if waiting || last == 0 {
		return on, nil, scheme.Refuse(scheme.NotYetMade, "refusal.statement.not_yet")
	}
	on, err = k.rest(tx, last)
	return on, events, err
}

// rest returns the checkpoint to rest on for events up to the number last.
func (k *Keeper) rest(tx *store.Tx, last int64) (on resting, err error) {
	served, cosigned, err := tx.ServedCheckpoint(k.now())
	if err == nil && served.Size < last {
		served, err = tx.LastCheckpoint()
		cosigned = false
	}
	if scheme.IsRefusal(err, scheme.Missing) || err == nil && served.Size < last {
		return on, scheme.Refuse(scheme.NotYetMade, "refusal.statement.not_yet")
	}
	if err != nil || !cosigned {
		return resting{LogCheckpoint: served}, err
	}
	with, err := tx.Cosigned(served)
	return resting{served, with.Signed}, err
}

// agrees fails when the register does not say what is stated.
func agrees(told statement.Statement, e registry.Entry) error {
	models := told.Models == "" || told.Models == statement.HashModels(strings.Join(e.Product.Models, "\n"))
	if told.Status != e.StatusOn(told.Day) || told.ValidFrom != e.ValidFrom || told.ValidUntil != e.ValidUntil ||
		told.Level != e.Level || told.Edition != e.Edition || !models {
		return fmt.Errorf("%w: by the log it is %s, by the register %s", store.ErrAltered, told.Status, e.StatusOn(told.Day))
	}
	return nil
}

// sign puts the file together, with the events of the keys that signed.
func (k *Keeper) sign(tx *store.Tx, told statement.Statement, count []statement.Recorded, on resting) (f statement.File, err error) {
	hashes := publog.Hashes(tx.LogTiles())
	by, err := k.signingOn(tx, on.LogCheckpoint, hashes)
	if err != nil {
		return f, err
	}
	key, err := k.ring.Key(by.verifier)
	if err != nil {
		return f, scheme.Refuse(scheme.NotYetMade, "refusal.statement.no_key").Because(err)
	}
	events, err := statement.Prove(count, on.Head, hashes)
	if err != nil {
		return f, errors.Join(store.ErrAltered, err)
	}
	events = append(events, by.events...)
	slices.SortFunc(events, func(a, b statement.Event) int { return cmp.Compare(a.N, b.N) })
	if f, err = statement.Sign(told, events, on.Signed, key); err != nil {
		return f, err
	}
	f.Cosigned = on.cosigned
	return f, nil
}

// A signing is what is alike in all statements that rest on one checkpoint.
type signing struct {
	checkpoint string            // as signed
	verifier   string            // of the key for statements
	events     []statement.Event // that tell of it and of the keys that signed the checkpoint
}

// signingOn reads what signs statements on a checkpoint, or remembers it from
// the statement before: what a signed tree tells of keys stays as it is.
func (k *Keeper) signingOn(tx *store.Tx, on store.LogCheckpoint, hashes tlog.HashReader) (*signing, error) {
	if s := k.signing.Load(); s != nil && s.checkpoint == on.Signed {
		return s, nil
	}
	keys, err := tx.LogKeys(publog.Statements)
	if err != nil {
		return nil, err
	}
	var with store.LogKey // the newest of which the tree tells
	for _, one := range keys {
		if 0 < one.Seq && one.Seq <= on.Size {
			with = one
		}
	}
	if with.Seq == 0 {
		return nil, scheme.Refuse(scheme.NotYetMade, "refusal.statement.not_yet")
	}
	if keys, err = tx.LogKeys(publog.Checkpoints); err != nil {
		return nil, err
	}
	keys = slices.DeleteFunc(keys, func(one store.LogKey) bool {
		return one.Seq == 0 || one.Seq > on.Size || !signed(on.Signed, one.Verifier)
	})
	s := &signing{checkpoint: on.Signed, verifier: with.Verifier}
	for _, one := range append(keys, with) {
		events, err := tx.Events(one.Seq-1, 1)
		if err != nil {
			return nil, err
		}
		told, err := statement.Prove([]statement.Recorded{{Event: events[0]}}, on.Head, hashes)
		if err != nil {
			return nil, errors.Join(store.ErrAltered, err)
		}
		s.events = append(s.events, told...)
	}
	k.signing.Store(s)
	return s, nil
}

// signed reports whether a signature under a note says to be by the key.
func signed(text, verifier string) bool {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return false
	}
	n, err := note.Open([]byte(text), note.VerifierList(v))
	return err == nil && len(n.Sigs) > 0
}
