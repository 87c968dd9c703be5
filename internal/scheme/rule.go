package scheme

// A Deed is something that a person does to an application or a label.
type Deed string

const (
	DeedEdit     Deed = "edit"             // product, scope, checklist, evaluator; answers to comments
	DeedSubmit   Deed = "submit"           // with the declarations
	DeedComment  Deed = "comment"          // beside an item or a field, for the next return
	DeedReturn   Deed = "return"           // for correction, with the comments
	DeedReject   Deed = "reject"           // at acceptance, with a reason
	DeedAccept   Deed = "accept"           // the form is right
	DeedAsk      Deed = "ask_authority"    // about the supply chain; at acceptance this happens by itself
	DeedAnswer   Deed = "answer_inquiry"   // by the authority: answer, replace it, take it back, ask the office
	DeedEnter    Deed = "enter_answer"     // of an authority, from a signed letter
	DeedAssent   Deed = "confirm_answer"   // how a condition is met, or why a late answer counts
	DeedReply    Deed = "reply_authority"  // to a question of an authority
	DeedRemind   Deed = "remind_authority" // that has not answered
	DeedIssue    Deed = "issue"            // the decision for the label
	DeedRefuse   Deed = "refuse"           // the decision against it
	DeedAssign   Deed = "assign"           // who of the office works on it
	DeedWithdraw Deed = "withdraw"         // application or label, by its holder
	DeedClose    Deed = "close"            // an application about a label that has ended, or one never corrected; by the software
	DeedExtend   Deed = "extend"           // begin an application for an extension of a label
	DeedMaintain Deed = "maintain"         // begin an application after a change of a label's product
	DeedRevoke   Deed = "revoke"           // label, by the office
	DeedPropose  Deed = "propose"          // a clerical correction
	DeedConfirm  Deed = "confirm"          // a proposed correction, by a second person
	DeedDrop     Deed = "drop"             // a proposed correction
	DeedReopen   Deed = "reopen"           // an application or a succession that was decided against, on an objection
	DeedAnnul    Deed = "annul"            // a revocation, on an objection or by a court
	DeedJudgment Deed = "enter_judgment"   // of a court, for a second officer to confirm; and take that back

	DeedTellNews      Deed = "tell_news"      // of the product, at once or after an embargo; and all that becomes of it before its time
	DeedReleaseNews   Deed = "release_news"   // whose embargo is over
	DeedUpdatePage    Deed = "update_page"    // parts of the label page, by a change that does not affect the assessment
	DeedNameSuccessor Deed = "name_successor" // the label of the product that follows
	DeedOffer         Deed = "offer_label"    // to another organisation, which may accept
	DeedTransfer      Deed = "transfer"       // an accepted label, by the office
	DeedAskReissue    Deed = "ask_reissue"
	DeedReissue       Deed = "reissue" // the label's papers, with names as they are now
)

// ApplicationState is where an application stands.
type ApplicationState string

const (
	Draft     ApplicationState = "draft"
	Submitted ApplicationState = "submitted"
	Returned  ApplicationState = "returned"
	Accepted  ApplicationState = "accepted"
	Issued    ApplicationState = "issued"
	Refused   ApplicationState = "refused"
	Rejected  ApplicationState = "rejected"
	GivenUp   ApplicationState = "withdrawn"
)

// All states, statuses, deeds and roles there are, in the order of a life.
var (
	ApplicationStates = []ApplicationState{Draft, Submitted, Returned, Accepted, Issued, Refused, Rejected, GivenUp}
	ApplicationDeeds  = []Deed{DeedEdit, DeedSubmit, DeedComment, DeedReturn, DeedReject, DeedAccept, DeedAsk, DeedAnswer, DeedEnter,
		DeedAssent, DeedReply, DeedRemind, DeedIssue, DeedRefuse, DeedAssign, DeedWithdraw, DeedClose, DeedReopen}
	LabelStatuses = []Status{Active, InExtension, Expired, Withdrawn, Revoked}
	LabelDeeds    = []Deed{DeedWithdraw, DeedRevoke, DeedPropose, DeedConfirm, DeedDrop,
		DeedTellNews, DeedReleaseNews, DeedUpdatePage, DeedNameSuccessor, DeedOffer, DeedTransfer, DeedAskReissue, DeedReissue, DeedExtend, DeedMaintain,
		DeedJudgment, DeedAnnul}
	Roles = []Role{RoleApplicant, RoleAgent, RoleManager, RoleEntry, RoleOfficer, RoleAdministrator, RoleReviewer, RoleSystem}
)

// A Rule says: from this state this deed leads to that state, and who may do
// it. What no rule allows is refused.
type Rule[State ~string] struct {
	From  State
	Deed  Deed
	Roles []Role
	To    State
}

var (
	holder = []Role{RoleApplicant, RoleAgent}
	side   = []Role{RoleApplicant, RoleAgent, RoleEntry} // of an application's applicant, also as the office enters it from paper
	office = []Role{RoleOfficer}
	review = []Role{RoleReviewer}
	timely = []Role{RoleOfficer, RoleSystem} // by hand, and when its time has come
	clock  = []Role{RoleSystem}              // only when its time has come
)

