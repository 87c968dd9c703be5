package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/holding"
	"shirushi/internal/office"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/walktest"
)

// A trial is one thing that somebody tries about a label.
type trial struct {
	thing string // in the charter
	deed  scheme.Deed
	grave bool // takes a fresh passkey
	do    func(s *stroll, one *strolling, l scheme.Label, who walker) error
}

// trials are all that is tried.
var trials = slices.Concat(labelTrials, applicationTrials, successionTrials, reissueTrials, caseTrials, remedyTrials, misuseTrials)

var labelTrials = []trial{
	{"label", scheme.DeedWithdraw, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		if s.rand.IntN(4) > 0 {
			return nothingTried
		}
		return s.p.office.WithdrawLabel(s.Context(), who.Actor, one.number, s.groundFor(scheme.DeedWithdraw), s.say("終売"))
	}},
	{"label", scheme.DeedPropose, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		return s.p.office.Propose(s.Context(), who.Actor, one.number, "firmware", fmt.Sprintf("1.%d", s.rand.IntN(9)), "誤記")
	}},
	{"label", scheme.DeedConfirm, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		open, waits := l.Open()
		err := s.p.office.Confirm(s.Context(), who.Actor, one.number)
		if err == nil && (!waits || open.ProposedBy == who.Person.ID) {
			s.Fatalf("%s confirmed the own correction", who.name)
		}
		return err
	}},
	{"label", scheme.DeedDrop, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		return s.p.office.Drop(s.Context(), who.Actor, one.number)
	}},
	{"label", scheme.DeedTellNews, false, func(s *stroll, one *strolling, l scheme.Label, who walker) (err error) {
		if len(l.News) > 15 {
			return nothingTried
		}
		b := scheme.Bulletin{News: scheme.News{Kind: scheme.NewsSecurity, On: s.today(), Text: scheme.Text{Ja: "更新してください。"}, References: []string{"CVE-2026-12345"}}, Serious: s.rand.IntN(2) == 0}
		if s.rand.IntN(2) == 0 {
			b.Embargo = s.clock.Now().Add(time.Duration(1+s.rand.IntN(20)) * 24 * time.Hour)
		}
		id, err := s.p.holding.Tell(s.Context(), who.Actor, one.number, b)
		if err == nil && !b.Embargo.IsZero() {
			one.open.bulletin = id
		}
		return err
	}},
	{"label", scheme.DeedTellNews, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		if s.rand.IntN(2) == 0 {
			return s.p.holding.Drop(s.Context(), who.Actor, one.number, one.open.bulletin)
		}
		return s.p.holding.ReleaseNow(s.Context(), who.Actor, one.number, one.open.bulletin)
	}},
	{"label", scheme.DeedUpdatePage, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		u := holding.Update{Revision: l.Revision, Product: l.Product, Fields: []string{"firmware", "support_until"}, Shorter: s.rand.IntN(2) == 0}
		u.Product.Firmware = fmt.Sprintf("2.%d", s.rand.IntN(50))
		if s.rand.IntN(3) == 0 {
			u.Product.SupportUntil = s.today().AddDays(s.rand.IntN(120) - 5)
		}
		return s.p.holding.UpdatePage(s.Context(), who.Actor, one.number, u)
	}},
	{"label", scheme.DeedNameSuccessor, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		return s.p.holding.NameSuccessor(s.Context(), who.Actor, one.number, string([]scheme.LabelNumber{"", s.alive[s.rand.IntN(len(s.alive))].number}[s.rand.IntN(2)]))
	}},
	{"label", scheme.DeedOffer, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		to := s.makers[s.rand.IntN(len(s.makers))]
		id, err := s.p.holding.Offer(s.Context(), who.Actor, one.number, holding.Wish{To: to.CorporateNumber, Reason: s.say("譲渡"), Vow: s.vow(s.scheme.Holding.Offers)})
		if err == nil {
			one.open.succession = id
		}
		return err
	}},
	{"label", scheme.DeedAskReissue, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		id, err := s.p.holding.AskReissue(s.Context(), who.Actor, one.number, s.say("社名変更"))
		if err == nil {
			one.open.reissue = id
		}
		return err
	}},
	{"label", scheme.DeedExtend, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		return s.apply(one, who, scheme.Extension)
	}},
	{"label", scheme.DeedMaintain, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		return s.apply(one, who, scheme.Maintenance)
	}},
}

