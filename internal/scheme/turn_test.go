package scheme

import (
	"testing"
	"time"
)

func settled(view View) Application {
	at := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	return Application{State: Accepted, AcceptedBy: "one", AcceptedAt: at, Fee: FeeNote{Paid: "2026-04-01", At: at},
		Inquiries: []Inquiry{{ID: "i", Answer: AuthorityAnswer{View: view, Counts: view, Answered: "2026-04-01", At: at}}}}
}

func TestTurnOf_whoCheckedMayNotDecideAndIsNotAskedTo(t *testing.T) {
	t.Parallel()
	unpaid, objected := settled(NoObjection), settled(Objects)
	unpaid.Fee = FeeNote{}
	objected.Fee = FeeNote{}
	asking := settled(NoObjection)
	asking.Inquiries = nil
	typed := Application{State: Submitted, Received: "2026-04-01", Channel: ByPaper, EnteredBy: []PersonID{"one"}}
	for name, c := range map[string]struct {
		a        Application
		one, two Turn
		due      bool
	}{
		"submitted":        {Application{State: Submitted, Received: "2026-04-01"}, TurnYours, TurnYours, false},
		"entered from it":  {typed, TurnColleague, TurnYours, false},
		"being entered":    {Application{State: Draft, Channel: ByPaper, EnteredBy: []PersonID{"one"}}, TurnYours, TurnYours, false},
		"returned":         {Application{State: Returned}, TurnOthers, TurnOthers, false},
		"unpaid":           {unpaid, TurnOthers, TurnOthers, false},
		"nobody asked yet": {asking, TurnYours, TurnYours, false},
		"settled":          {settled(NoObjection), TurnColleague, TurnYours, true},
		"objected":         {settled(Objects), TurnYours, TurnYours, true},
		"objected, unpaid": {objected, TurnYours, TurnYours, true},
		"issued":           {Application{State: Issued}, TurnOthers, TurnOthers, false},
	} {
		waits := timed().Timeline(&c.a).Waits
		if one, two := c.a.TurnOf("one", waits), c.a.TurnOf("two", waits); one != c.one || two != c.two {
			t.Errorf("%s: %s and %s, want %s and %s", name, one, two, c.one, c.two)
		}
		if c.a.DecisionDue() != c.due || c.a.DecisionOpenTo("two") != c.due || c.a.DecisionOpenTo("one") {
			t.Errorf("%s: decision due %t, open to two %t, to one %t", name, c.a.DecisionDue(), c.a.DecisionOpenTo("two"), c.a.DecisionOpenTo("one"))
		}
	}
}

func TestMayDo_saysWhatStandsAgainstEachDeed(t *testing.T) {
	t.Parallel()
	officer := func(id PersonID) Actor {
		return Actor{Person: Person{ID: id, Organisation: "office", Roles: []Role{RoleOfficer}}, Organisation: Organisation{ID: "office", Kind: Office}}
	}
	returned := Application{State: Submitted, Returns: make([]Return, 2)}
	typed := Application{State: Submitted, Received: "2026-04-01", Channel: ByPaper, EnteredBy: []PersonID{"one"}}
	enough := Circumstances{Limits: Limits{ReturnsAtMost: 2}, Today: "2026-04-02"}
	for name, c := range map[string]struct {
		a    Application
		deed Deed
		with Circumstances
		key  string // "": open
	}{
		"accept":                  {Application{State: Submitted, Received: "2026-04-01"}, DeedAccept, enough, ""},
		"accept with findings":    {Application{State: Submitted, Received: "2026-04-01"}, DeedAccept, Circumstances{Findings: 3}, "refusal.form.findings"},
		"accept one's own":        {typed, DeedAccept, enough, "refusal.application.entered_it"},
		"reject one's own":        {typed, DeedReject, enough, "refusal.application.entered_it"},
		"return once too often":   {returned, DeedReturn, enough, "refusal.application.returned_enough"},
		"return without limit":    {returned, DeedReturn, Circumstances{}, ""},
		"issue what one checked":  {settled(NoObjection), DeedIssue, enough, "refusal.application.same_officer"},
		"refuse what one checked": {settled(NoObjection), DeedRefuse, enough, "refusal.application.same_officer"},
		"issue too early":         {Application{State: Submitted, Received: "2026-04-01"}, DeedIssue, enough, "refusal.state"},
	} {
		err := c.a.MayDo(officer("one"), c.deed, c.with)
		keys := RefusalsOf(err)
		if (c.key == "") != (err == nil) || c.key != "" && (len(keys) != 1 || keys[0].Key != c.key) {
			t.Errorf("%s: %v, want %q", name, err, c.key)
		}
	}
	a := settled(NoObjection)
	if err := a.MayDo(officer("two"), DeedIssue, enough); err != nil {
		t.Errorf("a second officer may not issue: %v", err)
	}
	if err := (&Application{State: Submitted, Received: "2026-04-01"}).MayDo(Actor{Person: Person{ID: "maker"}}, DeedAccept, enough); !IsRefusal(err, Denied) {
		t.Errorf("a maker accepts: %v", err)
	}
}
