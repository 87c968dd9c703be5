package scheme

import "time"

// Ids of people and organisations: random, without meaning.
type (
	PersonID       string
	OrganisationID string
)

// A Role says what a person may do; a person may hold several.
type Role string

const (
	RoleApplicant     Role = "applicant"     // works on the applications of the own organisation
	RoleAgent         Role = "agent"         // works for applicants by power of attorney
	RoleManager       Role = "manager"       // invites and dismisses people of the own organisation
	RoleEntry         Role = "entry"         // an officer, toward an application that came on paper: enters it for the applicant
	RoleOfficer       Role = "officer"       // checks, accepts, decides
	RoleAdministrator Role = "administrator" // loads the catalogue, manages people and organisations
	RoleReviewer      Role = "authority"     // answers inquiries for the own authority
	RoleSystem        Role = "system"        // the software itself, for deeds that only time brings
)

// OrganisationKind says on which side of the counter an organisation stands.
type OrganisationKind string

const (
	Maker     OrganisationKind = "maker"
	Agency    OrganisationKind = "agency" // applies for makers
	Office    OrganisationKind = "office"
	Authority OrganisationKind = "authority" // answers inquiries
)

// RolesOf returns the roles that people of such an organisation may hold.
func (k OrganisationKind) RolesOf() []Role {
	switch k {
	case Maker:
		return []Role{RoleApplicant, RoleManager}
	case Agency:
		return []Role{RoleAgent, RoleManager}
	case Office:
		return []Role{RoleOfficer, RoleAdministrator}
	case Authority:
		return []Role{RoleReviewer}
	}
	return nil
}

// An Organisation is a company or body that takes part in the scheme.
type Organisation struct {
	ID              OrganisationID
	Revision        int
	Kind            OrganisationKind
	Name            Text   // the English name is required of foreign makers
	Reading         string // of the Japanese name, in kana, for sorting
	CorporateNumber string // 法人番号, 13 digits; "" for foreign organisations
	Proof           Proof  // of legal personality, when there is no corporate number
	Country         string // ISO 3166-1 alpha-2
	Address         string
	Contact         Contact
	Made            time.Time
}

// A Proof shows that a foreign organisation is a legal person.
type Proof struct {
	Kind   string `json:"kind,omitempty"`   // such as "extract from the commercial register"
	Number string `json:"number,omitempty"` // as the register has it
	SHA256 string `json:"sha256,omitempty"` // of the document, which the organisation keeps
}

// A Contact is the person the office writes to. Of a foreign organisation it
// must read Japanese, the language of the scheme's letters.
type Contact struct {
	Name          string `json:"name"`
	Email         string `json:"email"`
	ReadsJapanese bool   `json:"reads_japanese"`
}

// Foreign reports whether the organisation has its seat outside Japan and
// therefore no corporate number.
func (o Organisation) Foreign() bool { return o.Country != "JP" }

// Check refuses an organisation that could not be a party: without a name,
// with a wrong corporate number, or foreign without proof.
func (o Organisation) Check() error {
	var no Refusals
	on := func(field, key string) { no.Add(Refuse(Invalid, key).On(field)) }
	if o.Name.IsZero() {
		on("name", "refusal.organisation.name")
	}
	if !IsCountry(o.Country) {
		on("country", "refusal.organisation.country")
	}
	if o.Kind == Maker || o.Kind == Agency {
		if o.Address == "" {
			on("address", "refusal.organisation.address")
		}
		if o.Contact.Name == "" {
			on("contact_name", "refusal.organisation.contact_name")
		}
		if !PlausibleEmail(o.Contact.Email) {
			on("contact_email", "refusal.email")
		}
		if o.Foreign() {
			if o.Name.En == "" {
				on("name_en", "refusal.organisation.english_name")
			}
			if o.Proof.Kind == "" || o.Proof.Number == "" {
				on("proof", "refusal.organisation.proof")
			}
			if !o.Contact.ReadsJapanese {
				on("reads_japanese", "refusal.organisation.reads_japanese")
			}
		} else if err := CheckCorporateNumber(o.CorporateNumber); err != nil {
			no.Add(err)
		}
	}
	return no.Err()
}

// CheckCorporateNumber refuses what is not a Japanese corporate number: 13
// digits, of which the first is the check digit over the other twelve
// (the ordinance on corporate numbers, modulus 9 with weights 1 and 2).
func CheckCorporateNumber(s string) error {
	if len(s) != 13 || !digits(s) {
		return Refuse(Invalid, "refusal.corporate_number.malformed").On("corporate_number")
	}
	if s[0]-'0' != corporateCheckDigit(s[1:]) {
		return Refuse(Invalid, "refusal.corporate_number.check_digit").On("corporate_number")
	}
	return nil
}