var applicationTrials = []trial{
	{"application", scheme.DeedSubmit, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		r := office.SubmitRequest{Revision: s.application(one).Revision, Name: "責任 太郎", Title: "部長", Language: "ja", Terms: true, TermsBy: "見本 花子"}
		for _, x := range s.scheme.Statements {
			r.Affirmed = append(r.Affirmed, x.ID)
		}
		return s.p.office.Submit(s.Context(), who.Actor, one.open.application, r)
	}},
	{"application", scheme.DeedReturn, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.office.Return(s.Context(), who.Actor, one.open.application, s.say("直して"))
	}},
	{"application", scheme.DeedReject, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.office.Reject(s.Context(), who.Actor, one.open.application, s.say("対象外"))
	}},
	{"application", scheme.DeedAccept, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.office.Accept(s.Context(), who.Actor, one.open.application)
	}},
	{"application", scheme.DeedIssue, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		_, err := s.p.office.Issue(s.Context(), who.Actor, one.open.application)
		return err
	}},
	{"application", scheme.DeedRefuse, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.office.Refuse(s.Context(), who.Actor, one.open.application, s.say("満たさない"))
	}},
	{"application", scheme.DeedWithdraw, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.office.GiveUp(s.Context(), who.Actor, one.open.application)
	}},
}

var successionTrials = []trial{
	{"succession", scheme.DeedAcceptLabel, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.Accept(s.Context(), who.Actor, one.open.succession, s.vow(s.scheme.Holding.Accepts))
	}},
	{"succession", scheme.DeedDeclineLabel, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.Decline(s.Context(), who.Actor, one.open.succession, s.say("不要"))
	}},
	{"succession", scheme.DeedTakeBack, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.TakeBack(s.Context(), who.Actor, one.open.succession, s.say("中止"))
	}},
	{"succession", scheme.DeedApprove, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.Approve(s.Context(), who.Actor, one.open.succession)
	}},
	{"succession", scheme.DeedRefuseWish, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.Refuse(s.Context(), who.Actor, one.open.succession, s.say("疑義"))
	}},
}

var reissueTrials = []trial{
	{"reissue", scheme.DeedApprove, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.Reissue(s.Context(), who.Actor, one.open.reissue)
	}},
	{"reissue", scheme.DeedRefuseWish, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.RefuseReissue(s.Context(), who.Actor, one.open.reissue, s.say("理由"))
	}},
	{"reissue", scheme.DeedTakeBack, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.holding.TakeBackReissue(s.Context(), who.Actor, one.open.reissue)
	}},
}

// seldom are deeds that end something before much has happened.
var seldom = []scheme.Deed{scheme.DeedWithdraw, scheme.DeedReturn, scheme.DeedReject, scheme.DeedRefuse, scheme.DeedDeclineLabel, scheme.DeedTakeBack, scheme.DeedRefuseWish,
	scheme.DeedCaseClose, scheme.DeedCaseAssign, scheme.DeedCaseExtend}

// nothingTried says that a trial was let be.
var nothingTried = scheme.Refuse(scheme.Conflict, "refusal.state")

