package scheme

import (
	"strings"
	"time"
)

// HoldingRules are what the scheme says of those who hold labels: periods of
// what they tell and ask, and the words of what they declare.
type HoldingRules struct {
	EmbargoDays   int         // days ahead for which news may be held back; 0: none may
	LookDays      int         // working days in which the office looks at serious news; 0: no period
	OfferDays     int         // days for which an offered label waits to be accepted; 0: no end
	RemindDays    int         // days before that end on which who was asked is reminded; 0: not at all
	DecideDays    int         // working days in which the office decides on a succession or a reissue; 0: no period
	ChangeGround  GroundID    // of a withdrawal by a change that affects the assessment
	RefusedGround GroundID    // for revocation, which a refused succession is
	Examples      []Example   // of changes that do, and do not, affect the assessment
	Offers        []Statement // what who offers a label declares
	Accepts       []Statement // what who accepts one declares
	Official      bool
}

// An Example tells people on which side of a question a case falls.
type Example struct {
	Affects  bool // the assessment
	Text     Text
	Official bool
}

// NewsID names a piece of news that was told at the desk.
type NewsID string

// A Bulletin is a piece of news on its way to the public: told by the holder,
// held back until its embargo is over, and looked at by the office when the
// holder calls it serious. Nothing of it is public before it is released.
type Bulletin struct {
	ID       NewsID
	Revision int
	Label    LabelNumber
	News     News
	Serious  bool // in the holder's word: users are in danger, or will be when it is known
	Told     time.Time
	By       PersonID
	Due      Date      // last day on which the office looks at it in time, as it was when it was told; "" when it is not serious, or the scheme set none
	Embargo  time.Time // until when it is held back; zero: not at all
	Released time.Time // zero before
	Dropped  time.Time // taken back before it was released; zero otherwise
	LookedAt time.Time // by the office; zero before, and for what is not serious
	LookedBy PersonID
	Remark   string // of who looked at it; never public, nor for the holder
}

// Held reports whether it waits for the end of its embargo.
func (b Bulletin) Held() bool { return b.Released.IsZero() && b.Dropped.IsZero() }

// Waits reports whether the office has to look at it. What was dropped is not
// looked at any more.
func (b Bulletin) Waits() bool { return b.Serious && b.LookedAt.IsZero() && b.Dropped.IsZero() }

// LookDue returns the last day on which the office looks in time at serious
// news that was told on day; "" when the scheme sets none.
func (s *Scheme) LookDue(told Date) Date { return s.working(told, s.Holding.LookDays) }

// CheckTold refuses a bulletin that may not be told at now: what News.Check
// refuses, a number of no known form, an embargo that is over or too long, and
// serious news that is not of security.
func (b Bulletin) CheckTold(s *Scheme, now time.Time) error {
	var no Refusals
	no.Add(b.News.Check(s.Day(now)))
	for _, r := range b.News.References {
		if ReferenceLink(r, "ja") == "" {
			no.Add(Refuse(Invalid, "refusal.news.reference").On("references").With(r))
			break
		}
	}
	if b.Serious && b.News.Kind != NewsSecurity {
		no.Add(Refuse(Invalid, "refusal.news.serious").On("serious"))
	}
	if b.Embargo.IsZero() {
		return no.Err()
	}
	switch last := s.Day(now).AddDays(s.Holding.EmbargoDays); {
	case s.Holding.EmbargoDays == 0:
		no.Add(Refuse(Invalid, "refusal.news.no_embargo").On("embargo_day"))
	case !b.Embargo.After(now):
		no.Add(Refuse(Invalid, "refusal.news.embargo_over").On("embargo_day"))
	case s.Day(b.Embargo) > last:
		no.Add(Refuse(Invalid, "refusal.news.embargo_long").On("embargo_day").With(last))
	}
	return no.Err()
}

// AsReleased returns the news as it becomes public on day: that of an embargo
// is news of the day on which it is told to the public.
func (b Bulletin) AsReleased(day Date) News {
	n := b.News
	if !b.Embargo.IsZero() {
		n.On = day
	}
	return n
}

// Tell puts a piece of news onto the label. It refuses more than a label
// carries.
func (l *Label) Tell(n News, today Date, now time.Time) error {
	all := append(l.News[:len(l.News):len(l.News)], n)
	if len(all) > maxNews {
		return Refuse(Invalid, "refusal.news.too_many").With(maxNews)
	}
	if err := n.Check(today); err != nil {
		return err
	}
	l.News, l.Updated = all, now
	return nil
}

