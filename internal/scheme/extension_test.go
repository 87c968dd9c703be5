package scheme

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pgregory.net/rapid"
)

var extending = ExtensionRules{OpensDays: 5, LateDays: 4}

// What the public was told on a day stays true, whatever is done about
// extensions later; and the events tell the same as the register.
func TestExtension_whatWasToldOnADayStaysTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Standing{ValidFrom: "2026-01-01", ValidUntil: "2026-01-10"}
		events := []Event{{Seq: 1, Kind: LabelIssued, Day: "2026-01-01", Label: "7", Facts: map[string]string{"level": "1", "edition": "e", "evaluator": "self",
			"valid_from": "2026-01-01", "valid_until": "2026-01-10", "first_issued": "2026-01-01"}}}
		say := func(kind EventKind, day Date, facts map[string]string) {
			events = append(events, Event{Seq: int64(len(events) + 1), Kind: kind, Day: day, Label: "7", Facts: facts})
		}
		told := map[Date]Status{}
		for day := Date("2026-01-02"); day < "2026-03-01"; day = day.AddDays(1) {
			pending := s.ExtensionApplied != "" && s.ExtensionRefused == ""
			switch deed := rapid.IntRange(0, 9).Draw(t, "deed"); {
			case deed == 1 && s.CanBeExtended(day, extending) == nil:
				s.ApplyForExtension(day)
				say(ExtensionApplied, day, nil)
			case deed == 2 && pending:
				s.EndExtension(day)
				say(ExtensionEnded, day, map[string]string{"outcome": "refused"})
			case deed == 3 && pending:
				until := s.ValidUntil.AddDays(10)
				s.Extend(until, day)
				say(LabelExtended, day, map[string]string{"valid_until": string(until), "edition": "e", "evaluator": "self"})
			}
			told[day] = s.StatusOn(day)
			if told[day] == Active && day > s.ValidUntil {
				t.Fatalf("Active on %s, past the last day %s", day, s.ValidUntil)
			}
		}
		replayed, err := Replay(events)
		if err != nil {
			t.Fatal(err)
		}
		for day, was := range told {
			if got := s.StatusOn(day); got != was {
				t.Fatalf("%s was told to be %s, now %s: %+v", day, was, got, s)
			}
			if got := replayed.StatusOn(day); got != was {
				t.Fatalf("%s was told to be %s, by the events %s: %+v", day, was, got, replayed)
			}
		}
	})
}

func TestCanBeExtended_onlyInItsTime(t *testing.T) {
	t.Parallel()
	with := func(change func(*Standing)) Standing {
		s := Standing{ValidFrom: "2026-01-01", ValidUntil: "2026-01-10"}
		change(&s)
		return s
	}
	plain := with(func(*Standing) {})
	for name, c := range map[string]struct {
		s    Standing
		day  Date
		want string
	}{
		"a day too early": {plain, "2026-01-05", "refusal.extension.early"},
		"first day":       {plain, "2026-01-06", ""},
		"last day":        {plain, "2026-01-10", ""},
		"late":            {plain, "2026-01-14", ""},
		"too late":        {plain, "2026-01-15", "refusal.extension.late"},
		"pending":         {with(func(s *Standing) { s.ExtensionApplied = "2026-01-07" }), "2026-01-08", "refusal.extension.pending"},
		"refused before":  {with(func(s *Standing) { s.ExtensionApplied, s.ExtensionRefused = "2026-01-07", "2026-01-08" }), "2026-01-09", ""},
		"withdrawn":       {with(func(s *Standing) { s.Withdrawn = "2026-01-07" }), "2026-01-08", "refusal.extension.ended"},
		"revoked":         {with(func(s *Standing) { s.Revoked = "2026-01-07" }), "2026-01-08", "refusal.extension.ended"},
	} {
		no := RefusalsOf(c.s.CanBeExtended(c.day, extending))
		if got := ""; len(no) > 0 && no[0].Key != c.want || len(no) == 0 && c.want != got {
			t.Errorf("%s: %v, want %q", name, no, c.want)
		}
	}
}

func TestExtensions_keepEachAttemptAndItsEnd(t *testing.T) {
	t.Parallel()
	s := Standing{ValidFrom: "2026-01-01", ValidUntil: "2026-01-10"}
	s.ApplyForExtension("2026-01-07")
	s.EndExtension("2026-01-08")
	s.ApplyForExtension("2026-01-09")
	before := s
	s.Extend("2026-01-20", "2026-01-12")
	want := []PastExtension{{Applied: "2026-01-07", Ended: "2026-01-08"}, {Applied: "2026-01-09", Ended: "2026-01-12", Until: "2026-01-20"}}
	if d := cmp.Diff(want, s.Extensions); d != "" || len(before.Extensions) != 1 {
		t.Errorf("%s; before the last: %+v", d, before.Extensions)
	}
}