// try has somebody try something about a label: anybody anything, or what the
// charter lets be done next.
func (s *stroll) try(one *strolling) {
	s.Helper()
	l := s.label(one.number)
	can := map[string][]trial{} // by thing
	for _, t := range trials {
		if state, there := s.stateOf(one, l, t); there {
			if _, why := walktest.Granted(t.thing, t.deed, state, walktest.EveryRole); why == "" {
				can[t.thing] = append(can[t.thing], t)
			}
		}
	}
	t := trials[s.rand.IntN(len(trials))]
	who := s.somebody()
	if s.rand.IntN(4) > 0 {
		things := slices.Sorted(maps.Keys(can))
		some := can[things[s.rand.IntN(len(things))]]
		if t = some[s.rand.IntN(len(some))]; slices.Contains(seldom, t.deed) { // little more can happen after it
			t = some[s.rand.IntN(len(some))]
		}
		who = s.fit(walktest.Who(t.thing, t.deed), s.holderOf(one, l, t))
		who = s.sparing(one, l, t, who)
	}
	s.tries(one, l, t, who)
}

// sparing lets those look into a case who did before, so that somebody is
// left to hear and to decide.
func (s *stroll) sparing(one *strolling, l scheme.Label, t trial, who walker) walker {
	apart := slices.Contains(deciding, t.deed)
	if !apart && !slices.Contains(looking, t.deed) || s.rand.IntN(4) == 0 {
		return who
	}
	for range 10 {
		if slices.Contains(one.involved, who.Person.ID) != apart {
			break
		}
		who = s.fit(walktest.Who(t.thing, t.deed), s.holderOf(one, l, t))
	}
	return who
}

var (
	looking  = []scheme.Deed{scheme.DeedCaseDemand, scheme.DeedCaseFind, scheme.DeedCaseOrder, scheme.DeedCaseNotify}
	deciding = []scheme.Deed{scheme.DeedCaseHear, scheme.DeedCaseRevoke, scheme.DeedObjectionTake, scheme.DeedObjectionUphold, scheme.DeedObjectionDismiss}
)

// stateOf is where the thing of a trial stands; false when there is none.
func (s *stroll) stateOf(one *strolling, l scheme.Label, t trial) (state string, there bool) {
	s.read(func(tx *store.Tx) (err error) {
		switch t.thing {
		case "label":
			state, there = string(l.StatusOn(s.today())), true
		case "application":
			if there = one.open.application != ""; there {
				a, e := tx.Application(one.open.application)
				state, err = string(a.State), e
			}
		case "succession":
			if there = one.open.succession != ""; there {
				x, e := tx.Succession(one.open.succession)
				state, err = string(x.State), e
			}
		case "reissue":
			if there = one.open.reissue != ""; there {
				x, e := tx.Reissue(one.open.reissue)
				state, err = string(x.State), e
			}
		case "opening", "objecting", "entering":
			state, there = string(l.StatusOn(s.today())), true
		case "objection":
			if there = one.open.objection != ""; there {
				o, e := tx.Objection(one.open.objection)
				state, err = string(o.State), e
			}
		case "misuse":
			if there = one.open.misuse != ""; there {
				m, e := tx.Misuse(one.open.misuse)
				state, err = string(m.State), e
			}
		case "case":
			if there = one.open.file != ""; there {
				c, e := tx.Case(one.open.file)
				state, err = string(c.State), e
			}
		}
		return err
	})
	return state, there
}

// holderOf is the organisation toward which who tries has its roles.
func (s *stroll) holderOf(one *strolling, l scheme.Label, t trial) (o scheme.OrganisationID) {
	o = l.Holder
	s.read(func(tx *store.Tx) error {
		switch {
		case t.thing == "application" && one.open.application != "":
			a, err := tx.Application(one.open.application)
			o = a.Applicant
			return err
		case t.thing == "succession" && one.open.succession != "":
			x, err := tx.Succession(one.open.succession)
			if o = x.From; slices.Contains(walktest.Who(t.thing, t.deed), scheme.RoleTaker) {
				o = x.To
			}
			return err
		case t.thing == "objection" && one.open.objection != "":
			x, err := tx.Objection(one.open.objection)
			o = x.By
			return err
		case t.thing == "misuse" && one.open.misuse != "":
			m, err := tx.Misuse(one.open.misuse)
			o = m.Organisation
			return err
		case t.thing == "case" && one.open.file != "":
			c, err := tx.Case(one.open.file)
			o = c.Holder
			return err
		case t.thing == "reissue" && one.open.reissue != "":
			x, err := tx.Reissue(one.open.reissue)
			o = x.Holder
			return err
		}
		return nil
	})
	return o
}

