package workload

import (
	"context"
	"sync"
	"time"
)

const (
	slowFrom = 300 * time.Millisecond // what takes less to count is counted anew for everybody who asks
	holds    = time.Minute            // figures are not counted anew sooner, when that is slow
	patience = 500 * time.Millisecond // that a reader waits for newer figures when there are some already
	mostKept = 50                     // figures that are kept; each is a few kilobytes
	takes    = 2 * time.Minute        // a count at most
)

// kept are the figures that were counted last where counting is slow, by what
// was asked. They say themselves of which instant they are.
type kept struct {
	mu  sync.Mutex
	all map[string]*held
}

// A held is what is kept of one question.
type held struct {
	figures Figures
	made    time.Time
	run     chan struct{} // closed when the count under way is done; nil when there is none
}

// figures returns what was asked: counted now, or, when that was slow before,
// as it was counted last, and not longer ago than it took to count it anew
// and holds. Whoever asks while others count is shown what there is.
func (k *kept) figures(ctx context.Context, question string, count func(context.Context) (Figures, error)) (Figures, error) {
	k.mu.Lock()
	h := k.all[question]
	if h == nil {
		k.mu.Unlock()
		began := time.Now()
		f, err := count(ctx)
		if err == nil && time.Since(began) >= slowFrom {
			k.keep(question, f)
		}
		return f, err
	}
	run := h.run
	if run == nil && time.Since(h.made) >= holds {
		run = make(chan struct{})
		h.run = run
		go k.anew(context.WithoutCancel(ctx), question, h, count)
	}
	k.mu.Unlock()
	if run != nil {
		wait := time.NewTimer(patience)
		defer wait.Stop()
		select {
		case <-run:
		case <-wait.C:
		case <-ctx.Done():
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return h.figures, nil
}

// anew counts again. What fails, or is no longer slow, is kept no longer: the
// next who asks counts, and is told of the failure.
func (k *kept) anew(ctx context.Context, question string, h *held, count func(context.Context) (Figures, error)) {
	ctx, stop := context.WithTimeout(ctx, takes)
	defer stop()
	began := time.Now()
	f, err := count(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		h.figures, h.made = f, time.Now()
	}
	if err != nil || time.Since(began) < slowFrom {
		delete(k.all, question)
	}
	close(h.run)
	h.run = nil
}

// keep keeps figures, and makes room for them by letting the others go.
func (k *kept) keep(question string, f Figures) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all == nil || len(k.all) >= mostKept {
		k.all = map[string]*held{}
	}
	k.all[question] = &held{figures: f, made: time.Now()}
}
