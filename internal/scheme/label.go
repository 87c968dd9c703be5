package scheme

import "time"

// A Label is the scheme's public promise about one product.
//
// Its status is never stored: StatusOn derives it from the standing and a day.
type Label struct {
	Number      LabelNumber
	Revision    int
	Application ApplicationID // by which it was issued; "" for one taken over from an earlier register
	Holder      OrganisationID
	HolderName  Text
	Level       LevelID
	Category    CategoryID
	Edition     EditionID
	Catalog     string // hash of the scheme's data under which it was issued
	Product     Product
	Issued      time.Time
	FirstIssued Date
	Listed      Date // first day on which the public may know of it
	Standing
	EndGround   GroundID // why it was withdrawn or revoked
	EndReason   string   // in the office's or the holder's words; not public
	Assessments []Assessment
	Corrections []Correction
	Successor   LabelNumber // label of the product that follows this one; "" when there is none
	News        []News      // of the product, in the order in which it was told
	Erasures    []Erasure   // texts of its events that were taken back, in the order in which that was proposed
	Warnings    []Warning   // of the office about the product, in the order in which they began
	Annulled    []Annulment // revocations that were taken back
	PastHolders []PastHolder
	Reissued    []Date         // days on which its papers were made anew
	Announced   []Announcement // of a revocation, in the order in which they were made
	Updated     time.Time
}

// A Warning is what the office tells the public about a product while a case
// is open, without touching the label's status.
type Warning struct {
	ID    string `json:"id"`             // unlike that of any other
	Case  CaseID `json:"case,omitempty"` // never public
	Text  Text   `json:"text"`
	From  Date   `json:"from"`
	Ended Date   `json:"ended,omitempty"`
}

// An Annulment takes a revocation back: the label stands as if it had not
// been revoked, and both are told.
type Annulment struct {
	Revoked Date           `json:"revoked"`
	Ground  GroundID       `json:"ground"` // of the revocation
	On      Date           `json:"on"`
	Basis   AnnulmentBasis `json:"basis"`
}

// An Announcement tells the public at large of a revocation for bad faith or
// of wide impact. It stays when the revocation is annulled: that is told, too.
type Announcement struct {
	On   Date `json:"on"`
	Text Text `json:"text"`
}

// An AnnulmentBasis says on what a revocation was annulled.
type AnnulmentBasis string

const (
	ByObjection AnnulmentBasis = "objection" // the office itself, on the holder's objection
	ByCourt     AnnulmentBasis = "court"
)

// A PastHolder held the label before it went over to another.
type PastHolder struct {
	Holder OrganisationID `json:"holder"` // not public
	Name   Text           `json:"name"`
	Until  Date           `json:"until"` // last day on which it held the label
}

// An Assessment is one time the product was assessed for the label. The
// newest stands first on its page.
type Assessment struct {
	Application ApplicationID    `json:"application"`
	Edition     EditionID        `json:"edition"`
	Evaluator   EvaluatorClassID `json:"evaluator"`
	Completed   Date             `json:"completed"`
	Answers     []PublicAnswer   `json:"answers"`
}

// A Correction puts a clerical error right. One officer proposes it, another
// confirms it; both versions stay visible.
type Correction struct {
	Field       string    `json:"field"` // one of CorrectionFields
	From        string    `json:"from"`
	To          string    `json:"to"`
	Reason      string    `json:"reason"`
	Proposed    time.Time `json:"proposed"`
	ProposedBy  PersonID  `json:"proposed_by"`
	Confirmed   time.Time `json:"confirmed"` // zero while it is a proposal
	ConfirmedBy PersonID  `json:"confirmed_by"`
}

// Open returns the correction that waits for a second person; false when
// there is none. A label has one at most.
func (l *Label) Open() (Correction, bool) {
	return find(l.Corrections, func(c Correction) bool { return c.Confirmed.IsZero() })
}

// Withdraw ends the label at its holder's wish from today on. It refuses a
// label that no longer stands; the rules say from which status.
func (l *Label) Withdraw(ground GroundID, reason string, today Date, now time.Time) error {
	if l.Withdrawn != "" || l.Revoked != "" {
		return Refuse(Conflict, "refusal.label.ended")
	}
	l.Withdrawn, l.EndGround, l.EndReason, l.Updated = today, ground, reason, now
	return nil
}

// Revoke ends the label by the office's decision from today on. It refuses a
// label that is already revoked, because the first reason is the one the
// public has read.
func (l *Label) Revoke(ground GroundID, reason string, today Date, now time.Time) error {
	if l.Revoked != "" {
		return Refuse(Conflict, "refusal.label.revoked_already")
	}
	l.Revoked, l.EndGround, l.EndReason, l.Updated = today, ground, reason, now
	return nil
}

// Propose notes a clerical correction for a second officer to confirm. It
// refuses a second proposal while one is open, and one that changes nothing.
func (l *Label) Propose(field, to, reason string, by PersonID, now time.Time) error {
	if _, open := l.Open(); open {
		return Refuse(Conflict, "refusal.correction.open")
	}
	from, err := l.Product.Part(field)
	if err != nil {
		return err
	}
	if blank(reason) {
		return Refuse(Invalid, "refusal.correction.reason").On("reason")
	}
	if from == to {
		return Refuse(Invalid, "refusal.correction.same").On("to")
	}
	if _, err := l.Product.WithPart(field, to); err != nil {
		return err
	}
	l.Corrections = append(l.Corrections, Correction{Field: field, From: from, To: to, Reason: reason, Proposed: now, ProposedBy: by})
	return nil
}

// Confirm carries the open correction out. It refuses the officer who
// proposed it.
func (l *Label) Confirm(by PersonID, now time.Time) (Correction, error) {
	for i := range l.Corrections {
		c := &l.Corrections[i]
		if !c.Confirmed.IsZero() {
			continue
		}
		if c.ProposedBy == by {
			return Correction{}, Refuse(Denied, "refusal.correction.same_officer")
		}
		p, err := l.Product.WithPart(c.Field, c.To)
		if err != nil {
			return Correction{}, err
		}
		l.Product, l.Updated = p, now
		c.Confirmed, c.ConfirmedBy = now, by
		return *c, nil
	}
	return Correction{}, Refuse(Conflict, "refusal.correction.none")
}

// Drop discards the open correction; nothing of it becomes public.
func (l *Label) Drop() error {
	for i := range l.Corrections {
		if l.Corrections[i].Confirmed.IsZero() {
			l.Corrections = append(l.Corrections[:i], l.Corrections[i+1:]...)
			return nil
		}
	}
	return Refuse(Conflict, "refusal.correction.none")
}
