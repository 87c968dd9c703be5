package scheme

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// timed is the sample with periods, whose office rests at weekends.
func timed() *Scheme {
	s := sample()
	s.Calendar = golden
	s.Limits = Limits{PaymentDays: 30, InquiryDays: 20, CorrectDays: 30, CheckDays: 5, DecideDays: 3, ObjectDays: 60}
	return s
}

// noonOf is twelve o'clock of day in the sample's zone.
func noonOf(day Date) time.Time { return sample().Midnight(day).Add(12 * time.Hour) }

func TestTimeline_saysWhoseMoveItIsAndByWhen(t *testing.T) {
	t.Parallel()
	accepted := func(a Application) Application {
		a.State, a.Received, a.AcceptedAt = Accepted, "2026-04-01", noonOf("2026-04-10")
		return a
	}
	paid := FeeNote{Paid: "2026-04-13", At: noonOf("2026-04-14")}
	asked := Inquiry{Asked: noonOf("2026-04-10"), Due: "2026-04-30"}
	answered, asks, waits := asked, asked, asked
	answered.Answer = AuthorityAnswer{View: NoObjection, Counts: NoObjection, At: noonOf("2026-04-20")}
	asks.Exchanges = []Exchange{{Ask: "?"}}
	waits.Answer = AuthorityAnswer{View: Condition, At: noonOf("2026-04-20")}
	silent := []Inquiry{answered, asked}
	for name, tc := range map[string]struct {
		a    Application
		want []Wait
	}{
		"draft":     {Application{State: Draft}, []Wait{{PartyApplicant, StageDraft, ""}}},
		"submitted": {Application{State: Submitted, Received: "2026-04-01", Declaration: Declaration{At: noonOf("2026-04-01")}}, []Wait{{PartyOffice, StageChecked, "2026-04-08"}}},
		"returned":  {Application{State: Returned, Received: "2026-04-01", Returns: []Return{{At: noonOf("2026-04-03")}}}, []Wait{{PartyApplicant, StageCorrected, "2026-05-07"}}},
		// Two of five days were used before the return; the month at the applicant's does not count.
		"corrected": {Application{State: Submitted, Received: "2026-04-01", Returns: []Return{{At: noonOf("2026-04-03"), Back: noonOf("2026-05-11")}}}, []Wait{{PartyOffice, StageChecked, "2026-05-14"}}},
		"corrected when no day was left": {Application{State: Submitted, Received: "2026-04-01",
			Returns: []Return{{At: noonOf("2026-04-20"), Back: noonOf("2026-04-22")}}}, []Wait{{PartyOffice, StageChecked, "2026-04-23"}}},
		"accepted, nobody asked":              {accepted(Application{Fee: paid}), []Wait{{PartyOffice, StageInquiry, ""}}},
		"accepted, the office has to reply":   {accepted(Application{Fee: paid, Inquiries: []Inquiry{asks, answered}}), []Wait{{PartyOffice, StageInquiry, "2026-04-30"}}},
		"accepted, the office has to confirm": {accepted(Application{Fee: paid, Inquiries: []Inquiry{waits}}), []Wait{{PartyOffice, StageInquiry, "2026-04-30"}}},
		"accepted":                            {accepted(Application{Inquiries: silent}), []Wait{{PartyAuthority, StageInquiry, "2026-04-30"}, {PartyApplicant, StageFee, "2026-05-11"}}},
		"accepted and paid":                   {accepted(Application{Fee: paid, Inquiries: silent}), []Wait{{PartyAuthority, StageInquiry, "2026-04-30"}}},
		"accepted, no silence":                {accepted(Application{Inquiries: []Inquiry{answered}}), []Wait{{PartyApplicant, StageFee, "2026-05-11"}}},
		"settled":                             {accepted(Application{Fee: paid, Inquiries: []Inquiry{answered}}), []Wait{{PartyOffice, StageDecided, "2026-04-23"}}},
		"issued":                              {Application{State: Issued}, nil},
		"given up":                            {Application{State: GivenUp}, nil},
	} {
		got := timed().Timeline(&tc.a)
		if diff := cmp.Diff(tc.want, got.Waits); diff != "" {
			t.Errorf("%s (-want +got): %s", name, diff)
		}
		if len(tc.want) > 0 && (got.Move() != tc.want[0].For || got.Due() != tc.want[0].Due) {
			t.Errorf("%s: %s by %s", name, got.Move(), got.Due())
		}
	}
	done := timed().Timeline(&Application{State: Refused})
	if done.Move() != PartyNobody || done.Due() != "" || done.Late("2099-01-01") {
		t.Errorf("%+v", done)
	}
}

