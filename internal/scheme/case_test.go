package scheme

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// caseGrid says CaseRules a second time, by hand, as the grids of rule_test.go do.
const caseGrid = `
                case_join         case_assign       case_demand     case_answer     case_find        case_unfind       case_order        case_report      case_ask_time     case_extend       case_deny_time    case_notify    case_state     case_hear    case_revoke    case_close    case_warn         case_announce
case_opened     O>case_opened     O>case_opened     O>case_demanded .               .                .                 .                 .                .                 .                 .                 O>case_hearing .              .            .              O>case_closed O>case_opened     .
case_demanded   O>case_demanded   O>case_demanded   .               H>case_answered .                .                 .                 .                H>case_demanded   O>case_demanded   O>case_demanded   O>case_hearing .              .            .              O>case_closed O>case_demanded   .
case_answered   O>case_answered   O>case_answered   O>case_demanded H>case_answered O>case_answered  O>case_answered   O>case_correcting .                .                 .                 .                 O>case_hearing .              .            .              O>case_closed O>case_answered   .
case_correcting O>case_correcting O>case_correcting .               .               .                O>case_correcting .                 H>case_corrected H>case_correcting O>case_correcting O>case_correcting O>case_hearing .              .            .              O>case_closed O>case_correcting .
case_corrected  O>case_corrected  O>case_corrected  .               .               O>case_corrected O>case_corrected  .                 .                .                 .                 .                 O>case_hearing .              .            .              O>case_closed O>case_corrected  .
case_hearing    O>case_hearing    O>case_hearing    .               .               .                O>case_hearing    .                 .                .                 O>case_hearing    .                 O>case_hearing H>case_hearing O>case_heard .              O>case_closed O>case_hearing    .
case_heard      O>case_heard      O>case_heard      .               .               .                O>case_heard      .                 .                .                 .                 .                 O>case_hearing .              .            O>case_revoked O>case_closed O>case_heard      .
case_revoked    .                 .                 .               .               .                .                 .                 .                .                 .                 .                 .              .              .            .              .             .                 O>case_revoked
case_closed     .                 .                 .               .               .                .                 .                 .                .                 .                 .                 .              .              .            .              .             .                 .
`

func TestCaseRules_everyStateDeedAndRoleIsDecided(t *testing.T) {
	t.Parallel()
	checkGrid(t, caseGrid, sideOfLabel, CaseRules, CaseStates, CaseDeeds)
	seen := map[string]bool{}
	for _, r := range CaseRules {
		key := string(r.From) + "×" + string(r.Deed)
		if seen[key] || !slices.Contains(CaseStates, r.To) || !slices.Contains(CaseDeeds, r.Deed) {
			t.Errorf("rule %s stands twice or names what is not listed", key)
		}
		seen[key] = true
	}
}

var (
	caseRules9 = SurveillanceRules{Periodic: []LevelID{"b"}, AtMostDays: 100, RemindDays: []int{5, 1}}
	caseNoon   = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
)

func caseLabel() Label {
	return Label{Number: "1", Holder: "maker", Level: "a", Standing: Standing{ValidFrom: "2026-01-01", ValidUntil: "2027-12-31"}}
}

