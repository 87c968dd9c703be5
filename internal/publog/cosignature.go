package publog

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// A Witness verifies the cosignatures of somebody who watches logs from
// outside (C2SP tlog-cosignature, cosignature/v1). It is a note.Verifier, and
// never to be used as one that vouches for a log.
type Witness struct {
	Verifier string // as it is written: name+hash+key
	name     string
	hash     uint32
	key      [ed25519.PublicKeySize]byte
}

// A Cosignature is the word of a witness that, at an instant, it had seen no
// larger tree of a log, and none that this one does not go on from.
type Cosignature struct {
	By   string    // what verifies it
	At   time.Time // as the witness says; UTC, whole seconds
	Line string    // as it stands under the checkpoint, with its line feed
}

// cosigns is the type of such keys in C2SP's signed-note.
const cosigns = 4

// timeEnds is the first second that has five digits in its year.
const timeEnds = 253402300800

// ErrWitness is what verifiers and keys of witnesses are refused with that are none.
var ErrWitness = errors.New("publog: not a witness's key: it is written name+hash+key, with a key of type 4 (cosignature/v1)")

// ParseWitness reads a verifier as C2SP signed-note writes it.
func ParseWitness(verifier string) (Witness, error) {
	name, rest, _ := strings.Cut(verifier, "+")
	_, key64, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.Strict().DecodeString(key64)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != cosigns || !nameFits(name) {
		return Witness{}, ErrWitness
	}
	w := newWitness(name, key[1:])
	if w.Verifier != verifier {
		return Witness{}, ErrWitness
	}
	return w, nil
}

func newWitness(name string, public []byte) Witness {
	typed := append([]byte{cosigns}, public...)
	sum := sha256.Sum256(append([]byte(name+"\n"), typed...))
	hash := binary.BigEndian.Uint32(sum[:4])
	w := Witness{name: name, hash: hash, Verifier: fmt.Sprintf("%s+%08x+%s", name, hash, base64.StdEncoding.EncodeToString(typed))}
	copy(w.key[:], public)
	return w
}

func nameFits(name string) bool {
	return name != "" && utf8.ValidString(name) && !strings.Contains(name, "+") && strings.IndexFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) < 0
}

// Name returns the name that stands in the cosignatures.
func (w Witness) Name() string { return w.name }

// KeyHash returns the number that stands in the cosignatures.
func (w Witness) KeyHash() uint32 { return w.hash }

// Verify reports whether sig, its time and signature, is a cosignature of a
// checkpoint's text.
func (w Witness) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	return at < timeEnds && ed25519.Verify(w.key[:], cosigned(text, int64(at)), sig[8:])
}

// cosigned returns what a witness signs.
func cosigned(text []byte, at int64) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatInt(at, 10)+"\n"), text...)
}

// Cosignatures returns those of these witnesses that stand under a signed
// checkpoint, in its order, each verified. It fails when one that says to be
// of them is not. It says nothing of the log's own signature.
func Cosignatures(signed []byte, witnesses ...Witness) ([]Cosignature, error) {
	known, by := make([]note.Verifier, len(witnesses)), map[note.Signature]string{}
	for i, w := range witnesses {
		known[i] = w
		by[note.Signature{Name: w.name, Hash: w.hash}] = w.Verifier
	}
	n, err := note.Open(signed, note.VerifierList(known...))
	var none *note.UnverifiedNoteError
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("verify cosignatures: %w", err)
	}
	all := make([]Cosignature, len(n.Sigs))
	for i, s := range n.Sigs {
		b, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil {
			return nil, fmt.Errorf("verify cosignatures: %w", err)
		}
		at := int64(binary.BigEndian.Uint64(b[4:]))
		all[i] = Cosignature{By: by[note.Signature{Name: s.Name, Hash: s.Hash}], At: time.Unix(at, 0).UTC(), Line: lineOf(s.Name, b)}
	}
	return all, nil
}

func lineOf(name string, b []byte) string {
	return "— " + name + " " + base64.StdEncoding.EncodeToString(b) + "\n"
}

// A Cosigner is the key of a witness.
type Cosigner struct {
	Witness
	secret ed25519.PrivateKey
}

// NewCosigner makes the key of a witness of this name, which has no white
// space and no plus sign; by custom it is an address without its scheme.
func NewCosigner(name string) (Cosigner, error) {
	if !nameFits(name) {
		return Cosigner{}, errors.New("the name of a witness has no white space and no plus sign, such as witness.example/w1")
	}
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Cosigner{}, fmt.Errorf("make a witness's key: %w", err)
	}
	return Cosigner{newWitness(name, public), secret}, nil
}

// ParseCosigner reads a key as Secret wrote it.
func ParseCosigner(text string) (Cosigner, error) {
	parts := strings.SplitN(strings.TrimSpace(text), "+", 5)
	if len(parts) != 5 || !nameFits(parts[2]) {
		return Cosigner{}, ErrWitness
	}
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize || seed[0] != cosigns {
		return Cosigner{}, ErrWitness
	}
	secret := ed25519.NewKeyFromSeed(seed[1:])
	c := Cosigner{newWitness(parts[2], secret[ed25519.SeedSize:]), secret} // the second half is the public key
	if c.Secret() != strings.TrimSpace(text) {
		return Cosigner{}, ErrWitness
	}
	return c, nil
}

// Secret returns the key as it is kept. Who has it can cosign.
func (c Cosigner) Secret() string {
	seed := append([]byte{cosigns}, c.secret.Seed()...)
	return fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", c.name, c.hash, base64.StdEncoding.EncodeToString(seed))
}

// Cosign says of a checkpoint's text what a Cosignature says. The instant is
// after 1970 and before the year 10000.
func (c Cosigner) Cosign(text string, at time.Time) Cosignature {
	at = at.UTC().Truncate(time.Second)
	b := binary.BigEndian.AppendUint32(nil, c.hash)
	b = binary.BigEndian.AppendUint64(b, uint64(at.Unix()))
	b = append(b, ed25519.Sign(c.secret, cosigned([]byte(text), at.Unix()))...)
	return Cosignature{By: c.Verifier, At: at, Line: lineOf(c.name, b)}
}
