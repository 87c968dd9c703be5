package store

import "shirushi/internal/scheme"

func powerRecord(p *scheme.Power) record {
	return record{table: "power", keys: 3, columns: []column{
		{"agent", &p.Agent}, {"applicant", &p.Applicant}, {"valid_from", &p.From},
		{"valid_until", &p.Until}, {"sha256", &p.SHA256}, {"ended", &p.Ended},
	}}
}

// PowersOf lists the powers of attorney that an agent was given, also those
// that no longer hold.
func (tx *Tx) PowersOf(agent scheme.OrganisationID) ([]scheme.Power, error) {
	return list(tx, powerRecord, "WHERE agent = $1 ORDER BY applicant, valid_from", agent)
}

// PowersFor lists the powers of attorney that an applicant has given, also
// those that no longer hold.
func (tx *Tx) PowersFor(applicant scheme.OrganisationID) ([]scheme.Power, error) {
	return list(tx, powerRecord, "WHERE applicant = $1 ORDER BY agent, valid_from", applicant)
}

// PutPower writes a power of attorney; agent, applicant and first day say
// which one.
func (tx *Tx) PutPower(p scheme.Power) error { return tx.upsert(powerRecord(&p)) }
