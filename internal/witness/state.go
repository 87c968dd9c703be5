package witness

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"shirushi/internal/publog"
)

// What lies in the folder of a witness.
const (
	keyFile   = "witness.key"
	stateFile = "cosigned.json" // what was cosigned last, of each log
	lockFile  = "lock"
	forkedDir = "forked" // checkpoints of one size and different roots: proofs of a split view
)

// ErrLost tells that a witness has its key and not what it cosigned with it.
var ErrLost = errors.New("the witness has a key, but not what it has cosigned: it could cosign what contradicts that")

// A state is what a witness must remember: lost or put back, its word is
// worth nothing any more. Only one process has a folder open at a time.
type state struct {
	folder string
	lock   *os.File
	last   map[string]cosigned // by origin
}

// A cosigned is the checkpoint of a log that was cosigned last.
type cosigned struct {
	publog.Checkpoint
	note string // with the signatures of the log and the cosignature
	at   time.Time
}

// openState reads what lies in the folder, and begins with a key of this name
// in one that is empty.
func openState(folder, name string) (_ *state, key publog.Cosigner, err error) {
	if err := os.MkdirAll(filepath.Join(folder, forkedDir), 0o700); err != nil {
		return nil, key, fmt.Errorf("open the witness's folder: %w", err)
	}
	s := &state{folder: folder, last: map[string]cosigned{}}
	s.lock, err = os.OpenFile(filepath.Join(folder, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, key, fmt.Errorf("open the witness's folder: %w", err)
	}
	if err = syscall.Flock(int(s.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		err = fmt.Errorf("another process has %s open: %w", folder, err)
	} else {
		key, err = s.load(name)
	}
	if err != nil {
		return nil, key, errors.Join(err, s.lock.Close())
	}
	return s, key, nil
}

func (s *state) load(name string) (publog.Cosigner, error) {
	text, err := os.ReadFile(s.path(keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s.begin(name)
	}
	if err != nil {
		return publog.Cosigner{}, fmt.Errorf("read the witness's key: %w", err)
	}
	info, err := os.Stat(s.path(keyFile))
	if err != nil {
		return publog.Cosigner{}, fmt.Errorf("read the witness's key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return publog.Cosigner{}, fmt.Errorf("%s can be read by others; chmod 600 it", s.path(keyFile))
	}
	key, err := publog.ParseCosigner(string(text))
	if err != nil {
		return publog.Cosigner{}, fmt.Errorf("read the witness's key %s: %w", s.path(keyFile), err)
	}
	if key.Name() != name {
		return publog.Cosigner{}, fmt.Errorf("the key in %s is of the witness %q, not %q: a witness keeps its name", s.path(keyFile), key.Name(), name)
	}
	return key, s.read(key)
}

// begin makes the key after the empty state, so that a key never lies alone.
func (s *state) begin(name string) (publog.Cosigner, error) {
	if _, err := os.Stat(s.path(stateFile)); err == nil {
		if err := s.read(publog.Cosigner{}); err != nil || len(s.last) > 0 {
			return publog.Cosigner{}, fmt.Errorf("%s is there and its key %s is not: begin with an empty folder and another name", s.path(stateFile), keyFile)
		}
	}
	key, err := publog.NewCosigner(name)
	if err == nil {
		err = s.write(stateFile, []byte("{}\n"))
	}
	if err == nil {
		err = s.write(keyFile, []byte(key.Secret()+"\n"))
	}
	return key, err
}

// read takes only what the witness itself has cosigned.
func (s *state) read(key publog.Cosigner) error {
	b, err := os.ReadFile(s.path(stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w; begin with an empty folder and another name, and give logs the new verifier", ErrLost)
	}
	if err != nil {
		return fmt.Errorf("read what was cosigned: %w", err)
	}
	notes := map[string]string{}
	if err := json.Unmarshal(b, &notes); err != nil {
		return fmt.Errorf("read %s: %w", s.path(stateFile), err)
	}
	for origin, text := range notes {
		c, _, err := publog.OpenCheckpoint([]byte(text), origin, key)
		if err != nil {
			return fmt.Errorf("read %s: log %q: %w", s.path(stateFile), origin, err)
		}
		signed, err := publog.Cosignatures([]byte(text), key.Witness)
		if err != nil {
			return fmt.Errorf("read %s: log %q: %w", s.path(stateFile), origin, err)
		}
		s.last[origin] = cosigned{c, text, signed[0].At}
	}
	return nil
}

// keep makes c what was cosigned last. When it returns no error, c outlasts a
// loss of power; when it does, what was last is still so in memory, and
// either of the two on the disk.
func (s *state) keep(c cosigned) error {
	notes := map[string]string{c.Origin: c.note}
	for origin, one := range s.last {
		if origin != c.Origin {
			notes[origin] = one.note
		}
	}
	b, err := json.MarshalIndent(notes, "", "\t")
	if err != nil {
		return fmt.Errorf("keep what is cosigned: %w", err)
	}
	if err := s.write(stateFile, append(b, '\n')); err != nil {
		return err
	}
	s.last[c.Origin] = c
	return nil
}

// forked keeps two checkpoints of one size with different roots, both signed
// by the log, and reports whether this was not known yet.
func (s *state) forked(was, is cosigned) (fresh bool, err error) {
	name := filepath.Join(forkedDir, fmt.Sprintf("%d-%x.txt", is.Size, is.Root[:]))
	if _, err := os.Stat(s.path(name)); err == nil {
		return false, nil
	}
	return true, s.write(name, []byte(was.note+"\n\n"+is.note))
}

func (s *state) path(name string) string { return filepath.Join(s.folder, name) }

// write puts a whole file in its place: a crash leaves the old or the new one.
func (s *state) write(name string, b []byte) error {
	f, err := os.CreateTemp(s.folder, "new-*") // for this user only
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(f.Name(), s.path(name)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	d, err := os.Open(filepath.Dir(s.path(name)))
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (s *state) close() error { return s.lock.Close() }
