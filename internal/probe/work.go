package probe

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// A Work is the folder in which a run keeps what it saw, step by step, so that
// it can be stopped at any moment and go on later. It belongs to one
// description: another one needs a folder of its own.
type Work struct {
	dir string

	mu    sync.Mutex
	begun Begun
	done  map[string]bool
	kept  []step // of steps that are done
	now   step   // of the step under way
	next  int    // number of the next raw record
}

// Begun is what a run began with.
type Begun struct {
	At          time.Time `json:"at"`
	Description string    `json:"description"` // SHA-256 of the device description
	Edition     string    `json:"edition"`
}

// A step is what one step of the plan saw: a line of the journal.
type step struct {
	Name string               `json:"step"`
	At   time.Time            `json:"at"`
	Done []report.Measurement `json:"measurements"`
	Seen map[string][]Seen    `json:"seen,omitempty"` // by unit
	raw  map[string]string    // records by name, written with the step
}

// A Try is a wrong password that was tried; which one is not kept.
type Try struct {
	Unit    string `json:"unit"`
	Target  string `json:"target"`
	Account string `json:"account"`
}

const (
	beginName = "begun.json"
	stepsName = "steps.ndjson"
	triesName = "tries.ndjson"
)

// OpenWork opens the folder, or makes it. It refuses a folder that was begun
// with another description or edition.
func OpenWork(dir string, b Begun) (*Work, error) {
	if err := os.MkdirAll(filepath.Join(dir, "raw"), 0o700); err != nil {
		return nil, fmt.Errorf("make the work folder: %w", err)
	}
	w := &Work{dir: dir, begun: b, done: map[string]bool{}, next: 1}
	text, err := os.ReadFile(filepath.Join(dir, beginName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := writeFile(filepath.Join(dir, beginName), marshal(b)); err != nil {
			return nil, err
		}
		return w, nil
	case err != nil:
		return nil, fmt.Errorf("read the work folder: %w", err)
	}
	if err := json.Unmarshal(text, &w.begun); err != nil {
		return nil, fmt.Errorf("read %s of the work folder: %w", beginName, err)
	}
	if w.begun.Description != b.Description || w.begun.Edition != b.Edition {
		return nil, scheme.Refuse(scheme.Conflict, "refusal.check.other_description").On("work").With(dir)
	}
	return w, w.read()
}

// read takes up what earlier runs have finished. A last line cut short by a
// crash counts as not done.
func (w *Work) read() error {
	f, err := os.Open(filepath.Join(w.dir, stepsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("read the work folder: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var s step
		if json.Unmarshal(lines.Bytes(), &s) != nil {
			continue
		}
		w.kept = append(w.kept, s)
		w.done[s.Name] = true
	}
	names, err := filepath.Glob(filepath.Join(w.dir, "raw", "*.log"))
	w.next = len(names) + 1
	return errors.Join(lines.Err(), err)
}

// Begun returns what the run began with.
func (w *Work) Begun() Begun { return w.begun }

// Done reports whether a step is.
func (w *Work) Done(step string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done[step]
}

func (w *Work) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = step{raw: map[string]string{}, Seen: map[string][]Seen{}}
}

// put keeps a measurement, and its record where there is one, until the step
// is finished.
func (w *Work) put(m report.Measurement, record string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if record != "" {
		name := fmt.Sprintf("raw/%04d.log", w.next)
		w.next++
		w.now.raw[name] = record
		m.Raw = append(m.Raw, name)
	}
	w.now.Done = append(w.now.Done, m)
}

// see keeps what was found open on a unit.
func (w *Work) see(unit string, all []Seen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Seen[unit] = append(w.now.Seen[unit], all...)
}

// finish writes the step under way down, its records first.
func (w *Work) finish(name string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Name, w.now.At = name, time.Now().UTC()
	for name, record := range w.now.raw {
		if err := writeFile(filepath.Join(w.dir, filepath.FromSlash(name)), []byte(record)); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(filepath.Join(w.dir, stepsName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("write the work folder: %w", err)
	}
	defer f.Close()
	if err := cutShort(f); err != nil {
		return err
	}
	if _, err := f.Write(append(marshal(w.now), '\n')); err != nil {
		return fmt.Errorf("write the work folder: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write the work folder: %w", err)
	}
	w.kept = append(w.kept, w.now)
	w.done[name] = true
	return nil
}

// cutShort drops a last line without an end and stands behind the others.
func cutShort(f *os.File) error {
	text, err := os.ReadFile(f.Name())
	if err != nil {
		return fmt.Errorf("read the work folder: %w", err)
	}
	end := int64(bytes.LastIndexByte(text, '\n') + 1)
	if err := f.Truncate(end); err != nil {
		return fmt.Errorf("write the work folder: %w", err)
	}
	_, err = f.Seek(end, 0)
	return err
}

// try keeps that a wrong password is tried, before it is: a run that is stopped
// and goes on tries no more than one that is not.
func (w *Work) try(t Try) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, err := os.OpenFile(filepath.Join(w.dir, triesName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.Write(append(marshal(t), '\n'))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("write the work folder: %w", err)
	}
	return nil
}

// Tries returns the wrong passwords that were tried so far.
func (w *Work) Tries() (all []Try, err error) {
	text, err := os.ReadFile(filepath.Join(w.dir, triesName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the work folder: %w", err)
	}
	for line := range bytes.Lines(text) {
		var t Try
		if json.Unmarshal(line, &t) == nil {
			all = append(all, t)
		}
	}
	return all, nil
}

// Seen returns what was found open on a unit, by all steps.
func (w *Work) Seen(unit string) []Seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []Seen
	for _, s := range append(slices.Clone(w.kept), w.now) {
		all = append(all, s.Seen[unit]...)
	}
	return all
}

// Measurements returns all that was measured by the steps that are done, and
// the names of their records.
func (w *Work) Measurements() (all []report.Measurement, files []report.File) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.kept {
		for _, m := range s.Done {
			all = append(all, m)
			for _, name := range m.Raw {
				files = append(files, report.File{Name: name, Kind: report.Raw})
			}
		}
	}
	return all, files
}

// File returns a file of the folder by the name that it has in the report.
func (w *Work) File(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name)))
}

func writeFile(name string, b []byte) error {
	if err := os.WriteFile(name, b, 0o600); err != nil {
		return fmt.Errorf("write the work folder: %w", err)
	}
	return nil
}
