// Command figures measures how long the office's own figures and the published
// ones take over many applications and cases: it makes them, counts as the
// pages do, and prints how long that took beside the engine's own command
// reading the same rows.
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

	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/workload"
)

func main() {
	applications := flag.Int("applications", 50_000, "applications to make, over three years")
	cases := flag.Int("cases", 5_000, "cases to make; twice as many reports")
	dsn := flag.String("dsn", "", "an empty database, sqlite:FILE or postgres://…; without it a SQLite file that is removed at the end")
	rounds := flag.Int("rounds", 20, "how often each is counted; 0 only makes them")
	filled := flag.Bool("filled", false, "use what an earlier run has left in -dsn")
	flag.Parse()
	if err := run(context.Background(), size{*applications, *cases}, *dsn, *rounds, *filled); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

// now is the instant at which is counted.
var now = time.Date(2028, 4, 1, 1, 0, 0, 0, time.UTC)

func run(ctx context.Context, n size, dsn string, rounds int, filled bool) (err error) {
	if dsn == "" {
		folder, err := os.MkdirTemp("", "bench-figures")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		dsn = "sqlite:" + filepath.Join(folder, "figures.db")
	}
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	d := desk.New(s, func() time.Time { return now })
	if !filled {
		begun := time.Now()
		if _, problems, err := governance.New(d).LoadCatalog(ctx, scheme.System(), os.DirFS("schemes/jc-star")); err != nil {
			return fmt.Errorf("load schemes/jc-star (run this in the root of the repository): %w %v", err, problems)
		}
		if err := errors.Join(fill(ctx, s, n), s.Settle(ctx)); err != nil {
			return err
		}
		fmt.Printf("%s: %d applications and %d cases written in %.0f s\n\n", s.Engine(), n.applications, n.cases, time.Since(begun).Seconds())
	}
	if rounds <= 0 {
		return nil
	}
	return measure(ctx, s, d, dsn, rounds)
}

// measure counts as the pages do.
func measure(ctx context.Context, s *store.Store, d *desk.Desk, dsn string, rounds int) error {
	room, who := workload.New(d), scheme.Actor{Person: officer(0)}
	sch, _, err := d.Scheme(ctx)
	if err != nil {
		return err
	}
	today := sch.Day(now)
	years := []time.Time{sch.Midnight("2026-01-01"), sch.Midnight("2027-01-01"), sch.Midnight("2028-01-01")}
	office := func(from string) func() error {
		return func() error {
			_, err := room.Figures(ctx, who, workload.Period{From: from})
			return err
		}
	}
	fmt.Printf("%-34s %8s %8s %8s %8s\n", "what is counted", "first ms", "its CPU", "p50 ms", "p95 ms")
	for _, one := range []struct {
		name  string
		count func() error
	}{
		{"office, this month", office("2028-04")},
		{"office, twelve months", office("")},
		{"office, thirty-six months", office("2025-05")},
		{"published, labels", func() error { _, err := s.Figures(ctx, today, 5); return err }},
		{"published, cases and reports", func() error { _, err := s.Oversight(ctx, years, 5); return err }},
	} {
		var first, firstCPU time.Duration
		var took []time.Duration
		for range rounds + 1 {
			begun, cpu := time.Now(), processor()
			if err := one.count(); err != nil {
				return fmt.Errorf("%s: %w", one.name, err)
			}
			if took = append(took, time.Since(begun)); len(took) == 1 {
				first, firstCPU = took[0], processor()-cpu
			}
		}
		took = took[1:]
		slices.Sort(took)
		fmt.Printf("%-34s %8.0f %8.0f %8.1f %8.1f\n", one.name, ms(first), ms(firstCPU), ms(took[len(took)/2]), ms(took[len(took)*95/100]))
	}
	return beside(dsn)
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
