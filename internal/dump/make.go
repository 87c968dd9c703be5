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
const form = 2

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
}

// Make makes a set when there is none, when the day is another, and when
// something was written since the last one and Rest is over; a set that took
// long is left for ten times as long. It reports whether it did. Of several
// processes that share the folder one at a time makes; the others do nothing.
func (m *Maker) Make(ctx context.Context) (made bool, err error) {
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
	if err := m.make(ctx, s); err != nil {
		return false, fmt.Errorf("make dumps: %w", err)
	}
	return true, nil
}

func (m *Maker) due(ctx context.Context, s *scheme.Scheme) (bool, error) {
	last, err := m.Folder.Current()
	now := m.Now()
	switch {
	case err != nil: // none, or one that cannot be read: another takes its place
		return true, nil
	case last.Form != form || last.Base != m.Base || last.Day != s.Day(now):
		return true, nil
	case now.Sub(last.AsOf) < max(m.Rest, 10*last.Took) && !now.Before(last.AsOf):
		return false, nil
	}
	h, err := m.Register.Heads(ctx)
	return h != last.Heads, err
}

func (m *Maker) make(ctx context.Context, s *scheme.Scheme) (err error) {
	began := m.Now()
	set := Set{Form: form, Base: m.Base, AsOf: began.UTC().Truncate(time.Second), Day: s.Day(began)}
	set.Folder = set.AsOf.Format("20060102T150405Z") + "-" + rand.Text()[:6]
	path := filepath.Join(m.Folder.path, set.Folder)
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(path))
		}
	}()
	w, err := m.begin(path, s, &set)
	if err != nil {
		return err
	}
	err = m.Register.Whole(ctx, set.Day, func(h registry.Heads) error { set.Heads = h; return nil }, w.label)
	if err = errors.Join(err, w.close(err == nil)); err != nil {
		return err
	}
	set.Took = max(0, m.Now().Sub(began))
	return m.replace(set)
}

// replace makes the set the current one and removes those before the one it
// follows, which may still be read, and what crashes have left.
func (m *Maker) replace(set Set) error {
	before, _ := m.Folder.Current() // when it cannot be read, nothing of it is kept
	b, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		return err
	}
	next := m.Folder.index() + ".new"
	if err := os.WriteFile(next, b, 0o600); err != nil {
		return err
	}
	if err := os.Rename(next, m.Folder.index()); err != nil {
		return err
	}
	all, err := os.ReadDir(m.Folder.path)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.IsDir() && one.Name() != set.Folder && one.Name() != before.Folder {
			if err := os.RemoveAll(filepath.Join(m.Folder.path, one.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
