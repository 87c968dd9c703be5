package store

import (
	"fmt"
	"time"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// A LogCosignature is what a witness has said of a checkpoint; one of each
// day, checkpoint and witness is kept, for ever.
type LogCosignature struct {
	Size int64 // of the checkpoint
	publog.Cosignature
	Day scheme.Date // of its instant, in the scheme's zone
}

func cosignatureRecord(c *LogCosignature) record {
	return record{table: "log_cosignature", keys: 3, columns: []column{
		{"size", &c.Size}, {"witness", &c.By}, {"day", &c.Day}, {"at", instant{&c.At}}, {"line", &c.Line},
	}}
}

// patience is for how long a checkpoint is served on that witnesses have
// cosigned while there are newer ones that none has.
const patience = time.Minute

// AddCosignature keeps a cosignature that was verified. It refuses with
// Conflict one of a checkpoint older than that served at now: readers would be
// sent a smaller tree than before.
func (tx *Tx) AddCosignature(c LogCosignature, now time.Time) error {
	served, err := tx.NewestCheckpoint(now)
	if err != nil {
		return err
	}
	if c.Size < served.Size {
		return fmt.Errorf("keep a cosignature of checkpoint %d: %d is served: %w", c.Size, served.Size, scheme.Refuse(scheme.Conflict, "refusal.stale"))
	}
	return tx.add(cosignatureRecord(&c))
}

// LastCosignature returns the last that a witness gave. It refuses with
// Missing before the first.
func (tx *Tx) LastCosignature(witness string) (LogCosignature, error) {
	return read(tx, cosignatureRecord, "WHERE witness = $1 ORDER BY at DESC, size DESC LIMIT 1", witness)
}

// NewestCheckpoint returns the checkpoint that is served at now, with what
// witnesses have said of it: the newest that one has cosigned, or the newest
// of all, when none has cosigned what was signed more than a minute ago. It
// refuses with Missing before the first. Its size never falls.
func (tx *Tx) NewestCheckpoint(now time.Time) (LogCheckpoint, error) {
	c, cosigned, err := tx.ServedCheckpoint(now)
	if err != nil || !cosigned {
		return c, err
	}
	return tx.Cosigned(c)
}

// ServedCheckpoint is NewestCheckpoint as the office alone has signed it, and
// reports whether a witness has cosigned it.
func (tx *Tx) ServedCheckpoint(now time.Time) (c LogCheckpoint, cosigned bool, err error) {
	c, err = read(tx, checkpointRecord, "WHERE size = (SELECT MAX(size) FROM log_cosignature)")
	if scheme.IsRefusal(err, scheme.Missing) {
		c, err = tx.LastCheckpoint()
		return c, false, err
	}
	if err != nil {
		return LogCheckpoint{}, false, err
	}
	next, err := tx.CheckpointAt(c.Size + 1)
	switch {
	case err == nil && now.Sub(next.At) > patience:
		c, err = tx.LastCheckpoint()
		return c, false, err
	case err != nil && !scheme.IsRefusal(err, scheme.Missing):
		return LogCheckpoint{}, false, err
	}
	return c, true, nil
}

// Cosigned returns a checkpoint with the last cosignature of each witness that
// gave it one.
func (tx *Tx) Cosigned(c LogCheckpoint) (LogCheckpoint, error) {
	all, err := list(tx, cosignatureRecord, "WHERE size = $1 ORDER BY witness, day DESC", c.Size)
	return with(c, all), err
}

// CheckpointOn returns the largest checkpoint that a witness cosigned on a
// day, with the cosignatures of that day. It refuses with Missing when none did.
func (tx *Tx) CheckpointOn(day scheme.Date) (LogCheckpoint, error) {
	c, err := read(tx, checkpointRecord, "WHERE size = (SELECT MAX(size) FROM log_cosignature WHERE day = $1)", day)
	if err != nil {
		return LogCheckpoint{}, err
	}
	all, err := list(tx, cosignatureRecord, "WHERE size = $1 AND day = $2 ORDER BY witness", c.Size, day)
	return with(c, all), err
}

// with puts under a checkpoint the first cosignature of each witness.
func with(c LogCheckpoint, all []LogCosignature) LogCheckpoint {
	last := ""
	for _, one := range all {
		if one.By != last {
			c.Signed += one.Line
		}
		last = one.By
	}
	return c
}
