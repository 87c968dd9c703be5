package main

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// A doing says under which addresses a deed of one of the tables in
// docs/life.md is done.
type doing struct {
	table string
	deed  scheme.Deed
	at    []string // patterns of addresses that take forms, without language
}

// A lawful is one rule of a table, whatever its states are called.
type lawful struct {
	table string
	from  string
	deed  scheme.Deed
	roles []scheme.Role
}

// lawOf are all rules of all tables in docs/life.md.
func lawOf() []lawful {
	return slices.Concat(rulesOf("application", scheme.ApplicationRules), rulesOf("label", scheme.LabelRules), rulesOf("succession", scheme.SuccessionRules),
		rulesOf("reissue", scheme.ReissueRules), rulesOf("case", scheme.CaseRules), rulesOf("doubt", scheme.DoubtRules),
		rulesOf("misuse", scheme.MisuseRules), rulesOf("objection", scheme.ObjectionRules))
}

func rulesOf[State ~string](table string, rules []scheme.Rule[State]) (all []lawful) {
	for _, r := range rules {
		all = append(all, lawful{table, string(r.From), r.Deed, r.Roles})
	}
	return all
}

// doings pairs every deed that a person may do with where it is done.
func doings() []doing {
	const (
		mine, file   = "/desk/applications/{id}", "/desk/office/applications/{id}"
		held, seen   = "/desk/labels/{number}", "/desk/office/labels/{number}"
		given, asked = "/desk/successions/{succession}", "/desk/office/successions/{succession}"
		looked       = "/desk/office/cases/{id}"
		told         = "/desk/office/doubts/{doubt}"
		entry        = "/desk/office/misuse/{entry}"
		upheld       = "/desk/office/objections/{id}/uphold"
	)
	app := func(d scheme.Deed, at ...string) doing { return doing{"application", d, at} }
	label := func(d scheme.Deed, at ...string) doing { return doing{"label", d, at} }
	in := func(table, base string, steps map[scheme.Deed]string) (all []doing) {
		for d, step := range steps {
			all = append(all, doing{table, d, []string{base + "/" + step}})
		}
		return all
	}
	return slices.Concat([]doing{
		app(scheme.DeedEdit, mine+"/kind", mine+"/scope", mine+"/product", mine+"/evaluator", mine+"/listing", mine+"/checklist/{item}", mine+"/comments/{comment}"),
		app(scheme.DeedSubmit, mine+"/review"), app(scheme.DeedComment, file+"/comments"), app(scheme.DeedReturn, file+"/return"),
		app(scheme.DeedReject, file+"/reject"), app(scheme.DeedAccept, file+"/accept"), app(scheme.DeedAsk, file+"/inquiries"),
		app(scheme.DeedAnswer, "/desk/authority/{inquiry}", "/desk/authority/{inquiry}/take-back"), app(scheme.DeedEnter, file+"/inquiries/{inquiry}/enter"),
		app(scheme.DeedAssent, file+"/inquiries/{inquiry}/confirm"), app(scheme.DeedReply, file+"/inquiries/{inquiry}/reply"),
		app(scheme.DeedRemind, file+"/inquiries/{inquiry}/remind"), app(scheme.DeedIssue, file+"/issue"), app(scheme.DeedRefuse, file+"/refuse"),
		app(scheme.DeedAssign, file+"/assign"), app(scheme.DeedWithdraw, mine+"/give-up", file+"/withdraw"), app(scheme.DeedReopen, upheld),

		label(scheme.DeedWithdraw, held+"/withdraw", held+"/change/end"), label(scheme.DeedRevoke, looked+"/revoke"), label(scheme.DeedPropose, seen+"/propose"),
		label(scheme.DeedConfirm, seen+"/confirm"), label(scheme.DeedDrop, seen+"/drop"), label(scheme.DeedExtend, held+"/extend", seen+"/entry/extension"), label(scheme.DeedMaintain, held+"/maintain", seen+"/entry/maintenance"),
		label(scheme.DeedTellNews, held+"/news", held+"/news/{news}/drop", held+"/news/{news}/release"), label(scheme.DeedUpdatePage, held+"/change/page", held+"/contacts"),
		label(scheme.DeedNameSuccessor, held+"/successor"), label(scheme.DeedOffer, held+"/offer"), label(scheme.DeedTransfer, asked+"/approve"),
		label(scheme.DeedAskReissue, held+"/reissue"), label(scheme.DeedReissue, "/desk/office/reissues/{reissue}/approve"),
		label(scheme.DeedJudgment, seen+"/judgment", seen+"/judgment/drop"), label(scheme.DeedAnnul, upheld, seen+"/judgment/confirm"),

		{"succession", scheme.DeedReopen, []string{upheld}}, {"reissue", scheme.DeedReopen, []string{upheld}},
		{"case", scheme.DeedCaseAnswer, []string{"/desk/cases/{id}/answer"}}, {"case", scheme.DeedCaseReport, []string{"/desk/cases/{id}/report"}},
		{"case", scheme.DeedCaseState, []string{"/desk/cases/{id}/state"}}, {"case", scheme.DeedCaseAskTime, []string{"/desk/cases/{id}/more-time"}}, {"case", scheme.DeedCaseJoin, []string{"/desk/office/cases/new", told + "/case"}},
		{"objection", scheme.DeedObjectionWithdraw, []string{"/desk/objections/{id}/withdraw", "/desk/office/objections/{id}/withdraw"}},
	},
		in("succession", given, map[scheme.Deed]string{scheme.DeedAcceptLabel: "accept", scheme.DeedDeclineLabel: "decline", scheme.DeedTakeBack: "take-back"}),
		in("succession", asked, map[scheme.Deed]string{scheme.DeedApprove: "approve", scheme.DeedRefuseWish: "refuse"}),
		in("reissue", "/desk/office/reissues/{reissue}", map[scheme.Deed]string{scheme.DeedApprove: "approve", scheme.DeedRefuseWish: "refuse"}),
		in("reissue", "/desk/reissues/{reissue}", map[scheme.Deed]string{scheme.DeedTakeBack: "take-back"}),
		in("case", looked, map[scheme.Deed]string{scheme.DeedCaseAssign: "assign", scheme.DeedCaseDemand: "demand", scheme.DeedCaseFind: "find", scheme.DeedCaseUnfind: "unfind", scheme.DeedCaseOrder: "order",
			scheme.DeedCaseExtend: "extend", scheme.DeedCaseDenyTime: "deny-time", scheme.DeedCaseNotify: "notify", scheme.DeedCaseHear: "hear", scheme.DeedCaseRevoke: "revoke", scheme.DeedCaseClose: "close",
			scheme.DeedCaseWarn: "warn", scheme.DeedCaseAnnounce: "announce"}),
		in("doubt", told, map[scheme.Deed]string{scheme.DeedAskReporter: "ask", scheme.DeedAnswerDoubt: "answer", scheme.DeedOpenCase: "case", scheme.DeedToRegister: "register",
			scheme.DeedMarkSpam: "spam", scheme.DeedUnmarkSpam: "unspam"}),
		in("misuse", entry, map[scheme.Deed]string{scheme.DeedEditMisuse: "edit", scheme.DeedNoticeMisuse: "notice", scheme.DeedAnswerMisuse: "answer",
			scheme.DeedPublishMisuse: "publish", scheme.DeedReviewMisuse: "review", scheme.DeedEndMisuse: "end", scheme.DeedDropMisuse: "drop"}),
		in("objection", "/desk/office/objections/{id}", map[scheme.Deed]string{scheme.DeedObjectionTake: "take", scheme.DeedObjectionUphold: "uphold", scheme.DeedObjectionDismiss: "dismiss"}),
	)
}

