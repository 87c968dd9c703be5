package scheme_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/scheme"
)

// paced is a scheme in UTC without days off.
func paced() *scheme.Scheme {
	return &scheme.Scheme{
		Limits: scheme.Limits{CheckDays: 5, CorrectDays: 10, PaymentDays: 14, DecideDays: 5},
	}
}

func noon(day scheme.Date) time.Time {
	t, _ := time.Parse(time.DateOnly, string(day))
	return t.Add(12 * time.Hour)
}

func TestCourse_isThatOfTheApplicationFromReceiptToDecision(t *testing.T) {
	t.Parallel()
	s := paced()
	a := scheme.Application{State: scheme.Issued, Received: "2026-04-01",
		Returns:    []scheme.Return{{At: noon("2026-04-03"), Back: noon("2026-04-20")}},
		AcceptedAt: noon("2026-04-22"), Fee: scheme.FeeNote{Paid: "2026-04-21", At: noon("2026-05-01")},
		Inquiries: []scheme.Inquiry{{Asked: noon("2026-04-22"), Due: "2026-05-06", Answer: scheme.AuthorityAnswer{View: scheme.NoObjection, Counts: scheme.NoObjection, Answered: "2026-05-07", At: noon("2026-05-08")}}},
		Closed:    noon("2026-05-12")}
	got := s.Course(&a)
	want := []scheme.Span{
		{Task: scheme.TaskCheck, Of: scheme.PartyOffice, Begun: "2026-04-01", Due: got[0].Due, Ended: "2026-04-03"},
		{Task: scheme.TaskCorrect, Of: scheme.PartyApplicant, Begun: "2026-04-03", Due: s.CorrectDue(&a), Ended: "2026-04-20"},
		{Task: scheme.TaskCheck, Of: scheme.PartyOffice, Begun: "2026-04-20", Due: got[2].Due, Ended: "2026-04-22"},
		{Task: scheme.TaskFee, Of: scheme.PartyApplicant, Begun: "2026-04-22", Due: s.PaymentDue("2026-04-22"), Ended: "2026-04-22"},
		{Task: scheme.TaskInquiry, Of: scheme.PartyAuthority, Begun: "2026-04-22", Due: "2026-05-06", Ended: "2026-05-07"},
		{Task: scheme.TaskDecide, Of: scheme.PartyOffice, Begun: "2026-05-08", Due: got[5].Due, Ended: "2026-05-12"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got[3].Days() != 0 || got[1].Days() != 17 || !got[1].Late("2026-06-01") || got[0].Late("2026-06-01") || !got[4].Late("2026-06-01") {
		t.Errorf("days and lateness: %+v", got)
	}
}

func TestCourse_lastDaysAreThoseThatTheDeskShows(t *testing.T) {
	t.Parallel()
	s := paced()
	for _, a := range []scheme.Application{
		{State: scheme.Submitted, Received: "2026-04-01"},
		{State: scheme.Submitted, Received: "2026-04-01", Returns: []scheme.Return{{At: noon("2026-04-02"), Back: noon("2026-04-09")}, {At: noon("2026-04-10"), Back: noon("2026-04-21")}}},
		{State: scheme.Returned, Received: "2026-04-01", Returns: []scheme.Return{{At: noon("2026-04-02")}}},
		{State: scheme.Accepted, Received: "2026-04-01", AcceptedAt: noon("2026-04-02")},
	} {
		all := s.Course(&a)
		last := all[len(all)-1]
		if want := s.Timeline(&a).Due(); last.Due != want || !last.Runs() {
			t.Errorf("%s: %+v, the desk says %s", a.State, last, want)
		}
	}
}

func TestCourse_whatAnEndOvertookIsMoot(t *testing.T) {
	t.Parallel()
	s := paced()
	if got := s.Course(&scheme.Application{State: scheme.Draft}); got != nil {
		t.Errorf("a draft: %+v", got)
	}
	a := scheme.Application{State: scheme.GivenUp, Received: "2026-04-01", Returns: []scheme.Return{{At: noon("2026-04-02")}}, Closed: noon("2026-04-08")}
	got := s.Course(&a)
	if len(got) != 2 || got[0].Moot || !got[1].Moot || got[1].Ended != "2026-04-08" || got[1].Late("2026-06-01") {
		t.Errorf("withdrawn while returned: %+v", got)
	}
	a = scheme.Application{State: scheme.Rejected, Received: "2026-04-01", Closed: noon("2026-04-08")}
	if got = s.Course(&a); len(got) != 1 || got[0].Moot || got[0].Ended != "2026-04-08" {
		t.Errorf("rejected: %+v", got)
	}
	a.State, a.Closed, a.Reopened = scheme.Submitted, time.Time{}, []scheme.Reopening{{Decision: "rejected", Decided: noon("2026-04-08"), At: noon("2026-05-08")}}
	if got = s.Course(&a); len(got) != 2 || got[0].Ended != "2026-04-08" || got[1].Begun != "2026-05-08" || !got[1].Runs() {
		t.Errorf("reopened: %+v", got)
	}
}

func TestCaseCourse_isThatOfItsSteps(t *testing.T) {
	t.Parallel()
	s := paced()
	step := func(deed scheme.Deed, on, due scheme.Date) scheme.CaseStep {
		return scheme.CaseStep{Deed: deed, At: noon(on), Due: due}
	}
	ours := func(deed scheme.Deed, on, due scheme.Date) scheme.CaseStep {
		return scheme.CaseStep{Deed: deed, At: noon(on), Ours: due}
	}
	c := scheme.Case{State: scheme.CaseClosed, Opened: noon("2026-04-01"), Closed: noon("2026-06-10"), Steps: []scheme.CaseStep{
		ours(scheme.DeedCaseOpen, "2026-04-01", "2026-04-04"), step(scheme.DeedCaseAssign, "2026-04-01", ""),
		step(scheme.DeedCaseDemand, "2026-04-02", "2026-04-16"), step(scheme.DeedCaseExtend, "2026-04-10", "2026-04-23"),
		ours(scheme.DeedCaseAnswer, "2026-04-24", "2026-04-29"), step(scheme.DeedCaseAnswer, "2026-04-25", ""), step(scheme.DeedCaseFind, "2026-04-27", ""),
		step(scheme.DeedCaseOrder, "2026-04-27", "2026-05-11"), step(scheme.DeedCaseNotify, "2026-05-13", "2026-05-27"),
		step(scheme.DeedCaseState, "2026-05-20", ""), ours(scheme.DeedCaseHear, "2026-05-28", "2026-06-02"), step(scheme.DeedCaseClose, "2026-06-10", "")}}
	got := s.CaseCourse(&c)
	want := []struct {
		task       scheme.Task
		ended, due scheme.Date
		moot, late bool
	}{
		{scheme.TaskFirstStep, "2026-04-02", "2026-04-04", false, false},
		{scheme.TaskEvidence, "2026-04-24", "2026-04-23", false, true},
		{scheme.TaskFind, "2026-04-27", "2026-04-29", false, false},
		{scheme.TaskPutRight, "2026-05-13", "2026-05-11", true, true},
		{scheme.TaskHear, "2026-05-28", "", false, false},
		{scheme.TaskCaseDecide, "2026-06-10", "2026-06-02", false, true},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		g := got[i]
		if g.Task != w.task || g.Ended != w.ended || g.Due != w.due || g.Moot != w.moot || g.Late("2026-07-01") != w.late {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
	c.Steps, c.Closed = c.Steps[:3], time.Time{}
	if got = s.CaseCourse(&c); len(got) != 2 || !got[1].Runs() || got[1].Of != scheme.PartyApplicant {
		t.Errorf("under way: %+v", got)
	}
}

// What was refused and then taken back on an objection is decided anew: by a
// day of its own, counted from then, and with the first day as it was.
func TestReissueCourse_beginsAnewWhenARefusalIsTakenBack(t *testing.T) {
	t.Parallel()
	s := paced()
	r := scheme.Reissue{State: scheme.ReissueRefused, Asked: noon("2026-04-01"), Due: "2026-04-11", Closed: noon("2026-04-13")}
	r.Reopen(scheme.ReissueAsked, "O", "2026-06-11", noon("2026-06-01"))
	first := scheme.Span{Task: scheme.TaskReissue, Of: scheme.PartyOffice, Begun: "2026-04-01", Due: "2026-04-11", Ended: "2026-04-13"}
	second := scheme.Span{Task: scheme.TaskReissue, Of: scheme.PartyOffice, Begun: "2026-06-01", Due: "2026-06-11"}
	if diff := cmp.Diff([]scheme.Span{first, second}, s.ReissueCourse(&r)); diff != "" {
		t.Error(diff)
	}
	r.State, r.Closed = scheme.ReissueTakenBack, noon("2026-06-02")
	second.Ended, second.Moot = "2026-06-02", true
	if diff := cmp.Diff([]scheme.Span{first, second}, s.ReissueCourse(&r)); diff != "" {
		t.Error(diff)
	}
	if got := s.SuccessionCourse(&scheme.Succession{State: scheme.Declined, Closed: noon("2026-04-02")}); got != nil {
		t.Errorf("the office never had it: %+v", got)
	}
}
