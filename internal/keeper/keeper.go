// Package keeper keeps the public log's word: it has the office's signing
// keys, tells of each in the log itself, signs a checkpoint of every tree that
// the log grows to, and states what follows from it about a label. It makes no
// event but of keys.
package keeper

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/desk"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Keeper is safe for use by several goroutines, and by several processes
// that share a store and the keys.
type Keeper struct {
	desk   *desk.Desk
	store  *store.Store
	ring   Ring
	host   string
	now    func() time.Time
	memory memory

	signing atomic.Pointer[signing] // of the last statement; nil before the first
}

// New returns the keeper of the log of the installation at host, which names
// the log from its first key on, also when the host becomes another:
// "labels.example", with the port where it has one.
func New(d *desk.Desk, s *store.Store, ring Ring, host string, now func() time.Time) *Keeper {
	return &Keeper{desk: d, store: s, ring: ring, host: host, now: now}
}

// Begin makes a key for each role that has none yet, and tells of it in the
// log. It is done once in the life of an installation.
func (k *Keeper) Begin(ctx context.Context) error {
	for _, role := range publog.Roles {
		keys, err := k.Keys(ctx, role)
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			continue
		}
		_, err = k.add(ctx, scheme.System(), role, 0, false)
		if err != nil && !scheme.IsRefusal(err, scheme.Conflict) { // another process was first
			return err
		}
	}
	return nil
}

// Keys lists the keys of a role, in the order in which they came.
func (k *Keeper) Keys(ctx context.Context, role publog.Role) (keys []store.LogKey, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) error {
		keys, err = tx.LogKeys(role)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the log's keys: %w", err)
	}
	return keys, nil
}

// Held fails with ErrNoKey when the key that this verifies does not lie here,
// and when it cannot be used.
func (k *Keeper) Held(verifier string) error {
	_, err := k.ring.Key(verifier)
	return err
}

// Rotate makes a new key for a role, which comes in the place of the last one
// as soon as the event that tells of it is in the log. The first checkpoint
// with that event is signed with both, unless the old key is lost; so it fails
// when that does not lie here and nobody says that it is lost, and with
// ErrNotLost when it does. It takes an administrator, or the operator at the
// machine, and returns what verifies the new key.
func (k *Keeper) Rotate(ctx context.Context, who scheme.Actor, role publog.Role, lost bool) (verifier string, err error) {
	keys, err := k.Keys(ctx, role)
	if err != nil {
		return "", err
	}
	if len(keys) > 0 {
		err := k.Held(keys[len(keys)-1].Verifier)
		if err != nil && !lost {
			return "", err
		}
		if err == nil && lost {
			return "", ErrNotLost
		}
	}
	return k.add(ctx, who, role, len(keys), lost)
}

// ErrNotLost refuses to give up a key that can sign: who knows only that key
// would have no way from it to the new one.
var ErrNotLost = errors.New("the key in use lies here and can sign; rotate without saying that it is lost, so that both keys sign")

// add makes a key for a role that has so many. Of two who do so at once one
// is refused.
func (k *Keeper) add(ctx context.Context, who scheme.Actor, role publog.Role, known int, lost bool) (verifier string, err error) {
	host := k.host
	first, err := k.Keys(ctx, publog.Checkpoints)
	if err != nil {
		return "", err
	}
	if len(first) > 0 {
		host = strings.TrimSuffix(first[0].Name(), publog.Checkpoints.Name(""))
	}
	key, err := publog.NewKey(role.Name(host))
	if err != nil {
		return "", err
	}
	if err := k.ring.keep(key); err != nil { // before anyone is told of it
		return "", err
	}
	err = k.desk.Do(ctx, who, "add_key", func(w *desk.Work) error {
		if !w.Who.Is(scheme.RoleAdministrator) && !w.Who.Is(scheme.RoleSystem) {
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.add_key"))
		}
		keys, err := w.LogKeys(role)
		if err != nil {
			return err
		}
		if len(keys) != known {
			return scheme.Refuse(scheme.Conflict, "refusal.stale")
		}
		facts := map[string]string{"role": string(role), "verifier": key.Verifier}
		if lost {
			facts["before"] = "lost"
		}
		fact := w.Fact("", scheme.KeyAdded, "", w.Today, facts, nil)
		if err := w.AddEvents([]store.Fact{fact}); err != nil {
			return err
		}
		w.Audit("key:"+key.Verifier, nil, facts)
		return w.AddLogKey(store.LogKey{Verifier: key.Verifier, Role: role, Event: fact.Event.ID, Lost: lost})
	})
	if err != nil {
		return "", fmt.Errorf("tell of a new key: %w", err)
	}
	return key.Verifier, nil
}

