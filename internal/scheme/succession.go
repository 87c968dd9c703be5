package scheme

import (
	"slices"
	"time"
)

// RoleTaker is an applicant, toward a label that is offered to its
// organisation. Nobody holds it otherwise.
const RoleTaker Role = "taker"

// SuccessionID names one attempt to hand a label over.
type SuccessionID string

// SuccessionState is where the handing over of a label stands.
type SuccessionState string

const (
	Offered     SuccessionState = "offered"    // by the holder
	Taken       SuccessionState = "accepted"   // by the other side, with its declaration
	Approved    SuccessionState = "approved"   // by the office: the label has another holder
	NotGranted  SuccessionState = "refused"    // by the office: the holder stays
	Declined    SuccessionState = "declined"   // by the other side
	TakenBack   SuccessionState = "taken_back" // by the holder
	OfferLapsed SuccessionState = "lapsed"     // nobody answered in time, or the label ended meanwhile
)

// Deeds on a succession and on a reissue.
const (
	DeedAcceptLabel  Deed = "accept_label"
	DeedDeclineLabel Deed = "decline_label"
	DeedTakeBack     Deed = "take_back"
	DeedApprove      Deed = "approve"
	DeedRefuseWish   Deed = "refuse_wish"
	DeedLapse        Deed = "lapse"
)

// All states and deeds of a succession, in the order of its life, and the
// roles that its rules know beside Roles.
var (
	SuccessionStates = []SuccessionState{Offered, Taken, Approved, NotGranted, Declined, TakenBack, OfferLapsed}
	SuccessionDeeds  = []Deed{DeedAcceptLabel, DeedDeclineLabel, DeedTakeBack, DeedApprove, DeedRefuseWish, DeedLapse, DeedReopen}
)

var (
	own   = []Role{RoleApplicant} // no agent: whose label it is, the holder alone decides
	taker = []Role{RoleTaker}
)

// SuccessionRules is the life of a succession. Either side may step back until
// the office has decided.
var SuccessionRules = []Rule[SuccessionState]{
	{Offered, DeedAcceptLabel, taker, Taken},
	{Offered, DeedDeclineLabel, taker, Declined},
	{Offered, DeedTakeBack, own, TakenBack},
	{Offered, DeedLapse, clock, OfferLapsed},
	{Taken, DeedDeclineLabel, taker, Declined},
	{Taken, DeedTakeBack, own, TakenBack},
	{Taken, DeedApprove, office, Approved},
	{Taken, DeedRefuseWish, office, NotGranted},
	{Taken, DeedLapse, clock, OfferLapsed},
	{NotGranted, DeedReopen, office, Taken},
}

// A Vow is a declaration that goes with a succession: by a named person of an
// organisation, in the language in which it was made.
type Vow struct {
	Name       string    `json:"name"`
	Title      string    `json:"title"`
	Language   string    `json:"language"`
	Statements []string  `json:"statements"` // their texts
	At         time.Time `json:"at"`
	By         PersonID  `json:"by"` // who was signed in
}

// A Succession is one attempt to hand a label over to another organisation.
// The label changes its holder with the office's approval and not before.
type Succession struct {
	ID       SuccessionID
	Revision int
	Label    LabelNumber
	State    SuccessionState
	From     OrganisationID
	To       OrganisationID
	Reason   string // of the holder, for the other side and the office
	Offer    Vow
	Accepted Vow       // zero before
	Due      Date      // last day on which the office decides in time, as it was when the office got it; "" before, and when the scheme set none
	Reminded time.Time // of the end of the offer; zero before
	Closed   time.Time
	ClosedBy PersonID
	Outcome  string   // reason of who refused, declined or took back
	Ground   GroundID // that a refusal is for revocation
	Reopened []Reopening
}

// Open reports whether something may still come of it.
func (s Succession) Open() bool { return s.Closed.IsZero() }

// RolesOf returns the roles in which the actor meets the succession: its
// holder's people and those of the other side in theirs, the office in its own.
// An agent has none.
func (s Succession) RolesOf(who Actor) []Role {
	var roles []Role
	for _, r := range who.RolesToward(s.From) {
		if r != RoleAgent {
			roles = append(roles, r)
		}
	}
	if who.Is(RoleApplicant) && who.Organisation.ID == s.To {
		roles = append(roles, RoleTaker)
	}
	return roles
}

// LapsesOn returns the last day on which an offer may be accepted; "" when the
// scheme sets none or it was answered.
func (s Succession) LapsesOn(sch *Scheme) Date {
	if s.State != Offered || sch.Holding.OfferDays == 0 {
		return ""
	}
	return sch.Day(s.Offer.At).AddDays(sch.Holding.OfferDays)
}

// DecideDue returns the last day on which the office decides in time; "" when
// none is set or it is not the office's move.
func (s Succession) DecideDue() Date {
	if s.State != Taken {
		return ""
	}
	return s.Due
}

