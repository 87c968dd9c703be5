package job_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"shirushi/internal/job"
)

func TestEvery_runsAtOnceAndThenEachPeriod(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		start := time.Now()
		var at []time.Duration
		go job.Every(ctx, slog.Default(), "count", time.Minute, func(context.Context) error {
			at = append(at, time.Since(start))
			return nil
		})
		time.Sleep(2*time.Minute + time.Second)
		stop()
		synctest.Wait()
		if len(at) != 3 || at[0] != 0 || at[2] != 2*time.Minute {
			t.Errorf("turns at %v, want 0, 1m, 2m", at)
		}
	})
}

func TestEvery_aFailureOrAPanicDoesNotEndIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var log bytes.Buffer
		turns := 0
		go job.Every(ctx, slog.New(slog.NewTextHandler(&log, nil)), "letters", time.Minute, func(context.Context) error {
			turns++
			switch turns {
			case 1:
				return errors.New("no route")
			case 2:
				panic("torn")
			}
			return nil
		})
		time.Sleep(2*time.Minute + time.Second)
		stop()
		synctest.Wait()
		if turns != 3 {
			t.Errorf("%d turns, want 3", turns)
		}
		for _, want := range []string{"job=letters", "no route", "panic: torn"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("log lacks %q:\n%s", want, log.String())
			}
		}
	})
}

func TestEvery_endsOnlyWhenTheTurnIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ended, over := false, false
		go func() {
			job.Every(ctx, slog.Default(), "slow", time.Minute, func(context.Context) error {
				time.Sleep(10 * time.Second)
				over = true
				return nil
			})
			ended = true
		}()
		time.Sleep(time.Second)
		stop()
		synctest.Wait()
		if ended || over {
			t.Fatal("Every returned while its turn was under way")
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if !ended || !over {
			t.Error("Every did not return after its turn")
		}
	})
}

// register keeps leases as the store does.
type register struct {
	mu     sync.Mutex
	holder string
	until  time.Time
}

func (r *register) lease(_ context.Context, _, holder string, until, now time.Time) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.holder != "" && r.holder != holder && now.Before(r.until) {
		return false, nil
	}
	r.holder, r.until = holder, until
	return true, nil
}

func TestLeased_onlyTheHolderWorksAndAnotherTakesOverWhenItIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &register{}
		turns := map[string]int{}
		run := func(ctx context.Context, who string) {
			job.Every(ctx, slog.Default(), "letters", time.Minute,
				job.Leased(r.lease, time.Now, "letters", who, time.Minute, func(context.Context) error {
					turns[who]++
					return nil
				}))
		}
		first, killFirst := context.WithCancel(t.Context())
		second, killSecond := context.WithCancel(t.Context())
		go run(first, "a")
		synctest.Wait()
		go run(second, "b")
		time.Sleep(3*time.Minute + time.Second)
		if turns["a"] != 4 || turns["b"] != 0 {
			t.Errorf("while a lives: %v", turns)
		}
		killFirst()
		time.Sleep(3 * time.Minute)
		killSecond()
		synctest.Wait()
		if turns["a"] != 4 || turns["b"] == 0 {
			t.Errorf("after a has gone: %v", turns)
		}
	})
}

func TestLeased_workEndsBeforeTheLease(t *testing.T) {
	t.Parallel()
	r := &register{}
	fn := job.Leased(r.lease, time.Now, "letters", "a", time.Minute, func(ctx context.Context) error {
		if end, ok := ctx.Deadline(); !ok || !end.Before(r.until) {
			t.Errorf("work may last until %v, the lease until %v", end, r.until)
		}
		return nil
	})
	if err := fn(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestLeased_aFailingRegisterIsAFailure(t *testing.T) {
	t.Parallel()
	down := errors.New("database is away")
	fn := job.Leased(func(context.Context, string, string, time.Time, time.Time) (bool, error) { return false, down },
		time.Now, "letters", "a", time.Minute, func(context.Context) error {
			t.Error("worked without a lease")
			return nil
		})
	if err := fn(t.Context()); !errors.Is(err, down) {
		t.Errorf("got %v", err)
	}
}
