package keeper

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"shirushi/internal/publog"
	"shirushi/internal/store"
)

// A memory is a file beside the database that holds the largest checkpoint
// known here. By it the keeper notices a database that knows less than was
// published, or other things. It belongs in no backup: whoever puts an older
// state back must not put it back as well.
type memory struct{ file string } // "" remembers nothing

// Remember lets the keeper hold what it finds against a file, and write to it
// before it gives a checkpoint away. Processes may share the file.
func (k *Keeper) Remember(file string) *Keeper {
	k.memory = memory{file}
	return k
}

// read returns what is remembered: nothing of the size 0 at first.
func (m memory) read() (publog.Checkpoint, error) {
	if m.file == "" {
		return publog.Checkpoint{}, nil
	}
	b, err := os.ReadFile(m.file)
	if errors.Is(err, fs.ErrNotExist) {
		return publog.Checkpoint{}, nil
	}
	if err != nil {
		return publog.Checkpoint{}, fmt.Errorf("read the last checkpoint: %w", err)
	}
	c, err := publog.ParseCheckpoint(string(b))
	if err != nil {
		return publog.Checkpoint{}, fmt.Errorf("read the last checkpoint: %s: %w", m.file, err)
	}
	return c, nil
}

// check fails when the log has not grown from what is remembered.
func (m memory) check(tx *store.Tx, known publog.Checkpoint, origin string) error {
	if known.Size == 0 {
		return nil
	}
	was, err := tx.WasTree(known.Head)
	if err != nil {
		return err
	}
	if !was || origin != known.Origin {
		return fmt.Errorf("%w: a checkpoint of %d events was signed for %s, and the database does not go on from it. Was an older backup put back, or another database? "+
			"Put back the newest there is. When there is none, remove %s: the log then goes on from what is there, and everybody who follows it will see that it was broken off",
			store.ErrAltered, known.Size, known.Origin, m.file)
	}
	return nil
}

// raise remembers next in place of known, and reports false when another
// process has changed the memory since known was read.
func (m memory) raise(known, next publog.Checkpoint) (bool, error) {
	if m.file == "" {
		return true, nil
	}
	folder := filepath.Dir(m.file)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return false, fmt.Errorf("remember a checkpoint: %w", err)
	}
	lock, err := os.Open(folder)
	if err != nil {
		return false, fmt.Errorf("remember a checkpoint: %w", err)
	}
	defer lock.Close() // gives the lock back
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return false, fmt.Errorf("remember a checkpoint: %w", err)
	}
	if now, err := m.read(); err != nil || now != known {
		return false, err
	}
	if err := writeWhole(m.file, next.Text()); err != nil {
		return false, fmt.Errorf("remember a checkpoint: %w", err)
	}
	return true, nil
}
