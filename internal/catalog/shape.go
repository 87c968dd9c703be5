package catalog

import (
	"time"

	"shirushi/internal/scheme"
)

// The shapes are the files as the JSON Schemas describe them, key by key.

type schemeShape struct {
	ID         string           `json:"id"`
	Official   bool             `json:"official"`
	Name       scheme.Text      `json:"name"`
	ShortName  scheme.Text      `json:"short_name"`
	Operator   scheme.Text      `json:"operator"`
	Notice     scheme.Text      `json:"notice"`
	Zone       zoneShape        `json:"zone"`
	Levels     []levelShape     `json:"levels"`
	Categories []categoryShape  `json:"categories"`
	Evaluators []evaluatorShape `json:"evaluators"`
	Questions  []questionShape  `json:"questions"`
	Numbering  numberingsShape  `json:"numbering"`
	Validity   validityShape    `json:"validity"`
	Limits     limitsShape      `json:"limits"`
	Objection  objectionShape   `json:"objection"`
	Daily      dailyShape       `json:"daily_letter"`
	Evidence   evidenceShape    `json:"evidence"`
	Inquiry    inquiryShape     `json:"inquiry"`
	Extension  extensionShape   `json:"extension"`
	Statements []statementShape `json:"statements"`
	Terms      termsShape       `json:"terms"`
	MayHide    []string         `json:"may_hide"`
	Grounds    []groundShape    `json:"grounds"`
	Erasure    erasureShape     `json:"erasure"`

	Surveillance surveillanceShape `json:"surveillance"`

	EvidenceKinds []evidenceKindShape `json:"evidence_kinds"`
	Holding       holdingShape        `json:"holding"`
}

type zoneShape struct {
	Name   string `json:"name"`
	Offset string `json:"offset"`
}

type levelShape struct {
	ID            scheme.LevelID `json:"id"`
	Official      bool           `json:"official"`
	Name          scheme.Text    `json:"name"`
	Meaning       scheme.Text    `json:"meaning"`
	Attests       scheme.Text    `json:"attests"`
	Certified     bool           `json:"certified"`
	NeedsCategory bool           `json:"needs_category"`
}

type categoryShape struct {
	ID       scheme.CategoryID `json:"id"`
	Official bool              `json:"official"`
	Name     scheme.Text       `json:"name"`
}

type evaluatorShape struct {
	ID          scheme.EvaluatorClassID `json:"id"`
	Official    bool                    `json:"official"`
	Name        scheme.Text             `json:"name"`
	MayAssess   []scheme.LevelID        `json:"may_assess"`
	Entitlement scheme.Text             `json:"entitlement"`
}

type questionShape struct {
	ID       scheme.QuestionID `json:"id"`
	Official bool              `json:"official"`
	Ask      scheme.Text       `json:"ask"`
	Help     scheme.Text       `json:"help"`
	Wanted   bool              `json:"wanted"`
	Else     scheme.Text       `json:"else"`
}

type numberingsShape struct {
	Official     bool           `json:"official"`
	Application  numberingShape `json:"application"`
	Acceptance   numberingShape `json:"acceptance"`
	Provisional  numberingShape `json:"provisional"`
	Registration numberingShape `json:"registration"`
}

type numberingShape struct {
	Form  string            `json:"form"`
	Check scheme.CheckDigit `json:"check"`
}

type validityShape struct {
	Official bool `json:"official"`
	Years    int  `json:"years"`
}

type limitsShape struct {
	Official        bool `json:"official"`
	ReturnsAtMost   int  `json:"returns_at_most"`
	PaymentDays     int  `json:"payment_days"`
	InquiryDays     int  `json:"inquiry_days"`
	CorrectDays     int  `json:"correct_days"`
	ListingWishDays int  `json:"listing_wish_days"`
	CheckDays       int  `json:"check_days"`
	DecideDays      int  `json:"decide_days"`
	ObjectDays      int  `json:"object_days"`
	PaperBackDays   int  `json:"paper_back_days"`
	DemandDays      int  `json:"demand_days_at_most"`
	WorkbookDays    int  `json:"workbook_days"`
}

