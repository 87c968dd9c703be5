package statement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// A File is a signed statement with all that proves it.
type File struct {
	V          int     `json:"v"`         // 1
	Statement  string  `json:"statement"` // a line
	Signature  string  `json:"signature"` // a signed note whose text is the line
	Events     []Event `json:"events"`    // those about the label that count, and those that tell of the keys that signed; by number
	Checkpoint string  `json:"checkpoint"`
	Cosigned   string  `json:"cosigned,omitempty"` // the same checkpoint with the cosignatures of witnesses
}

// An Event is an event with the proof that it stands in the log.
type Event struct {
	N        int64              `json:"n"`     // its number
	Leaf     string             `json:"leaf"`  // its bytes
	Proof    []tlog.Hash        `json:"proof"` // that they are the leaf n-1 of the checkpoint's tree
	Openings map[string]Opening `json:"openings,omitempty"`
}

// An Opening is the text that a commitment of an event stands for.
type Opening struct {
	Salt string `json:"salt"`
	Text string `json:"text"`
}

// MediaType is that of a file, and Suffix ends the names of files.
const (
	MediaType = "application/json"
	Suffix    = ".status.json"
)

// Name is the name under which the file of a statement is handed out: no two
// questions of one label have the same.
func (s Statement) Name() string { return string(s.Number) + "-" + s.Days() + Suffix }

// Days says which days a statement is of, for names of files: the day of the
// status and, where records of later days count as well, the last of these.
func (s Statement) Days() string {
	if s.Known == s.Day {
		return string(s.Day)
	}
	return string(s.Day) + "-known-" + string(s.Known)
}

// MostBytes bounds a file.
const MostBytes = 8 << 20

// Bytes returns the file as it is handed out: one line.
func (f File) Bytes() ([]byte, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("write status file: %w", err)
	}
	if b = append(b, '\n'); len(b) > MostBytes {
		return nil, fmt.Errorf("write status file: it has %d bytes; %d may be", len(b), MostBytes)
	}
	return b, nil
}

// ErrFile is what files are refused with that are no status file.
var ErrFile = errors.New("statement: not a status file of version 1")

// Parse reads a file. White space between its parts does not matter; all else
// must be as Bytes writes it, so that two readers cannot read two things.
func Parse(b []byte) (File, Statement, error) {
	var f File
	var plain bytes.Buffer
	if len(b) > MostBytes || json.Unmarshal(b, &f) != nil || json.Compact(&plain, b) != nil {
		return File{}, Statement{}, ErrFile
	}
	again, err := json.Marshal(f)
	if err != nil || f.V != 1 || !bytes.Equal(again, plain.Bytes()) {
		return File{}, Statement{}, ErrFile
	}
	s, err := ParseLine(f.Statement)
	if err != nil {
		return File{}, Statement{}, errors.Join(ErrFile, err)
	}
	return f, s, nil
}

// RecordedLater is Report.RecordedLater of a file that the reader made itself:
// it verifies nothing. s is what the file states.
func (f File) RecordedLater(s Statement) scheme.Date {
	for _, one := range f.Events {
		if e, err := scheme.ParseLeaf([]byte(one.Leaf)); err == nil && e.Label == s.Number {
			return s.recordedLater(e)
		}
	}
	return ""
}

// Prove returns events as they stand in a file, each with the proof that it is
// in the tree; hashes reads the log's. It fails when one is not.
func Prove(events []Recorded, tree publog.Head, hashes tlog.HashReader) ([]Event, error) {
	all := make([]Event, 0, len(events))
	for _, e := range events {
		leaf := e.Leaf()
		proof, err := tlog.ProveRecord(tree.Size, e.Seq-1, hashes)
		if err == nil {
			err = tlog.CheckRecord(proof, tree.Size, tree.Root, e.Seq-1, tlog.RecordHash(leaf))
		}
		if err != nil {
			return nil, fmt.Errorf("prove event %d: %w", e.Seq, err)
		}
		if proof == nil { // of the only event of a log
			proof = tlog.RecordProof{}
		}
		one := Event{N: e.Seq, Leaf: string(leaf), Proof: proof}
		for field, o := range e.Openings {
			if one.Openings == nil {
				one.Openings = map[string]Opening{}
			}
			one.Openings[field] = Opening{o.Salt, o.Text}
		}
		all = append(all, one)
	}
	return all, nil
}

// Sign puts a file together. The statement is signed as it is; events are
// those that count and those that tell of keys, in the order of their numbers.
func Sign(s Statement, events []Event, checkpoint string, key note.Signer) (File, error) {
	f := File{V: 1, Statement: s.Line(), Events: events, Checkpoint: checkpoint}
	signed, err := note.Sign(&note.Note{Text: f.Statement + "\n"}, key)
	if err != nil {
		return File{}, fmt.Errorf("sign statement: %w", err)
	}
	f.Signature = string(signed)
	return f, nil
}

// Keys returns what verifies the signatures of a role, as the events of the
// file tell. Only who knows that these stand in the log may trust them.
func (f File) Keys(role publog.Role) (verifiers []string) {
	for _, one := range f.Events {
		e, err := scheme.ParseLeaf([]byte(one.Leaf))
		if err == nil && e.Kind == scheme.KeyAdded && e.Facts["role"] == string(role) {
			verifiers = append(verifiers, e.Facts["verifier"])
		}
	}
	return verifiers
}
