package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shirushi/internal/scheme"
)

// longest is the most characters that any one line may have; names, which
// stand in letters and headings, have less.
const (
	longest     = 500
	longestName = 200
)

// line makes what a person typed one plain line: NFC, no control characters,
// no invisible ones such as marks that turn the direction of writing, single
// spaces. Only the joiners stay that some scripts are written with.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			return -1
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(s, "")))
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	return strings.TrimSpace(s) // ideographic spaces too, at the ends only
}

// email trims an address but mends nothing inside it: what looks like two
// addresses, or like a header, must be refused and not tidied into something
// that mail is sent to.
func email(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// checkEmail refuses an address that is none, also by signs that
// scheme.PlausibleEmail lets pass but no mailbox has.
func checkEmail(field, s string) error {
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`()[]\:`, r)
	}
	if s != "" && (!scheme.PlausibleEmail(s) || !utf8.ValidString(s) || strings.ContainsFunc(s, odd)) {
		return scheme.Refuse(scheme.Invalid, "refusal.email").On(field)
	}
	return nil
}

// tooLong refuses fields of more characters than most.
func tooLong(most int, fields map[string]string) error {
	var no scheme.Refusals
	for field, s := range fields {
		if utf8.RuneCountInString(s) > most {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.text.too_long").On(field).With(most))
		}
	}
	return no.Err()
}

// cleanOrganisation tidies what was typed and refuses what could not be a party.
func cleanOrganisation(o scheme.Organisation) (scheme.Organisation, error) {
	for _, s := range []*string{&o.Name.Ja, &o.Name.En, &o.Reading, &o.Address, &o.Contact.Name, &o.Proof.Kind, &o.Proof.Number} {
		*s = line(*s)
	}
	o.Country = strings.ToUpper(line(o.Country))
	o.CorporateNumber = digitsOf(line(o.CorporateNumber))
	o.Proof.SHA256 = strings.ToLower(line(o.Proof.SHA256))
	o.Contact.Email = email(o.Contact.Email)
	if o.Foreign() {
		o.CorporateNumber = ""
	}
	var no scheme.Refusals
	no.Add(tooLong(longestName, map[string]string{"name": o.Name.Ja, "name_en": o.Name.En, "reading": o.Reading, "contact_name": o.Contact.Name}))
	no.Add(tooLong(longest, map[string]string{"address": o.Address, "proof": o.Proof.Kind + o.Proof.Number}))
	if len(o.Kind.RolesOf()) == 0 {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.organisation.kind").On("kind"))
	}
	if o.Proof.SHA256 != "" && !isHash(o.Proof.SHA256) {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.account.sha256").On("proof_sha256"))
	}
	if err := o.Check(); err != nil {
		no.Add(err)
	}
	if !refusedOn(no, "contact_email") {
		no.Add(checkEmail("contact_email", o.Contact.Email))
	}
	return o, no.Err()
}

// cleanPerson tidies what was typed and refuses who could not be a person of
// an organisation of this kind.
func cleanPerson(p scheme.Person, kind scheme.OrganisationKind) (scheme.Person, error) {
	p.Name = line(p.Name)
	p.Email = email(p.Email)
	var roles []scheme.Role
	for _, r := range p.Roles {
		if !(scheme.Person{Roles: roles}).Has(r) {
			roles = append(roles, r)
		}
	}
	p.Roles = roles
	var no scheme.Refusals
	no.Add(p.Check(kind))
	if !refusedOn(no, "email") {
		no.Add(checkEmail("email", p.Email))
	}
	return p, no.Err()
}

func refusedOn(no scheme.Refusals, field string) bool {
	for _, r := range no {
		if r.Field == field {
			return true
		}
	}
	return false
}

// digitsOf makes full-width digits plain and drops the hyphens and spaces
// that people write into long numbers.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '-' || r == '－' || r == '‐' || r == ' ' || r == '\u3000':
			return -1
		}
		return r
	}, s)
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
