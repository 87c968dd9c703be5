package scheme

import "time"

// ApplicationID names an application before it has a number.
type ApplicationID string

// An ApplicationKind says what is applied for.
type ApplicationKind string

const (
	New         ApplicationKind = "new"
	Extension   ApplicationKind = "extension"   // of a label: a fresh declaration, validity runs on
	Maintenance ApplicationKind = "maintenance" // of a label: a fresh declaration after a change, validity stays
)

// ApplicationKinds lists all kinds.
var ApplicationKinds = []ApplicationKind{New, Extension, Maintenance}

// An Application asks for a label for one product under one edition.
type Application struct {
	ID          ApplicationID
	Revision    int // raised by every write; a writer with an older one is refused
	Kind        ApplicationKind
	Of          LabelNumber // label that it asks to extend or to maintain; "" when Kind is New
	State       ApplicationState
	Applicant   OrganisationID
	Agent       OrganisationID // "" when the applicant applies itself
	Started     time.Time
	StartedBy   PersonID
	Level       LevelID
	Category    CategoryID
	Edition     EditionID
	Catalog     string // hash of the scheme's data that held at the last submission
	Evaluator   Evaluator
	Scope       []ScopeAnswer
	Product     Product
	Numbers     Numbers
	Declaring   Declaring   // typed for the next declaration; zero once it is made
	Declaration Declaration // zero until submitted
	Received    Date        // day of the first submission, which decides the fee
	Returns     []Return
	AcceptedAt  time.Time
	AcceptedBy  PersonID
	BillAgent   bool // the invoice goes to the agent, who pays
	FeeYen      int  // owed since acceptance
	Fee         FeeNote
	Inquiries   []Inquiry
	Closed      time.Time // issued, refused, rejected or withdrawn
	ClosedBy    PersonID
	Reason      string // of a refusal or rejection, for the applicant
	Label       LabelNumber
	ListingWish Date             // first public day asked for; "": the day of issue
	OpenTo      []OrganisationID // agents that the applicant lets in besides Agent
	Carried     []CarriedPart    // taken over from an earlier application and not confirmed yet
	StartedWith string           // mark of the form that began it, so that pressing twice begins one
	Channel     Channel          // how it came to the office
	EnteredBy   []PersonID       // of the office, who entered it for the applicant; nobody when it came by the web
	Paper       Paper            // of the last submission; zero when it came by the web
	Officer     PersonID         // who works on it; "" for nobody yet
	Reopened    []Reopening      // decisions against it that were taken back, in their order
}

// Numbers are the numbers an application receives on its way.
type Numbers struct {
	Application string `json:"application,omitempty"` // 申請番号, at the first submission
	Acceptance  string `json:"acceptance,omitempty"`  // 受理番号, at acceptance
	Provisional string `json:"provisional,omitempty"` // 仮登録番号, once fee and inquiry are settled
}

// A NumberKind names one of the numbers that an application receives.
type NumberKind string

const (
	NumberApplication  NumberKind = "application"
	NumberAcceptance   NumberKind = "acceptance"
	NumberProvisional  NumberKind = "provisional"
	NumberRegistration NumberKind = "registration" // of its label
)

// A GivenNumber is a number that an application has received.
type GivenNumber struct {
	Kind   NumberKind
	Number string
}

// Given lists the numbers that the application has received, the current one
// first: each goes before those given earlier.
func (a *Application) Given() []GivenNumber {
	var given []GivenNumber
	for _, one := range []GivenNumber{{NumberRegistration, string(a.Label)}, {NumberProvisional, a.Numbers.Provisional},
		{NumberAcceptance, a.Numbers.Acceptance}, {NumberApplication, a.Numbers.Application}} {
		if one.Number != "" {
			given = append(given, one)
		}
	}
	return given
}

// An Evaluator is who assessed the product.
type Evaluator struct {
	Class       EvaluatorClassID `json:"class"`
	Name        string           `json:"name,omitempty"`
	Entitlement string           `json:"entitlement,omitempty"` // number of the qualification, registration or accreditation
}

// A ScopeAnswer is the answer to one scope question, with its reason.
type ScopeAnswer struct {
	Question QuestionID `json:"question"`
	Yes      bool       `json:"yes"`
	Answered bool       `json:"answered"`
	Reason   string     `json:"reason,omitempty"`
}

