package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"shirushi/internal/mail"
	"shirushi/internal/store"
)

// patient is a mail server that says how long it was given for a letter.
type patient chan time.Duration

func (p patient) Send(ctx context.Context, _ mail.Message) error {
	given := time.Hour
	if ends, ok := ctx.Deadline(); ok {
		given = time.Until(ends)
	}
	p <- given
	return nil
}

func TestPost_givesASlowServerTime(t *testing.T) {
	t.Parallel()
	p, err := openPlatform(t.Context(), config{Listen: "127.0.0.1:0", BaseURL: "http://localhost:1", Data: t.TempDir(),
		Database: "sqlite:shirushi.db", Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "warn"}, options{migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	server := make(patient, 1)
	p.sender = server
	err = p.store.Update(t.Context(), func(tx *store.Tx) error {
		return p.post.Send(tx, "to@maker.example", "en", "recovery_refused", map[string]string{"name": "A"}, time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	p.startJobs(ctx, &working)
	given := <-server
	stop()
	working.Wait()
	if given < 30*time.Second {
		t.Errorf("the server had %v for one letter", given)
	}
}

// Whatever must happen without anyone asking has its turn as soon as the
// program runs: each job takes its lease.
func TestStartJobs_remindsAndSweeps(t *testing.T) {
	t.Parallel()
	p, err := openPlatform(t.Context(), config{Listen: "127.0.0.1:0", BaseURL: "http://localhost:1", Data: t.TempDir(),
		Database: "sqlite:shirushi.db", Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "warn"}, options{migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	p.startJobs(ctx, &working)
	defer working.Wait()
	defer stop()
	for _, name := range []string{"inquiries", "reminders", "news", "offers", "doubts", "daily", "renewals", "moot", "sweep", "sweep_evidence"} {
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			now := time.Now()
			free, err := p.store.Lease(t.Context(), name, "test", now.Add(-time.Hour), now) // over as soon as it is had
			if err != nil {
				t.Fatal(err)
			}
			if !free {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%s never had its turn", name)
			}
		}
	}
}
