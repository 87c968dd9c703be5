package scheme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// A Submission is what was handed in at one time, whole: what was applied
// for, who the applicant was then, all that was said of the product, the
// checklist and the declaration. It is never changed afterwards; its hash
// tells whether it was.
type Submission struct {
	Application ApplicationID   `json:"application"`
	Round       int             `json:"round"` // 1 for the first
	Number      string          `json:"number"`
	At          time.Time       `json:"at"`
	By          PersonID        `json:"by"` // who was signed in
	Kind        ApplicationKind `json:"kind"`
	Of          LabelNumber     `json:"of,omitempty"` // label that it asks to extend or to maintain
	Level       LevelID         `json:"level"`
	Category    CategoryID      `json:"category,omitempty"`
	Edition     EditionID       `json:"edition"`
	Catalog     string          `json:"catalog"` // hash of the scheme's data that held
	Applicant   PartyFacts      `json:"applicant"`
	Agent       *PartyFacts     `json:"agent,omitempty"` // nil when the applicant applied itself
	Evaluator   Evaluator       `json:"evaluator"`
	Scope       []ScopeAnswer   `json:"scope"`
	Product     Product         `json:"product"`
	ListingWish Date            `json:"listing_wish,omitempty"`
	Declaration Declaration     `json:"declaration"`
	Channel     Channel         `json:"channel,omitempty"`
	Paper       Paper           `json:"paper"`
	EnteredBy   []PersonID      `json:"entered_by,omitempty"`
	Checklist   Checklist       `json:"checklist"` // the items of the edition, in its order

	Hash string `json:"-"` // SHA-256 over Canonical, in hexadecimal
}

// PartyFacts are those of an organisation as they stood on the day of a submission.
type PartyFacts struct {
	ID              OrganisationID `json:"id"`
	Name            Text           `json:"name"`
	CorporateNumber string         `json:"corporate_number,omitempty"`
	Proof           Proof          `json:"proof"`
	Country         string         `json:"country"`
	Address         string         `json:"address"`
	Contact         Contact        `json:"contact"`
}

// PartyFactsOf returns the facts of an organisation as they stand.
func PartyFactsOf(o Organisation) PartyFacts {
	return PartyFacts{ID: o.ID, Name: o.Name, CorporateNumber: o.CorporateNumber, Proof: o.Proof, Country: o.Country, Address: o.Address, Contact: o.Contact}
}

// SubmissionOf keeps what is handed in by the application's declaration. The
// agent is zero without one.
func SubmissionOf(a Application, applicant, agent Organisation, list Checklist, e Edition) Submission {
	s := Submission{
		Application: a.ID, Round: a.Round(), Number: a.Numbers.Application, At: a.Declaration.At, By: a.Declaration.By,
		Kind: a.Kind, Of: a.Of, Level: a.Level, Category: a.Category, Edition: a.Edition, Catalog: a.Catalog,
		Applicant: PartyFactsOf(applicant), Evaluator: a.Evaluator, Scope: a.Scope, Product: a.Product, ListingWish: a.ListingWish, Declaration: a.Declaration,
		Channel: a.Channel, Paper: a.Paper, EnteredBy: a.EnteredBy,
		Checklist: make(Checklist, len(e.Items)),
	}
	if a.Declaration.Signed == "" { // the applicant itself declared it here
		s.Channel, s.Paper, s.EnteredBy = ByWeb, Paper{}, nil
	}
	if agent.ID != "" {
		party := PartyFactsOf(agent)
		s.Agent = &party
	}
	for i, item := range e.Items {
		s.Checklist[i] = list.Answer(item.ID)
	}
	sum := sha256.Sum256(s.Canonical())
	s.Hash = hex.EncodeToString(sum[:])
	return s
}

// Round says which submission is under check, or would be the next: 1 before
// the first return.
func (a *Application) Round() int { return len(a.Returns) + 1 }

// HandedIn counts how often the application was handed in.
func (a *Application) HandedIn() int {
	n := len(a.Returns)
	if a.Received != "" && (n == 0 || !a.Returns[n-1].Back.IsZero()) {
		n++
	}
	return n
}

// Canonical returns the bytes over which the hash is made: JSON without white
// space, the names in order, texts as they are. What is kept is these bytes,
// so that a field that later versions add changes no hash.
func (s Submission) Canonical() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic("scheme: submission does not marshal: " + err.Error())
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		panic("scheme: submission does not read back: " + err.Error())
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil { // maps are written in the order of their keys
		panic("scheme: submission does not marshal: " + err.Error())
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// Genuine reports whether the submission still says what its hash was made
// over.
func (s Submission) Genuine() bool {
	sum := sha256.Sum256(s.Canonical())
	return s.Hash == hex.EncodeToString(sum[:])
}
