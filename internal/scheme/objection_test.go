package scheme

import (
	"strings"
	"testing"
	"time"
)

// objectionGrid says ObjectionRules a second time, by hand, as the grids of
// rule_test.go do.
const objectionGrid = `
                    objection_take    objection_uphold   objection_dismiss     objection_withdraw
objection_lodged    O>objection_taken .                  .                     H>objection_withdrawn
objection_taken     O>objection_taken O>objection_upheld O>objection_dismissed H>objection_withdrawn
objection_upheld    .                 .                  .                     .
objection_dismissed .                 .                  .                     .
objection_withdrawn .                 .                  .                     .
`

func TestObjectionRules_everyStateDeedAndRoleIsDecided(t *testing.T) {
	t.Parallel()
	side := map[Role]string{RoleApplicant: "H", RoleAgent: "H", RoleEntry: "H", RoleOfficer: "O"}
	checkGrid(t, objectionGrid, side, ObjectionRules, ObjectionStates, ObjectionDeeds)
}

func TestCheckObjection_onItsLastDayAndNotAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text   string
		until, today Date
		key          string
	}{
		{"on the last day", "because", "2026-03-31", "2026-03-31", ""},
		{"a day late", "because", "2026-03-31", "2026-04-01", "refusal.objection.late"},
		{"no last day", "because", "", "2036-04-01", ""},
		{"no reasons", " ", "2026-03-31", "2026-03-01", "refusal.objection.text"},
		{"too long", strings.Repeat("あ", maxObjection+1), "", "2026-03-01", "refusal.text.too_long"},
	} {
		err := CheckObjection(c.text, c.until, c.today)
		if c.key == "" && err != nil || c.key != "" && (len(RefusalsOf(err)) != 1 || RefusalsOf(err)[0].Key != c.key) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestObjection_isLookedAtByWhoHadNoPart(t *testing.T) {
	t.Parallel()
	a := Application{State: Refused, AcceptedBy: "accepted", ClosedBy: "refused", Officer: "worked", EnteredBy: []PersonID{"entered"},
		Returns: []Return{{By: "returned"}}, Reopened: []Reopening{{By: "before"}}}
	o := Objection{DecidedBy: "refused", LodgedBy: "lodged"}
	for _, by := range []PersonID{"accepted", "refused", "worked", "entered", "returned", "before", "lodged"} {
		if !IsRefusal(o.CheckUninvolved(by, a.Involved()), Denied) {
			t.Errorf("%s had a part in it", by)
		}
	}
	if err := o.CheckUninvolved("other", a.Involved()); err != nil {
		t.Error(err)
	}
	c := Case{Officer: "has it", Steps: []CaseStep{{By: "investigated"}, {Deed: DeedCaseJoin}}}
	if got := c.Involved(); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

// Whoever decided once does not decide again, at any of the decisions.
func TestReopen_anotherOfficerDecides(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	a := Application{State: Refused, AcceptedBy: "one", Closed: now.AddDate(0, -1, 0), ClosedBy: "two", Reason: "no", Officer: "one"}
	a.Reopen(Accepted, "O", now)
	if a.State != Accepted || !a.Closed.IsZero() || a.ClosedBy != "" || a.Reason != "" || a.Officer != "" || len(a.Reopened) != 1 ||
		a.Reopened[0].Reason != "no" || a.Reopened[0].Decision != "refused" {
		t.Fatalf("%+v", a)
	}
	if !IsRefusal(a.SecondPerson("two"), Denied) || !IsRefusal(a.FirstLook("two"), Denied) || a.SecondPerson("three") != nil {
		t.Error("who refused it decides again")
	}
	s := Succession{State: NotGranted, Accepted: Vow{At: now.AddDate(0, -2, 0)}, Due: "2026-02-15", ClosedBy: "two", Closed: now.AddDate(0, -1, 0), Outcome: "no", Ground: "g"}
	s.Reopen(Taken, "O", "2026-04-15", now)
	if !s.Open() || s.Ground != "" || !IsRefusal(s.NotAgain("two"), Denied) || s.NotAgain("one") != nil || s.Reopened[0].Ground != "g" ||
		s.DecideDue() != "2026-04-15" || s.Reopened[0].Due != "2026-02-15" || s.Waits() != now {
		t.Errorf("%+v", s)
	}
	r := Reissue{State: ReissueRefused, Asked: now.AddDate(0, -2, 0), Due: "2026-02-15", ClosedBy: "two", Closed: now.AddDate(0, -1, 0), Outcome: "no"}
	r.Reopen(ReissueAsked, "O", "2026-04-15", now)
	if !r.Open() || r.Outcome != "" || !IsRefusal(r.NotAgain("two"), Denied) || r.NotAgain("one") != nil || r.DecideDue() != "2026-04-15" || r.Waits() != now {
		t.Errorf("%+v", r)
	}
}

func TestAnnul_theLabelStandsAsIfItHadNotBeenRevoked(t *testing.T) {
	t.Parallel()
	l := Label{Standing: Standing{ValidFrom: "2026-01-01", ValidUntil: "2027-12-31"}}
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	if !IsRefusal(l.Annul(ByCourt, "2026-06-01", now), Conflict) {
		t.Fatal("there is nothing to annul")
	}
	if err := l.Revoke("false_statement", "reason", "2026-05-01", now); err != nil {
		t.Fatal(err)
	}
	if err := l.Annul(ByObjection, "2026-06-01", now); err != nil {
		t.Fatal(err)
	}
	if l.StatusOn("2026-05-15") != Active || l.EndGround != "" || l.EndReason != "" || len(l.Annulled) != 1 ||
		l.Annulled[0] != (Annulment{Revoked: "2026-05-01", Ground: "false_statement", On: "2026-06-01", Basis: ByObjection}) {
		t.Errorf("%+v", l)
	}
}

func TestJudgment_isEnteredAndConfirmedByTwo(t *testing.T) {
	t.Parallel()
	good := Judgment{Court: "東京地方裁判所", Number: "令和8年（行ウ）第1号", Day: "2026-05-10", RevokedFrom: "2026-05-01", EnteredBy: "one"}
	if err := good.Check("2026-05-20"); err != nil {
		t.Fatal(err)
	}
	for key, j := range map[string]Judgment{
		"refusal.judgment.court":    {Number: "1", Day: "2026-05-10"},
		"refusal.judgment.number":   {Court: "c", Day: "2026-05-10"},
		"refusal.date.missing":      {Court: "c", Number: "1"},
		"refusal.date.malformed":    {Court: "c", Number: "1", Day: "10 May"},
		"refusal.judgment.day":      {Court: "c", Number: "1", Day: "2026-05-21"},
		"refusal.text.too_long":     {Court: strings.Repeat("c", maxName+1), Number: "1", Day: "2026-05-10"},
		"refusal.judgment.day:past": {Court: "c", Number: "1", Day: "2026-04-30", RevokedFrom: "2026-05-01"},
	} {
		want, _, _ := strings.Cut(key, ":")
		if all := RefusalsOf(j.Check("2026-05-20")); len(all) != 1 || all[0].Key != want {
			t.Errorf("%s: %v", key, all)
		}
	}
	now := time.Now()
	if !IsRefusal(good.Confirm("one", now), Denied) || !good.Waits() {
		t.Error("who entered it confirmed it")
	}
	dropped := good
	if err := dropped.Drop("one", now); err != nil || !dropped.Dropped {
		t.Error(err)
	}
	if err := good.Confirm("two", now); err != nil || good.Waits() || !IsRefusal(good.Confirm("two", now), Conflict) {
		t.Error("confirmed once, and once only")
	}
}
