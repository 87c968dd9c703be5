// Command log measures how fast public events come into the log: recorded by
// deeds and in bulk, numbered, put into the tree and signed; and what a proof
// costs afterwards. Beside it the same leaves go into a log of Tessera on the
// same disk.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"syscall"
	"time"

	"shirushi/internal/store"
)

// wishes are what is measured.
type wishes struct {
	live, writers, perDeed int
	bulk, proofs           int
	peer                   bool
}

func main() {
	var w wishes
	flag.IntVar(&w.live, "live", 20_000, "events to record by deeds")
	flag.IntVar(&w.writers, "writers", 16, "hands that do deeds at once")
	flag.IntVar(&w.perDeed, "per-deed", 1, "events of one deed")
	flag.IntVar(&w.bulk, "bulk", 200_000, "events to record a thousand at a time, and to number afterwards")
	flag.IntVar(&w.proofs, "proofs", 2000, "random events to prove, and labels to state the status of")
	labels := flag.Int("labels", 0, "measure only proofs and statements, in a log with so many `labels`")
	flag.BoolVar(&w.peer, "peer", true, "measure Tessera too, which `go` fetches")
	dsn := flag.String("dsn", "", "an empty database, sqlite:FILE or postgres://…; without it a SQLite file that is removed at the end")
	profile := flag.String("cpuprofile", "", "write a profile of this process to a `file`")
	flag.Parse()
	if *labels > 0 {
		w.live, w.bulk, w.peer = 0, *labels, false
	}
	if err := profiled(*profile, func() error { return run(context.Background(), *dsn, w) }); err != nil {
		fmt.Fprintln(os.Stderr, "log:", err)
		os.Exit(1)
	}
}

func profiled(file string, fn func() error) error {
	if file == "" {
		return fn()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = fn()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

func run(ctx context.Context, dsn string, w wishes) (err error) {
	folder, err := os.MkdirTemp("", "bench-log")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if dsn == "" {
		dsn = "sqlite:" + filepath.Join(folder, "log.db")
	}
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	h := newHouse(s, folder)
	if err := h.keeper.Begin(ctx); err != nil {
		return err
	}
	fmt.Printf("%-52s %10s %10s %12s\n", s.Engine(), "events", "a second", "CPU µs each")
	if err := h.byDeeds(ctx, w); err != nil {
		return err
	}
	if err := h.inBulk(ctx, w.bulk); err != nil {
		return err
	}
	if w.peer {
		if err := peer(ctx, folder, w, int(h.leafBytes)); err != nil {
			fmt.Println("without its peer:", err)
		}
	}
	if err := h.prove(ctx, w.proofs); err != nil {
		return err
	}
	return h.state(ctx, w.proofs)
}

// row prints how long so many events took, and the processor time of this
// process for each.
func row(what string, events int, began time.Time, busy time.Duration) {
	took := time.Since(began)
	fmt.Printf("%-52s %10d %10.0f %12.1f\n", what, events, float64(events)/took.Seconds(), float64((processor()-busy).Microseconds())/float64(events))
}

// processor returns the processor time of this process so far.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
