package publog

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Head says which tree is meant: how many leaves it has, and its root.
type Head struct {
	Size int64
	Root tlog.Hash
}

// A Checkpoint is a head that somebody vouches for (C2SP tlog-checkpoint).
type Checkpoint struct {
	Origin string // the name of the log
	Head
}

// Text returns the checkpoint as it is signed.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

// Sign signs the checkpoint.
func (c Checkpoint) Sign(signers ...note.Signer) (signed []byte, err error) {
	signed, err = note.Sign(&note.Note{Text: c.Text()}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint %d: %w", c.Size, err)
	}
	return signed, nil
}

// ErrCheckpoint is what checkpoints are refused with that are none, or of
// another log.
var ErrCheckpoint = errors.New("publog: not a checkpoint of this log")

// ParseCheckpoint reads what was signed as a checkpoint. Lines after the third
// say more, which nobody here knows to read.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, ErrCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, ErrCheckpoint
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, ErrCheckpoint
	}
	return Checkpoint{Origin: lines[0], Head: Head{size, tlog.Hash(root)}}, nil
}

// OpenCheckpoint verifies a signed checkpoint of the log with this origin. At
// least one signature must be by one of the verifiers; those of others are in
// the note.
func OpenCheckpoint(signed []byte, origin string, verifiers ...note.Verifier) (Checkpoint, *note.Note, error) {
	n, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return Checkpoint{}, nil, fmt.Errorf("verify checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err == nil && c.Origin != origin {
		err = ErrCheckpoint
	}
	if err != nil {
		return Checkpoint{}, nil, err
	}
	return c, n, nil
}
