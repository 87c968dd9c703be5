package scheme

import "testing"

func TestCase_theDayStandsUntilMoreTimeIsGranted(t *testing.T) {
	t.Parallel()
	rules := SurveillanceRules{AtMostDays: 100, MoreTimeAtMost: 2, RemindDays: []int{5, 1}}
	c := sampleCase(t)
	ask := CaseStep{Deed: DeedCaseAskTime, Text: "輸送に時間が掛かる", Wish: "2026-05-10", At: caseNoon}
	notice := CaseStep{Deed: DeedCaseNotify, Text: "聴取します", At: caseNoon, By: "one"}
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand, Due: "2026-04-10"})
	refusedAs(t, c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseDenyTime, Text: "認めない"}, sampleDay), Conflict, "refusal.case.no_request")
	for wish, key := range map[Date]string{"": "refusal.date", "2026-04-10": "refusal.case.due", "2030-01-01": "refusal.case.due"} {
		if err := rules.CheckMoreTime(&c, wish, sampleDay); key == "refusal.case.due" {
			refusedAs(t, err, Invalid, key)
		} else if len(RefusalsOf(err)) != 1 || RefusalsOf(err)[0].Field != "wish" {
			t.Errorf("%q: %v", wish, err)
		}
	}
	if err := c.Step([]Role{RoleApplicant}, ask, sampleDay); err != nil {
		t.Fatal(err)
	}
	if got, waits := c.TimeAsked(); !waits || got.Wish != ask.Wish || c.Due != "2026-04-10" || !c.HoldersTurn() {
		t.Errorf("got %+v, due %s", got, c.Due)
	}
	refusedAs(t, c.Step([]Role{RoleApplicant}, ask, sampleDay), Conflict, "refusal.case.time_asked")
	refusedAs(t, c.Step([]Role{RoleOfficer}, notice, "2026-04-11"), Conflict, "refusal.case.time_unanswered")
	if _, is := rules.Reminder(c, "2026-04-11"); is {
		t.Error("the holder who waits for an answer is told that its day is past")
	}
	denied := c
	do(t, &denied, "one", CaseStep{Deed: DeedCaseDenyTime})
	denied.Due = "2026-04-10"
	if _, waits := denied.TimeAsked(); waits {
		t.Error("a denied request still waits")
	}
	if one, is := rules.Reminder(denied, "2026-04-11"); !is || one.Days != -1 {
		t.Errorf("got %+v, %t", one, is)
	}
	late := denied
	if err := late.Step([]Role{RoleApplicant}, ask, "2026-04-11"); err != nil {
		t.Fatal(err)
	}
	if asked, _ := late.TimeAsked(); !asked.Late {
		t.Error("it came in time")
	}
	refusedAs(t, rules.CheckMoreTime(&late, "2026-06-01", "2026-04-11"), Conflict, "refusal.case.time_often")
	if err := late.Step([]Role{RoleOfficer}, notice, "2026-04-11"); err != nil {
		t.Error("a late request stops a hearing:", err)
	}
	do(t, &c, "one", CaseStep{Deed: DeedCaseExtend, Due: "2026-05-10"})
	if _, waits := c.TimeAsked(); waits || c.TimesAsked() != 1 {
		t.Error("what was granted still waits")
	}
	do(t, &c, "holder", CaseStep{Deed: DeedCaseAnswer})
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand, Due: "2026-06-10"})
	if c.TimesAsked() != 0 {
		t.Error("a new demand does not begin anew")
	}
}
