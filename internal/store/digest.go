package store

import "shirushi/internal/scheme"

// PeopleToTell lists people who may sign in, want a daily letter and were not
// looked at for it on day yet, in the order of their ids after one; at most 500.
func (tx *Tx) PeopleToTell(day scheme.Date, after scheme.PersonID) ([]scheme.Person, error) {
	return list(tx, personRecord, "WHERE id > $1 AND dismissed = '' AND enrolled <> '' AND no_digest = 0 AND NOT EXISTS (SELECT 1 FROM digest d WHERE d.person = person.id AND d.day >= $2) ORDER BY id LIMIT $3",
		after, day, mostRows)
}

// MarkTold notes that a person was looked at for the daily letter of day. It
// refuses with Conflict when that was noted already.
func (tx *Tx) MarkTold(p scheme.PersonID, day scheme.Date) error {
	return tx.one(scheme.Refuse(scheme.Conflict, "refusal.taken"), "digest",
		"INSERT INTO digest (person, day) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET day = excluded.day WHERE digest.day < excluded.day", p, day)
}