type extensionShape struct {
	OpensDays   int   `json:"opens_days"`
	LateDays    int   `json:"late_days"`
	RemindDays  []int `json:"remind_days"`
	AbandonDays int   `json:"abandon_days"`
	Official    bool  `json:"official"`
}

type dailyShape struct {
	Hour     int  `json:"hour"`
	Official bool `json:"official"`
}

type objectionShape struct {
	Official   bool        `json:"official"`
	Address    scheme.Text `json:"address"`
	DecideDays int         `json:"decide_days"`
	RemindDays int         `json:"remind_days"`
}

type evidenceShape struct {
	Official      bool `json:"official"`
	FileMiB       int  `json:"file_mib"`
	QuotaMiB      int  `json:"quota_mib"`
	AbandonedDays int  `json:"abandoned_days"`
	DemandDays    int  `json:"demand_days"`
}

type calendarShape struct {
	Official bool           `json:"official"`
	Source   string         `json:"source"`
	Weekend  []string       `json:"weekend"`
	Yearly   []string       `json:"yearly"`
	Closed   []closureShape `json:"closed"`
}

type artworkShape struct {
	Official  bool   `json:"official"`
	Template  string `json:"template"`
	Widths    []int  `json:"widths_mm"`
	Narrowest int    `json:"narrowest_mm"`
	Pixels    int    `json:"narrowest_px"`
	Clear     int    `json:"clear_percent"`
}

type closureShape struct {
	Day  scheme.Date `json:"day"`
	Name scheme.Text `json:"name"`
}

type statementShape struct {
	ID       string      `json:"id"`
	Official bool        `json:"official"`
	Text     scheme.Text `json:"text"`
}

type termsShape struct {
	Official bool        `json:"official"`
	Title    scheme.Text `json:"title"`
	Text     scheme.Text `json:"text"`
}

type groundShape struct {
	ID       scheme.GroundID `json:"id"`
	Official bool            `json:"official"`
	Ends     scheme.Deed     `json:"ends"`
	Text     scheme.Text     `json:"text"`
}

type erasureShape struct {
	Official bool                 `json:"official"`
	Shown    scheme.Text          `json:"shown"`
	Grounds  []erasureGroundShape `json:"grounds"`
}

type erasureGroundShape struct {
	ID       scheme.GroundID `json:"id"`
	Official bool            `json:"official"`
	Text     scheme.Text     `json:"text"`
}

type surveillanceShape struct {
	Official    bool             `json:"official"`
	Periodic    []scheme.LevelID `json:"periodic"`
	TriageDays  int              `json:"triage_days"`
	AnswerDays  int              `json:"answer_days"`
	FindDays    int              `json:"find_days"`
	CorrectDays int              `json:"correct_days"`
	CheckDays   int              `json:"check_days"`
	HearingDays int              `json:"hearing_days"`
	DecideDays  int              `json:"decide_days"`
	AtMostDays  int              `json:"at_most_days"`
	ReviewDays  int              `json:"review_days"`
	RemindDays  []int            `json:"remind_days"`
	LeastDays   int              `json:"least_days"`
	MoreTime    moreTimeShape    `json:"more_time"`
}

type moreTimeShape struct {
	AtMost     int `json:"at_most"`
	AnswerDays int `json:"answer_days"`
}

func (f surveillanceShape) rules() scheme.SurveillanceRules {
	return scheme.SurveillanceRules{Periodic: f.Periodic, TriageDays: f.TriageDays, AnswerDays: f.AnswerDays, FindDays: f.FindDays,
		CorrectDays: f.CorrectDays, CheckDays: f.CheckDays, HearingDays: f.HearingDays, DecideDays: f.DecideDays, AtMostDays: f.AtMostDays,
		ReviewDays: f.ReviewDays, RemindDays: f.RemindDays, LeastDays: f.LeastDays, MoreTimeAtMost: f.MoreTime.AtMost, MoreTimeAnswerDays: f.MoreTime.AnswerDays, Official: f.Official}
}

type evidenceKindShape struct {
	ID       string      `json:"id"`
	Official bool        `json:"official"`
	Name     scheme.Text `json:"name"`
}

