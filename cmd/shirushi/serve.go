package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"shirushi/internal/job"
	"shirushi/internal/store"
	"shirushi/internal/web"
	"shirushi/internal/wire"
)

// How often the house looks after itself, and how long it waits for answers
// under way when it stops.
const (
	postPeriod     = 5 * time.Second
	sweepPeriod    = 10 * time.Minute
	askPeriod      = time.Hour
	reminderPeriod = time.Hour
	dailyPeriod    = 15 * time.Minute // its hour comes at any of them
	newsPeriod     = time.Minute      // embargoes end at a minute
	mootPeriod     = time.Minute
	dumpPeriod     = 20 * time.Second // looks whether the register's files are due
	dumpRest       = 10 * time.Minute // between two makings of one day, at least
	stopWait       = 20 * time.Second
)

func serve(ctx context.Context, args []string, out io.Writer) error {
	f := newFlags("serve")
	read := configFlag(f)
	if err := parse(f, args, out, false); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	p, err := openPlatform(ctx, c, options{})
	if err != nil {
		return err
	}
	defer p.Close()
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	return p.run(ctx, listener, func() { fmt.Fprintf(out, "ready %s/\n", c.base()) })
}

// run serves until ctx ends, then lets answers and jobs under way finish.
func (p *platform) run(ctx context.Context, l net.Listener, ready func()) error {
	if err := p.keeper.Begin(ctx); err != nil {
		return err
	}
	server := web.Server(ctx, p.handler)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(wire.Listen(l, web.WireTimes, p.atOnce)) }()
	jobs, stopJobs := context.WithCancel(ctx)
	var working sync.WaitGroup
	p.startJobs(jobs, &working)
	ready()

	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
		defer cancel()
		err = server.Shutdown(wait)
	}
	stopJobs()
	working.Wait()
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// startJobs starts what must happen without anyone asking: numbering events,
// asking witnesses, sending letters, publishing news when its embargo is over, reminding authorities, calling open fees
// to mind, and sweeping out sessions that are over.
func (p *platform) startJobs(ctx context.Context, working *sync.WaitGroup) {
	holder := rand.Text()
	working.Go(func() { p.desk.Run(ctx, p.log, p.keeper.Vouch) })
	working.Go(func() { p.keepPagesTrue(ctx) })
	working.Go(func() { p.saysItServes(ctx, holder) })
	every := func(name string, period time.Duration, fn func(context.Context) error) {
		working.Go(func() { job.Every(ctx, p.log, name, period, fn) })
	}
	p.askWitnesses(every)
	// Without a lease: each letter is claimed, and a slow mail server may take
	// longer for one than a lease of this period would last.
	every("post", postPeriod, func(ctx context.Context) error {
		_, err := p.post.Deliver(ctx, p.store, p.sender, p.now())
		return err
	})
	every("inquiries", askPeriod, job.Leased(p.store.Lease, time.Now, "inquiries", holder, askPeriod, func(ctx context.Context) error {
		_, err := p.office.RemindAuthorities(ctx)
		return err
	}))
	every("reminders", reminderPeriod, job.Leased(p.store.Lease, time.Now, "reminders", holder, reminderPeriod, func(ctx context.Context) error {
		_, err := p.office.RemindPayers(ctx)
		_, cases := p.cases.Remind(ctx)
		_, objections := p.remedies.Remind(ctx)
		return errors.Join(err, cases, objections)
	}))
	every("news", newsPeriod, job.Leased(p.store.Lease, time.Now, "news", holder, newsPeriod, func(ctx context.Context) error {
		_, err := p.holding.ReleaseDue(ctx)
		return err
	}))
	every("offers", reminderPeriod, job.Leased(p.store.Lease, time.Now, "offers", holder, reminderPeriod, func(ctx context.Context) error {
		_, err := p.holding.FollowUp(ctx)
		return err
	}))
	every("doubts", reminderPeriod, job.Leased(p.store.Lease, time.Now, "doubts", holder, reminderPeriod, func(ctx context.Context) error {
		_, forgotten := p.doubts.Forget(ctx)
		_, reminded := p.doubts.Remind(ctx)
		return errors.Join(forgotten, reminded, p.misuse.Daily(ctx))
	}))
	every("daily letters", dailyPeriod, job.Leased(p.store.Lease, time.Now, "daily", holder, dailyPeriod, func(ctx context.Context) error {
		_, err := p.agenda.Daily(ctx)
		return err
	}))
	every("renewals", reminderPeriod, job.Leased(p.store.Lease, time.Now, "renewals", holder, reminderPeriod, func(ctx context.Context) error {
		_, err := p.renewal.Remind(ctx)
		return err
	}))
	every("moot applications", mootPeriod, job.Leased(p.store.Lease, time.Now, "moot", holder, mootPeriod, func(ctx context.Context) error {
		_, err := p.office.CloseMoot(ctx)
		return err
	}))
	// Without a lease: who makes holds a lock on the folder, which ends with the process.
	every("dumps", dumpPeriod, func(ctx context.Context) error {
		if _, err := p.store.PlaceWritten(ctx); err != nil {
			return err
		}
		_, err := p.dumps.Make(ctx)
		return err
	})
	every("sweep", sweepPeriod, job.Leased(p.store.Lease, time.Now, "sweep", holder, sweepPeriod, func(ctx context.Context) error {
		_, err := p.account.Sweep(ctx)
		return err
	}))
	every("sweep evidence", sweepPeriod, job.Leased(p.store.Lease, time.Now, "sweep_evidence", holder, sweepPeriod, func(ctx context.Context) error {
		_, err := p.vault.Sweep(ctx)
		return err
	}))
}

// servingPeriod is how often a serving process says so; of one that died it is
// known after two of them.
const servingPeriod = time.Minute

// saysItServes holds the lease by which a move knows that the database is in
// use, and gives it back when ctx ends.
func (p *platform) saysItServes(ctx context.Context, holder string) {
	say := func(ctx context.Context, until time.Duration) error {
		now := time.Now()
		_, err := p.store.Lease(ctx, store.Serving, holder, now.Add(until), now)
		return err
	}
	job.Every(ctx, p.log, "serving", servingPeriod, func(ctx context.Context) error { return say(ctx, 2*servingPeriod) })
	if err := say(context.WithoutCancel(ctx), -2*time.Second); err != nil {
		p.log.Error("give the lease of serving back", "err", err)
	}
}