// ApplicationRules is the life of an application. Rules that need more than
// state and role stand beside Application: CanBeReturned, CanBeIssued.
var ApplicationRules = []Rule[ApplicationState]{
	{Draft, DeedEdit, side, Draft},
	{Draft, DeedSubmit, side, Submitted},
	{Draft, DeedWithdraw, side, GivenUp},
	{Draft, DeedClose, clock, GivenUp},
	{Submitted, DeedComment, office, Submitted},
	{Submitted, DeedReturn, office, Returned},
	{Submitted, DeedReject, office, Rejected},
	{Submitted, DeedAccept, office, Accepted},
	{Submitted, DeedAssign, office, Submitted},
	{Submitted, DeedWithdraw, side, GivenUp},
	{Submitted, DeedClose, clock, GivenUp},
	{Returned, DeedEdit, side, Returned},
	{Returned, DeedSubmit, side, Submitted},
	{Returned, DeedAssign, office, Returned},
	{Returned, DeedWithdraw, side, GivenUp},
	{Returned, DeedClose, clock, GivenUp},
	{Accepted, DeedAsk, office, Accepted},
	{Accepted, DeedAnswer, review, Accepted},
	{Accepted, DeedEnter, office, Accepted},
	{Accepted, DeedAssent, office, Accepted},
	{Accepted, DeedReply, office, Accepted},
	{Accepted, DeedRemind, timely, Accepted},
	{Accepted, DeedIssue, office, Issued},
	{Accepted, DeedRefuse, office, Refused},
	{Accepted, DeedAssign, office, Accepted},
	{Accepted, DeedWithdraw, side, GivenUp},
	{Accepted, DeedClose, clock, GivenUp},
	{Refused, DeedReopen, office, Accepted},
	{Rejected, DeedReopen, office, Submitted},
}

// LabelRules is the life of a label after issue. Expiry is nobody's deed: it
// comes with the day.
var LabelRules = []Rule[Status]{
	{Active, DeedWithdraw, holder, Withdrawn},
	{Active, DeedRevoke, office, Revoked},
	{Active, DeedPropose, office, Active},
	{Active, DeedConfirm, office, Active},
	{Active, DeedDrop, office, Active},
	{Active, DeedExtend, side, Active},
	{Active, DeedMaintain, side, Active},
	{InExtension, DeedWithdraw, holder, Withdrawn},
	{InExtension, DeedRevoke, office, Revoked},
	{InExtension, DeedPropose, office, InExtension},
	{InExtension, DeedConfirm, office, InExtension},
	{InExtension, DeedDrop, office, InExtension},
	{InExtension, DeedExtend, side, InExtension},
	{InExtension, DeedMaintain, side, InExtension},
	{Expired, DeedPropose, office, Expired},
	{Expired, DeedConfirm, office, Expired},
	{Expired, DeedDrop, office, Expired},
	{Expired, DeedExtend, side, Expired},
	{Withdrawn, DeedPropose, office, Withdrawn},
	{Withdrawn, DeedConfirm, office, Withdrawn},
	{Withdrawn, DeedDrop, office, Withdrawn},
	{Revoked, DeedPropose, office, Revoked},
	{Revoked, DeedConfirm, office, Revoked},
	{Revoked, DeedDrop, office, Revoked},
	{Active, DeedTellNews, holder, Active},
	{Active, DeedReleaseNews, clock, Active},
	{Active, DeedUpdatePage, holder, Active},
	{Active, DeedNameSuccessor, holder, Active},
	{Active, DeedOffer, own, Active},
	{Active, DeedTransfer, office, Active},
	{Active, DeedAskReissue, holder, Active},
	{Active, DeedReissue, office, Active},
	{InExtension, DeedTellNews, holder, InExtension},
	{InExtension, DeedReleaseNews, clock, InExtension},
	{InExtension, DeedUpdatePage, holder, InExtension},
	{InExtension, DeedNameSuccessor, holder, InExtension},
	{InExtension, DeedOffer, own, InExtension},
	{InExtension, DeedTransfer, office, InExtension},
	{InExtension, DeedAskReissue, holder, InExtension},
	{InExtension, DeedReissue, office, InExtension},
	{Expired, DeedTellNews, holder, Expired},
	{Expired, DeedReleaseNews, clock, Expired},
	{Expired, DeedUpdatePage, holder, Expired},
	{Expired, DeedNameSuccessor, holder, Expired},
	{Withdrawn, DeedTellNews, holder, Withdrawn},
	{Withdrawn, DeedReleaseNews, clock, Withdrawn},
	{Withdrawn, DeedNameSuccessor, holder, Withdrawn},
	{Revoked, DeedJudgment, office, Revoked},
	{Revoked, DeedAnnul, office, Active}, // or what else follows from the facts and the day
	{Revoked, DeedTellNews, holder, Revoked},
	{Revoked, DeedReleaseNews, clock, Revoked},
	{Revoked, DeedNameSuccessor, holder, Revoked},
}

// Next returns the state that deed leads to when someone in one of these
// roles does it. It refuses with Denied when no such role may ever do the
// deed, and with Conflict when the state does not allow it.
func Next[State ~string](rules []Rule[State], from State, deed Deed, roles []Role) (State, error) {
	mayEver := false
	for _, rule := range rules {
		if rule.Deed != deed || !shareRole(rule.Roles, roles) {
			continue
		}
		if rule.From == from {
			return rule.To, nil
		}
		mayEver = true
	}
	if mayEver {
		return from, Refuse(Conflict, "refusal.state").With(Code("deed."+string(deed)), Code("state."+string(from)))
	}
	return from, Refuse(Denied, "refusal.role").With(Code("deed." + string(deed)))
}

// Allowed returns the deeds that roles may do in this state.
func Allowed[State ~string](rules []Rule[State], from State, roles []Role) []Deed {
	var deeds []Deed
	for _, rule := range rules {
		if rule.From == from && shareRole(rule.Roles, roles) {
			deeds = append(deeds, rule.Deed)
		}
	}
	return deeds
}

// A Code is a message key used as an argument of another message; the
// printer says it in the reader's language.
type Code string

func shareRole(a, b []Role) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}
