package scheme_test

import (
	"testing"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/scheme"
)

// The course that is told to those who think of applying is the one that
// the timeline tells of a real application whose every step takes its time.
func TestCourseFrom_isWhatTheTimelineTells(t *testing.T) {
	t.Parallel()
	s := catalogtest.JCStar(t)
	for _, day := range []scheme.Date{"2026-04-01", "2026-04-24", "2026-12-25"} {
		c := s.CourseFrom(day)
		a := &scheme.Application{State: scheme.Submitted, Received: day}
		if got := s.Timeline(a).Due(); got != c.Checked {
			t.Errorf("%s: checked by %s, the timeline says %s", day, c.Checked, got)
		}
		if !(day < c.Checked && c.Checked < c.Settled && c.Settled < c.Decided) {
			t.Errorf("%s: %+v is not in order", day, c)
		}
		if c.Settled != max(s.PaymentDue(c.Checked), s.InquiryDue(c.Checked)) || !s.Calendar.Open(c.Decided) || s.Calendar.Between(c.Settled, c.Decided) != s.Limits.DecideDays {
			t.Errorf("%s: %+v", day, c)
		}
	}
}

func TestCourseFrom_saysNothingBehindAStepWithoutPeriod(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*scheme.Limits){
		"check":   func(l *scheme.Limits) { l.CheckDays = 0 },
		"payment": func(l *scheme.Limits) { l.PaymentDays = 0 },
		"inquiry": func(l *scheme.Limits) { l.InquiryDays = 0 },
		"decide":  func(l *scheme.Limits) { l.DecideDays = 0 },
	} {
		s := *catalogtest.JCStar(t)
		change(&s.Limits)
		if c := s.CourseFrom("2026-04-01"); c.Decided != "" || (name == "check") != (c.Checked == "") || (name == "decide") != (c.Settled != "") {
			t.Errorf("without a period for %s: %+v", name, c)
		}
	}
}