// Vouch signs the tree as far as it has grown, unless that is signed already.
// Before that it reckons whether what was signed last, and what it remembers,
// is part of it, and fails with store.ErrAltered when it is not. Any number of
// processes may call it at any time.
func (k *Keeper) Vouch(ctx context.Context) error {
	known, err := k.memory.read() // before the database: what is remembered is in it
	if err != nil {
		return err
	}
	todo, err := k.toSign(ctx, known)
	if err != nil || todo.Head == known.Head && todo.verifiers == nil {
		return err
	}
	var signers []note.Signer
	for _, verifier := range todo.verifiers {
		key, err := k.ring.Key(verifier)
		if err != nil {
			return err
		}
		signers = append(signers, key)
	}
	mine, err := k.memory.raise(known, todo.Checkpoint)
	if err != nil || !mine || signers == nil {
		return err
	}
	signed, err := todo.Sign(signers...)
	if err != nil {
		return err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		return tx.AddCheckpoint(store.LogCheckpoint{Head: todo.Head, At: k.now().UTC().Truncate(time.Second), Signed: string(signed)})
	})
	if scheme.IsRefusal(err, scheme.Conflict) {
		return nil // another was first
	}
	return err
}

// An unsigned is the tree as it stands, and which keys are to sign it; none
// when it is signed, or nothing can be signed yet.
type unsigned struct {
	publog.Checkpoint
	verifiers []string
}

func (k *Keeper) toSign(ctx context.Context, known publog.Checkpoint) (todo unsigned, err error) {
	err = k.store.View(ctx, func(tx *store.Tx) error {
		keys, err := tx.LogKeys(publog.Checkpoints)
		if err != nil {
			return err
		}
		origin := ""
		if len(keys) > 0 {
			origin = keys[0].Name()
		}
		if err := k.memory.check(tx, known, origin); err != nil {
			return err
		}
		last, err := tx.LastCheckpoint()
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return err
		}
		head, err := tx.LogHead()
		if err != nil {
			return err
		}
		todo.Checkpoint = publog.Checkpoint{Origin: origin, Head: head}
		if head == last.Head {
			return nil
		}
		if last.Size > 0 {
			if err := holds(tx, last); err != nil {
				return err
			}
		}
		if todo.verifiers = Signing(keys, last.Size, head.Size); todo.verifiers == nil { // the first key is not told of yet
			todo.Checkpoint = known
		}
		return nil
	})
	if err != nil {
		return unsigned{}, fmt.Errorf("read the log: %w", err)
	}
	return todo, nil
}

// holds fails when the tree of the checkpoint is not the beginning of the
// tree that the tiles make.
func holds(tx *store.Tx, c store.LogCheckpoint) error {
	was, err := tx.WasTree(c.Head)
	if err == nil && !was {
		err = fmt.Errorf("%w: checkpoint %d is of another tree", store.ErrAltered, c.Size)
	}
	return err
}

// Signing returns which of the keys of a role, in the order of their events,
// sign a tree of size that follows on one of last: the one whose event came
// last, and those that were in use until then, unless they are lost.
func Signing(keys []store.LogKey, last, size int64) (verifiers []string) {
	for _, key := range keys {
		switch {
		case key.Seq == 0 || key.Seq > size:
		case key.Seq <= last || key.Lost:
			verifiers = []string{key.Verifier}
		default:
			verifiers = append(verifiers, key.Verifier)
		}
	}
	return verifiers
}
