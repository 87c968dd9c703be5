package scheme

import "time"

// Terms are the terms of confidentiality between office and applicant. The
// zero Terms ask for nothing.
type Terms struct {
	Title Text
	Text  Text

	Official bool
}

// IsZero reports whether the scheme has no terms to accept.
func (t Terms) IsZero() bool { return t.Text.IsZero() }

// A TermsNote records that a named person has accepted the scheme's terms.
type TermsNote struct {
	Name     string    `json:"name"`
	Language string    `json:"language"` // in which they were read
	Catalog  string    `json:"catalog"`  // hash of the scheme's data that holds them
	At       time.Time `json:"at"`
	By       PersonID  `json:"by"` // who was signed in
}

// CheckTerms refuses to go on without the terms accepted by someone with a
// name. Where the scheme has no terms there is nothing to accept.
func (s *Scheme) CheckTerms(accepted bool, name string) error {
	if s.Terms.IsZero() {
		return nil
	}
	var no Refusals
	if !accepted {
		no.Add(Refuse(Invalid, "refusal.terms.open").On("terms"))
	}
	if blank(name) {
		no.Add(Refuse(Invalid, "refusal.terms.name").On("terms_by"))
	}
	no.Add(tooLong("terms_by", name, maxName))
	return no.Err()
}