func sampleCase(t testing.TB) Case {
	t.Helper()
	c, err := NewCase("C", caseLabel(), CaseStep{At: caseNoon, By: "one", Text: "疑いがある", Cause: CauseOffice}, caseRules9, sampleDay)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// do does a step by the side that may, and sets the day of whoever is next.
func do(t testing.TB, c *Case, by PersonID, s CaseStep) {
	t.Helper()
	s.By, s.At = by, caseNoon.Add(time.Duration(len(c.Steps))*time.Hour)
	if s.Text == "" {
		s.Text = "理由"
	}
	if err := c.Step([]Role{RoleOfficer, RoleApplicant}, s, sampleDay); err != nil {
		t.Fatalf("%s: %v", s.Deed, err)
	}
	c.Due = s.Due
}

func refusedAs(t testing.TB, err error, kind RefusalKind, key string) {
	t.Helper()
	for _, r := range RefusalsOf(err) {
		if r.Kind == kind && r.Key == key {
			return
		}
	}
	t.Errorf("got %v, want %s: %s", err, kind, key)
}

func TestNewCase_isOnlyAboutALabelThatStandsAndWithACauseOfItsLevel(t *testing.T) {
	t.Parallel()
	opened := func(l Label, s CaseStep) error {
		_, err := NewCase("C", l, s, caseRules9, sampleDay)
		return err
	}
	good := CaseStep{At: caseNoon, By: "one", Text: "疑いがある", Cause: CausePeriodic}
	l := caseLabel()
	refusedAs(t, opened(l, good), Invalid, "refusal.case.periodic")
	l.Level = "b"
	if err := opened(l, good); err != nil {
		t.Error(err)
	}
	l.Withdrawn = sampleDay
	refusedAs(t, opened(l, good), Conflict, "refusal.case.label_ended")
	refusedAs(t, opened(caseLabel(), CaseStep{Text: "x", Cause: "whim"}), Invalid, "refusal.case.cause")
	refusedAs(t, opened(caseLabel(), CaseStep{Text: " ", Cause: CauseNews}), Invalid, "refusal.case.text")
}

func TestCase_aHearingWaitsUntilTheHoldersDayIsPast(t *testing.T) {
	t.Parallel()
	for _, way := range [][]CaseStep{
		{{Deed: DeedCaseDemand, Due: "2026-04-10"}},
		{{Deed: DeedCaseDemand}, {Deed: DeedCaseAnswer}, {Deed: DeedCaseFind, Findings: []Finding{{Verdict: FoundFailing, Text: "不適合"}}}, {Deed: DeedCaseOrder, Due: "2026-04-10"}},
	} {
		c := sampleCase(t)
		for _, s := range way {
			do(t, &c, "one", s)
		}
		notice := CaseStep{Deed: DeedCaseNotify, Text: "聴取します", At: caseNoon, By: "one"}
		refusedAs(t, c.Step([]Role{RoleOfficer}, notice, "2026-04-10"), Conflict, "refusal.case.holder_has_time")
		if err := c.Step([]Role{RoleOfficer}, notice, "2026-04-11"); err != nil {
			t.Errorf("the day after: %v", err)
		}
	}
}

func TestCase_aLateAnswerIsTakenAndMarked(t *testing.T) {
	t.Parallel()
	c := sampleCase(t)
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand, Due: "2026-04-10"})
	if err := c.Step([]Role{RoleApplicant}, CaseStep{Deed: DeedCaseAnswer, Text: "遅れました"}, "2026-04-11"); err != nil {
		t.Fatal(err)
	}
	if s, _ := c.Last(DeedCaseAnswer); !s.Late || c.State != CaseAnswered {
		t.Errorf("got %+v in %s", s, c.State)
	}
}

func TestCase_whoInvestigatedNeitherHearsNorDecides(t *testing.T) {
	t.Parallel()
	c := sampleCase(t)
	do(t, &c, "two", CaseStep{Deed: DeedCaseDemand, Demand: "D"})
	do(t, &c, "holder", CaseStep{Deed: DeedCaseAnswer})
	do(t, &c, "three", CaseStep{Deed: DeedCaseAssign})
	do(t, &c, "two", CaseStep{Deed: DeedCaseNotify})
	opened := []Access{
		{Who: "four", Demand: "D", At: caseNoon.Add(time.Minute)},
		{Who: "five", Demand: "D", At: caseNoon.Add(100 * time.Hour)},
		{Who: "six", Demand: "other", At: caseNoon.Add(time.Minute)},
	}
	for p, may := range map[PersonID]bool{"one": false, "two": false, "three": true, "four": false, "five": true, "six": true} {
		if err := c.CheckUninvolved(p, opened); (err == nil) != may {
			t.Errorf("%s: %v, want may %t", p, err, may)
		}
	}
}

func TestCase_theHearingEndsOnTheHoldersDayOrItsLastWord(t *testing.T) {
	t.Parallel()
	begin := func() Case {
		c := sampleCase(t)
		do(t, &c, "one", CaseStep{Deed: DeedCaseNotify, Due: "2026-04-15"})
		return c
	}
	hear := CaseStep{Deed: DeedCaseHear, Text: "意見を読んだ"}
	c := begin()
	refusedAs(t, c.Step([]Role{RoleOfficer}, hear, "2026-04-15"), Conflict, "refusal.case.hearing_runs")
	refusedAs(t, c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseHear, Oral: true}, "2026-04-15"), Invalid, "refusal.case.text")
	refusedAs(t, c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseHear}, "2026-04-16"), Invalid, "refusal.case.text")
	if err := c.Step([]Role{RoleOfficer}, hear, "2026-04-16"); err != nil {
		t.Error("after the day:", err)
	}
	c = begin()
	do(t, &c, "holder", CaseStep{Deed: DeedCaseState})
	if c.Due = "2026-04-15"; !c.HoldersTurn() || c.Asked() || !c.Spoke() {
		t.Error("who has spoken may add to it, and is asked for nothing")
	}
	refusedAs(t, c.Step([]Role{RoleOfficer}, hear, "2026-04-15"), Conflict, "refusal.case.hearing_runs")
	do(t, &c, "holder", CaseStep{Deed: DeedCaseState, All: true})
	do(t, &c, "holder", CaseStep{Deed: DeedCaseState})
	if c.HoldersTurn() || !c.SaidAll() {
		t.Error("after its last word it is still the holder's turn")
	}
	later := c
	if err := c.Step([]Role{RoleOfficer}, hear, sampleDay); err != nil {
		t.Error("after the last word:", err)
	}
	do(t, &later, "one", CaseStep{Deed: DeedCaseExtend, Due: "2026-04-30"})
	later.Due = "2026-04-30"
	refusedAs(t, later.Step([]Role{RoleOfficer}, hear, "2026-04-20"), Conflict, "refusal.case.hearing_runs")
	c = begin()
	if err := c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseHear, Oral: true, Text: "電話で聴取"}, sampleDay); err != nil {
		t.Error("in person:", err)
	}
}

