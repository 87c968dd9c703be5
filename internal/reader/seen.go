package reader

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Seen is what was seen of logs before, by their names. It is what makes a
// second look worth more than a first: a log that was rewritten, or that shows
// others something else, does not go on from what was seen.
type Seen struct {
	file string
	Logs map[string]Log
}

// A Log is what was seen of one.
type Log struct {
	Verifiers  []string  `json:"verifiers"`  // that are trusted
	Since      time.Time `json:"since"`      // when they were first seen
	Given      bool      `json:"given"`      // the reader has given them; otherwise the site has
	Checkpoint string    `json:"checkpoint"` // newest that was verified, a signed note; "" for none
	At         time.Time `json:"at"`         // when that was
}

type seenFile struct {
	V    int            `json:"v"`
	Logs map[string]Log `json:"logs"`
}

// ReadSeen reads what was seen from a file; nothing when there is none yet.
// It fails on a file that it would not have written, and changes nothing then.
func ReadSeen(file string) (*Seen, error) {
	s := &Seen{file: file, Logs: map[string]Log{}}
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was seen before: %w", err)
	}
	var f seenFile
	if err := json.Unmarshal(b, &f); err != nil || f.V != 1 {
		return nil, fmt.Errorf("read what was seen before: %s is no such file (%w); name another with -state, or take it away", file, errors.Join(err))
	}
	if f.Logs != nil {
		s.Logs = f.Logs
	}
	return s, nil
}

// Keep writes what was seen, all of it or nothing.
func (s *Seen) Keep() error {
	b, err := json.MarshalIndent(seenFile{1, s.Logs}, "", "  ")
	if err != nil {
		return fmt.Errorf("keep what was seen: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return fmt.Errorf("keep what was seen: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(s.file), ".seen-*")
	if err != nil {
		return fmt.Errorf("keep what was seen: %w", err)
	}
	_, err = tmp.Write(append(b, '\n'))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), s.file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep what was seen: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}
