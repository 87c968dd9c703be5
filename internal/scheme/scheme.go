// Package scheme is the rule book: what an application, a checklist and a
// label are, what may be done to them, by whom, and when.
//
// It is pure. It reads no clock, no file and no database; the day, the time
// and the scheme's data are always parameters. It knows no particular scheme:
// whatever one country may choose differently from another is a field of
// Scheme, read from data files by package catalog.
package scheme

import (
	"slices"
	"time"
)

// Short names used by the scheme's data to tie its parts together.
type (
	LevelID          string // a level such as "1"; shown by Level.Name
	CategoryID       string // a product category such as "communication"
	EvaluatorClassID string // who assessed, such as "applicant"
	CriterionID      string // an item of a checklist such as "S1.1-01"
	EditionID        string // an edition with its revision, "JST-CR-01-01-2024R1"
	QuestionID       string // a scope question
	GroundID         string // a ground for revocation or withdrawal
)

// A Text is one message in the two languages of the software.
type Text struct {
	Ja string `json:"ja" yaml:"ja"`
	En string `json:"en" yaml:"en"`
}

// In returns the text in lang, "ja" or "en", and the other one if that is
// empty, so that a reader never meets a blank.
func (t Text) In(lang string) string {
	if (lang == "ja" && t.Ja != "") || t.En == "" {
		return t.Ja
	}
	return t.En
}

// IsZero reports whether neither language has a text.
func (t Text) IsZero() bool { return t == Text{} }

// A Scheme is one labelling scheme as its operator has written it down: all
// that another country, or the same one next year, would choose differently.
//
// Official, here and in its parts, tells what the scheme's owner has published
// from what this operator has chosen or worded.
type Scheme struct {
	ID           string
	Name         Text
	ShortName    Text
	Operator     Text
	Official     bool // false: criteria are not the scheme owner's own
	Notice       Text // said in every footer while Official is false
	ZoneName     string
	ZoneOffset   time.Duration // of the scheme's civil day from UTC, fixed
	Levels       []Level
	Categories   []Category
	Evaluators   []EvaluatorClass
	Questions    []ScopeQuestion
	Numbering    Numberings
	Validity     Validity
	Limits       Limits
	Calendar     Calendar
	Objections   ObjectionDesk
	Daily        DailyLetter
	Extension    ExtensionRules
	Surveillance SurveillanceRules
	Holding      HoldingRules
	Handover     EvidenceRules
	Inquiry      InquiryRules
	Statements   []Statement
	Terms        Terms
	MayHide      []string // parts of a product that its holder may keep from the public
	Grounds      []Ground
	Erasure      ErasureRules
	Doubts       DoubtPolicy
	Misuse       MisusePolicy
	Evidence     EvidenceKinds // sorts of evidence that forms offer; none: people write their own words
	Fees         []Fee
	Invoicing    Invoicing
	Editions     []Edition
	Artwork      Artwork
	Guide        Guide // what the public is told beside the rest

	Recognitions []Recognition
	Crosswalk    Crosswalk
	Glossary     Glossary
}

// A Level is one step of the scheme's ladder.
type Level struct {
	ID            LevelID
	Name          Text
	Meaning       Text // what the label says and does not say; shown wherever the label is
	Attests       Text // who attests
	Certified     bool // an evaluation body's report and the office's certificate, not a declaration
	NeedsCategory bool
	Official      bool
}

// A Category is a kind of product that has criteria of its own.
type Category struct {
	ID       CategoryID
	Name     Text
	Official bool
}

// An EvaluatorClass says who assessed the product, as shown on the label.
type EvaluatorClass struct {
	ID          EvaluatorClassID
	Name        Text
	MayAssess   []LevelID
	Entitlement Text // what proves the entitlement; empty when none is needed
	Official    bool
}

// May reports whether evaluators of this class may assess for level.
func (c EvaluatorClass) May(level LevelID) bool {
	for _, l := range c.MayAssess {
		if l == level {
			return true
		}
	}
	return false
}

// A ScopeQuestion decides whether a product can be labelled at all. The
// product is in scope when every answer is the wanted one.
type ScopeQuestion struct {
	ID     QuestionID
	Ask    Text
	Help   Text
	Wanted bool // the answer that keeps the product in scope
	Else   Text // why the other answer puts it out of scope

	Official bool
}

// Numberings are the forms of the numbers in the order of their birth.
type Numberings struct {
	Application  Numbering
	Acceptance   Numbering
	Provisional  Numbering
	Registration Numbering
	Official     bool
}

// Validity says how long a label holds.
type Validity struct {
	Years    int // at most; the last day is the day before the anniversary of issue
	Official bool
}

// Limits are the office's own periods and counts.
type Limits struct {
	ReturnsAtMost   int // times one application may be returned; 0 means no limit
	PaymentDays     int // days from acceptance in which the fee is due
	InquiryDays     int // days from acceptance in which authorities are expected to answer
	ListingWishDays int // days ahead for which a listing day may be asked for; 0: none may
	CorrectDays     int // days a returned application waits for its correction
	CheckDays       int // working days from receipt for the formal check; 0: no period, as for the two below
	DecideDays      int // working days from paid fee and answered inquiry to the decision
	ObjectDays      int // days from a decision in which an objection is in time
	PaperBackDays   int // days back at most that the receipt of a paper may be entered; 0: only today
	DemandDays      int // days at most that a demand for evidence may give; 0: no bound
	WorkbookDays    int // days that a workbook nobody confirms is kept; 0: until another takes its place
	Official        bool
}

