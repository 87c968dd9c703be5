package store

import (
	"time"

	"shirushi/internal/scheme"
)

// A Session is one browser that has begun to sign in, or has.
type Session struct {
	TokenHash string          // SHA-256 of the token, in hexadecimal
	Person    scheme.PersonID // "" before sign-in
	Made      time.Time
	Seen      time.Time
	Expires   time.Time
	SteppedUp time.Time // of the last fresh passkey; zero: none
	Ceremony  []byte    // JSON of a passkey ceremony under way; nil: none
	Purpose   string
}

func sessionRecord(s *Session) record {
	return record{table: "session", keys: 1, columns: []column{
		{"token_hash", &s.TokenHash}, {"person", &s.Person}, {"made", instant{&s.Made}}, {"seen", instant{&s.Seen}},
		{"expires", instant{&s.Expires}}, {"stepped_up", instant{&s.SteppedUp}},
		{"ceremony", plain{&s.Ceremony}}, {"purpose", &s.Purpose},
	}}
}

// AddSession keeps a new session.
func (tx *Tx) AddSession(s Session) error { return tx.add(sessionRecord(&s)) }

// Session reads the session of a token by its hash, expired or not. It
// refuses an unknown one with Missing.
func (tx *Tx) Session(tokenHash string) (Session, error) {
	return read(tx, sessionRecord, "WHERE token_hash = $1", tokenHash)
}

// PutSession writes a session that is there. It refuses one that has been
// ended meanwhile with Missing, so that no late request revives it.
func (tx *Tx) PutSession(s Session) error { return tx.replace(sessionRecord(&s)) }

// DeleteSession ends a session; it may have ended before.
func (tx *Tx) DeleteSession(tokenHash string) error {
	_, err := tx.exec("session", "DELETE FROM session WHERE token_hash = $1", tokenHash)
	return err
}

// DeleteSessionsOf ends all sessions of a person.
func (tx *Tx) DeleteSessionsOf(person scheme.PersonID) error {
	_, err := tx.exec("session", "DELETE FROM session WHERE person = $1", person)
	return err
}

// DeleteExpiredSessions removes the sessions that have expired at now and
// returns how many there were.
func (tx *Tx) DeleteExpiredSessions(now time.Time) (int, error) {
	return tx.exec("session", "DELETE FROM session WHERE expires <= $1", instant{&now})
}