func TestTimeline_isLateTheDayAfterTheLast(t *testing.T) {
	t.Parallel()
	a := Application{State: Submitted, Received: "2026-04-01", Declaration: Declaration{At: noonOf("2026-04-01")}}
	line := timed().Timeline(&a)
	if line.Late("2026-04-08") || !line.Late("2026-04-09") {
		t.Errorf("due %s", line.Due())
	}
	if open := sample().Timeline(&a); open.Due() != "" || open.Late("2099-01-01") {
		t.Errorf("without a period there is no day: %+v", open)
	}
	if n := len(line.WaitsFor(PartyOffice)) + len(line.WaitsFor(PartyApplicant)); n != 1 {
		t.Errorf("%d waits", n)
	}
}

func TestTimeline_showsEveryStepWithItsDay(t *testing.T) {
	t.Parallel()
	a := Application{State: Issued, Started: noonOf("2026-03-01"), Received: "2026-04-01", Returns: []Return{{At: noonOf("2026-04-03"), Back: noonOf("2026-04-06")}},
		AcceptedAt: noonOf("2026-04-10"), Fee: FeeNote{Paid: "2026-04-13", At: noonOf("2026-04-14")}, Inquiries: []Inquiry{{Answer: AuthorityAnswer{View: NoObjection, Counts: NoObjection, At: noonOf("2026-04-20")}}}, Closed: noonOf("2026-04-21")}
	want := []Step{{StageDraft, Done, "2026-03-01"}, {StageReceived, Done, "2026-04-01"}, {StageCorrected, Done, "2026-04-06"}, {StageChecked, Done, "2026-04-10"},
		{StageFee, Done, "2026-04-14"}, {StageInquiry, Done, "2026-04-20"}, {StageDecided, Done, "2026-04-21"}}
	if diff := cmp.Diff(want, timed().Timeline(&a).Steps); diff != "" {
		t.Errorf("issued (-want +got): %s", diff)
	}
	draft := Application{State: Draft, Started: noonOf("2026-03-01")}
	want = []Step{{StageDraft, Now, ""}, {StageReceived, Later, ""}, {StageChecked, Later, ""}, {StageFee, Later, ""}, {StageInquiry, Later, ""}, {StageDecided, Later, ""}}
	if diff := cmp.Diff(want, timed().Timeline(&draft).Steps); diff != "" {
		t.Errorf("draft (-want +got): %s", diff)
	}
	rejected := Application{State: Rejected, Started: noonOf("2026-03-01"), Received: "2026-04-01", Closed: noonOf("2026-04-03")}
	want = []Step{{StageDraft, Done, "2026-03-01"}, {StageReceived, Done, "2026-04-01"}}
	if diff := cmp.Diff(want, timed().Timeline(&rejected).Steps); diff != "" {
		t.Errorf("rejected (-want +got): %s", diff)
	}
}

func TestAhead_tellsWhatIsLeftAndWhoseItIs(t *testing.T) {
	t.Parallel()
	checked, fee := Coming{StageChecked, PartyOffice, "", 5}, Coming{StageFee, PartyApplicant, "", 30}
	inquiry, decided := Coming{StageInquiry, PartyAuthority, "", 20}, Coming{StageDecided, PartyOffice, "", 3}
	due := func(c Coming, day Date, by Party) Coming { c.Due, c.For = day, by; return c }
	for name, tc := range map[string]struct {
		a    Application
		want []Coming
	}{
		"draft":     {Application{State: Draft}, []Coming{checked, fee, inquiry, decided}},
		"submitted": {Application{State: Submitted, Received: "2026-04-01"}, []Coming{due(checked, "2026-04-08", PartyOffice), fee, inquiry, decided}},
		"accepted and paid": {Application{State: Accepted, Received: "2026-04-01", AcceptedAt: noonOf("2026-04-10"), Fee: FeeNote{Paid: "2026-04-13", At: noonOf("2026-04-14")}},
			[]Coming{due(inquiry, "", PartyOffice), decided}},
		"issued": {Application{State: Issued, Received: "2026-04-01"}, nil},
	} {
		got := timed().Ahead(&tc.a)
		if diff := cmp.Diff(tc.want, got); diff != "" && len(got)+len(tc.want) > 0 {
			t.Errorf("%s (-want +got): %s", name, diff)
		}
	}
}