// matching makes of the pattern of an address what such addresses match.
func matching(pattern string) *regexp.Regexp {
	return regexp.MustCompile("^/(?:ja|en)" + braces.ReplaceAllString(pattern, "[^/]+") + "$")
}

// aside are addresses at which a reader of all pages does not look: files, and
// what is there once for each item of a checklist.
var aside = regexp.MustCompile(`\.(csv|pdf|xlsx|svg|png|json)$|/checklist/|/workbook$|/evidence/|/desk/office/(money|audit)|/submissions/`)

// forms reads every page of the desks to which links lead somebody, and
// returns where the forms on them lead.
func (c *crawl) forms(who scheme.Actor, lang string) map[string]bool {
	c.t.Helper()
	session, err := c.p.account.DemoSignIn(c.t.Context(), who.Person.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	s, actions, known := sender{c, session}, map[string]bool{}, map[string]bool{}
	open := []string{"/" + lang + "/desk"}
	for len(open) > 0 {
		at := open[0]
		open = open[1:]
		page := s.get(at)
		if page.status == http.StatusSeeOther {
			page = s.get("/" + lang + "/desk/office/")
		}
		c.tried++
		for _, f := range page.forms {
			to, _, _ := strings.Cut(f.action, "?")
			actions[to] = true
		}
		for link := range page.links {
			link, _, _ = strings.Cut(link, "#")
			path, query, _ := strings.Cut(link, "?")
			if strings.Count(query, "=") > 1 && !strings.HasSuffix(path, "/new") { // a tab of a list, but not every order of it
				link = path
			}
			if !strings.HasPrefix(link, "/"+lang+"/desk") || aside.MatchString(path) && !strings.HasSuffix(path, "/checklist/S1.1-04") || known[link] {
				continue
			}
			known[link] = true
			open = append(open, link)
		}
	}
	return actions
}

// TestDeeds_everyDeedIsDoneOnSomePage reads the desks of everybody and looks for
// a form for every deed that the rules give to a person, in each role. What
// only the software does needs none.
func TestDeeds_everyDeedIsDoneOnSomePage(t *testing.T) {
	t.Parallel()
	c := furnish(t)
	offered := map[scheme.Role]map[string]bool{}
	for i, who := range c.people {
		forms := c.forms(who, i18n.Languages[i%2])
		for _, role := range who.Person.Roles {
			if offered[role] == nil {
				offered[role] = map[string]bool{}
			}
			maps.Copy(offered[role], forms)
		}
	}
	// roles that people have toward some things only
	offered[scheme.RoleEntry], offered[scheme.RoleTaker] = offered[scheme.RoleOfficer], offered[scheme.RoleApplicant]
	missing := map[string]bool{}
	for _, law := range lawOf() {
		for _, role := range law.roles {
			if role != scheme.RoleSystem && !c.isOffered(law, offered[role]) {
				missing[fmt.Sprintf("%s: %s by %s", law.table, law.deed, role)] = true
			}
		}
	}
	for _, one := range slices.Sorted(maps.Keys(missing)) {
		t.Error("no page has a form for", one)
	}
	t.Logf("%d pages read as %d people", c.tried, len(c.people))
}

// isOffered reports whether one of these addresses does a deed.
func (c *crawl) isOffered(law lawful, actions map[string]bool) bool {
	for _, d := range doings() {
		if d.table != law.table || d.deed != law.deed {
			continue
		}
		for _, pattern := range d.at {
			re := matching(pattern)
			for action := range actions {
				if re.MatchString(action) {
					return true
				}
			}
		}
	}
	return false
}
