package walktest

import (
	"slices"
	"strings"

	"shirushi/internal/scheme"
)

// charter says who may do what, as an onlooker would put it: thing, deed, who,
// and from which states it leads where. "=" stays where it is. It is written
// apart from the rule book and shares nothing with it.
const charter = `
label  withdraw        holder   active,extension_in_progress>withdrawn
label  revoke          officer  active,extension_in_progress>revoked
label  extend          side     active,extension_in_progress,expired>=
label  maintain        side     active,extension_in_progress>=
label  propose         officer  active,extension_in_progress,expired,withdrawn,revoked>=
label  confirm         officer  active,extension_in_progress,expired,withdrawn,revoked>=
label  drop            officer  active,extension_in_progress,expired,withdrawn,revoked>=
label  tell_news       holder   active,extension_in_progress,expired,withdrawn,revoked>=
label  release_news    clock    active,extension_in_progress,expired,withdrawn,revoked>=
label  update_page     holder   active,extension_in_progress,expired>=
label  name_successor  holder   active,extension_in_progress,expired,withdrawn,revoked>=
label  offer_label     owner    active,extension_in_progress>=
label  transfer        officer  active,extension_in_progress>=
label  ask_reissue     holder   active,extension_in_progress>=
label  reissue         officer  active,extension_in_progress>=
label  enter_judgment  officer  revoked>=
label  annul           officer  revoked>active

application  reopen            officer   refused>accepted
application  reopen            officer   rejected>submitted
application  edit              side      draft,returned>=
application  submit            side      draft,returned>submitted
application  withdraw          side      draft,submitted,returned,accepted>withdrawn
application  close             clock     draft,submitted,returned,accepted>withdrawn
application  comment           officer   submitted>=
application  return            officer   submitted>returned
application  reject            officer   submitted>rejected
application  accept            officer   submitted>accepted
application  assign            officer   submitted,returned,accepted>=
application  ask_authority     officer   accepted>=
application  answer_inquiry    reviewer  accepted>=
application  enter_answer      officer   accepted>=
application  confirm_answer    officer   accepted>=
application  reply_authority   officer   accepted>=
application  remind_authority  office    accepted>=
application  issue             officer   accepted>issued
application  refuse            officer   accepted>refused

opening  case_open  officer  active,extension_in_progress>=

case  case_join      officer  case_opened,case_demanded,case_answered,case_correcting,case_corrected,case_hearing,case_heard>=
case  case_assign    officer  case_opened,case_demanded,case_answered,case_correcting,case_corrected,case_hearing,case_heard>=
case  case_demand    officer  case_opened,case_answered>case_demanded
case  case_answer    holder   case_demanded,case_answered>case_answered
case  case_find      officer  case_answered,case_corrected>=
case  case_unfind    officer  case_answered,case_correcting,case_corrected,case_hearing,case_heard>=
case  case_order     officer  case_answered>case_correcting
case  case_report    holder   case_correcting>case_corrected
case  case_ask_time  holder   case_demanded,case_correcting>=
case  case_deny_time officer  case_demanded,case_correcting>=
case  case_extend    officer  case_demanded,case_correcting,case_hearing>=
case  case_notify    officer  case_opened,case_demanded,case_answered,case_correcting,case_corrected,case_hearing,case_heard>case_hearing
case  case_state     holder   case_hearing>=
case  case_hear      officer  case_hearing>case_heard
case  case_revoke    officer  case_heard>case_revoked
case  case_close     officer  case_opened,case_demanded,case_answered,case_correcting,case_corrected,case_hearing,case_heard>case_closed
case  case_warn      officer  case_opened,case_demanded,case_answered,case_correcting,case_corrected,case_hearing,case_heard>=
case  case_announce  officer  case_revoked>=

succession  accept_label   taker    offered>accepted
succession  decline_label  taker    offered,accepted>declined
succession  take_back      owner    offered,accepted>taken_back
succession  approve        officer  accepted>approved
succession  refuse_wish    officer  accepted>refused
succession  lapse          clock    offered,accepted>lapsed
succession  reopen         officer  refused>accepted

reissue  approve      officer  asked>reissued
reissue  refuse_wish  officer  asked>refused
reissue  take_back    holder   asked>taken_back
reissue  lapse        clock    asked>lapsed
reissue  reopen       officer  refused>asked

objecting  object  side  active,extension_in_progress,expired,withdrawn,revoked>=

objection  objection_take      officer  objection_lodged,objection_taken>objection_taken
objection  objection_uphold    officer  objection_taken>objection_upheld
objection  objection_dismiss   officer  objection_taken>objection_dismissed
objection  objection_withdraw  side     objection_lodged,objection_taken>objection_withdrawn

doubt  ask_reporter  officer  doubt_received,doubt_asked>doubt_asked
doubt  add_to_doubt  clock    doubt_received,doubt_asked>doubt_received
doubt  open_case     officer  doubt_received,doubt_asked>doubt_in_case
doubt  to_register   officer  doubt_received,doubt_asked>doubt_entered
doubt  answer_doubt  officer  doubt_received,doubt_asked,doubt_in_case,doubt_entered>doubt_closed
doubt  mark_spam     officer  doubt_received,doubt_asked>doubt_spam
doubt  unmark_spam   officer  doubt_spam>doubt_received
doubt  forget_doubt  clock    doubt_closed,doubt_spam>=
doubt  ask_reporter  officer  doubt_in_case,doubt_entered>=
doubt  add_to_doubt  clock    doubt_in_case,doubt_entered>=

entering  edit_misuse  officer  active,extension_in_progress,expired,withdrawn,revoked>=

misuse  edit_misuse     officer  misuse_draft>=
misuse  notice_misuse   officer  misuse_draft>misuse_noticed
misuse  notice_misuse   officer  misuse_published>=
misuse  answer_misuse   officer  misuse_noticed,misuse_published>=
misuse  publish_misuse  officer  misuse_draft,misuse_noticed>misuse_published
misuse  review_misuse   officer  misuse_published>=
misuse  end_misuse      office   misuse_published>misuse_ended
misuse  drop_misuse     officer  misuse_draft,misuse_noticed>misuse_dropped
`

