package publog

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Role is what a key of the office signs. Each has keys of its own: who gets
// hold of one can do no more than its role.
type Role string

const (
	Checkpoints Role = "log"        // signs checkpoints of the log
	Statements  Role = "statements" // signs statements on the status of labels
	Webhooks    Role = "webhooks"   // signs what is sent to those who asked to be told; nothing is yet
)

// Roles are all there are.
var Roles = []Role{Checkpoints, Statements, Webhooks}

// Name returns the name of the keys of a role at an installation, of which
// host is the host of its address: "labels.example/log". The name of the log's
// keys is also its origin.
func (r Role) Name(host string) string { return host + "/" + string(r) }

// A Told is a key that the log tells of.
type Told struct {
	Event    int64 // number of the event that tells of it
	Role     Role
	Verifier string // as C2SP signed-note writes it: name+hash+key
	Lost     bool   // the key before it in its role cannot sign any more
}

// A Key signs and says how its signatures are verified.
type Key struct {
	note.Signer
	Verifier string // as C2SP signed-note writes it: name+hash+key
	secret   string
}

// NewKey makes an Ed25519 key of this name, which has no white space and no plus sign.
func NewKey(name string) (Key, error) {
	secret, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return Key{}, fmt.Errorf("make a key: %w", err)
	}
	return ParseKey(secret)
}

// ParseKey reads a key as Secret wrote it.
func ParseKey(secret string) (Key, error) {
	secret = strings.TrimSpace(secret)
	s, err := note.NewSigner(secret)
	if err != nil {
		return Key{}, fmt.Errorf("read a signing key: %w", err)
	}
	v, err := verifierOf(secret)
	return Key{s, v, secret}, err
}

// Secret returns the key as it is kept. Who has it can sign.
func (k Key) Secret() string { return k.secret }

// verifierOf returns what verifies the signatures of a secret that was read
// as one already.
func verifierOf(secret string) (string, error) {
	parts := strings.SplitN(secret, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil {
		return "", fmt.Errorf("read a signing key: %w", err)
	}
	public, ok := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey) // the first byte says which algorithm
	if !ok {
		return "", errors.New("read a signing key: no Ed25519 key")
	}
	return note.NewEd25519VerifierKey(parts[2], public)
}