func corporateCheckDigit(twelve string) byte {
	sum := 0
	for i := 0; i < 12; i++ {
		weight := 1
		if i%2 == 0 { // the first of twelve is the twelfth from the right: even places weigh two
			weight = 2
		}
		sum += int(twelve[i]-'0') * weight
	}
	return byte(9 - sum%9)
}

// PlausibleEmail reports whether s could be an address that mail is sent
// to. Only an answered letter proves more.
func PlausibleEmail(s string) bool {
	at := -1
	for i, r := range s {
		switch {
		case r <= ' ' || r == 0x7f || r == ',' || r == ';' || r == '<' || r == '>' || r == '"':
			return false
		case r == '@' && at >= 0:
			return false
		case r == '@':
			at = i
		}
	}
	return at > 0 && at < len(s)-1 && len(s) <= 254
}

// A Person is someone who may sign in.
type Person struct {
	ID           PersonID
	Revision     int
	Organisation OrganisationID
	Name         string
	Email        string
	Language     string // "ja" or "en"
	Roles        []Role
	Invited      time.Time
	Enrolled     time.Time // zero until the first passkey
	Dismissed    time.Time // zero while the person may sign in
	NoDigest     bool      // wants no daily letter about what waits
}

// Has reports whether the person holds the role.
func (p Person) Has(r Role) bool {
	for _, one := range p.Roles {
		if one == r {
			return true
		}
	}
	return false
}

// Check refuses a person without a name, an address, or with a role that
// people of the organisation's kind cannot hold.
func (p Person) Check(kind OrganisationKind) error {
	var no Refusals
	if blank(p.Name) {
		no.Add(Refuse(Invalid, "refusal.person.name").On("name"))
	}
	no.Add(CheckText("name", p.Name, maxName))
	if !PlausibleEmail(p.Email) {
		no.Add(Refuse(Invalid, "refusal.email").On("email"))
	}
	if p.Language != "ja" && p.Language != "en" {
		no.Add(Refuse(Invalid, "refusal.person.language").On("language"))
	}
	if len(p.Roles) == 0 {
		no.Add(Refuse(Invalid, "refusal.person.no_role").On("roles"))
	}
	for _, r := range p.Roles {
		if _, ok := find(kind.RolesOf(), func(one Role) bool { return one == r }); !ok {
			no.Add(Refuse(Invalid, "refusal.person.role").On("roles").With(Code("role." + string(r))))
		}
	}
	return no.Err()
}

// A Power is a power of attorney: Agent may act for Applicant while it holds.
type Power struct {
	Agent     OrganisationID
	Applicant OrganisationID
	From      Date
	Until     Date   // last day; zero: open
	SHA256    string // of the signed document, which the office keeps
	Ended     Date   // first day on which it no longer holds; zero while it does
}

// HoldsOn reports whether the agent may act on day.
func (p Power) HoldsOn(day Date) bool {
	return p.From <= day && (p.Until == "" || day <= p.Until) && (p.Ended == "" || day < p.Ended)
}

// An Actor is whoever asks for a deed: a signed-in person and what the deed
// may rely on.
type Actor struct {
	Person       Person
	Organisation Organisation
	ActsFor      []OrganisationID // applicants whose power of attorney the organisation holds today
	SteppedUp    time.Time        // of the last fresh passkey; zero: none in this session
}

// StepUpHolds is how long a fresh passkey serves for a grave deed.
const StepUpHolds = 5 * time.Minute

// Fresh refuses an actor without a fresh passkey at now.
func (a Actor) Fresh(now time.Time) error {
	if a.SteppedUp.IsZero() || now.Sub(a.SteppedUp) > StepUpHolds || now.Before(a.SteppedUp) {
		return Refuse(Denied, "refusal.step_up")
	}
	return nil
}

// System is the software itself as an actor. It has no id and no record.
func System() Actor { return Actor{Person: Person{Roles: []Role{RoleSystem}}} }

// IsSystem reports whether the actor is the software itself.
func (a Actor) IsSystem() bool { return a.Person.ID == "" && a.Is(RoleSystem) }

// Is reports whether the actor holds the role and may still act at all.
func (a Actor) Is(r Role) bool { return a.Person.Dismissed.IsZero() && a.Person.Has(r) }

// RolesToward returns the roles in which the actor meets something that
// belongs to the applicant: an applicant and an agent only toward their own.
func (a Actor) RolesToward(applicant OrganisationID) []Role {
	var roles []Role
	for _, r := range a.Person.Roles {
		switch r {
		case RoleApplicant:
			if a.Is(r) && a.Organisation.ID == applicant {
				roles = append(roles, r)
			}
		case RoleAgent:
			if _, ok := find(a.ActsFor, func(o OrganisationID) bool { return o == applicant }); ok && a.Is(r) {
				roles = append(roles, r)
			}
		case RoleOfficer, RoleAdministrator, RoleSystem:
			if a.Is(r) {
				roles = append(roles, r)
			}
		}
	}
	return roles
}
