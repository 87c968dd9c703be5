package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A house is an installation that has a log and nothing else.
type house struct {
	store     *store.Store
	desk      *desk.Desk
	keeper    *keeper.Keeper
	made      atomic.Int64 // events
	leafBytes int64        // of one event
}

// What all labels are issued with.
const (
	today   scheme.Date = "2026-04-01"
	lastDay scheme.Date = "2028-03-31"
	edition             = "JST-CR-01-01-2024-R1"
)

// number is that of the nth label.
func number(n int64) scheme.LabelNumber { return scheme.LabelNumber(fmt.Sprintf("2026%012d", n)) }

func newHouse(s *store.Store, folder string) *house {
	d := desk.New(s, time.Now)
	k := keeper.New(d, s, keeper.In(filepath.Join(folder, "signing")), "labels.example", time.Now).Remember(filepath.Join(folder, "last-checkpoint"))
	return &house{store: s, desk: d, keeper: k}
}

func model(n int64) string { return "SHC-" + strconv.FormatInt(n, 10) }

// fact makes an event as the issue of a label does, with fewer names.
func (h *house) fact() store.Fact {
	n := h.made.Add(1)
	e := scheme.Event{ID: scheme.EventID(rand.Text()), Kind: scheme.LabelIssued, Recorded: time.Now().UTC().Truncate(time.Second), Day: today,
		Label: number(n), Commitments: map[string]string{},
		Facts: map[string]string{"level": "1", "edition": edition, "evaluator": "applicant", "completed": "2026-03-01",
			"valid_from": string(today), "valid_until": string(lastDay), "first_issued": string(today)}}
	f := store.Fact{Event: e}
	for field, text := range map[string]string{"holder_ja": "みほん電機株式会社", "models": model(n)} {
		salt := make([]byte, 32)
		rand.Read(salt)
		o := scheme.Opening{Event: e.ID, Field: field, Salt: hex.EncodeToString(salt), Text: text}
		f.Openings, e.Commitments[field] = append(f.Openings, o), o.Commit()
	}
	if n == 1 {
		h.leafBytes = int64(len(e.Leaf()))
	}
	return f
}

// byDeeds records events as serving processes do, while they are numbered and
// signed, and waits until the last is.
func (h *house) byDeeds(ctx context.Context, w wishes) error {
	if w.live == 0 {
		return nil
	}
	running, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { h.desk.Run(running, slog.New(slog.NewTextHandler(os.Stderr, nil)), h.keeper.Vouch) })
	defer all.Wait()
	defer stop()

	began, busy := time.Now(), processor()
	failed := make(chan error, w.writers)
	var left atomic.Int64
	left.Store(int64(w.live / w.perDeed))
	var hands sync.WaitGroup
	for range w.writers {
		hands.Go(func() {
			for left.Add(-1) >= 0 {
				if err := h.deed(ctx, w.perDeed); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	hands.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return err
	}
	answered := time.Now()
	if err := h.signed(ctx); err != nil {
		return err
	}
	row(fmt.Sprintf("recorded by deeds of %d, numbered, in the tree, signed", w.perDeed), w.live/w.perDeed*w.perDeed, began, busy)
	fmt.Printf("%-52s %10.0f ms\n", "  the last was signed after", float64(time.Since(answered).Microseconds())/1000)
	return nil
}

func (h *house) deed(ctx context.Context, events int) error {
	facts := make([]store.Fact, events)
	for i := range facts {
		facts[i] = h.fact()
	}
	return h.desk.Do(ctx, scheme.System(), "measure", func(w *desk.Work) error {
		w.Audit("label:"+string(facts[0].Event.Label), nil, "measured")
		return w.AddEvents(facts)
	})
}

// signed waits until the whole log is: an event for each key, and all that
// were made.
func (h *house) signed(ctx context.Context) error {
	for ; ; time.Sleep(2 * time.Millisecond) {
		last, err := h.last(ctx)
		if err != nil || last.Size == int64(len(publog.Roles))+h.made.Load() {
			return err
		}
	}
}

func (h *house) last(ctx context.Context) (c store.LogCheckpoint, err error) {
	err = h.store.View(ctx, func(tx *store.Tx) error {
		c, err = tx.LastCheckpoint()
		if scheme.IsRefusal(err, scheme.Missing) {
			return nil
		}
		return err
	})
	return c, err
}

// together is how many events an import records in one transaction.
const together = 1000

// inBulk records events as an import does and numbers them afterwards.
func (h *house) inBulk(ctx context.Context, events int) error {
	if events == 0 {
		return nil
	}
	first, busy := time.Now(), processor()
	began := first
	for left := events; left > 0; left -= together {
		facts := make([]store.Fact, min(left, together))
		for i := range facts {
			facts[i] = h.fact()
		}
		if err := h.store.Update(ctx, func(tx *store.Tx) error { return tx.AddEvents(facts) }); err != nil {
			return err
		}
	}
	row("recorded in bulk", events, began, busy)
	began, busy = time.Now(), processor()
	n, err := h.store.Sequence(ctx, today)
	if err == nil && n < events {
		err = fmt.Errorf("%d of %d events were numbered", n, events)
	}
	if err := errors.Join(err, h.keeper.Vouch(ctx)); err != nil {
		return err
	}
	row("numbered in bulk, in the tree, signed", events, began, busy)
	fmt.Printf("%-52s %10d %10.0f\n", "both", events, float64(events)/time.Since(first).Seconds())
	return nil
}
