package store

import (
	"time"

	"shirushi/internal/scheme"
)

// An EvidenceKey is the key under which an organisation's evidence is sealed.
// Its secret half is wrapped for a master key that no record holds.
type EvidenceKey struct {
	Organisation scheme.OrganisationID
	Revision     int
	Recipient    string // the public half
	Wrapped      []byte
	Master       string // public half of the master key
	Made         time.Time
}

func evidenceKeyRecord(k *EvidenceKey) record {
	return record{table: "evidence_key", keys: 1, revision: &k.Revision, columns: []column{
		{"organisation", &k.Organisation}, {"revision", &k.Revision}, {"recipient", &k.Recipient}, {"wrapped", &k.Wrapped},
		{"master", &k.Master}, {"made", instant{&k.Made}},
	}}
}

// EvidenceKey reads the key of an organisation. It refuses one that has none
// with Missing.
func (tx *Tx) EvidenceKey(org scheme.OrganisationID) (EvidenceKey, error) {
	return read(tx, evidenceKeyRecord, "WHERE organisation = $1", org)
}

// EvidenceKeys lists all keys.
func (tx *Tx) EvidenceKeys() ([]EvidenceKey, error) {
	return list(tx, evidenceKeyRecord, "ORDER BY organisation")
}

// OtherMasters counts the keys that are wrapped for another master key than
// this one.
func (tx *Tx) OtherMasters(master string) (int, error) {
	return scalar[int](tx, "evidence_key", "SELECT COUNT(*) FROM evidence_key WHERE master <> $1", master)
}

// PutEvidenceKey writes a key. It refuses with Conflict when the key has been
// written since it was read.
func (tx *Tx) PutEvidenceKey(k *EvidenceKey) error { return tx.put(evidenceKeyRecord(k)) }
