// Command search measures how long searches take over many labels: it makes
// the labels, asks the store what people ask, and prints how long it took
// beside the engine's own command reading the same rows.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

func main() {
	labels := flag.Int("labels", 100_000, "labels to make, about four models each")
	dsn := flag.String("dsn", "", "an empty database, sqlite:FILE or postgres://…; without it a SQLite file that is removed at the end")
	rounds := flag.Int("rounds", 40, "searches of each sort; 0 only makes the labels")
	filled := flag.Bool("filled", false, "use the labels that an earlier run has left in -dsn")
	flag.Parse()
	if err := run(context.Background(), *labels, *dsn, *rounds, *filled); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, labels int, dsn string, rounds int, filled bool) (err error) {
	if dsn == "" {
		folder, err := os.MkdirTemp("", "bench-search")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		dsn = "sqlite:" + filepath.Join(folder, "search.db")
	}
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	if !filled {
		if err := errors.Join(fill(ctx, s, labels), s.Settle(ctx)); err != nil {
			return err
		}
	}
	if rounds == 0 {
		return nil
	}
	return measure(ctx, s, dsn, labels, rounds)
}

// perDeed is how many labels one transaction writes.
const perDeed = 5000

func fill(ctx context.Context, s *store.Store, labels int) error {
	begun := time.Now()
	for from := 0; from < labels; from += perDeed {
		var batch []registry.Entry
		for i := from; i < min(labels, from+perDeed); i++ {
			batch = append(batch, label(i, labels))
		}
		if err := s.Update(ctx, func(tx *store.Tx) error { return tx.PutEntries(batch) }); err != nil {
			return err
		}
	}
	took := time.Since(begun)
	fmt.Printf("%s: %d labels written in %.1f s, %.0f a second\n\n", s.Engine(), labels, took.Seconds(), float64(labels)/took.Seconds())
	return nil
}

// today is the day that is asked about: two years after the first label.
const today scheme.Date = "2027-03-31"

func measure(ctx context.Context, s *store.Store, dsn string, labels, rounds int) error {
	peer, missing := peerOf(dsn)
	fmt.Printf("%-30s %8s %8s %8s %8s %8s %12s\n", "what is asked", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "found", "peer p50 ms")
	var all []time.Duration
	for _, sort := range sorts {
		var took, peers []time.Duration
		found, busy := 0, time.Duration(0)
		for i := range rounds {
			q := sort.query(i*7919%labels, labels)
			q.Day, q.Limit = today, 20
			begun, cpu := time.Now(), processor()
			page, err := s.Entries(ctx, q)
			if err != nil {
				return fmt.Errorf("%s %+v: %w", sort.name, q, err)
			}
			took, busy = append(took, time.Since(begun)), busy+processor()-cpu
			found += page.Total
			if missing == "" && q.Text != "" && i < 5 {
				one, err := peer(q.Text)
				if err != nil {
					return err
				}
				peers = append(peers, one)
			}
		}
		all = append(all, took...)
		beside := "-"
		if len(peers) > 0 {
			beside = fmt.Sprintf("%.2f", ms(at(peers, 50)))
		}
		fmt.Printf("%-30s %8.2f %8.2f %8.2f %8.2f %8d %12s\n", sort.name, ms(at(took, 50)), ms(at(took, 95)), ms(at(took, 99)), ms(busy)/float64(rounds), found/rounds, beside)
	}
	fmt.Printf("%-30s %8.2f %8.2f %8.2f\n", "all", ms(at(all, 50)), ms(at(all, 95)), ms(at(all, 99)))
	if missing != "" {
		fmt.Println("\nwithout its peer:", missing)
	}
	return nil
}

func at(all []time.Duration, percent int) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*percent/100)]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// processor returns the processor time of this process so far.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