type feesShape struct {
	Fees []feeShape `json:"fees"`
}

type feeShape struct {
	Level    scheme.LevelID           `json:"level"`
	For      []scheme.ApplicationKind `json:"for"`
	Official bool                     `json:"official"`
	Name     scheme.Text              `json:"name"`
	Yen      int                      `json:"yen"`
	From     scheme.Date              `json:"from"`
	Until    scheme.Date              `json:"until"`
	Source   string                   `json:"source"`
}

type editionShape struct {
	Number          string              `json:"number"`
	Revision        string              `json:"revision"`
	Level           scheme.LevelID      `json:"level"`
	Category        scheme.CategoryID   `json:"category"`
	Official        bool                `json:"official"`
	Title           scheme.Text         `json:"title"`
	State           scheme.EditionState `json:"state"`
	InForceFrom     scheme.Date         `json:"in_force_from"`
	TransitionUntil scheme.Date         `json:"transition_until"`
	Threats         []threatShape       `json:"threats"`
	Groups          []groupShape        `json:"groups"`
}

type groupShape struct {
	Title scheme.Text          `json:"title"`
	Items []scheme.CriterionID `json:"items"`
}

type threatShape struct {
	ID   string      `json:"id"`
	Text scheme.Text `json:"text"`
}

type itemShape struct {
	ID            scheme.CriterionID `json:"id"`
	Official      bool               `json:"official"`
	Title         scheme.Text        `json:"title"`
	Requirements  []string           `json:"requirements"`
	Threats       []string           `json:"threats"`
	Binds         scheme.Binds       `json:"binds"`
	Subject       scheme.Subject     `json:"subject"`
	Methods       methodsShape       `json:"methods"`
	NotApplicable applicableShape    `json:"not_applicable"`
	Guidance      guidanceShape      `json:"guidance"`
}

type methodsShape struct {
	Official bool            `json:"official"`
	Allowed  []scheme.Method `json:"allowed"`
}

type applicableShape struct {
	Official bool        `json:"official"`
	Allowed  bool        `json:"allowed"`
	When     scheme.Text `json:"when"`
}

type guidanceShape struct {
	Asked     scheme.Text `json:"asked"`
	Rationale scheme.Text `json:"rationale"`
	Evidence  scheme.Text `json:"evidence"`
	Mistakes  scheme.Text `json:"mistakes"`
}

