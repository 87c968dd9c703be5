package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/store"
)

// prove makes the proof of random events as a statement needs it, and checks
// each, which is not in the time.
func (h *house) prove(ctx context.Context, proofs int) error {
	last, err := h.last(ctx)
	if err != nil || last.Size == 0 || proofs == 0 {
		return err
	}
	var took []time.Duration
	var used time.Duration
	for range proofs {
		began, busy := time.Now(), processor()
		n := rand.N(last.Size)
		var proof tlog.RecordProof
		var leaves [][]byte
		err := h.store.View(ctx, func(tx *store.Tx) (err error) {
			if last, err = tx.LastCheckpoint(); err != nil {
				return err
			}
			if leaves, err = tx.Leaves(n+1, 1); err != nil {
				return err
			}
			proof, err = tlog.ProveRecord(last.Size, n, publog.Hashes(tx.LogTiles()))
			return err
		})
		if err != nil {
			return err
		}
		took, used = append(took, time.Since(began)), used+processor()-busy
		if err := tlog.CheckRecord(proof, last.Size, last.Root, n, tlog.RecordHash(leaves[0])); err != nil {
			return fmt.Errorf("event %d of %d: %w", n+1, last.Size, err)
		}
	}
	slices.Sort(took)
	fmt.Printf("proof of a random event among %d: p50 %.2f ms, p99 %.2f ms, CPU %.2f ms\n", last.Size, ms(took[len(took)/2]), ms(took[len(took)*99/100]), ms(used)/float64(proofs))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// state makes signed status files for random labels, each of which has one
// event, in a register that holds those labels only.
func (h *house) state(ctx context.Context, statements int) error {
	if statements == 0 || h.made.Load() == 0 {
		return nil
	}
	numbers := make([]scheme.LabelNumber, statements)
	var entries []registry.Entry
	there := map[scheme.LabelNumber]bool{}
	for i := range numbers {
		n := 1 + rand.N(h.made.Load())
		numbers[i] = number(n)
		if !there[numbers[i]] {
			there[numbers[i]] = true
			entries = append(entries, registry.Entry{Number: numbers[i], Level: "1", Edition: edition, Evaluator: "applicant", FirstIssued: today, Listed: today,
				Standing: scheme.Standing{ValidFrom: today, ValidUntil: lastDay}, Product: registry.Product{Models: []string{model(n)}}, Updated: time.Now().UTC().Truncate(time.Second)})
		}
	}
	if err := h.store.Update(ctx, func(tx *store.Tx) error { return tx.PutEntries(entries) }); err != nil {
		return err
	}
	var took []time.Duration
	bytes := 0
	began := processor()
	for _, number := range numbers {
		begun := time.Now()
		f, _, err := h.keeper.Status(ctx, &scheme.Scheme{}, statement.Question{Number: number})
		if err != nil {
			return err
		}
		b, err := f.Bytes()
		if err != nil {
			return err
		}
		took, bytes = append(took, time.Since(begun)), bytes+len(b)
	}
	used := processor() - began
	slices.Sort(took)
	fmt.Printf("signed status file of a random label:       p50 %.2f ms, p99 %.2f ms, CPU %.2f ms, %d bytes\n", ms(took[len(took)/2]), ms(took[len(took)*99/100]), ms(used)/float64(statements), bytes/statements)
	return nil
}
