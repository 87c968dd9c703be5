// Package mail writes letters in the reader's language, keeps them sealed in
// a queue, and hands them to a mail server or a folder. It refuses to know
// who may get which letter: that is decided by whoever posts it, in the
// transaction of the deed that the letter tells of.
package mail

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/mail"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Post takes letters. Between posting and sending their text lies in the
// store only sealed, because it may hold a one-time link.
type Post struct {
	seal cipher.AEAD
	from mail.Address
	zone func() (name string, offset time.Duration) // nil: UTC
}

// In returns the post as one whose letters tell times in this zone, asked
// for at each letter.
func (p *Post) In(zone func() (name string, offset time.Duration)) *Post {
	q := *p
	q.zone = zone
	return &q
}

// KeyLength is the length of the sealing key in bytes.
const KeyLength = 32

// NewPost returns a post that seals with key, of KeyLength bytes, and sends
// from this address: "desk@example.jp" or "Name <desk@example.jp>".
func NewPost(key []byte, from string) (*Post, error) {
	if len(key) != KeyLength {
		return nil, fmt.Errorf("set up post: the sealing key has %d bytes, want %d", len(key), KeyLength)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("set up post: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("set up post: %w", err)
	}
	address, err := mail.ParseAddress(from)
	if err != nil || !scheme.PlausibleEmail(address.Address) {
		return nil, fmt.Errorf("set up post: %q is no address to send from", from)
	}
	return &Post{seal: seal, from: *address}, nil
}

// content is what is sealed.
type content struct {
	Language string `json:"language"`
	Subject  string `json:"subject"`
	Body     string `json:"body"`
}

// Send queues a letter of this kind in the transaction of the deed it tells
// of: it is sent if, and only if, the deed is kept. args are those that the
// kind names; one too few or too many is a failure, and so is an address
// that could carry a second header.
func (p *Post) Send(tx *store.Tx, to, lang, kind string, args map[string]string, now time.Time) error {
	if !scheme.PlausibleEmail(to) {
		return fmt.Errorf("post letter %s: %q is no address", kind, to)
	}
	printer := i18n.For(lang)
	if p.zone != nil {
		printer = printer.In(p.zone())
	}
	text, err := write(printer, kind, args)
	if err != nil {
		return fmt.Errorf("post letter %s: %w", kind, err)
	}
	letter := store.Letter{ID: rand.Text(), To: to, Kind: kind, Made: now, NextTry: now}
	if letter.Sealed, err = p.close(letter, text); err != nil {
		return fmt.Errorf("post letter %s: %w", kind, err)
	}
	if err := tx.AddLetter(letter); err != nil {
		return fmt.Errorf("post letter %s: %w", kind, err)
	}
	return nil
}

// close seals the text to its letter and addressee, so that a text cannot be
// moved to another letter in the database.
func (p *Post) close(l store.Letter, text content) ([]byte, error) {
	plain, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, p.seal.NonceSize())
	rand.Read(nonce)
	return p.seal.Seal(nonce, nonce, plain, bound(l)), nil
}

func (p *Post) open(l store.Letter) (content, error) {
	var text content
	n := p.seal.NonceSize()
	if len(l.Sealed) < n {
		return text, fmt.Errorf("open letter %s: there is no text", l.ID)
	}
	plain, err := p.seal.Open(nil, l.Sealed[:n], l.Sealed[n:], bound(l))
	if err != nil {
		return text, fmt.Errorf("open letter %s: sealed with another key or altered", l.ID)
	}
	if err := json.Unmarshal(plain, &text); err != nil {
		return text, fmt.Errorf("open letter %s: %w", l.ID, err)
	}
	return text, nil
}

func bound(l store.Letter) []byte { return []byte(l.ID + "\x00" + l.To) }
