package main

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

const shownWrong = 20 // untrue answers that are printed

// A tally counts what was read and what was wrong.
type tally struct {
	mu    sync.Mutex
	kinds map[string]*kind
	wrong []string
	bad   int
	deeds int
	no    int // deeds that were refused or failed
	last  map[string]int
}

// A kind is one kind of question.
type kind struct {
	asked int
	took  []time.Duration // a sample
}

func newTally() *tally { return &tally{kinds: map[string]*kind{}, last: map[string]int{}} }

const sampled = 20_000 // answers of a kind whose times are kept

func (t *tally) answered(name string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.kinds[name]
	if k == nil {
		k = new(kind)
		t.kinds[name] = k
	}
	if len(k.took) < sampled {
		k.took = append(k.took, took)
	} else {
		k.took[k.asked%sampled] = took
	}
	k.asked++
}

// untrue notes an answer that does not agree with the facts.
func (t *tally) untrue(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bad++
	if len(t.wrong) < shownWrong {
		t.wrong = append(t.wrong, fmt.Sprintf(format, args...))
	}
}

func (t *tally) did(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.no++
		t.last[err.Error()]++
		return
	}
	t.deeds++
}

func (t *tally) print(lasted time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := 0
	for _, name := range slices.Sorted(maps.Keys(t.kinds)) {
		k := t.kinds[name]
		slices.Sort(k.took)
		fmt.Printf("%-12s %8d answers, p50 %v, p99 %v\n", name, k.asked, k.took[len(k.took)/2].Round(10*time.Microsecond), k.took[len(k.took)*99/100].Round(10*time.Microsecond))
		all += k.asked
	}
	fmt.Printf("%d answers in %v, %d deeds, %d deeds not done, %d answers not true\n", all, lasted, t.deeds, t.no, t.bad)
	for _, line := range t.wrong {
		fmt.Println("  not true:", line)
	}
	for text, n := range t.last {
		fmt.Printf("  not done %d times: %s\n", n, text)
	}
}

func (t *tally) verdict() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.bad > 0:
		return fmt.Errorf("%d answers were not true", t.bad)
	case t.deeds == 0:
		return fmt.Errorf("no deed was done: nothing was tried")
	}
	return nil
}
