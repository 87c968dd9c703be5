package workload

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// counting counts to n, and takes so long.
type counting struct {
	n     int
	takes time.Duration
	err   error
}

func (c *counting) count(context.Context) (Figures, error) {
	time.Sleep(c.takes)
	c.n++
	return Figures{Returns: Returns{Returns: c.n}}, c.err
}

func (c *counting) asks(t *testing.T, k *kept, want int, within time.Duration) {
	t.Helper()
	began := time.Now()
	f, err := k.figures(t.Context(), "q", c.count)
	if took := time.Since(began); f.Returns.Returns != want || !errors.Is(err, c.err) || took > within {
		t.Errorf("figures of count %d after %v, %v; want %d within %v", f.Returns.Returns, took, err, want, within)
	}
}

func TestKept_whatIsCountedQuicklyIsCountedForEverybody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k, c := &kept{}, &counting{takes: slowFrom / 2}
		for n := range 3 {
			c.asks(t, k, n+1, slowFrom)
		}
	})
}

func TestKept_nobodyWaitsTwiceForWhatIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k, c := &kept{}, &counting{takes: 3 * time.Second}
		c.asks(t, k, 1, c.takes)
		c.asks(t, k, 1, 0)
		time.Sleep(holds)
		c.asks(t, k, 1, patience) // counts anew meanwhile
		c.asks(t, k, 1, patience) // joins that count
		time.Sleep(c.takes)
		c.asks(t, k, 2, 0)
		time.Sleep(holds)
		c.takes = slowFrom + time.Millisecond
		c.asks(t, k, 3, patience) // worth waiting for
		if f, err := k.figures(t.Context(), "another", c.count); f.Returns.Returns != 4 || err != nil {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

func TestKept_keepsNoFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k, c := &kept{}, &counting{takes: time.Second, err: errors.New("disk")}
		c.asks(t, k, 1, c.takes)
		c.err = nil
		c.asks(t, k, 2, c.takes)
		time.Sleep(holds)
		broken := &counting{takes: time.Second, err: errors.New("disk")}
		if f, err := k.figures(t.Context(), "q", broken.count); f.Returns.Returns != 2 || err != nil {
			t.Errorf("%+v, %v", f, err)
		}
		time.Sleep(broken.takes)
		c.asks(t, k, 3, c.takes) // and so the failure would have been told
	})
}
