package store

import (
	"database/sql/driver"
	"encoding/base64"
	"time"

	"shirushi/internal/scheme"
)

// A Passkey is one authenticator with which a person signs in.
type Passkey struct {
	CredentialID []byte
	Person       scheme.PersonID
	Name         string // given by the person
	Record       []byte // JSON of the library that checks it
	Made         time.Time
	Used         time.Time // zero: never yet
}

func passkeyRecord(p *Passkey) record {
	return record{table: "passkey", keys: 1, columns: []column{
		{"credential_id", base64Text{&p.CredentialID}}, {"person", &p.Person}, {"name", &p.Name},
		{"record", plain{&p.Record}}, {"made", instant{&p.Made}}, {"used", instant{&p.Used}},
	}}
}

// base64Text is the codec of bytes that stand as text in a column.
type base64Text struct{ at *[]byte }

func (c base64Text) Value() (driver.Value, error) {
	return base64.RawURLEncoding.EncodeToString(*c.at), nil
}

func (c base64Text) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	*c.at, err = base64.RawURLEncoding.DecodeString(text)
	return err
}

// AddPasskey keeps a new passkey. It refuses a credential that is on record
// already with Conflict.
func (tx *Tx) AddPasskey(p Passkey) error { return tx.add(passkeyRecord(&p)) }

// Passkeys lists the passkeys of a person, the oldest first.
func (tx *Tx) Passkeys(person scheme.PersonID) ([]Passkey, error) {
	return list(tx, passkeyRecord, "WHERE person = $1 ORDER BY made, credential_id", person)
}

// PutPasskey writes a passkey that is there. It refuses an unknown one with
// Missing.
func (tx *Tx) PutPasskey(p Passkey) error { return tx.replace(passkeyRecord(&p)) }

// DeletePasskey removes a passkey of the person. It refuses one that the
// person does not have with Missing.
func (tx *Tx) DeletePasskey(id []byte, person scheme.PersonID) error {
	return tx.one(missing(), "passkey", "DELETE FROM passkey WHERE credential_id = $1 AND person = $2", base64Text{&id}, person)
}