// into gives the shape's values to s; references are checked elsewhere.
func (f schemeShape) into(s *scheme.Scheme, offset time.Duration) {
	s.ID, s.Official = f.ID, f.Official
	s.Name, s.ShortName, s.Operator, s.Notice = f.Name, f.ShortName, f.Operator, f.Notice
	s.ZoneName, s.ZoneOffset = f.Zone.Name, offset
	for _, l := range f.Levels {
		s.Levels = append(s.Levels, scheme.Level{ID: l.ID, Name: l.Name, Meaning: l.Meaning, Attests: l.Attests,
			Certified: l.Certified, NeedsCategory: l.NeedsCategory, Official: l.Official})
	}
	for _, c := range f.Categories {
		s.Categories = append(s.Categories, scheme.Category{ID: c.ID, Name: c.Name, Official: c.Official})
	}
	for _, e := range f.Evaluators {
		s.Evaluators = append(s.Evaluators, scheme.EvaluatorClass{ID: e.ID, Name: e.Name, MayAssess: e.MayAssess,
			Entitlement: e.Entitlement, Official: e.Official})
	}
	for _, q := range f.Questions {
		s.Questions = append(s.Questions, scheme.ScopeQuestion{ID: q.ID, Ask: q.Ask, Help: q.Help, Wanted: q.Wanted,
			Else: q.Else, Official: q.Official})
	}
	s.Numbering = scheme.Numberings{
		Application:  scheme.Numbering(f.Numbering.Application),
		Acceptance:   scheme.Numbering(f.Numbering.Acceptance),
		Provisional:  scheme.Numbering(f.Numbering.Provisional),
		Registration: scheme.Numbering(f.Numbering.Registration),
		Official:     f.Numbering.Official,
	}
	s.Validity = scheme.Validity{Years: f.Validity.Years, Official: f.Validity.Official}
	s.Limits = scheme.Limits{ReturnsAtMost: f.Limits.ReturnsAtMost, PaymentDays: f.Limits.PaymentDays,
		InquiryDays: f.Limits.InquiryDays, CorrectDays: f.Limits.CorrectDays, ListingWishDays: f.Limits.ListingWishDays, CheckDays: f.Limits.CheckDays,
		DecideDays: f.Limits.DecideDays, ObjectDays: f.Limits.ObjectDays,
		PaperBackDays: f.Limits.PaperBackDays, DemandDays: f.Limits.DemandDays, WorkbookDays: f.Limits.WorkbookDays, Official: f.Limits.Official}
	s.Daily = scheme.DailyLetter(f.Daily)
	s.Objections = scheme.ObjectionDesk{Address: f.Objection.Address, DecideDays: f.Objection.DecideDays, RemindDays: f.Objection.RemindDays, Official: f.Objection.Official}
	s.Handover = scheme.EvidenceRules{FileMiB: f.Evidence.FileMiB, QuotaMiB: f.Evidence.QuotaMiB,
		AbandonedDays: f.Evidence.AbandonedDays, DemandDays: f.Evidence.DemandDays, Official: f.Evidence.Official}
	s.Inquiry = f.Inquiry.rules()
	s.Holding = f.Holding.rules()
	s.Extension = scheme.ExtensionRules(f.Extension)
	for _, t := range f.Statements {
		s.Statements = append(s.Statements, scheme.Statement{ID: t.ID, Text: t.Text, Official: t.Official})
	}
	s.Terms, s.MayHide = scheme.Terms{Title: f.Terms.Title, Text: f.Terms.Text, Official: f.Terms.Official}, f.MayHide
	for _, g := range f.Grounds {
		s.Grounds = append(s.Grounds, scheme.Ground{ID: g.ID, Ends: g.Ends, Text: g.Text, Official: g.Official})
	}
	s.Surveillance = f.Surveillance.rules()
	s.Erasure = scheme.ErasureRules{Shown: f.Erasure.Shown, Official: f.Erasure.Official}
	for _, g := range f.Erasure.Grounds {
		s.Erasure.Grounds = append(s.Erasure.Grounds, scheme.ErasureGround{ID: g.ID, Text: g.Text, Official: g.Official})
	}
	for _, k := range f.EvidenceKinds {
		s.Evidence = append(s.Evidence, scheme.EvidenceKind{ID: k.ID, Name: k.Name, Official: k.Official})
	}
}

func (f feeShape) fee() scheme.Fee {
	return scheme.Fee{Level: f.Level, For: f.For, From: f.From, Until: f.Until, Yen: f.Yen, Name: f.Name, Official: f.Official, Source: f.Source}
}

func (f editionShape) edition() scheme.Edition {
	e := scheme.Edition{ID: scheme.EditionID(f.Number + f.Revision), Number: f.Number, Revision: f.Revision, Level: f.Level,
		Category: f.Category, Title: f.Title, State: f.State, InForceFrom: f.InForceFrom, TransitionUntil: f.TransitionUntil, Official: f.Official}
	for _, t := range f.Threats {
		e.Threats = append(e.Threats, scheme.Threat{ID: t.ID, Text: t.Text})
	}
	for _, g := range f.Groups {
		e.Groups = append(e.Groups, scheme.ItemGroup{Title: g.Title, Items: g.Items})
	}
	return e
}

func (f itemShape) criterion() scheme.Criterion {
	return scheme.Criterion{ID: f.ID, Title: f.Title, Requirements: f.Requirements, Threats: f.Threats, Binds: f.Binds, Subject: f.Subject,
		Methods: f.Methods.Allowed, MethodsOfficial: f.Methods.Official,
		NotApplicable: f.NotApplicable.Allowed, NotApplicableIf: f.NotApplicable.When,
		Official: f.Official, Guidance: scheme.Guidance(f.Guidance)}
}