func TestCase_isClosedOnlyAsWhatHappenedAllows(t *testing.T) {
	t.Parallel()
	bad, good := []Finding{{"T-01", FoundFailing, "不適合"}}, []Finding{{"T-01", FoundConforming, "適合"}}
	c := sampleCase(t)
	check := func(want ...CaseOutcome) {
		t.Helper()
		if got := c.OutcomesNow(false); !slices.Equal(got, want) {
			t.Errorf("in %s: got %v, want %v", c.State, got, want)
		}
	}
	check(OutcomeNoCase)
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand})
	check(OutcomeNoCase)
	do(t, &c, "holder", CaseStep{Deed: DeedCaseAnswer})
	check()
	refusedAs(t, c.Step([]Role{RoleOfficer}, CaseStep{Deed: DeedCaseOrder, Text: "直してください"}, sampleDay), Conflict, "refusal.case.nothing_to_correct")
	do(t, &c, "one", CaseStep{Deed: DeedCaseFind, Findings: bad})
	check()
	do(t, &c, "one", CaseStep{Deed: DeedCaseOrder})
	do(t, &c, "holder", CaseStep{Deed: DeedCaseReport})
	check()
	do(t, &c, "one", CaseStep{Deed: DeedCaseFind, Findings: good})
	check(OutcomeCorrected)
	do(t, &c, "one", CaseStep{Deed: DeedCaseNotify})
	check()
	do(t, &c, "two", CaseStep{Deed: DeedCaseHear, Oral: true})
	check(OutcomeKept)
	if got := c.OutcomesNow(true); !slices.Contains(got, OutcomeLabelEnded) {
		t.Errorf("of a label that ended: %v", got)
	}
}

func TestCaseWarning_needsASecondOfficerAndBothLanguages(t *testing.T) {
	t.Parallel()
	c := sampleCase(t)
	refusedAs(t, c.ProposeWarning(CaseWarning{ID: "1", Text: Text{Ja: "注意"}}), Invalid, "refusal.case.both_languages")
	w := CaseWarning{ID: "1", Text: Text{Ja: "注意", En: "Take care"}, Proposed: caseNoon, ProposedBy: "one"}
	if err := c.ProposeWarning(w); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, c.ProposeWarning(w), Conflict, "refusal.case.warning_there")
	_, err := c.ConfirmWarning("one", "2026-05-01", caseNoon)
	refusedAs(t, err, Denied, "refusal.case.same_officer")
	if _, stands := c.Standing(); stands {
		t.Error("it stands although its second officer is missing")
	}
	if got, err := c.ConfirmWarning("two", "2026-05-01", caseNoon); err != nil || !got.Stands() {
		t.Errorf("got %+v, %v", got, err)
	}
	refusedAs(t, c.ProposeWarning(w), Conflict, "refusal.case.warning_there")
	if _, err := c.EndWarning("one", caseNoon); err != nil {
		t.Error(err)
	}
	if err := c.ProposeWarning(w); err != nil {
		t.Error("a further one:", err)
	}
}

func TestReminder_isSentOnceForEachDayAndOnlyTheLast(t *testing.T) {
	t.Parallel()
	c := sampleCase(t)
	do(t, &c, "one", CaseStep{Deed: DeedCaseDemand, Due: "2026-04-20"})
	for _, one := range []struct {
		today Date
		days  int
		sent  bool
	}{
		{"2026-04-14", 0, false}, {"2026-04-15", 5, true}, {"2026-04-16", 0, false}, {"2026-04-19", 1, true},
		{"2026-04-20", 0, false}, {"2026-04-21", -1, true}, {"2026-05-01", 0, false},
	} {
		r, is := caseRules9.Reminder(c, one.today)
		if is != one.sent || is && r.Days != one.days {
			t.Errorf("%s: got %+v, %t", one.today, r, is)
		}
		if is {
			r.At = caseNoon.Add(1000 * time.Hour)
			c.Reminded = append(c.Reminded, r)
		}
	}
}

// Whatever is tried in whatever order: a label is revoked only after a
// hearing, and what is over stays over.
func TestCaseRules_noRevocationWithoutAHearing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		state, heard := CaseOpened, false
		for _, deed := range rapid.SliceOf(rapid.SampledFrom(CaseDeeds)).Draw(t, "deeds") {
			to, err := Next(CaseRules, state, deed, Roles)
			over := state == CaseRevoked || state == CaseClosed
			if over && (to != state || err == nil && deed != DeedCaseAnnounce) {
				t.Fatalf("%s led from %s to %s", deed, state, to)
			}
			heard = heard || err == nil && deed == DeedCaseHear
			if to == CaseRevoked && !heard {
				t.Fatalf("%s revoked without a hearing", deed)
			}
			state = to
		}
	})
}