// UpdateFields are the parts of a product that its holder may tell anew without
// a new assessment, when what changed does not affect the one there is. Names
// and models are not among them: they say for what the label is.
var UpdateFields = []string{"firmware", "summary_ja", "summary_en", "home_page", "enquiry", "vulnerability_desk", "disclosure_policy",
	"support_from", "support_until", "conformity", "certifications", "sbom", "cyber_insurance"}

// ContactFields are those of UpdateFields that say whom to ask. They may
// change without a word on the assessment.
var ContactFields = []string{"home_page", "enquiry", "vulnerability_desk", "disclosure_policy"}

// Updated returns the product with these fields as next has them, and the
// names of those that differ, in the order of fields.
func (p Product) Updated(next Product, fields []string) (Product, []string) {
	was, changed := p, []string(nil)
	for _, field := range fields {
		if from, to := p.said(field), next.said(field); from != to {
			changed = append(changed, field)
		}
	}
	for _, field := range changed {
		was.copyPart(next, field)
	}
	return was, changed
}

// Says returns a part of UpdateFields as one text; lists have a line for each.
func (p Product) Says(field string) string { return p.said(field) }

func (p Product) said(field string) string {
	switch field {
	case "support_from":
		return string(p.SupportFrom)
	case "support_until":
		return string(p.SupportUntil)
	case "conformity":
		return strings.Join(p.Conformity, "\n")
	case "certifications":
		return strings.Join(p.Certifications, "\n")
	case "sbom":
		return p.SBOM
	case "cyber_insurance":
		return p.CyberInsurance
	}
	text, err := p.Part(field)
	if err != nil {
		return ""
	}
	return text
}

func (p *Product) copyPart(next Product, field string) {
	switch field {
	case "support_from":
		p.SupportFrom = next.SupportFrom
	case "support_until":
		p.SupportUntil = next.SupportUntil
	case "conformity":
		p.Conformity = next.Conformity
	case "certifications":
		p.Certifications = next.Certifications
	case "sbom":
		p.SBOM = next.SBOM
	case "cyber_insurance":
		p.CyberInsurance = next.CyberInsurance
	default:
		to, known := next.part(field)
		if at, err := p.part(field); err == nil && known == nil {
			*at = *to
		}
	}
}

// UpdatePage replaces parts of the label's product that do not touch its
// assessment and returns the names of those that changed. Updates must be supported throughout
// validity: when support now ends before its last day, validity ends with support, which the holder must
// have been told (shorter). It refuses an end of support that is over, to empty a part that an application
// must have, and what changes nothing.
func (l *Label) UpdatePage(next Product, fields []string, shorter bool, today Date, now time.Time) ([]string, error) {
	p, changed := l.Product.Updated(next, fields)
	if len(changed) == 0 {
		return nil, Refuse(Invalid, "refusal.update.nothing")
	}
	var no Refusals
	no.Add(p.CheckDraft())
	before := l.Product.gaps()
	for _, gap := range p.gaps() {
		if _, was := find(before, func(r *Refusal) bool { return r.Field == gap.Field }); !was {
			no.Add(gap) // what an earlier register left out may stay out
		}
	}
	if err := no.Err(); err != nil {
		return nil, err
	}
	if err := l.checkSupport(p, shorter, today); err != nil {
		return nil, err
	}
	if ends := p.SupportUntil; ends != "" && ends < l.ValidUntil && ends != l.Product.SupportUntil {
		l.ValidUntil = ends
	}
	l.Product, l.Updated = p, now
	return changed, nil
}

// checkSupport refuses an end of support that cannot be, and one that ends
// validity earlier unless that is wanted.
func (l *Label) checkSupport(p Product, shorter bool, today Date) error {
	ends := p.SupportUntil
	switch {
	case ends == "" || ends == l.Product.SupportUntil:
	case ends < p.SupportFrom:
		return Refuse(Invalid, "refusal.product.support_order").On("support_until")
	case ends < today:
		return Refuse(Invalid, "refusal.update.support_over").On("support_until")
	case ends < l.ValidUntil && l.ExtensionApplied != "" && l.ExtensionRefused == "":
		return Refuse(Conflict, "refusal.update.extension").On("support_until")
	case ends < l.ValidUntil && !shorter:
		return Refuse(Invalid, "refusal.update.shorter").On("shorter").With(l.ValidUntil, ends)
	}
	return nil
}

// NameSuccessor says which label follows this one; "" takes the word back. It
// refuses a label that follows itself and what is said already.
func (l *Label) NameSuccessor(next LabelNumber, now time.Time) error {
	switch next {
	case l.Number:
		return Refuse(Invalid, "refusal.successor.itself").On("successor")
	case l.Successor:
		return Refuse(Invalid, "refusal.successor.same").On("successor")
	}
	l.Successor, l.Updated = next, now
	return nil
}
