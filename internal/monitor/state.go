package monitor

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"shirushi/internal/publog"
)

// A trusted is a key of the log that is trusted: the first because it was
// given, the others because an event tells of them in a tree that the one
// before has signed.
type trusted struct {
	Verifier string `json:"verifier"`
	Event    int64  `json:"event,omitempty"` // number of the event that tells of it; 0 while none was read
}

// A state is what is kept from round to round. The small file is written
// after the labels it speaks of are on disk, so that a monitor that is killed
// goes on from the last whole step.
type state struct {
	saved
	labels *ledger
	head   publog.Checkpoint

	folder string
	lock   *os.File
	file   *os.File // of labels; new lines are added at the end
	lines  int      // in it
	dirty  map[int]struct{}
}

type saved struct {
	V          int       `json:"v"`
	Site       string    `json:"site"`
	Keys       []trusted `json:"keys"`
	Checkpoint string    `json:"checkpoint"` // as it was signed; "" before the first
	Read       int64     `json:"read"`       // events up to this number are read and proved
	Recorded   time.Time `json:"recorded"`   // latest instant of them
	Told       int       `json:"told"`       // events that told of a key for checkpoints
	Labels     string    `json:"labels"`     // name of the file of labels
	Bytes      int64     `json:"bytes"`      // of it that belong to this
}

const (
	stateFile    = "monitor.json"
	findingsFile = "findings.jsonl"
)

func openState(folder, site string) (_ *state, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the monitor's folder: %w", err)
	}
	s := &state{folder: folder, labels: newLedger(), dirty: map[int]struct{}{}}
	if s.lock, err = os.OpenFile(filepath.Join(folder, "lock"), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, fmt.Errorf("open the monitor's folder: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := syscall.Flock(int(s.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return s, ErrInUse
		}
		return s, fmt.Errorf("lock the monitor's folder: %w", err)
	}
	if err := s.read(site); err != nil {
		return s, fmt.Errorf("read what the monitor has seen: %w", err)
	}
	return s, nil
}

// Close gives the folder back.
func (s *state) Close() error {
	err := s.lock.Close() // gives the lock back
	if s.file != nil {
		err = errors.Join(err, s.file.Close())
	}
	return err
}

func (s *state) read(site string) error {
	b, err := os.ReadFile(filepath.Join(s.folder, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		s.saved = saved{V: 1, Site: site, Labels: "labels-1.tsv"}
		return s.openLabels()
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &s.saved); err != nil || s.V != 1 || filepath.Base(s.Labels) != s.Labels {
		return errors.Join(errors.New(stateFile+" is damaged"), err)
	}
	if s.Site != site {
		return fmt.Errorf("the folder is of %s, not of %s: give each log a folder of its own", s.Site, site)
	}
	if s.Checkpoint != "" {
		if s.head, err = publog.ParseCheckpoint(s.Checkpoint); err != nil {
			return err
		}
	}
	return s.openLabels()
}

// openLabels reads the file of labels and cuts off what was added to it after
// the state was written.
func (s *state) openLabels() (err error) {
	name := filepath.Join(s.folder, s.Labels)
	if s.file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < s.Bytes {
		return errLedger
	}
	if err := s.file.Truncate(s.Bytes); err != nil {
		return err
	}
	if s.lines, err = s.labels.read(bufio.NewReaderSize(s.file, 1<<20)); err != nil {
		return err
	}
	_, err = s.file.Seek(0, io.SeekEnd)
	return err
}

// put keeps what the events say of a label now; save writes it.
func (s *state) put(one standing) error {
	if err := s.labels.put(one); err != nil {
		return err
	}
	place, _ := s.labels.find(one.Number)
	s.dirty[place] = struct{}{}
	return nil
}

// save writes all that has changed.
func (s *state) save() error {
	if s.lines+len(s.dirty) > 2*s.labels.len()+1000 {
		if err := s.rewrite(); err != nil {
			return fmt.Errorf("write the monitor's labels anew: %w", err)
		}
	} else if err := s.add(); err != nil {
		return fmt.Errorf("write the monitor's labels: %w", err)
	}
	b, err := json.MarshalIndent(s.saved, "", "  ")
	if err == nil {
		err = replace(filepath.Join(s.folder, stateFile), append(b, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write the monitor's state: %w", err)
	}
	clear(s.dirty)
	return nil
}

func (s *state) add() error {
	if len(s.dirty) == 0 {
		return nil
	}
	if _, err := s.file.Seek(s.Bytes, io.SeekStart); err != nil {
		return err
	}
	w := bufio.NewWriterSize(s.file, 1<<18)
	for place := range s.dirty {
		if err := s.labels.write(w, place); err != nil {
			return err
		}
	}
	return s.end(w, s.lines+len(s.dirty))
}

// rewrite writes each label once into a new file. The old one stays until
// the state names the new one.
func (s *state) rewrite() error {
	var n int
	if _, err := fmt.Sscanf(s.Labels, "labels-%d.tsv", &n); err != nil {
		return err
	}
	old := s.file
	name := "labels-" + strconv.Itoa(n%2+1) + ".tsv"
	file, err := os.OpenFile(filepath.Join(s.folder, name), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	s.file, s.Labels = file, name
	w := bufio.NewWriterSize(file, 1<<18)
	for place := range s.labels.len() {
		if err := s.labels.write(w, place); err != nil {
			return err
		}
	}
	return errors.Join(s.end(w, s.labels.len()), old.Close())
}

func (s *state) end(w *bufio.Writer, lines int) (err error) {
	if err := errors.Join(w.Flush(), s.file.Sync()); err != nil {
		return err
	}
	s.lines = lines
	s.Bytes, err = s.file.Seek(0, io.SeekEnd)
	return err
}

// replace writes a file so that either the old or the new content stands
// there, whatever happens.
func replace(name string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // when it was renamed there is nothing
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// keepFinding adds a finding to the list of all there were.
func (s *state) keepFinding(f Finding) error {
	b, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("keep a finding: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(s.folder, findingsFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("keep a finding: %w", err)
	}
	_, err = file.Write(append(b, '\n'))
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("keep a finding: %w", err)
	}
	return nil
}

// keepEvidence keeps a checkpoint that contradicts one seen before: the two
// together show what the log has done, to anybody.
func (s *state) keepEvidence(at time.Time, signed []byte) error {
	folder := filepath.Join(s.folder, "evidence")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	both := "seen before:\n\n" + s.Checkpoint + "\nseen at " + at.Format(time.RFC3339) + ":\n\n" + string(signed)
	if err := replace(filepath.Join(folder, at.Format("20060102T150405Z")+".txt"), []byte(both)); err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	return nil
}
