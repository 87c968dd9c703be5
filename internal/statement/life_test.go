package statement_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/scheme"
	"shirushi/internal/statement/statementtest"
)

// livesFile holds lives of labels by chance, and what follows from their
// events. The page's own functions are held to the same.
var livesFile = filepath.Join("testdata", "vectors", "lives.json")

const (
	lives     = 20_000
	livesKept = 60 // in the file
)

// A lived is one life in the file.
type lived struct {
	Events []string    `json:"events"` // leaves, in the order of their numbers from 1
	Status [][2]string `json:"status"` // first day and status, of each run of days with one status
	Until  string      `json:"until"`  // last day of the last run
}

// Of any life, register and events tell the same status of every day, and of
// every past day what was told then, but for the days of a revocation that was
// annulled since.
func TestLives_registerAndEventsTellWhatWasToldThen(t *testing.T) {
	t.Parallel()
	var seen struct{ gaps, annulled, late int }
	for seed := range uint64(lives) {
		l := statementtest.RandomLife(rand.New(rand.NewPCG(seed, 7)))
		told, err := scheme.Replay(l.Events)
		if err != nil {
			t.Fatalf("life %d: %v", seed, err)
		}
		if d := cmp.Diff(l.Label.Standing, told.Standing); d != "" {
			t.Fatalf("life %d: %s", seed, d)
		}
		known := l.First.AddDays(rand.New(rand.NewPCG(seed, 8)).IntN(l.First.DaysUntil(l.Last)))
		then := knownOn(t, l.Events, known)
		for day, want := range l.Now {
			if got := l.Label.StatusOn(day); got != want {
				t.Fatalf("life %d: %s is %s, must be %s: %+v", seed, day, got, want, l.Label.Standing)
			}
			if got := told.StatusOn(day); got != want {
				t.Fatalf("life %d: by its events %s is %s, must be %s", seed, day, got, want)
			}
		}
		if got := then.StatusOn(known); got != l.Told[known] {
			t.Fatalf("life %d: by what was recorded on %s it was %s, told %s", seed, known, got, l.Told[known])
		}
		if l.Label.ValidUntil < l.Last && l.Label.StatusOn(l.Last) == scheme.Active {
			t.Fatalf("life %d: active past its end", seed)
		}
		seen.gaps += len(l.Label.Gaps)
		seen.annulled += len(l.Label.Annulled)
		for _, g := range l.Label.Gaps {
			if g.Status == scheme.Expired {
				seen.late++
			}
		}
	}
	if seen.gaps < lives/10 || seen.annulled < lives/10 || seen.late < lives/100 {
		t.Errorf("too little happens in these lives: %+v", seen)
	}
	t.Logf("%d lives: %+v", lives, seen)
}

// knownOn tells what follows from what was recorded by the end of a day.
func knownOn(t *testing.T, events []scheme.Event, day scheme.Date) scheme.Told {
	t.Helper()
	n := 0
	for n < len(events) && events[n].Day <= day {
		n++
	}
	told, err := scheme.Replay(events[:n])
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// TestLives_followAsWritten holds the program to the lives of the file.
func TestLives_followAsWritten(t *testing.T) {
	t.Parallel()
	if *update {
		writeLives(t)
	}
	b, err := os.ReadFile(livesFile)
	if err != nil {
		t.Fatal(err)
	}
	var all []lived
	if err := json.Unmarshal(b, &all); err != nil || len(all) != livesKept {
		t.Fatalf("%d lives, %v", len(all), err)
	}
	for i, one := range all {
		var events []scheme.Event
		for n, text := range one.Events {
			e, err := scheme.ParseLeaf([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			e.Seq = int64(n + 1)
			events = append(events, e)
		}
		told, err := scheme.Replay(events)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(one.Status, runs(told.StatusOn, scheme.Date(one.Status[0][0]), scheme.Date(one.Until))); d != "" {
			t.Errorf("life %d: %s", i, d)
		}
	}
}

// runs are the runs of days with one status.
func runs(status func(scheme.Date) scheme.Status, from, to scheme.Date) (all [][2]string) {
	for day := from; day <= to; day = day.AddDays(1) {
		if is := string(status(day)); len(all) == 0 || all[len(all)-1][1] != is {
			all = append(all, [2]string{string(day), is})
		}
	}
	return all
}

// writeLives keeps those lives in which most happens.
func writeLives(t *testing.T) {
	t.Helper()
	var all []lived
	for seed := uint64(0); len(all) < livesKept; seed++ {
		l := statementtest.RandomLife(rand.New(rand.NewPCG(seed, 7)))
		if len(l.Label.Gaps)+len(l.Label.Annulled) < 2 {
			continue
		}
		one := lived{Status: runs(func(d scheme.Date) scheme.Status { return l.Now[d] }, l.First, l.Last), Until: string(l.Last)}
		for _, e := range l.Events {
			one.Events = append(one.Events, string(e.Leaf()))
		}
		all = append(all, one)
	}
	b, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(livesFile, append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