// A Declaration is the word of a named responsible person. The statements
// are kept as they were read; the hash says to which checklist they belong.
type Declaration struct {
	Name       string    `json:"name"`
	Title      string    `json:"title"`
	Language   string    `json:"language"`
	Statements []string  `json:"statements"`
	Edition    EditionID `json:"edition"`
	Checklist  string    `json:"checklist"` // Checklist.Hash
	At         time.Time `json:"at"`
	By         PersonID  `json:"by"`               // who was signed in
	Signed     Date      `json:"signed,omitempty"` // on paper; "" when it was made here
	Terms      TermsNote `json:"terms,omitzero"`
}

// A Declaring is what was typed for a declaration that has not been made yet.
// It declares nothing.
type Declaring struct {
	Name    string `json:"name,omitempty"`
	Title   string `json:"title,omitempty"`
	TermsBy string `json:"terms_by,omitempty"`
}

// CheckDraft refuses names that are too long to be kept. Gaps are allowed.
func (d Declaring) CheckDraft() error {
	var no Refusals
	no.Add(tooLong("declared_by", d.Name, maxName))
	no.Add(tooLong("declared_title", d.Title, maxName))
	no.Add(tooLong("terms_by", d.TermsBy, maxName))
	return no.Err()
}

// NextDeclaration is what the form of the next declaration begins with: what
// was typed for it, or the names of the one before.
func (a *Application) NextDeclaration() Declaring {
	if a.Declaring != (Declaring{}) {
		return a.Declaring
	}
	return Declaring{Name: a.Declaration.Name, Title: a.Declaration.Title, TermsBy: a.Declaration.Terms.Name}
}

// A Return sends an application back for correction.
type Return struct {
	At     time.Time `json:"at"`
	By     PersonID  `json:"by"`
	Reason string    `json:"reason"`
	Back   time.Time `json:"back"` // when it was submitted again; zero before
}

// A FeeNote records that the fee was paid.
type FeeNote struct {
	Paid      Date      `json:"paid"`
	Yen       int       `json:"yen"`
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
	By        PersonID  `json:"by"`
}

// CanBeReturned refuses a further return once the office has returned the
// application as often as the scheme lets it.
func (a *Application) CanBeReturned(l Limits) error {
	if l.ReturnsAtMost > 0 && len(a.Returns) >= l.ReturnsAtMost {
		return Refuse(Conflict, "refusal.application.returned_enough").With(l.ReturnsAtMost)
	}
	return nil
}

// FeeSettled reports whether the fee is paid in full.
func (a *Application) FeeSettled() bool { return a.Fee.Paid != "" }

// Settled reports whether fee and inquiry are both answered for.
func (a *Application) Settled() bool { return a.FeeSettled() && a.InquirySettled() }

// CanBeIssued refuses a label on today while the fee or any authority's answer
// is missing or one of them is an objection, once the product's updates are no
// longer supported, and to officers who may not decide: two pairs of eyes.
func (a *Application) CanBeIssued(by PersonID, today Date, l Ledger) error {
	var no Refusals
	if support := a.Product.SupportUntil; support != "" && support < today {
		no.Add(Refuse(Conflict, "refusal.application.support_over").With(support))
	}
	no.Add(a.feePaid(l))
	no.Add(a.inquiryAllows())
	no.Add(a.SecondPerson(by))
	return no.Err()
}

// feePaid refuses a fee that has not come in, or not all of it.
func (a *Application) feePaid(l Ledger) error {
	switch {
	case a.FeeSettled():
		return nil
	case l.Held() > 0 && l.Remaining() > 0:
		return Refuse(Conflict, "refusal.application.fee_part").With(l.Remaining())
	}
	return Refuse(Conflict, "refusal.application.fee_open")
}

// SecondPerson refuses the officer who accepted the application or entered
// it, one who put an authority's word on record, and one whose decision was
// taken back: they may not decide it as well.
func (a *Application) SecondPerson(by PersonID) error {
	if by == a.AcceptedBy {
		return Refuse(Denied, "refusal.application.same_officer")
	}
	if err := a.FirstLook(by); err != nil {
		return err
	}
	return a.secondLook(by)
}

// FirstLook refuses, at acceptance, the officer who entered the application
// and one whose decision about it was taken back.
func (a *Application) FirstLook(by PersonID) error {
	if err := a.NotEnteredBy(by); err != nil {
		return err
	}
	return notAgain(a.Reopened, by)
}

// InScope refuses a product that the scope questions put outside the scheme,
// and questions left open.
func (a *Application) InScope(s *Scheme) error {
	var no Refusals
	for _, q := range s.Questions {
		ans, ok := find(a.Scope, func(one ScopeAnswer) bool { return one.Question == q.ID })
		field := "scope." + string(q.ID)
		switch {
		case !ok || !ans.Answered:
			no.Add(Refuse(Invalid, "refusal.scope.open").On(field))
		case ans.Yes != q.Wanted:
			no.Add(Refuse(Invalid, "refusal.scope.outside").On(field).With(q.Else))
		case blank(ans.Reason):
			no.Add(Refuse(Invalid, "refusal.scope.reason").On(field))
		}
	}
	return no.Err()
}

