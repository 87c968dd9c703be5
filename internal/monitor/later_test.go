package monitor_test

import (
	"testing"
	"time"

	"shirushi/internal/monitor"
	"shirushi/internal/scheme"
)

// A monitor keeps no gaps, and yet tells the status of today after an
// extension in time, a late one, a refused one, and an annulment.
func TestRound_knowsTheStatusOfTodayThroughALaterLife(t *testing.T) {
	t.Parallel()
	f := begun(t)
	say := func(kind scheme.EventKind, n int, facts map[string]string) {
		f.add(f.event(kind, number(n), scheme.DateOf(f.now), facts))
	}
	onto := map[string]string{"valid_until": "2030-05-31", "edition": "E2", "evaluator": "applicant", "completed": "2028-06-01", "catalog": "c"}
	extend := func(n int) {
		say(scheme.LabelExtended, n, onto)
		l := f.labels[number(n)]
		l.Status, l.ValidTo, l.Edition = "active", "2030-05-31", "E2"
	}
	steps := []struct {
		on     time.Time
		happen func()
	}{
		{time.Date(2026, 7, 1, 3, 0, 0, 0, time.UTC), func() { f.end(scheme.LabelRevoked, 2) }},
		{time.Date(2026, 8, 1, 3, 0, 0, 0, time.UTC), func() {
			say(scheme.RevocationAnnulled, 2, map[string]string{"revoked": "2026-07-01", "basis": "court"})
			f.labels[number(2)].Status, f.labels[number(2)].Revoked = "active", nil
		}},
		{time.Date(2028, 5, 20, 3, 0, 0, 0, time.UTC), func() { say(scheme.ExtensionApplied, 0, nil); say(scheme.ExtensionApplied, 2, nil) }},
		{time.Date(2028, 6, 2, 3, 0, 0, 0, time.UTC), func() {
			f.labels[number(0)].Status, f.labels[number(1)].Status = "extension_in_progress", "expired"
			say(scheme.ExtensionEnded, 2, map[string]string{"outcome": "refused"})
			f.labels[number(2)].Status = "expired"
		}},
		{time.Date(2028, 6, 5, 3, 0, 0, 0, time.UTC), func() { extend(0); say(scheme.ExtensionApplied, 1, nil); say(scheme.ExtensionApplied, 2, nil) }},
		{time.Date(2028, 6, 9, 3, 0, 0, 0, time.UTC), func() { extend(1); extend(2) }},
	}
	for _, step := range steps {
		f.now = step.on
		step.happen()
		f.grow()
		if got := f.round(); len(got) > 0 {
			t.Fatalf("%s: %v", scheme.DateOf(step.on), f.tell)
		}
	}
}

// What a later life tells is never dated before it was recorded.
func TestRound_findsALaterLifeDatedBefore(t *testing.T) {
	t.Parallel()
	for _, kind := range []scheme.EventKind{scheme.LabelExtended, scheme.ExtensionApplied, scheme.RevocationAnnulled, scheme.LabelMaintained} {
		f := begun(t)
		f.now = f.now.AddDate(0, 0, 3)
		day := scheme.DateOf(f.now).AddDays(-2)
		switch kind {
		case scheme.RevocationAnnulled:
			e := f.event(scheme.LabelRevoked, number(1), day, map[string]string{"ground": "g"})
			e.Recorded = noon.AddDate(0, 0, 1)
			f.add(e)
		case scheme.LabelExtended:
			e := f.event(scheme.ExtensionApplied, number(1), day, nil)
			e.Recorded = noon.AddDate(0, 0, 1)
			f.add(e)
			f.labels[number(1)].ValidTo, f.labels[number(1)].Edition = "2030-05-31", "E2"
		case scheme.LabelMaintained:
			f.labels[number(1)].Edition = "E2"
		}
		f.add(f.event(kind, number(1), day, map[string]string{"revoked": string(day), "valid_until": "2030-05-31", "edition": "E2", "evaluator": "applicant"}))
		f.grow()
		if got := f.round(); len(got) != 1 || got[0] != monitor.DatedBefore {
			t.Errorf("%s of two days before: found %v", kind, f.tell)
		}
	}
}
