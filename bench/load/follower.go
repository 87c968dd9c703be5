package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// A follower reads the feed of changes as another system would: from the
// start, page by page, and then whatever comes.
type follower struct {
	*reader
	since int64
	deeds int // events of the kinds that the office makes, since the start
	first int64
}

func newFollower(p plan, t *tally) *follower {
	return &follower{reader: newReader(p, nil, t, 99)}
}

const followPeriod = time.Second

func (f *follower) follow(ctx context.Context) {
	f.drain(ctx, false)
	f.first, f.deeds = f.since, 0
	for ctx.Err() == nil {
		f.drain(ctx, true)
		select {
		case <-ctx.Done():
		case <-time.After(followPeriod):
		}
	}
}

// drain reads until there is nothing more for now. No number may be left out.
func (f *follower) drain(ctx context.Context, count bool) {
	for {
		path := fmt.Sprintf("/api/v1/changes?since=%d&limit=200", f.since)
		got, ok := f.get(ctx, "changes", path, "")
		if !ok {
			return
		}
		var page struct {
			Items []struct{ Number int64 }
		}
		if err := json.Unmarshal([]byte(got.body), &page); err != nil || got.status != 200 {
			f.tally.untrue("%s: %d %v", path, got.status, err)
			return
		}
		for _, e := range page.Items {
			if e.Number != f.since+1 {
				f.tally.untrue("%s: number %d after %d", path, e.Number, f.since)
			}
			f.since = e.Number
			if count {
				f.deeds++
			}
		}
		if len(page.Items) == 0 {
			return
		}
	}
}

// last waits until the last deed has its number, for as long as an answer may
// be late, and compares the count of events with that of deeds.
func (f *follower) last(ctx context.Context, b *book, late time.Duration) {
	done := func() int {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.deeds
	}
	for end := time.Now().Add(late); ; time.Sleep(followPeriod / 4) {
		f.drain(ctx, true)
		if f.deeds == done() || time.Now().After(end) {
			break
		}
	}
	if f.deeds != done() {
		f.tally.untrue("the feed tells of %d events; %d deeds were done", f.deeds, done())
	}
}