// tries does a trial and holds what comes of it to the charter: done is only
// what is granted; what is refused changes nothing; what is done is on record
// under who did it, and all that the public may know of it has its event.
func (s *stroll) tries(one *strolling, l scheme.Label, t trial, who walker) {
	s.Helper()
	what := fmt.Sprintf("%s of %s by %s", t.deed, t.thing, who.name)
	if t.deed == scheme.DeedIssue {
		s.payFor(one)
	}
	state, _ := s.stateOf(one, l, t)
	roles := who.toward(s.holderOf(one, l, t))
	if slices.Contains(walktest.Who(t.thing, t.deed), scheme.RoleTaker) && slices.Contains(roles, scheme.RoleApplicant) {
		roles = []scheme.Role{scheme.RoleTaker}
	}
	_, why := walktest.Granted(t.thing, t.deed, state, roles)
	before, heard, lines := registry.Of(l, s.scheme.Day), one.events, s.lines(one)
	err := t.do(s, one, l, who)
	s.tried++
	if err != nil && scheme.RefusalsOf(err) == nil {
		s.Fatalf("%s failed: %v", what, err)
	}
	s.listen()
	after := registry.Of(s.label(one.number), s.scheme.Day)
	before.Updated, after.Updated = time.Time{}, time.Time{}
	if err != nil {
		if d := cmp.Diff(before, after); d != "" || one.events != heard || !maps.Equal(s.lines(one), lines) {
			s.Fatalf("%s was refused (%v) and changed something: %s; %d events", what, err, d, one.events-heard)
		}
		return
	}
	s.did++
	s.done[t.thing+" "+string(t.deed)]++
	added := 0
	for line, n := range s.lines(one) {
		if n == lines[line] {
			continue
		}
		if added++; line[1] != string(who.Person.ID) {
			s.Fatalf("%s is on record as done by %q", what, line[1])
		}
	}
	switch {
	case why != "":
		s.Fatalf("%s in state %q was done, though it is %s: %v", what, state, why, roles)
	case t.grave && who.SteppedUp != s.clock.Now():
		s.Fatalf("%s was done without a fresh passkey", what)
	case added == 0:
		s.Fatalf("%s is not on record", what)
	}
	if changed := cmp.Diff(before, after); (changed != "") != (one.events > heard) {
		s.Fatalf("%s: %d events for what changed in public: %s", what, one.events-heard, changed)
	}
	s.agree(one, what)
	s.agreeOnMisuse(what)
	s.unknown(one)
}

// lines counts what stands on record about a label and the things around it,
// by subject and person.
func (s *stroll) lines(one *strolling) map[[2]string]int {
	s.Helper()
	by := map[[2]string]int{}
	s.read(func(tx *store.Tx) error {
		clear(by)
		for _, subject := range []string{"label:" + string(one.number), "application:" + string(one.open.application), "case:" + string(one.open.file),
			"objection:" + string(one.open.objection), "misuse:" + string(one.open.misuse)} {
			all, err := tx.AuditOf(subject, 0)
			if err != nil {
				return err
			}
			for _, line := range all {
				by[[2]string{subject, string(line.Who)}]++
			}
		}
		return nil
	})
	return by
}

func (s *stroll) groundFor(d scheme.Deed) scheme.GroundID {
	for _, g := range s.scheme.Grounds {
		if g.Ends == d {
			return g.ID
		}
	}
	s.Fatal("no ground")
	return ""
}

func (s *stroll) vow(all []scheme.Statement) holding.Vowing {
	v := holding.Vowing{Name: "責任 太郎", Title: "事業部長", Language: "ja"}
	for _, x := range all {
		v.Affirmed = append(v.Affirmed, x.ID)
	}
	return v
}