// Check refuses an evaluator who may not assess for the level, or does not
// show the entitlement that the class needs.
func (e Evaluator) Check(s *Scheme, level LevelID) error {
	class, ok := s.Evaluator(e.Class)
	switch {
	case !ok:
		return Refuse(Invalid, "refusal.evaluator.class").On("evaluator_class")
	case !class.May(level):
		return Refuse(Invalid, "refusal.evaluator.level").On("evaluator_class").With(class.Name)
	}
	var no Refusals
	if blank(e.Name) {
		no.Add(Refuse(Invalid, "refusal.evaluator.name").On("evaluator_name"))
	}
	if !class.Entitlement.IsZero() && blank(e.Entitlement) {
		no.Add(Refuse(Invalid, "refusal.evaluator.entitlement").On("evaluator_entitlement").With(class.Entitlement))
	}
	no.Add(e.CheckDraft(s))
	return no.Err()
}

// CheckDraft refuses what may not even be saved: a class that the scheme does
// not have, texts too long. Gaps are allowed.
func (e Evaluator) CheckDraft(s *Scheme) error {
	var no Refusals
	if _, ok := s.Evaluator(e.Class); !ok && e.Class != "" {
		no.Add(Refuse(Invalid, "refusal.evaluator.class").On("evaluator_class"))
	}
	no.Add(tooLong("evaluator_name", e.Name, maxName))
	no.Add(tooLong("evaluator_entitlement", e.Entitlement, maxName))
	return no.Err()
}

// FormalCheck is all that a rule can find wrong with the form of an
// application on a day. The applicant sees it while typing, the officer on
// receipt; it is empty when the form is right.
func (a *Application) FormalCheck(s *Scheme, c Checklist, today Date) Refusals {
	var no Refusals
	no.Add(a.Confirmed())
	no.Add(a.InScope(s))
	lastDay := s.LastDay(today)
	if a.AboutLabel() {
		lastDay = today // CheckAbout knows the label's own last day
	}
	no.Add(a.Product.CheckComplete(today, lastDay))
	no.Add(a.Product.CheckHidden(s))
	no.Add(a.CheckWish(s, today))
	no.Add(a.Evaluator.Check(s, a.Level))
	level, _ := s.Level(a.Level)
	if _, ok := s.Category(a.Category); !ok && (a.Category != "" || level.NeedsCategory) {
		no.Add(Refuse(Invalid, "refusal.category").On("category"))
	}
	received := a.ReceivedBy(today)
	edition, ok := s.Edition(a.Edition)
	if !ok || !edition.For(a.Level, a.Category) || !edition.OpenOn(received) {
		no.Add(Refuse(Invalid, "refusal.edition.not_open").On("edition").With(a.Edition, received))
	}
	for _, item := range edition.Items {
		no.Add(c.Answer(item.ID).CheckComplete(edition, today))
	}
	if _, err := s.FeeOn(a.Kind, a.Level, received); err != nil {
		no.Add(err)
	}
	return no
}

// Check refuses a declaration without a named person and title, or without
// every statement of the scheme affirmed.
func (d Declaration) Check(affirmed, statements int) error {
	var no Refusals
	if blank(d.Name) {
		no.Add(Refuse(Invalid, "refusal.declaration.name").On("declared_by"))
	}
	if blank(d.Title) {
		no.Add(Refuse(Invalid, "refusal.declaration.title").On("declared_title"))
	}
	no.Add(tooLong("declared_by", d.Name, maxName))
	no.Add(tooLong("declared_title", d.Title, maxName))
	if affirmed != statements {
		no.Add(Refuse(Invalid, "refusal.declaration.statements").On("statements"))
	}
	return no.Err()
}

// RolesOf returns the roles in which the actor meets the application: those
// toward its applicant, but that of an agent only where the agent's own
// organisation began it or the applicant has let it in. An officer stands for
// the applicant of one that came on paper.
func (a *Application) RolesOf(who Actor) []Role {
	var roles []Role
	for _, r := range who.RolesToward(a.Applicant) {
		_, let := find(a.OpenTo, func(o OrganisationID) bool { return o == who.Organisation.ID })
		if r != RoleAgent || a.Agent == who.Organisation.ID || let {
			roles = append(roles, r)
		}
	}
	if a.Entered() && who.Is(RoleOfficer) {
		roles = append(roles, RoleEntry)
	}
	return roles
}
