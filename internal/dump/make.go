package dump

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// form is raised when the files' content changes by the program alone.
const form = 3

// A Register is where the labels are read from.
type Register interface {
	// Heads tells whether anything was written since.
	Heads(ctx context.Context) (registry.Heads, error)
	// Whole reads all entries listed on day as of one moment, lowest number first.
	Whole(ctx context.Context, day scheme.Date, begin func(registry.Heads) error, each func(registry.Entry) error) error
}

// A Maker makes sets.
type Maker struct {
	Folder   *Folder
	Register Register
	Scheme   func(context.Context) (*scheme.Scheme, error)
	Now      func() time.Time
	Base     string                                                                     // address of the site, without a slash at its end
	Record   func(s *scheme.Scheme, e registry.Entry, day scheme.Date, base string) any // a label as NDJSON has it
	Rest     time.Duration                                                              // at least between two sets of one day

	failed, again time.Time // when a making failed, and when to try again
}

// Make makes a set when there is none or it is not whole, when the day is
// another, and when something was written since the last one and Rest is over;
// a set that took long is left for ten times as long, and so is a making that
// failed. It reports whether it did. Of several processes that share the
// folder one at a time makes; the others do nothing. A Maker is used by one
// goroutine at a time.
func (m *Maker) Make(ctx context.Context) (made bool, err error) {
	began := m.Now()
	if began.Before(m.again) && !began.Before(m.failed) {
		return false, nil
	}
	s, err := m.Scheme(ctx)
	if scheme.IsRefusal(err, scheme.NotReady) {
		return false, nil // no scheme has been loaded: there are no labels
	}
	if err != nil {
		return false, err
	}
	if err := os.MkdirAll(m.Folder.path, 0o700); err != nil {
		return false, fmt.Errorf("make dumps: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(m.Folder.path, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, fmt.Errorf("make dumps: %w", err)
	}
	defer lock.Close() // gives the lock back
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return false, nil
		}
		return false, fmt.Errorf("make dumps: %w", err)
	}
	due, err := m.due(ctx, s)
	if err != nil || !due {
		return false, err
	}
	before, _ := m.Folder.Current() // when it cannot be read, nothing of it is kept
	now, err := m.make(ctx, s)
	if err != nil {
		m.rest(began)
		return false, fmt.Errorf("make dumps: %w", err)
	}
	if err := m.tidy(now.Folder, before.Folder); err != nil {
		return true, fmt.Errorf("make dumps: %w", err)
	}
	return true, nil
}

func (m *Maker) rest(began time.Time) {
	m.failed = m.Now()
	m.again = m.failed.Add(10 * m.failed.Sub(began))
}

func (m *Maker) due(ctx context.Context, s *scheme.Scheme) (bool, error) {
	last, err := m.Folder.Current()
	now := m.Now()
	switch {
	case err != nil: // none, or one that cannot be read: another takes its place
		return true, nil
	case last.Form != form || last.Base != m.Base || last.Day != s.Day(now) || !m.Folder.holds(last):
		return true, nil
	case now.Sub(last.AsOf) < max(m.Rest, 10*last.Took) && !now.Before(last.AsOf):
		return false, nil
	}
	h, err := m.Register.Heads(ctx)
	return h != last.Heads, err
}

// make makes a set and has it take the place of the one before.
func (m *Maker) make(ctx context.Context, s *scheme.Scheme) (set Set, err error) {
	began := m.Now()
	set = Set{Form: form, Base: m.Base, AsOf: began.UTC().Truncate(time.Second), Day: s.Day(began)}
	set.Folder = set.AsOf.Format("20060102T150405Z") + "-" + rand.Text()[:6]
	path := filepath.Join(m.Folder.path, set.Folder)
	if err := os.Mkdir(path, 0o700); err != nil {
		return set, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(path))
		}
	}()
	w, err := m.begin(path, s, &set)
	if err != nil {
		return set, err
	}
	err = m.Register.Whole(ctx, set.Day, func(h registry.Heads) error { set.Heads = h; return nil }, w.label)
	if err = errors.Join(err, w.close(err == nil)); err != nil {
		return set, err
	}
	set.Took = max(0, m.Now().Sub(began))
	return set, m.replace(set)
}

// replace makes the set the current one, or leaves the one before.
func (m *Maker) replace(set Set) error {
	b, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		return err
	}
	next := m.Folder.index() + ".new"
	if err := os.WriteFile(next, b, 0o600); err != nil {
		return err
	}
	return os.Rename(next, m.Folder.index())
}

// tidy removes all sets but the current one and the one before it, which may
// still be read: also what crashes have left.
func (m *Maker) tidy(current, before string) error {
	all, err := os.ReadDir(m.Folder.path)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.IsDir() && one.Name() != current && one.Name() != before {
			if err := os.RemoveAll(filepath.Join(m.Folder.path, one.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