// ExtensionRules say when an extension may be applied for, and what is
// reminded of the end of validity.
type ExtensionRules struct {
	OpensDays   int   // days before the last day of validity from which on an application is taken; 0: none is taken
	LateDays    int   // days after it up to which one is still taken, late; 0: none
	RemindDays  []int // days before the last day on which the holder is reminded, in falling order
	AbandonDays int   // days after the last day of a correction on which a returned application about a label is closed; 0: never
	Official    bool
}

// An ObjectionDesk says how an applicant may object to a rejection or a refusal.
// Without an address nothing is said of it.
type ObjectionDesk struct {
	Address    Text // to whom, and how
	DecideDays int  // working days in which the office decides on one; 0: no period
	RemindDays int  // days before that period ends on which the office is reminded; 0: not at all
	Official   bool
}

// A DailyLetter is the scheme's choice about the letter that tells people on
// working days what waits for them.
type DailyLetter struct {
	Hour     int // of the day, in the scheme's zone, from which on it is sent: 1 to 23; 0: none is sent
	Official bool
}

// A Statement is a declaration that the applicant makes to submit. Its text
// is kept with the declaration, in the language in which it was made.
type Statement struct {
	ID       string
	Text     Text
	Official bool
}

// A Ground is a reason, by code, for which a label ends before its time.
type Ground struct {
	ID   GroundID
	Ends Deed // DeedRevoke or DeedWithdraw
	Text Text

	Official bool
}

// A Fee is what one application costs when it is received within the range.
type Fee struct {
	Level LevelID
	For   []ApplicationKind // empty: New
	From  Date              // first day of receipt, inclusive
	Until Date              // last day of receipt, inclusive; zero: open
	Yen   int               // with tax, whole units of the scheme's currency
	Name  Text

	Official bool
	Source   string // where the scheme's owner has published it
}

// Kinds returns the kinds of applications of which it is the fee.
func (f Fee) Kinds() []ApplicationKind {
	if len(f.For) == 0 {
		return []ApplicationKind{New}
	}
	return f.For
}

// IsFor reports whether the fee is that of applications of the kind.
func (f Fee) IsFor(kind ApplicationKind) bool {
	return slices.Contains(f.Kinds(), kind)
}

// FeeOn returns the fee for an application of a kind received on day. When a
// campaign and a standing fee overlap, the one that began later holds.
func (s *Scheme) FeeOn(kind ApplicationKind, level LevelID, day Date) (Fee, error) {
	var found Fee
	for _, f := range s.Fees {
		if f.IsFor(kind) && f.Level == level && f.From <= day && (f.Until == "" || day <= f.Until) && f.From >= found.From {
			found = f
		}
	}
	if found.From == "" {
		return Fee{}, Refuse(Invalid, "refusal.fee.unknown").On("level").With(level, day)
	}
	return found, nil
}

// Day returns the scheme's civil day at the instant t.
func (s *Scheme) Day(t time.Time) Date {
	return DateOf(t.In(time.FixedZone(s.ZoneName, int(s.ZoneOffset/time.Second))))
}

// Midnight returns the instant at which day begins in the scheme's zone.
func (s *Scheme) Midnight(day Date) time.Time {
	return day.time().Add(-s.ZoneOffset)
}

// LastDay returns the last day of validity of a label issued on day: the
// day before the anniversary.
func (s *Scheme) LastDay(day Date) Date {
	return day.AddYears(s.Validity.Years).AddDays(-1)
}

// Level returns the level with this id; false when the scheme has none.
func (s *Scheme) Level(id LevelID) (Level, bool) {
	return find(s.Levels, func(l Level) bool { return l.ID == id })
}

// Category returns the category with this id; false when the scheme has none.
func (s *Scheme) Category(id CategoryID) (Category, bool) {
	return find(s.Categories, func(c Category) bool { return c.ID == id })
}

// Evaluator returns the evaluator class with this id; false when the scheme has none.
func (s *Scheme) Evaluator(id EvaluatorClassID) (EvaluatorClass, bool) {
	return find(s.Evaluators, func(c EvaluatorClass) bool { return c.ID == id })
}

// Question returns the scope question with this id; false when the scheme has none.
func (s *Scheme) Question(id QuestionID) (ScopeQuestion, bool) {
	return find(s.Questions, func(q ScopeQuestion) bool { return q.ID == id })
}

// Ground returns the ground with this id; false when the scheme has none.
func (s *Scheme) Ground(id GroundID) (Ground, bool) {
	return find(s.Grounds, func(g Ground) bool { return g.ID == id })
}

// Edition returns the edition with this id; false when the scheme has none.
func (s *Scheme) Edition(id EditionID) (Edition, bool) {
	return find(s.Editions, func(e Edition) bool { return e.ID == id })
}

// EditionsOpenOn returns the editions of a level under which an application
// may be received on day.
func (s *Scheme) EditionsOpenOn(level LevelID, day Date) []Edition {
	var open []Edition
	for _, e := range s.Editions {
		if e.Level == level && e.OpenOn(day) {
			open = append(open, e)
		}
	}
	return open
}

func find[T any](list []T, match func(T) bool) (T, bool) {
	for _, one := range list {
		if match(one) {
			return one, true
		}
	}
	var none T
	return none, false
}