// kinds of people in the charter, by the roles that they hold.
var kinds = map[string][]scheme.Role{
	"holder": {scheme.RoleApplicant, scheme.RoleAgent}, "side": {scheme.RoleApplicant, scheme.RoleAgent, scheme.RoleEntry}, "owner": {scheme.RoleApplicant},
	"officer": {scheme.RoleOfficer}, "office": {scheme.RoleOfficer, scheme.RoleSystem}, "clock": {scheme.RoleSystem}, "reviewer": {scheme.RoleReviewer},
	"taker": {scheme.RoleTaker},
}

// A clause is one line of the charter.
type clause struct {
	who []scheme.Role
	to  map[string]string // state after, by the state before
}

// clauses are the charter by thing and deed.
var clauses = readCharter()

func readCharter() map[string]map[scheme.Deed]clause {
	all := map[string]map[scheme.Deed]clause{}
	for line := range strings.Lines(charter) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		froms, to, _ := strings.Cut(words[3], ">")
		c, there := all[words[0]][scheme.Deed(words[1])]
		if !there {
			c = clause{kinds[words[2]], map[string]string{}}
		}
		for from := range strings.SplitSeq(froms, ",") {
			c.to[from] = to
			if to == "=" {
				c.to[from] = from
			}
		}
		if all[words[0]] == nil {
			all[words[0]] = map[scheme.Deed]clause{}
		}
		all[words[0]][scheme.Deed(words[1])] = c
	}
	return all
}

// Granted says where a deed leads by the charter; why is "denied" when nobody
// in these roles may ever do it, and "conflict" when not from here.
func Granted(thing string, deed scheme.Deed, from string, roles []scheme.Role) (to, why string) {
	c := clauses[thing][deed]
	if !slices.ContainsFunc(roles, func(r scheme.Role) bool { return slices.Contains(c.who, r) }) {
		return from, "denied"
	}
	if to, may := c.to[from]; may {
		return to, ""
	}
	return from, "conflict"
}

// Who are the roles that may ever do a deed to a thing.
func Who(thing string, deed scheme.Deed) []scheme.Role { return clauses[thing][deed].who }

// EveryRole are all roles that somebody may have toward a thing.
var EveryRole = append(slices.Clone(scheme.Roles), scheme.RoleTaker)
