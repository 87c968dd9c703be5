package store

import (
	"strings"

	"shirushi/internal/scheme"
)

func personRecord(p *scheme.Person) record {
	return record{table: "person", keys: 1, revision: &p.Revision, columns: []column{
		{"id", &p.ID}, {"revision", &p.Revision}, {"organisation", &p.Organisation}, {"name", &p.Name},
		{"email", &p.Email}, {"email_key", derived{emailKey(p.Email)}}, {"language", &p.Language}, {"roles", facts{&p.Roles}},
		{"invited", instant{&p.Invited}}, {"enrolled", instant{&p.Enrolled}}, {"dismissed", instant{&p.Dismissed}}, {"no_digest", flag{&p.NoDigest}},
	}}
}

// emailKey is the form in which addresses are compared.
func emailKey(email string) string { return strings.ToLower(email) }

// Person reads one person. It refuses an unknown id with Missing.
func (tx *Tx) Person(id scheme.PersonID) (scheme.Person, error) {
	return read(tx, personRecord, "WHERE id = $1", id)
}

// PersonByEmail reads the person with this address, whatever its case. Of
// several it is the one who is not dismissed, else the last invited. It
// refuses an unknown address with Missing.
func (tx *Tx) PersonByEmail(email string) (scheme.Person, error) {
	return read(tx, personRecord,
		"WHERE email_key = $1 ORDER BY CASE WHEN dismissed = '' THEN 0 ELSE 1 END, invited DESC, id LIMIT 1", emailKey(email))
}

// People lists all people of an organisation, or of every one when it is "",
// in the order of their invitation.
func (tx *Tx) People(org scheme.OrganisationID) ([]scheme.Person, error) {
	var w where
	if org != "" {
		w.and("organisation = " + w.mark(org))
	}
	return list(tx, personRecord, w.String()+" ORDER BY invited, id", w.args...)
}

// PutPerson writes a person. It refuses with Conflict when the person has
// been written since it was read, and an address that someone else who is
// not dismissed has.
func (tx *Tx) PutPerson(p *scheme.Person) error { return tx.put(personRecord(p)) }
