package scheme

import (
	"slices"
	"testing"
)

func TestCase_aFindingThatIsTakenBackCountsNoMore(t *testing.T) {
	t.Parallel()
	note := func(v FindingVerdict) CaseStep {
		return CaseStep{Deed: DeedCaseFind, Findings: []Finding{{"T-01", v, string(v)}}}
	}
	back := CaseStep{Deed: DeedCaseUnfind, Findings: []Finding{{Criterion: "T-01"}}}
	c := sampleCase(t)
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand})
	do(t, &c, "holder", CaseStep{Deed: DeedCaseAnswer})
	refusedAs(t, c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseUnfind, Text: "誤り", Findings: []Finding{{Criterion: "T-01"}}}, sampleDay), Invalid, "refusal.case.no_finding")
	refusedAs(t, c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseUnfind, Text: "誤り"}, sampleDay), Invalid, "refusal.case.no_finding")
	do(t, &c, "one", note(FoundConforming))
	do(t, &c, "one", note(FoundFailing))
	silent := back
	silent.Text = " "
	refusedAs(t, c.Step([]Role{RoleOfficer}, silent, sampleDay), Invalid, "refusal.case.text")
	do(t, &c, "one", back)
	if got := c.Findings(); len(got) != 1 || got[0].Verdict != FoundConforming {
		t.Errorf("what was found before counts again: got %+v", got)
	}
	if all := c.Found(); len(all) != 2 || all[0].Taken != 0 || all[1].Taken != len(c.Steps)-1 {
		t.Errorf("both stay on record: got %+v", all)
	}
	if s, _ := c.Last(DeedCaseUnfind); s.Findings[0].Verdict != FoundFailing || s.Findings[0].Text == "" {
		t.Errorf("the step does not say what it took back: %+v", s)
	}
	do(t, &c, "one", back)
	if len(c.Findings()) != 0 {
		t.Errorf("got %+v", c.Findings())
	}
}

func TestCase_nothingIsRevokedByANoticeWhoseFindingWasTakenBack(t *testing.T) {
	t.Parallel()
	c := sampleCase(t)
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand})
	do(t, &c, "holder", CaseStep{Deed: DeedCaseAnswer})
	do(t, &c, "one", CaseStep{Deed: DeedCaseFind, Findings: []Finding{{"T-01", FoundFailing, "不適合"}}})
	do(t, &c, "one", CaseStep{Deed: DeedCaseFind, Findings: []Finding{{"T-02", FoundConforming, "適合"}}})
	notice := CaseStep{Deed: DeedCaseNotify, Text: "聴取します", By: "one", At: caseNoon, Due: "2026-04-20"}
	do(t, &c, "one", notice)
	refusedAs(t, c.Step([]Role{RoleOfficer}, notice, "2026-05-01"), Conflict, "refusal.case.notice_stands")
	do(t, &c, "one", CaseStep{Deed: DeedCaseUnfind, Findings: []Finding{{Criterion: "T-02"}}})
	if c.NoticeFails() {
		t.Error("a finding in the holder's favour was no reason for the notice")
	}
	heard := c
	do(t, &heard, "two", CaseStep{Deed: DeedCaseHear, Oral: true})
	for _, one := range []*Case{&c, &heard} {
		do(t, one, "one", CaseStep{Deed: DeedCaseUnfind, Findings: []Finding{{Criterion: "T-01"}}})
		if !one.NoticeFails() || !slices.Contains(one.OutcomesNow(false), OutcomeKept) {
			t.Errorf("in %s the notice still holds", one.State)
		}
		for _, d := range []Deed{DeedCaseHear, DeedCaseRevoke} {
			if _, err := Next(CaseRules, one.State, d, []Role{RoleOfficer}); err == nil {
				refusedAs(t, one.Step([]Role{RoleOfficer}, CaseStep{Deed: d, Text: "理由", Oral: true}, sampleDay), Conflict, "refusal.case.notice_fails")
			}
		}
		do(t, one, "one", notice)
		if one.NoticeFails() || one.State != CaseHearing {
			t.Errorf("a new notice does not hold: %s", one.State)
		}
	}
}

func TestCase_whatCannotBeConfirmedIsNeitherARightNorAWrong(t *testing.T) {
	t.Parallel()
	c := sampleCase(t)
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand})
	do(t, &c, "holder", CaseStep{Deed: DeedCaseAnswer})
	for _, bad := range [][]Finding{nil, {{"T-01", "", "x"}}, {{"T-01", "maybe", "x"}}, {{"T-01", FoundFailing, " "}}, {{"T-01", FoundFailing, "x"}, {"T-01", FoundConforming, "x"}}} {
		if err := c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseFind, Findings: bad}, sampleDay); len(RefusalsOf(err)) != 1 {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	do(t, &c, "one", CaseStep{Deed: DeedCaseFind, Findings: []Finding{{"T-01", FoundUnconfirmed, "示された資料では分からない"}}})
	refusedAs(t, c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseOrder, Text: "直してください"}, sampleDay), Conflict, "refusal.case.nothing_to_correct")
	if got := c.OutcomesNow(false); !slices.Equal(got, []CaseOutcome{OutcomeOpen}) {
		t.Errorf("it can be closed as %v", got)
	}
	do(t, &c, "one", CaseStep{Deed: DeedCaseFind, Findings: []Finding{{"T-02", FoundFailing, "不適合"}}})
	if got := c.OutcomesNow(false); len(got) != 0 {
		t.Errorf("with something wrong it can be closed as %v", got)
	}
	do(t, &c, "one", CaseStep{Deed: DeedCaseOrder})
	do(t, &c, "one", CaseStep{Deed: DeedCaseUnfind, Findings: []Finding{{Criterion: "T-02"}}})
	if got := c.OutcomesNow(false); !slices.Equal(got, []CaseOutcome{OutcomeNoCase}) {
		t.Errorf("an order whose reason was taken back ends as %v", got)
	}
}
