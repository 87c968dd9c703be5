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

	"shirushi/internal/command"
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
	f := command.Flags("serve")
	read := configFlag(f)
	if err := command.Parse(f, args, out, false); err != nil {
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
// asking witnesses, sending letters, writing the register's files, and what one
// process does for all.
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
	p.startShared(holder, every)
	// Without a lease: who makes holds a lock on the folder, which ends with the process.
	every("dumps", dumpPeriod, func(ctx context.Context) error {
		if _, err := p.store.PlaceWritten(ctx); err != nil {
			return err
		}
		_, err := p.dumps.Make(ctx)
		return err
	})
}

// A duty is what one of several processes does for all of them, under the
// lease of its name.
type duty struct {
	name   string
	period time.Duration
	deeds  []func(context.Context) (int, error)
}

// do does all deeds of a duty; one that fails does not stop the others.
func (d duty) do(ctx context.Context) error {
	var failed []error
	for _, do := range d.deeds {
		_, err := do(ctx)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// startShared starts what one of several processes does for all of them.
func (p *platform) startShared(holder string, every func(string, time.Duration, func(context.Context) error)) {
	for _, one := range p.duties() {
		every(one.name, one.period, job.Leased(p.store.Lease, time.Now, one.name, holder, one.period, one.do))
	}
}

// duties are reminders, what falls due by itself, and sweeping.
func (p *platform) duties() (all []duty) {
	shared := func(name string, period time.Duration, deeds ...func(context.Context) (int, error)) {
		all = append(all, duty{name, period, deeds})
	}
	shared("inquiries", askPeriod, p.office.RemindAuthorities)
	shared("reminders", reminderPeriod, p.office.RemindPayers, p.cases.Remind, p.remedies.Remind)
	shared("news", newsPeriod, p.holding.ReleaseDue)
	shared("offers", reminderPeriod, p.holding.FollowUp)
	shared("doubts", reminderPeriod, p.doubts.Forget, p.doubts.Remind, p.misuse.Daily)
	shared("daily", dailyPeriod, p.agenda.Daily)
	shared("renewals", reminderPeriod, p.renewal.Remind)
	shared("moot", mootPeriod, p.office.CloseMoot)
	shared("sweep", sweepPeriod, p.account.Sweep)
	shared("sweep_evidence", sweepPeriod, p.vault.Sweep)
	return all
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
