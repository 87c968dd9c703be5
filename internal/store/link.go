package store

import (
	"time"

	"shirushi/internal/scheme"
)

// A LinkKind says what a one-time link is for.
type LinkKind string

const (
	LinkInvite  LinkKind = "invite"
	LinkRecover LinkKind = "recover"
)

// A Link is a one-time link that was sent to a person. The token itself is
// kept nowhere.
type Link struct {
	TokenHash string // SHA-256 of the token, in hexadecimal
	Kind      LinkKind
	Person    scheme.PersonID
	Made      time.Time
	Expires   time.Time
	Used      time.Time // zero: not yet
}

func linkRecord(l *Link) record {
	return record{table: "link", keys: 1, columns: []column{
		{"token_hash", &l.TokenHash}, {"kind", &l.Kind}, {"person", &l.Person},
		{"made", instant{&l.Made}}, {"expires", instant{&l.Expires}}, {"used", instant{&l.Used}},
	}}
}

// AddLink keeps a new link.
func (tx *Tx) AddLink(l Link) error { return tx.add(linkRecord(&l)) }

// Link reads the link of a token by its hash. It refuses an unknown one with
// Missing.
func (tx *Tx) Link(tokenHash string) (Link, error) {
	return read(tx, linkRecord, "WHERE token_hash = $1", tokenHash)
}

// PutLink writes a link that is there. It refuses an unknown one with Missing.
func (tx *Tx) PutLink(l Link) error { return tx.replace(linkRecord(&l)) }
