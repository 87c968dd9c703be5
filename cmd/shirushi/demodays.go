package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"shirushi/internal/demo"
	"shirushi/internal/scheme"
)

// demoAhead is the file that says by how many days a demo is ahead of the
// world: started again, it must not fall behind what it has recorded.
const demoAhead = "demo-days-ahead"

// demoDays lets days of a demo pass at once. Only demoCommand makes one: a
// platform that serves in earnest has none, and no way to be given one.
type demoDays struct {
	file  string
	clock *demo.Clock
	dayOf func(time.Time) scheme.Date
	work  func(context.Context) error // what comes with each day

	mu    sync.Mutex
	ahead int
}

// openDays sets the clock as far ahead as the demo in this folder has come.
func openDays(data string, clock *demo.Clock) (*demoDays, error) {
	d := &demoDays{file: filepath.Join(data, demoAhead), clock: clock}
	b, err := os.ReadFile(d.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return d, nil
	case err != nil:
		return nil, fmt.Errorf("read how far the demo is ahead: %w", err)
	}
	if d.ahead, err = strconv.Atoi(strings.TrimSpace(string(b))); err != nil || d.ahead < 0 {
		return nil, fmt.Errorf("%s does not hold a number of days: remove the demo's folder", d.file)
	}
	clock.RunAhead(d.ahead)
	return d, nil
}

// today is the day of the demo, in the scheme's zone.
func (d *demoDays) today() scheme.Date { return d.dayOf(d.clock.Now()) }

// pass lets days pass one by one. On each, what comes with the day is done
// before the next: reminders, what falls due by itself, what stops waiting.
// When that fails, no further day passes.
func (d *demoDays) pass(ctx context.Context, days int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for range days {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("let a day pass: %w", err)
		}
		if err := os.WriteFile(d.file, []byte(strconv.Itoa(d.ahead+1)+"\n"), 0o600); err != nil {
			return fmt.Errorf("note that a day passes: %w", err)
		}
		d.ahead++
		d.clock.RunAhead(d.ahead)
		if err := d.work(ctx); err != nil {
			return fmt.Errorf("do the work of a day: %w", err)
		}
	}
	return nil
}

// dayWork does all duties once, and numbers the public events that came of them
// on their own day.
func (p *platform) dayWork(ctx context.Context) error {
	var failed []error
	for _, one := range p.duties() {
		failed = append(failed, one.do(ctx))
	}
	if _, err := p.store.Sequence(ctx, p.desk.Day(p.now())); err != nil {
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}