// Waits is since when the office has had it before it: since it was accepted,
// or since a refusal was taken back; zero before.
func (s Succession) Waits() time.Time { return lastReopened(s.Accepted.At, s.Reopened) }

// WishDue returns the last day on which the office decides in time on a
// succession or a reissue that it got on day; "" when the scheme sets none.
func (s *Scheme) WishDue(got Date) Date { return s.working(got, s.Holding.DecideDays) }

// CheckVow refuses a declaration without name and title, in an unknown
// language, or one that leaves out a statement. affirmed are the ids of the
// statements that were affirmed.
func CheckVow(v Vow, all []Statement, affirmed []string) error {
	var no Refusals
	for _, f := range []struct{ name, text string }{{"name", v.Name}, {"title", v.Title}} {
		if blank(f.text) {
			no.Add(Refuse(Invalid, "refusal.vow.missing").On(f.name).With(Code("field." + f.name)))
		}
		no.Add(CheckText(f.name, f.text, maxName))
	}
	if v.Language != "ja" && v.Language != "en" {
		no.Add(Refuse(Invalid, "refusal.person.language").On("language"))
	}
	for _, s := range all {
		if !slices.Contains(affirmed, s.ID) {
			no.Add(Refuse(Invalid, "refusal.vow.statements").On("affirmed"))
			break
		}
	}
	return no.Err()
}

// TransferTo gives the label to another holder from today on. The one before
// stays on record, with the name that the public read.
func (l *Label) TransferTo(o Organisation, today Date, now time.Time) error {
	if o.ID == l.Holder {
		return Refuse(Conflict, "refusal.succession.same")
	}
	past := PastHolder{Holder: l.Holder, Name: l.HolderName, Until: today.AddDays(-1)}
	l.PastHolders = append(l.PastHolders[:len(l.PastHolders):len(l.PastHolders)], past)
	l.Holder, l.HolderName, l.Updated = o.ID, o.Name, now
	return nil
}

// ReissueID names one request for papers made anew.
type ReissueID string

// ReissueState is where a request for papers made anew stands.
type ReissueState string

const (
	ReissueAsked     ReissueState = "asked"
	ReissueDone      ReissueState = "reissued"
	ReissueRefused   ReissueState = "refused"
	ReissueTakenBack ReissueState = "taken_back"
	ReissueLapsed    ReissueState = "lapsed" // the label ended meanwhile, or has another holder
)

// All states and deeds of a reissue, in the order of its life.
var (
	ReissueStates = []ReissueState{ReissueAsked, ReissueDone, ReissueRefused, ReissueTakenBack, ReissueLapsed}
	ReissueDeeds  = []Deed{DeedApprove, DeedRefuseWish, DeedTakeBack, DeedLapse, DeedReopen}
)

// ReissueRules is the life of a reissue.
var ReissueRules = []Rule[ReissueState]{
	{ReissueAsked, DeedApprove, office, ReissueDone},
	{ReissueAsked, DeedRefuseWish, office, ReissueRefused},
	{ReissueAsked, DeedTakeBack, holder, ReissueTakenBack},
	{ReissueAsked, DeedLapse, clock, ReissueLapsed},
	{ReissueRefused, DeedReopen, office, ReissueAsked},
}

// A Reissue is a request that a label's papers be made anew, with names as
// they are now: mostly after the holder's own name has changed on record.
type Reissue struct {
	ID       ReissueID
	Revision int
	Label    LabelNumber
	Holder   OrganisationID
	State    ReissueState
	Reason   string
	Asked    time.Time
	AskedBy  PersonID
	Due      Date // last day on which the office decides in time, as it was when the office got it; "" when the scheme set none
	Closed   time.Time
	ClosedBy PersonID
	Outcome  string // reason of who refused
	Reopened []Reopening
}

// Open reports whether it is undecided.
func (r Reissue) Open() bool { return r.Closed.IsZero() }

// DecideDue returns the last day on which the office decides in time; "" when
// none is set or it is decided.
func (r Reissue) DecideDue() Date {
	if !r.Open() {
		return ""
	}
	return r.Due
}

// Waits is since when the office has had it before it: since it was asked for,
// or since a refusal was taken back.
func (r Reissue) Waits() time.Time { return lastReopened(r.Asked, r.Reopened) }

// Reissue makes the label's papers anew with the holder's name as it is on
// record now. It refuses a holder that is not the label's.
func (l *Label) Reissue(o Organisation, today Date, now time.Time) error {
	if o.ID != l.Holder {
		return Refuse(Conflict, "refusal.reissue.holder")
	}
	l.HolderName, l.Updated = o.Name, now
	l.Reissued = append(l.Reissued[:len(l.Reissued):len(l.Reissued)], today)
	return nil
}
