package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/shelf"
	"shirushi/internal/store"
	"shirushi/internal/web/public"
)

// lookPeriod is how often this process looks for what other processes have
// written. Together with the time a look takes it is how late their deeds
// show here.
const lookPeriod = time.Second

// defaultPagesMiB bounds the file of prepared pages unless the operator says
// otherwise: about a million labels in both languages.
const defaultPagesMiB = 6 << 10

// openPages makes the shelf of prepared pages and has it told of every deed of
// this process.
func (p *platform) openPages(c config) error {
	size := int64(c.PreparedPagesMiB)
	if size == 0 {
		size = defaultPagesMiB
	}
	if size > 0 {
		var err error
		if p.shelf, err = shelf.Open(filepath.Clean(c.Data), size<<20); err != nil {
			return err
		}
	}
	p.pages, p.look = public.NewPages(p.shelf), make(chan struct{}, 1)
	p.store.OnWritten(func(w store.Written) {
		p.pages.Written(w.Entries)
		if !w.Catalog {
			return
		}
		if err := p.pages.Forget(); err != nil {
			p.log.Error("drop prepared pages", "err", err)
		}
		select {
		case p.look <- struct{}{}:
		default:
		}
	})
	return nil
}

// keepPagesTrue drops, until ctx ends, the pages of labels that any process
// has written, and says so to those who send pages. While it fails, kept
// pages are soon no longer sent.
func (p *platform) keepPagesTrue(ctx context.Context) {
	since, failing := int64(-1), false
	tick := time.NewTicker(lookPeriod)
	defer tick.Stop()
	for {
		err := p.lookForWritten(ctx, &since)
		if err != nil && !failing && ctx.Err() == nil {
			p.log.Error("look for what was written", "err", err) // once, not each second
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-p.look:
		case <-tick.C:
		}
	}
}

// lookForWritten looks once. since is the last place seen; negative before the
// first look, when nothing is kept yet that could be late.
func (p *platform) lookForWritten(ctx context.Context, since *int64) error {
	asked := time.Now()
	last, err := p.store.LastWritten(ctx)
	if err != nil {
		return err
	}
	if last < *since { // a backup was restored beneath this process: what it has seen was not
		if err := p.pages.Forget(); err != nil {
			return err
		}
	}
	if *since < 0 || last < *since {
		*since = last
	}
	if _, err := p.store.PlaceWritten(ctx); err != nil {
		return err
	}
	for {
		numbers, last, err := p.store.WrittenSince(ctx, *since)
		if err != nil {
			return err
		}
		if len(numbers) == 0 {
			break
		}
		p.pages.Written(numbers)
		*since = last
	}
	s, err := p.schemeNow(ctx)
	if scheme.IsRefusal(err, scheme.NotReady) {
		return nil // no scheme is loaded: there are no pages
	}
	if err != nil {
		return fmt.Errorf("read the scheme in use: %w", err)
	}
	return p.pages.Confirm(s, asked)
}
